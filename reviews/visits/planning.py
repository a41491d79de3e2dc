"""A site visit is planned: when, where, and by which two people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.policies import Refused
from applications.workflow import State
from portal.accounts.models import User
from portal.audit.chain import record
from portal.notifications.notices import Notice, notify_many
from reviews import panels, seats
from reviews.defence import days, people
from reviews.models import Assignment, DefenceTurn, Inspector, ReviewFile, Stage, Visit
from reviews.notices import CALLED_OFF, SCHEDULED, SEATS_CALLED_OFF, SEATS_SCHEDULED
from reviews.visits.checklists import items_for

INSPECTORS = 2


@dataclass(frozen=True)
class Plan:
    """Time, place and the two who visit."""

    starts_at: datetime
    place: str
    inspectors: Sequence[User]


def running(file: ReviewFile) -> Visit | None:
    """The visit of a file that wasn't cancelled."""
    return file.visits.filter(ended_at=None).prefetch_related("inspectors__user", "inspectors__seat").first()


def candidates(file: ReviewFile, *, at: datetime) -> list[User]:
    """Who may visit: declared members of the panel, then staff; nobody with a conflict."""
    members = [
        seat.expert.user
        for seat in seats.running(file).select_related("expert__user__organisation")
        if seat.declaration == Assignment.Declaration.NO_CONFLICT
    ]
    staff = list(days.clerks())
    barred = people.barred_from([file], {user.pk for user in [*members, *staff]}, at=at)[file.pk]
    return [user for user in [*members, *staff] if user.pk not in barred]


@transaction.atomic
def plan(file: ReviewFile, wanted: Plan, *, by, at: datetime, reason: str = "") -> Visit:
    """Plan the visit of a file, or change a planned one (with a ``reason``); those concerned are told.

    Other inspectors void the signatures. Raises Refused: another stage, not two different people, somebody
    with a conflict or who isn't of the panel, somebody who is elsewhere at the time.
    """
    file = panels.locked([file.pk])[0]
    _check(file, wanted, at=at)
    kept = Visit.objects.select_for_update().filter(file=file, ended_at=None).first()
    if kept and _same(kept, wanted):
        return kept
    if kept and not reason.strip():
        raise Refused(_("Please give the reason of the change; those concerned are told."))
    visit = kept or Visit(file=file, checklist=items_for(file.review.call.kind), planned_by=by, planned_at=at)
    visit.starts_at, visit.place = wanted.starts_at, wanted.place.strip()
    visit.revision += 1 if kept else 0
    visit.save()
    _appoint(visit, wanted.inspectors)
    ReviewFile.objects.filter(pk=file.pk).update(site_at=visit.starts_at, site_place=visit.place)
    data = {
        "visit": visit.pk,
        "when": visit.starts_at.isoformat(),
        "inspectors": [u.pk for u in wanted.inspectors],
    }
    action = "change_visit" if kept else "plan_visit"
    record(kind="application", id=str(file.application_id), action=action, by=by, data=data, at=at)
    _tell(visit, file, at=at)
    return visit


def _same(visit: Visit, wanted: Plan) -> bool:
    sent = {inspector.user_id for inspector in visit.inspectors.all()}
    asked = {user.pk for user in wanted.inspectors}
    return (visit.starts_at, visit.place, sent) == (wanted.starts_at, wanted.place.strip(), asked)


def _check(file: ReviewFile, wanted: Plan, *, at: datetime) -> None:
    if file.application.state != State.IN_REVIEW or file.stage != Stage.SITE or file.total is not None:
        raise Refused(_("The file is not in the stage of the site visit."))
    if len({user.pk for user in wanted.inspectors}) != INSPECTORS:
        raise Refused(_("Two different people visit together."))
    allowed = {user.pk for user in candidates(file, at=at)}
    for user in wanted.inspectors:
        if user.pk not in allowed:
            raise Refused(
                _("%(name)s can't visit: not a declared member of the panel, or in conflict with the file.")
                % {"name": user.name}
            )
        if busy := _elsewhere(user, file, wanted.starts_at):
            raise Refused(busy)


def _elsewhere(user: User, file: ReviewFile, starts: datetime) -> str:
    """Where an inspector is at that time already; '' when free."""
    ends = starts + people.VISIT
    visits = Inspector.objects.filter(user=user, visit__ended_at=None).exclude(visit__file=file)
    if visits.filter(visit__starts_at__gt=starts - people.VISIT, visit__starts_at__lt=ends).exists():
        return _("%(name)s is on another visit at that time.") % {"name": user.name}
    heard = DefenceTurn.objects.filter(ended_at=None, starts_at__lt=ends, ends_at__gt=starts)
    sits = heard.filter(file__assignments__expert__user=user, file__assignments__ended_at=None)
    if sits.exists() or heard.filter(room__clerk=user).exists():
        return _("%(name)s sits in a defence at that time.") % {"name": user.name}
    return ""


def _appoint(visit: Visit, users: Sequence[User]) -> None:
    """Two inspectors; another one voids what was signed."""
    there = {inspector.user_id: inspector for inspector in visit.inspectors.all()}
    gone = [one.pk for pk, one in there.items() if pk not in {user.pk for user in users}]
    seat_of = {seat.expert.user_id: seat for seat in seats.running(visit.file)}
    fresh = [
        Inspector(visit=visit, user=user, seat=seat_of.get(user.pk)) for user in users if user.pk not in there
    ]
    if gone or fresh:
        visit.inspectors.filter(pk__in=gone).delete()
        visit.inspectors.update(signed_at=None, signed_name="", signed_digest="")
        Inspector.objects.bulk_create(fresh)


@transaction.atomic
def cancel(visit: Visit, *, reason: str, by, at: datetime) -> Visit:
    """Call a visit off, with the reason; what was written in it stays. Raises Refused."""
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    if visit.ended_at:
        return visit
    file = panels.locked([visit.file_id])[0]
    if file.stage != Stage.SITE or file.total is not None:
        raise Refused(_("The stage is closed; the visit can't be changed any more."))
    if not reason.strip():
        raise Refused(_("Please give the reason."))
    visit.ended_at, visit.end_reason = at, reason.strip()
    visit.save(update_fields=["ended_at", "end_reason"])
    ReviewFile.objects.filter(pk=file.pk).update(site_at=None, site_place="")
    data = {"visit": visit.pk}
    record(kind="application", id=str(file.application_id), action="cancel_visit", by=by, data=data, at=at)
    about = {"when": visit.starts_at.isoformat(), "reason": visit.end_reason}
    notify_many(_notices(visit, file, about, CALLED_OFF["site"], SEATS_CALLED_OFF["site"]), at=at)
    return visit


def _tell(visit: Visit, file: ReviewFile, *, at: datetime) -> None:
    about = {"when": visit.starts_at.isoformat(), "place": visit.place}
    notify_many(_notices(visit, file, about, SCHEDULED["site"], SEATS_SCHEDULED["site"]), at=at)


def _notices(visit: Visit, file: ReviewFile, about: dict, to_owner, to_inspector) -> list[Notice]:
    """The applicant by the file's number; the two who visit without it, for a notice outlives a recusal."""
    mine = reverse("reviews:timetable")
    owners = User.objects.filter(organisation_id=file.application.enterprise.organisation_id, is_active=True)
    numbered = {**about, "number": file.application.number or ""}
    queued = [Notice(to_owner.key, user, numbered, mine) for user in owners]
    named = {**about, "call": file.review.call.title}
    for inspector in visit.inspectors.select_related("user"):
        queued.append(Notice(to_inspector.key, inspector.user, named, mine))
    return queued
