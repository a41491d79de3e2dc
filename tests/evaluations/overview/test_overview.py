"""The overview's figures by hand, its page and its workbook; the years' chart."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications.models import Application, ComplianceCheck, Opinion
from evaluations.overview import figures
from evaluations.overview.durations import durations
from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from portal.audit.chain import record
from portal.documents.tables import read_sheets
from portal.ui.charts import shares, year_bars
from publication.figures import over_time, targets_over_time
from publication.models import Membership, MembershipStatus
from tests import factories as make
from tests.evaluations.support import factories

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def test_working_days_of_steps_by_hand():
    """Thursday 10 Sep 2026 → Friday 1, Monday 2; the holiday of 1–7 October doesn't count."""
    found = durations(
        [
            ("1", "submit", at("2026-09-10T10:00")),
            ("1", "pass_on", at("2026-09-11T09:00")),  # 1
            ("1", "report", at("2026-09-14T09:00")),  # over the weekend: 1
            ("2", "submit", at("2026-09-10T10:00")),
            ("2", "pass_on", at("2026-09-10T17:00")),  # the same day: 0
            ("2", "report", at("2026-09-17T09:00")),  # 11, 14, 15, 16, 17: 5
            ("3", "submit", at("2026-09-10T10:00")),
            ("3", "pass_on", at("2026-09-15T09:00")),  # 11, 14, 15: 3
            ("3", "report", at("2026-09-17T09:00")),  # 16, 17: 2
            ("4", "submit", at("2026-09-29T10:00")),
            ("4", "pass_on", at("2026-10-08T09:00")),  # 30 Sep, 8 Oct: 2
        ]
    )
    assert [(one.step, one.many, one.median, one.longest) for one in found] == [
        ("pass_on", 4, 1.5, 3),  # 0 1 2 3
        ("report", 3, 2.0, 5),  # 1 2 5
    ]


def moved(call, *, state: str, holder: Organisation, deadline, received) -> Application:
    file = make.draft(make.enterprise(), call)
    Application.objects.filter(pk=file.pk).update(
        state=state, holder=holder, deadline=deadline, received_at=received, number=f"N{file.pk}"
    )
    return Application.objects.get(pk=file.pk)


@pytest.fixture
def now():
    return at("2026-09-17T12:00")


@pytest.fixture
def call(now):
    return make.call(at=now, year=2026)


def test_where_files_wait(call, now):
    county, city = Organisation.authority_of("440106"), Organisation.authority_of("440100")
    for days in (-1, -2, 3):
        moved(
            call,
            state="at_county",
            holder=county,
            deadline=now + timedelta(days=days),
            received=at("2026-09-11T09:00"),
        )
    for _n in range(4):
        moved(
            call,
            state="at_city",
            holder=city,
            deadline=now + timedelta(days=1),
            received=at("2026-09-16T09:00"),
        )
    moved(call, state="reported", holder=Organisation.alliance(), deadline=None, received=now)
    found = [(one.organisation, one.open, one.overdue, one.waiting) for one in figures.bottlenecks(now)]
    assert found == [(county, 3, 2, 4), (city, 4, 0, 1), (Organisation.alliance(), 1, 0, 0)]


def test_rounds_returns_and_reasons(call, now):
    city = Organisation.authority_of("440100")
    files = [moved(call, state="at_city", holder=city, deadline=now, received=now) for _n in range(3)]
    make.draft(make.enterprise(), call)
    Application.objects.filter(pk=files[0].pk).update(state="announced", holder=None)
    Application.objects.filter(pk=files[1].pk).update(returns=2)
    officer = make.person(Role.CITY, division="440100")
    for file, text in zip(
        (files[1], files[1], files[2]), ("补正审计报告", "补正审计报告", "补盖公章"), strict=True
    ):
        Opinion.objects.create(
            application=file, organisation=city, step="return_for_correction", text=text, by=officer, at=now
        )
    ComplianceCheck.objects.create(application=files[2], item="legible", result="fail", by=officer, at=now)
    (one,) = figures.rounds(2026)
    assert [many for _label, many in one.columns] == [1, 0, 2, 0, 0]
    assert (one.announced, one.ended, one.files, one.returns) == (1, 0, 4, 2)
    assert list(figures.return_reasons(2026).values_list("text", "many")) == [
        ("补正审计报告", 2),
        ("补盖公章", 1),
    ]
    assert [many for _item, many in figures.failed_items(2026)] == [1]
    assert figures.rounds(2025) == []


def test_steps_are_read_off_the_record_of_the_year_alone(call):
    other = make.call(year=2025)
    for of in (call, other):
        file = make.draft(make.enterprise(), of)
        for step, when in (("submit", "2026-09-10T10:00"), ("pass_on", "2026-09-14T10:00")):
            record(kind="application", id=str(file.pk), action=step, by=None, at=at(when), data={})
        record(
            kind="application", id=str(file.pk), action="attach", by=None, at=at("2026-09-14T11:00"), data={}
        )
    assert [(one.step, one.many, one.median) for one in figures.steps(2026)] == [("pass_on", 1, 2.0)]


def status(membership: Membership, what: str, day: date, supplier_class: str = "service") -> None:
    MembershipStatus.objects.create(
        membership=membership, what=what, supplier_class=supplier_class, from_date=day, at=timezone.now()
    )


def test_members_over_the_years_by_hand():
    first, second, third = (factories.excellent() for _n in range(3))
    status(first, "recognised", date(2023, 5, 1))
    status(second, "recognised", date(2023, 6, 1), "platform")
    status(first, "evaluated", date(2024, 3, 1))
    status(first, "class_changed", date(2024, 6, 1), "platform")
    status(third, "recognised", date(2024, 7, 1))
    status(second, "removed", date(2026, 1, 5), "platform")
    ends = [(one.year, one.platform, one.service) for one in over_time(date(2026, 9, 1))]
    assert ends == [(2023, 1, 1), (2024, 2, 1), (2025, 2, 1), (2026, 1, 1)]
    assert [one.chart.target for one in targets_over_time()] == [20, 200]


def test_bars_reach_the_target_line_at_the_target():
    chart = year_bars([(2025, 5), (2026, 20)], target=20)
    assert [bar.height for bar in chart.bars] == [36.0, 144.0]  # of 200 − 30 − 26 units
    assert chart.bars[1].y == chart.target_y == 30
    above = year_bars([(2026, 40)], target=20)
    assert (above.bars[0].y, above.target_y) == (30, 102)
    assert year_bars([], target=20).bars == ()
    assert shares([2, 8, 0]) == [25.0, 100.0, 0.0]


def test_members_by_class_and_tier():
    factories.excellent()
    factories.excellent(tier="qualified")
    factories.excellent(tier="", supplier_class="platform")
    rows = [(one.excellent, one.qualified, one.other, one.members) for one in figures.members()]
    assert rows == [(0, 0, 1, 1), (1, 1, 0, 2)]


def filled(now) -> None:
    """One more of everything that the page shows."""
    of = make.call(at=now, year=now.year)
    city = Organisation.authority_of(("440100", "440300", "440600")[Membership.objects.count() % 3])
    file = moved(of, state="at_city", holder=city, deadline=now, received=now)
    officer = make.person(Role.CITY, division="440100")
    Opinion.objects.create(
        application=file,
        organisation=city,
        step="return_for_correction",
        text=f"={file.pk}",
        by=officer,
        at=now,
    )
    for step in ("submit", "pass_on"):
        record(kind="application", id=str(file.pk), action=step, by=None, at=now, data={})
    status(factories.excellent(), "recognised", now.date())


def test_the_page_and_the_workbook(client):
    now = timezone.now()
    client.force_login(make.person(Role.PROVINCE))
    page, book = reverse("evaluations:overview"), reverse("evaluations:overview_file")
    assert client.get(page).status_code == 200  # nothing yet
    counts = []
    for more in (1, 2):
        for _n in range(more):
            filled(now)
        client.get(page)
        with CaptureQueriesContext(connection) as seen:
            shown = client.get(page)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert len(shown.context["places"]) == 3
    assert 'class="chart"' in shown.content.decode()
    sheets = read_sheets(client.get(book).content)
    assert len(sheets) == 7
    reasons = list(sheets.values())[3]
    assert [str(row[0])[:2] for row in reasons[1:]] == ["'="] * 3
    assert client.get(page, {"year": "1999"}).status_code == 404
    client.force_login(make.person(Role.ALLIANCE))
    assert client.get(page).status_code == 403


def test_the_public_statistics_show_the_years(client):
    status(factories.excellent(), "recognised", date(2026, 1, 1))
    text = client.get(reverse("publication:statistics")).content.decode()
    assert (text.count('class="chart"'), "历年" in text) == (2, True)
