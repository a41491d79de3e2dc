"""A walk of every role over the state machine: whoever tries whatever, a file stays lawful."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from applications import collation, diagram, filing, policies, recommendation, steps
from applications.compliance import ITEMS
from applications.models import Application, Opinion
from applications.workflow import HOLDERS, Holder, State, Step
from portal.accounts.roles import ROLE_PERMISSIONS, Role
from portal.audit.chain import history
from portal.audit.verify import verify
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db

EDGES = set(diagram.edges())
OWN = {"division": {Role.COUNTY: "440106", Role.CITY: "440100"}}
# What this floor alone can't reach, because higher floors ask for panels, minutes and lists.
STARTS = ["draft", "submitted", "dongguan", "reported", "reviewed", "proposed", "in_publicity"]
# The calendar stops for nobody: from a minute to longer than any period of the call.
PAUSES = st.sampled_from([timedelta(minutes=1), timedelta(days=2), timedelta(days=40)])


class World:
    """The people of the walk, own and foreign; made once, files are made in each walk."""

    def __init__(self) -> None:
        self.call = factories.call()
        self.people = {None: None}
        for role in Role.values:
            if role != Role.ENTERPRISE:
                division = OWN["division"].get(role, "")
                self.people[role] = factories.person(role, division=division)
        self.people |= {
            "foreign county": factories.person(Role.COUNTY, division="440104"),
            "foreign city": factories.person(Role.CITY, division="440300"),
            "dongguan": factories.person(Role.CITY, division="441900"),
            "foreign enterprise": factories.owner(factories.enterprise()),
        }

    def file(self, start: str) -> Application:
        """A file as it stands at ``start``."""
        if start in {"draft", "submitted", "dongguan"}:
            place = {"city": "441900", "county": None} if start == "dongguan" else {}
            made = factories.enterprise(**place)
            owner = factories.owner(made)
            if start == "draft":
                return factories.filled(filing.begin(made, self.call, by=owner, at=NOON), by=owner)
            return factories.submitted(made, self.call, by=owner)
        if start == "in_publicity":
            running = factories.in_publicity(self.call)
            return running.version.entries.get().application
        made = getattr(factories, start)(self.call)
        return made if start == "reported" else made[0]


WHO = st.sampled_from([
    None, *Role.values, "foreign county", "foreign city", "dongguan", "foreign enterprise",
])  # fmt: skip


def snapshot(pk: int) -> dict:
    return Application.objects.filter(pk=pk).values().get()


class Walk(RuleBasedStateMachine):
    """Every step by everybody, with the work of the authorities between them."""

    world: World

    def __init__(self):
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.at = NOON

    def teardown(self):
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    @initialize(start=st.sampled_from(STARTS))
    def begin(self, start):
        self.pk = self.world.file(start).pk
        self.people = dict(self.world.people)
        self.people[Role.ENTERPRISE] = self.file.enterprise.organisation.people.first() or factories.owner(
            self.file.enterprise
        )
        self.known = self.file.state

    @property
    def file(self) -> Application:
        return Application.objects.select_related("enterprise", "call").get(pk=self.pk)

    @rule(pause=PAUSES)
    def wait(self, pause):
        self.at += pause

    @rule(who=st.sampled_from([Role.COUNTY, Role.CITY, "dongguan"]), fails=st.booleans())
    def work(self, who, fails):
        """Paper counted and the checklist judged, by whoever has the file."""
        file, by = self.file, self.people[who]
        if collation.holds(file, by):
            if policies.takes_the_paper(file):
                collation.count_paper(file, policies.expected_paper(file), by=by, at=self.at)
            if file.state == State.AT_CITY:
                judged = dict.fromkeys(ITEMS, ("pass", ""))
                judged["credit"] = ("fail", "查有记录") if fails else ("pass", "")
                recommendation.judge(file, judged, by=by, at=self.at)

    @rule(step=st.sampled_from(Step), who=WHO, text=st.sampled_from(["", "测试意见"]))
    def take(self, step, who, text):
        """Any step by anybody: it is taken whole, or it is refused and nothing has changed."""
        before, file, by = snapshot(self.pk), self.file, self.people[who]
        events, opinions = history(*file.chain).count(), Opinion.objects.count()
        may, edges = steps.may_take(step, file, by), [e for e in EDGES if e[0] == file.state and e[2] == step]
        try:
            with transaction.atomic():
                steps.advance(file, step, by=by, at=self.at, opinion=text)
        except (PermissionDenied, policies.Refused) as refusal:
            assert str(refusal)
            assert snapshot(self.pk) == before
            assert (history(*file.chain).count(), Opinion.objects.count()) == (events, opinions)
            return
        after = self.file
        assert may
        assert (before["state"], after.state, str(step)) in edges
        written = list(history(*file.chain))[events:]
        taken = [event for event in written if event.action == step]
        assert len(taken) == 1
        assert (taken[0].data["from"], taken[0].data["to"]) == (before["state"], after.state)
        assert taken[0].actor == (by.pk if by else None)
        self.known = after.state

    @invariant()
    def lawful(self):
        if not hasattr(self, "pk"):
            return
        file = self.file
        assert file.state in State.values
        assert file.state == self.known, "moved by something else than a step"
        kind = HOLDERS[file.state]
        if kind is Holder.NOBODY:
            assert file.holder is None
        else:
            assert file.holder.kind == kind
            assert file.participations.filter(organisation=file.holder).exists() or kind is Holder.ENTERPRISE


def test_whoever_tries_whatever_a_file_stays_lawful():
    walk = type("WalkOnce", (Walk,), {"world": World()})
    run_state_machine_as_test(
        walk,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert verify().ok


def lawful_steps(state: str) -> set[str]:
    return {step for source, _target, step in EDGES if source == state}


@pytest.mark.parametrize("state", State.values)
def test_a_file_refuses_every_step_that_its_state_does_not_have(state):
    """The whole square of states and steps, by the person who holds the right."""
    file = factories.reported(factories.call(), state=state)
    for step in set(Step.values) - lawful_steps(state):
        assert not steps.is_possible(step, file)
        for role in Role.values:
            if steps.SPECS[step].permission in ROLE_PERMISSIONS[role]:
                division = OWN["division"].get(role, "")
                by = (
                    factories.owner(file.enterprise)
                    if role == Role.ENTERPRISE
                    else factories.person(role, division=division)
                )
                with pytest.raises((PermissionDenied, policies.Refused)):
                    steps.advance(file, step, by=by, at=NOON, opinion="测试")
    assert Application.objects.get(pk=file.pk).state == state
    assert not history(*file.chain).exists()
