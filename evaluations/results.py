"""The lists of a round and what its announcement does (annex 2, steps 6 and 8)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from applications.models import Application, Call, Enterprise, Kind
from applications.policies import Refused
from evaluations import hearings, rounds
from evaluations.models import AbsentDecision, EvaluationBasis, Hearing
from publication import announcing, lists, pool
from publication.lists import Line
from publication.models import Announcement, ListEntry, Membership, Publicity

Outcome = Application.Outcome
ORDER = [
    Outcome.EXCELLENT,
    Outcome.QUALIFIED,
    Outcome.UNQUALIFIED,
    Outcome.REMOVED,
    Outcome.NOT_EVALUATED,
]
"""The lists of a result, in the order in which they are read."""
SHOWN_OPEN = 3


def register() -> None:
    """Enter what completes a round's list, its announcement's text, and its consequences."""
    lists.results.add(Kind.EVALUATION, tiers_of)
    lists.completions.add(Kind.EVALUATION, complete)
    announcing.texts.add(Kind.EVALUATION, text)
    announcing.consequences.add(Kind.EVALUATION, follow)


def complete(call: Call, lines: list[Line], whole: bool) -> list[Line]:
    """The tiers' lines; on the whole list also the members that were not evaluated. By result, class, city.

    Raises Refused while a member that didn't apply waits for the province, or for its hearing.
    """
    made = [*lines, *(_absent_lines(call) if whole else [])]
    place = {result: number for number, result in enumerate(ORDER)}
    return sorted(
        made, key=lambda line: (place.get(line.result, 9), line.supplier_class, line.city, line.uscc)
    )


def tiers_of(applications: Sequence[int]) -> dict[int, str]:
    """The tier of each file that goes on a list."""
    heard = Hearing.objects.filter(application__in=applications).in_bulk(field_name="application_id")
    rows = EvaluationBasis.objects.filter(application__in=applications).defer("content")
    return {row.application_id: hearings.final_tier(row, heard.get(row.application_id)) for row in rows}


def _absent_lines(call: Call) -> list[Line]:
    missing = list(rounds.absent(call))
    pks = [enterprise.pk for enterprise in missing]
    decided = {one.enterprise_id: one for one in AbsentDecision.objects.filter(call=call, enterprise__in=pks)}
    heard = {one.enterprise_id: one for one in Hearing.objects.filter(call=call, enterprise__in=pks)}
    classes = dict(
        Membership.objects.filter(enterprise__in=pks).values_list("enterprise_id", "supplier_class")
    )
    results = {e.pk: absent_result(decided.get(e.pk), heard.get(e.pk)) for e in missing}
    still_open = [enterprise for enterprise in missing if not results[enterprise.pk]]
    if still_open:
        raise Refused(_still_open(still_open))
    return [
        Line(e.pk, None, e.name, e.uscc, e.city_id, classes.get(e.pk, "service"), results[e.pk])
        for e in missing
    ]


def absent_result(decision: AbsentDecision | None, hearing: Hearing | None) -> str:
    """What the list says of a member that didn't apply; "" while that is open."""
    if decision is None:
        return ""
    if decision.decision == AbsentDecision.Decision.KEEP:
        return Outcome.NOT_EVALUATED
    if hearing is None or hearing.ruling == Hearing.Ruling.OPEN:
        return ""
    return Outcome.NOT_EVALUATED if hearing.ruling == Hearing.Ruling.CHANGED else Outcome.REMOVED


def _still_open(members: list[Enterprise]) -> str:
    names = "、".join(member.name for member in members[:SHOWN_OPEN])
    return _(
        "%(count)d members that did not apply wait for the province's decision or for their hearing: %(names)s."
    ) % {"count": len(members), "names": names}


def follow(announcement: Announcement, entries: list[ListEntry], at: datetime) -> None:
    """Annex 2, step 8: tiers into the histories; the unqualified and the removed leave the pool, with the reasons."""
    months = rounds.rules_of(announcement.version.call).comeback_months
    back = f"自移出之日起满{months}个月可重新申报认定。" if months else "可重新申报认定。"
    year = announcement.version.call.year
    leaving = {
        Outcome.UNQUALIFIED: f"{year}年度评价不合格，予以移出省资源池。{back}",
        Outcome.REMOVED: f"未参加{year}年度评价，经告知并听取陈述申辩，予以移出省资源池。{back}",
    }
    pool.evaluate(entries, leaving=leaving, announcement=announcement, at=at)


def text(publicity: Publicity, entries: list[ListEntry], at: datetime) -> str:
    """The prepared announcement: basis, steps, how many of each result, what follows from it."""
    call = publicity.version.call
    many = {result: sum(entry.result == result for entry in entries) for result in ORDER}
    gone = many[Outcome.UNQUALIFIED] + many[Outcome.REMOVED]
    months = rounds.rules_of(call).comeback_months
    return (
        f"根据{call.document_number}，经单位申请、地市合规性审查并提出推荐意见、市场数据核算、专家评审、陈述申辩、审议，"
        f"并于{_day(publicity.first_day)}至{_day(publicity.last_day)}向社会公示{publicity.days}个工作日，"
        f"公示期内的异议均已办结，现予公布评价结果：优秀{many[Outcome.EXCELLENT]}家，合格{many[Outcome.QUALIFIED]}家，"
        f"不合格{many[Outcome.UNQUALIFIED]}家，未参加评价{many[Outcome.NOT_EVALUATED] + many[Outcome.REMOVED]}家"
        f"（名单附后）。\n\n"
        f"评价为优秀的单位列入重点培育范围，编入年度推荐名录。{gone}家单位自{_day(timezone.localdate(at))}起移出省资源池，"
        f"满{months}个月可重新申报认定。\n\n"
        "在池单位应持续改进产品和服务；发生名称变更、股权结构或业务方向重大变更的，应在办理相关手续后及时报告，同时抄报省联盟。"
    )


def _day(day) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
