"""Enterprises with complete dossiers, attachments on the disk and a session each, a moment before a call closes.

A few dossiers go through the doors; the others are copies of them, each with its own enterprise, rows and files.
"""

import hashlib
import itertools
import json
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from applications import dossiers as frozen
from applications import drafts, filing
from applications.models import Application, Attachment, DossierSection, Participation
from benchmarks import fill
from portal.accounts import fresh, idle
from portal.accounts.models import Organisation, User
from portal.demo import dossiers
from portal.documents.files import store_bytes
from portal.documents.models import StoredFile

PATTERNS = 20
BATCH = 1000


@dataclass(frozen=True)
class Sender:
    """A file to submit, the session of its owner, and the digest that its receipt must carry."""

    application: int
    session: str
    sha256: str


def prepare(many: int) -> tuple[list[Sender], dict[str, str], int]:
    """``many`` senders; the sessions of officials by office; a file that they look at."""
    now = timezone.now()
    people = fill._people()
    call = fill._call(people["province"], now)
    enterprises = fill._enterprises(many, now)
    owners = User.objects.bulk_create(
        [
            User(
                username=f"closing-{n}",
                password="!",
                name="测算",
                role="enterprise",
                organisation=one.organisation,
                email=f"closing-{n}@example.test",
            )
            for n, one in enumerate(enterprises)
        ],
        batch_size=BATCH,
    )
    patterns = [_pattern(enterprises[n], owners[n], call, n, now) for n in range(min(PATTERNS, many))]
    rest = list(zip(enterprises, owners, strict=True))[len(patterns) :]
    files = [*patterns, *_copies(patterns, rest, call, now)]
    sessions = dict(zip([file.pk for file in files], _sessions(owners), strict=True))
    senders = [Sender(file.pk, sessions[file.pk], _digest(file)) for file in _whole(files)]
    looked_at = (
        fill._really_filed(call, now) and Application.objects.filter(state="at_county").latest("pk").pk
    )
    county = Organisation.authority_of("440106")
    officer = User.objects.create_user("bench-county", name="测算", role="county", organisation=county)
    [county_session] = _sessions([officer])
    officials = {"county": county_session}
    fill._analyze()
    return senders, officials, looked_at


def _pattern(enterprise, owner, call, number: int, now) -> Application:
    file = filing.begin(enterprise, call, by=owner, at=now)
    drafts.save_sections(file, dossiers.sections(number, year=call.year, startup=False), by=owner, at=now)
    for material in call.materials.filter(mandatory=True):
        content = dossiers.material(material.key, number)
        stored = store_bytes(f"{material.name}.pdf", content, "application/pdf", by=owner)
        drafts.keep(file, material, stored, by=owner, at=now)
    return file


def _copies(patterns: list[Application], rest: list, call, now) -> list[Application]:
    made = Application.objects.bulk_create(
        [
            Application(
                call=call,
                kind=call.kind,
                enterprise=enterprise,
                enterprise_name=enterprise.name,
                uscc=enterprise.uscc,
                city_id=enterprise.city_id,
                county_id=enterprise.county_id,
                holder_id=enterprise.organisation_id,
                supplier_class=patterns[n % len(patterns)].supplier_class,
                deadline=call.closes_at,
                created_at=now,
                changed_at=now,
            )
            for n, (enterprise, _owner) in enumerate(rest)
        ],
        batch_size=BATCH,
    )
    owners = [owner for _enterprise, owner in rest]
    _copy_rows(DossierSection, patterns, made, saved_by=owners)
    _copy_rows(Participation, patterns, made)
    _copy_files(patterns, made, owners, now)
    return made


def _copy_rows(model, patterns, made, **by) -> None:
    """The rows of the patterns once more for each copy; what names a holder names the copy's."""
    rows = {file.pk: list(model.objects.filter(application=file).values()) for file in patterns}
    copies = []
    for n, file in enumerate(made):
        for row in rows[patterns[n % len(patterns)].pk]:
            values = {name: value for name, value in row.items() if name != "id"} | {
                "application_id": file.pk
            }
            values |= {f"{name}_id": people[n].pk for name, people in by.items()}
            if "organisation_id" in values:
                values["organisation_id"] = file.holder_id
            copies.append(model(**values))
    model.objects.bulk_create(copies, batch_size=BATCH)


def _copy_files(patterns, made, owners, now) -> None:
    """Each attachment is a file of its own on the disk, with its own content."""
    folder = Path(settings.MEDIA_ROOT) / f"{now:%Y/%m}"
    folder.mkdir(parents=True, exist_ok=True)
    materials = {
        file.pk: list(file.attachments.select_related("requirement", "file").order_by("pk"))
        for file in patterns
    }
    stored, parts = [], []
    for n, file in enumerate(made):
        for part in materials[patterns[n % len(patterns)].pk]:
            content = dossiers.material(part.requirement.key, 10_000 + n)
            path = folder / f"closing-{n}-{part.requirement_id}"
            path.write_bytes(content)
            stored.append(
                StoredFile(
                    name=part.file.name,
                    path=f"{now:%Y/%m}/{path.name}",
                    content_type="application/pdf",
                    size=len(content),
                    sha256=hashlib.sha256(content).hexdigest(),
                    uploaded_by=owners[n],
                    uploaded_at=now,
                )
            )
            parts.append((file, part.requirement))
    rows = StoredFile.objects.bulk_create(stored, batch_size=BATCH)
    Attachment.objects.bulk_create(
        [
            Attachment(application=file, requirement=requirement, file=row, added_at=now)
            for (file, requirement), row in zip(parts, rows, strict=True)
        ],
        batch_size=BATCH,
    )


def _whole(files: list[Application]):
    """The files read anew, a hundred at a time."""
    keys = iter([file.pk for file in files])
    while part := list(itertools.islice(keys, 100)):
        found = Application.objects.select_related("enterprise", "call").in_bulk(part)
        yield from (found[pk] for pk in part)


def _digest(file: Application) -> str:
    """SHA-256 over what is sent, each attachment's digest taken from its bytes on the disk."""
    content = frozen.content_of(file)
    paths = dict(file.attachments.values_list("pk", "file__path"))
    for part in content["attachments"]:
        place = Path(settings.MEDIA_ROOT) / paths[part["id"]]
        if not place.exists():
            place = Path(settings.MEDIA_ROOT) / "incoming" / place.name
        part["sha256"] = hashlib.sha256(place.read_bytes()).hexdigest()
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _sessions(users: list[User]) -> list[str]:
    """Signed in already, as the sign-in leaves it."""
    store, moment, rows = SessionStore(), time.time(), []
    ends = timezone.now() + timezone.timedelta(hours=12)
    for user in users:
        content = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            fresh.SIGNED_IN_AT: moment,
            idle.SEEN: moment,
        }
        rows.append(
            Session(
                session_key=store._get_new_session_key(), session_data=store.encode(content), expire_date=ends
            )
        )
    Session.objects.bulk_create(rows, batch_size=BATCH)
    return [row.session_key for row in rows]
