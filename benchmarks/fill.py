"""Fill a database with a round of N applications in every state, straight through bulk inserts.

The rows are what the domain functions would leave behind (holder, participation, frozen version, audit
head, report line, membership); only the way in is short.
"""

from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from applications import calls, drafts, filing, uscc
from applications.models import Application, Call, Enterprise
from applications.workflow import HOLDERS, State
from benchmarks import beside
from benchmarks.beside import BATCH
from benchmarks.models import PlainRow
from portal.accounts.models import Division, Organisation, User
from portal.demo import dossiers
from portal.documents.files import store_bytes
from portal.workdays import calendar as workdays
from publication import deliberation, meetings
from publication.models import Membership
from reviews.models import Report, ReportLine, Review, ReviewFile

PASSWORD = "Portal-bench-2026"
# Of every ten files, how many stand where.
MIX = (
    [State.AT_COUNTY] * 2
    + [State.AT_CITY] * 2
    + [State.REPORTED, State.IN_REVIEW]
    + [State.REVIEWED] * 2
    + [State.ANNOUNCED] * 2
)
# The first files stand together on the measured lists, so that each list has a full page of 50 rows at any size.
FULL_PAGE = 60
FIRST = [State.AT_CITY] * FULL_PAGE + [State.REVIEWED] * FULL_PAGE + [State.ANNOUNCED] * FULL_PAGE
PLATFORMS = range(FULL_PAGE, 2 * FULL_PAGE)
DUE_WITHIN = 40  # days; authorities' deadlines fall on the close of an office day


def fill(count: int) -> dict:
    """Make ``count`` applications beside one that was really filed; returns the people and rows to measure."""
    now = timezone.now()
    people = _people()
    call = _call(people["province"], now)
    content = _really_filed(call, now)
    enterprises = _enterprises(count, now)
    applications = _applications(enterprises, call, now)
    beside.versions(applications, content, people, now)
    beside.participations(applications, now)
    beside.materials(applications, call, people, now)
    _results(applications, call, people, now)
    _members(applications)
    _deliberation(call, people["province"], now)
    PlainRow.objects.bulk_create(
        [
            PlainRow(
                name=a.enterprise_name,
                code=a.uscc,
                number=a.number,
                place=a.city_id,
                state=a.state,
                deadline=a.deadline or now,
            )
            for a in applications
        ],
        batch_size=BATCH,
    )
    _analyze()
    return {"people": people, "call": call, "applications": applications}


def _people() -> dict[str, User]:
    rows = {
        "city": ("city", Organisation.authority_of("440100")),
        "province": ("province", Organisation.province()),
        "alliance": ("alliance", Organisation.alliance()),
    }
    return {
        name: User.objects.create_user(
            f"bench-{name}", PASSWORD, name=name, role=role, organisation=organisation
        )
        for name, (role, organisation) in rows.items()
    }


def _call(by: User, now) -> Call:
    call = Call.objects.create(
        year=now.year,
        batch=1,
        title="2026年第一批资源池企业认定",
        document_number="测试〔2026〕1号",
        body="测试",
        opens_at=now - timedelta(days=30),
        closes_at=now + timedelta(days=30),
        created_by=by,
        created_at=now,
    )
    calls.add_defaults(call)
    return calls.publish(call, by=by, at=now)


def _really_filed(call: Call, now) -> dict:
    """The frozen content of a complete file that went through the doors."""
    organisation = Organisation.objects.create(
        kind="enterprise",
        code=uscc.invented("440106", 9_999_999),
        name="测算样本有限公司",
        division_id="440106",
    )
    enterprise = Enterprise.objects.create(
        organisation=organisation,
        uscc=organisation.code,
        name=organisation.name,
        city_id="440100",
        county_id="440106",
        contact="测算",
        phone="020-83130000",
        email="bench@example.test",
        registered_at=now,
    )
    by = User.objects.create_user(
        "bench-owner", PASSWORD, name="测算", role="enterprise", organisation=organisation
    )
    application = filing.begin(enterprise, call, by=by, at=now)
    drafts.save_sections(application, dossiers.sections(1, year=call.year, startup=False), by=by, at=now)
    for material in call.materials.filter(mandatory=True):
        stored = store_bytes(
            f"{material.name}.pdf", dossiers.material(material.key, 1), "application/pdf", by=by
        )
        drafts.keep(application, material, stored, by=by, at=now)
    return filing.submit(application, by=by, at=now).versions.get().content


def _places() -> list[tuple[str, str | None]]:
    """City and county by turns; three in ten files in 广州."""
    counties = list(Division.objects.filter(level="county").order_by("code").values_list("code", flat=True))
    home = [code for code in counties if code.startswith("4401")]
    rest = [(code[:4] + "00", code) for code in counties if not code.startswith("4401")] + [
        ("441900", None),
        ("442000", None),
    ]
    return [
        (("440100", home[n % len(home)]) if n < FULL_PAGE or n % 10 < 3 else rest[n % len(rest)])
        for n in range(1320)
    ]


def _enterprises(count: int, now) -> list[Enterprise]:
    places = _places()
    organisations = [
        Organisation(
            kind="enterprise",
            code=uscc.invented((county or city), n),
            name=f"测算企业{n}有限公司",
            division_id=county or city,
        )
        for n, (city, county) in ((n, places[n % len(places)]) for n in range(count))
    ]
    Organisation.objects.bulk_create(organisations, batch_size=BATCH)
    made = [
        Enterprise(
            organisation=o,
            uscc=o.code,
            name=o.name,
            city_id=places[n % len(places)][0],
            county_id=places[n % len(places)][1],
            contact="测算",
            phone="020-83130000",
            email="bench@example.test",
            registered_at=now,
        )
        for n, o in enumerate(organisations)
    ]
    return Enterprise.objects.bulk_create(made, batch_size=BATCH)


def _applications(enterprises: list[Enterprise], call: Call, now) -> list[Application]:
    holders = {o.division_id: o.pk for o in Organisation.objects.filter(kind__in=["city", "county"])}
    top = {"province": Organisation.province().pk, "alliance": Organisation.alliance().pk}
    made = []
    for n, enterprise in enumerate(enterprises):
        state = FIRST[n] if n < len(FIRST) else MIX[(n // 7) % len(MIX)]
        if state == State.AT_COUNTY and not enterprise.county_id:
            state = State.AT_CITY
        kind = HOLDERS[state]
        holder = {
            "county": holders.get(enterprise.county_id),
            "city": holders[enterprise.city_id],
            "nobody": None,
        }.get(kind, top.get(kind))
        made.append(
            Application(
                call=call,
                kind=call.kind,
                enterprise=enterprise,
                enterprise_name=enterprise.name,
                uscc=enterprise.uscc,
                city_id=enterprise.city_id,
                county_id=enterprise.county_id,
                supplier_class="platform" if n % 11 == 0 or n in PLATFORMS else "service",
                number=f"R2026-1-{enterprise.city_id}-{n:06d}",
                state=state,
                holder_id=holder,
                deadline=workdays.closing((now + timedelta(days=n % DUE_WITHIN)).date()) if holder else None,
                received_at=now,
                submitted_at=now,
                created_at=now,
                changed_at=now,
            )
        )
    return Application.objects.bulk_create(made, batch_size=BATCH)


def _results(applications: list[Application], call: Call, people, now) -> None:
    reviewed = [a for a in applications if a.state in {State.REVIEWED, State.ANNOUNCED}]
    review = Review.objects.create(call=call, opened_by=people["alliance"], opened_at=now)
    ReviewFile.objects.bulk_create(
        [
            ReviewFile(
                review=review,
                application=a,
                supplier_class=a.supplier_class,
                total=100 - (n % 4000) / 100,
                opened_at=now,
            )
            for n, a in enumerate(reviewed)
        ],
        batch_size=BATCH,
    )
    report = Report.objects.create(
        review=review,
        number=1,
        basis="测算",
        sha256="0" * 64,
        by=people["alliance"],
        at=now,
        status=Report.Status.SENT,
        signed_by=people["province"],
        signed_at=now,
    )
    ReportLine.objects.bulk_create(
        [
            ReportLine(
                report=report, application=a, total=100 - (n % 4000) / 100, rank=n + 1, recommended=True
            )
            for n, a in enumerate(reviewed)
        ],
        batch_size=BATCH,
    )


def _deliberation(call: Call, by: User, now) -> None:
    """Standards and process adopted, so that the list may follow."""
    colleagues = [
        User.objects.create_user(
            f"bench-province-{n}", None, name="测算", role=by.role, organisation=by.organisation
        )
        for n in (2, 3)
    ]
    members = [by, *colleagues]
    meeting = meetings.open_meeting(call, held_on=now.date(), place="测算", members=members, by=by, at=now)
    for matter in ("standards", "process"):
        deliberation.vote(meeting, matter, reasons="同意", by=by, at=now)


def _members(applications: list[Application]) -> None:
    Membership.objects.bulk_create(
        [
            Membership(
                enterprise_id=a.enterprise_id,
                code=f"{a.pk:012d}",
                supplier_class=a.supplier_class,
                since=date(2018 + a.pk % 8, 1 + a.pk % 12, 1),
            )
            for a in applications
            if a.state == State.ANNOUNCED
        ],
        batch_size=BATCH,
    )


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
