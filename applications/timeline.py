"""The ten steps of the policy over one file, and its record in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Opinion
from applications.workflow import POLICY_STEPS, Holder, State, Step
from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from portal.audit.chain import history
from portal.audit.words import action_label

DONE, CURRENT, TODO, STOPPED = "done", "current", "todo", "stopped"

# The policy's steps (annex 1), whose step it is, and the steps of the machine that complete each.
STEPS = [
    (1, _("Call published"), Holder.PROVINCE, []),
    (2, _("Filing"), Holder.ENTERPRISE, [Step.SUBMIT, Step.RESUBMIT]),
    (3, _("County collation"), Holder.COUNTY, [Step.PASS_ON]),
    (4, _("City check and recommendation"), Holder.CITY, [Step.REPORT, Step.NOT_RECOMMEND]),
    (5, _("Review opened"), Holder.ALLIANCE, [Step.OPEN_REVIEW]),
    (6, _("Expert review"), Holder.ALLIANCE, []),
    (7, _("Results to the province"), Holder.ALLIANCE, [Step.REPORT_RESULTS]),
    (8, _("Deliberation and publicity"), Holder.PROVINCE, [Step.PUBLICISE, Step.DECLINE]),
    (9, _("Objections"), Holder.PROVINCE, [Step.RESOLVE, Step.UPHOLD, Step.CORRECT]),
    (10, _("Announcement"), Holder.PROVINCE, [Step.ANNOUNCE]),
]
SHORT = 18  # of an opinion under its step; the whole stands with the opinions
ENDED = {State.WITHDRAWN, State.LAPSED, State.DECLINED}
# What an enterprise reads of the opinions: the reasons of what went against it, and their answers.
TOLD_TO_ENTERPRISE = {Step.RETURN, Step.NOT_RECOMMEND, Step.TAKE_UP, Step.DECLINE}
OFFICIALS = {Role.COUNTY, Role.CITY, Role.PROVINCE, Role.ALLIANCE, Role.OBJECTIONS, Role.AUDITOR}


@dataclass(frozen=True)
class Stage:
    """One of the ten steps on the stepper."""

    label: object
    state: str
    date: datetime | None = None
    who: str = ""
    note: object = ""


@dataclass(frozen=True)
class Happened:
    """One line of the record."""

    at: datetime
    who: str
    words: str
    to: str
    days: int | None
    hash: str


def opinions_for(user, file: Application) -> list[Opinion]:
    """The opinions that this person may read: officials all, the enterprise what went against it."""
    found = file.opinions.select_related("organisation", "by")
    if user.role in OFFICIALS:
        return list(found)
    if user.role == Role.ENTERPRISE:
        return list(found.filter(step__in=TOLD_TO_ENTERPRISE))
    return []


def record_for(user, file: Application) -> list[Happened]:
    """The record in words, newest first; an enterprise reads the steps, officials everything."""
    events = list(history(*file.chain))
    if user.role not in OFFICIALS:
        events = [event for event in events if event.action in Step.values]
    names = _names({event.actor_organisation for event in events})
    return [
        Happened(
            at=event.at,
            who=names.get(event.actor_organisation, _("The portal")),
            words=action_label(event.kind, event.action),
            to=State(event.data["to"]).label if event.data.get("to") in State.values else "",
            days=event.data.get("days"),
            hash=event.hash,
        )
        for event in reversed(events)
    ]


def _names(organisations: set[int | None]) -> dict[int, str]:
    rows = Organisation.objects.filter(pk__in=[pk for pk in organisations if pk])
    return {row.pk: row.label for row in rows}


def stages(file: Application, opinions: list[Opinion]) -> list[Stage]:
    """The ten steps: what is done, where the file stands, what comes, and what this file skips."""
    last = {event.action: event for event in history(*file.chain)}
    names = _names({event.actor_organisation for event in last.values()})
    said = {opinion.step: opinion.text for opinion in opinions}
    current = POLICY_STEPS[file.state] or _stopped_at(last)
    found = []
    for number, label, _holder, steps in STEPS:
        event = max((last[s] for s in steps if s in last), key=lambda e: e.sequence, default=None)
        state = _stage_state(file, number, current)
        if number == 1:
            found.append(Stage(label, DONE, file.call.published_at))
        elif number == 3 and file.first_authority_state == State.AT_CITY:
            found.append(Stage(label, state, note=_("no county step")))
        elif event and state != TODO:
            who = names.get(event.actor_organisation, "")
            found.append(
                Stage(label, state, event.at, who, Truncator(said.get(event.action, "")).chars(SHORT))
            )
        else:
            found.append(Stage(label, state))
    return found


def _stage_state(file: Application, number: int, current: int) -> str:
    if file.state == State.ANNOUNCED or number < current:
        return DONE
    if number == current:
        return STOPPED if file.state in ENDED else CURRENT
    return TODO


def _stopped_at(last: dict) -> int:
    """Where a withdrawn or lapsed file stood."""
    ends = [last[step] for step in (Step.WITHDRAW, Step.LAPSE) if step in last]
    return POLICY_STEPS.get(ends[0].data.get("from"), 2) if ends else 2
