"""Draws of panels: prepared by the alliance, confirmed by the province, drawn with a lottery's numbers."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from applications.models import Call
from portal.demo.filing import Case
from portal.demo.people import Cast
from portal.demo.review import review_files
from portal.demo.story import Story
from reviews import availability
from reviews.drawing import confirming, drafts, freezing, proposing, running
from reviews.models import Draw, Review

WHAT = "双色球{issue}期开奖号码（演示），按公布顺序"
SOURCE = "中国福利彩票发行管理中心网站（演示）"
NUMBERS = ("03 08 14 19 27 32 + 11", "05 09 13 21 26 30 + 07")
LACKING = 15  # experts in the roster that is too small: one of them financial


def draft(
    cast: Cast,
    call: Call,
    cases: Sequence[Case],
    *,
    known_at: datetime,
    at: datetime,
    limit: int = 20,
    roster: Sequence[int] = (),
) -> Draw:
    """A draft for the files of ``cases``; ``roster``: ids, everybody who can be given a seat by default."""
    by = cast["alliance"]
    draw = drafts.prepare(Review.objects.get(call=call), by=by, at=at)
    files = [file.pk for file in review_files(cases)]
    experts = list(roster) or list(availability.seatable(at).values_list("pk", flat=True))
    drafts.choose(draw, files=files, experts=experts, by=by, at=at)
    rules = drafts.RulesOfDraw(
        limit=limit,
        fields=drafts.FIELDS,
        what=WHAT.format(issue=f"{known_at:%Y%j}"),
        source=SOURCE,
        known_at=known_at,
    )
    draw = drafts.set_rules(draw, rules, by=by, at=at)
    proposing.propose(draw, at=at)
    return draw


def submit(cast: Cast, draw: Draw, *, at: datetime) -> Draw:
    return confirming.submit(draw, by=cast["alliance"], at=at)


def freeze(cast: Cast, call: Call, cases: Sequence[Case], *, known_at: datetime, at: datetime) -> Draw:
    """Draft, confirmation and freezing within an hour."""
    draw = submit(cast, draft(cast, call, cases, known_at=known_at, at=at), at=at + timedelta(minutes=5))
    number = Draw.objects.exclude(confirmation="").count() + 1
    confirming.confirm(
        draw,
        confirmation=f"粤工信演示函〔{at.year}〕{30 + number}号",
        by=cast["province"],
        at=at + timedelta(minutes=30),
    )
    return freezing.freeze(draw, by=cast["alliance"], at=at + timedelta(minutes=40))


def run(cast: Cast, draw: Draw, *, at: datetime) -> None:
    """Enter the public value; the panels sit and the applicants see them."""
    numbers = NUMBERS[draw.pk % len(NUMBERS)]
    running.run(running.enter_value(draw, numbers, by=cast["alliance-2"], at=at), at=at)


def draft_without_panels(
    cast: Cast, call: Call, cases: Sequence[Case], *, known_at: datetime, at: datetime
) -> Draw:
    """One file an expert and one financial expert for two files: the proposal says what is missing."""
    able = availability.seatable(at).order_by("pk")
    financial = able.filter(kind="financial").values_list("pk", flat=True)[:1]
    others = able.filter(kind="technical").values_list("pk", flat=True)[: LACKING - 1]
    roster = [*financial, *others]
    return draft(cast, call, cases, known_at=known_at, at=at, limit=1, roster=roster)


def plan(story: Story, cast: Cast, made: dict[str, Call], key: str, cases: list[Case], back: int) -> None:
    """Frozen on that day, the value published in the evening, drawn the day after."""
    known_at = story.moment(back, 21, 15)

    def begin(at: datetime) -> None:
        draw = freeze(cast, made[key], cases, known_at=known_at, at=at)
        story.plan(story.moment(back - 1, 10), lambda at: run(cast, draw, at=at))

    story.plan(story.moment(back, 14), begin)


def plan_in_work(story: Story, cast: Cast, made: dict[str, Call], key: str, cases: list[Case]) -> None:
    """One frozen whose value is out since last night, one with the province, one without lawful panels."""
    last_night, ahead = story.moment(1, 21, 15), story.moment(-3, 21, 15)
    first, rest = cases[:3], cases[3:]
    story.plan(story.moment(1, 11), lambda at: freeze(cast, made[key], first, known_at=last_night, at=at))
    story.plan(
        story.moment(1, 15),
        lambda at: submit(
            cast, draft(cast, made[key], rest, known_at=ahead, at=at), at=at + timedelta(minutes=9)
        ),
    )
    story.plan(
        story.moment(1, 16),
        lambda at: draft_without_panels(cast, made[key], rest, known_at=ahead, at=at),
    )
