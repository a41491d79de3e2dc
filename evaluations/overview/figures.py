"""The overview's figures: each part a fixed number of queries, whatever the number of files."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import CharField, Count, F, Min, Q, QuerySet, Sum
from django.db.models.functions import Cast

from applications.compliance import ITEMS
from applications.models import Application, Call, ComplianceCheck, Opinion, SupplierClass
from applications.workflow import HOLDERS, Holder, State, Step
from evaluations.overview.durations import Taken, durations
from portal.accounts.models import Organisation
from portal.audit.models import Event
from portal.workdays import calendar
from publication.models import Membership

AUTHORITIES = ("county", "city", "province", "alliance")
REASONS = 10  # of returns that are shown; the workbook has all
ENDED = {State.WITHDRAWN, State.LAPSED, State.DECLINED}


def years() -> list[int]:
    """The years of published calls, newest first."""
    rows = Call.objects.exclude(status=Call.Status.DRAFT).order_by()
    return sorted(set(rows.values_list("year", flat=True)), reverse=True)


@dataclass
class Round:
    """A call with its files by who has them, those announced, and those that ended otherwise."""

    call: Call
    by_holder: dict[str, int] = field(default_factory=dict)
    announced: int = 0
    ended: int = 0
    returns: int = 0

    @property
    def files(self) -> int:
        return sum(self.by_holder.values()) + self.announced + self.ended

    @property
    def columns(self) -> list[tuple[object, int]]:
        """Whose files they are, and how many."""
        return [(holder.label, self.by_holder.get(holder, 0)) for holder in COLUMNS]


COLUMNS = (Holder.ENTERPRISE, Holder.COUNTY, Holder.CITY, Holder.ALLIANCE, Holder.PROVINCE)


def rounds(year: int) -> list[Round]:
    """The year's calls with their files, in two queries."""
    calls = Call.objects.filter(year=year).exclude(status=Call.Status.DRAFT).defer("body")
    found = {call.pk: Round(call) for call in calls.order_by("kind", "batch", "pk")}
    rows = Application.objects.filter(call__in=found).values("call", "state").order_by()
    for row in rows.annotate(many=Count("pk"), sent_back=Sum("returns")):
        one, state = found[row["call"]], row["state"]
        one.returns += row["sent_back"]
        if state == State.ANNOUNCED:
            one.announced += row["many"]
        elif state in ENDED:
            one.ended += row["many"]
        else:
            holder = HOLDERS[state]
            one.by_holder[holder] = one.by_holder.get(holder, 0) + row["many"]
    return list(found.values())


@dataclass(frozen=True)
class Bottleneck:
    """An authority with the files that it has: how many are overdue, and how long the oldest has waited."""

    organisation: Organisation
    open: int
    overdue: int
    waiting: int  # working days


def bottlenecks(at: datetime) -> list[Bottleneck]:
    """The authorities that hold files, those with most overdue first; two queries."""
    rows = (
        Application.objects.filter(holder__kind__in=AUTHORITIES)
        .values("holder")
        .annotate(open=Count("pk"), overdue=Count("pk", filter=Q(deadline__lt=at)), oldest=Min("received_at"))
        .order_by(F("overdue").desc(), F("open").desc(), "holder")
    )
    rows = list(rows)
    places = Organisation.objects.in_bulk([row["holder"] for row in rows])
    return [
        Bottleneck(places[row["holder"]], row["open"], row["overdue"], _waited(row["oldest"], at))
        for row in rows
    ]


def _waited(since: datetime | None, at: datetime) -> int:
    return max(0, calendar.days_left(at, at=since)) if since and since <= at else 0


def steps(year: int) -> list[Taken]:
    """Working days of each step over the year's files, read off the record in one query."""
    files = Application.objects.filter(call__year=year).annotate(key=Cast("pk", CharField()))
    events = Event.objects.filter(
        kind="application", chain_id__in=files.values("key"), action__in=Step.values
    ).order_by("chain_id", "sequence")
    return durations(events.values_list("chain_id", "action", "at").iterator(chunk_size=5000))


def return_reasons(year: int) -> QuerySet:
    """What the year's returns asked for, the most frequent first: ``{"text", "many"}``."""
    rows = Opinion.objects.filter(application__call__year=year, step=Step.RETURN)
    return rows.values("text").annotate(many=Count("pk")).order_by("-many", "text")


def failed_items(year: int) -> list[tuple[object, int]]:
    """The items of the compliance check that the year's files failed, the most frequent first."""
    rows = ComplianceCheck.objects.filter(application__call__year=year, result=ComplianceCheck.Result.FAIL)
    counted = rows.values_list("item").annotate(many=Count("pk")).order_by("-many", "item")
    return [(ITEMS.get(item, item), many) for item, many in counted]


@dataclass(frozen=True)
class ClassLine:
    """Members of a class by the result of their newest evaluation."""

    label: object
    excellent: int
    qualified: int
    other: int

    @property
    def members(self) -> int:
        return self.excellent + self.qualified + self.other


def members() -> list[ClassLine]:
    """Members by class and tier, in one query."""
    rows = Membership.objects.filter(is_member=True).values_list("supplier_class", "tier").order_by()
    counted = {(one, tier): many for one, tier, many in rows.annotate(many=Count("pk"))}
    lines = []
    for one in SupplierClass:
        total = sum(many for (which, _tier), many in counted.items() if which == one)
        top, fair = counted.get((one, "excellent"), 0), counted.get((one, "qualified"), 0)
        lines.append(ClassLine(one.label, top, fair, total - top - fair))
    return lines
