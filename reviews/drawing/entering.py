"""What draws enter into the rest of the review: substitutes, digests of the report, jobs, effects, notices."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from applications.registry import add_effect
from applications.workflow import Step
from portal.accounts.permissions import Permission
from portal.accounts.who import who_may
from portal.notifications.jobs import jobs
from portal.notifications.notices import Notice, notify_many
from portal.notifications.schedule import Scheduled, schedule
from reviews import report_content, spread, substitutes
from reviews.drawing import notices, replacing, revealing, work
from reviews.models import Draw, Review, ReviewFile


def digests(review: Review, files: Sequence[ReviewFile]) -> list[report_content.DrawDigest]:
    """The draws that seated the panels of ``files``."""
    rows = Draw.objects.filter(status=Draw.Status.DRAWN, files__file__in=[file.pk for file in files])
    return [
        report_content.DrawDigest(f"{draw.number}", draw.record["digests"]["draw"], draw.drawn_at.isoformat())
        for draw in rows.distinct().order_by("number")
    ]


def remind(*, at: datetime) -> int:
    """Tell the alliance once that a value can be entered; returns of how many draws."""
    due = Draw.objects.filter(status=Draw.Status.FROZEN, known_at__lte=at, reminded_at=None)
    rows = list(due.select_related("review__call").defer("record", "secrets"))
    people = list(who_may(Permission.MANAGE_REVIEW))
    queued = [
        Notice(
            notices.DRAW_VALUE_DUE.key,
            user,
            {"call": draw.review.call.title},
            reverse("reviews:draw_value", args=[draw.pk]),
        )
        for draw in rows
        for user in people
    ]
    with transaction.atomic():
        Draw.objects.filter(pk__in=[draw.pk for draw in rows]).update(reminded_at=at)
        notify_many(queued, at=at)
    return len(rows)


def register() -> None:
    """Enter everything."""
    notices.register()
    substitutes.openers.add("draw", replacing.open_next)
    spread.substitutes.add("draw", spread.Substitutes(replacing.drew, replacing.one_more))
    report_content.digests.add("draw", digests)
    jobs.add(work.JOB, work.handle)
    add_effect(Step.ANNOUNCE, revealing.with_announcement)
    schedule.add("reviews.draws", Scheduled("reviews.draws", timedelta(hours=1), remind))
    schedule.add(
        "reviews.draw_records", Scheduled("reviews.draw_records", timedelta(days=1), revealing.reveal_due)
    )
