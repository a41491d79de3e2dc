"""The decisions of county, city and province as the desk and the application page offer them."""

from django.utils.translation import gettext_lazy as _

from applications import collation, recommendation, steps
from applications.forms.desk import OpinionForm, ReasonsForm, ReturnForm
from applications.models import Application
from applications.registry import BulkAction, desk_bulk_actions
from applications.steps import Outcome
from applications.workflow import State, Step
from portal.accounts.permissions import Permission as P


def _at(permission: P, *states: str):
    return lambda user, state: state in states and user.may(permission)


def _opinion(text):
    def build(data, files):
        return OpinionForm(data, initial={"opinion": str(text)})

    return build


def _reasons(data, files):
    return ReasonsForm(data)


def _return(data, files):
    return ReturnForm(data, most=min((file.call.correction_days for file in files), default=1))


DECISIONS = [
    BulkAction(
        key="pass_on",
        label=_("Pass on to the city"),
        order=10,
        step=Step.PASS_ON,
        tone="primary",
        offered=_at(P.COLLATE, State.AT_COUNTY),
        form=_opinion(_("Collated: complete, paper equal to electronic. Agreed to be passed on.")),
        run=collation.pass_on,
    ),
    BulkAction(
        key="report",
        label=_("Report, copy to the alliance"),
        order=10,
        step=Step.REPORT,
        tone="primary",
        offered=_at(P.RECOMMEND, State.AT_CITY),
        form=_opinion(_("Compliance check passed. Recommended.")),
        run=recommendation.report,
    ),
    BulkAction(
        key="return",
        label=_("Return for correction"),
        order=20,
        step=Step.RETURN,
        tone="outline-primary",
        offered=_at(P.RETURN_APPLICATION, State.AT_COUNTY, State.AT_CITY),
        form=_return,
        run=collation.return_for_correction,
    ),
    BulkAction(
        key="not_recommend",
        label=_("Do not recommend"),
        order=30,
        step=Step.NOT_RECOMMEND,
        tone="outline-danger",
        offered=_at(P.RECOMMEND, State.AT_CITY),
        form=_reasons,
        run=recommendation.not_recommend,
    ),
    BulkAction(
        key="take_up",
        label=_("Take up again"),
        order=10,
        step=Step.TAKE_UP,
        tone="primary",
        offered=_at(P.TAKE_UP, State.NOT_RECOMMENDED),
        form=_reasons,
        run=recommendation.take_up,
    ),
    BulkAction(
        key="keep_refused",
        label=_("Answer: the city's decision stands"),
        order=20,
        step="",
        tone="outline-danger",
        offered=_at(P.TAKE_UP, State.NOT_RECOMMENDED),
        form=_reasons,
        run=recommendation.keep_refused,
        on_page=lambda _user, file: file.reconsiderations.filter(replied_at=None).exists(),
    ),
]


def register() -> None:
    """Enter this floor's decisions."""
    for decision in DECISIONS:
        desk_bulk_actions.add(decision.key, decision)


def preview(action: BulkAction, files, *, by, at, **inputs) -> Outcome:
    """What a decision would do and what it would refuse; texts are asked for on the same page."""
    if not action.step:
        return Outcome(done=list(files))
    return steps.preview(files, action.step, by=by, at=at, opinion="-", **inputs)


def target_of(step: str, state: str) -> str:
    """The state that ``step`` leads to from ``state``; empty where the file itself decides."""
    if not step:
        return state
    transition = getattr(Application, step)._django_fsm.get_transition(state)
    target = transition.target if transition else ""
    return target if isinstance(target, str) else ""


def offered(user, state: str) -> list[BulkAction]:
    """The decisions that this person may take on files of ``state``, in order."""
    return sorted((a for a in desk_bulk_actions if a.offered(user, state)), key=lambda a: a.order)
