"""Staff in a browser: freeze, enter the value, see the panels; and every page of draws at both widths."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.roles import Role
from reviews import opening
from reviews.drawing import confirming, drafts, proposing
from reviews.models import Assignment, Review
from tests import factories as make
from tests.reviews.drawing.conftest import KINDS, PUBLISHED, VALUE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def signed_in(page, live_server, user):
    client = Client()
    client.force_login(user)
    page.context.clear_cookies()
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )


def opened(staff, at, *, files: int = 2) -> Review:
    """A call with files in review and a roster of fifteen."""
    in_call = make.call(at=at)
    reported = [make.reported(in_call, at=at) for _n in range(files)]
    opening.open_review(in_call, reported, by=staff, at=at)
    for number in range(15):
        make.expert(kind=KINDS[number % 5], region=["440100", "440300"][number % 2])
    return Review.objects.get()


def test_freeze_value_panels(browser_page, live_server, axe):
    """The value is known a few seconds after the freezing, so the whole of it fits one test."""
    page, at = browser_page, timezone.now() - timedelta(hours=1)
    staff, province = make.person(Role.ALLIANCE), make.person(Role.PROVINCE)
    review = opened(staff, at)
    draw = drafts.prepare(review, by=staff, at=at)
    known_at = timezone.now() + timedelta(hours=1)
    rules = drafts.RulesOfDraw(20, drafts.FIELDS, "试验号码", "试验公布单位", known_at)
    drafts.set_rules(draw, rules, by=staff, at=at)
    proposing.propose(draw, at=at)
    confirming.submit(draw, by=staff, at=at)
    confirming.confirm(draw, confirmation="试验〔2026〕1号", by=province, at=at)
    signed_in(page, live_server, staff)
    page.goto(reverse("reviews:draw", args=[draw.pk]))
    page.get_by_role("link", name="封存").click()
    assert axe(page) == []
    page.get_by_role("button", name="封存抽取方案").click()
    page.get_by_text("抽取方案已封存，摘要和承诺值已公开。").wait_for()
    assert axe(page) == []
    with time_machine.travel(known_at + timedelta(minutes=5)):
        signed_in(page, live_server, staff)
        page.goto(reverse("reviews:draw_value", args=[draw.pk]))
        page.get_by_label("公开数值").fill(PUBLISHED)
        page.get_by_role("button", name="核对数值").click()
        page.get_by_text(VALUE).wait_for()
        assert axe(page) == []
        page.get_by_role("button", name="抽取专家组").click()
        page.get_by_text("专家组已抽取，已通知申报单位和专家。").wait_for()
    assert Assignment.objects.filter(ended_at=None, shown_at__isnull=False).count() == 10


def test_every_page_at_both_widths(browser_page, live_server, axe):
    page = browser_page
    at = timezone.now() - timedelta(hours=3)
    staff, province = make.person(Role.ALLIANCE), make.person(Role.PROVINCE)
    review = opened(staff, at)
    drawn = make.drawn(review, by=staff, province=province, at=at, known_at=at + timedelta(hours=1))
    opening.open_review(review.call, [make.reported(review.call, at=at)], by=staff, at=at)
    waiting = drafts.prepare(review, by=staff, at=at)
    seat = Assignment.objects.filter(ended_at=None).first()
    pages = {
        staff: [
            reverse("reviews:draws"),
            *(
                reverse(f"reviews:{name}", args=[waiting.pk])
                for name in ("draw", "draw_rules", "draw_choose")
            ),
            reverse("reviews:draw_pins", args=[waiting.pk]),
            reverse("reviews:draw", args=[drawn.pk]),
            reverse("reviews:seat_unavailable", args=[seat.pk]),
            reverse("reviews:file", args=[seat.file_id]),
        ],
        make.person(Role.AUDITOR): [reverse("reviews:draw_replay", args=[drawn.pk])],
        make.owner(seat.file.application.enterprise): [
            seat.file.application.get_absolute_url() + "?tab=reviews.panel",
            reverse("reviews:public_draws"),
            reverse("reviews:public_draw", args=[drawn.pk]),
        ],
    }
    found = []
    for user, addresses in pages.items():
        signed_in(page, live_server, user)
        for address in addresses:
            for width in (1440, 360):
                page.set_viewport_size({"width": width, "height": 900})
                answer = page.goto(address)
                wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                faults = [*axe(page), *(["too wide"] if wide > 0 else [])]
                if answer.status != 200 or faults:
                    found.append((address, width, answer.status, faults))
    assert found == []
