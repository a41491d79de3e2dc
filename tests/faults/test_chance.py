"""Races, random walks, hostile files and forms, clocks that jump: each loop has a size of its own."""

import random
import time
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

from applications import collation, filing, policies
from applications.models import Application
from applications.workflow import Step
from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from portal.audit.chain import history
from portal.audit.verify import verify
from portal.documents import files
from portal.documents.models import StoredFile
from portal.notifications import schedule as clockwork
from portal.notifications import worker
from portal.notifications.jobs import enqueue, jobs
from portal.notifications.models import Job
from portal.notifications.schedule import Scheduled, schedule
from tests import factories
from tests.applications.test_at_the_same_moment import at_county, counted, together
from tests.applications.test_state_machine import Walk, World
from tests.faults.conftest import size
from tests.portal.documents import samples

SEED = 348


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_officials_one_wins(tell):
    """Pass on or return, in the same moment, again and again on one file: exactly one of the two each time."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL, which locks rows (DATABASE_URL)")
    began, rounds, now = time.monotonic(), size(50, 10_000), timezone.now()
    file, county = at_county(now)
    officers = [factories.person(Role.COUNTY, organisation=county) for _n in range(2)]
    counted(file, officers[0], now)
    start = Application.objects.filter(pk=file.pk).values("state", "holder", "deadline", "returns").get()
    won = {Step.PASS_ON: 0, Step.RETURN: 0}
    for number in range(rounds):
        seen = [Application.objects.get(pk=file.pk) for _n in range(2)]
        outcomes = together(
            lambda mine=seen[0]: collation.pass_on([mine], opinion="同意", by=officers[0], at=now),
            lambda mine=seen[1]: collation.return_for_correction(
                [mine], reasons="补充", days=3, by=officers[1], at=now
            ),
        )
        done = [len(outcome.done) for outcome in outcomes]
        assert sorted(done) == [0, 1], (number, outcomes)
        won[Step.PASS_ON if done[0] else Step.RETURN] += 1
        Application.objects.filter(pk=file.pk).update(**start)  # back to the county, past the door
    steps = history(*file.chain).filter(action__in=list(won))
    assert steps.count() == rounds
    assert verify().ok
    tell(
        f"{rounds} races of two officials: one winner each time ({won[Step.PASS_ON]} passed on, "
        f"{won[Step.RETURN]} returned), {time.monotonic() - began:.0f} s"
    )


@pytest.mark.django_db
def test_random_walks_stay_lawful(tell):
    """The walk of ``tests/applications/test_state_machine.py``, other paths each time it is long."""
    began, steps = time.monotonic(), size(500, 100_000)
    run_state_machine_as_test(
        type("WalkFar", (Walk,), {"world": World()}),
        settings=hypothesis_settings(
            max_examples=max(1, steps // 50),
            stateful_step_count=50,
            deadline=None,
            database=None,
            derandomize=steps <= 500,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert verify().ok
    tell(
        f"random walks: {max(1, steps // 50)} of at most 50 steps, 0 unlawful, {time.monotonic() - began:.0f} s"
    )


WHOLE = {
    "a.pdf": samples.pdf(pages=2),
    "a.png": samples.picture("PNG", (40, 40)),
    "a.jpg": samples.picture("JPEG", (40, 40)),
    "a.docx": samples.office(),
    "a.xlsx": samples.office(samples.XLSX),
}
NAMES = [
    "../../etc/passwd.pdf",
    "a\0b.pdf",
    "a" * 300 + ".pdf",
    "\u202efdp.exe",
    "con.pdf",
    ".pdf",
    "a.PDF.exe",
    "中" * 120 + ".docx",
]
PIECES = [
    b"<script>alert(1)</script>",
    b"%PDF-1.7",
    b"PK\x03\x04",
    b"\0" * 4096,
    b"\xff\xd8\xff",
    b"/JavaScript (x)",
    b"MZ",
]


def done_with(seen: list):
    """A handler that notes its number."""

    def note(n: int) -> None:
        seen.append(n)

    return note


def broken(chance: random.Random) -> tuple[str, bytes]:
    """A file of a known kind, hurt: cut, bits turned, pieces put in, two joined, or under another name."""
    name, content = chance.choice(list(WHOLE.items()))
    content = bytearray(content)
    for _wound in range(chance.randint(1, 4)):
        kind, place = chance.randrange(6), chance.randrange(len(content) + 1)
        if kind == 0:
            content = content[:place]
        elif kind == 1 and content:
            for _bit in range(chance.randint(1, 30)):
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        elif kind == 2:
            content[place:place] = chance.choice(PIECES)
        elif kind == 3:
            content += chance.choice(list(WHOLE.values()))
        elif kind == 4:
            name = chance.choice([*WHOLE, *NAMES])
        else:
            content[place:place] = chance.randbytes(chance.randint(1, 3000))
        content = content or bytearray(b"\0")
    return name, bytes(content)


@pytest.mark.django_db(transaction=True)
def test_hostile_files_are_refused_or_kept_whole(tell, settings):
    """No file breaks the portal: it is kept as it was sent, or refused with words; nothing half stays."""
    began, many, chance = time.monotonic(), size(60, 500), random.Random(SEED)
    refused = 0
    for number in range(many):
        name, content = broken(chance)
        upload = SimpleUploadedFile("x", content)
        upload._name = name
        try:
            stored = files.store_upload(
                upload, by=None, allowed={"pdf", "png", "jpg", "docx", "xlsx"}, max_bytes=10**6
            )
        except files.Rejected as refusal:
            refused += 1
            assert str(refusal.messages[0]).strip(), number
        else:
            assert files.read(stored) == content, number
            assert "/" not in stored.name
    on_disk = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert len(on_disk) == StoredFile.objects.count() == many - refused
    tell(
        f"{many} hostile files: {refused} refused, {many - refused} kept as sent, 0 errors, {time.monotonic() - began:.0f} s"
    )


VALUES = ["", " ", "\0", "0", "-1", "9" * 400, "1e309", "NaN", "٣", "2026-02-30", "on", "<b>x</b>", "' OR 1=1 --", "{{7*7}}",
          "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "中" * 6000, "../../x", "%00", "\r\nSet-Cookie: a=b", "[]", "null"]  # fmt: skip


@pytest.mark.django_db
def test_hostile_forms_are_answered_without_an_error(tell):
    """Every form of the filing desk and of the authorities, with values that nobody types."""
    began, many, chance, now = time.monotonic(), size(60, 500), random.Random(SEED), timezone.now()
    firm = factories.enterprise(at=now)
    me = factories.owner(firm)
    draft = filing.begin(firm, factories.call(at=now), by=me, at=now)
    submitted = factories.submitted(factories.enterprise(at=now), factories.call(at=now), at=now)
    county = factories.person(Role.COUNTY, organisation=Organisation.authority_of("440106"))
    clients = {}
    for user in (me, county):
        clients[user] = Client(raise_request_exception=True)
        clients[user].force_login(user)
    places = [
        (me, "applications:submit", [draft.pk], ["promise"]),
        (me, "applications:withdraw", [draft.pk], ["reason"]),
        (me, "profile", [], ["name", "phone", "email", "language"]),
        (me, "sessions", [], ["end"]),
        (
            county,
            "applications:application_work",
            [submitted.pk],
            ["seen", "do", "opinion", "days", "paper_1"],
        ),
        (county, "account_reauthenticate", [], ["password", "next"]),
        (None, "account_login", [], ["login", "password", "next"]),
        (None, "account_reset_password", [], ["email"]),
    ]
    statuses: dict[int, int] = {}
    for _number in range(many):
        user, name, args, fields = chance.choice(places)
        data = {field: chance.choice(VALUES) for field in fields if chance.random() < 0.9}
        with transaction.atomic():  # what a form did changes nothing for the next one
            client = clients.get(user) or Client()
            answer = client.post(
                reverse(name, args=args), data, headers={"referer": chance.choice(VALUES[:4]).strip("\0")}
            )
            transaction.set_rollback(True)
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        assert answer.status_code < 500, (name, data)
        if user is not None and answer.status_code == 302 and "login" in answer.url:
            client.force_login(user)
    tell(f"{many} hostile forms: {dict(sorted(statuses.items()))}, {time.monotonic() - began:.0f} s")


@pytest.mark.django_db
def test_a_clock_that_jumps_does_nothing_twice(monkeypatch, tell):
    """Back and forward, seconds to days: each job once, each task at most once in its period, all in the end."""
    began, jumps, chance = time.monotonic(), size(60, 5000), random.Random(SEED)
    done: list[int] = []
    ran: list = []
    monkeypatch.setitem(jobs._items, "note", done_with(done))

    def run_daily(*, at) -> None:
        ran.append(at)

    daily = Scheduled("daily", timedelta(days=1), run_daily)
    monkeypatch.setattr(schedule, "_items", {"daily": daily})
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for number in range(jumps):
            enqueue("note", args={"n": number})
            seconds = chance.choice([1, 60, 3600, 86_400, 5 * 86_400]) * chance.uniform(-1, 1)
            clock.shift(seconds)
            worker.run_due_jobs(timezone.now(), most=50)
            clockwork.run_schedule(timezone.now())
        latest = max([start, timezone.now(), *Job.objects.values_list("due_at", flat=True)])
        clock.move_to(latest + timedelta(days=1))
        while worker.run_due_jobs(timezone.now()):
            pass
    assert sorted(done) == list(range(jumps))
    gaps = [later - earlier for earlier, later in zip(sorted(ran), sorted(ran)[1:], strict=False)]
    assert all(gap >= timedelta(days=1) for gap in gaps)
    tell(
        f"{jumps} jumps of the clock: {jumps} jobs done once each, {len(ran)} daily runs, none twice in a day, {time.monotonic() - began:.0f} s"
    )


@pytest.mark.django_db
def test_a_deadline_is_that_of_the_moment_and_what_was_done_stays():
    """Past the end of a call nobody submits; set back, the clock is believed, and a submission stays one."""
    now = timezone.now()
    firm = factories.enterprise(at=now)
    me = factories.owner(firm)
    draft = factories.filled(filing.begin(firm, factories.call(at=now), by=me, at=now), at=now, by=me)
    with time_machine.travel(draft.deadline + timedelta(seconds=1), tick=False) as clock:
        with pytest.raises(policies.Refused):
            filing.submit(draft, by=me, at=timezone.now())
        clock.move_to(now + timedelta(hours=1))
        filing.submit(Application.objects.get(pk=draft.pk), by=me, at=timezone.now())
        clock.move_to(draft.deadline + timedelta(days=3))
        filing.submit(Application.objects.get(pk=draft.pk), by=me, at=timezone.now())
    assert draft.versions.count() == 1
    assert verify().ok


@pytest.mark.django_db
@pytest.mark.parametrize("jump", [31 * 60, -31 * 60, 40 * 86_400, -40 * 86_400])
def test_an_idle_session_ends_whichever_way_the_clock_jumps(client, settings, jump):
    settings.IDLE_SIGN_OUT = 30 * 60
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(factories.person(Role.PROVINCE))
        assert client.get(reverse("profile")).status_code == 200
        clock.shift(jump)
        assert client.get(reverse("profile")).status_code == 302


@pytest.mark.django_db
def test_a_lease_that_the_clock_jumped_over_is_taken_up_once(monkeypatch):
    """A worker that holds a job while the clock jumps an hour ahead is passed by; its own end counts no more."""
    done = []
    monkeypatch.setitem(jobs._items, "note", done_with(done))
    enqueue("note", args={"n": 1})
    with time_machine.travel(timezone.now() + timedelta(seconds=1), tick=False) as clock:
        held = worker.claim(timezone.now())
        assert worker.claim(timezone.now()) is None
        clock.shift(3600)
        assert worker.run_due_jobs(timezone.now()) == 1
        assert worker.run_handed(held.pk, held.attempts) is False
        clock.shift(-7200)
        assert worker.run_due_jobs(timezone.now()) == 0
    assert done == [1]


@pytest.mark.django_db
def test_a_number_that_no_row_can_have_is_no_fault_of_the_portal(client):
    """A bad request, or, where the database takes any number, a row that is not there."""
    client.force_login(factories.person(Role.PROVINCE))
    assert client.post(reverse("sessions"), {"end": "9" * 40}).status_code in (400, 302)
