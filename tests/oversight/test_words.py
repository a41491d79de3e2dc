"""Entries on the record are told in words."""

import pytest
from django.utils import translation

from applications.workflow import Step
from portal.audit.words import action_label, actions, kind_label, kinds


@pytest.mark.parametrize("step", Step.values)
def test_every_step_has_a_name(step):
    assert f"application.{step}" in actions


@pytest.mark.parametrize(
    "kind", ["application", "call", "review", "expert", "deliberation", "publicity", "list"]
)
def test_every_kind_of_chain_has_a_name(kind):
    assert kind in kinds
    with translation.override("zh-hans"):
        assert not kind_label(kind).isascii()


def test_what_nobody_named_is_told_by_its_key():
    assert (action_label("nothing", "done"), kind_label("nothing")) == ("done", "nothing")


def test_the_same_action_of_two_kinds_keeps_two_names():
    with translation.override("en"):
        assert action_label("deliberation", "open") == "opened the deliberation"
        assert action_label("review", "open") == "opened the review"


@pytest.mark.parametrize(
    ("kind", "action"),
    [
        ("account", "sign_in"),
        ("organisation", "change"),
        ("sealing_key", "make"),
        ("enterprise", "confirm"),
        ("application", "request_review"),
        ("application", "prolong_deadline"),
        ("call", "make_letter"),
        ("workdays", "outage"),
        ("deliberation", "vote_standards"),
        ("objection", "forward"),
        ("objection", "uphold"),
    ],
)
def test_entries_of_every_room_are_named_in_chinese(kind, action):
    with translation.override("zh-hans"):
        assert not action_label(kind, action).isascii()
