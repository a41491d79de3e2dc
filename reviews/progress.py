"""Progress of a call's review: for whom it waits, since when, and reminders with a record of each.

Days are working days, the first day left out. A file shows itself to no list here that its expert was
recused from: only running, shown seats are counted.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db import transaction
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.policies import Refused
from applications.workflow import State
from portal.audit.chain import record
from portal.notifications.notices import Notice, notify_many, words
from portal.workdays import calendar as workdays
from reviews.models import Assignment, Expert, Reminder, Reopening, Review, ScoreSheet, Stage, StageClosing
from reviews.notices import REMINDED

Matter = Reminder.Matter


def working_days(start: datetime, end: datetime) -> int:
    """The working days after the day of ``start`` up to the day of ``end``; 0 on the same day."""
    first, last = timezone.localdate(start) + timedelta(days=1), timezone.localdate(end)
    return sum(day.working for day in workdays.derivation(first, last)) if first <= last else 0


def begun_before(at: datetime, days: int) -> datetime:
    """The latest moment from which ``days`` working days have passed at ``at``: the end of that day."""
    day = timezone.localdate(at)
    while days > 0:
        days -= workdays.day(day).working
        day -= timedelta(days=1)
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))


def _seats(review: Review) -> QuerySet[Assignment]:
    """The seats on which the review goes on: running, shown, not recused, their file under way."""
    running = Assignment.objects.filter(
        file__review=review,
        file__total=None,
        file__application__state=State.IN_REVIEW,
        ended_at=None,
        shown_at__isnull=False,
    )
    return running.exclude(declaration=Assignment.Declaration.RECUSED)


def _sealed(stage) -> Exists:
    sheets = ScoreSheet.objects.filter(assignment=OuterRef("pk"), stage=stage)
    return Exists(sheets.exclude(status=ScoreSheet.Status.DRAFT))


def waiting(review: Review, matter: str, *, stage: str = "") -> QuerySet[Assignment]:
    """The seats that wait for their expert, each with ``since``: the moment from which it could have acted.

    For the declaration that is when the panel was shown; for a sheet the signed declaration, the closing
    of the stage before, or the sheet's being opened again, whichever was last.
    """
    rows = _seats(review)
    if stage:
        rows = rows.filter(file__stage=stage)
    if matter == Matter.DECLARE:
        return rows.filter(declaration=Assignment.Declaration.OPEN).annotate(since=F("shown_at"))
    rows = rows.filter(~_sealed(OuterRef("file__stage")), declaration=Assignment.Declaration.NO_CONFLICT)
    return rows.annotate(since=_could_score())


def _could_score() -> Greatest:
    closed = StageClosing.objects.filter(file=OuterRef("file")).order_by().values("file")
    opened = Reopening.objects.filter(
        Q(sheet=None) | Q(sheet__assignment=OuterRef("pk")),
        file=OuterRef("file"),
        status=Reopening.Status.DONE,
    )
    opened = opened.order_by().values("file").annotate(last=Max(Coalesce("second_at", "at")))
    declared = F("declared_at")
    return Greatest(
        declared,
        Coalesce(Subquery(closed.annotate(last=Max("closed_at")).values("last")), declared),
        Coalesce(Subquery(opened.values("last")), declared),
    )


def late(review: Review, matter: str, *, at: datetime, stage: str = "", days: int = 0) -> QuerySet[Expert]:
    """The experts for whom the review waits, each with ``files`` waiting, ``since`` and ``reminded_at``.

    ``days``: only those with a file that has waited so many working days. To be read by ``since``.
    """
    seats = waiting(review, matter, stage=stage).filter(expert=OuterRef("pk")).order_by().values("expert")
    reminded = Reminder.objects.filter(review=review, expert=OuterRef("pk"), matter=matter).order_by()
    rows = Expert.objects.annotate(
        files=Subquery(seats.annotate(n=Count("pk")).values("n")),
        since=Subquery(seats.annotate(first=Min("since")).values("first")),
        reminded_at=Subquery(reminded.values("expert").annotate(last=Max("sent_at")).values("last")),
    ).filter(files__gt=0)
    return rows.filter(since__lt=begun_before(at, days)) if days else rows


@dataclass(frozen=True)
class StageFigures:
    """A stage: files in it, seats, how many have declared and sealed; median working days, None without any."""

    label: str
    files: int
    seats: int
    declared: int
    sealed: int
    median_seal: float | None


def figures(review: Review) -> list[StageFigures]:
    """How far each stage of the review is, in three queries."""
    counts = {
        row["file__stage"]: row
        for row in _seats(review)
        .annotate(is_sealed=_sealed(OuterRef("file__stage")))
        .order_by()
        .values("file__stage")
        .annotate(
            files=Count("file", distinct=True),
            seats=Count("pk"),
            declared=Count("pk", filter=Q(declaration=Assignment.Declaration.NO_CONFLICT)),
            sealed=Count("pk", filter=Q(is_sealed=True)),
        )
    }
    medians = _median_days(review)
    empty = {"files": 0, "seats": 0, "declared": 0, "sealed": 0}
    return [
        StageFigures(
            Stage(stage).label,
            *(counts.get(stage, empty)[key] for key in ("files", "seats", "declared", "sealed")),
            medians.get(stage),
        )
        for stage in review.weights
    ]


def _median_days(review: Review) -> dict[str, float]:
    """By stage, the median of working days that experts took to seal a sheet."""
    earlier = StageClosing.objects.filter(
        file=OuterRef("assignment__file"), closed_at__lt=OuterRef("sealed_at")
    )
    earlier = earlier.exclude(stage=OuterRef("stage")).order_by().values("file")
    rows = ScoreSheet.objects.filter(assignment__file__review=review, sealed_at__isnull=False)
    declared = F("assignment__declared_at")
    begun = Coalesce(Subquery(earlier.annotate(last=Max("closed_at")).values("last")), declared)
    taken: dict[str, list[int]] = defaultdict(list)
    known: dict[tuple, int] = {}
    for stage, start, end in rows.annotate(begun=Greatest(begun, declared)).values_list(
        "stage", "begun", "sealed_at"
    ):
        days = (timezone.localdate(start), timezone.localdate(end))
        if days not in known:
            known[days] = working_days(start, end)
        taken[stage].append(known[days])
    return {stage: median(found) for stage, found in taken.items()}


@dataclass(frozen=True)
class Planned:
    """A reminder as it would be sent: to whom, in which words; ``sent_today`` ones are left out."""

    expert: Expert
    files: int
    title: str
    body: str
    sent_today: bool


def plan(review: Review, matter: str, experts: QuerySet[Expert], *, at: datetime) -> list[Planned]:
    """What reminding ``experts`` (rows of :func:`late`) would send, without sending it."""
    rows = list(experts.select_related("user").order_by("since", "pk"))
    day = timezone.localdate(at)
    done = Reminder.objects.filter(review=review, matter=matter, day=day, expert__in=[e.pk for e in rows])
    today = set(done.values_list("expert", flat=True))
    planned = []
    for expert in rows:
        title, body = words(REMINDED[matter].key, _params(review, expert.files))
        planned.append(Planned(expert, expert.files, title, body, expert.pk in today))
    return planned


def _params(review: Review, files: int) -> dict:
    """No file is named: a notice outlives a recusal."""
    return {"call": review.call.title, "count": files}


@transaction.atomic
def remind(
    review: Review, *, matter: str, experts: Sequence[int], by, at: datetime, stage: str = ""
) -> list[Reminder]:
    """Remind ``experts`` (ids) for whom the review waits; who was reminded of it today is left out.

    Safe to send twice: at most one reminder a day to a person on a matter. Raises Refused when nobody
    is left to remind.
    """
    review = Review.objects.select_for_update(of=("self",)).select_related("call").get(pk=review.pk)
    rows = late(review, matter, at=at, stage=stage).filter(pk__in=experts)
    planned = [one for one in plan(review, matter, rows, at=at) if not one.sent_today]
    if not planned:
        raise Refused(_("Nobody was reminded: nothing waits for them, or they were reminded of it today."))
    sent = Reminder.objects.bulk_create(
        Reminder(
            review=review,
            expert=one.expert,
            matter=matter,
            stage=stage,
            files=one.files,
            day=timezone.localdate(at),
            sent_by=by,
            sent_at=at,
        )
        for one in planned
    )
    kind, link = REMINDED[matter].key, reverse("reviews:mine")
    notify_many([Notice(kind, one.expert.user, _params(review, one.files), link) for one in planned], at=at)
    data = {"matter": matter, "stage": stage, "experts": [one.expert.pk for one in planned]}
    record(kind="review", id=str(review.pk), action="remind", by=by, data=data, at=at)
    return sent
