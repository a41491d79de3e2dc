"""Filing (annex 1, step 2) through the domain functions and the pages."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications import drafts, filing, policies, steps
from applications.models import Application, PaperCount
from applications.workflow import State, Step
from portal.accounts.roles import Role
from portal.audit.models import AccessLog
from portal.demo import dossiers
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return make.enterprise()


@pytest.fixture
def me(firm):
    return make.owner(firm)


@pytest.fixture
def call():
    return make.call()


@pytest.fixture
def file(firm, me, call, at):
    return filing.begin(firm, call, by=me, at=at)


@pytest.fixture
def now(monkeypatch, at):
    """The server's clock, as the views read it."""
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: at)
    return at


def test_one_file_per_enterprise_and_call(firm, me, call, file, at):
    assert filing.begin(firm, call, by=me, at=at) == file
    assert Application.objects.count() == 1


def test_nobody_begins_for_another_enterprise(firm, call, at):
    with pytest.raises(PermissionDenied):
        filing.begin(firm, call, by=make.owner(make.enterprise()), at=at)


def test_submitted_at_the_last_second_is_in_time(file, me, call):
    make.filled(file, by=me)
    done = filing.submit(file, by=me, at=call.closes_at)
    assert (done.state, done.versions.count()) == (State.AT_COUNTY, 1)
    version = done.versions.get()
    assert version.receipt.data["sha256"] == version.sha256
    assert version.receipt.data["attachment_count"] == 5


def test_one_second_late_is_refused_and_the_draft_kept(file, me, call):
    make.filled(file, by=me)
    with pytest.raises(policies.Refused):
        filing.submit(file, by=me, at=call.closes_at + timedelta(seconds=1))
    file = Application.objects.get(pk=file.pk)
    assert (file.state, file.sections.count(), file.versions.count()) == (State.DRAFT, 7, 0)


def test_submitting_twice_submits_once(file, me, at):
    make.filled(file, by=me)
    stale = Application.objects.get(pk=file.pk)
    first = filing.submit(file, by=me, at=at)
    assert filing.submit(stale, by=me, at=at).number == first.number
    assert first.versions.count() == 1


def test_an_incomplete_file_is_refused(file, me, at):
    with pytest.raises(policies.Refused):
        filing.submit(file, by=me, at=at)


def test_evidence_of_a_start_up_becomes_mandatory(file, me, at):
    make.filled(file, by=me, startup=True)
    file.attachments.filter(requirement__key="startup").update(removed_at=at)
    with pytest.raises(policies.Refused):
        filing.submit(file, by=me, at=at)


def test_a_correction_goes_back_and_may_come_after_the_window(file, me, call, at):
    make.filled(file, by=me)
    done = filing.submit(file, by=me, at=call.closes_at)
    officer = make.person(Role.COUNTY, division="440106")
    later = call.closes_at + timedelta(hours=1)
    returned = steps.advance(done, Step.RETURN, by=officer, at=later, opinion="请更正", days=5)
    again = filing.submit(returned, by=me, at=later + timedelta(days=1))
    assert (again.state, again.versions.count()) == (State.AT_COUNTY, 2)


def test_a_colleague_who_saved_first_is_not_overwritten(file, firm, me, at):
    colleague = make.owner(firm)
    drafts.save_section(file, "market", {"position": "a"}, revision=0, by=me, at=at)
    with pytest.raises(drafts.Conflict) as caught:
        drafts.save_section(file, "market", {"position": "b"}, revision=0, by=colleague, at=at)
    assert caught.value.section.data["position"] == "a"
    same = drafts.save_section(file, "market", {"position": "a"}, revision=0, by=colleague, at=at)
    assert same.revision == 1


def test_what_was_submitted_cannot_be_edited(file, me, at):
    make.filled(file, by=me)
    done = filing.submit(file, by=me, at=at)
    with pytest.raises(policies.Refused):
        drafts.save_section(done, "market", {}, revision=1, by=me, at=at)


def test_a_new_file_carries_the_last_one_over(firm, me, at):
    make.submitted(firm, make.call(year=2025), at=at, by=me)
    file = filing.begin(firm, make.call(year=2026), by=me, at=at)
    rows = file.sections.get(key="operations").data["years"]
    assert [row["year"] for row in rows] == ["2023", "2024", "2025"]
    assert [bool(row["revenue"]) for row in rows] == [True, True, False]


def test_withdrawing_needs_a_reason_and_happens_once(file, me, at):
    with pytest.raises(policies.Refused):
        filing.withdraw(file, reason=" ", by=me, at=at)
    done = filing.withdraw(file, reason="重复", by=me, at=at)
    assert filing.withdraw(done, reason="重复", by=me, at=at).state == State.WITHDRAWN


# Pages ---------------------------------------------------------------------------------------------


def test_every_page_of_a_draft_opens(client, file, me, now):
    client.force_login(me)
    keys = ["basic", "operations", "team", "business_model", "products", "cases", "market"]
    addresses = [reverse("applications:section", args=[file.pk, key]) for key in keys]
    addresses += [
        reverse(f"applications:{name}", args=[file.pk])
        for name in ("attachments", "preview", "submit", "withdraw")
    ]
    addresses.append(reverse("applications:mine"))
    assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)


def test_another_enterprise_finds_nothing(client, file, now):
    client.force_login(make.owner(make.enterprise()))
    assert client.get(reverse("applications:section", args=[file.pk, "basic"])).status_code == 404


def test_a_page_keeps_what_cannot_be_read_and_shows_it(client, file, me, now):
    client.force_login(me)
    address = reverse("applications:section", args=[file.pk, "operations"])
    data = {"revision": 0, "years-rows": 3, "years-2-revenue": "4,015", "years-2-ii_revenue": "很多"}
    assert client.post(address, data).status_code == 302
    page = client.get(address).content.decode()
    assert 'value="很多"' in page
    assert 'value="4015"' in page
    assert "id_years-2-ii_revenue_error" in page


def test_rows_are_added_and_removed_without_a_script(client, file, me, now):
    client.force_login(me)
    address = reverse("applications:section", args=[file.pk, "basic"])
    client.post(
        address, {"revision": 0, "shareholders-rows": 1, "shareholders-0-name": "甲", "add": "shareholders"}
    )
    assert len(file.sections.get(key="basic").data["shareholders"]) == 2
    sent = {"revision": 1, "shareholders-rows": 2, "shareholders-0-name": "甲", "remove": "shareholders-0"}
    client.post(address, sent)
    assert file.sections.get(key="basic").data["shareholders"][0]["name"] == ""


def test_autosave_answers_and_refuses_a_conflict(client, file, me, now):
    client.force_login(me)
    address = reverse("applications:autosave", args=[file.pk, "market"])
    saved = client.post(address, {"revision": 0, "renewal": "200"})
    assert saved.status_code == 200
    assert saved.json()["revision"] == 1
    assert list(saved.json()["errors"]) == ["renewal"]
    assert client.post(address, {"revision": 0, "renewal": "90"}).status_code == 409


def test_submitting_on_the_page_leads_to_the_receipt(client, file, me, now):
    make.filled(file, by=me)
    client.force_login(me)
    address = reverse("applications:submit", args=[file.pk])
    assert client.post(address, {}).status_code == 422
    for _time in range(2):
        assert client.post(address, {"promise": "on"}).url == reverse("applications:receipt", args=[file.pk])
    assert client.get(reverse("applications:receipt", args=[file.pk])).status_code == 200


def test_a_file_is_attached_once_opened_and_removed(client, file, me, now):
    client.force_login(me)
    add = reverse("applications:attachment_add", args=[file.pk, "licence"])
    pdf = dossiers.material("licence", 1)
    for _time in range(2):
        upload = SimpleUploadedFile("执照.pdf", pdf, "application/pdf")
        assert client.post(add, {"file": upload}).status_code == 302
    attachment = file.attachments.get()
    opened = client.get(reverse("applications:attachment", args=[file.pk, attachment.pk]))
    assert b"".join(opened.streaming_content) == pdf
    assert AccessLog.objects.filter(what=f"attachment:{attachment.pk}").count() == 1
    client.post(reverse("applications:attachment_remove", args=[file.pk, attachment.pk]))
    attachment.refresh_from_db()
    assert attachment.removed_at == now


def test_a_refused_file_is_named_with_the_reason(client, file, me, now):
    client.force_login(me)
    add = reverse("applications:attachment_add", args=[file.pk, "licence"])
    answer = client.post(add, {"file": SimpleUploadedFile("空.pdf", b"", "application/pdf")})
    assert answer.status_code == 422
    assert "空.pdf" in answer.content.decode()


def test_officials_open_only_what_was_submitted(client, file, me, at, now):
    make.filled(file, by=me)
    attachment = file.attachments.first()
    address = reverse("applications:attachment", args=[file.pk, attachment.pk])
    client.force_login(make.person(Role.COUNTY, division="440106"))
    assert client.get(address).status_code == 404
    filing.submit(file, by=me, at=at)
    assert client.get(address).status_code == 200


def test_review_is_asked_for_once(client, file, me, at, now):
    make.filled(file, by=me)
    done = filing.submit(file, by=me, at=at)
    with pytest.raises(policies.Refused):
        filing.ask_for_review(done, reasons="理由", by=me, at=at)
    county, city = make.person(Role.COUNTY, division="440106"), make.person(Role.CITY, division="440100")
    for material in done.call.materials.filter(paper_copies__gt=0):
        PaperCount.objects.create(
            application=done, requirement=material, expected=2, received=2, by=county, at=at
        )
    done = steps.advance(done, Step.PASS_ON, by=county, at=at, opinion="齐全")
    steps.advance(done, Step.NOT_RECOMMEND, by=city, at=at, opinion="业务不符")
    client.force_login(me)
    address = reverse("applications:ask_for_review", args=[file.pk])
    for _time in range(2):
        assert client.post(address, {"reasons": "理由"}).status_code == 302
    assert file.reconsiderations.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_of_my_applications(client, firm, me, now, rows, django_assert_num_queries):
    for _row in range(rows):
        make.draft(firm, make.call())
        make.call()
    client.force_login(me)
    client.get(reverse("applications:mine"))
    with django_assert_num_queries(MINE):
        client.get(reverse("applications:mine"))


MINE = 8
