"""Change reports: at any time and within a round, decided by the province, with what follows from them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from applications.policies import Refused
from evaluations.changes import city, clockwork, conditions, deciding, material, reporting
from evaluations.models import ChangeReport
from portal.accounts.roles import Role
from portal.audit.chain import history
from tests import factories as make
from tests.evaluations import changes as of_changes
from tests.evaluations import factories
from tests.evaluations.changes import NEW, told
from tests.factories import NOON

pytestmark = pytest.mark.django_db
Status = ChangeReport.Status


def test_a_name_reported_outside_a_round_goes_to_the_province_with_a_copy(
    member, owner, province, alliance, officer
):
    report = of_changes.submitted(member, NEW, by=owner)
    assert (report.status, report.application, report.number) == (
        Status.AT_PROVINCE,
        None,
        f"BG2026-{report.pk:05d}",
    )
    # Fifteen working days after Tuesday 10 November 2026 are over on Tuesday 1 December at half past five.
    assert timezone.localtime(report.due_at).isoformat() == "2026-12-01T17:30:00+08:00"
    assert told(province) == ["change.to_province"]
    assert told(alliance) == ["change.copied"]
    assert told(officer) == []
    version = report.versions.get()
    assert version.content["new_name"] == NEW
    assert [one["kind"] for one in version.content["evidence"]] == ["registry", "licence"]
    assert reporting.submit(report, by=owner, at=NOON).versions.count() == 1  # a second click


def test_what_is_missing_is_said_and_nothing_is_handed_in(member, owner):
    report = reporting.begin(member, "name", by=owner, at=NOON)
    assert reporting.begin(member, "name", by=owner, at=NOON) == report
    with pytest.raises(reporting.Incomplete) as refused:
        reporting.submit(report, by=owner, at=NOON)
    assert len(refused.value.lacking) == 4  # name, day, registry's notice, licence
    report = reporting.save(
        report, new_name=member.name, effective_on=NOON.date() + timedelta(days=1), by=owner, at=NOON
    )
    of_changes.attached(report, "registry", "licence", by=owner)
    with pytest.raises(reporting.Incomplete) as refused:
        reporting.submit(report, by=owner, at=NOON)
    assert len(refused.value.lacking) == 2  # the present name; a day that lies ahead
    report.refresh_from_db()
    assert report.status == Status.DRAFT


def test_only_its_own_people_report(member):
    with pytest.raises(PermissionDenied):
        reporting.begin(member, "name", by=make.owner(make.enterprise()), at=NOON)


def test_equity_brings_complete_material_and_a_statement_on_every_condition(member, owner):
    report = reporting.begin(member, "equity", by=owner, at=NOON)
    lacking = reporting.lacking(report, at=NOON)
    assert sum(str(label) in one for one in lacking for label in conditions.CONDITIONS.values()) == 7
    assert sum(text.startswith("更新后材料") for text in lacking) == len(material.schema().sections) == 7
    report = of_changes.completed(report, by=owner)
    assert reporting.lacking(report, at=NOON) == []


def test_within_a_round_a_name_too_goes_through_the_city(member, owner, province, alliance, officer):
    call = factories.round_of(city_days=10)
    file = factories.at_city(member, call)
    report = of_changes.submitted(member, NEW, by=owner)
    assert (report.status, report.application) == (Status.AT_CITY, file)
    # Ten working days after Tuesday 10 November.
    assert timezone.localtime(report.due_at).isoformat() == "2026-11-24T17:30:00+08:00"
    assert report.versions.get().content["sections"]["basic"]  # complete material, for a name as well
    assert (told(officer), told(province), told(alliance)) == (["change.to_city"], [], [])
    other = make.person(Role.CITY, division="440300")
    with pytest.raises(PermissionDenied):
        city.forward(report, opinion="同意", by=other, at=NOON)
    with pytest.raises(Refused):
        city.forward(report, opinion=" ", by=officer, at=NOON)
    report = city.forward(report, opinion="情况属实，同意上报。", by=officer, at=NOON)
    assert report.status == Status.AT_PROVINCE
    assert (told(province), told(alliance)) == (["change.to_province"], ["change.copied"])
    assert told(owner) == ["change.forwarded"]
    assert report.acts.last().text == "情况属实，同意上报。"
    with pytest.raises(Refused):
        city.forward(report, opinion="再报", by=officer, at=NOON)


def test_a_silent_city_is_put_on_record(member, owner, province):
    factories.at_city(member, factories.round_of(city_days=10))
    report = of_changes.submitted(member, NEW, by=owner)
    assert clockwork.tick(at=report.due_at) == 0
    assert clockwork.tick(at=report.due_at + timedelta(minutes=1)) == 1
    report.refresh_from_db()
    assert (report.status, report.acts.last().what, report.acts.last().by) == (
        Status.AT_PROVINCE,
        "silent",
        None,
    )
    assert clockwork.tick(at=report.reached_at) == 0
    assert [e.action for e in history("change", str(report.pk))][-1] == "silent"


def test_more_is_asked_for_answered_or_lapses(member, owner, province):
    report = of_changes.submitted(member, NEW, by=owner)
    with pytest.raises(Refused):
        deciding.ask(report, text="", by=province, at=NOON)
    report = deciding.ask(report, text="请补充章程修正案。", by=province, at=NOON)
    assert timezone.localtime(report.due_at).isoformat() == "2026-11-24T17:30:00+08:00"  # ten working days
    with pytest.raises(reporting.Incomplete):
        reporting.submit(report, by=owner, at=NOON)  # without an answer
    reporting.save(report, answer="已补充。", by=owner, at=NOON)
    report = reporting.submit(report, by=owner, at=NOON)
    assert (report.status, report.versions.count(), report.acts.last().text) == (
        Status.AT_PROVINCE,
        2,
        "已补充。",
    )
    report = deciding.ask(report, text="仍不清晰。", by=province, at=NOON)
    clockwork.tick(at=report.due_at + timedelta(minutes=1))
    report.refresh_from_db()
    assert report.status == Status.LAPSED
    assert reporting.begin(member, "name", by=owner, at=NOON) != report  # it can be reported anew


def test_a_rejection_has_reasons_and_binds_nobody_to_the_new_name(member, owner, province):
    report = of_changes.submitted(member, NEW, by=owner)
    with pytest.raises(PermissionDenied):
        deciding.accept(report, by=make.person(Role.ALLIANCE), at=NOON)
    with pytest.raises(Refused):
        deciding.reject(report, reasons="", by=province, at=NOON)
    report = deciding.reject(report, reasons="登记通知书与营业执照不一致。", by=province, at=NOON)
    member.refresh_from_db()
    assert (report.status, member.name != NEW) == (Status.REJECTED, True)
    with pytest.raises(Refused):
        deciding.accept(report, by=province, at=NOON)


def test_a_holiday_notice_moves_what_runs(member, owner, province):
    from portal.workdays import notices

    report = of_changes.submitted(member, NEW, by=owner)
    notices.enter(
        days=[notices.Setting(date(2026, 11, 11), working=False)], notice="测试放假通知", by=province, at=NOON
    )
    report.refresh_from_db()
    assert timezone.localtime(report.due_at).date() == date(2026, 12, 2)
