"""Lapsing (by the portal alone): not submitted or corrected in time, or the call was cancelled."""

from collections.abc import Sequence
from datetime import datetime

from applications import steps
from applications.models import Application
from applications.steps import Outcome
from applications.workflow import Step


def lapse(files: Sequence[Application], *, at: datetime) -> Outcome:
    """Lapse the files that may; those that somebody moved meanwhile are left alone."""
    return steps.advance_many(files, Step.LAPSE, by=None, at=at)
