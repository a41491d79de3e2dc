"""Objections (异议) as they come in: real-name, reasoned, sealed, within the period (annex 1, step 9).

Who objected, the grounds and the evidence are encrypted before they are written anywhere; the rest of
the portal (audit, outbox, notices, documents) holds the number and digests only.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Enterprise
from applications.policies import Refused
from applications.workflow import State
from portal.accounts.permissions import Permission
from portal.accounts.who import who_may
from portal.audit.chain import record
from portal.documents import files, sealing
from portal.documents.issuing import issue
from portal.notifications.notices import notify
from portal.workdays import calendar as workdays
from publication import confirmation
from publication import publicity as publicities
from publication.announcing import announcement_of
from publication.models import ListEntry, Objection, ObjectionEvidence, Publicity, SealedUpload

Status = Objection.Status
Against = Objection.Against


@dataclass(frozen=True)
class Statement:
    """What the objector says, and who says it; only ever stored sealed."""

    party: str  # "unit" or "person"
    name: str
    uscc: str
    contact: str
    phone: str
    email: str
    grounds: str


@dataclass(frozen=True)
class Paper:
    """A file that was brought in, already checked: its name and its bytes."""

    name: str
    content: bytes


def tracking_code(nonce: str) -> str:
    """The code that goes with a form: the same form sent twice leads to the same objection.

    80 bits that only the portal can derive from the form's signed nonce; the digest alone is kept.
    """
    key = hashlib.sha256(b"objection tracking" + settings.SECRET_KEY.encode()).digest()
    raw = base64.b32encode(hmac.new(key, nonce.encode(), hashlib.sha256).digest()[:10]).decode()
    return "-".join(raw[start : start + 4] for start in range(0, 16, 4))


def tracking_digest(code: str) -> str:
    plain = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def by_tracking_code(code: str) -> Objection | None:
    """The objection that a tracking code belongs to, or None."""
    rows = Objection.objects.select_related("publicity__version__call", "entry", "enterprise")
    return rows.filter(tracking_digest=tracking_digest(code)).first()


def is_running(publicity: Publicity, at: datetime) -> bool:
    """Whether objections are taken: up to 24:00 of the last day, and not once it is announced."""
    return at < publicity.ends_at and announcement_of(publicity) is None


def left_out(publicity: Publicity) -> QuerySet[Enterprise]:
    """Applicants of the call that are not on the list because they were declined."""
    return Enterprise.objects.filter(
        applications__call=publicity.version.call_id, applications__state=State.DECLINED
    )


@transaction.atomic
def submit(
    publicity: Publicity,
    *,
    against: str,
    statement: Statement,
    signed: Paper | SealedUpload | None,
    evidence: Sequence[Paper | SealedUpload],
    code: str,
    at: datetime,
    entry: ListEntry | None = None,
    enterprise: Enterprise | None = None,
) -> Objection:
    """Take in an objection. It is incomplete until the mailed code and the sealed or signed statement follow
    (:mod:`publication.completing`).

    ``code``: from :func:`tracking_code`; the same code again returns the objection that it made.
    Raises Refused when the period is over or the target isn't of this list.
    """
    publicity = publicities.locked(publicity)
    made = by_tracking_code(code)
    if made:
        return made
    demand_running(publicity, at)
    entry, enterprise = _target(publicity, against, entry, enterprise)
    objection = Objection.objects.create(
        publicity=publicity,
        against=against,
        entry=entry,
        enterprise=enterprise,
        tracking_digest=tracking_digest(code),
        sealed=sealing.seal(json.dumps(asdict(statement), ensure_ascii=False).encode()),
        **_received(publicity, has_seal=signed is not None, at=at),
    )
    _take_down(objection, signed=signed, evidence=evidence, at=at)
    if statement.email:
        confirmation.mail_code(objection, statement.email)
    return objection


def _received(publicity: Publicity, *, has_seal: bool, at: datetime) -> dict:
    """The next number of this publicity (its row is locked), where it stands, and when the reply is due."""
    call, serial = publicity.version.call, publicity.objections.count() + 1
    return {
        "number": f"YY{call.year}-{publicity.pk:04d}-{serial:03d}",
        "has_seal": has_seal,
        "status": Status.INCOMPLETE,
        "received_at": at,
        "due_at": workdays.deadline(at, call.objection_reply_days),
    }


def _take_down(objection: Objection, *, signed, evidence: Sequence, at: datetime) -> None:
    """Keep its papers, put it on record, issue the receipt and tell the officers."""
    papers = [(paper, False) for paper in evidence] + ([(signed, True)] if signed else [])
    digests = [keep(objection, paper, is_statement=is_signed) for paper, is_signed in papers]
    against = str(objection.against)
    log(objection, "submit", None, at, against=against, evidence=digests, has_seal=objection.has_seal)
    issue(
        "objection_receipt",
        subject_kind="objection",
        subject_id=str(objection.pk),
        data=receipt_data(objection, digests),
        by=None,
        at=at,
    )
    tell_officers("objection.received", objection, at)


def demand_running(publicity: Publicity, at: datetime) -> None:
    if not is_running(publicity, at):
        raise Refused(
            _("The publicity period is over; an objection can only be made within it. Nothing was stored.")
        )


def _target(publicity: Publicity, against: str, entry, enterprise):
    """The entry and enterprise that an objection is about. Raises Refused for one of another list."""
    if against == Against.LIST:
        return None, None
    if against == Against.ENTRY:
        if entry is None or entry.version_id != publicity.version_id:
            raise Refused(_("Please choose an entry of this list."))
        return entry, entry.enterprise
    if enterprise is None or not left_out(publicity).filter(pk=enterprise.pk).exists():
        raise Refused(_("No applicant of this call with that code was left out of the list."))
    return None, enterprise


def seal_paper(paper: Paper) -> dict:
    """A file and its name, sealed, with the size and digest of the plain file. Raises NoSealingKey."""
    return {
        "sealed_name": sealing.seal(paper.name.encode()),
        "file": files.store_bytes("sealed", sealing.seal(paper.content), "application/octet-stream", by=None),
        "size": len(paper.content),
        "sha256": hashlib.sha256(paper.content).hexdigest(),
    }


def keep(objection: Objection, paper: Paper | SealedUpload, *, is_statement: bool) -> str:
    """Make a file part of the objection; return the digest of the plain file."""
    if isinstance(paper, SealedUpload):
        sealed = {name: getattr(paper, name) for name in ("sealed_name", "file", "size", "sha256")}
        paper.delete()
    else:
        sealed = seal_paper(paper)
    ObjectionEvidence.objects.create(objection=objection, is_statement=is_statement, **sealed)
    return sealed["sha256"]


def receipt_data(objection: Objection, digests: list[str]) -> dict:
    """The receipt: number, time, target and digests; never who objected."""
    return {
        "number": objection.number,
        "call": objection.publicity.version.call.title,
        "list_version": objection.publicity.version.number,
        "list_sha256": objection.publicity.version.sha256,
        "against": objection.against,
        "target": target_name(objection),
        "received_at": objection.received_at.isoformat(),
        "due_at": objection.due_at.isoformat(),
        "has_seal": objection.has_seal,
        "files": digests,
    }


def target_name(objection: Objection) -> str:
    """What the objection is about, in the words of the list."""
    if objection.entry_id:
        return objection.entry.name
    return objection.enterprise.name if objection.enterprise_id else objection.publicity.version.call.title


def locked(objection: Objection) -> Objection:
    """The row, locked for a decision on it."""
    rows = Objection.objects.select_for_update(of=("self",)).select_related(
        "publicity__version__call", "entry__application", "enterprise"
    )
    return rows.get(pk=objection.pk)


def tell_officers(kind: str, objection: Objection, at: datetime) -> None:
    """The objection officers; the notice holds the number alone."""
    officers = who_may(Permission.HANDLE_OBJECTIONS)
    notify(
        kind,
        to=officers,
        params={"number": objection.number},
        link=reverse("publication:objection", args=[objection.pk]),
        at=at,
    )


def log(objection: Objection, action: str, by, at: datetime, **data) -> None:
    """One audit event of an objection: number, status and digests only."""
    record(
        kind="objection",
        id=str(objection.pk),
        action=action,
        by=by,
        at=at,
        data={"number": objection.number, "status": str(objection.status), **data},
    )
