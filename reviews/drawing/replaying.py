"""Replaying a draw: everything is computed again, and compared with the audit chain and the seats."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications.policies import Refused
from applications.workflow import State
from portal.audit.chain import history
from reviews import draw as pure
from reviews.drawing import drafts, secrets
from reviews.drawing.record_rows import Rows
from reviews.models import Assignment, Draw, DrawReplay

RECORD = gettext_noop("The record does not agree with itself: %(why)s.")
CHAIN = gettext_noop("The digest “%(name)s” is not the one that the audit chain holds.")
IDENTITY = gettext_noop("Who stands behind %(key)s does not fit the identity that was frozen.")
SEATS = gettext_noop("The seats of file %(key)s are not those of the record.")
SECRET = gettext_noop("The sealed secrets can't be opened.")


def replay(draw: Draw, *, by, at: datetime) -> DrawReplay:
    """Replay a frozen draw as far as it has come; the outcome is kept and on record.

    Raises Refused for a draw that isn't frozen yet. Where nothing is wrong, ``wrong`` is empty.
    """
    draw = Draw.objects.get(pk=draw.pk)
    if draw.record is None:
        raise Refused(_("Nothing is frozen yet, so nothing can be replayed."))
    wrong = faults(draw)
    with transaction.atomic():
        made = DrawReplay.objects.create(draw=draw, by=by, at=at, done_at=at, wrong=wrong)
        drafts.note(draw, "replay", by=by, at=at, agrees=not wrong)
    return made


def sentences(replayed: DrawReplay) -> list[str]:
    """What was wrong, in the reader's language."""
    return [_(row["text"]) % row["with"] for row in replayed.wrong]


def faults(draw: Draw) -> list[dict]:
    """Everything that doesn't agree: ``text`` and what goes into it."""
    record, found = draw.record, []

    def wrong(text: str, **more) -> None:
        found.append({"text": text, "with": more})

    try:
        kept = secrets.unseal(draw.secrets)
        whole = record
        if record["draw"] and not record["substitute_secret"]:
            whole = pure.reveal(record, substitute_secret=kept.substitute_secret)
        pure.replay(record)
        pure.replay(whole)
        for text, more in (*_identities(record, kept), *_seats(draw)):
            wrong(text, **more)
    except Exception as error:  # an altered record can break anywhere
        wrong(RECORD, why=str(error) or type(error).__name__)
    for name in _not_on_chain(draw):
        wrong(CHAIN, name=name)
    return found


def _not_on_chain(draw: Draw) -> list[str]:
    """The digests that differ from what the last entry of the audit chain that names them holds."""
    held: dict[str, str] = {}
    for event in history(*draw.chain):
        if event.action in {"freeze", "void", "draw", "open_substitute", "reveal"}:
            held |= {name: event.data[name] for name in ("frozen", "draw", "record") if name in event.data}
    digests = draw.record.get("digests", {})
    return [name for name, digest in held.items() if digests.get(name) != digest]


def _identities(record: dict, kept: secrets.Secrets) -> list[tuple[str, dict]]:
    frozen = record["frozen"]
    return [
        (IDENTITY, {"key": row["key"]})
        for part in ("files", "experts")
        for place, row in enumerate(frozen[part])
        if kept.identity_of(part, place) != row["identity"]
    ]


def _seats(draw: Draw) -> list[tuple[str, dict]]:
    """Files in review whose drawn members aren't those who sit; seats given after the list are left out."""
    if draw.status != Draw.Status.DRAWN:
        return []
    rows = Rows(draw)
    seated = rows.seating(draw.record)
    live = draw.files.filter(
        is_ruling=True, file__application__state=State.IN_REVIEW, file__panel_shown_at__isnull=False
    )
    sitting: dict[int, set[int]] = {pk: set() for pk in live.values_list("file", flat=True)}
    running = Assignment.objects.filter(file__in=sitting, ended_at=None)
    for file, expert in running.values_list("file", "expert"):
        sitting[file].add(expert)
    found = []
    for pk, there in sitting.items():
        place = rows.file_place[pk]
        if {rows.experts[e] for e in seated.panels[place]} - there:
            found.append((SEATS, {"key": draw.record["frozen"]["files"][place]["key"]}))
    return found
