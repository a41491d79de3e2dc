"""The city's part (annex 1, step 4): compliance check, recommendation, order, report; and what the
province does with a file that was not recommended.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from applications import steps, summaries
from applications.collation import forget_drafts, holds
from applications.compliance import ITEMS
from applications.models import Application, ComplianceCheck, ReconsiderationRequest
from applications.policies import Refused
from applications.steps import Outcome
from applications.workflow import State, Step
from portal.accounts.models import Division
from portal.accounts.permissions import Permission
from portal.audit.chain import record

Judged = dict[str, tuple[str, str]]
"""Result and remark by item of the checklist."""


@transaction.atomic
def judge(file: Application, judged: Judged, *, by, at: datetime) -> bool:
    """Keep results of the compliance checklist; returns whether anything changed.

    A failing item without a remark is refused with ValidationError: the enterprise must learn why.
    """
    file = Application.objects.select_for_update().get(pk=file.pk)
    if file.state != State.AT_CITY or not holds(file, by) or not by.may(Permission.CHECK_COMPLIANCE):
        raise PermissionDenied
    for item, (result, remark) in judged.items():
        if result == ComplianceCheck.Result.FAIL and not remark.strip():
            raise ValidationError(_("“%(item)s” fails: please write a remark.") % {"item": ITEMS[item]})
    checks = file.of_this_version(file.compliance_checks.all())
    known = {check.item: (check.result, check.remark) for check in checks}
    changed = {item: value for item, value in judged.items() if known.get(item) != value}
    if not changed:
        return False
    ComplianceCheck.objects.bulk_create(
        [
            ComplianceCheck(application=file, item=item, result=result, remark=remark, by=by, at=at)
            for item, (result, remark) in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["application", "item"],
        update_fields=["result", "remark", "by", "at"],
    )
    results = {item: result for item, (result, _remark) in (known | changed).items()}
    file.is_checked = set(results) >= set(ITEMS) and ComplianceCheck.Result.FAIL not in results.values()
    file.save(update_fields=["is_checked"])
    data = {"results": {item: result for item, (result, _remark) in sorted(changed.items())}}
    record(kind="application", id=str(file.pk), action="check_compliance", by=by, at=at, data=data)
    return True


def queue_of(call, city: Division):
    """The city's files of a call in its order of priority; those without a place follow as submitted."""
    rows = Application.objects.filter(call=call, city=city, state=State.AT_CITY)
    return rows.order_by(F("city_rank").asc(nulls_last=True), "submitted_at", "pk")


def reported_count(call, city: Division) -> int:
    """How many places the city has given away for good in a call."""
    taken = Application.objects.filter(call=call, city=city, opinions__step=Step.REPORT)
    return taken.aggregate(last=Max("city_rank"))["last"] or 0


@transaction.atomic
def set_order(call, order: Sequence[int], *, seen: Sequence[int], by, at: datetime) -> None:
    """Put the city's files of a call in ``order`` (keys); ``seen`` is the order that the officer saw.

    Raises Refused when another officer has changed it meanwhile.
    """
    city = by.organisation.division
    if not by.may(Permission.RECOMMEND):
        raise PermissionDenied
    files = list(queue_of(call, city).select_for_update(of=("self",)))
    present = [file.pk for file in files]
    if present == list(order):
        return
    if present != list(seen) or sorted(order) != sorted(seen):
        raise Refused(_("The order was changed by somebody else meanwhile. It is shown as it is now."))
    _give_places({file.pk: file for file in files}, order, first=reported_count(call, city) + 1)
    record(
        kind="call", id=str(call.pk), action="order_files", by=by, at=at,
        data={"city": city.pk, "order": list(order)},
    )  # fmt: skip


def _give_places(files: dict[int, Application], order: Sequence[int], *, first: int) -> None:
    for place, pk in enumerate(order, start=first):
        files[pk].city_rank = place
    Application.objects.bulk_update(files.values(), ["city_rank"], batch_size=500)


@transaction.atomic
def report(files: Sequence[Application], *, opinion: str, by, at: datetime, **inputs) -> Outcome:
    """Recommend and report to the province, copied to the alliance, with a new summary table a call.

    ``inputs``: ``stance`` and ``mark`` of an evaluation. ``by`` None: the portal, past the city's deadline,
    which places nothing in the city's order and makes no table in its name.
    """
    outcome = steps.advance_many(files, Step.REPORT, by=by, at=at, opinion=opinion, **inputs)
    if by is None:
        return outcome
    by_call: dict[int, list[Application]] = defaultdict(list)
    for file in outcome.done:
        by_call[file.call_id].append(file)
    for reported in by_call.values():
        _close_ranks(reported)
        summaries.make(reported[0].call, by=by, at=at)
    forget_drafts(outcome.done, by=by)
    return outcome


def _close_ranks(reported: list[Application]) -> None:
    """The reported files take the next places of their city and call, in the order they stood in."""
    call, city = reported[0].call, reported[0].city
    going = {file.pk for file in reported}
    others = Application.objects.filter(call=call, city=city, city_rank__isnull=False).exclude(pk__in=going)
    given = others.filter(opinions__step=Step.REPORT).aggregate(last=Max("city_rank"))["last"] or 0
    first = given + 1
    last = 10**6
    ordered = sorted(reported, key=lambda file: (file.city_rank or last, file.submitted_at, file.pk))
    _give_places({file.pk: file for file in reported}, [file.pk for file in ordered], first=first)
    waiting = list(others.filter(state=State.AT_CITY).order_by("city_rank"))
    _give_places(
        {file.pk: file for file in waiting}, [file.pk for file in waiting], first=first + len(reported)
    )


def not_recommend(files: Sequence[Application], *, reasons: str, by, at: datetime) -> Outcome:
    """Not recommended, with reasons that the enterprise reads; the province has them as a list."""
    outcome = steps.advance_many(files, Step.NOT_RECOMMEND, by=by, at=at, opinion=reasons)
    forget_drafts(outcome.done, by=by)
    return outcome


@transaction.atomic
def take_up(files: Sequence[Application], *, reasons: str, by, at: datetime) -> Outcome:
    """The province takes files up that a city did not recommend; a request for review is answered by it."""
    outcome = steps.advance_many(files, Step.TAKE_UP, by=by, at=at, opinion=reasons)
    _requests(outcome.done).update(reply=reasons, replied_by=by, replied_at=at)
    return outcome


@transaction.atomic
def keep_refused(files: Sequence[Application], *, reasons: str, by, at: datetime) -> Outcome:
    """The province answers the requests for review: the city's decision stands. No state changes."""
    outcome = Outcome()
    requests = {request.application_id: request for request in _requests(files).select_for_update()}
    for file in files:
        if not by.may(Permission.TAKE_UP) or file.holder_id != by.organisation_id:
            outcome.refused.append((file, _("This file is not yours to decide now.")))
        elif file.pk not in requests:
            outcome.refused.append((file, _("The enterprise has no open request for review.")))
        else:
            data = {"request": requests[file.pk].pk}
            record(kind="application", id=str(file.pk), action="keep_refused", by=by, at=at, data=data)
            outcome.done.append(file)
    _requests(outcome.done).update(reply=reasons, replied_by=by, replied_at=at)
    return outcome


def _requests(files: Sequence[Application]):
    return ReconsiderationRequest.objects.filter(application__in=[file.pk for file in files], replied_at=None)
