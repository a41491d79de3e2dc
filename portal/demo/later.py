"""What follows the authorities: reviews in their stages, lists in public, objections."""

from collections.abc import Callable
from datetime import datetime, timedelta

from applications.models import Application, Call, Indicator
from applications.workflow import State
from portal.demo import drawing, experts, numbers, on_the_spot, publication, review
from portal.demo.filing import Case
from portal.demo.people import Cast
from portal.demo.rounds import THROUGH
from portal.demo.story import Story
from publication import answering, investigation
from publication.models import Objection, Publicity
from reviews.models import Stage, Visit

SHARES = {one.key: one.stages for one in numbers.ROUNDS}
PANELS_OF_THE_FIVE = 0  # expert-1 … expert-5 are the register's first five


class Later:
    """Plans reviews and publication over one story and cast."""

    def __init__(self, story: Story, cast: Cast, made: dict[str, Call]) -> None:
        self.story, self.cast, self.made = story, cast, made
        self.shown: dict[str, Publicity] = {}
        self.rubrics: dict[int, list[Indicator]] = {}

    def on(self, back: int, hour: int, act: Callable[[datetime], object], minute: int = 0) -> None:
        self.story.plan(self.story.moment(back, hour, minute), act)

    def rubric(self, key: str) -> list[Indicator]:
        call = self.made[key]
        if call.pk not in self.rubrics:
            self.rubrics[call.pk] = list(call.indicators.all())
        return self.rubrics[call.pk]

    def score(self, key: str, cases: list[Case], stage: str, at: datetime, **how) -> None:
        there = review.standing_in(cases, stage)
        review.score(there, stage, at=at, indicators=self.rubric(key), **how)

    def whole_review(
        self,
        key: str,
        cases: list[Case],
        *,
        opened: int,
        reported: int,
        first: int | None,
        signed: bool = True,
    ) -> None:
        """A review from its opening to the report, evenly between the two days; ``signed``: by two already.

        ``first``: whose panels are assigned by hand, None where they are drawn.
        """
        cast, there = self.cast, [case for case in cases if case.fate in THROUGH]
        step = (opened - reported - 8) // 6

        def each(act: Callable[..., object], **how) -> Callable[[datetime], object]:
            return lambda at: act(cast, there, at=at, **how)

        self.on(opened, 10, lambda at: review.open_review(cast, self.made[key], there, at=at))
        self.seat_panels(key, there, opened - 1, first)
        self.on(opened - 4, 11, lambda at: review.declare(there, at=at))
        back = opened - 4
        for stage in [stage for stage, share in zip(Stage.values, SHARES[key], strict=True) if share]:
            self.on_the_spot(stage, each, back - 1, back - step + 1)
            back -= step
            self.on(back, 11, lambda at, stage=stage: self.score(key, there, stage, at))
            back -= step
            self.on(back, 16, each(review.close, stage=stage))
        self.on(reported, 15, each(review.report, signed=signed))

    def on_the_spot(self, stage: str, each: Callable, planned: int, day: int) -> None:
        """Defences and visits on ``day``; the sheets are sealed the morning after."""
        when = self.story.moment(day, 9)
        if stage == Stage.DEFENCE:
            self.on(planned, 9, each(on_the_spot.fix_day, when=when, rooms=4))
            self.on(day, 18, each(on_the_spot.hear))
        elif stage == Stage.SITE:
            self.on(planned, 9, each(on_the_spot.plan_visits, when=when))
            self.on(day, 19, each(on_the_spot.visit_all))

    def seat_panels(self, key: str, cases: list[Case], back: int, first: int | None) -> None:
        """Draw the panels, or assign those from ``first`` on; they are shown the day after."""
        cast = self.cast
        if first is None:
            drawing.plan(self.story, cast, self.made, key, cases, back)
            return
        self.on(back, 10, lambda at: review.seat(cast, cases, first=first, at=at))
        self.on(back - 1, 10, lambda at: review.show(cast, cases, at=at))

    def running_review(self, cases: list[Case]) -> None:
        """The round in review: some reported, some being scored, some waiting for declarations or panels."""
        key, cast = numbers.IN_REVIEW.key, self.cast
        there = [case for case in cases if case.fate in THROUGH]
        done, unsigned, visited, scoring = there[:4], there[4:6], there[6:10], there[10:26]
        shown, opened = there[26:34], there[34:39]
        done[1].notes["quality"] = 0.52  # not taken on to the defence
        for case in (*visited, *scoring[4:8]):
            case.notes["quality"] = max(case.notes["quality"], 0.72)
        self.whole_review(key, done, opened=62, reported=12, first=6)
        self.whole_review(key, unsigned, opened=57, reported=1, first=8, signed=False)
        self.on(2, 14, lambda at: review.dissent_from(unsigned[0], Stage.SITE, at=at))
        self.being_visited(key, visited)
        self.in_defence(key, scoring[4:8])
        self.on(14, 10, lambda at: review.open_review(cast, self.made[key], scoring, at=at))
        self.on(13, 10, lambda at: self.seat_scoring(scoring, at))
        self.on(12, 10, lambda at: review.show(cast, scoring[:8], at=at))
        drawing.plan(self.story, cast, self.made, key, scoring[8:], 13)
        self.on(11, 15, lambda at: self.recuse(scoring[12], at))
        self.on(8, 11, lambda at: review.declare(scoring, at=at))
        scoring[9].notes["split"] = True
        self.on(2, 10, lambda at: self.score_some(key, scoring, at))
        self.on(1, 9, lambda at: review.close(cast, scoring[8:10], Stage.WRITTEN, at=at), 30)
        self.on(1, 10, lambda at: review.reopen_sheet(cast, scoring[0], at=at), 20)
        self.on(1, 14, lambda at: review.propose_reopening(cast, scoring[8], at=at))
        self.on(1, 15, lambda at: review.remind(cast, scoring[:4], "score", at=at))
        self.on(0, 9, lambda at: review.remind(cast, shown[:4], "declare", at=at), 40)
        self.on(4, 9, lambda at: review.open_review(cast, self.made[key], shown, at=at))
        self.on(3, 9, lambda at: review.seat(cast, shown, first=PANELS_OF_THE_FIVE, at=at))
        self.on(1, 10, lambda at: review.show(cast, shown, at=at))
        self.on(1, 15, lambda at: review.declare(shown[4:], at=at, except_for=2))
        self.on(0, 9, lambda at: review.declare_recusal(shown[4], seat_number=4, at=at))
        self.on(0, 9, lambda at: review.request_recusal(shown[5], seat_number=1, at=at), 20)
        self.on(2, 9, lambda at: review.open_review(cast, self.made[key], opened, at=at))
        drawing.plan_in_work(self.story, cast, self.made, key, opened)

    def register(self, cases: list[Case]) -> None:
        """What the register finds while that round is in review: a conflict, names, a workbook."""
        cast, there = self.cast, [case for case in cases if case.fate in THROUGH]
        scoring, shown = there[10:26], there[26:34]
        self.on(5, 11, lambda at: experts.tie_person(cast, shown[0], 1, at=at))
        self.on(2, 11, lambda at: experts.settle_names(cast, at=at))
        self.on(1, 9, lambda at: experts.tie_person(cast, scoring[5], 4, at=at))
        self.on(0, 9, lambda at: experts.find_conflict(cast, scoring[1], at=at), 40)
        self.on(1, 14, lambda at: experts.integrity(cast, at=at))
        self.on(1, 15, lambda at: experts.hand_in_workbook(cast, at=at))

    def seat_scoring(self, cases: list[Case], at: datetime) -> None:
        """The five named experts sit on the first eight files; the rest is drawn."""
        review.seat(self.cast, cases[:4], first=PANELS_OF_THE_FIVE, at=at)
        review.seat(self.cast, cases[4:8], first=PANELS_OF_THE_FIVE, at=at)

    def in_defence(self, key: str, cases: list[Case]) -> None:
        """The five named experts have closed the written review; the timetable of the defence is out."""
        cast, when = self.cast, self.story.moment(-2, 9)
        self.on(6, 10, lambda at: self.score(key, cases, Stage.WRITTEN, at))
        self.on(5, 16, lambda at: review.close(cast, cases, Stage.WRITTEN, at=at))
        self.on(4, 9, lambda at: on_the_spot.fix_day(cast, cases, when=when, rooms=2, at=at))

    def being_visited(self, key: str, cases: list[Case]) -> None:
        """Four files in the stage of the site visit, a visit in each state."""
        cast, rubric = self.cast, lambda: self.rubric(key)
        self.on(60, 10, lambda at: review.open_review(cast, self.made[key], cases, at=at))
        self.on(59, 10, lambda at: review.seat(cast, cases, first=PANELS_OF_THE_FIVE, at=at))
        self.on(58, 10, lambda at: review.show(cast, cases, at=at))
        self.on(56, 11, lambda at: review.declare(cases, at=at))
        for stage, sealed, closed in ((Stage.WRITTEN, 50, 48), (Stage.DEFENCE, 42, 40)):
            self.on(sealed, 10, lambda at, s=stage: review.score(cases, s, at=at, indicators=rubric()))
            self.on(closed, 16, lambda at, s=stage: review.close(cast, cases, s, at=at))
        when = self.story.moment(44, 9)
        self.on(47, 9, lambda at: on_the_spot.fix_day(cast, cases, when=when, rooms=2, at=at))
        self.on(44, 18, lambda at: on_the_spot.hear(cast, cases, at=at))
        self.on(6, 9, lambda at: self.plan_each(cases, at))
        self.on(3, 13, lambda at: on_the_spot.inspect(self.visit(cases, 0), photos=3, at=at))
        self.on(3, 14, lambda at: on_the_spot.sign(self.visit(cases, 0), at=at))
        self.on(2, 13, lambda at: on_the_spot.inspect(self.visit(cases, 1), photos=2, at=at))
        self.on(2, 14, lambda at: on_the_spot.sign(self.visit(cases, 1), by_both=False, at=at))
        self.on(1, 12, lambda at: on_the_spot.inspect(self.visit(cases, 2), many=6, photos=1, at=at))
        self.on(1, 13, lambda at: on_the_spot.disagree(self.visit(cases, 2), at=at))

    def plan_each(self, cases: list[Case], at: datetime) -> None:
        """Three visits of the last days and one that lies ahead, each by two of the named experts."""
        people = [seat.expert.user for seat in review.seats_of(cases[:1])]
        for file, back in zip(review.review_files(cases), (3, 2, 1, -1), strict=True):
            when = self.story.moment(back, 9)
            on_the_spot.plan_visit(self.cast, file, people[:2], when=when, at=at)

    @staticmethod
    def visit(cases: list[Case], number: int) -> Visit:
        return on_the_spot.visits_of(cases)[number]

    def recuse(self, case: Case, at: datetime) -> None:
        """An applicant's request that was granted: the next sealed substitute takes the seat."""
        asked = review.request_recusal(case, seat_number=2, at=at)
        self.on(10, 11, lambda at: review.grant_recusal(self.cast, asked, at=at))

    def score_some(self, key: str, cases: list[Case], at: datetime) -> None:
        """Sealed and half-filled sheets side by side; the third group's stage can be closed."""
        self.score(key, cases[:4], Stage.WRITTEN, at, sealed=2, begun=4)
        self.score(key, cases[8:12], Stage.WRITTEN, at)
        self.score(key, cases[12:], Stage.WRITTEN, at, sealed=4)

    # Publication -------------------------------------------------------------------------------------
    def publicise(self, key: str, at: datetime) -> None:
        self.shown[key] = publication.publicise(self.cast, self.made[key], at=at)

    def announced(self) -> None:
        """The round that ended: two objections, one of them upheld, then the announcement."""
        key, cast = numbers.ANNOUNCED.key, self.cast
        self.on(264, 10, lambda at: publication.deliberate(cast, self.made[key], at=at))
        self.on(262, 9, lambda at: self.publicise(key, at))
        self.on(260, 10, lambda at: self.settled(key, at, place=8, number=0, upheld=False))
        self.on(259, 10, lambda at: self.settled(key, at, place=14, number=1, upheld=True))
        self.on(254, 10, lambda at: publication.announce(cast, self.shown[key], at=at))

    def settled(self, key: str, at: datetime, *, place: int, number: int, upheld: bool) -> None:
        """An objection from receipt to ruling, within two working days."""
        entry = publication.on_list(self.shown[key])[place]
        grounds = "该企业申报的应用案例由我单位实施，合同主体并非该企业。"
        made = publication.object_to(self.shown[key], entry, number=number, grounds=grounds, at=at)
        self.investigate(made, at)

        def rule(at: datetime) -> None:
            by = self.cast["objections"]
            if upheld:
                text = "经核查，所列主要案例的合同主体与申报单位不一致，异议成立，移出名单。"
                investigation.uphold(made, remedy=Objection.Remedy.REMOVE, ruling=text, by=by, at=at)
            else:
                text = "经核查，合同、发票与验收证明均指向申报单位，异议不成立。"
                investigation.dismiss(made, ruling=text, by=by, at=at)

        self.story.plan(min(at + (self.story.moment(1) - self.story.moment(2)), self.story.now), rule)

    def investigate(self, made: Objection, at: datetime) -> None:
        publication.investigate(
            self.cast, made, redacted="异议称：申报材料中的部分应用案例与实际实施主体不符，请予核实。", at=at
        )

    def in_public(self, dongguan: Case) -> None:
        """The list in public now, with objections at every stage."""
        key, cast = numbers.IN_PUBLICITY.key, self.cast
        self.on(8, 10, lambda at: publication.deliberate(cast, self.made[key], at=at))
        self.on(3, 9, lambda at: self.publicise(key, at))
        self.on(2, 9, lambda at: self.settled(key, at, place=20, number=2, upheld=False))
        self.on(2, 14, lambda at: self.forwarded(key, at, dongguan))
        self.on(1, 9, lambda at: self.answered(key, at))
        self.on(1, 11, lambda at: self.received(key, at))
        self.on(1, 14, lambda at: self.half_opened(key, at))
        self.on(1, 15, lambda at: self.refused(key, at))

    def forwarded(self, key: str, at: datetime, case: Case) -> None:
        """Waits for the enterprise's answer."""
        shown = self.shown[key]
        entry = publication.entry_of(shown, case.pk)
        grounds = "该企业所列某客户并未使用其平台，用户评价疑似不实。"
        made = publication.object_to(shown, entry, number=3, grounds=grounds, at=at)
        self.investigate(made, at)

    def answered(self, key: str, at: datetime) -> None:
        """The enterprise has answered; the ruling is open."""
        shown = self.shown[key]
        entry = publication.on_list(shown)[24]
        grounds = "该企业近三年营业收入与公开信息不一致。"
        made = publication.object_to(shown, entry, number=4, grounds=grounds, at=at)
        self.investigate(made, at)
        owner = self.cast.owners[entry.enterprise_id]
        text = "我单位收入口径为合并报表，公开信息为母公司口径，审计报告见附件四。"
        self.on(0, 9, lambda at: answering.answer(made, text=text, by=owner, at=at), 40)

    def received(self, key: str, at: datetime) -> None:
        """Received and not yet admitted: one on an entry, one by an applicant left out."""
        shown = self.shown[key]
        entry = publication.on_list(shown)[5]
        publication.object_to(shown, entry, number=5, grounds="该产品为代理销售，非自主研发。", at=at)
        declined = Application.objects.filter(call=self.made[key], state=State.DECLINED).select_related(
            "enterprise"
        )
        if left_out := declined.first():
            grounds = "我单位总分计算疑有遗漏，请复核并补充列入名单。"
            publication.object_to(shown, None, number=6, grounds=grounds, at=at, declined=left_out)

    def half_opened(self, key: str, at: datetime) -> None:
        """Not sealed: to be completed by the objector."""
        shown = self.shown[key]
        entry = publication.on_list(shown)[9]
        publication.object_to(
            shown, entry, number=7, grounds="该企业研发人员占比与社保记录不符。", at=at, is_signed=False
        )

    def refused(self, key: str, at: datetime) -> None:
        """Not sealed and about nothing on this list: refused with the reason."""
        shown = self.shown[key]
        entry = publication.on_list(shown)[11]
        made = publication.object_to(
            shown, entry, number=8, grounds="对上一年度的服务券结算有意见。", at=at, is_signed=False
        )
        reasons = "异议内容不涉及本次公示名单，且未加盖公章，不予受理；结算问题请向属地市级主管部门反映。"
        investigation.refuse(made, reasons=reasons, by=self.cast["objections"], at=at + timedelta(minutes=30))

    def in_deliberation(self) -> None:
        """Two meetings: one whose record a colleague has to approve, one in session."""
        reviewed, early = numbers.IN_REVIEW.key, numbers.AT_AUTHORITIES.key
        self.on(1, 14, lambda at: publication.hold(self.cast, self.made[reviewed], at=at))
        self.on(
            0,
            9,
            lambda at: publication.open_meeting(self.cast, self.made[early], at=at, matters=("standards",)),
        )
