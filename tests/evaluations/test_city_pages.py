"""The pages of city pools and mutual recognition: the same queries for one row and for three; forms; what is public."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.city_pools import classes, deciding, publishing
from evaluations.models import Admission, LocalPolicy, TreatmentReport
from evaluations.mutual_recognition import following
from evaluations.mutual_recognition.questions import QUESTIONS
from portal.accounts.roles import Role
from tests import factories as make
from tests.evaluations import cities, factories
from tests.evaluations.test_pages import grows, queries
from tests.portal.documents import samples

pytestmark = pytest.mark.django_db
GUANGZHOU, SHENZHEN, DONGGUAN = "440100", "440300", "441900"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def officer(db):
    return make.person(Role.CITY, division=GUANGZHOU)


def serving(number: int, now):
    """A member of 深圳 with a record of service in 广州."""
    of = factories.member(at=now, city=SHENZHEN, county="440304")
    factories.record(of, f"S{number}", at=now, city_id=GUANGZHOU)
    return of


@pytest.mark.parametrize("tab", ["", "provincial", "serving", "reserve"])
def test_the_desk(client, officer, now, tab):
    client.force_login(officer)
    made = []

    def add(number):
        cities.applied(make.enterprise(at=now), at=now)
        factories.member(at=now)
        serving(number, now)
        made.append(cities.admitted(make.enterprise(at=now), by=officer, at=now))

    grows(client, reverse("evaluations:city_pool_desk") + (f"?tab={tab}" if tab else ""), add)


@pytest.mark.parametrize("tab", ["provincial", "serving", "reserve"])
def test_a_pool_in_public(client, officer, now, tab):
    def add(number):
        factories.member(at=now)
        serving(number, now)
        cities.admitted(make.enterprise(at=now), by=officer, at=now)
        publishing.publish(by=officer, at=now)
        cities.policy(by=officer, at=now, title=f"办法{number}")
        report = cities.report(factories.member(at=now), city=GUANGZHOU, at=now)
        said = {"outcome": "corrected", "reasons": "属实", "public_text": "已纠正。"}
        following.close(report, **said, by=make.person(Role.PROVINCE), at=now)

    grows(client, reverse("evaluations:city_pool", args=[GUANGZHOU]) + f"?tab={tab}", add)


@pytest.mark.parametrize("name", ["city_pools", "outcomes"])
def test_lists_of_all_cities_in_public(client, officer, now, name):
    def add(number):
        serving(number, now)
        cities.admitted(make.enterprise(at=now), by=officer, at=now)
        publishing.publish(by=officer, at=now)
        policy = cities.policy(by=officer, at=now, title=f"办法{number}")
        report = cities.report(factories.member(at=now), city=GUANGZHOU, policy=policy, at=now)
        said = {"outcome": "corrected", "reasons": "属实", "public_text": "已纠正。"}
        following.close(report, **said, by=make.person(Role.PROVINCE), at=now)

    grows(client, reverse(f"evaluations:{name}"), add)


@pytest.mark.parametrize("tab", ["reports", "policies", "cities"])
def test_the_provinces_overview(client, province, officer, now, tab):
    client.force_login(province)

    def add(number):
        policy = cities.policy(by=officer, at=now, title=f"办法{number}")
        report = cities.report(factories.member(at=now), city=GUANGZHOU, policy=policy, at=now)
        following.ask_city(report, question="请说明", days=5, by=province, at=now)
        cities.admitted(make.enterprise(at=now), by=officer, at=now)
        publishing.publish(by=officer, at=now)

    grows(client, reverse("evaluations:mutual") + f"?tab={tab}", add)


def test_an_enterprises_own_page(client, officer, now):
    of = make.enterprise(at=now)
    client.force_login(make.owner(of))
    keys = ["implementation", "consulting", "reserve"]

    def add(number):
        cities.admitted(of, chosen=keys[number], by=officer, at=now)

    grows(client, reverse("evaluations:city_pool_mine"), add)


def test_a_members_own_page_and_reports(client, now):
    of = factories.member(at=now)
    by = make.owner(of)
    client.force_login(by)
    places = [SHENZHEN, DONGGUAN, "440600"]

    def add(number):
        factories.record(of, f"R{number}", at=now, city_id=places[number])
        cities.report(
            of,
            city=places[number],
            by=by,
            at=now,
            happened=f"第{number}件：窗口不予受理服务券申请，口头答复。",
        )

    address, listed = reverse("evaluations:city_pool_mine"), reverse("evaluations:treatments")
    add(0)
    one = queries(client, address), queries(client, listed)
    add(1)
    add(2)
    assert (queries(client, address), queries(client, listed)) == one


def test_the_lists_that_a_city_published(client, officer, now):
    client.force_login(officer)

    def add(number):
        cities.admitted(make.enterprise(at=now), by=officer, at=now)
        publishing.publish(by=officer, at=now)

    grows(client, reverse("evaluations:city_pool_publish"), add)


def test_the_city_settles_its_conditions_and_adds_a_class(client, officer):
    client.force_login(officer)
    address = reverse("evaluations:city_pool_settings")
    assert client.post(address, {"do": "conditions", "conditions": "", "days": "0"}).status_code == 422
    client.post(address, {"do": "conditions", "conditions": "在本市有服务团队", "days": "15"})
    client.post(address, {"do": "class", "name": "牵引单位", "name_en": "Leaders", "about": "龙头企业"})
    assert (
        client.post(address, {"do": "class", "name": "牵引单位", "name_en": "x", "about": "x"}).status_code
        == 422
    )
    page = client.get(reverse("evaluations:city_pool", args=[GUANGZHOU])).content.decode()
    assert ("在本市有服务团队" in page, "牵引单位" in page, "15个工作日" in page) == (True, True, True)
    assert cities.applied(make.enterprise()).days == 15


def test_an_enterprise_applies_and_its_city_decides(client, officer):
    of = make.enterprise()
    client.force_login(make.owner(of))
    address = reverse("evaluations:city_pool_apply")
    rows = {
        f"{name}-{key}": value
        for name in ("products", "cases")
        for key, value in (("TOTAL_FORMS", "3"), ("INITIAL_FORMS", "0"))
    }
    typed = {**rows, "chosen": "reserve", "statement": cities.STATEMENT, "products-0-name": "注塑云"}
    saves = reverse("evaluations:city_pool_apply_save")
    half = client.post(saves, {**typed, "statement": "主营", "products-0-name": "云" * 121})
    assert (half.status_code, list(half.json()["errors"]), half.json()["missing"]) == (
        200,
        ["products-0-name"],
        2,
    )
    page = client.get(address).content.decode()
    assert ("主营" in page, "云" * 121 in page) == (True, True)  # nothing typed is lost
    assert client.post(address, {**typed, "save": ""}).status_code == 302
    lacking = client.post(address, {**typed, "submit": ""})
    assert lacking.status_code == 422
    from django.core.files.uploadedfile import SimpleUploadedFile

    paper = SimpleUploadedFile("合同.pdf", samples.pdf())
    sent = client.post(address, {**typed, "submit": "", "evidence": paper})
    assert sent.url == reverse("evaluations:city_pool_mine")
    made = Admission.objects.get()
    assert (made.status, made.products[0]["name"], made.evidence.count()) == ("submitted", "注塑云", 1)
    assert client.post(saves, typed).status_code == 422  # with the city already
    client.force_login(officer)
    decide = reverse("evaluations:city_pool_decide")
    assert client.get(decide, {"file": made.pk}).status_code == 200
    assert client.post(decide, {"file": made.pk, "decision": "admit"}).status_code == 422
    client.post(decide, {"file": made.pk, "decision": "admit", "reasons": "符合条件"})
    made.refresh_from_db()
    assert made.status == "admitted"
    own = reverse("evaluations:admission", args=[made.pk])
    today = timezone.localdate().isoformat()
    assert client.post(own, {"do": "remove", "on": today, "reasons": ""}).status_code == 422
    client.post(own, {"do": "remove", "on": today, "reasons": "停业"})
    made.refresh_from_db()
    assert (made.status, made.removal_reasons) == ("removed", "停业")


def test_a_city_records_checks_and_publishes_a_policy(client, officer):
    client.force_login(officer)
    typed = {
        "title": "扶持办法",
        "document_number": "穗府〔2026〕9号",
        "issued_on": "2026-03-02",
        "text": "全文",
    }
    typed |= {f"answer_{one.key}": "clear" for one in QUESTIONS}
    made = client.post(reverse("evaluations:policy_new"), typed)
    page = client.post(made.url, {"do": "publish"})
    assert (page.status_code, LocalPolicy.objects.get().published) == (422, None)
    edit = reverse("evaluations:policy_edit", args=[LocalPolicy.objects.get().pk])
    typed |= {"clauses": "第五条", "answer_access": "discriminates", "remark_access": "正在修订"}
    assert client.post(edit, typed).url == made.url
    assert client.post(made.url, {"do": "publish"}).status_code == 302
    policy = LocalPolicy.objects.get()
    assert (policy.published.number, policy.published.discriminates) == (2, True)
    public = reverse("evaluations:public_policy", args=[GUANGZHOU, policy.pk])
    assert "正在修订" in client.get(public).content.decode()
    assert client.get(public, {"version": "1"}).status_code == 404  # was never published
    assert client.get(made.url, {"version": "1"}).context["version"].number == 1
    assert client.get(made.url, {"version": "9" * 40}).status_code == 404


def test_a_member_reports_the_city_replies_the_province_closes(client, province):
    member = factories.member(name="羊城云联科技有限公司")
    client.force_login(make.owner(member))
    typed = {
        "city": DONGGUAN,
        "happened": "窗口要求先在本地设立分公司才受理服务券申请。",
        "shown_to": "province",
    }
    assert client.post(reverse("evaluations:treatment_new"), {**typed, "happened": "短"}).status_code == 422
    own = client.post(reverse("evaluations:treatment_new"), typed).url
    client.force_login(province)
    assert client.post(own, {"do": "reply", "text": "x"}).status_code == 403
    client.post(own, {"do": "ask", "question": "请说明是否要求设立分公司", "days": "5"})
    city = make.person(Role.CITY, division=DONGGUAN)
    client.force_login(city)
    page = client.get(own).content.decode()
    assert ("羊城云联" in page, "窗口要求" in page, "是否要求设立分公司" in page) == (False, False, True)
    assert "羊城云联" not in client.get(reverse("evaluations:mutual") + "?tab=reports").content.decode()
    client.post(own, {"do": "reply", "text": "已通知窗口纠正"})
    client.force_login(province)
    said = {"do": "close", "outcome": "corrected", "reasons": "属实", "public_text": "羊城云联科技反映属实"}
    assert client.post(own, said).status_code == 422
    client.post(own, {**said, "public_text": "窗口已停止要求设立分公司。"})
    assert TreatmentReport.objects.get().status == "closed"
    client.logout()
    for name in ("city_pools", "outcomes"):
        page = client.get(reverse(f"evaluations:{name}")).content.decode()
        assert ("窗口已停止" in page, "羊城云联" in page) == (True, False)


def test_public_pages_hold_nothing_of_applications_and_drafts(client, officer):
    """Statement, evidence, contact, reasons and what isn't published stay inside."""
    waiting = cities.applied(make.enterprise(name="待决定企业有限公司"))
    admitted = cities.admitted(make.enterprise(name="未公布企业有限公司"), by=officer)
    draft = cities.policy(by=officer, published=False, title="未公开办法")
    address = reverse("evaluations:city_pool", args=[GUANGZHOU])
    texts = [
        client.get(f"{address}?tab={key}").content.decode() for key, _label in classes.choices(waiting.city)
    ]
    held = ["待决定企业", "未公布企业", "未公开办法", cities.STATEMENT, "测试联系人", "符合条件"]
    assert [word for word in held if any(word in text for text in texts)] == []
    assert client.get(reverse("evaluations:public_policy", args=[GUANGZHOU, draft.pk])).status_code == 404
    made = publishing.publish(by=officer, at=factories.NOON)
    shown = client.get(f"{address}?tab=reserve").content.decode()
    assert ("未公布企业" in shown, cities.STATEMENT in shown) == (True, False)
    deciding.remove(admitted, on=factories.NOON.date(), reasons="停业", by=officer, at=factories.NOON)
    assert "未公布企业" not in client.get(f"{address}?tab=reserve").content.decode()
    listed = client.get(
        reverse("evaluations:city_pool_version", args=[GUANGZHOU, made.number])
    ).content.decode()
    assert ("未公布企业" in listed, made.sha256 in listed) == (True, True)
    held = client.get(reverse("evaluations:city_pool_version_file", args=[GUANGZHOU, made.number]))
    assert held.content.decode() == made.content


def test_a_members_page_names_clause_and_pools(client):
    member = factories.member()
    factories.record(member, "D1", city_id=DONGGUAN)
    page = client.get(reverse("publication:enterprise", args=[member.uscc])).content.decode()
    assert ("348号" in page, reverse("evaluations:city_pool", args=[DONGGUAN]) in page) == (True, True)


def test_a_search_leads_to_the_tab_that_holds_what_it_found(client, now):
    of = serving(1, now)
    address = reverse("evaluations:city_pool", args=[GUANGZHOU])
    assert client.get(address, {"q": of.name}).context["tab"] == "serving"
    assert client.get(address, {"q": "没有这家"}).context["tab"] == "provincial"


def test_the_records_behind_an_entry(client, officer, now):
    of = serving(1, now)
    factories.record(of, "S-open", at=now, city_id=GUANGZHOU, accepted_on=None)
    client.force_login(officer)
    shown = client.get(reverse("evaluations:market"), {"q": of.uscc, "show": "accepted"})
    assert [row.number for row in shown.context["page"]] == ["S1"]


def test_an_overdue_decision_shows_on_the_desk(client, officer, now):
    cities.applied(make.enterprise(at=now), at=now - timedelta(days=60))
    client.force_login(officer)
    [(_row, until, left)] = client.get(reverse("evaluations:city_pool_desk")).context["rows"]
    assert (until < now, left < 0) == (True, True)
