"""The day of which the demonstration tells."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from portal.demo import loading


@pytest.fixture
def told(monkeypatch, settings):
    """The moments up to which the story was told."""
    settings.DEMO = True
    moments = []
    monkeypatch.setattr(loading, "is_loaded", lambda: False)
    monkeypatch.setattr(loading, "load", lambda now, **_how: moments.append(now.isoformat()))
    return moments


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2027-02-01", "2027-02-01T10:30:00+08:00"),
        ("2027-02-01T00:10", "2027-02-01T00:10:00+08:00"),
        ("2027-02-01T00:10Z", "2027-02-01T00:10:00+00:00"),
    ],
)
def test_the_story_is_told_of_the_day_that_is_given(told, text, moment):
    call_command("demo", "--on", text)
    assert told == [moment]


@pytest.mark.parametrize("text", ["2027-02-30", "tomorrow"])
def test_a_day_that_does_not_exist_is_refused(told, text):
    with pytest.raises(CommandError, match="is no date"):
        call_command("demo", "--on", text)
    assert told == []
