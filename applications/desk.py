"""What waits for an authority: its tabs, how many files wait, and the rows with what officials need."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import arrival
from applications.models import (
    Application,
    Attachment,
    MaterialRequirement,
    Opinion,
    PaperCount,
    ReconsiderationRequest,
)
from applications.models.application import first_authority
from applications.queries import on_desk
from applications.registry import DeskTab, desk_tabs
from applications.workflow import State, Step
from portal.accounts.roles import Role
from portal.workdays import calendar as workdays

MOST_COUNTED = 1000  # a count stops here and is shown as 999+

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
    "received_at",
    "submitted_at",
    "city_rank",
    "kind",
    "county_id",
    "county__name",
    "county__name_en",
    "city__name",
    "city__name_en",
    "call_id",
    "holder_id",
]


def register() -> None:
    """Enter this floor's tabs."""
    for tab in TABS:
        desk_tabs.add(tab.key, tab)


def tabs_of(user) -> list[DeskTab]:
    """The tabs of the person's role, in order."""
    return sorted((tab for tab in desk_tabs if tab.role == user.role), key=lambda tab: tab.order)


def behind(tab: DeskTab, user) -> QuerySet[Application]:
    """The files behind a tab."""
    return on_desk(user).filter(tab.condition, state=tab.state)


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
    tabs = tabs_of(user)
    tomorrow = timezone.make_aware(datetime.combine(timezone.localdate(at) + timedelta(days=1), time()))
    held = on_desk(user).filter(state__in={tab.state for tab in tabs})
    counts = bounded_counts(
        [
            *(behind(tab, user) for tab in tabs),
            held.filter(deadline__gte=at, deadline__lt=tomorrow),
            held.filter(deadline__lt=at),
        ]
    )
    by_tab = dict(zip([tab.key for tab in tabs], counts, strict=False))
    return Headline(by_tab, due_today=counts[-2], overdue=counts[-1])


def bounded_counts(querysets: list[QuerySet]) -> list[int]:
    """The size of each queryset, at most ``MOST_COUNTED``, in one statement."""
    parts, params = [], []
    for queryset in querysets:
        bounded = queryset.order_by().values("pk")[:MOST_COUNTED]
        sql, values = bounded.query.get_compiler(connection=connection).as_sql()
        if not sql:  # Django knows that it is empty
            parts.append("0")
            continue
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) counted)")  # noqa: S608 - compiled by Django
        params += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return list(cursor.fetchone())


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
        )
    for name in ("county", "city", "supplier_class", "call", "state"):
        if value := filters.get(name):
            rows = rows.filter(**{name: value})
    return rows


def listed(rows: QuerySet[Application]) -> QuerySet:
    """Rows as named tuples of the columns that lists show: fifty models with their places cost more than the page."""
    return rows.values_list(*SHOWN, named=True)


@dataclass(frozen=True)
class Row:
    """A file on a list with what stands beside it."""

    file: Any  # a named tuple of SHOWN
    opinion: str  # the county's; of a file that was not recommended, the city's reasons
    electronic: int
    lacking: int | None  # paper copies; None where nobody counts paper any more
    is_counted: bool  # whether any paper was counted for the version that is submitted now
    asked_at: datetime | None  # when the enterprise asked for review of a file not recommended
    days_left: int | None


def rows_of(files: Iterable, *, at: datetime) -> list[Row]:
    """What officials read beside each file; the number of queries doesn't grow with the files."""
    files = list(files)
    pks = [file.pk for file in files]
    given = Opinion.objects.filter(application__in=pks, step__in=[Step.PASS_ON, Step.NOT_RECOMMEND])
    opinions = {
        (pk, step): text
        for pk, step, text in given.order_by("at", "pk").values_list("application_id", "step", "text")
    }
    present = Attachment.objects.filter(application__in=pks, removed_at=None)
    filed = list(present.order_by().values_list("application_id", "requirement_id"))
    electronic = Counter(file for file, _requirement in filed)
    lacking, counted = _lacking_paper(files, set(filed))
    asked = _asked_for_review(files)
    left = days_left({file.deadline for file in files if file.deadline}, at=at)
    return [
        Row(
            file=file,
            opinion=opinions.get(
                (file.pk, Step.NOT_RECOMMEND if file.state == State.NOT_RECOMMENDED else Step.PASS_ON), ""
            ),
            electronic=electronic.get(file.pk, 0),
            lacking=lacking.get(file.pk),
            is_counted=file.pk in counted,
            asked_at=asked.get(file.pk),
            days_left=left.get(file.deadline),
        )
        for file in files
    ]


def _asked_for_review(files: list) -> dict[int, datetime]:
    """When the enterprise asked the province for review, by file; only where no answer was given."""
    pks = [file.pk for file in files if file.state == State.NOT_RECOMMENDED]
    rows = ReconsiderationRequest.objects.filter(application__in=pks, replied_at=None)
    return dict(rows.values_list("application_id", "at"))


def _lacking_paper(files: list, filed: set[tuple[int, int]]) -> tuple[dict[int, int], set[int]]:
    """Paper copies that differ from what is asked, by file at an authority; and the files counted at all."""
    waiting = [file for file in files if file.state in {State.AT_COUNTY, State.AT_CITY}]
    materials: dict[int, list[tuple[int, int, bool]]] = {}
    asked = MaterialRequirement.objects.filter(call__in={f.call_id for f in waiting}, paper_copies__gt=0)
    for call, pk, copies, mandatory in asked.values_list("call_id", "pk", "paper_copies", "mandatory"):
        materials.setdefault(call, []).append((pk, copies, mandatory))
    # The county's count stands for the city; who counts the paper itself counts it again after a correction.
    since = {
        f.pk: f.submitted_at if f.state == first_authority(f.kind, f.county_id) else None for f in waiting
    }
    counts = PaperCount.objects.filter(application__in=since)
    received = {
        (pk, material): copies
        for pk, material, copies, at in counts.values_list(
            "application_id", "requirement_id", "received", "at"
        )
        if since[pk] is None or at >= since[pk]
    }
    lacking = {
        file.pk: sum(
            abs(copies - received.get((file.pk, pk), 0))
            for pk, copies, mandatory in materials.get(file.call_id, [])
            if mandatory or (file.pk, pk) in filed
        )
        for file in waiting
    }
    return lacking, {pk for pk, _material in received}


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
