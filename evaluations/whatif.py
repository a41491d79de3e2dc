"""What other thresholds would give: for the alliance while it prepares the report, never after it was sent.

The call's thresholds are fixed with its notice; this changes nothing.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from applications.models import Application, Call
from applications.policies import Refused
from evaluations import tables
from reviews.models import Report, ReviewFile

TIERS = (Application.Outcome.EXCELLENT, Application.Outcome.QUALIFIED, Application.Outcome.UNQUALIFIED)


@dataclass(frozen=True)
class Split:
    """How many files fall into each tier, and what part of all that is in percent."""

    tier: str
    label: object
    now: int
    then: int
    share: int


def is_open(call: Call) -> bool:
    """Whether the thresholds may still be tried out: until the first report was sent."""
    return not Report.objects.filter(review__call=call, status=Report.Status.SENT).exists()


def totals(call: Call) -> list[tuple[Decimal, bool]]:
    """Total and veto of each file that has one."""
    if not is_open(call):
        raise Refused(_("The report was sent; thresholds are tried out before it only."))
    rows = ReviewFile.objects.filter(review__call=call, total__isnull=False)
    return list(rows.values_list("total", "is_struck"))


def split(call: Call, *, excellent: Decimal, qualified: Decimal) -> list[Split]:
    """The tiers by the call's thresholds (``now``) and by those that are tried (``then``)."""
    found = totals(call)
    now = _count(found, call.excellent_threshold, call.pass_threshold)
    then = _count(found, excellent, qualified)
    whole = len(found) or 1
    return [
        Split(tier, Application.Outcome(tier).label, now[tier], then[tier], round(then[tier] * 100 / whole))
        for tier in TIERS
    ]


def _count(found: list[tuple[Decimal, bool]], excellent: Decimal, qualified: Decimal) -> Counter:
    return Counter(
        tables.tier(total, excellent=excellent, qualified=qualified, veto=struck) for total, struck in found
    )
