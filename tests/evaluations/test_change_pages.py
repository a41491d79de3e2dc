"""The pages of change reports: what each role finds and may do, refusals with what was typed, query counts."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from evaluations.changes import city, conditions, deciding, reporting
from evaluations.models import ChangeReport
from portal.accounts.roles import Role
from portal.audit.models import AccessLog
from tests import factories as make
from tests.evaluations import changes as of_changes
from tests.evaluations import factories
from tests.evaluations.changes import NEW, equity_reported, in_review
from tests.evaluations.test_pages import grows, queries
from tests.portal.documents import samples
from tests.reviews.conflicts.makers import code

pytestmark = pytest.mark.django_db
Status = ChangeReport.Status


@pytest.fixture
def now():
    return timezone.now()


def address(name: str, *args) -> str:
    return reverse(f"evaluations:{name}", args=args)


def some_report(now, **how) -> ChangeReport:
    of = factories.member(at=now, **how)
    return of_changes.submitted(of, NEW, by=make.owner(of), at=now)


@pytest.mark.parametrize("tab", ["waiting", "all"])
def test_the_list_of_the_province(client, province, now, tab):
    client.force_login(province)
    grows(client, address("changes") + f"?tab={tab}", lambda _number: some_report(now))


def test_the_list_of_an_enterprise(client, member, owner, now):
    client.force_login(owner)

    def add(number):
        reporting.withdraw(reporting.begin(member, "name", by=owner, at=now), by=owner, at=now)

    grows(client, address("my_changes"), add)


def test_the_page_of_a_report_whatever_the_panels(client, province, owner, member, alliance, now):
    """Three files with panels of five cost as many queries as one."""
    in_review(member, alliance, employer="湾区控股有限公司", employer_code=code(1))
    report = equity_reported(member, owner, holder="湾区控股有限公司", holder_code=code(1))
    client.force_login(province)
    one = queries(client, report.get_absolute_url())
    in_review(member, alliance, employer="湾区控股有限公司", employer_code=code(1))
    in_review(member, alliance, employer="湾区控股有限公司", employer_code=code(1))
    assert queries(client, report.get_absolute_url()) == one


def test_an_enterprise_reports_a_name_page_by_page(client, member, owner, now):
    client.force_login(owner)
    begun = client.post(address("change_begin", "name"))
    report = ChangeReport.objects.get()
    assert begun.url == address("change", report.pk)
    edit = address("change_edit", report.pk)
    day = (timezone.localdate(now) - timedelta(days=3)).isoformat()
    kept = client.post(edit, {"new_name": f"  {NEW} ", "effective_on": day, "do": "save"})
    assert kept.url == edit
    refused = client.post(edit, {"new_name": NEW, "effective_on": day, "do": "submit"})
    assert refused.status_code == 422
    assert "变更登记通知书" in refused.content.decode() and NEW in refused.content.decode()
    wrong = client.post(
        address("change_attach", report.pk, "registry"),
        {"file": SimpleUploadedFile("notice.pdf", b"MZ not a PDF")},
    )
    assert (wrong.status_code, report.evidence.count()) == (422, 0)
    for kind in ("registry", "licence"):
        paper = SimpleUploadedFile(f"{kind}.pdf", samples.pdf())
        assert client.post(address("change_attach", report.pk, kind), {"file": paper}).status_code == 302
    done = client.post(edit, {"new_name": NEW, "effective_on": day, "do": "submit"})
    report.refresh_from_db()
    assert (done.url, report.status, report.new_name) == (report.get_absolute_url(), Status.AT_PROVINCE, NEW)
    page = client.get(done.url).content.decode()
    assert NEW in page and report.number in page
    assert client.get(edit).url == done.url  # nothing is written over what was handed in


def test_material_is_written_section_by_section(client, member, owner):
    client.force_login(owner)
    client.post(address("change_begin", "equity"))
    report = ChangeReport.objects.get()
    here = address("change_section", report.pk, "basic")
    row = {"shareholders-rows": "1", "shareholders-0-name": "新股东有限公司", "shareholders-0-share": "130"}
    refused = client.post(here, {**row, "go": "next"})
    assert refused.url == here  # 130 % has to be corrected
    assert "130" in client.get(here).content.decode()
    added = client.post(here, {**row, "shareholders-0-share": "30", "add": "shareholders"})
    assert added.url.startswith(here + "#")
    saved = client.post(
        address("change_section_autosave", report.pk, "basic"), {**row, "revision": "0"}
    ).json()
    assert list(saved["errors"]) == ["shareholders-0-share"]
    report.refresh_from_db()
    assert report.material["basic"]["shareholders"][0]["name"] == "新股东有限公司"


def test_statements_are_kept_while_they_are_typed(client, member, owner):
    client.force_login(owner)
    client.post(address("change_begin", "direction"))
    report = ChangeReport.objects.get()
    typed = {
        "summary": "转向云端服务",
        "holds_business": "yes",
        "holds_credit": "no",
        "note_credit": "已修复",
    }
    answer = client.post(address("change_autosave", report.pk), {**typed, "revision": "0"})
    assert answer.status_code == 200
    report.refresh_from_db()
    assert (report.summary, report.statements["credit"]) == (
        "转向云端服务",
        {"holds": "no", "note": "已修复"},
    )


def test_a_city_forwards_on_its_page(client, member, owner, officer, province):
    factories.at_city(member, factories.round_of())
    report = of_changes.submitted(member, NEW, by=owner)
    client.force_login(province)
    assert client.get(report.get_absolute_url()).status_code == 404  # not forwarded yet
    client.force_login(officer)
    assert NEW in client.get(report.get_absolute_url()).content.decode()
    assert AccessLog.objects.filter(kind="change", what="change:1").exists()
    empty = client.post(address("change_forward", report.pk), {"opinion": ""})
    assert empty.status_code == 422
    assert client.post(address("change_forward", report.pk), {"opinion": "同意"}).status_code == 302
    report.refresh_from_db()
    assert report.status == Status.AT_PROVINCE


def test_the_province_decides_on_its_page(client, member, owner, province):
    report = equity_reported(member, owner, holder="某股东有限公司", holder_code="")
    client.force_login(province)
    decide = address("change_decide", report.pk)
    some = {"check_credit": "fail", "remark_credit": "", "do": "save"}
    assert client.post(decide, some).status_code == 422  # a failing condition wants a remark
    kept = client.post(decide, {"check_credit": "pass", "reasons": "待核", "do": "save"})
    report.refresh_from_db()
    assert (kept.status_code, report.checks["credit"]["result"], report.reasons) == (302, "pass", "待核")
    early = client.post(decide, {"check_credit": "pass", "do": "accept"})
    assert early.status_code == 422
    assert client.post(decide, {"do": "ask", "reasons": ""}).status_code == 422
    every = {f"check_{key}": "pass" for key in conditions.CONDITIONS}
    assert client.post(decide, {**every, "do": "accept", "reasons": "属实"}).status_code == 302
    report.refresh_from_db()
    assert (report.status, report.acts.last().text) == (Status.ACCEPTED, "属实")


def test_what_each_role_finds(client, member, owner, province, alliance, officer, now):
    """Its county once it is accepted, other places never; experts find no list at all."""
    report = of_changes.submitted(member, NEW, by=owner)
    county = make.person(Role.COUNTY, division=member.county_id)
    people = {
        "alliance": alliance,
        "officer": officer,
        "auditor": make.person(Role.AUDITOR),
        "county": county,
        "elsewhere": make.person(Role.CITY, division="440300"),
        "expert": make.expert().user,
    }

    def found() -> dict[str, int]:
        answers = {}
        for name, user in people.items():
            client.force_login(user)
            answers[name] = client.get(report.get_absolute_url()).status_code
        return answers

    open_to = {"alliance": 200, "officer": 200, "auditor": 200, "elsewhere": 404, "expert": 403}
    assert found() == {**open_to, "county": 404}
    deciding.accept(report, by=province, at=now)
    assert found() == {**open_to, "county": 200}


def test_seats_that_were_not_shown_are_the_alliance_s_to_know(client, member, owner, province, alliance):
    _row, expert = in_review(member, alliance, employer="湾区控股有限公司", employer_code=code(1), show=False)
    report = equity_reported(member, owner, holder="湾区控股有限公司", holder_code=code(1))
    client.force_login(province)
    assert expert.name not in client.get(report.get_absolute_url()).content.decode()
    client.force_login(alliance)
    assert expert.name in client.get(report.get_absolute_url()).content.decode()
    client.force_login(owner)
    assert expert.name not in client.get(report.get_absolute_url()).content.decode()


def test_a_list_is_searched_by_former_names(client, member, owner, province, now):
    before = member.name
    report = of_changes.submitted(member, NEW, by=owner)
    deciding.accept(report, by=province, at=now)
    some_report(now)
    client.force_login(province)
    page = client.get(address("changes"), {"tab": "all", "q": before}).content.decode()
    assert page.count('class="row-title"') == 1 and report.number in page
    assert city.may_forward(province, report) is False
