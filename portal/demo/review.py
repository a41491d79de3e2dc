"""The expert review: the alliance opens, seats and closes; experts declare and score; applicants object."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from applications.models import Call, Indicator
from portal.demo.filing import Case, files
from portal.demo.people import Cast
from reviews import (
    declarations,
    dissent,
    many,
    opening,
    panels,
    progress,
    recusals,
    reopening,
    reports,
    scoring,
    sheets,
    stages,
)
from reviews.models import Assignment, Expert, Recusal, ReviewFile, ScoreSheet

SEATS = 5
FILES_A_PANEL = 4
BASIS = (
    "依据申报通知公布的评价指标和权重，由五名专家分别独立评分，去除回避人员后取平均值；"
    "各环节平均分按申报通知公布的权重合成总分，未进入的环节按 0 分计，同分并列。"
)
SPLIT = (0.5, 0.95)  # of a file on which the experts disagree, by turns
REASONS = {
    "low": "佐证材料较少，规模化应用尚待验证。",
    "full": "指标表现突出，佐证充分。",
    "plain": "材料完整，情况属实。",
}
OVERALL = "方案贴合行业需要，部署快、运维轻；建议继续提高数据采集的覆盖面。"


def panel(cast: Cast, number: int) -> list[Expert]:
    """The ``number``-th five of the register: three technical, one financial, one of management."""
    whole = len(cast.experts) // SEATS
    start = number % whole * SEATS
    return cast.experts[start : start + SEATS]


def review_files(cases: Iterable[Case]) -> list[ReviewFile]:
    """The review's own rows of the files, in order."""
    rows = ReviewFile.objects.filter(application__in=[case.pk for case in cases])
    return list(rows.select_related("application", "review__call").order_by("application"))


def standing_in(cases: Iterable[Case], stage: str) -> list[Case]:
    """The cases whose files are in ``stage`` now; those not taken on to it are left out."""
    rows = ReviewFile.objects.filter(
        application__in=[case.pk for case in cases], stage=stage, total=None, application__state="in_review"
    )
    there = set(rows.values_list("application", flat=True))
    return [case for case in cases if case.pk in there]


def open_review(cast: Cast, call: Call, cases: list[Case], *, at: datetime) -> None:
    opening.open_review(call, files(cases), by=cast["alliance"], at=at)


def seat(cast: Cast, cases: list[Case], *, first: int, at: datetime) -> None:
    """Seat a panel on every four files, beginning with the ``first`` five of the register."""
    for start in range(0, len(cases), FILES_A_PANEL):
        five = panel(cast, first + start // FILES_A_PANEL)
        rows = review_files(cases[start : start + FILES_A_PANEL])
        panels.set_panel(rows, five, chair=five[0], by=cast["alliance"], at=at)


def show(cast: Cast, cases: list[Case], *, at: datetime) -> None:
    """Show the panels to the applicants."""
    panels.show_panel(review_files(cases), by=cast["alliance"], at=at)


def seats_of(cases: Iterable[Case]) -> list[Assignment]:
    """The running seats on the files, file by file."""
    rows = Assignment.objects.filter(file__application__in=[case.pk for case in cases], ended_at=None)
    return list(rows.select_related("expert__user", "file__application").order_by("file", "seat"))


def declare(cases: list[Case], *, at: datetime, except_for: int = 0) -> None:
    """Sign the no-conflict declarations that are open; ``except_for``: the last seats of each file wait."""
    signing = [
        seat
        for seat in seats_of(cases)
        if seat.declaration == Assignment.Declaration.OPEN
        and not (except_for and seat.seat > SEATS - except_for)
    ]
    many.declare_no_conflict(signing, at=at)


def lines(indicators: list[Indicator], quality: float, dice: Random) -> dict[int, sheets.Line]:
    """What one expert gives a file of this ``quality`` (0 to 1), in halves, with reasons where they are due."""
    found = {}
    for one in indicators:
        share = min(max(quality + dice.uniform(-0.09, 0.09), 0.3), 1)
        points = Decimal(round(share * one.weight * 2)) / 2
        reason = "plain"
        if scoring.needs_reason(points, one.weight):
            reason = "full" if points == one.weight else "low"
        found[one.pk] = sheets.Line(points, REASONS[reason])
    return found


def score(
    cases: list[Case],
    stage: str,
    *,
    at: datetime,
    indicators: list[Indicator],
    sealed: int = SEATS,
    begun: int = SEATS,
) -> None:
    """Score ``stage`` of the files: the first ``sealed`` seats seal, up to ``begun`` have a sheet in work."""
    quality = {case.pk: case.notes["quality"] for case in cases}
    split = {case.pk for case in cases if case.notes.get("split")}
    place: dict[int, int] = {}
    whole = []
    for one in seats_of(cases):
        number = place[one.file_id] = place.get(one.file_id, 0) + 1
        if number > begun:
            continue
        dice = Random(f"{one.pk}-{stage}")
        level = quality[one.file.application_id]
        if one.file.application_id in split:
            level = SPLIT[number % 2]
        given = lines(indicators, level, dice)
        if number <= sealed:
            whole.append(many.Filled(one, sheets.Draft(given, veto_judged=True, comment=OVERALL)))
            continue
        draft = sheets.Draft(dict(list(given.items())[: dice.randint(2, 5)]), veto_judged=False, comment="")
        sheets.save_draft(one, stage, draft, revision=0, by=one.expert.user, at=at)
    many.seal(whole, at=at + timedelta(minutes=5))


def close(cast: Cast, cases: list[Case], stage: str, *, at: datetime) -> None:
    stages.close_stage(review_files(cases), stage=stage, by=cast["alliance"], at=at)


def report(cast: Cast, cases: list[Case], *, at: datetime, signed: bool = True) -> None:
    """Prepare the report and have the colleague sign it off, or leave that for the reader."""
    rows = review_files(cases)
    prepared = reports.prepare(rows[0].review, rows, basis=BASIS, by=cast["alliance"], at=at)
    if signed:
        reports.sign_off(prepared, by=cast["alliance-2"], at=at + timedelta(minutes=40))


def dissent_from(case: Case, stage: str, *, at: datetime) -> None:
    """A member puts another opinion on record."""
    one = seats_of([case])[2]
    text = "本人认为该企业应用案例的规模化程度不足，应用案例一项得分偏高，对专家组结论保留意见。"
    dissent.record_dissent(one, stage, text=text, by=one.expert.user, at=at)


def reopen_sheet(cast: Cast, case: Case, *, at: datetime) -> None:
    """The first member had filled in another file's points; the sealed sheet goes back."""
    sheet = ScoreSheet.objects.get(assignment=seats_of([case])[0], status=ScoreSheet.Status.SEALED)
    reasons = "专家来电说明误将另一申报件的评分填入本表，经核实，退回重评。"
    reopening.reopen_sheet(sheet, reasons=reasons, by=cast["alliance"], at=at)


def propose_reopening(cast: Cast, case: Case, *, at: datetime) -> None:
    """A closed stage is to be opened again; the colleague has to agree."""
    [file] = review_files([case])
    reasons = "环节结束后发现企业补充的验收证明未送专家组，可能影响应用案例一项评分，提请重新评分。"
    reopening.propose_stage(file, reasons=reasons, by=cast["alliance"], at=at)


def remind(cast: Cast, cases: list[Case], matter: str, *, at: datetime) -> None:
    """Remind everybody for whom these files wait."""
    files = review_files(cases)
    experts = {one.expert_id for one in seats_of(cases)}
    progress.remind(files[0].review, matter=matter, experts=sorted(experts), by=cast["alliance"], at=at)


def request_recusal(case: Case, *, seat_number: int, at: datetime) -> Recusal:
    """The applicant asks for the recusal of a member of its panel."""
    one = seats_of([case])[seat_number]
    return recusals.request_recusal(
        one,
        ground=Recusal.Ground.EMPLOYMENT,
        reasons="该专家两年前曾任我单位主要竞争对手的技术顾问，可能影响公正评审。",
        by=case.owner,
        at=at,
    )


def declare_recusal(case: Case, *, seat_number: int, at: datetime) -> Recusal:
    """An expert declares a conflict."""
    one = seats_of([case])[seat_number]
    return declarations.declare_recusal(
        one,
        ground=Recusal.Ground.CONSULTED,
        reasons="本人曾就该项目方案提供过咨询意见，申请回避。",
        by=one.expert.user,
        at=at,
    )


def grant_recusal(cast: Cast, recusal: Recusal, *, at: datetime) -> None:
    """Grant a recusal on a drawn panel: the next sealed substitute takes the seat at once.

    Chance seats the panel, so whoever of the staff has nothing to do with that member rules.
    """
    reasons = "理由成立，准予回避，由下一名密封替补递补。"
    staff = [cast["alliance"], cast["alliance-2"]]
    [by, *_] = [one for one in staff if not recusals.why_not_rule(recusal, by=one, at=at)]
    recusals.rule(recusal, granted=True, reasons=reasons, by=by, at=at)
