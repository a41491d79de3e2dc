"""Annex 2 from end to end: three members, of which one is renamed meanwhile, and one that never applies.

Each step is taken on a page of the role whose step it is. The first member fills its whole dossier there, the others
have theirs filled in and submit on their pages; one expert scores on pages, the other four beside it.
"""

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from applications import drafts, filing, uscc
from applications.models import Application, Call
from evaluations.market.columns import COLUMNS
from evaluations.models import ChangeReport, Hearing
from portal.accounts.models import User
from portal.demo import dossiers, evaluation_dossiers
from portal.documents.files import store_bytes
from portal.documents.models import OfficialDocument
from portal.documents.tables import Column, csv_bytes
from publication.models import Membership
from reviews import many
from reviews.models import Assignment
from tests import factories as make
from tests.evaluations import changes, factories
from tests.journeys import roads

pytestmark = [pytest.mark.browser, pytest.mark.journey]

KINDS = ["technical", "technical", "technical", "financial", "management"]
# How many records with different clients, their rating, whether they were settled; the city's mark; the experts' share.
STRONG = {"records": 10, "rating": "5", "settled": True, "mark": 95, "share": "0.96"}
FAIR = {"records": 5, "rating": "4", "settled": True, "mark": 80, "share": "0.75"}
WEAK = {"records": 2, "rating": "2", "settled": False, "mark": 40, "share": "0.4"}


def test_from_the_notice_to_the_public_page(site, clock):
    roads.officials()
    experts = [make.expert(kind=kind, region=["440100", "440300"][n % 2]) for n, kind in enumerate(KINDS)]
    members = [factories.member() for _n in range(4)]
    for number, member in enumerate(members, start=1):
        make.owner(member, username=f"enterprise-{number}")
    strong, fair, weak, absent = members
    take_market_in(site, {strong: STRONG, fair: FAIR, weak: WEAK})
    call = publish(site)

    clock.go(2026, 11, 11, 10)
    files = {
        strong: file_all(site, 1, call),
        fair: file_filled(site, 2, fair, call),
        weak: file_filled(site, 3, weak, call),
    }
    clock.go(2026, 11, 12, 10)
    for member, how in ((strong, STRONG), (fair, FAIR), (weak, WEAK)):
        give_opinion(site, member.name, how["mark"])
    before = fair.name
    rename(site, fair, "粤云智造科技股份有限公司")

    clock.go(2026, 11, 13, 10)
    review(site, clock, experts, files, {strong: STRONG, fair: FAIR, weak: WEAK}, call)
    totals = {member: Application.objects.get(pk=pk).evaluation_basis for member, pk in files.items()}
    assert {member.name: basis.tier for member, basis in totals.items()} == {
        strong.name: "excellent",
        fair.name: "qualified",
        weak.name: "unqualified",
    }
    assert [totals[member].total for member in (strong, fair, weak)] == [
        Decimal("93.88"),
        Decimal("77.53"),
        Decimal("34.83"),
    ]

    clock.go(2026, 11, 17, 10)  # the window has closed
    province = site.person("province").visit("evaluations:member", call, absent.pk)
    choose(province, "decision", "keep")
    province.fill({"reasons": "搬迁停产，已书面说明。"}).press("Put the decision on record")
    hearing = hear(site, clock, call, weak)
    roads.deliberate(site, strong.name, fair.name, weak.name, reasons="评价程序完备")
    publicity = roads.publicise(site, call)
    public = site.stranger().visit("publication:publicity", publicity)
    public.reads(*(member.name for member in members)).finds_no("020-83130000", experts[0].name, "搬迁停产")
    assert Membership.objects.filter(is_member=True).count() == 4

    clock.go(2026, 12, 4, 10)
    clock.machine()
    roads.announce(site, publicity)
    clock.machine()
    assert set(Membership.objects.filter(is_member=False).values_list("enterprise", flat=True)) == {weak.pk}
    public.visit("publication:notices").visit("publication:enterprise", strong.uscc).reads(strong.name)
    public.visit("documents:verify", query=f"?code={before}").reads(fair.name, before)
    public.visit("publication:enterprise", fair.uscc).reads(fair.name, before)
    public.visit("publication:enterprise", weak.uscc).reads(weak.name)
    for document in OfficialDocument.objects.filter(is_public=True):
        public.visit("documents:verify_code", document.code).reads(document.number)
    site.person("enterprise-3").visit("evaluations:mine").visit("evaluations:hearing", hearing)
    site.person("enterprise-1").visit("evaluations:mine")
    answer = StringIO()
    call_command("verify_audit", stdout=answer)
    assert answer.getvalue().startswith("OK")


def rename(site, member, name: str) -> None:
    """A change request of name: through the city with its opinion, accepted by the province, round running."""
    owner, visitor = User.objects.get(username="enterprise-2"), site.person("enterprise-2")
    visitor.visit("evaluations:my_changes")
    visitor.press_that(f"main form[action='{visitor.address('evaluations:change_begin', 'name')}'] button")
    # Its material is filled in section by section as the dossier is, on the same pages.
    report = changes.completed(ChangeReport.objects.get(), by=owner, at=timezone.now())
    changes.attached(report, "licence", by=owner, at=timezone.now())
    visitor.visit("evaluations:change_edit", report.pk)
    visitor.fill({"new_name": name, "effective_on": "2026-11-09"}).press("Hand in to the city")
    city = site.person("city").visit("evaluations:changes").visit("evaluations:change", report.pk)
    city.fill({"opinion": "情况属实。"}).press("Forward to the province")
    province = site.person("province").visit("evaluations:change", report.pk)
    for box in province.page.locator('main [name^="check_"][value="pass"]').all():
        box.check()
    province.press("Accept the change")
    site.person("alliance").visit("evaluations:change", report.pk).reads(name)
    member.refresh_from_db()
    assert member.name == name


def take_market_in(site, planned: dict) -> None:
    """The province uploads the platform's table, looks at what it would do, and takes it in."""
    rows = [row for member, how in planned.items() for row in records(member, how)]
    table = csv_bytes([Column(entry.title) for entry in COLUMNS], rows)
    province = site.person("province").visit("evaluations:market_import")
    province.fill({"table": {"name": "清单.csv", "mimeType": "text/csv", "buffer": table}})
    province.press("Upload and look").press("Take in").reads(province.word("Taken in"))


def records(member, how: dict) -> list[list[str]]:
    signed = date(2025, 3, 3)
    return [
        [
            "服务券", f"FW{member.pk}-{n}", member.uscc, uscc.invented("440600", member.pk * 100 + n), "客户（演示）", "广州市",
            "设备上云", "设备上云", "", (signed + timedelta(days=20 * n)).isoformat(), "100000", "30000", "100000", "100000",
            "2025-11-03", "是" if how["settled"] else "否", how["rating"], "否" if how["settled"] else "是", "",
            "2025-12-01" if how["settled"] else "", "",
        ]
        for n in range(how["records"])
    ]  # fmt: skip


def publish(site) -> int:
    """The province drafts the notice, edits its rules, reads the preview, publishes."""
    province = site.person("province").visit("applications:call_new", query="?kind=evaluation")
    province.fill(
        {
            "title": "关于开展2026年度供给资源池企业评价工作的通知",
            "title_en": "Evaluation of the resource pool 2026",
            "document_number": "粤工信函〔2026〕1000号",
            "closes_at": "2026-11-16T17:30",
        }
    )
    province.press("Save the draft").follow("Rules of the evaluation", inside="main", exact=False)
    province.fill({"hearing_days": "3"}).press("Save and preview")
    call = Call.objects.get()
    province.visit("applications:call_manage", call.pk).press("Publish the call")
    return call.pk


def file_all(site, number: int, call: int) -> int:
    """A member fills its dossier section by section, uploads, and submits straight to its city."""
    visitor = site.person(f"enterprise-{number}").visit("applications:mine")
    visitor.press_that("main form[action*='/filing/begin/'] button")
    pk = Application.objects.get(call=call).pk
    for key, data in evaluation_dossiers.sections(number, year=2026).items():
        visitor.visit("applications:section", pk, key)
        roads.fill_section(visitor, data)
        visitor.press_that('main button[name="go"][value="next"]')
    roads.upload_materials(visitor, pk, keys=mandatory(call))
    roads.submit(visitor, pk)
    return pk


def mandatory(call: int) -> list[str]:
    return list(Call.objects.get(pk=call).materials.filter(mandatory=True).values_list("key", flat=True))


def file_filled(site, number: int, member, call: int) -> int:
    """A member whose dossier was filled in before: it previews and submits."""
    visitor, at = site.person(f"enterprise-{number}"), timezone.now()
    owner = User.objects.get(username=f"enterprise-{number}")
    application = filing.begin(member, Call.objects.get(pk=call), by=owner, at=at)
    drafts.save_sections(application, evaluation_dossiers.sections(number, year=2026), by=owner, at=at)
    for material in application.call.materials.filter(mandatory=True):
        content = dossiers.material(material.name, number)
        stored = store_bytes(f"{material.name}.pdf", content, "application/pdf", by=owner)
        drafts.keep(application, material, stored, by=owner, at=at)
    roads.submit(visitor, application.pk)
    return application.pk


def choose(visitor, name: str, value: str) -> None:
    """Click a radio button itself: what is typed above it may push it aside under the mouse."""
    visitor.page.locator(f'main [name="{name}"][value="{value}"]').evaluate("box => box.click()")


def give_opinion(site, name: str, mark: int) -> None:
    """The city counts the paper, checks, gives its opinion with the mark and reports."""
    city = site.person("city")
    roads.open_from_desk(city, name)
    roads.tick_checklist(city)
    roads.tick_paper(city)
    stance = "positive" if mark >= 60 else "negative"
    city.fill({"opinion": roads.WORDS, "mark": str(mark)})
    choose(city, "stance", stance)
    city.press("Report, copy to the alliance")


def review(site, clock, experts: list, files: dict, planned: dict, call: int) -> None:
    """Opened, seated by hand, declared, scored, closed, reported by two."""
    alliance = site.person("alliance").visit("reviews:review_call", call)
    alliance.press_that("main form[action*='/open/'] button[type=submit]")
    for member in files:
        alliance.visit("reviews:review_call", call, query="?tab=panel").follow(member.name, inside="main")
        roads.seat_panel(alliance, experts)
        alliance.press_that("main button[name=act][value=show]")
    first = experts[0]
    roads.declare(site, first)
    open_ones = Assignment.objects.filter(declaration=Assignment.Declaration.OPEN)
    many.declare_no_conflict(open_ones, at=timezone.now())
    others = Assignment.objects.exclude(expert=first)
    clock.go(2026, 11, 19, 9)
    shares = {files[member]: how["share"] for member, how in planned.items()}
    for seat in Assignment.objects.filter(expert=first).order_by("pk"):
        score(site, first, seat.pk, Decimal(shares[seat.file.application_id]))
    seats = others.select_related("file__review__call")
    many.seal(
        [make.scored(seat, share=shares[seat.file.application_id]) for seat in seats], at=timezone.now()
    )
    for pk in files.values():
        roads.close_stage(site, pk)
    roads.report_results(site, call)


def score(site, expert, seat: int, share: Decimal) -> None:
    visitor = site.person(expert.user.username).visit("reviews:sheet", seat)
    if visitor.field("veto").count():
        visitor.fill({"veto": "none"})
    for field in visitor.page.locator("main [data-points]").all():
        field.fill(str(int(int(field.get_attribute("data-points")) * share * 2) / 2))
    for reason in visitor.page.locator("main textarea").all():
        if reason.is_visible():
            reason.fill("见材料")
    visitor.press_that("main button[name=seal]")


def hear(site, clock, call: int, member) -> int:
    """Prior notice, the member's statement, the ruling that lets the proposal stand; gives the hearing's key."""
    province = site.person("province").visit("evaluations:member", call, member.pk)
    province.fill({"reasons": "总分低于合格分数线。"}).press("Give notice")
    pk = Hearing.objects.get().pk
    clock.machine()
    heard = site.person("enterprise-3").visit("evaluations:mine").visit("evaluations:hearing", pk)
    heard.fill({"statement": "本年度处于转型期，请予考虑。"}).press("Hand in the statement")
    province.visit("evaluations:hearing", pk).reads("本年度处于转型期")
    choose(province, "ruling", "kept")
    province.fill({"reasons": "未提出新的事实和证据。"}).press("Put the ruling on record")
    return pk
