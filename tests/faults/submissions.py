"""Enterprises with complete drafts that submit over the wire, and what must be true of them afterwards."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import requests
from django.urls import reverse
from django.utils import timezone

from applications import filing
from applications.models import Application, SubmittedVersion
from portal.audit.models import Event
from portal.audit.verify import verify
from tests import factories
from tests.faults.conftest import TOKEN, Site, session_of


@dataclass
class Load:
    """Files to submit, by the session of their owner; which of them the portal said were submitted."""

    keys: dict[int, str]
    acknowledged: set[int] = field(default_factory=set)
    tries: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def prepared(many: int) -> Load:
    """``many`` complete drafts in an open call."""
    now = timezone.now()
    call = factories.call(at=now)
    keys = {}
    for _number in range(many):
        enterprise = factories.enterprise(at=now)
        owner = factories.owner(enterprise)
        draft = filing.begin(enterprise, call, by=owner, at=now)
        factories.filled(draft, at=now, by=owner)
        keys[draft.pk] = session_of(owner)
    return Load(keys)


def submit_all(site: Site, load: Load, stop: threading.Event, *, people: int = 4) -> None:
    """Each person tries again until told that the file is submitted, as a person does."""

    def one(pk: int) -> None:
        browser = site.browser(load.keys[pk])
        while not stop.is_set() and pk not in load.acknowledged:
            with load.lock:
                load.tries += 1
            try:
                answer = browser.post(
                    site.address + reverse("applications:submit", args=[pk]),
                    data={"csrfmiddlewaretoken": TOKEN, "promise": "on"},
                    timeout=30,
                    allow_redirects=False,
                )
            except requests.RequestException:
                stop.wait(random.uniform(0.02, 0.2))
                continue
            if answer.status_code == 302 and answer.headers["Location"] == reverse(
                "applications:receipt", args=[pk]
            ):
                with load.lock:
                    load.acknowledged.add(pk)
            elif answer.status_code < 500:
                raise AssertionError(f"{answer.status_code}: {answer.text[:2000]}")
            else:
                stop.wait(random.uniform(0.02, 0.2))

    with ThreadPoolExecutor(people) as pool:
        list(pool.map(one, load.keys))


def judge(load: Load) -> None:
    """Nothing acknowledged is lost, nothing is done twice, and the record is whole."""
    versions = list(
        SubmittedVersion.objects.filter(application__in=load.keys).values_list("application", flat=True)
    )
    assert load.acknowledged - set(versions) == set(), "acknowledged and lost"
    assert len(versions) == len(set(versions)), "submitted twice"
    numbers = list(Application.objects.filter(pk__in=versions).values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) == len(versions)
    for pk in versions:
        events = Event.objects.filter(kind="application", chain_id=str(pk), action="submit").count()
        assert events == 1, f"file {pk}: {events} submissions on record"
    assert not SubmittedVersion.objects.filter(application__in=versions, receipt=None).exists()
    verdict = verify()
    assert verdict.ok, verdict.broken
