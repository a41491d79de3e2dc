"""Support for excellent suppliers: a directory, events past and ahead, needs in each state, referrals."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from applications.models import Enterprise
from evaluations.models import Event, Need, Participant, Referral
from evaluations.support import directory, events, feedback, needs, referrals, registering
from evaluations.support.excellent import announced_evaluations, excellent
from evaluations.support.views.directories import PREFACE, TITLE
from portal.accounts.models import Division
from portal.demo import numbers
from portal.demo.people import Cast
from portal.demo.story import Story
from publication.models import Membership

AGENDA = "14:00—14:30 签到\n14:30—15:00 政策解读：工业企业“上云上平台”服务券\n15:00—16:30 优秀供应商路演与需求对接\n16:30—17:00 一对一洽谈"
COMMENTS = {
    5: "方案贴合车间实际，响应及时。",
    4: "方案较完整，报价需再细化。",
    3: "行业案例偏少，后续再沟通。",
}
NEEDS = [
    ("cloud", "注塑车间设备联网与排产上云（演示）", "plastics", "设备采集、排产、能耗", 30, 60),
    ("benchmark", "电子装联产线质量追溯标杆（演示）", "electronics", "质量追溯、设备采集、MES", 150, 300),
    ("cloud", "五金加工订单协同上云（演示）", "metal", "订单协同、排产", 15, 30),
    ("benchmark", "家具柔性生产标杆项目（演示）", "furniture", "柔性生产、排产、仓储", 200, 400),
    ("cloud", "食品包装线能耗管理上云（演示）", "food", "能耗、设备采集", 20, 40),
    ("cloud", "纺织面料仓储管理上云（演示）", "textiles", "仓储、追溯", 10, 25),
    ("cloud", "采购一批办公电脑（演示）", "general", "办公设备", 5, 10),
]
REFERRALS = [
    ("committee", "广东省工业互联网专家委员会（演示）", "技术总监一名，设备数据采集方向", 150, True, "入选专家委员会委员。"),
    ("investor", "广东省政策性产业基金（演示）", "工业SaaS平台股权融资项目", 120, True, "完成尽职调查，进入投决程序。"),
    ("investor", "某投融资机构（演示）", "供应链协同平台融资项目", 80, False, "机构本期投向调整，未采纳。"),
    ("national", "国家级工业互联网平台试点示范（演示）", "注塑行业工业互联网平台", 60, True, "通过省级遴选，已推荐申报。"),
    ("media", "《南方工业》专题报道（演示）", "中小企业上云典型做法", 30, None, ""),
    ("national", "制造业与互联网融合发展示范（演示）", "设备健康管理解决方案", 8, None, ""),
]  # fmt: skip


class Support:
    """Plans the year's support over one story and cast; the excellent members are known after the evaluation."""

    def __init__(self, story: Story, cast: Cast) -> None:
        self.story, self.cast = story, cast
        self.past = self.ahead = None
        self.posted: list[Need] = []
        self.made: dict[int, Referral] = {}

    def on(self, back: int, hour: int, act: Callable[[datetime], object], minute: int = 0) -> None:
        self.story.plan(self.story.moment(back, hour, minute), act)

    def plan(self) -> None:
        """From the announced evaluation on; the newest things wait for somebody."""
        self.on(184, 10, self.prepare)
        self.on(183, 15, self.issue)
        self.on(85, 10, self.make_past)
        self.on(80, 10, lambda at: self.sign_up(self.past, at, suppliers=6, manufacturers=6))
        self.on(70, 14, self.let_in)
        self.on(69, 15, self.say)
        self.on(60, 10, self.post)
        self.on(58, 10, self.check)
        self.on(55, 11, self.answer)
        self.on(40, 11, self.close)
        for number, one in enumerate(REFERRALS):
            self.on(one[3], 11, lambda at, n=number: self.refer(n, at))
            if one[4] is not None:
                self.on(one[3] - 6, 16, lambda at, n=number: self.settle(n, at))
        self.on(12, 10, self.make_ahead)
        self.on(9, 10, lambda at: self.sign_up(self.ahead, at, suppliers=3, manufacturers=9))
        self.on(6, 16, self.sign_off)
        self.on(2, 15, self.post_last)

    # Who ------------------------------------------------------------------------------------------------
    def excellent(self) -> list[Membership]:
        rows = list(excellent().select_related("enterprise").order_by("pk"))
        return sorted(rows, key=lambda row: self.cast.owners[row.enterprise_id].username != "enterprise-1")

    def manufacturers(self) -> list[Enterprise]:
        """Confirmed enterprises outside the pool, the named one first."""
        outside = Enterprise.objects.filter(proof=Enterprise.Proof.CONFIRMED, membership=None).order_by("pk")
        rows = [one for one in outside[:60] if one.pk in self.cast.owners]
        named = outside.filter(organisation__people__username="enterprise-dongguan")
        return [*named, *[one for one in rows if one not in set(named)]]

    # The directory --------------------------------------------------------------------------------------
    def prepare(self, at: datetime) -> None:
        call = announced_evaluations().first()
        title = TITLE.format(year=call.year)
        words = {"title": title, "preface": PREFACE.format(call=call.title, title=title)}
        self.directory = directory.prepare(call, **words, by=self.cast["alliance"], at=at)

    def issue(self, at: datetime) -> None:
        directory.issue(self.directory, by=self.cast["province"], at=at)

    # Events ---------------------------------------------------------------------------------------------
    def make(self, at: datetime, title: str, back: int, place: str, code: str, **places) -> Event:
        starts = self.story.moment(back, 14)
        fields = {
            "title": title,
            "city": Division.objects.get(code=code),
            "place": place,
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=3),
            "register_until": starts - timedelta(days=2),
            "agenda": AGENDA,
            **places,
        }
        by = self.cast["alliance"]
        return events.publish(events.create(fields, by=by, at=at), by=by, at=at)

    def make_past(self, at: datetime) -> None:
        title = "省优秀供应商专场对接活动·广州站（演示）"
        self.past = self.make(at, title, 70, "广州会议中心二号厅", numbers.GUANGZHOU, places=12, reserved=4)

    def make_ahead(self, at: datetime) -> None:
        title = "省优秀供应商专场对接活动·东莞站（演示）"
        self.ahead = self.make(at, title, -12, "松山湖会议厅", numbers.DONGGUAN, places=8, reserved=3)
        fields = {name: getattr(self.ahead, name) for name in events.FIELDS}
        by = self.cast["alliance-2"]
        events.create({**fields, "title": "塑料行业上云上平台对接会（草稿，演示）"}, by=by, at=at)
        called_off = events.create({**fields, "title": "家电行业标杆观摩活动（演示）"}, by=by, at=at)
        events.publish(called_off, by=by, at=at)
        events.cancel(
            called_off, reason="承办企业产线检修，另行安排（演示）。", by=by, at=at + timedelta(hours=2)
        )

    def sign_up(self, event: Event, at: datetime, *, suppliers: int, manufacturers: int) -> None:
        """Manufacturers and excellent suppliers by turns, some minutes apart."""
        top = [one.enterprise for one in self.excellent()[:suppliers]]
        coming = [*self.manufacturers()[:manufacturers], *top]
        for number, of in enumerate(coming):
            by = self.cast.owners[of.pk]
            registering.sign_up(event, of, by=by, at=at + timedelta(minutes=7 * number))

    def sign_off(self, at: datetime) -> None:
        """One gives its place back; who is next moves up."""
        row = self.ahead.participants.filter(side=Participant.Side.DEMAND, status="placed").last()
        registering.sign_off(row, by=row.registered_by, at=at)

    def let_in(self, at: datetime) -> None:
        placed = self.past.participants.filter(status="placed")
        for number, row in enumerate(placed):
            if number == 2:
                continue  # did not come
            how = "name" if number % 4 == 3 else "qr"
            registering.check_in(row, how=how, by=self.cast["alliance-2"], at=at + timedelta(minutes=number))

    def say(self, at: datetime) -> None:
        """Each side on those that it met, and some on the event."""
        came = list(self.past.participants.filter(checked_in_at__isnull=False))
        for number, row in enumerate(came):
            met = list(feedback.partners(row)[:3])
            for place, about in enumerate(met):
                rating = (5, 4, 5, 3)[(number + place) % 4]
                words = {"rating": rating, "comment": COMMENTS[rating] if number % 2 else ""}
                feedback.give(row, about=about, **words, by=row.registered_by, at=at)
            if number % 2:
                words = {"rating": 5 - number % 3 // 2, "comment": "组织有序，建议增加一对一洽谈时间。"}
                feedback.give(row, about=None, **words, by=row.registered_by, at=at)

    # Needs ----------------------------------------------------------------------------------------------
    def need(self, number: int, at: datetime) -> Need:
        of = self.manufacturers()[number]
        kind, title, industry, functions, low, high = NEEDS[number]
        fields = {
            "kind": kind,
            "title": title,
            "description": f"我单位拟开展{title.removesuffix('（演示）')}，希望由资源池供应商提供整体方案，服务费按年支付，分期验收。",
            "industry": industry,
            "functions": functions,
            "city": Division.objects.get(code=of.city_id),
            "budget_from": Decimal(low),
            "budget_to": Decimal(high),
            "wanted_until": self.story.day(-60),
        }
        return needs.post(of, fields, by=self.cast.owners[of.pk], at=at)

    def post(self, at: datetime) -> None:
        self.posted = [self.need(number, at) for number in (0, 1, 2, 3, 6)]

    def post_last(self, at: datetime) -> None:
        """Two that wait for the check."""
        for number in (4, 5):
            self.need(number, at)

    def check(self, at: datetime) -> None:
        by = self.cast["alliance"]
        for one in self.posted[:4]:
            needs.publish(one, by=by, at=at)
        reasons = "办公设备采购不属于工业互联网应用需求，请通过其他渠道发布。"
        needs.refuse(self.posted[4], reasons=reasons, by=by, at=at)

    def answer(self, at: datetime) -> None:
        for number, one in enumerate(self.posted[:4]):
            for offer in one.offers.select_related("membership__enterprise")[: 3 - number % 2]:
                message = "可提供设备联网、排产与看板一体化方案，七个工作日完成部署，首年服务费在预算内。"
                by = self.cast.owners[offer.membership.enterprise_id]
                needs.express(one, offer.membership, message=message, by=by, at=at)

    def close(self, at: datetime) -> None:
        """One with a member, one without; two are open."""
        matched, given_up = self.posted[1], self.posted[3]
        first = matched.interests.select_related("membership").first()
        if first:
            said = "已签订服务合同，合同额 180 万元，三个月内上线。"
            needs.close(matched, matched=first.membership, outcome=said, by=matched.posted_by, at=at)
        needs.close(
            given_up, matched=None, outcome="企业投资计划推迟至下一年度。", by=given_up.posted_by, at=at
        )

    # Referrals ------------------------------------------------------------------------------------------
    def refer(self, number: int, at: datetime) -> None:
        target, addressee, subject, back, _taken, _outcome = REFERRALS[number]
        members = self.excellent()
        fields = {
            "target": target,
            "addressee": addressee,
            "subject": subject,
            "made_on": self.story.day(back),
        }
        made = referrals.refer(members[number % len(members)], fields, by=self.cast["alliance"], at=at)
        self.made[number] = made

    def settle(self, number: int, at: datetime) -> None:
        taken, outcome = REFERRALS[number][4:]
        by, on = self.cast["alliance"], timezone.localdate(at)
        referrals.settle(self.made[number], taken=taken, outcome=outcome, on=on, by=by, at=at)
