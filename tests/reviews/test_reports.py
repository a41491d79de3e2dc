"""The report: prepared by one, signed off by another, sent and frozen; what it states is checked by hand."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
import time_machine
from django.urls import reverse

from applications import filing, renaming
from applications.models import Application
from applications.policies import Refused
from applications.workflow import State
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.notifications.models import InboxItem
from portal.registry import Registry
from reviews import dissent, recusals, report_content, reports
from reviews.models import Assignment, Frozen, Report, ReportLine, Review, ReviewFile
from tests import factories as make
from tests.reviews.test_query_counts import asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(db):
    return make.person(Role.ALLIANCE)


@pytest.fixture
def ready(in_call, at):
    """Two files whose stages are all closed at 80.00, and the moment after."""
    make.reviewed_by_experts(*[make.reported(in_call, at=at) for _ in range(2)], at=at)
    return list(ReviewFile.objects.order_by("pk"))


@pytest.fixture
def later(ready):
    return ready[0].recusal_until + timedelta(hours=2)


@pytest.fixture
def prepared(ready, staff, second, later):
    return reports.prepare(Review.objects.get(), ready, basis="依据", by=staff, at=later)


def test_it_waits_for_a_second_signature_and_the_province_sees_nothing(
    client, prepared, ready, staff, second
):
    assert (prepared.status, prepared.document, ReportLine.objects.count()) == ("prepared", None, 0)
    assert set(Application.objects.values_list("state", flat=True)) == {State.IN_REVIEW}
    assert InboxItem.objects.filter(user=second, kind="review.report_prepared").count() == 1
    assert not InboxItem.objects.filter(user=staff, kind="review.report_prepared").exists()
    client.force_login(make.person(Role.PROVINCE))
    assert client.get(reverse("reviews:report", args=[prepared.pk])).status_code == 404
    assert client.get(reverse("reviews:report_export", args=[prepared.pk])).status_code == 404
    assert list(client.get(reverse("reviews:reports")).context["page"].rows) == []
    assert client.get(reverse("reviews:sheets", args=[ready[0].pk])).status_code == 404


def test_who_prepared_it_can_not_sign_it_off(prepared, staff, second, later):
    with pytest.raises(Refused):
        reports.sign_off(prepared, by=staff, at=later)
    sent = reports.sign_off(prepared, by=second, at=later)
    assert (sent.status, sent.by, sent.signed_by, sent.lines.count()) == ("sent", staff, second, 2)
    assert set(Application.objects.values_list("state", flat=True)) == {State.REVIEWED}
    with pytest.raises(Refused):
        reports.sign_off(prepared, by=second, at=later)
    with pytest.raises(Refused):
        reports.discard(prepared, reason="太迟", by=staff, at=later)
    assert [e.data["sha256"] for e in Event.objects.filter(kind="review").exclude(action="open")] == [
        sent.sha256
    ] * 2
    assert Event.objects.get(action="report_results", kind="review").data["prepared_by"] == staff.pk


def test_what_was_sent_is_frozen_and_its_digest_covers_it_all(prepared, second, later):
    sent = Report.objects.get(pk=reports.sign_off(prepared, by=second, at=later).pk)
    text = json.dumps(sent.content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert sha256(text.encode()).hexdigest() == sent.sha256
    assert reports.is_unchanged(sent)
    sent.basis = "另一个依据"
    with pytest.raises(Frozen):
        sent.save()
    sent.content["lines"][0]["total"] = "99.00"
    assert not reports.is_unchanged(sent)


def test_a_discarded_report_lets_its_files_go(prepared, ready, staff, second, later):
    review = Review.objects.get()
    with pytest.raises(Refused):
        reports.prepare(review, ready, basis="依据", by=staff, at=later)
    with pytest.raises(Refused):
        reports.discard(prepared, reason=" ", by=second, at=later)
    reports.discard(prepared, reason="依据表述有误", by=second, at=later)
    assert InboxItem.objects.filter(user=staff, kind="review.report_discarded").count() == 1
    with pytest.raises(Refused):
        reports.sign_off(prepared, by=second, at=later)
    again = reports.prepare(review, ready, basis="依据", by=staff, at=later)
    assert (again.number, reports.ready(review).count()) == (2, 0)


def test_what_changed_since_is_not_signed(prepared, ready, second, later):
    owner = make.owner(ready[0].application.enterprise)
    filing.withdraw(
        Application.objects.get(pk=ready[0].application_id), reason="企业并购", by=owner, at=later
    )
    with pytest.raises(Refused):
        reports.sign_off(prepared, by=second, at=later)
    assert Report.objects.get().status == "prepared"


def test_an_enterprise_renamed_meanwhile_is_reported_under_its_new_name(
    prepared, ready, staff, second, later
):
    enterprise = ready[0].application.enterprise
    old, new = enterprise.name, "改了名称的制造有限公司"
    renaming.rename(enterprise, new, until=later.date(), by=second, at=later)
    with pytest.raises(Refused):
        reports.sign_off(prepared, by=second, at=later)
    reports.discard(prepared, reason="企业更名", by=second, at=later)
    files = list(ReviewFile.objects.order_by("pk"))
    again = reports.prepare(Review.objects.get(), files, basis="依据", by=staff, at=later)
    sent = reports.sign_off(again, by=second, at=later)
    names = {line["name"] for line in sent.content["lines"]}
    assert (new in names, old in names) == (True, False)
    renaming.rename(enterprise, "又改了名称的制造有限公司", until=later.date(), by=second, at=later)
    assert reports.is_unchanged(Report.objects.get(pk=sent.pk))


def test_what_the_report_states(in_call, staff, second, at, monkeypatch):
    make.reviewed_by_experts(make.reported(in_call, at=at), at=at)
    file = ReviewFile.objects.select_related("application__enterprise", "review__call").get()
    later = file.recusal_until + timedelta(hours=2)
    seat = file.assignments.order_by("seat")[2]
    dissent.record_dissent(seat, "site", text="现场情况与申报书不符。", by=seat.expert.user, at=later)
    source = Registry("digests of a test")
    source.add(
        "draw", lambda _review, _files: [report_content.DrawDigest("第一次抽取", "a" * 64, "2026-11-10")]
    )
    monkeypatch.setattr(report_content, "digests", source)
    content = make.sent_report(Review.objects.get(), [file], by=staff, at=later).content
    [line] = content["lines"]
    assert line["stages"] == {"written": "80.00", "defence": "80.00", "site": "80.00"}
    assert line["spread"] == {stage: ["0.00", 100] for stage in ("written", "defence", "site")}
    # 80 × 50 % + 80 × 30 % + 80 × 20 % = 80
    assert (line["total"], line["rank"], line["recommended"]) == ("80.00", 1, True)
    experts = sorted(file.assignments.values_list("expert", flat=True))
    assert line["panel"] == [f"{pk:04d}" for pk in experts]
    assert len(line["sheets"]) == 15
    assert content["experts"] == {"all": 5, "financial": 1, "management": 1, "technical": 3}
    assert content["draws"] == [{"label": "第一次抽取", "sha256": "a" * 64, "at": "2026-11-10"}]
    number = file.application.number
    assert content["dissents"] == [
        {"number": number, "seat": "C", "stage": "site", "text": "现场情况与申报书不符。"}
    ]
    for expert in Assignment.objects.select_related("expert"):
        assert expert.expert.name not in str(content)


def test_recusals_are_counted_with_their_grounds(seats, staff, at):
    owner = make.owner(seats[0].file.application.enterprise)
    entries = [
        recusals.request_recusal(seat, ground=ground, reasons="理由", by=owner, at=at)
        for seat, ground in zip(seats[2:5], ["kin", "dispute", "kin"], strict=True)
    ]
    for entry, granted in zip(entries, [True, False, True], strict=True):
        recusals.rule(entry, granted=granted, reasons="核实", by=staff, at=at)
    assert report_content.recusals([seats[0].file]) == {
        "entered": 3,
        "granted": 2,
        "origins": {"requested": 3},
        "grounds": {"kin": 2},
    }


def test_the_report_page_is_signed_and_discarded(client, prepared, staff, second, later):
    address = reverse("reviews:report", args=[prepared.pk])
    sign = reverse("reviews:report_sign", args=[prepared.pk])
    discard = reverse("reviews:report_discard", args=[prepared.pk])
    client.force_login(staff)
    assert sign not in client.get(address).content.decode()
    with time_machine.travel(later, tick=False):
        assert client.post(discard, {"reason": ""}).status_code == 422
        client.force_login(second)
        assert sign in client.get(address).content.decode()
        for _twice in range(2):
            assert client.post(sign).status_code == 302
    assert Report.objects.get().status == "sent"
    client.force_login(make.person(Role.PROVINCE))
    page = client.get(address)
    assert [row["total"] for row in page.context["page"].rows] == ["80.00", "80.00"]
    assert sign not in page.content.decode()


def test_a_longer_report_asks_no_more_queries(client, in_call, staff, at):
    make.reviewed_by_experts(make.reported(in_call, at=at), at=at)
    first = list(ReviewFile.objects.all())
    make.reviewed_by_experts(*[make.reported(in_call, at=at) for _ in range(3)], at=at)
    others = list(ReviewFile.objects.exclude(pk=first[0].pk))
    later = others[0].recusal_until + timedelta(hours=2)
    review = Review.objects.get()
    one, three = (
        reports.prepare(review, files, basis="依据", by=staff, at=later) for files in (first, others)
    )
    client.force_login(staff)
    for name in ("report", "report_export"):
        counts = [asked(client, reverse(f"reviews:{name}", args=[report.pk])) for report in (one, three)]
        assert counts[0] == counts[1], name


def test_a_page_of_a_long_report_begins_where_the_last_one_ended(client, prepared, staff):
    line = prepared.content["lines"][0]
    lines = [{**line, "rank": n} for n in range(1, 121)]
    Report.objects.update(content={**prepared.content, "lines": lines})
    client.force_login(staff)
    address = reverse("reviews:report", args=[prepared.pk])
    first = client.get(address).context["page"]
    second = client.get(address + first.next_query).context["page"]
    assert ([first.rows[0]["rank"], first.rows[-1]["rank"]], second.rows[0]["rank"]) == ([1, 50], 51)
    last = client.get(address + second.next_query).context["page"]
    assert (last.rows[-1]["rank"], last.next_query) == (120, "")
    assert client.get(address + "?from=999").context["page"].rows[0]["rank"] == 1
