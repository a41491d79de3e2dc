"""The leak walk: a recused expert asks every address of the site and finds nothing of the file.

Neither in a page, list, count, rank, search, export, document, attachment or error, nor in what was sent
to the inbox or by mail; after the announcement no more than every visitor finds at the same address.
"""

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from applications import collation, policies, recommendation
from applications.compliance import ITEMS
from applications.models import Application, FormerName
from portal.accounts.roles import Role
from portal.audit.models import Event
from portal.documents.models import OfficialDocument
from portal.notifications.mail import deliver_notice
from portal.notifications.models import InboxItem
from publication import announcing, publicity
from publication.models import Announcement, Publicity
from reviews import (
    declarations,
    many,
    opening,
    panels,
    recusals,
    register_relations,
    replacements,
    sheets,
    stages,
)
from reviews.models import Assignment, Draw, Recusal, Report, Review, ReviewFile
from tests import factories as make
from tests.architecture.access_table import TABLE
from tests.architecture.urls import every_address

pytestmark = pytest.mark.django_db

NAME, FORMER = "密泄试验云智科技有限公司", "密泄旧称物联有限公司"
FRAGMENTS = ("密泄", "云智科技", "物联有限")
LANGUAGES = ("", "/en")


class World:
    """Two files of one call with the same panel; from one of them a member is recused.

    ``drawn``: their panels are drawn, and the next sealed substitute takes the seat.
    """

    def __init__(self, at, *, drawn: bool = False) -> None:
        self.at, self.is_drawn = at, drawn
        self.staff, self.province = make.person(Role.ALLIANCE), make.person(Role.PROVINCE)
        self.county = make.person(Role.COUNTY, division="440106")
        self.city = make.person(Role.CITY, division="440100")
        self.call = make.call(at=at, created_by=self.province)
        self.secret = self._reported(make.enterprise(name=NAME))
        self.other = self._reported(make.enterprise(name="可见企业有限公司"))
        FormerName.objects.create(enterprise=self.secret.enterprise, name=FORMER, until=at.date())
        opened = opening.open_review(self.call, [self.secret, self.other], by=self.staff, at=at)
        assert not opened.refused
        self.file = ReviewFile.objects.get(application=self.secret)
        self.beside = ReviewFile.objects.get(application=self.other)
        if drawn:
            self._draw()
        else:
            self.seats = make.panel(self.file, by=self.staff, at=at)
            members = [seat.expert for seat in self.seats]
            panels.set_panel([self.beside], members, chair=members[0], by=self.staff, at=at)
            panels.show_panel([self.beside], by=self.staff, at=at)
        self.seat = self.seats[1]
        self.expert = self.seat.expert.user
        many.declare_no_conflict(list(Assignment.objects.filter(ended_at=None)), at=self.at)
        self._draft()

    def _draw(self) -> None:
        """Fifteen experts, everything of the draw within three hours."""
        for number in range(15):
            kind = ["technical", "technical", "technical", "financial", "management"][number % 5]
            make.expert(kind=kind, region=["440100", "440300"][number % 2])
        at, known_at = self.at, self.at + timedelta(hours=2)
        drawn = make.drawn(self.file.review, by=self.staff, province=self.province, at=at, known_at=known_at)
        self.draw, self.at = drawn, known_at
        self.seats = list(self.file.assignments.order_by("seat"))

    def _reported(self, of) -> Application:
        """Through county and city, with its dossier, its attachments and its receipt."""
        owner, at = make.owner(of), self.at
        file = make.submitted(of, self.call, at=at, by=owner)
        collation.count_paper(file, policies.expected_paper(file), by=self.county, at=at)
        assert collation.pass_on([file], opinion="同意", by=self.county, at=at).done
        file = Application.objects.get(pk=file.pk)
        recommendation.judge(file, dict.fromkeys(ITEMS, ("pass", "")), by=self.city, at=at)
        assert recommendation.report([file], opinion="推荐", by=self.city, at=at).done
        return Application.objects.get(pk=file.pk)

    def _draft(self) -> None:
        """The member has begun a sheet before the recusal."""
        indicator = self.call.indicators.first()
        draft = sheets.Draft({indicator.pk: sheets.Line(Decimal(indicator.weight), "草稿")}, veto_judged=True)
        sheets.save_draft(self.seat, "written", draft, revision=0, by=self.expert, at=self.at)

    def grant(self, recusal: Recusal) -> None:
        recusals.rule(recusal, granted=True, reasons="属实", by=self.staff, at=self.at)
        ended = Assignment.objects.get(pk=self.seat.pk)
        if self.is_drawn:
            self.substitute = Assignment.objects.get(replaces=ended).expert
            return
        self.substitute = make.expert()
        replacements.replace(ended, self.substitute, is_chair=False, by=self.staff, at=self.at)

    def announce(self):
        """Score, report, deliberate, publicise and announce; the moment of the announcement."""
        later = max(f.recusal_until for f in ReviewFile.objects.all()) + timedelta(hours=1)
        running = Assignment.objects.filter(ended_at=None, file__review__call=self.call)
        many.declare_no_conflict(running.filter(declaration="open"), at=later)
        files = list(ReviewFile.objects.filter(review__call=self.call))
        for stage in ("written", "defence", "site"):
            make.on_the_spot(files, stage, by=self.staff, at=later)
            many.seal([make.scored(seat) for seat in running], at=later)
            closed = stages.close_stage(files, stage=stage, by=self.staff, at=later)
            assert not closed.refused, closed.refused
        make.sent_report(Review.objects.get(), files, by=self.staff, at=later)
        held = make.meeting(self.call, by=self.province, at=later)
        reported = list(Application.objects.filter(call=self.call))
        make.decided(held, reported, at=later)
        make.approved(held, at=later)
        shown = publicity.begin(self.call, first_day=later.date(), by=self.province, at=later)
        text = announcing.prepared(shown, at=shown.ends_at)
        announcing.announce(shown, **text, by=self.province, at=shown.ends_at)
        return shown.ends_at + timedelta(hours=1)

    def secrets(self) -> list[str]:
        """What would give the file away: names, code, number, and any link to it."""
        one = self.secret
        links = [
            reverse("applications:application", args=[one.pk]),
            reverse("reviews:declare", args=[self.seat.pk]),
            reverse("reviews:file", args=[self.file.pk]),
            *(reverse("reviews:recusal", args=[pk]) for pk in Recusal.objects.values_list("pk", flat=True)),
        ]
        return [NAME, FORMER, one.uscc, one.number, *(f'"{link}' for link in links)]

    def arguments(self) -> dict[str, list]:
        """What may stand in an address, by the name of the place: everything that belongs to the file."""
        own = [self.secret, self.file, self.seat, self.call, self.secret.enterprise, self.seat.expert]
        own += [self.file.review, *Recusal.objects.all(), *Report.objects.all(), *self.seat.sheets.all()]
        own += [*Publicity.objects.all(), *Announcement.objects.all(), *Draw.objects.all()]
        documents = OfficialDocument.objects.all()
        return {
            "int": sorted({row.pk for row in own}),
            "attachment_pk": list(self.secret.attachments.values_list("pk", flat=True)),
            "number": [1],
            "uscc": [self.secret.uscc],
            "code": list(documents.values_list("code", flat=True)),
            "hash": list(Event.objects.filter(id=str(self.secret.pk)).values_list("hash", flat=True)[:3]),
            "what": ["new"],
            "form": ["csv", "xlsx"],
            "str": ["basic"],
        }


def addresses(world: World) -> Iterator[tuple[str, str]]:
    """Every address of the site with every argument that may lead to the file; name and path."""
    values = world.arguments()
    for address in every_address():
        places = getattr(address.pattern.pattern, "converters", {})
        kinds = {
            name: values.get(name) or values["int" if type(kind).__name__ == "IntConverter" else "str"]
            for name, kind in places.items()
        }
        admitted = "expert" in TABLE[address.name]
        for chosen in product(*(kinds.values() if admitted else [v[:1] for v in kinds.values()])):
            try:
                yield address.name, reverse(address.name, kwargs=dict(zip(kinds, chosen, strict=True)))
            except NoReverseMatch:
                continue


def asked(client: Client, path: str, method: str, data: dict) -> tuple[int, str]:
    """The status, and all that came back: headers and body. Nothing that was changed stays, no sign-out either."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer = getattr(client, method)(path, data)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    client.cookies = cookies
    told = f"{answer.headers!r}\n{body.decode('utf-8', 'replace')}"
    return answer.status_code, told


def leaks(world: World) -> tuple[list[str], Counter]:
    """What the recused expert finds beyond the public, and how many answers there were by status."""
    expert, visitor = Client(), Client()
    expert.force_login(world.expert)
    secrets, found, read = world.secrets(), [], Counter()
    search = {
        "text": FRAGMENTS[0],
        "q": FRAGMENTS[0],
        "search": FRAGMENTS[1],
        "code": world.secret.number[:4],
    }
    for name, path in addresses(world):
        asks = [("get", {}), ("post", {"ground": "other", "reasons": "x", "confirmed": "on", "revision": 0})]
        if "expert" in TABLE[name]:
            asks.insert(1, ("get", search))
        for method, data in asks:
            for prefix in LANGUAGES if method == "get" else ("",):
                place = path if path.startswith("/en/") else prefix + path
                status, told = asked(expert, place, method, data)
                read[status] += 1
                if status >= 500 or "/accounts/login/?next=" in told:
                    found.append(f"{method} {place}: {status}")
                seen = [secret for secret in secrets if secret in told]
                if seen:
                    _status, public = asked(visitor, place, method, data)
                    found += [f"{method} {place}: {secret}" for secret in seen if secret not in public]
    return found, read


def sent(world: World) -> str:
    """Everything in the expert's inbox, as rows, as words in both languages, and as mails."""
    mail.outbox.clear()
    told = []
    for item in InboxItem.objects.filter(user=world.expert):
        told.append(f'{item.params} "{item.link}')
        deliver_notice(item=item.pk)
    told += [f"{one.subject} {one.body} {one.alternatives}" for one in mail.outbox]
    return "\n".join(told)


def requested(world: World) -> None:
    owner = world.secret.enterprise.organisation.people.first()
    seat = Assignment.objects.get(pk=world.seat.pk)
    entry = recusals.request_recusal(seat, ground="consulted", reasons="曾咨询", by=owner, at=world.at)
    world.grant(entry)


def declared(world: World) -> None:
    """Declared and not yet ruled on."""
    declarations.declare_recusal(world.seat, ground="kin", reasons="亲属任职", by=world.expert, at=world.at)


def detected(world: World) -> None:
    """Found by the portal and not yet ruled on; what the expert stated names the enterprise, so it goes."""
    one = world.secret.enterprise
    made = register_relations.state(
        world.expert, kind="adviser", organisation=NAME, code=one.uscc, by=world.staff, at=world.at
    )
    register_relations.take_back(made, by=world.staff, at=world.at)
    assert Recusal.objects.get().origin == "detected"


@pytest.fixture
def world(at) -> World:
    return World(at)


def test_a_member_recused_from_a_drawn_panel_finds_nothing_either(at):
    world = World(at, drawn=True)
    with time_machine.travel(world.at, tick=False):
        requested(world)
        world.draw.refresh_from_db()
        assert len(world.draw.record["events"]) == 1
        found, read = leaks(world)
        assert found == []
        assert read[200] > 120, read
        told = sent(world)
        assert [secret for secret in world.secrets() if secret in told] == []
    after = world.announce()
    with time_machine.travel(after, tick=False):
        assert Draw.objects.get().revealed_at
        found, _read = leaks(world)
        assert found == []


@pytest.mark.parametrize("how", [requested, declared, detected])
def test_a_recused_expert_finds_nothing_anywhere(world, how):
    with time_machine.travel(world.at, tick=False):
        before = Client()
        before.force_login(world.expert)
        page = before.get(reverse("applications:application", args=[world.secret.pk]))
        assert NAME in page.content.decode()  # the walk would see it

        how(world)
        found, read = leaks(world)
        assert found == []
        assert read[200] > 120, read
        told = sent(world)
        assert [secret for secret in world.secrets() if secret in told] == []


def test_what_is_counted_is_what_somebody_counts_who_never_sat_there(world):
    with time_machine.travel(world.at, tick=False):
        requested(world)
        client = Client()
        client.force_login(world.expert)
        mine = client.get(reverse("reviews:mine"))
        assert [seat.file for seat in mine.context["page"].rows] == [world.beside]
        assert mine.context["waiting"] == {"declare": 0, "score": 1}
        for name in ("declare", "sheet", "recuse", "autosave"):
            for method in ("get", "post"):
                status, _told = asked(client, reverse(f"reviews:{name}", args=[world.seat.pk]), method, {})
                assert status in {404, 405}


def test_after_the_announcement_it_is_what_everybody_finds(world):
    with time_machine.travel(world.at, tick=False):
        requested(world)
        after = world.announce()
    with time_machine.travel(after, tick=False):
        visitor = Client().get(reverse("publication:pool"))
        assert NAME in visitor.content.decode()
        found, read = leaks(world)
        assert found == []
        assert read[200] > 120, read
        told = sent(world)
        assert [secret for secret in world.secrets() if secret in told] == []
        with translation.override("en"):
            assert NAME not in sent(world)
