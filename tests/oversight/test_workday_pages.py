"""How a period is counted, and the province's table."""

from datetime import date

import pytest

from portal.audit.chain import history
from portal.workdays import calendar
from portal.workdays.models import ConfirmedYear, DayOverride
from tests import factories

pytestmark = pytest.mark.django_db
TABLE, REMOVE = "/workdays/table/", "/workdays/table/remove/"
NOTICE = {
    "notice": "国办发明电〔2026〕9号",
    "lines": "2027-10-01..2027-10-07 休\n\n2027-09-26 班",
    "year": "2027",
}


@pytest.fixture
def officer(client):
    user = factories.person("province")
    client.force_login(user)
    return user


def test_a_publicity_is_derived_day_by_day(client):
    found = client.get("/workdays/?from=2026-09-28&days=4&rule=publicity").context["found"]
    assert found["last"] == date(2026, 10, 8)
    assert [row["number"] for row in found["rows"] if row["counts"]] == [1, 2, 3, 4]
    assert not found["provisional"]


def test_a_period_leaves_its_first_day_out(client):
    found = client.get("/workdays/?from=2026-09-29&days=2").context["found"]
    assert (found["last"], found["rows"][0]["counts"]) == (date(2026, 10, 8), False)


def test_a_provisional_count_says_so(client):
    answer = client.get("/en/workdays/?from=2027-09-30&days=2")
    assert answer.context["found"]["provisional"]
    assert "Provisional" in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["from=x&days=3", "from=2026-09-28&days=0", "from=2026-09-28", "from=1901-01-01&days=3"]
)
def test_a_question_without_sense_is_answered_kindly(client, query):
    answer = client.get(f"/workdays/?{query}")
    assert (answer.status_code, answer.context["found"]) == (200, None)
    assert answer.context["form"].errors


def test_the_page_is_public_and_cacheable(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/workdays/?from=2026-09-28&days=200")
    assert not answer.cookies
    assert "csrf" not in answer.content.decode().lower()


def test_a_notice_is_entered_once(client, officer):
    for _time in range(2):
        assert client.post(TABLE, NOTICE).status_code == 302
    assert DayOverride.objects.count() == 8
    assert ConfirmedYear.objects.get().year == 2027
    assert history("workdays", 2027).count() == 1
    assert calendar.day(date(2027, 9, 26)).working
    assert client.get(TABLE).status_code == 200


@pytest.mark.parametrize(
    "lines",
    ["2027-10-01", "2027-02-30 休", "2027-10-07..2027-10-01 休", "2027-10-01 maybe", "2027-10-01 休\n2027-10-01 班",
     "2027-01-01..2027-12-31 休"],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_named_and_nothing_is_lost(client, officer, lines):
    answer = client.post(TABLE, NOTICE | {"lines": lines})
    assert answer.status_code == 422
    assert lines.splitlines()[0] in answer.content.decode()
    assert answer.context["form"].errors["lines"]
    assert not DayOverride.objects.exists()


def test_a_day_is_taken_out(client, officer):
    client.post(TABLE, NOTICE)
    for _time in range(2):
        assert client.post(REMOVE, {"date": "2027-09-26"}).status_code == 302
    assert not calendar.day(date(2027, 9, 26)).working
    assert client.post(REMOVE, {"date": "x"}).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("system_admin", 200), ("auditor", 403)])
def test_who_may_open_the_table(client, role, status):
    client.force_login(factories.person(role))
    assert client.get(TABLE).status_code == status


def test_as_many_queries_for_three_days_as_for_one(
    client, officer, django_assert_num_queries, django_assert_max_num_queries
):
    client.post(TABLE, {"notice": "a", "lines": "2026-11-11 休"})
    client.get(TABLE)
    with django_assert_max_num_queries(12) as one:
        client.get(TABLE)
    count = len(one.captured_queries)  # before the next request empties the log
    client.post(TABLE, {"notice": "a", "lines": "2026-11-12..2026-11-13 休"})
    client.get(TABLE)
    with django_assert_num_queries(count):
        client.get(TABLE)


def test_a_day_set_in_the_admin_goes_through_the_same_door(client):
    client.force_login(factories.person("system_admin"))
    data = {"date": "2027-09-26", "working": "on", "note": "国办发明电〔2026〕9号"}
    assert client.post("/admin/workdays/dayoverride/add/", data).status_code == 302
    assert calendar.day(date(2027, 9, 26)).working
    [event] = history("workdays", 2027)
    assert event.data["days"] == ["2027-09-26 on"]
