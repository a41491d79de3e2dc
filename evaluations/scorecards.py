"""The computed part of a total: figures fixed when the review opens, each leading to its records."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from applications.models import Application, Call, Kind
from applications.registry import Taken, add_effect
from applications.workflow import Step
from evaluations import indicators, rounds, tables
from evaluations.models import CityOpinion, EvaluationRules, MarketRecord, Scorecard
from reviews import completions
from reviews.models import ReviewFile


def register() -> None:
    """Enter the effect of opening a review, and what completes a total."""
    add_effect(Step.OPEN_REVIEW, fix_figures)
    completions.sources.add(Kind.EVALUATION, completions_of)


def records(rules: EvaluationRules, *, at: datetime | None = None) -> QuerySet[MarketRecord]:
    """The records that count in a round: of its period, not struck, in the version that held at ``at`` (now)."""
    rows = MarketRecord.objects.filter(
        signed_on__gte=rules.period_from, signed_on__lte=rules.period_to, is_struck=False
    )
    if at is None:
        return rows.filter(superseded_at=None)
    return rows.filter(Q(superseded_at=None) | Q(superseded_at__gt=at), recorded_at__lte=at)


def row_of(record: MarketRecord) -> indicators.Row:
    """What the formulas read of a record."""
    return indicators.Row(
        client=record.client_uscc,
        is_voucher=record.kind == MarketRecord.Kind.VOUCHER,
        accepted=record.accepted_on is not None,
        settled=record.settled_on is not None,
        voucher_amount=record.voucher_amount,
        paid_amount=record.paid_amount,
        connected=record.is_connected,
        rating=record.rating,
        complaint=record.has_complaint,
    )


def figures_of(call: Call, enterprises: Sequence[int], *, at: datetime) -> dict[int, dict]:
    """The figures of each enterprise from the records that held at ``at``, in a fixed number of queries."""
    rules = rounds.rules_of(call)
    counted = records(rules, at=at)
    ratings = counted.filter(rating__isnull=False).values_list("rating", flat=True)
    general = indicators.general_mean(list(ratings))
    rows: dict[int, list[indicators.Row]] = defaultdict(list)
    for record in counted.filter(supplier__in=enterprises).order_by("pk").iterator(chunk_size=2000):
        rows[record.supplier_id].append(row_of(record))
    return {
        pk: indicators.figures(rows[pk], general=general, prior=rules.prior_ratings) for pk in enterprises
    }


def fix_figures(applications: Sequence[Application], taken: Taken) -> None:
    """When the review opens: the figures and points of each file, for good."""
    by_call: dict[int, list[Application]] = defaultdict(list)
    for file in applications:
        if file.kind == Kind.EVALUATION:
            by_call[file.call_id].append(file)
    for files in by_call.values():
        call = files[0].call
        rules, weights = rounds.rules_of(call), rounds.computed_weights(call)
        found = figures_of(call, [file.enterprise_id for file in files], at=taken.at)
        Scorecard.objects.bulk_create(
            [_card(file, found[file.enterprise_id], rules, weights, taken.at) for file in files],
            batch_size=500,
        )


def _card(file: Application, found: dict, rules: EvaluationRules, weights: dict, at: datetime) -> Scorecard:
    values = {metric: figure.value for metric, figure in found.items()}
    steps = {line["metric"]: line["steps"] for line in rules.table}
    return Scorecard(
        application=file,
        figures={
            metric: {
                "value": None if figure.value is None else str(figure.value),
                "count": figure.count,
                "parts": list(figure.parts),
                "percent": None
                if figure.value is None or metric not in steps
                else tables.percent(steps[metric], figure.value),
            }
            for metric, figure in found.items()
        },
        points={
            key: str(value)
            for key, value in tables.points(rules.table, weights, values, rules.missing).items()
        },
        taken_at=at,
    )


def completions_of(files: Sequence[ReviewFile]) -> dict[int, completions.Completion]:
    """Computed points and the city's mark; a city without an opinion leaves its weight to the other indicators."""
    pks = [file.application_id for file in files]
    cards = dict(Scorecard.objects.filter(application__in=pks).values_list("application", "points"))
    marks = dict(CityOpinion.objects.filter(application__in=pks).values_list("application", "mark"))
    cities: dict[int, int] = {}
    found = {}
    for file in files:
        call = file.review.call
        if call.pk not in cities:
            cities[call.pk] = sum(call.indicators.filter(basis="city").values_list("weight", flat=True))
        weight = cities[call.pk]
        fixed = sum((Decimal(value) for value in cards.get(file.application_id, {}).values()), Decimal(0))
        given = tables.mark_points(weight, marks.get(file.application_id))
        found[file.pk] = completions.Completion(
            fixed=fixed + (given or Decimal(0)), of=100 - weight if given is None else 100
        )
    return found
