"""The one register of recusals (回避): entered with a ground, ruled on with reasons."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.policies import Refused
from applications.workflow import State
from portal.accounts.models import User
from portal.accounts.permissions import Permission
from portal.accounts.who import who_may
from portal.audit.chain import record
from portal.documents.issuing import issue
from portal.notifications.notices import Notice, notify_many
from portal.workdays import calendar as workdays
from reviews import panels, seats, substitutes
from reviews.conflicts import finding, words
from reviews.models import Assignment, Recusal, ReviewFile
from reviews.notices import (
    DECLARATION_RULED,
    DETECTION_DISMISSED,
    RECUSAL_DETECTED,
    RECUSAL_DUE,
    RECUSAL_RAISED,
    REQUEST_RULED,
    SEAT_ENDED,
)

SOON = timedelta(days=1)  # before the time limit of a ruling, staff are reminded once


def is_open_to_request(seat: Assignment, *, at: datetime) -> bool:
    """Whether the time for requesting the recusal of this member runs."""
    return bool(
        seat.ended_at is None
        and seat.recusal_until
        and at <= seat.recusal_until
        and seat.file.application.state == State.IN_REVIEW
    )


def may_request(seat: Assignment, *, at: datetime) -> bool:
    """Whether the applicant can still ask for the recusal of this member."""
    asked = seat.recusals.filter(origin=Recusal.Origin.REQUESTED)
    return is_open_to_request(seat, at=at) and not asked.exists()


def requests_over(file: ReviewFile) -> list[Recusal]:
    """What the applicant requested about the panel of a file, newest first, in one query."""
    rows = Recusal.objects.filter(assignment__file=file, origin=Recusal.Origin.REQUESTED)
    return list(rows.select_related("assignment__expert", "document").order_by("-pk"))


@transaction.atomic
def request_recusal(
    seat: Assignment, *, ground: str, reasons: str, by, at: datetime, evidence=None
) -> Recusal:
    """The applicant asks for the recusal of a member of the shown panel, with reasons (annex 1, step 5).

    Raises Refused outside the call's working days, for an ended seat, or when it was asked before.
    """
    seat = locked_seat(seat.pk)
    if seat.file.application.enterprise.organisation_id != by.organisation_id:
        raise Refused(_("Only the applicant can request the recusal of a member."))
    if seat.shown_at is None or seat.ended_at or seat.file.application.state != State.IN_REVIEW:
        raise Refused(_("This person does not sit on the panel any more. Nothing needs to be done."))
    if at > seat.recusal_until:
        raise Refused(
            _("The time for requesting recusal of this member is over. The request was not entered.")
        )
    if seat.recusals.filter(origin=Recusal.Origin.REQUESTED).exists():
        raise Refused(
            _("You have already requested the recusal of this member; one request is ruled on once.")
        )
    return enter(
        seat,
        origin=Recusal.Origin.REQUESTED,
        ground=ground,
        reasons=reasons,
        evidence=evidence,
        by=by,
        at=at,
    )


def locked_seat(pk: int) -> Assignment:
    """A seat, locked, with what decisions on it read."""
    rows = Assignment.objects.select_for_update(of=("self",))
    related = ("file__application__enterprise", "file__review__call", "expert__user")
    return rows.select_related(*related).get(pk=pk)


def enter(
    seat: Assignment,
    *,
    origin: str,
    ground: str,
    reasons: str,
    by,
    at: datetime,
    evidence=None,
    told: Sequence[dict] = (),
    path_key: str = "",
) -> Recusal:
    """Write an entry of the register; the ruling is due in the call's working days.

    ``by`` is None for what the portal found; then ``told`` and ``path_key`` are the path.
    """
    call = seat.file.review.call
    recusal = Recusal.objects.create(
        assignment=seat,
        origin=origin,
        ground=ground,
        reasons=reasons.strip(),
        evidence=evidence,
        told=list(told),
        path_key=path_key,
        raised_by=by,
        raised_at=at,
        due_at=workdays.deadline(at, call.ruling_days),
    )
    data = {"recusal": recusal.pk, "seat": seat.seat, "origin": origin, "ground": ground}
    if evidence:
        data["evidence"] = evidence.sha256
    file = str(seat.file.application_id)
    record(kind="application", id=file, action="enter_recusal", by=by, data=data, at=at)
    _tell_entered(recusal, seat, at=at)
    return recusal


def _tell_entered(recusal: Recusal, seat: Assignment, *, at: datetime) -> None:
    """Staff hear that a ruling is due; the expert, that the portal found something."""
    params = {"number": seat.file.application.number or "", "due": recusal.due_at.isoformat()}
    link = reverse("reviews:recusal", args=[recusal.pk])
    queued = [Notice(RECUSAL_RAISED.key, user, params, link) for user in _staff()]
    if recusal.origin == Recusal.Origin.DETECTED and seat.shown_at:
        call = seat.file.review.call.title
        queued.append(Notice(RECUSAL_DETECTED.key, seat.expert.user, {"call": call}))
    notify_many(queued, at=at)


def _staff():
    return who_may(Permission.RULE_RECUSAL)


def remind(*, at: datetime) -> int:
    """Remind staff once of each ruling that is due within a day or overdue; returns how many."""
    due = Recusal.objects.filter(ruling=Recusal.Ruling.OPEN, reminded_at=None, due_at__lte=at + SOON)
    rows = list(due.select_related("assignment__file__application").order_by("pk"))
    staff = list(_staff())
    queued = [
        Notice(
            RECUSAL_DUE.key,
            user,
            {"number": row.assignment.file.application.number or "", "due": row.due_at.isoformat()},
            reverse("reviews:recusal", args=[row.pk]),
        )
        for row in rows
        for user in staff
    ]
    with transaction.atomic():
        Recusal.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=at)
        notify_many(queued, at=at)
    return len(rows)


def why_not_rule(recusal: Recusal, *, by, at: datetime) -> str:
    """Why this member of staff can't rule on an entry; '' when nothing stands against it."""
    if recusal.raised_by_id == by.pk:
        return _("Whoever entered a recusal does not rule on it. Please leave it to a colleague.")
    seat = recusal.assignment
    enterprise = seat.file.application.enterprise_id
    path = finding.of_ruler(by.pk, enterprise=enterprise, expert=seat.expert, at=at)
    if path is None:
        return ""
    return _("You are related to one side, so a colleague has to rule: %(path)s.") % {
        "path": words.text(path)
    }


@transaction.atomic
def rule(recusal: Recusal, *, granted: bool, reasons: str, by, at: datetime) -> Recusal:
    """Rule on an entry, with reasons. Granted: the seat ends and the next substitute takes it at once.

    Where no list of substitutes has one, the seat stays vacant for staff to fill. Raises Refused when
    somebody else has ruled, without reasons, and for whoever entered it or is related to one side.
    """
    recusal = _to_be_ruled(recusal, reasons, by=by, at=at)
    seat = recusal.assignment
    recusal.ruling = Recusal.Ruling.GRANTED if granted else Recusal.Ruling.DISMISSED
    recusal.ruling_reasons, recusal.ruled_by, recusal.ruled_at = reasons.strip(), by, at
    application = seat.file.application
    recusal.document = issue(
        "recusal_ruling",
        subject_kind="recusal",
        subject_id=str(recusal.pk),
        data=_document_data(recusal, seat),
        by=by,
        at=at,
    )
    recusal.save()
    ends = granted and seat.ended_at is None
    if ends:
        seat.declaration = Assignment.Declaration.RECUSED
        seat.save(update_fields=["declaration"])
        seats.end(seat, reason=_("Recused"), at=at)
    elif not granted and recusal.origin != Recusal.Origin.REQUESTED and seat.ended_at is None:
        _give_back(seat)
    data = {"recusal": recusal.pk, "seat": seat.seat, "ruling": recusal.ruling}
    record(kind="application", id=str(application.pk), action="rule_recusal", by=by, data=data, at=at)
    _tell(recusal, seat, at=at)
    if ends:
        substitutes.open_next(seat, by=by, at=at)
    return recusal


def _to_be_ruled(recusal: Recusal, reasons: str, *, by, at: datetime) -> Recusal:
    """The open entry with its seat, locked. Raises Refused where ``by`` can't rule on it, or without reasons."""
    panels.locked([recusal.assignment.file_id])  # files before seats, as everywhere
    recusal = Recusal.objects.select_for_update(of=("self",)).get(pk=recusal.pk)
    if recusal.ruling != Recusal.Ruling.OPEN:
        raise Refused(
            _("This recusal was already ruled on: %(ruling)s. Nothing was changed by you.")
            % {"ruling": recusal.get_ruling_display()}
        )
    if not reasons.strip():
        raise Refused(_("Please write the reasons of the ruling."))
    recusal.assignment = locked_seat(recusal.assignment_id)
    if reason := why_not_rule(recusal, by=by, at=at):
        raise Refused(reason)
    return recusal


def _give_back(seat: Assignment) -> None:
    """After a dismissal the expert declares anew, unless another entry still holds the file back."""
    holding = [Recusal.Origin.DECLARED, Recusal.Origin.DETECTED]
    if not seat.recusals.filter(ruling=Recusal.Ruling.OPEN, origin__in=holding).exists():
        seat.declaration, seat.declared_at = Assignment.Declaration.OPEN, None
        seat.save(update_fields=["declaration", "declared_at"])


def _document_data(recusal: Recusal, seat: Assignment) -> dict:
    """What the ruling's document states; the ground by its key, so that it is worded in the reader's language."""
    application = seat.file.application
    return {
        "number": application.number or "",
        "enterprise": application.enterprise_name,
        "call": seat.file.review.call.title,
        "expert": seat.expert.name,
        "origin": recusal.origin,
        "ground": recusal.ground,
        "ruling": recusal.ruling,
        "reasons": recusal.ruling_reasons,
        "raised_at": recusal.raised_at.isoformat(),
        "ruled_at": recusal.ruled_at.isoformat(),
    }


def _tell(recusal: Recusal, seat: Assignment, *, at: datetime) -> None:
    """Who asked hears the ruling; a recused expert who did not ask hears only that a seat has ended."""
    application, call = seat.file.application, seat.file.review.call
    queued = []
    if recusal.origin == Recusal.Origin.REQUESTED:
        people = User.objects.filter(organisation_id=application.enterprise.organisation_id, is_active=True)
        params, link = {"number": application.number or ""}, application.get_absolute_url()
        queued = [Notice(REQUEST_RULED[recusal.ruling].key, user, params, link) for user in people]
        if recusal.ruling == Recusal.Ruling.GRANTED:
            queued.append(Notice(SEAT_ENDED.key, seat.expert.user, {"call": call.title}))
    elif recusal.origin == Recusal.Origin.DECLARED:
        kind, link = DECLARATION_RULED[recusal.ruling].key, reverse("reviews:mine")
        queued.append(Notice(kind, seat.expert.user, {"call": call.title}, link))
    elif seat.shown_at:
        granted = recusal.ruling == Recusal.Ruling.GRANTED
        kind = SEAT_ENDED if granted else DETECTION_DISMISSED
        link = "" if granted else reverse("reviews:mine")
        queued.append(Notice(kind.key, seat.expert.user, {"call": call.title}, link))
    notify_many(queued, at=at)
