"""What is too large for a request is a job: the page says so, it is done once, a refusal is kept."""

import pytest

from applications.policies import Refused
from portal.notifications.models import Job
from portal.notifications.worker import run_due_jobs
from reviews.drawing import drafts, running, work
from reviews.models import Assignment, Draw
from tests.reviews.drawing.conftest import PUBLISHED

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch):
    monkeypatch.setattr(work, "SMALL", 0)


def test_a_proposal_is_computed_by_a_job(drafted, rules, staff, at):
    draw = drafted(1)
    assert work.start(draw, "propose", by=staff, at=at) is False
    with pytest.raises(Refused):
        drafts.set_rules(draw, rules(limit=3), by=staff, at=at)
    run_due_jobs(at)
    draw.refresh_from_db()
    assert (draw.work, draw.failure, bool(draw.proposal["panels"])) == ("", "", True)


def test_a_refusal_stays_on_the_page(drafted, roster, staff, at):
    draw = drafted(1)
    files = list(draw.files.values_list("file", flat=True))
    drafts.choose(draw, files=files, experts=[roster[0].pk], by=staff, at=at)
    work.start(draw, "propose", by=staff, at=at)
    run_due_jobs(at)
    draw.refresh_from_db()
    assert draw.work == ""
    assert "至少需要15名" in draw.failure


def test_the_draw_runs_once_whoever_is_asked_again(frozen, staff, value_at):
    draw = running.enter_value(frozen(1), PUBLISHED, by=staff, at=value_at)
    work.start(draw, "run", by=staff, at=value_at)
    run_due_jobs(value_at)
    work.handle(draw=draw.pk, task="run", by=staff.pk)
    assert Draw.objects.get().status == "drawn"
    assert Assignment.objects.count() == 5
    assert Job.objects.filter(handler=work.JOB).count() == 1
