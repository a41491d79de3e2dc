"""The demonstration: loads into an empty portal, and everybody who is named finds something waiting."""

import re
from collections import Counter
from contextlib import nullcontext
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.test import Client, override_settings
from django.utils import timezone, translation

from applications.models import Application, Call, Dispute, Enterprise, JoinRequest
from applications.workflow import State
from evaluations import rounds
from evaluations.benchmark_register import matching
from evaluations.city_pools import entries
from evaluations.models import (
    Admission,
    ChangeReport,
    CityPoolVersion,
    LocalPolicy,
    MarketRecord,
    Need,
    Participant,
    RecordDispute,
    Referral,
    SetAside,
    TreatmentReport,
)
from evaluations.signs import finding
from portal.accounts.first_pages import first_page_of
from portal.accounts.models import User
from portal.audit.models import Event, Root
from portal.audit.verify import verify
from portal.demo import accounts, loading, numbers
from portal.notifications.jobs import LATE
from portal.notifications.models import Job, Mail
from publication.models import CatalogueEntry, Deliberation, EntryChange, Membership, Objection, Publicity
from reviews import draw
from reviews.models import (
    Assignment,
    Draw,
    Expert,
    ExtraSeat,
    NameAlarm,
    Recusal,
    Reminder,
    Reopening,
    Report,
    ReviewFile,
    ScoreSheet,
)
from tests.demo.personal_data import (  # noqa: F401
    said,
    test_no_number_that_belongs_to_a_person,
    test_nothing_that_the_portal_knows_of_a_person,
    test_the_walk_reaches_every_kind_of_thing,
)

MD5 = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A publicity that ends in a year that nobody has published yet; a week before the Spring Festival of one.
ON_POSTGRESQL = "2026-12-28T10:30+08:00"
DATES = [None, ON_POSTGRESQL, "2027-02-01T10:30+08:00"]

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", params=DATES, ids=lambda on: on[:10] if on else "today")
def loaded(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration, loaded once for each date with the clock at it, and rolled back afterwards."""
    folder = tmp_path_factory.mktemp("demo")
    if (request.param == ON_POSTGRESQL) is (connection.vendor == "sqlite"):
        pytest.skip("each date is tried on one database")
    with (
        time_machine.travel(request.param) if request.param else nullcontext(),
        django_db_blocker.unblock(),
        override_settings(
            MEDIA_ROOT=folder / "files", KEYS_DIR=folder / "keys", PASSWORD_HASHERS=MD5, DEMO=True
        ),
        transaction.atomic(),
    ):
        with translation.override("zh-hans"):
            loading.load(timezone.now(), say=str)
        yield request.param
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def in_it(loaded, settings):
    settings.DEMO = True


def test_two_years_of_evaluations_are_over_and_a_third_runs():
    before, over, running = Call.objects.filter(kind="evaluation").order_by("opens_at")
    assert [call.year - running.year for call in (before, over)] == [-2, -1]
    assert set(before.applications.values_list("state", flat=True)) == {State.ANNOUNCED}
    assert set(over.applications.values_list("state", flat=True)) == {State.ANNOUNCED}
    results = set(over.lists.order_by("number").last().entries.values_list("result", flat=True))
    assert results == {"excellent", "qualified", "unqualified", "not_evaluated"}
    assert Membership.objects.filter(is_member=False, tier="unqualified").count() == 1
    states = set(running.applications.values_list("state", flat=True))
    assert states == {State.AT_CITY, State.REPORTED, State.IN_REVIEW, State.REVIEWED}
    assert running.hearings.filter(ruling="open").exclude(stated_at=None).exists()
    assert RecordDispute.objects.filter(status="open", record__city="440100").count() == 1
    assert SetAside.objects.filter(settled_at=None).exists()


def test_cities_keep_pools_and_the_province_follows_reports_up():
    named = Enterprise.objects.get(organisation__people__username="enterprise-dongguan")
    assert [one.source for one in entries.listings(named)] == ["admitted"]
    classes = set(entries.in_force().filter(city="440100").values_list("pool_class", flat=True))
    assert classes == {"implementation", "consulting", "reserve", "own"}
    assert Admission.objects.filter(city="440100", status="submitted").count() == 5
    assert CityPoolVersion.objects.filter(city="440100").count() == 2
    standings = sorted(one.standing for one in LocalPolicy.objects.filter(city="440100"))
    assert standings == ["in_force", "revising"]
    reports = set(TreatmentReport.objects.values_list("city", "status", "shown_to"))
    assert reports == {
        ("440100", "open", "province"),
        ("440100", "closed", "province"),
        ("440600", "closed", "public"),
        ("441900", "assigned", "city"),
    }


def test_the_register_knows_some_of_the_stated_benchmark_projects_and_some_records_raise_questions():
    running = Call.objects.filter(kind="evaluation").latest("opens_at")
    found = [match for file in running.applications.all() for match in matching.of_file(file)]
    assert {match.found_by for match in found} == {"name", "year", ""}
    asked = {sign.rule for member in rounds.roster(running) for sign in finding.signs_of(running, member)}
    assert {"same_day", "same_amount", "circular"} <= asked


def test_there_is_a_round_in_each_phase():
    states = [
        set(call.applications.values_list("state", flat=True))
        for call in Call.objects.filter(kind="recognition").order_by("opens_at")
    ]
    assert len(states) == 5
    for phase, state in zip(
        states,
        [State.ANNOUNCED, State.IN_PUBLICITY, State.IN_REVIEW, State.AT_CITY, State.DRAFT],
        strict=True,
    ):
        assert state in phase


def test_it_is_a_whole_province():
    assert Enterprise.objects.count() >= 300
    assert Enterprise.objects.values("city").distinct().count() == 21
    assert Expert.objects.filter(is_confirmed=True).count() >= 120
    assert Membership.objects.filter(is_member=True).count() > 20
    assert Event.objects.count() > 2000
    assert Root.objects.count() > 20


def test_the_record_holds():
    verdict = verify()
    assert verdict.ok, verdict


def test_desks_have_something_late_and_something_due_today():
    officer = User.objects.get(username="county-tianhe")
    held = Application.objects.filter(holder=officer.organisation)
    assert held.count() >= 10
    assert held.filter(deadline__lt=timezone.now()).exists()
    guangzhou = User.objects.get(username="city-guangzhou").organisation
    states = Counter(Application.objects.filter(holder=guangzhou).values_list("is_checked", flat=True))
    assert states[True] >= 5
    assert states[False] >= 15
    assert Application.objects.filter(holder=guangzhou, returns__gt=0).exists()


def test_nothing_is_late_in_the_queue():
    assert not Job.objects.filter(status=Job.Status.QUEUED, due_at__lt=timezone.now() - LATE).exists()


def test_objections_stand_in_different_states():
    assert set(Objection.objects.values_list("status", flat=True)) == set(Objection.Status.values)
    assert Job.objects.filter(status=Job.Status.DEAD).count() == 1


def test_the_catalogue_is_full_and_something_waits_in_it():
    waiting = EntryChange.objects.filter(status="waiting")
    assert set(waiting.values_list("what", flat=True)) == set(EntryChange.What.values)
    assert CatalogueEntry.objects.filter(kind="product", is_listed=True).count() >= 18
    assert CatalogueEntry.objects.filter(kind="case", is_listed=True).count() >= 4
    first = files_of("enterprise-1").first().enterprise.membership
    assert first.entry_changes.filter(status="waiting").exists()
    assert EntryChange.objects.filter(status="refused").exists()


def person(username: str) -> User:
    return User.objects.get(username=username)


def files_of(username: str):
    return Application.objects.filter(enterprise__organisation=person(username).organisation)


def held_by(username: str, **how):
    return Application.objects.filter(holder=person(username).organisation, **how)


# What the printed table promises to each account, word for word, and where it is.
PROMISES = {
    "enterprise-1": {
        "a half-filled draft": lambda: files_of("enterprise-1").filter(state=State.DRAFT),
        "a returned file": lambda: files_of("enterprise-1").filter(
            state=State.RETURNED, deadline__gt=timezone.now()
        ),
        "a member evaluated": lambda: Membership.objects.filter(
            is_member=True, enterprise__organisation=person("enterprise-1").organisation
        ).exclude(tier=""),
        "a record that it disputes": lambda: RecordDispute.objects.filter(
            status="open", record__supplier__organisation=person("enterprise-1").organisation
        ),
        "a colleague": lambda: JoinRequest.objects.filter(
            status="waiting", enterprise__organisation=person("enterprise-1").organisation
        ),
        "its place at an event": lambda: Participant.objects.filter(
            status="placed",
            event__starts_at__gt=timezone.now(),
            enterprise__organisation=person("enterprise-1").organisation,
        ),
        "needs to answer": lambda: Need.objects.filter(
            status="published",
            offers__membership__enterprise__organisation=person("enterprise-1").organisation,
        ),
    },
    "enterprise-dongguan": {
        "an objection to answer": lambda: Objection.objects.filter(
            enterprise__organisation=person("enterprise-dongguan").organisation,
            answer_due_at__gt=timezone.now(),
            answered_at=None,
        ),
        "a draft": lambda: files_of("enterprise-dongguan").filter(state=State.DRAFT),
        "a change report to complete": lambda: ChangeReport.objects.filter(
            status="asked", enterprise__organisation=person("enterprise-dongguan").organisation
        ),
        "its entry in the city's pool": lambda: Admission.objects.filter(
            status="admitted", enterprise__organisation=person("enterprise-dongguan").organisation
        ),
        "a need with answers": lambda: Need.objects.filter(
            interests__isnull=False, enterprise__organisation=person("enterprise-dongguan").organisation
        ),
    },
    "county-tianhe": {
        "files to collate": lambda: held_by("county-tianhe", state=State.AT_COUNTY),
        "one overdue": lambda: held_by("county-tianhe", deadline__lt=timezone.now()),
        "some due today": lambda: held_by("county-tianhe", deadline__date=timezone.localdate()),
    },
    "city-guangzhou": {
        "files to check": lambda: held_by("city-guangzhou", is_checked=False),
        "to order": lambda: held_by("city-guangzhou", is_checked=True),
        "to report": lambda: held_by("city-guangzhou", is_checked=True, city_rank__isnull=False),
        "corrections back": lambda: held_by("city-guangzhou", returns__gt=0, is_checked=False),
        "a disputed record to rule on": lambda: RecordDispute.objects.filter(
            status="open", record__city="440100"
        ),
        "applications to its pool": lambda: Admission.objects.filter(city="440100", status="submitted"),
        "a policy being revised": lambda: LocalPolicy.objects.filter(
            city="440100", published__isnull=False
        ).exclude(latest=F("published")),
        "a change request": lambda: ChangeReport.objects.filter(status="at_city", enterprise__city="440100"),
    },
    "city-dongguan": {
        "a report of discriminatory treatment to answer": lambda: TreatmentReport.objects.filter(
            city="441900", status="assigned"
        ),
        "files with paper to count": lambda: held_by("city-dongguan", paper_counts=None),
    },
    "province": {
        "a deliberation": lambda: Deliberation.objects.filter(closed_at=None),
        "a draw to confirm": lambda: Draw.objects.filter(status="submitted"),
        "files not recommended": lambda: Application.objects.filter(state=State.NOT_RECOMMENDED),
        "a list in public": lambda: Publicity.objects.filter(ends_at__gt=timezone.now()),
        "an evaluation with hearings": lambda: Call.objects.filter(
            kind="evaluation", hearings__ruling="open"
        ),
        "market records": MarketRecord.objects.all,
        "reports of discriminatory treatment": lambda: TreatmentReport.objects.exclude(status="closed"),
        "a change of equity to decide": lambda: ChangeReport.objects.filter(
            status="at_province", kind="equity"
        ),
        "the overview": Call.objects.all,
    },
    "province-2": {
        "the record of a meeting to approve": lambda: Deliberation.objects.filter(
            closed_at__isnull=False, approved_at=None
        ),
    },
    "objections": {
        "objections in every state": lambda: Objection.objects.filter(status__in=Objection.OPEN),
    },
    "alliance": {
        "reviews to open": lambda: Application.objects.filter(state=State.REPORTED),
        "a draw that waits for its value": lambda: Draw.objects.filter(
            status="frozen", known_at__lte=timezone.now()
        ),
        "a draft without lawful panels": lambda: Draw.objects.filter(
            status="draft", proposal__conflict__0__code="financial"
        ),
        "panels": lambda: ReviewFile.objects.filter(panel_shown_at=None),
        "recusals": lambda: Recusal.objects.filter(ruling="open"),
        "a stage to close": lambda: ReviewFile.objects.filter(stage="written", total=None),
        "one more expert to seat": lambda: ExtraSeat.objects.filter(assignment=None),
        "reminders": Reminder.objects.all,
        "needs to check": lambda: Need.objects.filter(status="waiting"),
        "events": lambda: Participant.objects.filter(status="waiting", event__starts_at__gt=timezone.now()),
        "recommendations": lambda: Referral.objects.filter(status="made"),
    },
    "alliance-2": {
        "a report to sign off": lambda: Report.objects.filter(status=Report.Status.PREPARED),
        "a stage proposed to be opened again": lambda: Reopening.objects.filter(status=Reopening.Status.OPEN),
        "names to settle": lambda: NameAlarm.objects.filter(status=NameAlarm.Status.OPEN),
    },
    "auditor": {
        "the whole record with its daily roots": Root.objects.all,
        "draws to replay": lambda: Draw.objects.filter(status="drawn"),
    },
    "admin": {
        "a failed job": lambda: Job.objects.filter(status=Job.Status.DEAD),
        "a mail that came back": lambda: Mail.objects.filter(status=Mail.Status.BOUNCED),
    },
    "security": {"a disputed enterprise": lambda: Dispute.objects.filter(status="open")},
}


def test_what_waits_is_what_the_table_says():
    told = {name: set(re.split("[,;] ", waits)) for name, _who, waits in accounts.ACCOUNTS if "…" not in name}
    assert told == {name: set(promised) for name, promised in PROMISES.items()}
    missing = [
        f"{name}: {what}"
        for name, promised in PROMISES.items()
        for what, rows in promised.items()
        if not rows().exists()
    ]
    assert missing == []


def test_draws_agree_and_the_announced_one_is_public():
    drawn = list(Draw.objects.filter(status="drawn").order_by("pk"))
    assert [draw.replay(one.record)["gap"] for one in drawn] == [0, 0]
    assert [bool(one.revealed_at) for one in drawn] == [True, False]
    [event] = drawn[1].record["events"]
    assert (event["ground"], event["opened"][-1]["outcome"]) == ("employment", "seated")


def test_the_five_experts_have_declarations_to_sign_and_sheets_begun_and_sealed():
    seats = Assignment.objects.filter(ended_at=None)
    for number in range(1, 6):
        own = seats.filter(expert__user=person(f"expert-{number}"))
        assert own.filter(declaration="open").exists(), number
        assert own.filter(declaration="no_conflict", file__application__state=State.IN_REVIEW).exists(), (
            number
        )
    first = ScoreSheet.objects.filter(assignment__in=seats.filter(expert__user=person("expert-1")))
    assert set(first.values_list("status", flat=True)) >= {"draft", "sealed"}


def test_the_running_period_counts_the_working_days_of_its_call():
    """Of the list in public: seven working days, provisional exactly where nobody has published a day."""
    running = Publicity.objects.get(ends_at__gt=timezone.now())
    working = [day for day in running.derivation if day["working"]]
    assert len(working) == running.version.call.publicity_days == 7
    assert working[0]["date"] == running.first_day.isoformat()
    assert working[-1]["date"] == running.last_day.isoformat()
    assert running.provisional == any(day["date"] >= "2027" for day in running.derivation)
    assert timezone.localdate(running.ends_at) == running.last_day + timedelta(days=1)


@pytest.mark.parametrize("username", accounts.usernames())
def test_everybody_signs_in_and_finds_a_first_page(username):
    client = Client()
    person = User.objects.get(username=username)
    assert client.login(username=username, password=numbers.PASSWORD)
    answer = client.get(first_page_of(person), follow=True)
    assert answer.status_code == 200
    # An enterprise that has begun the only open call finds no other; its files must be there.
    assert b'class="empty' not in answer.content or b"<td" in answer.content


def test_it_loads_only_once(capsys):
    before = Event.objects.count()
    call_command("demo")
    assert "already loaded" in capsys.readouterr().out
    assert Event.objects.count() == before
