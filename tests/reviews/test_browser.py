"""Every page of the review in a browser: accessible, and never wider than the window."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.roles import Role
from reviews import many, opening, recusals, reports
from reviews.models import Review, ReviewFile
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


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
    report = reports.report_results(
        review, [ReviewFile.objects.first()], basis="依据", by=staff, at=review.files.first().recusal_until
    )
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
        reverse("reviews:experts"),
        reverse("reviews:expert_new"),
        reverse("reviews:expert", args=[seats[0].expert_id]),
    ]
    expert = [
        reverse("reviews:mine"),
        reverse("reviews:sheet", args=[seats[0].pk]),
        reverse("reviews:profile"),
    ]
    assert visits(staff, alliance) == []
    assert visits(seats[0].expert.user, expert) == []
    assert visits(seats[1].expert.user, [reverse("reviews:declare", args=[seats[1].pk])]) == []
    assert visits(owner, [reverse("reviews:request_recusal", args=[seats[0].pk])]) == []
    province = make.person(Role.PROVINCE)
    addresses = [reverse("reviews:ranking", args=[call]), reverse("reviews:reports")]
    assert visits(province, addresses) == []
