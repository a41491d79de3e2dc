"""The ground that the journeys walk on: one site, one clock, a browser of one's own for each person."""

import os
from datetime import datetime

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from portal.notifications import schedule, worker
from portal.notifications.models import Heartbeat
from tests.journeys.people import Visitor

expect.set_options(timeout=30_000)  # a slow machine is no fault of the page
SECOND_DATABASE = bool(os.environ.get("SECOND_DATABASE"))


class Clock:
    """Moves the whole process, the server's threads included; the clock runs on from there."""

    def __init__(self) -> None:
        self.travel = None
        self.day = None

    def go(self, *parts: int) -> None:
        """To a moment in Guangdong, as ``datetime`` takes it."""
        self.stop()
        moment = timezone.make_aware(datetime(*parts))
        self.travel = time_machine.travel(moment, tick=True)
        self.travel.start()
        self.day = moment.date()

    def stop(self) -> None:
        if self.travel:
            self.travel.stop()
            self.travel = None

    def machine(self) -> None:
        """What the portal's own worker does: scheduled tasks, then the jobs that are due.

        The worker lived through the days that the clock left out; otherwise they count as an outage.
        """
        Heartbeat.objects.update(until=timezone.now())
        schedule.run_schedule(timezone.now())
        worker.run_due_jobs(timezone.now())


@pytest.fixture
def clock():
    """The journeys begin on 2026-11-10, 10:00, a working Tuesday."""
    made = Clock()
    made.go(2026, 11, 10, 10)
    yield made
    made.stop()


class Site:
    """Everybody at the portal, each with an own browser; what a browser complains of is kept."""

    def __init__(self, chromium, live_server, axe, clock, judged) -> None:
        self.chromium, self.live_server, self.axe, self.clock = chromium, live_server, axe, clock
        self.judged = judged
        self.language = "zh-hans"
        self.contexts, self.people, self.complaints = [], {}, []

    def stranger(self) -> Visitor:
        """Somebody without an account, in a fresh browser."""
        context = self.chromium.new_context(
            base_url=self.live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True
        )
        context.set_default_timeout(30_000)
        self.contexts.append(context)
        return Visitor(self, context)

    def person(self, username: str) -> Visitor:
        """A person with an account, signed in (again, when the clock has moved to another day)."""
        if username not in self.people:
            self.people[username] = self.stranger()
        visitor = self.people[username]
        if visitor.signed_in_on != self.clock.day:
            visitor.sign_in(username)
        return visitor

    def judge(self, visitor: Visitor) -> None:
        """WCAG on the page that stands there, and room for what is typed; a page of the very same build is judged once."""
        if SECOND_DATABASE:  # the pages are the same ones
            return
        build = self.judged / visitor.build()
        try:
            build.touch(exist_ok=False)
        except FileExistsError:
            return
        found = [*self.axe(visitor.page), *(f"too narrow: {name}" for name in visitor.crushed())]
        self.complaints += [f"{visitor.page.url}: {breach}" for breach in found]

    def take_pictures(self, folder: str | None) -> None:
        """Where everybody stands when the journey ends; for whoever looks for a fault."""
        for number, context in enumerate(self.contexts if folder else []):
            context.pages[0].screenshot(path=f"{folder}/{number}.png", full_page=True)


@pytest.fixture(scope="session")
def judged(tmp_path_factory):
    """A folder with the builds of pages that were judged already, shared by all processes of this run.

    Journeys cross the same pages, and the two whole roads all of them.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "judged"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def site(chromium, live_server, axe, clock, judged, transactional_db):
    made = Site(chromium, live_server, axe, clock, judged)
    yield made
    made.take_pictures(os.environ.get("JOURNEY_PICTURES"))
    for context in made.contexts:
        context.close()
    assert not made.complaints, "\n".join(made.complaints)
