"""County and city: the pages and what they do (annex 1, steps 3 and 4)."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from applications import collation, desk, filing, letters, policies, recommendation
from applications.compliance import ITEMS
from applications.models import Application, DraftOpinion, Participation, RecommendationLetter, SummaryTable
from applications.policies import Refused
from applications.workflow import State
from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from portal.audit.chain import history
from portal.demo import dossiers
from portal.notifications.worker import run_due_jobs
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def county():
    return factories.person(Role.COUNTY, division="440106")


@pytest.fixture
def city():
    return factories.person(Role.CITY, division="440100")


def paper(file, by, at):
    collation.count_paper(file, policies.expected_paper(file), by=by, at=at)


def passed(file, by, at):
    recommendation.judge(file, dict.fromkeys(ITEMS, ("pass", "")), by=by, at=at)


def fresh(file):
    return Application.objects.get(pk=file.pk)


def at_county(now, call=None, **fields):
    call = call or factories.call(at=now)
    return factories.submitted(factories.enterprise(**fields), call, at=now)


def at_city(now, county, call=None):
    file = at_county(now, call)
    paper(file, county, now)
    assert collation.pass_on([file], opinion="同意", by=county, at=now).done
    return fresh(file)


def test_county_passes_on_only_with_equal_paper(client, now, county):
    file = at_county(now)
    client.force_login(county)
    page = client.get(file.get_absolute_url())
    assert page.status_code == 200
    form = {"seen": file.changed_at.isoformat(), "do": "pass_on", "opinion": "材料齐全，同意上报"}
    url = reverse("applications:application_work", args=[file.pk])
    assert client.post(url, form).status_code == 422
    assert fresh(file).state == State.AT_COUNTY
    assert DraftOpinion.objects.get().fields["opinion"] == "材料齐全，同意上报"
    form |= {f"paper_{pk}": copies for pk, copies in policies.expected_paper(file).items()}
    assert client.post(url, form).status_code == 302
    assert fresh(file).state == State.AT_CITY
    assert not DraftOpinion.objects.exists()
    # A double click: calm, and nothing happens twice.
    assert client.post(url, form).status_code == 302
    assert history(*file.chain).filter(action="pass_on").count() == 1


def test_return_goes_back_to_who_returned_it(now, county, city):
    file = at_city(now, county)
    outcome = collation.return_for_correction([file], reasons="补充审计报告", days=3, by=city, at=now)
    assert [f.state for f in outcome.done] == [State.RETURNED]
    from applications import filing

    returned = fresh(file)
    owner = returned.enterprise.organisation.people.get()
    filing.submit(returned, by=owner, at=now)
    assert fresh(file).state == State.AT_CITY
    assert fresh(file).returns == 1


def test_the_enterprise_corrects_and_withdraws_from_the_page_of_its_file(client, now, county):
    file = factories.submitted(factories.enterprise(), factories.call(at=now), at=now)
    page = reverse("applications:application", args=[file.pk])
    withdraw, resume = (reverse(f"applications:{name}", args=[file.pk]) for name in ("withdraw", "resume"))

    def offered(user) -> list[bool]:
        client.force_login(user)
        shown = client.get(page).content.decode()
        return [f'href="{address}"' in shown for address in (withdraw, resume)]

    owner = factories.owner(file.enterprise)
    assert offered(owner) == [True, False]
    assert offered(county) == [False, False]
    assert collation.return_for_correction([file], reasons="补充审计报告", days=3, by=county, at=now).done
    assert offered(owner) == [True, True]
    filing.withdraw(fresh(file), reason="不再申报", by=owner, at=now)
    assert offered(owner) == [False, False]


def test_return_needs_lawful_days(now, county):
    file = at_county(now)
    outcome = collation.return_for_correction([file], reasons="补充", days=99, by=county, at=now)
    assert not outcome.done
    assert fresh(file).state == State.AT_COUNTY


def test_city_reports_with_copy_to_the_alliance_and_a_summary_table(client, now, county, city):
    call = factories.call(at=now)
    first, second = at_city(now, county, call), at_city(now, county, call)
    alliance = factories.person(Role.ALLIANCE)
    client.force_login(alliance)
    assert client.get(first.get_absolute_url()).status_code == 404
    for file in (first, second):
        passed(file, city, now)
    recommendation.set_order(call, [second.pk, first.pk], seen=[first.pk, second.pk], by=city, at=now)
    outcome = recommendation.report([fresh(first), fresh(second)], opinion="推荐", by=city, at=now)
    assert len(outcome.done) == 2
    table = SummaryTable.objects.get()
    assert [row["number"] for row in table.rows] == [second.number, first.number]
    assert [row["rank"] for row in table.rows] == [1, 2]
    kinds = set(Participation.objects.filter(application=first).values_list("organisation__kind", flat=True))
    assert kinds >= {"county", "city", "province", "alliance"}
    assert fresh(first).holder == Organisation.alliance()
    assert client.get(first.get_absolute_url()).status_code == 200
    client.force_login(city)
    assert client.get(reverse("applications:summary_sheet", args=[table.pk])).status_code == 200
    assert client.get(reverse("applications:round", args=[call.pk])).status_code == 200


def test_a_failing_item_needs_a_remark_and_stops_the_report(client, now, county, city):
    file = at_city(now, county)
    client.force_login(city)
    form = {"seen": file.changed_at.isoformat(), "do": "report", "opinion": "推荐"}
    form |= {f"check_{item}": "pass" for item in ITEMS}
    form["check_commitment"] = "fail"
    url = reverse("applications:application_work", args=[file.pk])
    assert client.post(url, form).status_code == 422
    assert file.compliance_checks.count() == len(ITEMS) - 1
    form["remark_commitment"] = "承诺书第 2 页未盖章"
    assert client.post(url, form).status_code == 422
    assert fresh(file).state == State.AT_CITY
    form["check_commitment"] = "pass"
    assert client.post(url, form).status_code == 302
    assert fresh(file).state == State.REPORTED


def test_not_recommended_then_taken_up(client, now, county, city):
    file = at_city(now, county)
    recommendation.not_recommend([file], reasons="收入占比不足", by=city, at=now)
    assert fresh(file).state == State.NOT_RECOMMENDED
    province = factories.person(Role.PROVINCE)
    client.force_login(file.enterprise.organisation.people.get())
    assert "收入占比不足" in client.get(file.get_absolute_url() + "?tab=opinions").content.decode()
    client.force_login(province)
    assert client.get(reverse("applications:desk") + "?tab=not_recommended").status_code == 200
    url = reverse("applications:application_decide", args=[file.pk, "take_up"])
    form = {"seen": fresh(file).changed_at.isoformat(), "reasons": "材料显示符合条件"}
    assert client.post(url, form).status_code == 302
    assert fresh(file).state == State.REPORTED


def test_dongguan_goes_straight_to_the_city_which_ticks_the_paper(now):
    officer = factories.person(Role.CITY, division="441900")
    file = at_county(now, city="441900", county=None)
    assert file.state == State.AT_CITY
    passed(file, officer, now)
    assert recommendation.report([fresh(file)], opinion="推荐", by=officer, at=now).refused
    paper(file, officer, now)
    assert recommendation.report([fresh(file)], opinion="推荐", by=officer, at=now).done


def test_the_order_is_moved_without_typing_and_by_numbers(client, now, county, city):
    call = factories.call(at=now)
    a, b, c = (at_city(now, county, call).pk for _n in range(3))
    client.force_login(city)
    url = reverse("applications:round_order", args=[call.pk])

    def order():
        return [file.pk for file in recommendation.queue_of(call, city.organisation.division)]

    page = client.get(reverse("applications:round", args=[call.pk]))
    assert [row["file"].pk for row in page.context["order"].rows] == [a, b, c]
    client.post(url, {"seen": f"{a},{b},{c}", "move": f"{c}:up"})
    assert order() == [a, c, b]
    numbers = {f"place_{a}": 1, f"place_{c}": 2, f"place_{b}": 1}
    client.post(url, {"seen": f"{a},{c},{b}", "move": "", **numbers})
    assert order() == [b, a, c]


def test_a_stale_order_is_refused(now, county, city):
    call = factories.call(at=now)
    a, b = at_city(now, county, call).pk, at_city(now, county, call).pk
    recommendation.set_order(call, [b, a], seen=[a, b], by=city, at=now)
    recommendation.set_order(call, [b, a], seen=[a, b], by=city, at=now)  # the second click
    c = at_city(now, county, call).pk
    with pytest.raises(Refused):
        recommendation.set_order(call, [a, b], seen=[b, a], by=city, at=now)
    recommendation.set_order(call, [c, b, a], seen=[b, a, c], by=city, at=now)


def test_foreign_authorities_find_nothing(client, now, city):
    file = at_county(now)
    for user in (city, factories.person(Role.COUNTY, division="440104")):
        client.force_login(user)
        assert client.get(file.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("tab", ["dossier", "attachments", "opinions", "record", "differences"])
def test_every_tab_is_read(client, now, county, tab):
    file = at_county(now)
    client.force_login(county)
    assert client.get(file.get_absolute_url() + f"?tab={tab}").status_code == 200
    assert client.get(reverse("applications:application_clock", args=[file.pk])).status_code == 200


def test_autosave_keeps_what_is_typed(client, now, county):
    file = at_county(now)
    client.force_login(county)
    url = reverse("applications:application_work_save", args=[file.pk])
    answer = client.post(url, {"seen": file.changed_at.isoformat(), "opinion": "写到一半", "revision": "1"})
    assert answer.status_code == 200
    assert answer.json()["revision"] == "1"
    assert "写到一半" in client.get(file.get_absolute_url()).content.decode()
    assert client.post(url, {"seen": "old", "opinion": "x"}).status_code == 409


def test_many_are_decided_from_the_desk(client, now, county):
    call = factories.call(at=now)
    ready, unready = at_county(now, call), at_county(now, call)
    paper(ready, county, now)
    client.force_login(county)
    asked = {"do": "pass_on", "file": [ready.pk, unready.pk]}
    url = reverse("applications:desk_decide")
    page = client.get(url, asked)
    assert [file.pk for file, _target in page.context["allowed"]] == [ready.pk]
    assert [file.pk for file, _reason in page.context["refused"]] == [unready.pk]
    assert client.post(url, asked).status_code == 422
    assert client.post(url, asked | {"opinion": "同意"}).status_code == 302
    assert (fresh(ready).state, fresh(unready).state) == (State.AT_CITY, State.AT_COUNTY)
    assert client.get(reverse("applications:desk_export") + "?tab=collate").status_code == 200


LISTS = ["applications:desk", "applications:application_list"]


@pytest.mark.parametrize("name", LISTS)
def test_queries_do_not_grow_with_rows(client, now, county, name, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    call = factories.call(at=now)
    at_county(now, call)
    client.force_login(county)
    client.get(reverse(name))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(reverse(name))
    at_county(now, call)
    at_county(now, call)
    with django_assert_num_queries(len(one)):
        client.get(reverse(name))


def test_steps_over_many_files_take_a_bounded_number_of_queries(now, county):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    call = factories.call(at=now)

    def cost(count):
        files = [at_county(now, call) for _n in range(count)]
        for file in files:
            paper(file, county, now)
        with CaptureQueriesContext(connection) as taken:
            assert len(collation.pass_on(files, opinion="同意", by=county, at=now).done) == count
        return len(taken)

    cost(1)  # the first act of a process also reads what a process keeps
    assert cost(2) == cost(8)


def corrected(file, by, at, **returned):
    """Returned by ``by`` and submitted again an hour after ``at``."""
    from applications import filing

    assert collation.return_for_correction([file], reasons="补充审计报告", days=3, by=by, at=at).done
    owner = file.enterprise.organisation.people.get()
    filing.submit(fresh(file), by=owner, at=at + timedelta(hours=1))
    return fresh(file)


def test_after_a_correction_the_checklist_is_judged_again(client, now, county, city):
    file = at_city(now, county)
    passed(file, city, now)
    assert fresh(file).is_checked
    file = corrected(fresh(file), city, now)
    assert (file.state, file.is_checked) == (State.AT_CITY, False)
    later = now + timedelta(hours=2)
    assert recommendation.report([file], opinion="推荐", by=city, at=later).refused
    client.force_login(city)
    page = client.get(file.get_absolute_url())
    rows = page.context["work"].checklist
    assert {row["before"].result for row in rows} == {"pass"}
    assert not any(row["result"].value() for row in rows)
    assert page.context["work"].again
    passed(file, city, later)
    assert recommendation.report([fresh(file)], opinion="推荐", by=city, at=later).done


def test_after_a_correction_the_paper_is_counted_again(client, now, county):
    file = at_county(now)
    paper(file, county, now)
    file = corrected(file, county, now)
    later = now + timedelta(hours=2)
    assert collation.pass_on([file], opinion="同意", by=county, at=later).refused
    client.force_login(county)
    assert {row["before"] for row in client.get(file.get_absolute_url()).context["work"].paper} >= {2}
    assert not desk.rows_of([file], at=later)[0].is_counted
    paper(file, county, later)
    assert desk.rows_of([file], at=later)[0].is_counted
    assert collation.pass_on([fresh(file)], opinion="同意", by=county, at=later).done


def test_differences_and_versions_are_shown_after_a_correction(client, now, county):
    from applications import drafts

    file = at_county(now)
    owner = file.enterprise.organisation.people.get()
    assert collation.return_for_correction([file], reasons="改正人数", days=3, by=county, at=now).done
    basic = fresh(file).sections.get(key="basic").data
    changed = {"basic": {**basic, "legal_representative": "改后的代表"}}
    drafts.save_sections(fresh(file), changed, by=owner, at=now)
    from applications import filing

    filing.submit(fresh(file), by=owner, at=now + timedelta(minutes=5))
    client.force_login(county)
    page = client.get(file.get_absolute_url() + "?tab=differences")
    assert page.context["tab"].key == "differences"
    assert page.context["changes"]
    assert "改后的代表" in page.content.decode()
    first = client.get(file.get_absolute_url() + "?tab=dossier&version=1").content.decode()
    assert "改后的代表" not in first
    assert "改正人数" in first, "the reasons of the return stay in sight"


def test_the_province_answers_a_request_for_review(client, now, county, city):
    from applications import filing

    file = at_city(now, county)
    recommendation.not_recommend([file], reasons="收入占比不足", by=city, at=now)
    province = factories.person(Role.PROVINCE)
    client.force_login(province)
    decide = reverse("applications:application_decide", args=[file.pk, "keep_refused"])
    form = {"seen": fresh(file).changed_at.isoformat(), "reasons": "市级意见成立"}
    assert client.post(decide, form).status_code == 422, "nobody has asked"
    owner = file.enterprise.organisation.people.get()
    filing.ask_for_review(fresh(file), reasons="收入口径有误", by=owner, at=now)
    listed = client.get(reverse("applications:desk") + "?tab=not_recommended").content.decode()
    assert "收入占比不足" in listed
    assert "申请复核" in listed
    assert "收入口径有误" in client.get(file.get_absolute_url()).content.decode()
    assert client.post(decide, form).status_code == 302
    assert client.post(decide, form).status_code in {302, 422}
    assert fresh(file).state == State.NOT_RECOMMENDED
    assert history(*file.chain).filter(action="keep_refused").count() == 1
    client.force_login(owner)
    assert "市级意见成立" in client.get(file.get_absolute_url()).content.decode()


def test_letters_are_kept_once_and_read_by_whom_they_concern(client, now, county, city):
    file = at_county(now)
    url = reverse("applications:round_letter", args=[file.call_id])
    field = "file"
    for _click in range(2):
        client.force_login(county)
        sent = SimpleUploadedFile("推荐函.pdf", dossiers.material("licence", 1), "application/pdf")
        assert client.post(url, {field: sent}).status_code == 302
    letter = RecommendationLetter.objects.get()
    read = reverse("applications:letter", args=[letter.pk])
    for reader, status in [
        (county, 200),
        (city, 200),
        (factories.person(Role.PROVINCE), 200),
        (factories.person(Role.COUNTY, division="440104"), 404),
        (factories.person(Role.CITY, division="440300"), 404),
    ]:
        client.force_login(reader)
        assert client.get(read).status_code == status


def opens(client, user, document) -> bool:
    """202 while the PDF is in the making, 404 for those whom it doesn't concern."""
    client.force_login(user)
    return client.get(reverse("documents:download", args=[document.code])).status_code in {200, 202}


def test_the_summary_table_becomes_a_pdf(client, now, county, city):
    file = at_city(now, county)
    passed(file, city, now)
    recommendation.report([fresh(file)], opinion="推荐", by=city, at=now)
    table = SummaryTable.objects.get()
    client.force_login(city)
    url = reverse("applications:summary_pdf", args=[table.pk])
    assert client.get(url, follow=True).status_code == 202, "it is still being made"
    run_due_jobs(now + timedelta(minutes=1))
    answer = client.get(url, follow=True)
    assert answer.status_code == 200
    assert b"".join(answer).startswith(b"%PDF")
    client.force_login(factories.person(Role.CITY, division="440300"))
    assert client.get(url).status_code == 404
    readers = [city, factories.person(Role.PROVINCE), factories.person(Role.ALLIANCE)]
    others = [county, factories.person(Role.CITY, division="440300"), factories.person(Role.EXPERT)]
    assert all(opens(client, user, table.document) for user in readers)
    assert not any(opens(client, user, table.document) for user in others)


def test_a_receipt_is_read_by_its_enterprise_and_by_who_may_see_the_file(client, now, county, city):
    file = at_county(now)
    receipt = file.versions.get().receipt
    owner = factories.owner(file.enterprise)
    assert all(opens(client, user, receipt) for user in (owner, county, factories.person(Role.AUDITOR)))
    strangers = [
        city,
        factories.person(Role.COUNTY, division="440104"),
        factories.owner(factories.enterprise()),
        factories.person(Role.SYSTEM_ADMIN),
    ]
    assert not any(opens(client, user, receipt) for user in strangers)
    client.logout()
    assert client.get(reverse("documents:download", args=[receipt.code])).status_code == 404


def test_the_portal_makes_a_letter_over_the_files_that_went_on(client, now, county, city):
    file = at_county(now)
    url = reverse("applications:round_compose", args=[file.call_id])
    client.force_login(county)
    assert client.post(url, {"remark": "一并说明"}).status_code == 422, "nothing has gone on yet"
    paper(file, county, now)
    collation.pass_on([fresh(file)], opinion="同意上报", by=county, at=now)
    for _click in range(2):
        assert client.post(url, {"remark": "一并说明"}).status_code == 302
    letter = RecommendationLetter.objects.get()
    data = letter.document.data
    assert (data["recipient"], data["copy_to"], data["remark"]) == (city.organisation.name, "", "一并说明")
    assert [row["number"] for row in data["rows"]] == [file.number]
    assert client.post(url, {"remark": "另一份"}).status_code == 302
    assert RecommendationLetter.objects.count() == 2
    page = client.get(reverse("applications:round", args=[file.call_id])).content.decode()
    assert letter.document.number in page
    assert opens(client, city, letter.document)
    assert not opens(client, factories.person(Role.COUNTY, division="440104"), letter.document)


def test_the_letter_of_a_city_goes_to_the_province_with_copy_to_the_alliance(client, now, county, city):
    file = at_city(now, county)
    passed(file, city, now)
    recommendation.report([fresh(file)], opinion="推荐", by=city, at=now)
    document = letters.compose(file.call, remark="", by=city, at=now).document
    province = factories.person(Role.PROVINCE)
    assert document.data["recipient"] == province.organisation.name
    assert document.data["copy_to"] == factories.person(Role.ALLIANCE).organisation.name
    run_due_jobs(now + timedelta(minutes=1))
    client.force_login(province)
    page = client.get(reverse("applications:round", args=[file.call_id])).content.decode()
    assert document.number in page
    assert SummaryTable.objects.get().document.number in page
    answer = client.get(reverse("documents:download", args=[document.code]))
    assert b"".join(answer).startswith(b"%PDF")


def test_the_list_is_exported_with_its_filters(client, now, county):
    call = factories.call(at=now)
    first, second = at_county(now, call), at_county(now, call)
    client.force_login(county)
    answer = client.get(reverse("applications:application_export"), {"q": first.number})
    with ZipFile(BytesIO(answer.content)) as book:
        text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert first.number in text
    assert second.number not in text
