"""Solving, freezing and drawing: at once where that is quick, else as a job with its state on the page."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from applications.policies import Refused
from portal.accounts.models import User
from portal.notifications.jobs import enqueue
from reviews.drawing import drafts, freezing, proposing, replaying, running
from reviews.models import Draw

JOB = "reviews.draw"
SMALL = 30_000  # pairs of file and expert that one request may work on
TASKS: dict[str, Callable] = {
    "propose": proposing.propose,
    "freeze": freezing.freeze,
    "run": running.run,
    "replay": replaying.replay,
}


def is_large(draw: Draw) -> bool:
    """Whether nobody should wait for it in a request."""
    return draw.files.count() * draw.experts.count() > SMALL


def start(draw: Draw, task: str, *, by, at: datetime) -> bool:
    """Do ``task`` now, or queue it; whether it is done. Raises Refused where it can't be done."""
    if not is_large(draw):
        TASKS[task](draw, by=by, at=at)
        return True
    with transaction.atomic():
        kept = drafts.locked(draw)
        kept.work, kept.failure = task, ""
        kept.save(update_fields=["work", "failure"])
        enqueue(JOB, args={"draw": kept.pk, "task": task, "by": by.pk}, at=at)
    return False


def handle(*, draw: int, task: str, by: int) -> None:
    """The job: done once, a refusal is kept for the page."""
    row = Draw.objects.get(pk=draw)
    if row.work != task:
        return
    failure, token = "", drafts.at_work.set(draw)
    try:
        TASKS[task](row, by=User.objects.get(pk=by), at=timezone.now())
    except Refused as refusal:
        failure = str(refusal)
    finally:
        drafts.at_work.reset(token)
    Draw.objects.filter(pk=draw).update(work="", failure=failure)
