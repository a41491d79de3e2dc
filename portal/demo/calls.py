"""The calls: one recognition in each phase, published by the province at their time."""

from collections import Counter
from datetime import datetime

from applications import calls
from applications.call_defaults import BODY, VETO_ITEMS
from applications.models import Call
from portal.demo.numbers import ROUNDS, Round
from portal.demo.people import Cast
from portal.demo.story import Story

BATCHES = "一二三四五六"
EXTRA = "省领导小组要求扩大资源池覆盖面，当年增加一批申报。"


def plan(story: Story, cast: Cast, made: dict[str, Call]) -> None:
    """Plan every call's publication on the day on which it opens; ``made`` fills up as they come."""
    in_year: Counter[int] = Counter()
    for one in ROUNDS:
        year = story.day(one.opens).year
        in_year[year] += 1
        batch = in_year[year]
        story.plan(
            story.moment(one.opens, 9),
            lambda at, one=one, year=year, batch=batch: made.update(
                {one.key: publish(story, one, year=year, batch=batch, by=cast["province"], at=at)}
            ),
        )


def publish(story: Story, one: Round, *, year: int, batch: int, by, at: datetime) -> Call:
    """Draft a call as the form would, and publish it."""
    call = Call.objects.create(
        year=year,
        batch=batch,
        title=f"{year}年第{BATCHES[batch - 1]}批广东省工业互联网产业生态供给资源池企业认定",
        title_en=f"Recognition for the Guangdong provincial pool of industrial-internet suppliers, {year}, batch {batch}",
        document_number=f"粤工信演示〔{year}〕{100 + batch}号",
        body=BODY,
        veto_items=VETO_ITEMS,
        written_weight=one.stages[0],
        defence_weight=one.stages[1],
        site_weight=one.stages[2],
        defence_from=one.least,
        site_from=one.least,
        opens_at=at,
        closes_at=story.moment(one.closes, 17, 30),
        extra_reason=EXTRA if batch > calls.MOST_A_YEAR["recognition"] else "",
        created_by=by,
        created_at=at,
    )
    calls.add_defaults(call)
    return calls.publish(call, by=by, at=at)
