"""The checklist of a visit in a real browser: without a connection, on two devices, back online."""

import hashlib
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.roles import Role
from reviews import many, opening
from reviews.models import Visit, VisitEntry, VisitPhoto
from reviews.visits import planning, reading, writing
from reviews.visits.writing import Written
from tests import factories as make
from tests.portal.documents import samples

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def visit(transactional_db) -> Visit:
    """A visit that has begun, by a member of the panel and somebody of the staff."""
    at = timezone.now()
    staff, call = make.person(Role.ALLIANCE), make.call(at=at)
    application = make.reported(call, at=at)
    opening.open_review(call, [application], by=staff, at=at)
    file = make.in_stage(application.review_file, "site")
    seats = many.declare_no_conflict(make.panel(file, by=staff, at=at), at=at)
    plan = planning.Plan(at - timedelta(hours=1), "广州", [seats[0].expert.user, staff])
    return planning.plan(file, plan, by=staff, at=at - timedelta(days=1))


@pytest.fixture
def device(chromium, live_server, visit):
    """``device(user)``: the checklist on a phone of its own, ready to work offline."""
    contexts = []

    def open_for(user):
        client = Client()
        client.force_login(user)
        context = chromium.new_context(
            base_url=live_server.url, locale="zh-CN", viewport={"width": 360, "height": 800}
        )
        contexts.append(context)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.goto(reverse("reviews:visit_checklist", args=[visit.pk]))
        page.get_by_text("本页可以离线使用").wait_for()
        return page

    yield open_for
    for context in contexts:
        context.close()


def go_offline(page) -> None:
    """Chromium lets single requests of a page just reloaded through; nothing that writes may pass."""
    page.context.route("**/*", lambda route: route.abort("internetdisconnected"))
    page.context.set_offline(True)


def go_online(page) -> None:
    page.context.unroute_all()
    page.context.set_offline(False)


def answer(page, item: str, result: str, remark: str = "") -> None:
    box = page.locator(f"[data-item={item}]")
    box.locator(f"input[value={result}]").check()
    if remark:
        box.locator("textarea").fill(remark)
    box.locator("xpath=self::*[contains(@class, 'visit-unsent')]").wait_for()


def stands(page, item: str) -> tuple[str, str]:
    box = page.locator(f"[data-item={item}]")
    return box.locator("input:checked").get_attribute("value"), box.locator("textarea").input_value()


def is_sent(page) -> None:
    page.get_by_text("全部内容已保存到服务器").wait_for()


def test_a_visit_without_a_connection_is_sent_afterwards(device, visit):
    expert = visit.inspectors.order_by("pk")[0].user
    page = device(expert)
    go_offline(page)
    page.reload()
    page.get_by_text("没有网络连接").wait_for()
    answer(page, "licence", "pass")
    answer(page, "team", "fail", "两人不在岗")
    picture = samples.picture("JPEG", (40, 30))
    page.locator("#photo-team").set_input_files(
        {"name": "牌匾.jpg", "mimeType": "image/jpeg", "buffer": picture}
    )
    digest = hashlib.sha256(picture).hexdigest()
    page.get_by_text(digest).wait_for()
    page.get_by_text("2 项填写内容、1 张照片").wait_for()
    assert page.locator("[data-visit-sign]").is_hidden()
    # The page is closed and opened again, still without a connection: nothing is lost.
    page.reload()
    page.get_by_text("2 项填写内容、1 张照片").wait_for()
    assert stands(page, "team") == ("fail", "两人不在岗")
    assert page.get_by_text(digest).is_visible()
    assert not VisitEntry.objects.exists()
    go_online(page)
    is_sent(page)
    assert page.locator("[data-visit-sign]").is_visible()
    assert set(VisitEntry.objects.values_list("item", "result", "remark", "by")) == {
        ("licence", "pass", "", expert.pk),
        ("team", "fail", "两人不在岗", expert.pk),
    }
    kept = VisitPhoto.objects.select_related("file").get()
    assert (kept.item, kept.file.name, kept.file.sha256) == ("team", "牌匾.jpg", digest)
    # Sent once: the page holds nothing back that it would send again.
    page.reload()
    is_sent(page)
    assert (VisitEntry.objects.count(), VisitPhoto.objects.count()) == (2, 1)


def test_what_is_written_while_something_is_being_sent_goes_right_after_it(device, visit):
    page = device(visit.inspectors.order_by("pk")[0].user)
    held = []

    def hold_the_first(route):
        return route.continue_() if held else held.append(route)

    page.route("**/entries/", hold_the_first)
    page.locator("[data-item=licence] input[value=pass]").check()
    page.get_by_text("正在发送").wait_for()
    page.locator("[data-item=team] input[value=pass]").check()
    page.locator("[data-visit-form] button[type=submit]").click()
    page.locator("[data-item=team].visit-unsent").wait_for()
    held[0].continue_()
    is_sent(page)
    assert set(VisitEntry.objects.values_list("item", flat=True)) == {"licence", "team"}


def test_what_two_wrote_apart_is_settled_by_one_of_them(device, visit):
    first, second = (one.user for one in visit.inspectors.order_by("pk"))
    ours, theirs = device(first), device(second)
    for page in (ours, theirs):
        go_offline(page)
    answer(ours, "team", "pass", "全部在岗")
    answer(theirs, "team", "fail", "总工不在岗")
    answer(theirs, "safety", "pass")
    go_online(ours)
    is_sent(ours)
    go_online(theirs)
    versions = theirs.locator("[data-item=team] [data-versions-list] li")
    versions.filter(has_text="总工不在岗").wait_for()
    assert versions.count() == 2
    versions.filter(has_text="全部在岗").get_by_role("button").click()
    theirs.locator("[data-item=team] [data-versions]").wait_for(state="hidden")
    is_sent(theirs)
    [line] = [line for line in reading.lines(visit) if line.key == "team"]
    assert [(entry.result, entry.remark, entry.by) for entry in line.entries] == [
        ("pass", "全部在岗", second)
    ]
    assert VisitEntry.objects.filter(item="team").count() == 3
    # The first device learns of it, and of the answer that it never had.
    ours.reload()
    is_sent(ours)
    assert stands(ours, "safety") == ("pass", "")


def test_a_photo_that_is_none_stays_marked_on_the_device(device, visit):
    page = device(visit.inspectors.first().user)
    page.locator("#photo-team").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"nothing"}
    )
    mark = page.locator("[data-item=team] [data-photo-list] .chip")
    mark.filter(has_text="未接收").wait_for()
    page.locator("[data-item=team] [data-photo-list] button").click()
    is_sent(page)
    assert not VisitPhoto.objects.exists()


def test_signed_out_the_device_keeps_everything_until_the_next_sign_in(device, visit):
    expert = visit.inspectors.first().user
    page = device(expert)
    session = page.context.cookies()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    answer(page, "licence", "pass")
    page.get_by_text("您已退出登录").wait_for()
    assert not VisitEntry.objects.exists()
    page.context.add_cookies(session)
    page.locator("[data-visit-send]").click()
    is_sent(page)
    assert VisitEntry.objects.get().item == "licence"


def test_the_device_forgets_the_visit_when_told_to(device, visit):
    page = device(visit.inspectors.first().user)
    go_offline(page)
    answer(page, "licence", "pass")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[data-visit-delete]").click()
    page.get_by_text("本设备已不再保存").wait_for()
    kept = page.evaluate(
        "caches.open('visits').then((cache) => cache.match(location.pathname)).then(Boolean)"
    )
    assert kept is False
    go_online(page)
    page.reload()
    is_sent(page)
    assert not VisitEntry.objects.exists()


def test_without_a_script_the_form_is_sent_as_it_is(chromium, live_server, visit):
    expert = visit.inspectors.first().user
    client = Client()
    client.force_login(expert)
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(reverse("reviews:visit_checklist", args=[visit.pk]))
    page.locator("[data-item=team] input[value=fail]").check()
    page.locator("[data-item=team] textarea").fill("两人不在岗")
    page.locator("[data-visit-form] button[type=submit]").click()
    page.get_by_text("考察表已保存").wait_for()
    context.close()
    assert VisitEntry.objects.values_list("item", "result", "remark").get() == ("team", "fail", "两人不在岗")


def test_the_pages_are_accessible_and_never_wider_than_the_window(browser_page, live_server, axe, visit):
    expert, staff = (one.user for one in visit.inspectors.order_by("pk"))
    at, file = timezone.now(), visit.file
    for user, result in ((expert, "pass"), (staff, "fail")):
        writing.write(visit, [Written("team", result, "备注")], by=user, at=at)
    other = make.in_stage(make_file(file.review.call, staff, at), "defence")
    day = make.defended(other, by=staff, at=at)
    turn = day.turns.get()
    owner = make.owner(other.application.enterprise)
    addresses = {
        staff: [
            reverse("reviews:defence_days", args=[file.review.call_id]),
            reverse("reviews:defence_day", args=[day.pk]),
            reverse("reviews:defence_turn", args=[turn.pk]),
            reverse("reviews:visits", args=[file.review.call_id]),
            reverse("reviews:visit_plan", args=[file.pk]),
            reverse("reviews:visit", args=[visit.pk]),
            reverse("reviews:visit_sign", args=[visit.pk]),
            reverse("reviews:file", args=[file.pk]),
            reverse("reviews:timetable"),
        ],
        expert: [
            reverse("reviews:timetable"),
            reverse("reviews:visit_checklist", args=[visit.pk]),
            reverse("reviews:sheet", args=[visit.inspectors.get(user=expert).seat_id]),
        ],
        owner: [reverse("reviews:timetable")],
    }
    found = []
    for user, pages in addresses.items():
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        browser_page.context.clear_cookies()
        browser_page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        for address in pages:
            for width in (1440, 360):
                browser_page.set_viewport_size({"width": width, "height": 900})
                answer = browser_page.goto(address)
                wide = browser_page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                faults = [*axe(browser_page), *(["too wide"] if wide > 0 else [])]
                if answer.status != 200 or faults:
                    found.append((address, width, answer.status, faults))
    assert found == []


def make_file(call, staff, at):
    application = make.reported(call, at=at)
    opening.open_review(call, [application], by=staff, at=at)
    make.panel(application.review_file, by=staff, at=at)
    return application.review_file
