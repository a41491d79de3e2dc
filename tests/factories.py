"""People, organisations, calls and files for tests, made through the real domain functions where there are any."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from applications import calls, drafts, filing, uscc
from applications.models import Application, Call, Enterprise, Kind, Participation
from portal.accounts.models import Organisation, User
from portal.accounts.roles import Role
from portal.demo import dossiers
from portal.documents.files import store_bytes
from reviews import many, opening, panels, reports, sheets, stages
from reviews.models import (
    Assignment,
    DefenceDay,
    DefenceRoom,
    DefenceTurn,
    Expert,
    Inspector,
    ReviewFile,
    Visit,
)

PASSWORD = "Portal-test-2026"
serials = count(1)
NOON = timezone.make_aware(datetime(2026, 11, 10, 10))

ORGANISATION_KINDS = {
    Role.PROVINCE: "province",
    Role.OBJECTIONS: "province",
    Role.ALLIANCE: "alliance",
    Role.EXPERT: "experts",
    Role.AUDITOR: "oversight",
    Role.SYSTEM_ADMIN: "oversight",
    Role.SECURITY_ADMIN: "oversight",
}


def person(role: str, *, division: str = "", organisation: Organisation | None = None, **fields) -> User:
    """A person of ``role``; officials of a county or city name its ``division`` code."""
    number = next(serials)
    if organisation is None:
        if role in ORGANISATION_KINDS:
            organisation = Organisation.objects.get(kind=ORGANISATION_KINDS[role])
        else:
            organisation = Organisation.authority_of(division)
    return User.objects.create_user(
        fields.pop("username", f"{role}-{number}"),
        PASSWORD,
        role=role,
        organisation=organisation,
        name=fields.pop("name", f"测试{number}"),
        email=fields.pop("email", f"{role}-{number}@example.test"),
        **fields,
    )


def enterprise(*, city: str = "440100", county: str | None = "440106", name: str = "", at=NOON) -> Enterprise:
    """A registered enterprise; ``county=None`` in 东莞 and 中山."""
    number = next(serials)
    code = uscc.invented(county or city, number)
    name = name or f"测试企业{number}有限公司"
    organisation = Organisation.objects.create(
        kind="enterprise", code=code, name=name, division_id=county or city
    )
    return Enterprise.objects.create(
        organisation=organisation,
        uscc=code,
        name=name,
        city_id=city,
        county_id=county,
        contact="测试联系人",
        phone="020-83130000",
        email=f"contact-{number}@example.test",
        registered_at=at,
    )


def owner(of: Enterprise, **fields) -> User:
    """A person of an enterprise."""
    return person(Role.ENTERPRISE, organisation=of.organisation, **fields)


def call(*, kind: str = Kind.RECOGNITION, published: bool = True, at=NOON, **fields) -> Call:
    """A call, open from a day before ``at`` to twenty days after it, published unless told otherwise."""
    number = next(serials)
    made = Call.objects.create(
        **{
            "kind": kind,
            "year": 2026,
            "batch": number,
            "extra_reason": "测试",
            "title": f"测试申报通知{number}",
            "title_en": f"Test call {number}",
            "document_number": f"测试〔2026〕{number}号",
            "body": "测试",
            "opens_at": at - timedelta(days=1),
            "closes_at": at + timedelta(days=20),
            "created_by": fields.pop("created_by", None) or person(Role.PROVINCE),
            "created_at": at,
            **fields,
        }
    )
    calls.add_defaults(made)
    if published:
        calls.publish(made, by=made.created_by, at=at - timedelta(hours=1))
        made.refresh_from_db()
    return made


def draft(of: Enterprise, in_call: Call, *, at=NOON) -> Application:
    """An empty draft of an enterprise in a call."""
    return Application.objects.create(
        call=in_call,
        kind=in_call.kind,
        enterprise=of,
        enterprise_name=of.name,
        uscc=of.uscc,
        city_id=of.city_id,
        county_id=of.county_id,
        holder=of.organisation,
        deadline=in_call.closes_at,
        created_at=at,
        changed_at=at,
    )


def reviewed(in_call: Call, many: int = 1, *, total: int = 80, at=NOON) -> list[Application]:
    """Files that the alliance has reported to the province, ranked, each of an enterprise of its own."""
    from reviews.models import Report, ReportLine, Review

    province = Organisation.province()
    files = []
    for number in range(many):
        of = enterprise(at=at)
        files.append(
            Application.objects.create(
                call=in_call,
                kind=in_call.kind,
                enterprise=of,
                enterprise_name=of.name,
                uscc=of.uscc,
                city_id=of.city_id,
                county_id=of.county_id,
                supplier_class="platform" if number % 3 == 2 else "service",
                number=f"R{in_call.pk}-{of.pk:05d}",
                state="reviewed",
                holder=province,
                submitted_at=at,
                created_at=at,
                changed_at=at,
            )
        )
    by = in_call.created_by
    review, _made = Review.objects.get_or_create(call=in_call, defaults={"opened_by": by, "opened_at": at})
    report = Report.objects.create(
        review=review,
        number=review.reports.count() + 1,
        basis="测试",
        sha256="0" * 64,
        by=by,
        at=at,
        status="sent",
        signed_by=person(Role.ALLIANCE),
        signed_at=at,
    )
    ReportLine.objects.bulk_create(
        ReportLine(report=report, application=file, total=total - rank, rank=rank, recommended=True)
        for rank, file in enumerate(files, start=1)
    )
    Participation.objects.bulk_create(
        Participation(application=file, organisation=province, how="held", since=at) for file in files
    )
    return files


def meeting(in_call: Call, *, by=None, at=NOON, members=()):
    """A meeting of the province, over the files that wait, that has adopted standards and process."""
    from publication import deliberation, meetings

    by = by or in_call.created_by
    members = members or [by, person(Role.PROVINCE), person(Role.PROVINCE)]
    held = meetings.open_meeting(
        in_call, held_on=at.date(), place="省厅会议室", members=members, by=by, at=at
    )
    for matter in ("standards", "process"):
        held = deliberation.vote(held, matter, reasons="符合方案", by=by, at=at)
    return held


def decided(held, files: list[Application], result: str = "propose", *, by=None, at=NOON):
    """The decision of a meeting on files, on its record."""
    from publication import deliberation

    motion = deliberation.Motion(result, "达到认定标准" if result == "propose" else "未达到认定标准")
    return deliberation.decide(held, files, motion, by=by or held.opened_by, at=at)


def approved(held, *, at=NOON):
    """The record of a meeting closed by who opened it, and approved by another member; the files as they stand."""
    from publication import minutes

    minutes.write_minute(held, "会议审议通过。", by=held.opened_by, at=at)
    minutes.close(held, by=held.opened_by, at=at)
    second = held.members.exclude(user=held.opened_by).first().user
    return minutes.approve(held, by=second, at=at).done


def proposed(in_call: Call, many: int = 1, *, by=None, at=NOON) -> list[Application]:
    """Files on the proposed list."""
    files = reviewed(in_call, many, at=at)
    held = meeting(in_call, by=by, at=at)
    decided(held, files, at=at)
    return approved(held, at=at)


def in_publicity(in_call: Call, many: int = 1, *, by=None, at=NOON):
    """A publicity of a list with ``many`` entries, begun on the day of ``at``."""
    from publication import publicity

    proposed(in_call, many, by=by, at=at)
    return publicity.begin(in_call, first_day=timezone.localdate(at), by=by or in_call.created_by, at=at)


def announced(in_call: Call, many: int = 1, *, by=None, at=NOON):
    """An announcement of a list with ``many`` members, made as soon as its period was over."""
    from publication import announcing

    running = in_publicity(in_call, many, by=by, at=at)
    text = announcing.prepared(running, at=running.ends_at)
    return announcing.announce(running, **text, by=by or in_call.created_by, at=running.ends_at)


def filled(
    application: Application, *, at=NOON, by: User | None = None, startup: bool = False
) -> Application:
    """Fill a draft completely: every section, and a file for every mandatory material."""
    by = by or application.enterprise.organisation.people.first() or owner(application.enterprise)
    sections = dossiers.sections(application.pk, year=at.year, startup=startup)
    # Calls of tests have made-up years; only the figures by year follow the call's.
    sections["operations"] = dossiers.sections(application.pk, year=application.call.year)["operations"]
    drafts.save_sections(application, sections, by=by, at=at)
    needed = [m for m in application.call.materials.all() if m.mandatory or (startup and m.key == "startup")]
    for material in needed:
        content = dossiers.material(material.key, application.pk)
        stored = store_bytes(f"{material.name}.pdf", content, "application/pdf", by=by)
        drafts.keep(application, material, stored, by=by, at=at)
    return application


def submitted(of: Enterprise, in_call: Call, *, at=NOON, by: User | None = None) -> Application:
    """A complete file, begun and submitted at ``at``."""
    by = by or of.organisation.people.first() or owner(of)
    application = filing.begin(of, in_call, by=by, at=at)
    return filing.submit(filled(application, at=at, by=by), by=by, at=at)


def reported(in_call: Call, *, at=NOON, **fields) -> Application:
    """A file that its city reported, with the alliance; set up as it stands, for the rooms above."""
    made = draft(enterprise(at=at), in_call, at=at)
    alliance = Organisation.alliance()
    values = {"state": "reported", "holder": alliance, "number": f"T-{made.pk}", "supplier_class": "service"}
    Application.objects.filter(pk=made.pk).update(**{**values, **fields})
    for organisation in (alliance, Organisation.province()):
        Participation.objects.create(application=made, organisation=organisation, how="copied", since=at)
    return Application.objects.get(pk=made.pk)


def expert(*, kind: str = "technical", region: str = "440100", at=NOON, **fields) -> Expert:
    """A confirmed expert of the register with an account."""
    number = next(serials)
    fields = {"name": f"专家{number}", "employer": f"测试研究院{number}", "title": "教授", **fields}
    return Expert.objects.create(
        user=person(Role.EXPERT, name=fields["name"]),
        kind=kind,
        region_id=region,
        is_confirmed=True,
        changed_at=at,
        **fields,
    )


def panel(file: ReviewFile, *, by: User, at=NOON) -> list[Assignment]:
    """A lawful panel of five, assigned and shown to the applicant."""
    kinds = ["technical", "technical", "technical", "financial", "management"]
    members = [expert(kind=kind, region=["440100", "440300"][n % 2]) for n, kind in enumerate(kinds)]
    panels.set_panel([file], members, chair=members[0], by=by, at=at)
    shown = panels.show_panel([file], by=by, at=at)
    assert not shown.refused, shown.refused
    return list(file.assignments.order_by("seat"))


def frozen(review, *, by: User, province: User, known_at, at=NOON):
    """A draw for every file that awaits a panel, confirmed and frozen."""
    from reviews.drawing import confirming, drafts, freezing, proposing

    draw = drafts.prepare(review, by=by, at=at)
    rules = drafts.RulesOfDraw(
        limit=20, fields=drafts.FIELDS, what="试验号码", source="试验公布单位", known_at=known_at
    )
    draw = drafts.set_rules(draw, rules, by=by, at=at)
    proposing.propose(draw, at=at)
    confirming.submit(draw, by=by, at=at)
    confirming.confirm(draw, confirmation="试验〔2026〕1号", by=province, at=at)
    return freezing.freeze(draw, by=by, at=at)


def drawn(review, *, by: User, province: User, known_at, at=NOON, value: str = "03081419273211"):
    """The same, drawn at ``known_at``: the panels sit and are shown."""
    from reviews.drawing import running

    draw = frozen(review, by=by, province=province, known_at=known_at, at=at)
    return running.run(running.enter_value(draw, value, by=by, at=known_at), at=known_at)


def reviewed_by_experts(*files: Application, at=NOON, share: str = "0.8") -> list[Application]:
    """Reported files taken through the whole review: panels, declarations, sealed sheets, closed stages.

    ``share``: the part of each indicator's weight that every expert gives. The files are ready to report.
    """
    staff = person(Role.ALLIANCE)
    for in_call in {file.call for file in files}:
        opening.open_review(in_call, [f for f in files if f.call_id == in_call.pk], by=staff, at=at)
    of_files = ReviewFile.objects.filter(application__in=files)
    members = [seat.expert for seat in panel(of_files[0], by=staff, at=at)]
    others = list(of_files[1:])
    panels.set_panel(others, members, chair=members[0], by=staff, at=at)
    panels.show_panel(others, by=staff, at=at)
    later = max(file.recusal_until for file in of_files) + timedelta(hours=1)
    running = Assignment.objects.filter(file__in=of_files, ended_at=None)
    many.declare_no_conflict(running, at=at)
    for stage in ("written", "defence", "site"):
        if stage == "defence":
            defended(*of_files, by=staff, at=later)
        elif stage == "site":
            visited(*of_files, by=staff, at=later)
        many.seal([scored(seat, share=share) for seat in running], at=later)
        closed = stages.close_stage(of_files, stage=stage, by=staff, at=later)
        assert not closed.refused, closed.refused
    return list(Application.objects.filter(pk__in=[file.pk for file in files]))


def sent_report(review, files, *, by: User, at=NOON, basis: str = "依据"):
    """A report that ``by`` prepared and a colleague signed off."""
    prepared = reports.prepare(review, files, basis=basis, by=by, at=at)
    return reports.sign_off(prepared, by=person(Role.ALLIANCE), at=at)


def in_stage(file: ReviewFile, stage: str) -> ReviewFile:
    """A file in a later stage of its review; set up as it stands."""
    ReviewFile.objects.filter(pk=file.pk).update(stage=stage)
    return ReviewFile.objects.select_related("application__enterprise", "review__call").get(pk=file.pk)


def defended(*files: ReviewFile, by: User, at=NOON) -> DefenceDay:
    """A day on which ``files`` of one call were heard; set up as it stands."""
    day = DefenceDay.objects.create(
        review=files[0].review,
        date=at.date(),
        venue="会议中心",
        starts=time(9),
        ends=time(17),
        seed="0" * 64,
        commitment="0" * 64,
        prepared_by=by,
        prepared_at=at,
        drawn_at=at,
        published_at=at,
    )
    room = DefenceRoom.objects.create(day=day, name="一号会议室", clerk=by)
    DefenceTurn.objects.bulk_create(
        DefenceTurn(
            day=day,
            file=file,
            order=n,
            room=room,
            slot=n,
            starts_at=at,
            ends_at=at,
            outcome="held",
            delegation=3,
            noted_at=at,
        )
        for n, file in enumerate(files, start=1)
    )
    return day


def on_the_spot(files, stage: str, *, by: User, at=NOON) -> None:
    """What a stage needs besides sheets: the defence was held, the visit is signed."""
    happened = {"defence": defended, "site": visited}.get(stage)
    if happened:
        happened(*files, by=by, at=at)


def visited(*files: ReviewFile, by: User, at=NOON) -> list[Visit]:
    """A signed visit to the applicant of each file; set up as it stands."""
    other = person(Role.ALLIANCE)
    visits = Visit.objects.bulk_create(
        Visit(file=file, starts_at=at, place="申报地址", checklist=[], planned_by=by, planned_at=at)
        for file in files
    )
    Inspector.objects.bulk_create(
        Inspector(visit=visit, user=user, signed_at=at, signed_name=user.name, signed_digest="0" * 64)
        for visit in visits
        for user in (by, other)
    )
    return visits


def scored(seat: Assignment, *, share: str = "0.8") -> many.Filled:
    """A complete sheet that gives ``share`` of each weight, with a reason for each, rounded down to halves."""
    indicators = seat.file.review.call.judged
    lines = {i.pk: sheets.Line(int(i.weight * Decimal(share) * 2) / Decimal(2), "见材料") for i in indicators}
    return many.Filled(seat, sheets.Draft(lines, veto_judged=True))


def product(**more) -> dict:
    """What a member says of a product of the catalogue."""
    return {
        "form": "saas",
        "industries": ["plastics"],
        "functions": "注塑机实时采集与排产",
        "price_models": ["subscription"],
        "fee": "3.6万元/年",
        "deployment_days": 7,
        "collects": ["equipment"],
        **more,
    }
