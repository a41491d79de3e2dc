"""The one door: every change of an application's state goes through here.

Lock the rows, check who may, check when it may, run the transition, save, write the audit events,
change holder and participation, queue the notices: one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django_fsm import can_proceed

from applications import arrival, notices, policies
from applications.models import Application
from applications.registry import Taken, effects
from applications.workflow import Step
from portal.accounts.permissions import Permission as P
from portal.audit.chain import Entry, record_many


@dataclass(frozen=True)
class Spec:
    """Who takes a step: the right, and how the person's organisation stands to the file."""

    permission: P | None
    actor: str  # "holder", "owner", "province", "portal"
    also_portal: bool = False


SPECS: dict[str, Spec] = {
    Step.SUBMIT: Spec(P.FILE_APPLICATION, "owner"),
    Step.RESUBMIT: Spec(P.FILE_APPLICATION, "owner"),
    Step.WITHDRAW: Spec(P.FILE_APPLICATION, "owner"),
    Step.PASS_ON: Spec(P.COLLATE, "holder"),
    Step.RETURN: Spec(P.RETURN_APPLICATION, "holder"),
    Step.REPORT: Spec(P.RECOMMEND, "holder", also_portal=True),
    Step.NOT_RECOMMEND: Spec(P.RECOMMEND, "holder"),
    Step.TAKE_UP: Spec(P.TAKE_UP, "holder"),
    Step.OPEN_REVIEW: Spec(P.MANAGE_REVIEW, "holder"),
    Step.REPORT_RESULTS: Spec(P.REPORT_RESULTS, "holder"),
    Step.PROPOSE: Spec(P.DELIBERATE, "holder"),
    Step.DECLINE: Spec(P.DELIBERATE, "holder"),
    Step.PUBLICISE: Spec(P.PUBLICISE, "holder"),
    Step.CONTEST: Spec(P.HANDLE_OBJECTIONS, "province"),
    Step.RESOLVE: Spec(P.HANDLE_OBJECTIONS, "province"),
    Step.UPHOLD: Spec(P.HANDLE_OBJECTIONS, "province"),
    Step.CORRECT: Spec(P.HANDLE_OBJECTIONS, "province"),
    Step.ADD: Spec(P.HANDLE_OBJECTIONS, "province"),
    Step.ANNOUNCE: Spec(P.ANNOUNCE, "holder"),
    Step.LAPSE: Spec(None, "portal"),
}


@dataclass
class Outcome:
    """What a step over many files did."""

    done: list[Application] = field(default_factory=list)
    refused: list[tuple[Application, str]] = field(default_factory=list)


def may_take(step: str, application: Application, by) -> bool:
    """Whether this person may take ``step`` on this file at all; *when* is for the policies."""
    spec = SPECS[step]
    if by is None:
        return spec.actor == "portal" or spec.also_portal
    if spec.permission is None or not by.may(spec.permission):
        return False
    if spec.actor == "holder":
        return application.holder_id is not None and by.organisation_id == application.holder_id
    if spec.actor == "owner":
        return application.enterprise.organisation_id == by.organisation_id
    return spec.actor == "province" and by.organisation.kind == "province"


def is_possible(step: str, application: Application) -> bool:
    """Whether the state machine has this step from where the file is."""
    return can_proceed(getattr(application, step))


def preview(
    applications: Sequence[Application], step: str, *, by, at: datetime, opinion: str = "", **inputs
) -> Outcome:
    """What :func:`advance_many` would do, without doing it."""
    outcome = Outcome()
    taken = Taken(step=step, by=by, at=at, opinion=opinion, inputs=inputs)
    policies.gather(applications, step)
    for application in applications:
        try:
            _check(application, taken)
        except (policies.Refused, PermissionDenied) as refusal:
            outcome.refused.append((application, str(refusal)))
        else:
            outcome.done.append(application)
    return outcome


def advance(
    application: Application, step: str, *, by, at: datetime, opinion: str = "", **inputs
) -> Application:
    """Take ``step`` on one file and return it as it stands afterwards.

    ``by``: the person, or None for the portal's own scheduled steps. ``inputs``: what the step needs
    (``days`` of a correction, ``deadline``, ``outcome``).
    Raises PermissionDenied, :class:`applications.policies.Refused` (and Stale, when somebody else
    moved the file first).
    """
    outcome = advance_many([application], step, by=by, at=at, opinion=opinion, strict=True, **inputs)
    return outcome.done[0]


@transaction.atomic
def advance_many(
    applications: Sequence[Application],
    step: str,
    *,
    by,
    at: datetime,
    opinion: str = "",
    strict: bool = False,
    **inputs,
) -> Outcome:
    """Take ``step`` on each file that allows it, in a number of queries that doesn't grow with them.

    ``strict``: the first refusal is raised and nothing changes.
    """
    taken = Taken(step=step, by=by, at=at, opinion=opinion, inputs=inputs)
    seen = {application.pk: application.state for application in applications}
    outcome = Outcome()
    before: dict[int, str] = {}
    locked = _locked(list(seen))
    policies.gather(locked, step)
    for application in locked:
        try:
            if application.state != seen[application.pk]:
                raise policies.Stale(_moved_meanwhile(application))
            _check(application, taken)
        except (policies.Refused, PermissionDenied) as refusal:
            if strict:
                raise
            outcome.refused.append((application, str(refusal)))
            continue
        before[application.pk] = application.state
        getattr(application, step)()
        outcome.done.append(application)
    if outcome.done:
        _land(outcome.done, before, taken)
    return outcome


def _locked(pks: list[int]) -> list[Application]:
    """The rows, locked in one fixed order so that two officers never wait for each other."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("enterprise")
    found = []
    for start in range(0, len(pks), arrival.CHUNK):
        chunk = sorted(pks)[start : start + arrival.CHUNK]
        # One call for all its files: its text is long, a join would read it with every row.
        found += rows.filter(pk__in=chunk).prefetch_related("call").order_by("pk")
    return found


def _check(application: Application, taken: Taken) -> None:
    if not may_take(taken.step, application, taken.by):
        permission = SPECS[taken.step].permission
        was_mine = taken.by is not None and permission is not None and taken.by.may(permission)
        if was_mine and not is_possible(taken.step, application):
            raise policies.Stale(_moved_meanwhile(application))
        raise PermissionDenied(_("This file is not yours to decide now."))
    if not is_possible(taken.step, application):
        raise policies.Stale(_moved_meanwhile(application))
    policies.ask(application, taken)


def _moved_meanwhile(application: Application) -> str:
    return _("%(name)s is now at “%(state)s”; somebody else acted first. Nothing was changed by you.") % {
        "name": application.enterprise_name,
        "state": application.get_state_display(),
    }


def _land(applications: list[Application], before: dict[int, str], taken: Taken) -> None:
    """Everything that follows from a transition, in the same transaction."""
    arrival.settle(applications, before, taken)
    arrival.save(applications, taken)
    arrival.write_opinions(applications, taken)
    for effect in effects[taken.step]:
        effect(applications, taken)
    record_many(
        [
            Entry(
                kind="application",
                id=str(application.pk),
                action=taken.step,
                by=taken.by,
                at=taken.at,
                data=arrival.evidence(application, before[application.pk], taken),
            )
            for application in applications
        ]
    )
    notices.tell(applications, taken)
