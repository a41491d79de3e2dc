"""The stretch of the road that leads to a meeting hall and to the applicant's door."""

from playwright.sync_api import expect

from portal.accounts.models import User
from reviews.models import Visit
from tests.journeys.people import Visitor


def defend(site, clock, call: int) -> None:
    """A day is prepared, the order drawn, the timetable published; the clerk keeps attendance and minute."""
    alliance = site.person("alliance").visit("reviews:review_call", call)
    alliance.follow("On-site defence", inside="main")
    clerk = User.objects.get(username="alliance").pk
    hours = {"starts": "09:00", "ends": "10:00", "breaks": "", "slot_minutes": "30"}
    room = {"room_1": "一号会议室", "clerk_1": clerk}
    alliance.fill({"date": clock.day.isoformat(), "venue": "会议中心", **hours, **room})
    alliance.press("Prepare the day")
    alliance.page.locator("main [name=files]").check()
    alliance.press("Keep the choice").press("Draw the order").press("Publish the timetable")
    applicant = site.person("enterprise-1").visit("reviews:timetable").reads("一号会议室")
    assert b"BEGIN:VEVENT" in applicant.fetch_link(".ics")
    alliance.follow_that("main td a.row-title")
    alliance.fill({"attendance-delegation": "3", "attendance-head": "总经理"})
    alliance.press("The defence was held")
    alliance.fill({"minute-text": "企业汇报并答问。"}).press("Keep the minute").reads("SHA-256")


def visit(site, clock, pk: int, expert) -> None:
    """Next morning two inspectors go there; one writes, both sign."""
    clock.go(2026, 11, 20, 9, 30)
    alliance = site.person("alliance").visit("applications:application", pk, query="?tab=reviews.result")
    alliance.follow_that("main a[href*='/reviews/files/']").follow("Plan the visit", inside="main")
    people = [str(expert.user_id), str(User.objects.get(username="alliance").pk)]
    alliance.fill({"starts_at": "2026-11-20T09:30", "place": "天河区测试路 1 号", "inspectors": people})
    alliance.press("Plan the visit")
    planned = Visit.objects.get(file__application=pk)
    inspector = site.person(expert.user.username).visit("reviews:visit_checklist", planned.pk)
    write(inspector)
    for one in (inspector, site.person("alliance")):
        name = User.objects.get(pk=people[0] if one is inspector else people[1]).name
        one.visit("reviews:visit_sign", planned.pk).fill({"name": name}).press("Sign")
    inspector.visit("reviews:visit", planned.pk).reads(inspector.word("Signed by both"))


def write(inspector: Visitor) -> None:
    """Every item passes, with a remark on one; the page sends by itself."""
    items = inspector.page.locator("[data-item]")
    for item in items.all():
        item.locator("input[value=pass]").check()
    items.first.locator("textarea").fill("原件已核对")
    inspector.page.locator("[data-visit-form] button[type=submit]").click()
    expect(inspector.page.locator("[data-visit-sign]")).to_be_visible()
    expect(inspector.page.locator(".visit-unsent")).to_have_count(0)
