"""County collation (annex 1, step 3), and what the city does in its place where there is no county."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from applications import policies, steps
from applications.models import Application, DraftOpinion, PaperCount
from applications.steps import Outcome
from applications.workflow import WITH_AUTHORITY, Step
from portal.audit.chain import record


def pass_on(files: Sequence[Application], *, opinion: str, by, at: datetime) -> Outcome:
    """The county has collated the files: on to the city, with its opinion."""
    outcome = steps.advance_many(files, Step.PASS_ON, by=by, at=at, opinion=opinion)
    forget_drafts(outcome.done, by=by)
    return outcome


def return_for_correction(
    files: Sequence[Application], *, reasons: str, days: int | None = None, by, at: datetime
) -> Outcome:
    """Back to the enterprise, which has ``days`` working days (the call's figure by default)."""
    inputs = {"days": days} if days else {}
    outcome = steps.advance_many(files, Step.RETURN, by=by, at=at, opinion=reasons, **inputs)
    forget_drafts(outcome.done, by=by)
    return outcome


def holds(file: Application, by) -> bool:
    """Whether this person's authority has the file in hand."""
    return file.state in WITH_AUTHORITY and file.holder_id == by.organisation_id


@transaction.atomic
def count_paper(file: Application, received: dict[int, int], *, by, at: datetime) -> bool:
    """Note the paper copies received, by material; returns whether anything changed.

    Raises PermissionDenied when the file isn't this authority's, or paper is another's to count.
    """
    file = Application.objects.select_for_update().get(pk=file.pk)
    if not holds(file, by) or not policies.takes_the_paper(file):
        raise PermissionDenied
    expected = policies.expected_paper(file)
    counts = file.of_this_version(file.paper_counts.all())
    known = {count.requirement_id: count.received for count in counts}
    changed = {pk: n for pk, n in received.items() if pk in expected and known.get(pk) != n}
    if not changed:
        return False
    PaperCount.objects.bulk_create(
        [
            PaperCount(
                application=file, requirement_id=pk, expected=expected[pk], received=copies, by=by, at=at
            )
            for pk, copies in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["application", "requirement"],
        update_fields=["expected", "received", "by", "at"],
    )
    data = {"received": {str(pk): copies for pk, copies in sorted(changed.items())}}
    record(kind="application", id=str(file.pk), action="count_paper", by=by, at=at, data=data)
    return True


@transaction.atomic
def keep_draft(file: Application, fields: dict[str, str], *, by, at: datetime) -> None:
    """Keep what an officer has typed and not yet given; nobody outside the authority sees it."""
    if not holds(file, by):
        raise PermissionDenied
    DraftOpinion.objects.update_or_create(
        application=file,
        organisation=by.organisation,
        defaults={"fields": fields, "saved_by": by, "saved_at": at},
    )


def forget_drafts(files: Sequence[Application], *, by) -> None:
    """Drop the authority's drafts on files that it has decided."""
    DraftOpinion.objects.filter(application__in=files, organisation_id=by.organisation_id).delete()
