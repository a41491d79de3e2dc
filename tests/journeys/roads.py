"""Stretches of the road that several journeys walk: each through the pages of the role that walks it."""

from applications.models import Application, Call
from portal.accounts.roles import Role
from portal.demo import dossiers
from tests import factories as make
from tests.journeys import on_the_spot
from tests.journeys.people import Visitor, scan

YEAR = 2026
SECTIONS = ["basic", "operations", "team", "business_model", "products", "cases", "market"]
MATERIALS = ["form", "licence", "commitment", "audit", "contracts"]
WORDS = "经研究，同意按程序办理，材料真实完整。"


def officials(county: str = "440106", city: str = "440100") -> None:
    """One person for each office, whose user name is the role."""
    for role in (Role.PROVINCE, Role.OBJECTIONS, Role.ALLIANCE):
        make.person(role, username=str(role))
    make.person(Role.ALLIANCE, username="alliance-2")
    for number in (2, 3):
        make.person(Role.PROVINCE, username=f"province-{number}")
    make.person(Role.CITY, username="city", division=city)
    if county:
        make.person(Role.COUNTY, username="county", division=county)


def publish_call(site) -> int:
    """The province drafts, previews and publishes; the window opens on the next morning."""
    province = site.person("province").visit("applications:call_list")
    province.follow("Draft a call", inside="main")
    province.fill(
        {
            "title": "关于开展2026年供给资源池企业申报工作的通知",
            "title_en": "Call for the resource pool 2026",
            "document_number": "粤工信函〔2026〕999号",
            "kind": "recognition",
            "batch": "1",
        }
    )
    province.press("Save the draft")
    province.press("Save and preview").press("Publish the call")
    return Call.objects.get(status="published").pk


def fill_dossier(visitor: Visitor, pk: int, *, seed: int = 7) -> None:
    """All seven sections, page after page, and a file for every mandatory material."""
    for key, data in dossiers.sections(seed, year=YEAR, startup=False).items():
        visitor.visit("applications:section", pk, key)
        fill_section(visitor, data)
        visitor.press_that('main button[name="go"][value="next"]')
    upload_materials(visitor, pk)


def fill_section(visitor: Visitor, data: dict) -> None:
    """Fields and rows of one section; rows are added as they are needed."""
    for key, value in data.items():
        if not (isinstance(value, list) and value and isinstance(value[0], dict)):
            visitor.fill({key: value})
            continue
        group = visitor.page.locator(f"#group-{key}")
        while group.locator("[data-rows-list] [data-row]").count() < len(value):
            group.locator("[data-rows-add]").click()
        for index, row in enumerate(value):
            fields = {name: entry for name, entry in row.items() if name != "year" or key != "years"}
            visitor.fill({f"{key}-{index}-{name}": entry for name, entry in fields.items()})


def upload_materials(visitor: Visitor, pk: int, keys: list[str] = MATERIALS) -> None:
    visitor.visit("applications:attachments", pk)
    for key in keys:
        form = visitor.page.locator(f"#material-{key}")
        form.locator("input[type=file]").set_input_files(scan(f"材料-{key}", pk))
        with visitor.page.expect_navigation(wait_until="load"):
            form.locator("form[data-upload] button").click()
        form.locator(".file-list .file-name").first.wait_for()
    visitor.look()


def submit(visitor: Visitor, pk: int) -> str:
    """Preview, promise, submit; gives the number of the file."""
    visitor.visit("applications:preview", pk)
    visitor.follow("Go on to submit", inside="main", exact=False)
    visitor.fill({"promise": True}).press("Submit")
    number = Application.objects.get(pk=pk).number
    visitor.reads(number)
    return number


def tick_paper(visitor: Visitor) -> None:
    """Every paper copy that the call asks for has arrived."""
    for field in visitor.page.locator('main [name^="paper_"]').all():
        field.fill("2")


def tick_checklist(visitor: Visitor) -> None:
    """Every item of the compliance check passes."""
    for legend in visitor.page.locator('main [name^="check_"][value="pass"]').all():
        legend.check()


def open_from_desk(visitor: Visitor, name: str) -> int:
    """The file, found on one's desk; gives its key."""
    visitor.visit("applications:desk").follow(name, inside="main")
    return visitor.key


def register(site, code: str, name: str, *, city: str = "440100", county: str = "440106") -> Visitor:
    """An enterprise registers itself and signs in."""
    visitor = site.people["enterprise-1"] = site.stranger()
    visitor.visit("publication:home").visit("account_login").follow("Register an enterprise", inside="main")
    visitor.fill({"uscc": code, "name": name, "city": city})
    if county:
        visitor.fill({"county": county})
    visitor.fill(
        {
            "contact": "周测试",
            "phone": "020-83130000",
            "email": "first@example.test",
            "username": "enterprise-1",
            "password": make.PASSWORD,
            "password_again": make.PASSWORD,
            "licence": scan("licence"),
            "authorisation": scan("authorisation"),
            "consent": True,
        }
    )
    visitor.press("Register")
    return visitor.follow("Sign in", inside="main").sign_in("enterprise-1")


def file(site, code: str) -> int:
    """The enterprise fills, uploads, previews, submits and opens the receipt; gives the file's key."""
    visitor = site.person("enterprise-1").visit("applications:mine")
    visitor.press_that("main form[action*='/filing/begin/'] button")
    pk = Application.objects.get(uscc=code).pk
    fill_dossier(visitor, pk)
    number = submit(visitor, pk)
    site.clock.machine()
    visitor.visit("applications:receipt", pk).reads(number)
    assert visitor.fetch_link(visitor.word("Download the receipt (PDF)")).startswith(b"%PDF")
    return pk


def collate(site, name: str) -> None:
    """The county counts the paper, confirms the proof and passes the file on."""
    county = site.person("county")
    open_from_desk(county, name)
    for tab in ("attachments", "opinions", "record", "dossier"):
        county.page.goto(county.page.url.split("?")[0] + f"?tab={tab}")
        county.look()
    county.press("Confirm the claim").reads(county.word("Confirmed"))
    tick_paper(county)
    county.fill({"opinion": WORDS}).press("Pass on to the city")


def recommend(site, name: str, call: int) -> None:
    """The city checks item by item, puts in order, reports; the summary table is there."""
    city = site.person("city")
    pk = open_from_desk(city, name)
    if city.field("check_uscc").count():
        tick_checklist(city)
    tick_paper(city)
    city.press("Save")
    city.visit("applications:rounds").visit("applications:round", call).press("Save the order")
    city.visit("applications:application", pk)
    city.fill({"opinion": WORDS}).press("Report, copy to the alliance")
    site.clock.machine()
    city.visit("applications:round", call)
    assert city.fetch_link("XLSX").startswith(b"PK")
    assert city.fetch_link("PDF").startswith(b"%PDF")


def open_review(site, call: int, experts: list, pk: int) -> None:
    """The alliance opens the review, assigns the panel and shows it to the applicant."""
    alliance = site.person("alliance").visit("reviews:reviews").visit("reviews:review_call", call)
    alliance.press_that("main form[action*='/open/'] button[type=submit]")
    alliance.visit("reviews:review_call", call, query="?tab=panel")
    alliance.follow(Application.objects.get(pk=pk).enterprise_name, inside="main")
    seat_panel(alliance, experts)
    alliance.press_that("main button[name=act][value=show]")


def seat_panel(alliance: Visitor, experts: list) -> None:
    """Tick the experts, check the composition, choose the chair, assign."""
    alliance.follow_that("main a[href*='/reviews/panel/']")
    alliance.fill({"experts": [str(expert.pk) for expert in experts]})
    alliance.press_that("main button[name=check]")
    alliance.fill({"chair": str(experts[0].pk)}).press_that("main button[name=save]")


def review(site, clock, experts: list, pk: int, call: int) -> None:
    """The applicant reads its panel; experts declare; three stages are scored, sealed and closed."""
    site.person("enterprise-1").visit("applications:application", pk, query="?tab=reviews.panel").reads(
        experts[0].name
    )
    for expert in experts:
        declare(site, expert)
    clock.go(2026, 11, 19, 9)
    for stage in ("written", "defence", "site"):
        if stage == "defence":
            on_the_spot.defend(site, clock, call)
        elif stage == "site":
            on_the_spot.visit(site, clock, pk, experts[0])
        for expert in experts:
            score(site, expert)
        close_stage(site, pk)


def declare(site, expert) -> Visitor:
    """Sign that there is no conflict; the file opens."""
    visitor = site.person(expert.user.username).visit("reviews:mine").follow_that("main td a.btn")
    visitor.fill({"confirmed": True, "signed_name": expert.name})
    return visitor.press_that("main form:has([name=signed_name]) button")


def score(site, expert) -> None:
    """Score every indicator and seal the sheet."""
    visitor = site.person(expert.user.username).visit("reviews:mine").follow_that("main td a.btn")
    if visitor.field("veto").count():
        visitor.fill({"veto": "none"})
    for field in visitor.page.locator("main [data-points]").all():
        field.fill(str(int(field.get_attribute("data-points")) * 0.8))
    visitor.press_that("main button[name=seal]")


def close_stage(site, pk: int) -> None:
    open_review_file(site, pk).press_that("main button[name=act][value^=close-]")


def open_review_file(site, pk: int) -> Visitor:
    alliance = site.person("alliance").visit("applications:application", pk, query="?tab=reviews.result")
    return alliance.follow_that("main a[href*='/reviews/files/']")


def report_results(site, call: int) -> None:
    """The alliance looks at the ranking and prepares the report; a second person signs it off and sends it."""
    alliance = site.person("alliance").visit("reviews:ranking", call)
    alliance.visit("reviews:review_call", call, query="?tab=closed")
    alliance.follow_that("main a[href*='/report/']")
    alliance.fill({"basis": "依据评审细则，按三个阶段计分汇总。"}).press_that(
        "main form:has([name=basis]) button"
    )
    second = site.person("alliance-2").visit("reviews:report", alliance.key)
    second.press("Sign off and send").reads(second.word("Sent to the province"))
    site.person("province").visit("reviews:reports")


def deliberate(site, *names: str, reasons: str = "达到认定标准") -> None:
    """Standards, process, then the list, each voted with reasons; a colleague approves the record."""
    province = site.person("province").visit("publication:deliberations")
    province.follow("Open a meeting", inside="main")
    for box in province.page.locator("main [name=members]").all():
        box.check()
    province.fill({"place": "省厅会议室"}).press("Open the meeting")
    for matter in ("standards", "process"):
        province.fill({f"{matter}-reasons": "符合方案要求"})
        province.press_that(f"main form[action$='/vote/{matter}/'] button")
    province.fill({"result": "propose", "reasons": reasons}).press("Preview the decision")
    province.reads(*names).press("Decide")
    province.fill({"minute": "会议审议通过。"}).press("Close the meeting")
    second = site.person("province-2").visit("publication:meeting", province.key)
    second.reads(*names).press("Approve the record")


def publicise(site, call: int) -> int:
    """The proposed list goes into public; gives the publicity's key."""
    province = site.person("province").visit("publication:publicities_manage")
    province.follow("Begin publicity", inside="main")
    province.press("Publicise the list")
    site.clock.machine()
    return province.key


def announce_by_force(province: Visitor, publicity: int) -> None:
    """Send the announcement although the button rests: the server refuses."""
    province.page.evaluate("document.querySelector('main form button[disabled]').disabled = false")
    province.press("Announce", status=422)


def announce(site, publicity: int) -> None:
    province = site.person("province").visit("publication:announcing")
    province.visit("publication:publicity_manage", publicity)
    province.follow("Prepare the announcement", inside="main").press("Announce")
