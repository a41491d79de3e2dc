"""Two people at once: exactly one wins, and the other reads why."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from applications.policies import Refused
from portal.accounts.roles import Role
from reviews import opening, recusals, replacements
from reviews.models import Assignment, Recusal, ReviewFile
from tests import factories as make

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def row_locks():
    if connection.vendor != "postgresql":
        pytest.skip("needs row locks")


@pytest.fixture
def seat(at):
    staff = make.person(Role.ALLIANCE)
    application = make.reported(make.call(at=at), at=at)
    opening.open_review(application.call, [application], by=staff, at=at)
    return make.panel(ReviewFile.objects.get(), by=staff, at=at)[1]


def at_once(*acts) -> list[object]:
    """Run ``acts`` together; what each returned, or the refusal it met."""
    gate, answers = Barrier(len(acts)), []

    def run(act):
        gate.wait(timeout=30)
        try:
            answers.append(act())
        except Refused as refusal:
            answers.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_staff_rule_on_the_same_recusal(seat, at):
    owner = make.owner(seat.file.application.enterprise)
    entry = recusals.request_recusal(seat, ground="other", reasons="理由", by=owner, at=at)
    people = [make.person(Role.ALLIANCE) for _ in range(2)]
    answers = at_once(
        lambda: recusals.rule(entry, granted=True, reasons="属实", by=people[0], at=at),
        lambda: recusals.rule(entry, granted=False, reasons="不实", by=people[1], at=at),
    )
    assert sorted(isinstance(answer, Refused) for answer in answers) == [False, True]
    kept = Recusal.objects.get()
    [winner] = [answer for answer in answers if isinstance(answer, Recusal)]
    assert (kept.ruling, kept.ruled_by) == (winner.ruling, winner.ruled_by)


def test_two_replacements_of_the_same_seat(seat, at):
    owner = make.owner(seat.file.application.enterprise)
    entry = recusals.request_recusal(seat, ground="other", reasons="理由", by=owner, at=at)
    staff = make.person(Role.ALLIANCE)
    recusals.rule(entry, granted=True, reasons="属实", by=staff, at=at)
    seat = Assignment.objects.get(pk=seat.pk)
    experts = [make.expert() for _ in range(2)]
    answers = at_once(
        *[
            lambda expert=expert: replacements.replace(seat, expert, is_chair=False, by=staff, at=at)
            for expert in experts
        ]
    )
    assert sorted(isinstance(answer, Refused) for answer in answers) == [False, True]
    assert Assignment.objects.filter(file=seat.file_id, ended_at=None).count() == 5
