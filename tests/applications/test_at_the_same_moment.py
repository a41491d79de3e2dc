"""Two people act on one file in the same moment: exactly one wins and the other reads why."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications import collation, filing, policies, recommendation
from applications.compliance import ITEMS
from applications.models import Application, Opinion, SubmittedVersion, SummaryTable
from applications.policies import Refused, Stale
from applications.workflow import State, Step
from portal.accounts.models import Organisation
from portal.accounts.roles import Role
from portal.audit.chain import history
from portal.audit.verify import verify
from tests import factories

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.postgresql]


@pytest.fixture(autouse=True)
def row_locks():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL, which locks rows (DATABASE_URL=postgres://…)")


@pytest.fixture
def now():
    return timezone.now()


def together(*acts):
    """Run each in a thread of its own, begun in the same moment; what it returned or raised."""
    gate = Barrier(len(acts))

    def run(act):
        try:
            gate.wait()
            return act()
        except Exception as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def at_county(now, **fields):
    file = factories.submitted(factories.enterprise(**fields), factories.call(at=now), at=now)
    return file, Organisation.authority_of("440106")


def counted(file, by, now):
    collation.count_paper(file, policies.expected_paper(file), by=by, at=now)


def test_two_officers_decide_at_once_and_one_wins(now):
    file, county = at_county(now)
    first, second = (factories.person(Role.COUNTY, organisation=county) for _n in range(2))
    counted(file, first, now)
    outcomes = together(
        lambda: collation.pass_on([Application.objects.get(pk=file.pk)], opinion="同意", by=first, at=now),
        lambda: collation.return_for_correction(
            [Application.objects.get(pk=file.pk)], reasons="补充", days=3, by=second, at=now
        ),
    )
    assert sorted(len(outcome.done) for outcome in outcomes) == [0, 1]
    lost = next(outcome for outcome in outcomes if not outcome.done)
    moved = Application.objects.get(pk=file.pk)
    assert str(moved.get_state_display()) in lost.refused[0][1]
    assert history(*file.chain).filter(action__in=[Step.PASS_ON, Step.RETURN]).count() == 1
    assert Opinion.objects.count() == 1
    assert verify().ok


def test_the_second_officer_reads_on_the_page_why(now):
    file, county = at_county(now)
    officers = [factories.person(Role.COUNTY, organisation=county) for _n in range(2)]
    counted(file, officers[0], now)
    form = {"seen": file.changed_at.isoformat(), "do": "pass_on", "opinion": "同意"}
    form |= {f"paper_{pk}": copies for pk, copies in policies.expected_paper(file).items()}
    url = reverse("applications:application_work", args=[file.pk])

    def click(user):
        client = Client()
        client.force_login(user)
        return client.post(url, form, follow=True).content.decode()

    pages = together(*(lambda user=user: click(user) for user in officers))
    assert all(isinstance(page, str) for page in pages), pages
    assert sorted("您的操作未产生改动" in page for page in pages) == [False, True]
    assert sorted("已办理。" in page for page in pages) == [False, True]
    assert history(*file.chain).filter(action=Step.PASS_ON).count() == 1


def test_a_double_click_reports_once(now):
    officer = factories.person(Role.CITY, division="441900")
    file, _county = at_county(now, city="441900", county=None)
    counted(file, officer, now)
    recommendation.judge(file, dict.fromkeys(ITEMS, ("pass", "")), by=officer, at=now)

    def click():
        return recommendation.report(
            [Application.objects.get(pk=file.pk)], opinion="推荐", by=officer, at=now
        )

    outcomes = together(click, click)
    assert sorted(len(outcome.done) for outcome in outcomes) == [0, 1], outcomes
    assert SummaryTable.objects.count() == 1
    assert Application.objects.get(pk=file.pk).city_rank == 1
    assert history(*file.chain).filter(action=Step.REPORT).count() == 1


def test_a_double_click_submits_once(now):
    made, call = factories.enterprise(), factories.call(at=now)
    owner = factories.owner(made)
    draft = factories.filled(filing.begin(made, call, by=owner, at=now), by=owner, at=now)
    answers = together(
        *(lambda: filing.submit(Application.objects.get(pk=draft.pk), by=owner, at=now) for _n in range(2))
    )
    assert [answer.state for answer in answers] == [State.AT_COUNTY] * 2
    assert SubmittedVersion.objects.count() == 1
    assert history(*draft.chain).filter(action=Step.SUBMIT).count() == 1


def test_two_submissions_at_the_deadline(now):
    """The last second counts, the next does not; neither takes the other's number."""
    call = factories.call(at=now)
    drafts = []
    for _n in range(3):
        made = factories.enterprise()
        owner = factories.owner(made)
        drafts.append((factories.filled(filing.begin(made, call, by=owner, at=now), by=owner, at=now), owner))
    moments = [call.closes_at, call.closes_at, call.closes_at + timedelta(seconds=1)]

    def send(draft, owner, at):
        return filing.submit(Application.objects.get(pk=draft.pk), by=owner, at=at)

    answers = together(
        *(lambda d=d, o=o, m=m: send(d, o, m) for (d, o), m in zip(drafts, moments, strict=True))
    )
    assert [answer.state for answer in answers[:2]] == [State.AT_COUNTY] * 2
    assert len({answer.number for answer in answers[:2]}) == 2
    assert isinstance(answers[2], Refused)
    assert not isinstance(answers[2], Stale)
    assert Application.objects.get(pk=drafts[2][0].pk).state == State.DRAFT
