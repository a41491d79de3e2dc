"""Who holds and represents companies: read from each submitted dossier, and entered by the alliance."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.models import Application, Enterprise, SubmittedVersion
from applications.policies import Refused
from applications.registry import Taken
from portal.audit.chain import record
from portal.notifications.jobs import enqueue
from reviews.conflicts import names
from reviews.models import CompanyTie, ReviewFile

NATURES = {"person": CompanyTie.Nature.PERSON, "state": CompanyTie.Nature.STATE}
"""Of the dossier's natures of a shareholder; an enterprise, a fund and foreign capital are companies."""
LOOK = "look_for_conflicts"
SECTION = "content__sections__basic"


STATED = (CompanyTie.Source.DOSSIER, CompanyTie.Source.CHANGE)


class Stater(NamedTuple):
    """An enterprise that states its own ties: name and code of the day, and in which file, if in one."""

    name: str
    code: str
    enterprise: int
    application: Application | None = None
    source: str = CompanyTie.Source.DOSSIER

    @classmethod
    def by_change(cls, enterprise: Enterprise, name: str) -> "Stater":
        """In a change report; ``name``: the one that holds with it."""
        return cls(name, enterprise.uscc, enterprise.pk, source=CompanyTie.Source.CHANGE)


def read_submitted(applications: Sequence[Application], taken: Taken) -> None:
    """Effect of a submission: the ties that the new version states; what it doesn't repeat has ended.

    Where something changed while files are in review, conflicts are looked for again.
    """
    latest = {}
    versions = SubmittedVersion.objects.filter(application__in=applications).order_by("number")
    for pk, shareholders, representative in versions.values_list(
        "application", f"{SECTION}__shareholders", f"{SECTION}__legal_representative"
    ):
        latest[pk] = (shareholders, representative)
    day = timezone.localdate(taken.at)
    changed = False
    for application in applications:
        shareholders, representative = latest.get(application.pk, (None, None))
        if shareholders is not None or representative:
            who = Stater(
                application.enterprise_name, application.uscc, application.enterprise_id, application
            )
            stated = _stated(who, shareholders or [], representative or "")
            changed |= _keep(who, stated, day, by=taken.by, at=taken.at)
    if changed and ReviewFile.objects.filter(application__state="in_review").exists():
        enqueue(LOOK, args={}, at=taken.at)


def of_change(who: Stater, basic: dict, *, since: date) -> list[CompanyTie]:
    """The ties that the section of a change report states, not saved, to be looked at before it is accepted."""
    stated = _stated(who, basic.get("shareholders") or [], basic.get("legal_representative") or "")
    for tie in stated:
        tie.since = since
    return stated


def take_over(who: Stater, basic: dict, *, since: date, by, at: datetime) -> bool:
    """Keep the ties of an accepted change from the day ``since``; what it doesn't repeat ended on it.

    Returns whether anything changed; then conflicts of other enterprises are looked for again.
    """
    changed = _keep(who, of_change(who, basic, since=since), since, by=by, at=at)
    if changed and ReviewFile.objects.filter(application__state="in_review").exists():
        enqueue(LOOK, args={}, at=at)
    return changed


def _stated(who: Stater, shareholders: list[dict], representative: str) -> list[CompanyTie]:
    """The ties of one dossier, not saved."""
    found = [
        _tie(
            who,
            kind=CompanyTie.Kind.SHAREHOLDER,
            nature=NATURES.get(row.get("nature", ""), CompanyTie.Nature.COMPANY),
            holder=row["name"],
            holder_code=row.get("uscc", ""),
            share=_share(row.get("share", "")),
        )
        for row in shareholders
        if row.get("name")
    ]
    if representative.strip():
        person = CompanyTie.Nature.PERSON
        kind = CompanyTie.Kind.REPRESENTATIVE
        found.append(_tie(who, kind=kind, nature=person, holder=representative.strip()))
    return found


def _tie(who: Stater, *, nature: str, holder: str, holder_code: str = "", **more) -> CompanyTie:
    key = names.person if nature == CompanyTie.Nature.PERSON else names.company
    return CompanyTie(
        nature=nature,
        holder=holder,
        holder_key=key(holder),
        holder_code=names.code(holder_code),
        subject=who.name,
        subject_key=names.company(who.name),
        subject_code=who.code,
        source=who.source,
        application=who.application,
        **more,
    )


def _share(text) -> Decimal | None:
    try:
        return Decimal(text)
    except (InvalidOperation, TypeError):
        return None


def _same(tie: CompanyTie) -> tuple:
    return tie.kind, tie.nature, tie.holder_key, tie.holder_code, tie.share


def _stated_before(enterprise: int, code: str) -> QuerySet[CompanyTie]:
    """What an enterprise has stated of itself and not ended, in whatever way."""
    own = Q(application__enterprise=enterprise) | Q(source=CompanyTie.Source.CHANGE, subject_code=code)
    return CompanyTie.objects.filter(own, source__in=STATED, until=None)


def _keep(who: Stater, stated: list[CompanyTie], day: date, *, by, at: datetime) -> bool:
    """Write what is new, end what is gone; whether anything changed."""
    running = _stated_before(who.enterprise, who.code)
    known = {_same(tie): tie.pk for tie in running}
    fresh = [tie for tie in stated if _same(tie) not in known]
    gone = set(known) - {_same(tie) for tie in stated}
    ended = CompanyTie.objects.filter(pk__in=[known[same] for same in gone])
    ended.filter(since__gt=day).update(
        until=F("since")
    )  # none ends before the day on which it was first stated
    ended.filter(until=None).update(until=day)
    for tie in fresh:
        tie.since, tie.entered_by, tie.entered_at = day, by, at
    CompanyTie.objects.bulk_create(fresh)
    return bool(fresh or gone)


def of(application: Application):
    """Who holds and represents the applicant by what it stated, as it stands in public registers too."""
    rows = _stated_before(application.enterprise_id, application.uscc)
    return rows.order_by("kind", "-share", "pk")


@transaction.atomic
def enter(*, by, at: datetime, **columns) -> CompanyTie:
    """Enter a tie that the alliance found in a public register; ``note`` says where.

    Sent twice it is entered once. Conflicts are looked for again afterwards. Raises Refused.
    """
    if not columns.get("note", "").strip():
        raise Refused(_("Please write where the tie was found."))
    nature = columns["nature"]
    key = names.person if nature == CompanyTie.Nature.PERSON else names.company
    columns |= {
        "holder_key": key(columns["holder"]),
        "holder_code": names.code(columns.get("holder_code", "")),
        "subject_key": names.company(columns["subject"]),
        "subject_code": names.code(columns.get("subject_code", "")),
        "source": CompanyTie.Source.REGISTER,
    }
    columns.setdefault("until", None)
    made, is_new = CompanyTie.objects.get_or_create(**columns, defaults={"entered_by": by, "entered_at": at})
    if is_new:
        _note(made, "enter_tie", by=by, at=at)
    return made


@transaction.atomic
def end(tie: CompanyTie, *, until: date, by, at: datetime) -> CompanyTie:
    """Say on which day a tie that the alliance entered ended; it counts for three years more."""
    tie = CompanyTie.objects.select_for_update().get(pk=tie.pk)
    if tie.source != CompanyTie.Source.REGISTER:
        raise Refused(_("What a dossier states ends with the enterprise's next dossier."))
    if tie.until == until:
        return tie
    tie.until = until
    tie.save(update_fields=["until"])
    _note(tie, "end_tie", by=by, at=at)
    return tie


def _note(tie: CompanyTie, action: str, *, by, at: datetime) -> None:
    data = {"holder": tie.holder_code, "subject": tie.subject_code, "kind": tie.kind}
    record(kind="tie", id=str(tie.pk), action=action, by=by, data=data, at=at)
    enqueue(LOOK, args={}, at=at)
