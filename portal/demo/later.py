"""What follows the authorities: reviews in their stages, lists in public, objections."""

from collections.abc import Callable
from datetime import datetime

from applications.models import Application, Call, Indicator
from applications.workflow import State
from portal.demo import numbers, publication, review
from portal.demo.filing import Case
from portal.demo.people import Cast
from portal.demo.rounds import THROUGH, standing
from portal.demo.story import Story
from publication import investigation
from publication.models import Objection, Publicity
from reviews.models import Stage

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
        there = standing(cases, State.IN_REVIEW)
        review.score(there, stage, at=at, indicators=self.rubric(key), **how)

    def whole_review(self, key: str, cases: list[Case], *, opened: int, reported: int, first: int) -> None:
        """A review from its opening to the report, evenly between the two days."""
        cast, there = self.cast, [case for case in cases if case.fate in THROUGH]
        step = (opened - reported - 8) // 6

        def each(act: Callable[..., object], **how) -> Callable[[datetime], object]:
            return lambda at: act(cast, there, at=at, **how)

        self.on(opened, 10, lambda at: review.open_review(cast, self.made[key], there, at=at))
        self.on(opened - 1, 10, each(review.seat, first=first))
        self.on(opened - 2, 10, each(review.show))
        self.on(opened - 4, 11, lambda at: review.declare(there, at=at))
        back = opened - 4
        for stage in Stage.values:
            if stage != Stage.WRITTEN:
                when = self.story.moment(back - step, 9)
                self.on(back - 1, 9, each(review.invite, stage=stage, when=when))
            back -= step
            self.on(back, 11, lambda at, stage=stage: self.score(key, there, stage, at))
            back -= step
            self.on(back, 16, each(review.close, stage=stage))
        self.on(reported, 15, each(review.report))

    def running_review(self, cases: list[Case]) -> None:
        """The round in review: some reported, some being scored, some waiting for declarations or panels."""
        key, cast = numbers.IN_REVIEW.key, self.cast
        there = [case for case in cases if case.fate in THROUGH]
        done, scoring, shown, opened = there[:10], there[10:26], there[26:34], there[34:39]
        self.whole_review(key, done, opened=62, reported=12, first=6)
        self.on(14, 10, lambda at: review.open_review(cast, self.made[key], scoring, at=at))
        self.on(13, 10, lambda at: self.seat_scoring(scoring, at))
        self.on(12, 10, lambda at: review.show(cast, scoring, at=at))
        self.on(11, 15, lambda at: self.recuse(scoring[12], at))
        self.on(8, 11, lambda at: review.declare(scoring, at=at))
        self.on(2, 10, lambda at: self.score_some(key, scoring, at))
        self.on(4, 9, lambda at: review.open_review(cast, self.made[key], shown, at=at))
        self.on(3, 9, lambda at: review.seat(cast, shown, first=PANELS_OF_THE_FIVE, at=at))
        self.on(1, 10, lambda at: review.show(cast, shown, at=at))
        self.on(1, 15, lambda at: review.declare(shown[4:], at=at, except_for=2))
        self.on(0, 9, lambda at: review.declare_recusal(shown[4], seat_number=4, at=at))
        self.on(0, 9, lambda at: review.request_recusal(shown[5], seat_number=1, at=at), 20)
        self.on(2, 9, lambda at: review.open_review(cast, self.made[key], opened, at=at))

    def seat_scoring(self, cases: list[Case], at: datetime) -> None:
        """The five named experts sit on the first eight files, others on the rest."""
        review.seat(self.cast, cases[:4], first=PANELS_OF_THE_FIVE, at=at)
        review.seat(self.cast, cases[4:8], first=PANELS_OF_THE_FIVE, at=at)
        review.seat(self.cast, cases[8:], first=3, at=at)

    def recuse(self, case: Case, at: datetime) -> None:
        """An applicant's request that was granted, with a substitute."""
        asked = review.request_recusal(case, seat_number=2, at=at)
        substitute = review.panel(self.cast, 9)[2]
        self.on(10, 11, lambda at: review.grant_recusal(self.cast, asked, substitute, at=at))

    def score_some(self, key: str, cases: list[Case], at: datetime) -> None:
        """Sealed and half-filled sheets side by side; the third group's stage can be closed."""
        self.score(key, cases[:4], Stage.WRITTEN, at, sealed=2, begun=4)
        self.score(key, cases[4:8], Stage.WRITTEN, at, sealed=0, begun=2)
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
        self.on(0, 9, lambda at: investigation.answer(made, text=text, by=owner, at=at), 40)

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

    def in_deliberation(self) -> None:
        """The reviewed files of the running review wait: the meeting has adopted the standards."""
        key = numbers.IN_REVIEW.key
        self.on(
            1,
            14,
            lambda at: publication.open_meeting(self.cast, self.made[key], at=at, matters=("standards",)),
        )
