"""Replacing a member of a panel after a recusal (annex 1, step 5)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.policies import Refused
from applications.workflow import State
from portal.accounts.models import User
from portal.audit.chain import record
from portal.notifications.notices import Notice, notify_many
from portal.workdays import calendar as workdays
from reviews import composition, eligibility, seats
from reviews.conflicts import alarms
from reviews.models import Assignment, Expert, ReviewFile
from reviews.notices import PANEL_SHOWN, SEAT_GIVEN
from reviews.panels import locked, ruled_by_draw


def substitution_faults(
    seat: Assignment, held: Sequence[Assignment], expert: Expert
) -> list[composition.Fault]:
    """The rules that the panel would break with ``expert`` in place of the ended ``seat``.

    ``held``: the seats that still run; where none of them is the chair's, ``expert`` would be.
    """
    chair = next((member.expert for member in held if member.is_chair), expert)
    experts = [*(member.expert for member in held), expert]
    return composition.faults(experts, chair, size=seat.file.review.call.panel_size)


def replace(seat: Assignment, expert: Expert, *, is_chair: bool, by, at: datetime) -> Assignment:
    """Seat ``expert`` in place of an ended ``seat``; the applicant may request recusal of that person anew.

    Raises Refused when the seat is not vacant, or the expert can't sit on this file; a name that both
    sides have is entered as a question then, to be settled first.
    """
    file = ReviewFile.objects.select_related("application", "review__call").get(pk=seat.file_id)
    standing = eligibility.between([expert], [file], at=at)
    alarms.enter(eligibility.asked(standing, [expert], file), at=at)
    if path := standing.question(expert, file):
        raise Refused(
            _("%(expert)s: names have to be settled first: %(path)s.") % {"expert": expert.name, "path": path}
        )
    if ruled_by_draw([file]):
        raise Refused(
            _("This panel was drawn: the next sealed substitute takes a vacant seat, nobody by hand.")
        )
    return seat_in_place(seat, expert, is_chair=is_chair, by=by, at=at)


@transaction.atomic
def seat_in_place(seat: Assignment, expert: Expert, *, is_chair: bool, by, at: datetime) -> Assignment:
    """What :func:`replace` does once names are settled; the next substitute of a draw comes here at once."""
    file = locked([seat.file_id])[0]
    _check_vacant(file, seat, expert, at=at)
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


def _check_vacant(file: ReviewFile, seat: Assignment, expert: Expert, *, at: datetime) -> None:
    if not vacancies(file).filter(pk=seat.pk).exists():
        raise Refused(_("This seat is not vacant; somebody may have filled it already."))
    check_candidate(file, expert, at=at)


def check_candidate(file: ReviewFile, expert: Expert, *, at: datetime) -> None:
    """Whether ``expert`` can take a seat on a running panel; raises Refused with the reason."""
    if file.application.state != State.IN_REVIEW:
        raise Refused(_("The file is not in review."))
    if file.assignments.filter(expert=expert, ended_at=None).exists():
        raise Refused(_("%(expert)s already sits on this panel.") % {"expert": expert.name})
    if reason := eligibility.between([expert], [file], at=at).why_not(expert, file):
        raise Refused(reason)


def vacancies(file: ReviewFile):
    """Seats that ended after a granted recusal or an absence and that nobody has taken over."""
    taken = Assignment.objects.filter(file=file, replaces__isnull=False).values("replaces")
    ended = file.assignments.filter(
        Q(recusals__ruling="granted") | Q(was_unavailable=True), ended_at__isnull=False
    )
    return ended.exclude(pk__in=taken).distinct()


def _tell_replaced(file: ReviewFile, expert: Expert, *, at: datetime) -> None:
    owner = file.application.enterprise.organisation_id
    params = {"number": file.application.number or "", "until": file.recusal_until.isoformat()}
    link = file.application.get_absolute_url()
    people = User.objects.filter(organisation_id=owner, is_active=True)
    queued = [Notice(PANEL_SHOWN.key, user, params, link) for user in people]
    seat = Notice(SEAT_GIVEN.key, expert.user, {"call": file.review.call.title}, reverse("reviews:mine"))
    notify_many([*queued, seat], at=at)
