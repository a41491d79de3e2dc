"""What waits for an authority: its tabs, how many files wait, and the rows with what officials need."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, DateTimeField, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import arrival, beside
from applications.models import Application, FormerName
from applications.models.application import first_authority
from applications.queries import held_by
from applications.registry import DeskTab, desk_tabs
from applications.workflow import WITH_AUTHORITY, State, Step
from portal.accounts.roles import Role
from portal.statements import Counts, Slot
from portal.ui import paging
from portal.workdays import calendar as workdays

MOST_COUNTED = 1000  # a count stops here and is shown as 999+
HOLDER = Slot("holder", BigIntegerField())

FRESH = Q(returns=0)
CORRECTED = ~FRESH
TABS = [
    DeskTab("collate", Role.COUNTY, _("To collate"), 10, State.AT_COUNTY, FRESH),
    DeskTab("county_corrected", Role.COUNTY, _("Corrections back"), 20, State.AT_COUNTY, CORRECTED),
    DeskTab("check", Role.CITY, _("Compliance check"), 10, State.AT_CITY, FRESH & Q(is_checked=False)),
    DeskTab("ready", Role.CITY, _("Ready to report"), 20, State.AT_CITY, Q(is_checked=True)),
    DeskTab(
        "city_corrected", Role.CITY, _("Corrections back"), 30, State.AT_CITY, CORRECTED & Q(is_checked=False)
    ),
    DeskTab("reported", Role.ALLIANCE, _("Review to open"), 10, State.REPORTED),
    DeskTab("in_review", Role.ALLIANCE, _("In expert review"), 20, State.IN_REVIEW),
    DeskTab("reviewed", Role.PROVINCE, _("To deliberate"), 10, State.REVIEWED),
    DeskTab("not_recommended", Role.PROVINCE, _("Not recommended by cities"), 20, State.NOT_RECOMMENDED),
    DeskTab("proposed", Role.PROVINCE, _("To publicise"), 30, State.PROPOSED),
    DeskTab("in_publicity", Role.PROVINCE, _("In publicity"), 40, State.IN_PUBLICITY),
    DeskTab("under_objection", Role.PROVINCE, _("Under objection"), 50, State.UNDER_OBJECTION),
]
# What a list shows of a file, and nothing else.
SHOWN = [
    "pk",
    "enterprise_name",
    "uscc",
    "number",
    "supplier_class",
    "is_startup",
    "state",
    "returns",
    "deadline",
    "kind",
    "county_id",
    "county__name",
    "county__name_en",
    "city__name",
    "city__name_en",
    "call_id",
]


def register() -> None:
    """Enter this floor's tabs."""
    for tab in TABS:
        desk_tabs.add(tab.key, tab)


def tabs_of(user) -> list[DeskTab]:
    """The tabs of the person's role, in order."""
    return _tabs(user.role)


def _tabs(role: str) -> list[DeskTab]:
    return sorted((tab for tab in desk_tabs if tab.role == role), key=lambda tab: tab.order)


def behind(tab: DeskTab, user) -> QuerySet[Application]:
    """The files behind a tab."""
    return _files(tab, user.organisation_id)


def _files(tab: DeskTab, organisation: int | Slot) -> QuerySet[Application]:
    return held_by(organisation).filter(tab.condition, state=tab.state)


def first_page(request, tab: DeskTab) -> paging.Page | None:
    """Page one of a tab that nobody narrowed; None when the address asks for another page."""
    return _first_page(tab.key).asked(request, holder=request.user.organisation_id)


@cache
def _first_page(key: str) -> paging.FirstPage:
    tab = desk_tabs[key]
    return paging.FirstPage(lambda: listed(_files(tab, HOLDER)), order_of(tab))


def order_of(tab: DeskTab) -> tuple[str, ...]:
    """Oldest deadline first where the authorities' clock runs; elsewhere as the files came."""
    return ("deadline", "pk") if arrival.DAYS[tab.state] else ("pk",)


@dataclass(frozen=True)
class Headline:
    """How many files wait, by tab, and how many of all are due today or overdue (bounded)."""

    by_tab: dict[str, int]
    due_today: int
    overdue: int

    @property
    def total(self) -> int:
        return sum(self.by_tab.values())


def headline(user, *, at: datetime) -> Headline:
    """Every count of the desk in one statement; each stops at ``MOST_COUNTED``."""
    tomorrow = timezone.make_aware(datetime.combine(timezone.localdate(at) + timedelta(days=1), time()))
    counts = _counts(user.role).of(holder=user.organisation_id, at=at, tomorrow=tomorrow)
    by_tab = dict(zip([tab.key for tab in tabs_of(user)], counts, strict=False))
    return Headline(by_tab, due_today=counts[-2], overdue=counts[-1])


@cache
def _counts(role: str) -> Counts:
    """The counts of a role's tabs in their order, then what is due today and what is overdue."""
    tabs = _tabs(role)

    def build() -> list[QuerySet]:
        held = held_by(HOLDER).filter(state__in={tab.state for tab in tabs})
        at, tomorrow = Slot("at", DateTimeField()), Slot("tomorrow", DateTimeField())
        return [
            *(_files(tab, HOLDER) for tab in tabs),
            held.filter(deadline__gte=at, deadline__lt=tomorrow),
            held.filter(deadline__lt=at),
        ]

    return Counts(build, most=MOST_COUNTED)


def bounded_label(count: int) -> str:
    """999+ instead of what was not counted to the end."""
    return str(count) if count < MOST_COUNTED else f"{MOST_COUNTED - 1}+"


def narrow(rows: QuerySet[Application], filters: dict) -> QuerySet[Application]:
    """Rows that answer to a filter form's cleaned data: ``q``, ``county``, ``city``, ``supplier_class``…"""
    if text := (filters.get("q") or "").strip():
        rows = rows.filter(
            Q(enterprise_name__icontains=text)
            | Q(uscc__startswith=text.upper())
            | Q(number__icontains=text.upper())
            | Q(enterprise__in=FormerName.objects.filter(name__icontains=text).values("enterprise"))
        )
    for name in ("county", "city", "supplier_class", "call", "state"):
        if value := filters.get(name):
            rows = rows.filter(**{name: value})
    return rows


def listed(rows: QuerySet[Application]) -> QuerySet:
    """Rows as named tuples of the columns that lists show: fifty models with their places cost more than the page."""
    return rows.values_list(*SHOWN, named=True)


class Row(NamedTuple):
    """A file on a list with what stands beside it."""

    file: Any  # a named tuple of SHOWN
    opinion: str  # the county's; of a file that was not recommended, the city's reasons
    electronic: int
    lacking: int | None  # paper copies; None where nobody counts paper any more
    is_counted: bool  # whether any paper was counted for the version that is submitted now
    asked_at: datetime | None  # when the enterprise asked for review of a file not recommended
    days_left: int | None


def rows_of(files: Iterable, *, at: datetime) -> list[Row]:
    """What officials read beside each file: one statement, whatever the number of files."""
    files = list(files)
    found = beside.read([file.pk for file in files], {file.call_id for file in files if _waits(file)})
    left = days_left({file.deadline for file in files if file.deadline}, at=at)
    paper = cache(_paper)  # most files of a list say the same
    return [_row(file, found, left.get(file.deadline), paper) for file in files]


def _row(file, found: beside.Beside, days: int | None, paper: Callable[..., tuple[int, bool]]) -> Row:
    refused = file.state == State.NOT_RECOMMENDED
    filed = found.filed.get(file.pk, "")
    lacking, is_counted = None, False
    if _waits(file):
        # The county's count stands for the city; who counts the paper itself counts it again after a correction.
        anew = file.state == first_authority(file.kind, file.county_id)
        counted, wanted = found.counted.get(file.pk, ""), found.wanted.get(file.call_id, "")
        lacking, is_counted = paper(wanted, filed, counted, anew)
    return Row(
        file,
        opinion=found.opinions.get((file.pk, Step.NOT_RECOMMEND if refused else Step.PASS_ON), ""),
        electronic=filed.count(",") + 1 if filed else 0,
        lacking=lacking,
        is_counted=is_counted,
        asked_at=found.asked_at.get(file.pk) if refused else None,
        days_left=days,
    )


def _waits(file) -> bool:
    """Whether an authority that looks at paper has the file."""
    return file.state in WITH_AUTHORITY


def _paper(wanted: str, filed: str, counted: str, anew: bool) -> tuple[int, bool]:
    """Copies that differ from what is asked, over what is mandatory or was filed; and whether any was counted.

    The texts are those of :class:`applications.beside.Beside`; ``anew``: only counts of what is submitted
    now hold.
    """
    received = {
        material: copies for material, copies, current in beside.numbers(counted) if current or not anew
    }
    present = {material for (material,) in beside.numbers(filed)}
    differ = sum(
        abs(copies - received.get(material, 0))
        for material, copies, mandatory in beside.numbers(wanted)
        if mandatory or material in present
    )
    return differ, bool(received)


def days_left(deadlines: set[datetime], *, at: datetime) -> dict[datetime, int]:
    """Working days left for each deadline, each day of the calendar asked once."""
    by_day = {timezone.localdate(moment): moment for moment in deadlines}
    known = {day: workdays.days_left(moment, at=at) for day, moment in by_day.items()}
    today = timezone.localdate(at)
    return {
        moment: -1
        if timezone.localdate(moment) == today and moment < at
        else known[timezone.localdate(moment)]
        for moment in deadlines
    }


def due_order() -> list:
    """The order of a desk for an export: as on the page."""
    return [F("deadline").asc(nulls_last=True), "pk"]
