"""Assigning experts by hand and showing the panel to the applicant (annex 1, step 5)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.workflow import State
from portal.accounts.models import User
from portal.audit.chain import Entry, record_many
from portal.notifications.notices import Notice, notify_many
from portal.workdays import calendar as workdays
from reviews import composition, eligibility, seats
from reviews.conflicts import alarms
from reviews.models import Assignment, Draw, DrawFile, Expert, ReviewFile
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


@dataclass(frozen=True)
class Wanted:
    """The panel that a file is to have; ``chair`` is one of ``experts`` or None."""

    file: ReviewFile
    experts: Sequence[Expert]
    chair: Expert | None


def set_panel(
    files: Sequence[ReviewFile], experts: Sequence[Expert], *, chair: Expert | None, by, at: datetime
) -> Outcome:
    """Seat the same ``experts`` on each file; see :func:`set_panels`."""
    return set_panels([Wanted(file, experts, chair) for file in files], by=by, at=at)


def ruled_by_draw(files: Sequence[ReviewFile], *, besides: Draw | None = None) -> set[int]:
    """The files that a draw alone seats: frozen for one, with substitutes left; ``besides``: that draw itself."""
    rows = DrawFile.objects.filter(file__in=[f.pk for f in files], is_ruling=True, is_exhausted=False)
    return set(rows.exclude(draw=besides).values_list("file", flat=True))


@transaction.atomic
def set_panels(wanted: Sequence[Wanted], *, by, at: datetime, drawn: Draw | None = None) -> Outcome:
    """Seat a panel on each file; a seat held by somebody else ends, nothing is lost.

    ``drawn``: the draw whose panels these are. Refused, file by file: what a draw rules, a panel that was shown, a file no longer in review, an expert with a conflict,
    recused before, at the rotation's limit, not confirmed or not available. A name that both sides have
    asks a question, to be settled before the panel is shown. Queries don't grow with the files.
    """
    outcome = Outcome()
    by_file = {want.file.pk: want for want in wanted}
    rows = locked(list(by_file))
    held, asked = seats.running_of(rows), []
    standing = eligibility.between({e for want in wanted for e in want.experts}, rows, at=at)
    ruled = ruled_by_draw(rows, besides=drawn)
    for file in rows:
        experts = by_file[file.pk].experts
        if file.pk in ruled:
            outcome.refused.append((file, _("A draw seats this panel; nobody is assigned by hand.")))
        elif reason := _why_not(file, experts, {seat.expert_id for seat in held[file.pk]}, standing):
            outcome.refused.append((file, reason))
        else:
            outcome.done.append(file)
            asked += eligibility.asked(standing, experts, file)
    alarms.enter(asked, at=at)
    seated = [by_file[file.pk] for file in outcome.done]
    _seat(seated, held, by=by, at=at)
    entries = []
    for want, file in zip(seated, outcome.done, strict=True):
        data = {"experts": [e.pk for e in want.experts], "chair": want.chair.pk if want.chair else None}
        entries.append(Entry(*file.application.chain, "assign_panel", by, at, data))
    record_many(entries)
    return outcome


def _why_not(
    file: ReviewFile, experts: Sequence[Expert], seated: set[int], standing: eligibility.Standing
) -> str:
    if file.panel_shown_at:
        return _("The panel was shown to the applicant; members can only be replaced now.")
    if file.application.state != State.IN_REVIEW:
        return _("The file is not in review.")
    reasons = (standing.why_not(e, file, is_seated=e.pk in seated) for e in experts)
    return next((reason for reason in reasons if reason), "")


def _seat(seated: Sequence[Wanted], held: dict[int, list[Assignment]], *, by, at: datetime) -> None:
    """End the seats that nobody wants any more, give new ones, and set the chairs."""
    numbers = seats.next_seats([want.file for want in seated])
    gone: list[Assignment] = []
    fresh: list[Assignment] = []
    for want in seated:
        pks = {expert.pk for expert in want.experts}
        sitting = {seat.expert_id for seat in held[want.file.pk]}
        gone += [seat for seat in held[want.file.pk] if seat.expert_id not in pks]
        new = [expert for expert in want.experts if expert.pk not in sitting]
        fresh += [
            Assignment(file=want.file, expert=expert, seat=number, assigned_by=by, assigned_at=at)
            for number, expert in enumerate(new, start=numbers[want.file.pk])
        ]
    seats.end_many(gone, reason=_("Panel changed before it was shown"), at=at)
    Assignment.objects.bulk_create(fresh, batch_size=500)
    _set_chairs(seated)


def _set_chairs(seated: Sequence[Wanted]) -> None:
    running = Assignment.objects.filter(file__in=[want.file.pk for want in seated], ended_at=None)
    chairs = {want.file.pk: want.chair.pk for want in seated if want.chair}
    rows = running.filter(expert__in=set(chairs.values())).values_list("pk", "file", "expert")
    chosen = {pk for pk, file, expert in rows if chairs.get(file) == expert}
    running.filter(is_chair=True).exclude(pk__in=chosen).update(is_chair=False)
    running.filter(pk__in=chosen, is_chair=False).update(is_chair=True)


@transaction.atomic
def show_panel(
    files: Sequence[ReviewFile], *, by, at: datetime, reason: str = "", drawn: Draw | None = None
) -> Outcome:
    """Lock the panels and show them to the applicants: the recusal-request period starts.

    A departure from the composition rules needs ``reason``; empty seats, no chair, a conflict or a
    question of names that nobody settled can't be shown at all. Queries don't grow with the files.
    """
    outcome = Outcome()
    rows = locked([file.pk for file in files])
    held = seats.running_of(rows)
    standing = eligibility.between({m.expert for file in rows for m in held[file.pk]}, rows, at=at)
    entries: list[Entry] = []
    ruled = ruled_by_draw(rows, besides=drawn)
    for file in rows:
        members = held[file.pk]
        refusal, departures = _may_show(file, members, standing, reason, is_ruled=file.pk in ruled)
        if refusal:
            outcome.refused.append((file, refusal))
            continue
        file.panel_shown_at = at
        file.recusal_until = workdays.deadline(at, file.review.call.recusal_request_days)
        file.composition_reason = reason.strip() if departures else ""
        for member in members:
            member.shown_at, member.recusal_until = at, file.recusal_until
        data = {
            "experts": [m.expert_id for m in members],
            "until": file.recusal_until.isoformat(),
            "departures": departures,
        }
        entries.append(Entry(*file.application.chain, "show_panel", by, at, data))
        outcome.done.append(file)
    shown = [member for file in outcome.done for member in held[file.pk]]
    columns = ["panel_shown_at", "recusal_until", "composition_reason"]
    ReviewFile.objects.bulk_update(outcome.done, columns, batch_size=500)
    Assignment.objects.bulk_update(shown, ["shown_at", "recusal_until"], batch_size=500)
    record_many(entries)
    _tell_shown(outcome.done, at=at)
    return outcome


def _may_show(
    file: ReviewFile,
    members: list[Assignment],
    standing: eligibility.Standing,
    reason: str,
    *,
    is_ruled: bool,
) -> tuple[str, list[str]]:
    """Why the panel can't be shown ('' when it can), and the rules it departs from."""
    if is_ruled:
        return _("A draw seats this panel; it is shown when it is drawn."), []
    if file.panel_shown_at:
        return _("The panel has already been shown."), []
    if file.application.state != State.IN_REVIEW:
        return _("The file is not in review."), []
    experts = [member.expert for member in members]
    if refusal := _why_not_now(file, experts, standing):
        return refusal, []
    chair = next((member.expert for member in members if member.is_chair), None)
    found = composition.faults(experts, chair, size=file.review.call.panel_size)
    for fault in found:
        if fault.blocks or not reason.strip():
            return fault.text, []
    return "", [fault.code for fault in found]


def _why_not_now(file: ReviewFile, experts: Sequence[Expert], standing: eligibility.Standing) -> str:
    """A conflict that came up since the seats were given, or a question that is still open."""
    for expert in experts:
        if reason := standing.why_not(expert, file, is_seated=True):
            return reason
        if path := standing.question(expert, file):
            return _("%(expert)s: names have to be settled first: %(path)s.") % {
                "expert": expert.name,
                "path": path,
            }
    return ""


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
