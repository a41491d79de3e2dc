"""The state machine: its tables are total, its picture equals the code."""

from django.conf import settings

from applications import arrival, diagram, notices, record_words
from applications.steps import SPECS
from applications.workflow import HOLDERS, POLICY_STEPS, TONES, Holder, State, Step


def test_tables_keyed_by_state_are_total():
    for table in (HOLDERS, POLICY_STEPS, TONES, arrival.DAYS, notices.TO_OWNER):
        assert set(table) == set(State)


def test_every_step_says_who_takes_it_and_what_it_is_called():
    assert set(SPECS) == set(Step)
    assert set(Step) <= set(record_words.FILES)


def test_the_picture_equals_the_code():
    assert (settings.BASE_DIR / "docs/workflow.md").read_text() == diagram.markdown()


def test_closed_files_only_come_back_by_an_upheld_objection():
    closed = {state for state in State.values if HOLDERS[state] is Holder.NOBODY}
    assert [edge for edge in diagram.edges() if edge[0] in closed] == [("declined", "proposed", "add")]
