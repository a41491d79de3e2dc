"""Annex 1, step 5: the alliance opens the review of reported files."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from applications.models import Application, Call
from applications.steps import Outcome, advance_many
from applications.workflow import Step
from portal.audit.chain import record
from reviews.models import Review, ReviewFile


@transaction.atomic
def open_review(call: Call, applications: Sequence[Application], *, by, at: datetime) -> Outcome:
    """Open the review of ``applications`` of one call; its stages are those of the call."""
    if any(application.call_id != call.pk for application in applications):
        raise ValueError("files of another call")
    outcome = advance_many(applications, Step.OPEN_REVIEW, by=by, at=at)
    if outcome.done:
        review = _review(call, by=by, at=at)
        first = next(iter(review.weights))
        ReviewFile.objects.bulk_create(
            [
                ReviewFile(
                    review=review,
                    application=application,
                    stage=first,
                    supplier_class=application.supplier_class,
                    opened_at=at,
                )
                for application in outcome.done
            ],
            batch_size=500,
        )
    return outcome


@transaction.atomic
def open_reviews(applications: Sequence[Application], *, by, at: datetime) -> Outcome:
    """The same for files of several calls, as they lie on the desk."""
    outcome = Outcome()
    by_call: dict[int, list[Application]] = {}
    for application in applications:
        by_call.setdefault(application.call_id, []).append(application)
    for files in by_call.values():
        opened = open_review(files[0].call, files, by=by, at=at)
        outcome.done += opened.done
        outcome.refused += opened.refused
    return outcome


def _review(call: Call, *, by, at: datetime) -> Review:
    review = Review.objects.select_for_update(of=("self",)).select_related("call").filter(call=call).first()
    if review:
        return review
    review = Review.objects.create(call=call, opened_by=by, opened_at=at)
    data = {"call": call.pk, **review.weights}
    record(kind="review", id=str(review.pk), action="open", by=by, data=data, at=at)
    return review
