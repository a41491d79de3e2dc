"""Submitting at the deadline: on the server's clock, and once when two people press together."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from applications import filing
from applications.models import Application, SubmittedVersion
from applications.workflow import State
from portal.demo import dossiers
from tests import factories as make


@pytest.mark.django_db
@pytest.mark.parametrize(("late", "state"), [(0, State.AT_COUNTY), (1, State.DRAFT)])
def test_late_by_one_second_is_refused_and_the_draft_kept(client, at, late, state):
    firm = make.enterprise()
    me = make.owner(firm)
    file = make.filled(filing.begin(firm, make.call(), by=me, at=at), by=me)
    with time_machine.travel(file.call.closes_at + timedelta(seconds=late), tick=False):
        client.force_login(me)
        answer = client.post(reverse("applications:submit", args=[file.pk]), {"promise": "on"})
    assert answer.status_code == (422 if late else 302)
    assert Application.objects.get(pk=file.pk).state == state
    assert file.sections.count() == 7


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_people_submit_at_once_and_one_version_is_made(at):
    if connection.vendor != "postgresql":
        pytest.skip("needs row locks")
    firm = make.enterprise()
    people = [make.owner(firm), make.owner(firm)]
    file = make.filled(filing.begin(firm, make.call(), by=people[0], at=at), by=people[0])
    together, numbers = Barrier(2), []

    def submit(person):
        mine = Application.objects.select_related("enterprise", "call").get(pk=file.pk)
        together.wait()
        numbers.append(filing.submit(mine, by=person, at=file.call.closes_at).number)
        connection.close()

    threads = [Thread(target=submit, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 2
    assert len(set(numbers)) == 1
    assert SubmittedVersion.objects.filter(application=file).count() == 1


def test_the_frozen_sample_has_the_shape_of_a_submission():
    sample = dossiers.frozen_sample()
    assert list(sample) == ["schema", "year", "enterprise", "sections", "attachments"]
    assert (len(sample["sections"]), len(sample["attachments"])) == (7, 5)
