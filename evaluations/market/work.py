"""Looking at a table and taking it in: at once where it is short, else as a job with its state on the page."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from applications.policies import Refused
from evaluations.market import importing
from evaluations.models import ImportBatch
from portal.accounts.models import User
from portal.notifications.jobs import enqueue, jobs

JOB = "evaluations.import"
LOOK, TAKE_IN = "look", "take_in"


def register() -> None:
    """Enter the job."""
    jobs.add(JOB, handle)


def plan_of(batch: ImportBatch) -> importing.Plan | None:
    """What the table would do: a short one as it would now, a long one as its job found it; None before that."""
    if importing.is_long(batch):
        return importing.Plan(**batch.plan) if batch.plan else None
    return importing.plan(batch)


def look(batch: ImportBatch, *, by, at: datetime) -> None:
    """Have a long table looked at; a short one is looked at by its page."""
    if importing.is_long(batch):
        _queue(batch, LOOK, "", by, at)


def take_in(batch: ImportBatch, *, digest: str, by, at: datetime) -> bool:
    """Take a table in now, or queue that; whether it is done. Raises Refused as :func:`importing.apply` does."""
    if not importing.is_long(batch):
        importing.apply(batch, digest=digest, by=by, at=at)
        return True
    _queue(batch, TAKE_IN, digest, by, at)
    return False


@transaction.atomic
def _queue(batch: ImportBatch, task: str, digest: str, by, at: datetime) -> None:
    kept = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if kept.work or kept.applied_at:  # a second click
        return
    kept.work, kept.failure = task, ""
    kept.save(update_fields=["work", "failure"])
    args = {"batch": kept.pk, "task": task, "digest": digest, "by": by.pk}
    enqueue(JOB, args=args, at=at)


def handle(*, batch: int, task: str, digest: str, by: int) -> None:
    """The job: done once, however often it is begun; a refusal is kept for the page."""
    row = ImportBatch.objects.select_related("file").get(pk=batch)
    if row.work != task:
        return
    end = {"work": "", "failure": ""}
    try:
        if task == TAKE_IN:
            importing.apply(row, digest=digest, by=User.objects.get(pk=by), at=timezone.now())
        else:
            end["plan"] = asdict(importing.plan(row))
    except Refused as refusal:
        end |= {"failure": str(refusal), "plan": None}
    ImportBatch.objects.filter(pk=batch).update(**end)
