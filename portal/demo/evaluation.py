"""The yearly evaluation: two past years announced, one running with something waiting for each role."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from applications import calls, drafts, filing, recommendation
from applications.call_defaults import EVALUATION_BODY, VETO_ITEMS
from applications.models import Application, Call, Enterprise, Kind
from applications.workflow import State
from evaluations import hearings, opinions, rounds
from evaluations.benchmark_register import importing as benchmarks
from evaluations.market import disputes, importing, sending
from evaluations.models import EvaluationBasis, Hearing, MarketRecord
from portal.demo import authorities, dossiers, evaluation_dossiers, publication, review
from portal.demo.authorities import by_place, take_paper
from portal.demo.filing import Case, files
from portal.demo.people import Cast
from portal.demo.rounds import standing
from portal.demo.story import Story
from portal.documents.files import store_bytes
from publication.models import Membership

KEPT = "该单位本年度处于搬迁停产期间，已书面说明，本轮列为未参加评价，保留在池。"
UNQUALIFIED = "市场数据显示服务企业数和结算金额偏低，专家评分和地市评分均低于合格线，总分未达到合格分数线。"
OPINIONS = {
    "positive": "该单位在本市服务企业较多，响应及时，材料真实完整，同意推荐。",
    "negative": "该单位本年度在本市服务投入不足，客户反映实施周期偏长，不予推荐，请按评分计入。",
}


@dataclass(frozen=True)
class Past:
    """A year that is over. ``opens``: working days before today; ``weak``: who had a bad year."""

    back: int
    opens: int
    members: int
    seat: int
    weak: tuple[int, ...] = ()


class Evaluation:
    """Plans three rounds over one story and cast; their members are known once the first list is announced.

    A round bears the year that it looks back on: the running one its own, the others those before.
    """

    def __init__(self, story: Story, cast: Cast) -> None:
        self.story, self.cast = story, cast
        self.shown, self.stated = None, []

    def on(self, back: int, hour: int, act: Callable[[datetime], object], minute: int = 0) -> None:
        self.story.plan(self.story.moment(back, hour, minute), act)

    def plan(self) -> None:
        """Records before each round, the rounds that ended, the one that runs."""
        self.on(250, 9, lambda at: self.records(at, opens=248, seed=1))
        self.on(248, 9, lambda at: self.past(at, Past(back=2, opens=248, members=8, seat=2)))
        self.on(170, 9, lambda at: self.records(at, opens=168, seed=3))
        self.on(168, 9, lambda at: self.past(at, Past(back=1, opens=168, members=20, seat=5, weak=(3, 11))))
        self.on(46, 9, lambda at: self.records(at, opens=44, seed=2))
        self.on(44, 9, self.running)
        self.on(36, 15, self.register)
        self.on(20, 10, self.send_and_dispute)

    # What both rounds are made of ----------------------------------------------------------------------
    def window(self, opens: int) -> tuple:
        """The market records' period of a round: the year before it opens."""
        last = self.story.day(opens) - timedelta(days=1)
        return last - timedelta(days=364), last

    def members(self) -> list[Enterprise]:
        """Everybody in the pool, the named one first."""
        rows = Membership.objects.filter(is_member=True).select_related("enterprise").order_by("pk")
        named = [row.enterprise for row in rows]
        return sorted(named, key=lambda one: self.cast.owners[one.pk].username != "enterprise-1")

    def records(self, at: datetime, *, opens: int, seed: int) -> None:
        """The province takes in the year's table; its broken rows wait to be corrected."""
        first, last = self.window(opens)
        content = evaluation_dossiers.table(self.members(), first=first, last=last, seed=seed)
        self.take_in(importing, f"服务券与服务合同清单（演示{seed}）.csv", content, at)

    def take_in(self, room, name: str, content: bytes, at: datetime) -> None:
        """The province hands a table in, looks at what it would do, and takes it in ten minutes later."""
        by = self.cast["province"]
        batch = room.hand_in(store_bytes(name, content, "text/csv", by=by), by=by, at=at)
        room.apply(batch, digest=room.plan(batch).digest, by=by, at=at + timedelta(minutes=10))

    def publish(self, at: datetime, *, back: int, opens: int, closes: int, city_days: int = 10) -> Call:
        year = self.story.day(44).year - back
        by = self.cast["province"]
        call = Call.objects.create(
            kind=Kind.EVALUATION,
            year=year,
            batch=1,
            title=f"{year}年度广东省工业互联网产业生态供给资源池企业评价",
            title_en=f"Evaluation of the Guangdong provincial pool of industrial-internet suppliers, {year}",
            document_number=f"粤工信演示〔{at.year}〕{200 + back}号",
            body=EVALUATION_BODY,
            veto_items=VETO_ITEMS,
            written_weight=100,
            defence_weight=0,
            site_weight=0,
            city_days=city_days,
            opens_at=at,
            closes_at=self.story.moment(closes, 17, 30),
            created_by=by,
            created_at=at,
        )
        calls.add_defaults(call)
        rules = rounds.rules_of(call)
        rules.period_from, rules.period_to = self.window(opens)
        rules.save()
        return calls.publish(call, by=by, at=at)

    def cases(self, many: int, seed: int) -> list[Case]:
        """The first ``many`` members."""
        found = []
        for number, of in enumerate(self.members()[:many]):
            case = Case(of, self.cast.owners[of.pk], "through", seed=of.pk * 11 + seed)
            case.notes["quality"] = (0.96, 0.76, 0.84, 0.7)[number % 4]  # as strong as its market records
            found.append(case)
        return found

    def apply(self, case: Case, call: Call, at: datetime, *, submitted: bool = True) -> None:
        """A member begins, fills and submits; what is prefilled is overwritten with the year's own."""
        application = filing.begin(case.enterprise, call, by=case.owner, at=at)
        case.pk = application.pk
        given = evaluation_dossiers.sections(case.seed, year=call.year)
        drafts.save_sections(
            application, given if submitted else dict(list(given.items())[:3]), by=case.owner, at=at
        )
        if not submitted:
            return
        for material in application.call.materials.all():
            if material.mandatory:
                content = dossiers.material(material.name, case.seed)
                stored = store_bytes(f"{material.name}.pdf", content, "application/pdf", by=case.owner)
                drafts.keep(application, material, stored, by=case.owner, at=at)
        filing.submit(application, by=case.owner, at=at)

    def apply_all(self, cases: list[Case], call: Call, *, first: int, last: int) -> None:
        days = list(range(first, last, -1))
        for number, case in enumerate(cases):
            at = self.story.some(days[number % len(days)])
            self.story.plan(at, lambda at, case=case: self.apply(case, call, at))

    def opine(self, cases: list[Case], at: datetime) -> None:
        """Each city checks, gives its mark and reports; a weak member gets a negative opinion."""
        there = {case.pk: case for case in standing(cases, State.AT_CITY)}
        for officer, held in by_place(self.cast, files(list(there.values())), county=False):
            for file in held:
                take_paper(file, by=officer, at=at)
                recommendation.judge(file, authorities.PASSED, by=officer, at=at)
                weak = there[file.pk].notes["quality"] < 0.6
                stance, mark = ("negative", 45) if weak else ("positive", 80 + file.pk % 16)
                recommendation.report(
                    [file], opinion=OPINIONS[stance], by=officer, at=at, stance=stance, mark=mark
                )

    def review(self, call: Call, cases: list[Case], *, opened: int, closed: int, first: int) -> None:
        """Opened, seated, shown, scored in writing, closed."""
        cast = self.cast
        self.on(opened, 10, lambda at: review.open_review(cast, call, cases, at=at))
        self.on(opened - 1, 10, lambda at: review.seat(cast, cases, first=first, at=at))
        self.on(opened - 2, 10, lambda at: review.show(cast, cases, at=at))
        self.on(opened - 3, 11, lambda at: review.declare(cases, at=at))
        rubric = lambda: list(call.judged)  # noqa: E731
        self.on(closed + 1, 11, lambda at: review.score(cases, "written", at=at, indicators=rubric()))
        self.on(closed, 10, lambda at: review.close(cast, cases, "written", at=at))

    # The rounds that ended ---------------------------------------------------------------------------
    def past(self, at: datetime, year: Past) -> None:
        """From the notice to the announcement in sixty working days."""
        opens, cast = year.opens, self.cast
        call = self.publish(at, back=year.back, opens=opens, closes=opens - 12)
        cases = self.cases(year.members, year.back)
        for weak in year.weak:
            cases[weak].notes["quality"] = 0.4
        self.apply_all(cases, call, first=opens - 2, last=opens - 11)
        self.on(opens - 18, 10, lambda at: self.opine(cases, at))
        self.review(call, cases, opened=opens - 22, closed=opens - 34, first=year.seat)
        self.on(opens - 36, 10, lambda at: review.report(cast, cases, at=at))
        self.on(opens - 38, 10, lambda at: self.give_notices(call, at))
        self.on(opens - 41, 10, lambda at: self.hear(call, at))
        self.on(opens - 45, 10, lambda at: self.rule(call, at))
        self.on(opens - 46, 10, lambda at: self.keep_absent(call, at))
        self.on(opens - 48, 9, lambda at: publication.deliberate(cast, call, at=at))
        self.on(opens - 50, 9, lambda at: self.publicise(call, at))
        self.on(opens - 60, 10, lambda at: publication.announce(cast, self.shown, at=at))

    def publicise(self, call: Call, at: datetime) -> None:
        self.shown = publication.publicise(self.cast, call, at=at)

    def give_notices(self, call: Call, at: datetime) -> None:
        low = EvaluationBasis.objects.filter(application__call=call, tier=Application.Outcome.UNQUALIFIED)
        for basis in low.select_related("application__enterprise").order_by("pk"):
            hearings.give_notice(
                call, basis.application.enterprise, reasons=UNQUALIFIED, by=self.cast["province"], at=at
            )

    def hear(self, call: Call, at: datetime) -> None:
        """The first is heard with evidence, the others make no statement."""
        for number, hearing in enumerate(Hearing.objects.filter(call=call).order_by("pk")):
            owner = self.cast.owners[hearing.enterprise_id]
            if number:
                hearings.state(hearing, statement="", waived=True, by=owner, at=at)
                continue
            paper = store_bytes("补充合同.pdf", dossiers.material("补充合同", 9), "application/pdf", by=owner)
            text = "我单位有三份服务合同在期末尚未录入平台，现补充合同和付款凭证，请予核实。"
            hearings.state(hearing, statement=text, evidence=paper, by=owner, at=at)

    def rule(self, call: Call, at: datetime) -> None:
        """One statement is accepted, the rest of the proposals stand."""
        for hearing in Hearing.objects.filter(call=call).order_by("pk"):
            accepted = hearing.evidence_id is not None and Hearing.objects.filter(call=call).count() > 1
            reasons = (
                "经核查，补充合同及付款凭证属实，调整为合格。"
                if accepted
                else "未提出新的事实和证据，维持拟处理意见。"
            )
            hearings.rule(hearing, accepted=accepted, reasons=reasons, by=self.cast["province"], at=at)

    def keep_absent(self, call: Call, at: datetime) -> None:
        for member in rounds.absent(call):
            hearings.decide_absent(call, member, "keep", reasons=KEPT, by=self.cast["province"], at=at)

    # The round that runs -----------------------------------------------------------------------------
    def running(self, at: datetime) -> None:
        """Some reported to the province, some in review, some with their cities; the rest did not apply."""
        call = self.publish(at, back=0, opens=44, closes=22, city_days=30)
        cases = self.cases(22, 5)
        self.stated = cases
        done, scoring, silent = cases[1:7], [cases[0], *cases[7:14]], cases[14:16]
        waiting = cases[16:]
        for weak in done[1:3]:
            weak.notes["quality"] = 0.4
        early = [*done, *scoring, *silent]
        self.apply_all(early, call, first=42, last=38)
        self.apply_all(waiting, call, first=29, last=23)
        self.on(34, 10, lambda at: self.opine([*done, *scoring], at))
        for back in (26, 10, 0):
            self.on(back, 8, lambda at: opinions.report_silent(at=at))
        self.review(call, done, opened=30, closed=18, first=4)
        self.on(16, 10, lambda at: review.report(self.cast, done, at=at))
        self.on(3, 10, lambda at: self.give_notices(call, at))
        self.on(1, 15, lambda at: self.hear_one(call, at))
        self.score_running(call, scoring)

    def score_running(self, call: Call, cases: list[Case]) -> None:
        cast = self.cast
        self.on(14, 10, lambda at: review.open_review(cast, call, cases, at=at))
        self.on(13, 10, lambda at: review.seat(cast, cases, first=0, at=at))
        self.on(12, 10, lambda at: review.show(cast, cases, at=at))
        self.on(8, 11, lambda at: review.declare(cases, at=at))
        rubric = lambda: list(call.judged)  # noqa: E731
        self.on(
            2,
            11,
            lambda at: review.score(cases[:4], "written", at=at, indicators=rubric(), sealed=3, begun=4),
        )
        self.on(2, 14, lambda at: review.score(cases[4:], "written", at=at, indicators=rubric()))
        self.on(1, 10, lambda at: review.close(cast, cases[4:], "written", at=at))

    def register(self, at: datetime) -> None:
        """The province takes in the announced benchmark projects; some that members state are not among them."""
        content = evaluation_dossiers.benchmarks(self.stated[:12], year=self.story.day(44).year)
        self.take_in(benchmarks, "广东省工业互联网应用标杆名单（演示）.csv", content, at)

    def hear_one(self, call: Call, at: datetime) -> None:
        """One of those given notice has answered; the ruling is the province's."""
        hearing = Hearing.objects.filter(call=call).order_by("pk").first()
        if hearing:
            owner = self.cast.owners[hearing.enterprise_id]
            text = "我单位认为客户评价样本偏少，且两份合同验收在期后完成，请予重新核定。"
            hearings.state(hearing, statement=text, by=owner, at=at)

    def send_and_dispute(self, at: datetime) -> None:
        """The voucher platform has its token; the named member disputes a record in its city."""
        sending.enter_sender("省“上云上平台”服务券平台（演示）", by=self.cast["province"], at=at)
        of = self.members()[0]
        record = (
            MarketRecord.objects.filter(supplier=of, superseded_at=None, city=of.city_id)
            .order_by("-pk")
            .first()
        )
        if record is None:
            return
        owner = self.cast.owners[of.pk]
        paper = store_bytes("付款凭证.pdf", dossiers.material("付款凭证", 5), "application/pdf", by=owner)
        grounds = "该合同已全额付款并完成验收，平台记录的评分与客户回执不一致，请予核实。"
        when = min(timezone.localtime(self.story.moment(2, 10)), self.story.now)
        self.story.plan(
            when,
            lambda at: disputes.open_dispute(record, grounds=grounds, evidence=paper, by=owner, at=at),
        )
