"""Assigning experts by hand, showing the panel to the applicant, replacing a member (annex 1, step 5)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.policies import Refused
from applications.workflow import State
from portal.accounts.models import User
from portal.audit.chain import Entry, record, record_many
from portal.notifications.notices import Notice, notify_many
from portal.workdays import calendar as workdays
from reviews import composition, seats
from reviews.models import Assignment, Expert, ReviewFile
from reviews.notices import PANEL_SHOWN, SEAT_GIVEN


@dataclass
class Outcome:
    """What an act over many files did: files done, and files refused with the reason."""

    done: list[ReviewFile] = field(default_factory=list)
    refused: list[tuple[ReviewFile, str]] = field(default_factory=list)


def locked(pks: Sequence[int]) -> list[ReviewFile]:
    """The files, locked in one fixed order, with what decisions on them read."""
    rows = ReviewFile.objects.select_for_update(of=("self",)).filter(pk__in=pks)
    return list(rows.select_related("application__enterprise", "review__call").order_by("pk"))


@transaction.atomic
def set_panel(
    files: Sequence[ReviewFile], experts: Sequence[Expert], *, chair: Expert | None, by, at: datetime
) -> Outcome:
    """Seat the same ``experts`` on each file; a seat held by somebody else ends, nothing is lost.

    Refused, file by file: a panel that was shown, a file no longer in review, an expert with a relation
    to the applicant, not confirmed or not available.
    """
    outcome = Outcome()
    rows = locked([file.pk for file in files])
    codes = seats.codes_of(rows)
    entries, numbers = [], seats.next_seats(rows)
    for file in rows:
        reason = _why_not(file, experts, codes[file.pk])
        if reason:
            outcome.refused.append((file, reason))
            continue
        _seat(file, experts, chair, first=numbers[file.pk], by=by, at=at)
        outcome.done.append(file)
        data = {"experts": [e.pk for e in experts], "chair": chair.pk if chair else None}
        entries.append(Entry(*file.application.chain, "assign_panel", by, at, data))
    record_many(entries)
    return outcome


def _why_not(file: ReviewFile, experts: Sequence[Expert], codes: set[str]) -> str:
    if file.panel_shown_at:
        return _("The panel was shown to the applicant; members can only be replaced now.")
    if file.application.state != State.IN_REVIEW:
        return _("The file is not in review.")
    for expert in composition.conflicting(experts, codes):
        return _("%(expert)s is employed by the applicant.") % {"expert": expert.name}
    seated = set(seats.running(file).values_list("expert", flat=True))
    for expert in experts:
        if expert.pk not in seated and not (expert.is_confirmed and expert.is_available):
            return _("%(expert)s is not confirmed or not available.") % {"expert": expert.name}
    return ""


def _seat(file: ReviewFile, experts: Sequence[Expert], chair: Expert | None, *, first: int, by, at) -> None:
    held = {seat.expert_id: seat for seat in seats.running(file)}
    wanted = {expert.pk for expert in experts}
    for expert_pk, seat in held.items():
        if expert_pk not in wanted:
            seats.end(seat, reason=_("Panel changed before it was shown"), at=at)
    fresh = [expert for expert in experts if expert.pk not in held]
    Assignment.objects.bulk_create(
        [
            Assignment(file=file, expert=expert, seat=first + n, assigned_by=by, assigned_at=at)
            for n, expert in enumerate(fresh)
        ]
    )
    file.assignments.filter(ended_at=None).update(is_chair=False)
    if chair:
        file.assignments.filter(ended_at=None, expert=chair).update(is_chair=True)


@transaction.atomic
def show_panel(files: Sequence[ReviewFile], *, by, at: datetime, reason: str = "") -> Outcome:
    """Lock the panels and show them to the applicants: the recusal-request period starts.

    A departure from the composition rules needs ``reason``; empty seats, no chair or a relation to the
    applicant can't be shown at all.
    """
    outcome = Outcome()
    rows = locked([file.pk for file in files])
    codes = seats.codes_of(rows)
    entries: list[Entry] = []
    for file in rows:
        members = list(seats.running(file))
        refusal, departures = _may_show(file, members, codes[file.pk], reason)
        if refusal:
            outcome.refused.append((file, refusal))
            continue
        until = workdays.deadline(at, file.review.call.recusal_request_days)
        file.panel_shown_at, file.recusal_until = at, until
        file.composition_reason = reason.strip() if departures else ""
        file.save(update_fields=["panel_shown_at", "recusal_until", "composition_reason"])
        file.assignments.filter(ended_at=None).update(shown_at=at, recusal_until=until)
        data = {
            "experts": [m.expert_id for m in members],
            "until": until.isoformat(),
            "departures": departures,
        }
        entries.append(Entry(*file.application.chain, "show_panel", by, at, data))
        outcome.done.append(file)
    record_many(entries)
    _tell_shown(outcome.done, at=at)
    return outcome


def _may_show(file: ReviewFile, members: list[Assignment], codes: set[str], reason: str):
    """Why the panel can't be shown ('' when it can), and the rules it departs from."""
    if file.panel_shown_at:
        return _("The panel has already been shown."), []
    if file.application.state != State.IN_REVIEW:
        return _("The file is not in review."), []
    experts = [member.expert for member in members]
    if composition.conflicting(experts, codes):
        return _("A member is employed by the applicant."), []
    chair = next((member.expert for member in members if member.is_chair), None)
    found = composition.faults(experts, chair, size=file.review.call.panel_size)
    for fault in found:
        if fault.blocks or not reason.strip():
            return fault.text, []
    return "", [fault.code for fault in found]


def _tell_shown(files: list[ReviewFile], *, at: datetime) -> None:
    """The applicants see the panel; each expert hears once that files wait for the declaration."""
    if not files:
        return
    owners = {file.application.enterprise.organisation_id: file for file in files}
    queued = []
    for user in User.objects.filter(organisation_id__in=owners, is_active=True):
        file = owners[user.organisation_id]
        params = {"number": file.application.number or "", "until": file.recusal_until.isoformat()}
        queued.append(Notice(PANEL_SHOWN.key, user, params, file.application.get_absolute_url()))
    experts = User.objects.filter(
        expert__assignments__file__in=[file.pk for file in files], expert__assignments__ended_at=None
    )
    call = files[0].review.call.title
    for user in experts.distinct():
        queued.append(Notice(SEAT_GIVEN.key, user, {"call": call}, reverse("reviews:mine")))
    notify_many(queued, at=at)


def substitution_faults(seat: Assignment, expert: Expert, *, is_chair: bool) -> list[composition.Fault]:
    """The rules that the panel would break with ``expert`` in place of the ended ``seat``."""
    members = list(seats.running(seat.file))
    experts = [*(member.expert for member in members), expert]
    chair = expert if is_chair else next((m.expert for m in members if m.is_chair), None)
    return composition.faults(experts, chair, size=seat.file.review.call.panel_size)


@transaction.atomic
def replace(seat: Assignment, expert: Expert, *, is_chair: bool, by, at: datetime) -> Assignment:
    """Seat ``expert`` in place of an ended ``seat``; the applicant may request recusal of that person anew.

    Raises Refused when the seat is not vacant, or the expert can't sit on this file.
    """
    file = locked([seat.file_id])[0]
    _check_vacant(file, seat, expert)
    shown = file.panel_shown_at is not None
    until = workdays.deadline(at, file.review.call.recusal_request_days) if shown else None
    if is_chair:
        file.assignments.filter(ended_at=None).update(is_chair=False)
    fresh = Assignment.objects.create(
        file=file,
        expert=expert,
        seat=seats.next_seats([file])[file.pk],
        is_chair=is_chair,
        assigned_by=by,
        assigned_at=at,
        replaces=seat,
        shown_at=at if shown else None,
        recusal_until=until,
    )
    data = {"seat": fresh.seat, "expert": expert.pk, "replaces": seat.seat}
    record(kind="application", id=str(file.application_id), action="replace_expert", by=by, data=data, at=at)
    if shown:
        file.recusal_until = until
        file.save(update_fields=["recusal_until"])
        _tell_replaced(file, expert, at=at)
    return fresh


def _check_vacant(file: ReviewFile, seat: Assignment, expert: Expert) -> None:
    if not vacancies(file).filter(pk=seat.pk).exists():
        raise Refused(_("This seat is not vacant; somebody may have filled it already."))
    if file.application.state != State.IN_REVIEW:
        raise Refused(_("The file is not in review."))
    if composition.conflicting([expert], seats.codes_of([file])[file.pk]):
        raise Refused(_("%(expert)s is employed by the applicant.") % {"expert": expert.name})
    if not (expert.is_confirmed and expert.is_available):
        raise Refused(_("%(expert)s is not confirmed or not available.") % {"expert": expert.name})
    if file.assignments.filter(expert=expert, ended_at=None).exists():
        raise Refused(_("%(expert)s already sits on this panel.") % {"expert": expert.name})
    if Assignment.objects.filter(file=file, expert=expert, recusals__ruling="granted").exists():
        raise Refused(_("%(expert)s was recused from this file.") % {"expert": expert.name})


def vacancies(file: ReviewFile):
    """Seats that ended after a granted recusal and that nobody has taken over."""
    taken = Assignment.objects.filter(file=file, replaces__isnull=False).values("replaces")
    ended = file.assignments.filter(ended_at__isnull=False, recusals__ruling="granted")
    return ended.exclude(pk__in=taken).distinct()


def _tell_replaced(file: ReviewFile, expert: Expert, *, at: datetime) -> None:
    owner = file.application.enterprise.organisation_id
    params = {"number": file.application.number or "", "until": file.recusal_until.isoformat()}
    link = file.application.get_absolute_url()
    people = User.objects.filter(organisation_id=owner, is_active=True)
    queued = [Notice(PANEL_SHOWN.key, user, params, link) for user in people]
    seat = Notice(SEAT_GIVEN.key, expert.user, {"call": file.review.call.title}, reverse("reviews:mine"))
    notify_many([*queued, seat], at=at)
