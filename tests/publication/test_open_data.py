"""Open data, interface and feed: what was announced, whole, and nothing about persons."""

import csv
import io
import json
from datetime import date

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from applications.models import FormerName
from portal.accounts.roles import Role
from publication import verification
from publication.models import Membership, MembershipStatus
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(at) -> Membership:
    """A member since 2026, with a former name and code."""
    row = _member(at)
    FormerName.objects.create(
        enterprise=row.enterprise,
        name="旧名演示企业有限公司",
        uscc="91440101MA00000001",
        until=date(2026, 6, 1),
    )
    return row


def _member(at) -> Membership:
    enterprise = make.enterprise(at=at)
    row = Membership.objects.create(
        enterprise=enterprise, code="GD22222222", supplier_class="service", since=date(2026, 3, 2)
    )
    add(row, "recognised", date(2026, 3, 2))
    return row


def add(row: Membership, what: str, day: date, result: str = "", supplier_class: str = "service") -> None:
    MembershipStatus.objects.create(
        membership=row, what=what, supplier_class=supplier_class, result=result, from_date=day, at=make.NOON
    )


def test_the_pool_as_csv_json_and_workbook_says_the_same(client, member):
    asked = {form: client.get(f"/open-data/pool.{form}") for form in ("csv", "json", "xlsx")}
    content = {form: b"".join(answer.streaming_content) for form, answer in asked.items()}
    [line] = list(csv.reader(io.StringIO(content["csv"].decode("utf-8-sig"))))[1:]
    [row] = json.loads(content["json"])["rows"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content["xlsx"])).get_sheet_by_index(0).to_python()
    assert line == [str(value) for value in row.values()] == sheet[1]
    assert row["name"] == member.enterprise.name
    assert row["former_names"] == "旧名演示企业有限公司"
    assert row["since"] == "2026-03-02"


def test_an_unknown_table_or_form_is_not_found(client):
    assert client.get("/open-data/people.csv").status_code == 404
    assert client.get("/open-data/pool.exe").status_code == 404


def test_no_table_holds_a_person(client, member):
    owner = make.person(Role.ENTERPRISE, organisation=member.enterprise.organisation, name="张三丰")
    for key in ("pool", "history", "lists"):
        text = b"".join(client.get(f"/open-data/{key}.csv").streaming_content).decode()
        assert owner.name not in text
        assert str(member.enterprise.phone or "020") not in text
        assert member.enterprise.email not in text


def test_a_member_is_found_by_its_former_code(client, member):
    answer = client.get("/api/v1/members/91440101MA00000001").json()
    assert answer["name"] == member.enterprise.name
    assert answer["former_names"][0]["name"] == "旧名演示企业有限公司"
    assert client.get("/api/v1/members/91440101MA00000002").status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_members_ask_as_much_for_one_as_for_three(client, at, many, django_assert_num_queries):
    for number in range(many):
        enterprise = make.enterprise(at=at)
        Membership.objects.create(
            enterprise=enterprise, code=f"GD{number}", supplier_class="service", since=date(2026, 3, 2)
        )
    with django_assert_num_queries(1):
        answer = client.get("/api/v1/members")
    assert len(answer.json()["items"]) == many
    assert answer["Access-Control-Allow-Origin"] == "*"
    again = client.get("/api/v1/members", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_standing_on_a_day_follows_the_history(member):
    """Recognised 2 March 2026, excellent 1 February 2027, removed 1 February 2028."""
    add(member, "evaluated", date(2027, 2, 1), "excellent")
    add(member, "removed", date(2028, 2, 1), "unqualified")
    [found] = verification.find(" 旧名演示企业有限公司 ")
    standing = {
        day: verification.standing(found, day)
        for day in (date(2026, 3, 1), date(2026, 3, 2), date(2027, 1, 31), date(2027, 2, 1), date(2028, 2, 1))
    }
    assert [s.is_member for s in standing.values()] == [False, True, True, True, False]
    assert [s.tier for s in standing.values()] == ["", "", "", "excellent", "unqualified"]
    assert standing[date(2027, 2, 1)].since == date(2026, 3, 2)


def test_the_page_verifies_by_name_and_by_day(client, member):
    page = client.get("/en/verify/", {"code": member.enterprise.name, "on": "2026-03-01"})
    assert "Not a member on this day" in page.content.decode()
    page = client.get("/en/verify/", {"code": member.enterprise.uscc, "on": "2026-03-02"})
    assert "Member of the provincial pool" in page.content.decode()
    assert client.get("/en/verify/", {"code": "没有这家企业"}).status_code == 404
    assert client.get("/en/verify/", {"code": member.code, "on": "2026-13-45"}).status_code == 200


def test_the_feed_names_what_is_new(client, at):
    call = make.call(at=at)
    answer = client.get(reverse("publication:feed"))
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert call.title in answer.content.decode()


def test_the_sitemap_names_both_languages(client, member):
    text = client.get("/sitemap.xml").content.decode()
    assert f"/pool/{member.enterprise.uscc}/" in text
    assert f"/en/pool/{member.enterprise.uscc}/" in text
