"""Every page of the review in a browser: accessible, and never wider than the window."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.roles import Role
from reviews import dissent, many, opening, progress, recusals, reopening, reports
from reviews.models import Review, ReviewFile, ScoreSheet
from tests import factories as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def visits(browser_page, live_server, axe):
    """``visits(user, addresses)``: what is wrong with the pages at both widths, by address."""

    def look(user, addresses) -> list[tuple]:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        browser_page.context.clear_cookies()
        browser_page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        found = []
        for address in addresses:
            for width in (1440, 360):
                browser_page.set_viewport_size({"width": width, "height": 900})
                answer = browser_page.goto(address)
                wide = browser_page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                faults = [*axe(browser_page), *(["too wide"] if wide > 0 else [])]
                if answer.status != 200 or faults:
                    found.append((address, width, answer.status, faults))
        return found

    return look


def test_the_pages_of_the_review(visits):
    at = timezone.now()
    staff, in_call = make.person(Role.ALLIANCE), make.call(at=at)
    make.reviewed_by_experts(*[make.reported(in_call, at=at) for _ in range(2)], at=at)
    review = Review.objects.get()
    report = make.sent_report(
        review, [ReviewFile.objects.first()], by=staff, at=review.files.first().recusal_until
    )
    other = make.reported(in_call, at=at)
    make.reviewed_by_experts(other, at=at)
    scored = ReviewFile.objects.get(application=other)
    member = scored.assignments.select_related("expert__user").first()
    later = scored.recusal_until + timedelta(hours=2)
    dissent.record_dissent(member, "site", text="保留意见", by=member.expert.user, at=later)
    reopening.propose_stage(scored, reasons="材料未送达专家组", by=staff, at=later)
    waiting = ReviewFile.objects.filter(report=None).exclude(pk=scored.pk).first()
    prepared = reports.prepare(review, [waiting], basis="依据", by=staff, at=later)
    fresh = make.reported(in_call, at=at)
    unassigned = make.reported(in_call, at=at)
    make.reported(in_call, at=at)
    opening.open_review(in_call, [fresh, unassigned], by=staff, at=at)
    seats = make.panel(fresh.review_file, by=staff, at=at)
    owner = make.owner(fresh.enterprise)
    entries = [
        recusals.request_recusal(seat, ground="other", reasons="理由", by=owner, at=at) for seat in seats[2:4]
    ]
    recusals.rule(entries[0], granted=True, reasons="属实", by=staff, at=at)
    many.declare_no_conflict(seats[:1], at=at)
    call = in_call.pk
    alliance = [
        reverse("reviews:reviews"),
        *[
            reverse("reviews:review_call", args=[call]) + f"?tab={tab}"
            for tab in ("open", "panel", "scoring")
        ],
        reverse("reviews:review_call", args=[call]) + "?tab=closed",
        reverse("reviews:assign") + f"?files={unassigned.review_file.pk}",
        reverse("reviews:file", args=[fresh.review_file.pk]),
        reverse("reviews:replace", args=[seats[2].pk]),
        reverse("reviews:recusals") + "?ruling=all",
        *[reverse("reviews:recusal", args=[entry.pk]) for entry in entries],
        reverse("reviews:ranking", args=[call]),
        reverse("reviews:report_new", args=[call]),
        reverse("reviews:report", args=[report.pk]),
        reverse("reviews:sheets", args=[scored.pk]),
        reverse("reviews:severity", args=[call]),
        reverse("reviews:progress", args=[call]) + "?matter=declare",
        reverse("reviews:remind", args=[call]) + "?matter=declare&all=1",
        reverse("reviews:reminders", args=[call]),
        reverse("reviews:experts"),
        reverse("reviews:expert_new"),
        reverse("reviews:expert", args=[seats[0].expert_id]),
    ]
    expert = [
        reverse("reviews:mine"),
        reverse("reviews:sheet", args=[seats[0].pk]),
        reverse("reviews:profile"),
    ]
    progress.remind(review, matter="declare", experts=[seats[1].expert_id], by=staff, at=at)
    assert visits(staff, alliance) == []
    second = make.person(Role.ALLIANCE)
    signs = [reverse("reviews:report", args=[prepared.pk]), reverse("reviews:sheets", args=[scored.pk])]
    assert visits(second, signs) == []
    assert visits(member.expert.user, [reverse("reviews:panel_result", args=[member.pk])]) == []
    assert visits(seats[0].expert.user, expert) == []
    assert visits(seats[1].expert.user, [reverse("reviews:declare", args=[seats[1].pk])]) == []
    assert visits(owner, [reverse("reviews:request_recusal", args=[seats[0].pk])]) == []
    province = make.person(Role.PROVINCE)
    addresses = [reverse("reviews:ranking", args=[call]), reverse("reviews:reports")]
    assert visits(province, addresses) == []


def open_sheet(page, live_server):
    """A new sheet of a declared seat, opened in its expert's browser."""
    at, staff = timezone.now(), make.person(Role.ALLIANCE)
    application = make.reported(make.call(at=at), at=at)
    opening.open_review(application.call, [application], by=staff, at=at)
    seat = make.panel(ReviewFile.objects.get(), by=staff, at=at)[0]
    many.declare_no_conflict([seat], at=at)
    client = Client()
    client.force_login(seat.expert.user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.goto(reverse("reviews:sheet", args=[seat.pk]))


def test_a_sheet_is_scored_and_sealed_with_the_keyboard_alone(browser_page, live_server):
    open_sheet(browser_page, live_server)
    keys = browser_page.keyboard

    def tab_to(selector: str) -> None:
        for _step in range(40):
            keys.press("Tab")
            if browser_page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"no Tab leads to {selector}")

    tab_to("a[href='#score-sheet']")
    keys.press("Enter")
    assert browser_page.evaluate("document.activeElement.id") == "score-sheet"
    # Eighty of a hundred: each weight of 10 15 15 10 20 20 10 times 0.8
    tab_to("[data-points]")
    for points in ("8", "12", "12", "8", "16", "16", "8"):
        keys.type(points)
        keys.press("Enter")
    assert browser_page.evaluate("document.activeElement.name") == "comment"
    assert browser_page.locator("[data-total]").inner_text() == "80"
    tab_to("button[name=seal]")
    with browser_page.expect_navigation(wait_until="load"):
        keys.press("Enter")
    assert ScoreSheet.objects.get().status == "sealed"


def test_what_is_out_of_bounds_is_told_while_typing_and_kept(browser_page, live_server):
    open_sheet(browser_page, live_server)
    first = browser_page.locator("[data-points]").first
    first.fill("10.5")
    browser_page.locator(".score-row .errorlist li").wait_for()
    browser_page.reload()
    assert browser_page.locator("[data-points]").first.input_value() == "10.5"
    assert browser_page.locator("[data-autosave-restore]").is_hidden()
