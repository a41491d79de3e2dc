"""Loads the whole story in one transaction: all of it, or nothing."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic

from django.db import transaction

from applications import disputes, registration, tasks
from applications.models import Enterprise
from portal.accounts.models import Division, Organisation, User
from portal.audit import roots
from portal.demo import calls, dossiers, experts, numbers, people
from portal.demo.aftermath import settle
from portal.demo.casting import Casting
from portal.demo.changes import Changes
from portal.demo.cities import Cities
from portal.demo.evaluation import Evaluation
from portal.demo.later import Later
from portal.demo.people import Cast
from portal.demo.products import Products
from portal.demo.rounds import Rounds
from portal.demo.story import Story
from portal.demo.support import Support
from portal.documents import recovery, sealing
from portal.documents.files import store_bytes
from portal.workdays import notices, table

BEGINS = numbers.ANNOUNCED.opens + 6
CONTACT = {
    "office": "信息化与软件服务业处",
    "postal_address": "广州市越秀区演示路100号（演示）",
    "postcode": "510030",
    "telephone": "020-83130000",
}


def is_loaded() -> bool:
    """Whether anybody is there: the demonstration only ever goes into an empty portal."""
    return User.objects.exists()


@transaction.atomic
def load(now: datetime, *, say: Callable[[str], object] = print) -> None:
    """Tell the whole story up to ``now``."""
    began = monotonic()
    story, cast = Story(now), Cast()
    Organisation.objects.filter(kind="province").update(**CONTACT)
    people.officials(cast, at=story.moment(BEGINS, 9))
    _confirm_past_years(story, cast)
    sealing.make_key(
        passphrases={cast["objections"]: numbers.PASSWORD}, by=cast["security"], at=story.moment(BEGINS, 10)
    )
    recovery.split(
        sealing.Opener.from_passphrase(numbers.PASSWORD),
        passphrases={cast[name]: numbers.PASSWORD for name in ("province-3", "province-4")},
        by=cast["security"],
        at=story.moment(BEGINS, 10, 20),
    )
    people.experts(cast, at=story.moment(BEGINS, 11))
    experts.relations(cast, at=story.moment(BEGINS, 12))
    people.enterprises(story, cast, at=story.moment(BEGINS - 2))
    say(f"{len(cast.enterprises)} enterprises, {len(cast.experts)} experts ({monotonic() - began:.0f} s)")
    _plan(story, cast)
    acts = story.tell()
    people.give_passwords()
    people.give_factors(cast, at=story.now)
    settle(story, cast)
    say(f"{acts} acts told ({monotonic() - began:.0f} s)")


def _confirm_past_years(story: Story, cast: Cast) -> None:
    """The province entered the holiday notices of the years that have passed and no table knows."""
    for year in range(story.day(BEGINS).year, story.today.year):
        if not table.is_published(year):
            notices.enter(
                days=[],
                notice=f"演示办发〔{year - 1}〕1号",
                confirm=year,
                by=cast["province"],
                at=story.moment(BEGINS, 10),
            )


def _plan(story: Story, cast: Cast) -> None:
    made: dict = {}
    parts = Casting(story, cast).cast_all()
    calls.plan(story, cast, made)
    rounds, later = Rounds(story, cast, made), Later(story, cast, made)
    for one in (numbers.ANNOUNCED, numbers.IN_PUBLICITY, numbers.IN_REVIEW):
        rounds.past(one, parts[one.key])
    rounds.at_authorities(parts["at_authorities"])
    rounds.close_authorities(parts["at_authorities"])
    rounds.open_round(parts["open"])
    later.whole_review("announced", parts["announced"], opened=296, reported=268, first=None)
    later.whole_review("in_publicity", parts["in_publicity"], opened=136, reported=30, first=9)
    later.running_review(parts["in_review"])
    later.register(parts["in_review"])
    later.announced()
    later.in_public(parts["in_publicity"][0])
    later.in_deliberation()
    Products(story, cast, announced=254)
    Evaluation(story, cast).plan()
    Changes(story, cast).plan()
    Cities(story, cast).plan()
    Support(story, cast).plan()
    story.plan(story.moment(1, 11), lambda at: _join(cast, at))
    story.plan(story.moment(1, 16), lambda at: _dispute(cast, at))
    _clockwork(story)


def _clockwork(story: Story) -> None:
    """What the portal did by itself: daily roots; reminders, lapses and escalations of the last weeks."""
    for back in range(BEGINS, 0, -1):
        story.plan(story.moment(back, 23, 50), roots.make_root)
    for back in range(12, -1, -1):
        for task in (tasks.lapse_overdue, tasks.remind, tasks.escalate):
            story.plan(story.moment(back, 8), lambda at, task=task: task(at=at))


def _claim(enterprise: Enterprise, name: str, username: str) -> registration.Claim:
    return registration.Claim(
        uscc=enterprise.uscc,
        name=enterprise.name,
        city=Division.objects.get(pk=enterprise.city_id),
        county=Division.objects.filter(pk=enterprise.county_id).first(),
        contact=name,
        phone="020-80000001",
        email=f"{username}@example.test",
        username=username,
        password=None,
    )


def _paper(title: str, seed: int):
    return store_bytes(f"{title}.pdf", dossiers.material(title, seed), "application/pdf", by=None)


def _join(cast: Cast, at: datetime) -> None:
    """A colleague asks to join the first enterprise."""
    claim = _claim(cast.enterprises[0], "周静怡（演示）", "enterprise-1-colleague")
    registration.ask_to_join(claim, authorisation=_paper("授权书", 900_001), at=at)


def _dispute(cast: Cast, at: datetime) -> None:
    """Somebody else claims an enterprise; the security administrator has to decide."""
    claim = _claim(cast.enterprises[7], "何国栋（演示）", "claimant-1")
    disputes.open_dispute(
        claim,
        licence=_paper("营业执照", 900_002),
        authorisation=_paper("授权书", 900_003),
        statement="原经办人已于上月离职，其账号未移交。现由本人持加盖公章的授权书申请接管。",
        at=at,
    )
