"""Two of everything: enterprises in two cities, authorities of three counties, experts – and something of each kind."""

from datetime import timedelta
from types import SimpleNamespace

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from applications import collation, filing, letters, policies, recommendation, registration
from applications.compliance import ITEMS
from applications.models import Application, EnterpriseProof, JoinRequest, SummaryTable
from portal.accounts.models import Division
from portal.accounts.roles import Role
from portal.documents import scans, sealing
from portal.documents.files import store_bytes
from portal.documents.issuing import issue
from portal.documents.models import OfficialDocument
from portal.notifications.models import InboxItem
from portal.notifications.notices import notify
from publication import answering, catalogue, completing, confirmation, investigation, objections
from publication.models import Membership
from publication.objections import Paper, Statement
from reviews import declarations, opening, register_relations, reports
from reviews.models import ReviewFile
from reviews.visits import planning, writing
from tests import factories
from tests.architecture import world_evaluation
from tests.portal.documents import samples

TIANHE, YUEXIU, LUOHU = "440106", "440104", "440303"
GUANGZHOU, SHENZHEN = "440100", "440300"


def build() -> SimpleNamespace:
    """The world of the object test, through the domain's own functions."""
    world = SimpleNamespace(at=timezone.now(), visitor=None)
    _people(world)
    _files(world)
    _claims(world)
    _review(world)
    _visit(world)
    _objection(world)
    data = {"name": "测试", "credential": {}}
    world.passkey = Authenticator.objects.create(user=world.enterprise, type="webauthn", data=data)
    _catalogue(world)
    world_evaluation.build(world)
    return world


def _people(world) -> None:
    world.province, world.alliance, world.objections, world.auditor, world.system, world.security = (
        factories.person(role)
        for role in (
            Role.PROVINCE,
            Role.ALLIANCE,
            Role.OBJECTIONS,
            Role.AUDITOR,
            Role.SYSTEM_ADMIN,
            Role.SECURITY_ADMIN,
        )
    )
    world.county = factories.person(Role.COUNTY, division=TIANHE)
    world.county_next = factories.person(Role.COUNTY, division=YUEXIU)
    world.county_b = factories.person(Role.COUNTY, division=LUOHU)
    world.city = factories.person(Role.CITY, division=GUANGZHOU)
    world.city_b = factories.person(Role.CITY, division=SHENZHEN)
    world.expert = factories.expert().user
    world.one = factories.enterprise(at=world.at)
    world.enterprise = factories.owner(world.one)
    world.enterprise_b = factories.owner(factories.enterprise(city=SHENZHEN, county=LUOHU, at=world.at))


def _at_city(world) -> tuple[Application, object]:
    """A further file of 天河, passed on to the city, with its owner."""
    of = factories.enterprise(at=world.at)
    owner = factories.owner(of)
    file = factories.submitted(of, world.call, at=world.at, by=owner)
    collation.count_paper(file, policies.expected_paper(file), by=world.county, at=world.at)
    assert collation.pass_on([file], opinion="同意", by=world.county, at=world.at).done
    return Application.objects.get(pk=file.pk), owner


def _files(world) -> None:
    at = world.at
    world.call = factories.call(at=at, created_by=world.province)
    world.filed = factories.submitted(world.one, world.call, at=at, by=world.enterprise)
    world.attachment = world.filed.attachments.first()
    other = factories.call(at=at, created_by=world.province)
    world.draft = filing.begin(world.one, other, by=world.enterprise, at=at)
    factories.filled(world.draft, at=at, by=world.enterprise)
    world.draft_attachment = world.draft.attachments.first()
    reported, _owner = _at_city(world)
    recommendation.judge(reported, dict.fromkeys(ITEMS, ("pass", "")), by=world.city, at=at)
    assert recommendation.report([reported], opinion="推荐", by=world.city, at=at).done
    world.table = SummaryTable.objects.get()
    world.refused, world.enterprise_c = _at_city(world)
    recommendation.not_recommend([world.refused], reasons="收入占比不足", by=world.city, at=at)
    world.letter = letters.attach(
        world.call, SimpleUploadedFile("letter.pdf", samples.pdf()), by=world.county, at=at
    )


def _claim(username: str, of) -> registration.Claim:
    return registration.Claim(
        uscc=of.uscc,
        name=of.name,
        city=Division.objects.get(code=GUANGZHOU),
        county=Division.objects.get(code=TIANHE),
        contact="测试乙",
        phone="020-83130000",
        email=f"{username}@example.test",
        username=username,
        password=factories.PASSWORD,
    )


def _claims(world) -> None:
    scan = store_bytes("scan.pdf", b"%PDF-1.4 scan", "application/pdf", by=world.enterprise)
    registration.replace_proof(world.one, kind="licence", file=scan, by=world.enterprise, at=world.at)
    world.proof = EnterpriseProof.objects.get()
    registration.ask_to_join(_claim("joins", world.one), authorisation=scan, at=world.at)
    world.join = JoinRequest.objects.get()
    notify(
        "enterprise.join_asked",
        to=[world.enterprise],
        params={"name": "测试乙"},
        link="/enterprise/",
        at=world.at,
    )
    world.notice = InboxItem.objects.filter(user=world.enterprise).last()


def _review(world) -> None:
    shares = {"written_weight": 60, "defence_weight": 40, "site_weight": 0}
    application = factories.reported(
        factories.call(at=world.at, created_by=world.province, **shares), at=world.at
    )
    opening.open_review(application.call, [application], by=world.alliance, at=world.at)
    world.seat = factories.panel(ReviewFile.objects.get(), by=world.alliance, at=world.at)[0]
    declarations.declare_no_conflict(
        world.seat, signed_name=world.seat.expert.name, by=world.seat.expert.user, at=world.at
    )
    world.member = world.seat.expert.user
    world.relation = register_relations.state(
        world.member, kind="adviser", organisation="测试研究所", by=world.member, at=world.at
    )
    world.enterprise_d = factories.owner(application.enterprise)
    _closed(world)


def _closed(world) -> None:
    """A file whose stages are all closed, in a report that waits for the second signature."""
    done = factories.reported(factories.call(at=world.at, created_by=world.province), at=world.at)
    factories.reviewed_by_experts(done, at=world.at)
    world.closed_file = ReviewFile.objects.get(application=done)
    world.closed_seat = world.closed_file.assignments.select_related("expert__user").first()
    world.closed_member = world.closed_seat.expert.user
    at = world.closed_file.recusal_until + timedelta(hours=2)
    world.report = reports.prepare(
        world.closed_file.review, [world.closed_file], basis="依据", by=world.alliance, at=at
    )


def _visit(world) -> None:
    """A file in the stage of the site visit, visited by a member of its panel and somebody of the staff."""
    application = factories.reported(factories.call(at=world.at, created_by=world.province), at=world.at)
    opening.open_review(application.call, [application], by=world.alliance, at=world.at)
    file = factories.in_stage(application.review_file, "site")
    seat = factories.panel(file, by=world.alliance, at=world.at)[0]
    declarations.declare_no_conflict(seat, signed_name=seat.expert.name, by=seat.expert.user, at=world.at)
    world.inspector, world.alliance_other = seat.expert.user, factories.person(Role.ALLIANCE)
    plan = planning.Plan(world.at, "广州", [world.inspector, world.alliance])
    world.visit = planning.plan(file, plan, by=world.alliance, at=world.at)
    picture = SimpleUploadedFile("photo.png", samples.picture("PNG"))
    world.photo = writing.add_photo(world.visit, picture, by=world.inspector, at=world.at)


def _objection(world) -> None:
    at = world.at
    sealing.make_key(passphrases={world.objections: "a long passphrase"}, by=None, at=at)
    running = factories.in_publicity(
        factories.call(at=at, created_by=world.province), 1, by=world.province, at=at
    )
    entry = running.version.entries.get()
    statement = Statement("unit", "某单位", "", "李四", "020-83130001", "o@example.test", "事实")
    world.objection = objections.submit(
        running,
        against="entry",
        entry=entry,
        statement=statement,
        signed=Paper("说明.pdf", b"%PDF-1.4 statement"),
        evidence=[],
        code=objections.tracking_code("a" * 32),
        at=at,
    )
    code = confirmation.confirmation_code(world.objection)
    completing.confirm(world.objection, code, at=at)
    investigation.admit(world.objection, by=world.objections, at=at)
    investigation.redact(world.objection, text="反映的情况", by=world.objections, at=at)
    investigation.forward(world.objection, by=world.objections, at=at)
    world.enterprise_p = factories.owner(entry.application.enterprise)
    answering.answer(
        world.objection,
        text="属实",
        evidence=[Paper("合同.pdf", b"%PDF-1.4 contract")],
        by=world.enterprise_p,
        at=at,
    )
    world.answer_file = world.objection.answer_files.get()
    world.objection_receipt = OfficialDocument.objects.get(kind="objection_receipt")
    world.objection_reply = issue(
        "objection_reply",
        subject_kind="objection",
        subject_id=str(world.objection.pk),
        data={},
        by=world.objections,
        at=at,
    )
    paper = store_bytes("盖章.pdf", b"%PDF-1.4 sealed", "application/pdf", by=world.objections)
    world.scan = scans.attach(world.objection_reply, paper, by=world.objections, at=at)


def _catalogue(world) -> None:
    """A member with a product that the public reads."""
    member = Membership.objects.create(
        enterprise=factories.enterprise(at=world.at),
        code="GD33333333",
        supplier_class="service",
        since=world.at.date(),
    )
    world.enterprise_m = factories.owner(member.enterprise)
    asked = catalogue.ask(
        member, kind="product", name="云服务", content=factories.product(), by=world.enterprise_m, at=world.at
    )
    world.product = catalogue.approve(asked, by=world.alliance, at=world.at)
