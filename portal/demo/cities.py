"""City pools and mutual recognition: pools with applications to decide, lists, policies, reports."""

from collections.abc import Callable
from datetime import date, datetime

from applications.models import Enterprise
from evaluations.city_pools import admission, classes, deciding, publishing
from evaluations.models import Admission, LocalPolicy, TreatmentReport
from evaluations.mutual_recognition import following, policies, reports
from evaluations.mutual_recognition.questions import QUESTIONS
from portal.accounts.models import Division, User
from portal.demo import city_texts as texts
from portal.demo import dossiers
from portal.demo.numbers import DONGGUAN, GUANGZHOU
from portal.demo.people import Cast
from portal.demo.story import Story
from portal.documents.files import store_bytes
from publication.models import Membership

SHENZHEN, FOSHAN = "440300", "440600"


class Cities:
    """Plans the pools of four cities, their policies and what members report."""

    def __init__(self, story: Story, cast: Cast) -> None:
        self.story, self.cast = story, cast
        self.taken: set[int] = set()
        self.policies: dict[str, LocalPolicy] = {}
        self.reports: dict[str, TreatmentReport] = {}
        self.own_class = ""

    def plan(self) -> None:
        """All of it after the first members were announced."""
        self.guangzhou()
        self.dongguan()
        for city, back in ((SHENZHEN, 52), (FOSHAN, 48)):
            self.on(back, 9, lambda at, city=city: self.settle(city, at))
            self.on(back - 3, 10, lambda at, city=city: self.admit(city, ["implementation", "reserve"], at))
            self.on(back - 4, 15, lambda at, city=city: self.publish(city, "首期名单。", at))
        self.local_policies()
        self.treatment()

    def on(self, back: int, hour: int, act: Callable[[datetime], object], minute: int = 0) -> None:
        self.story.plan(self.story.moment(back, hour, minute), act)

    def officer(self, city: str) -> User:
        return self.cast.authorities[city]

    # Pools -------------------------------------------------------------------------------------------
    def settle(self, city: str, at: datetime) -> None:
        classes.set_conditions(texts.CONDITIONS, days=10, by=self.officer(city), at=at)

    def add_class(self, at: datetime) -> None:
        made = classes.add_class(**texts.CLASS, by=self.officer(GUANGZHOU), at=at)
        self.own_class = made.key

    def candidates(self, city: str, many: int) -> list[Enterprise]:
        """The next enterprises of a city that are no members and have not been taken; never the named ones."""
        named = {self.cast.enterprises[0].pk}
        named |= {key for key, owner in self.cast.owners.items() if owner.username == "enterprise-dongguan"}
        rows = Enterprise.objects.filter(city=city, membership=None).exclude(pk__in=self.taken | named)
        found = list(rows.order_by("-pk")[:many])
        self.taken |= {one.pk for one in found}
        return found

    def apply(self, of: Enterprise, chosen: str, at: datetime) -> Admission:
        """An enterprise sends its file to its city, with what its dossiers say of products and cases."""
        by, said = self.cast.owners[of.pk], dossiers.sections(of.pk, year=at.year)
        paper = store_bytes("服务合同.pdf", dossiers.material("服务合同", of.pk), "application/pdf", by=by)
        products = [
            {key: row[key] for key in ("name", "form", "functions")}
            for row in said["products"]["products"][:2]
        ]
        keys = ("title", "client", "city", "product", "effect")
        cases = [{key: row[key] for key in keys} for row in said["cases"]["cases"][:2]]
        draft = admission.save(
            of,
            chosen=chosen,
            statement=said["basic"]["main_business"],
            products=products,
            cases=cases,
            files=[paper],
            by=by,
            at=at,
        )
        return admission.submit(draft, by=by, at=at)

    def admit(self, city: str, wanted: list[str], at: datetime) -> None:
        """Enterprises apply, one for each class wanted, and are admitted together."""
        found = self.candidates(city, len(wanted))
        files = [self.apply(of, chosen, at) for of, chosen in zip(found, wanted, strict=False)]
        deciding.decide(files, admit=True, reasons=texts.ADMITTED, by=self.officer(city), at=at)

    def publish(self, city: str, note: str, at: datetime) -> None:
        publishing.publish(note=note, by=self.officer(city), at=at)

    def guangzhou(self) -> None:
        """Two lists, a declined and a removed enterprise, five applications that wait, the first one overdue."""
        self.on(70, 9, lambda at: self.settle(GUANGZHOU, at))
        self.on(69, 9, self.add_class)
        wanted = ["implementation"] * 3 + ["consulting"] * 2 + ["reserve"] * 2
        self.on(62, 10, lambda at: self.admit(GUANGZHOU, [*wanted, self.own_class], at))
        self.on(60, 15, lambda at: self.publish(GUANGZHOU, "首期名单。", at))
        self.on(40, 10, lambda at: self.admit(GUANGZHOU, ["consulting", "reserve"], at))
        self.on(39, 10, self.decline_one)
        self.on(30, 10, self.remove_one)
        self.on(29, 15, lambda at: self.publish(GUANGZHOU, "增补两家，移出一家。", at))
        waits = ((12, "reserve"), (9, "implementation"), (5, "consulting"), (2, ""), (1, "reserve"))
        for back, chosen in waits:
            self.on(back, 11, lambda at, chosen=chosen: self.wait(chosen or self.own_class, at))

    def wait(self, chosen: str, at: datetime) -> None:
        self.apply(self.candidates(GUANGZHOU, 1)[0], chosen, at)

    def decline_one(self, at: datetime) -> None:
        file = self.apply(self.candidates(GUANGZHOU, 1)[0], "consulting", at)
        deciding.decide([file], admit=False, reasons=texts.DECLINED, by=self.officer(GUANGZHOU), at=at)

    def remove_one(self, at: datetime) -> None:
        held = Admission.objects.filter(
            city=GUANGZHOU, status="admitted", pool_class="implementation"
        ).first()
        deciding.remove(held, on=at.date(), reasons=texts.REMOVED, by=self.officer(GUANGZHOU), at=at)

    def dongguan(self) -> None:
        """``enterprise-dongguan`` is a reserve enterprise of its city; another one waits."""
        self.on(56, 9, lambda at: self.settle(DONGGUAN, at))
        self.on(54, 10, self.admit_named)
        self.on(53, 10, lambda at: self.admit(DONGGUAN, ["implementation", "consulting"], at))
        self.on(51, 15, lambda at: self.publish(DONGGUAN, "首期名单。", at))
        self.on(3, 10, lambda at: self.apply(self.candidates(DONGGUAN, 1)[0], "reserve", at))

    def admit_named(self, at: datetime) -> None:
        key = next(key for key, owner in self.cast.owners.items() if owner.username == "enterprise-dongguan")
        file = self.apply(Enterprise.objects.get(pk=key), "reserve", at)
        deciding.decide([file], admit=True, reasons=texts.ADMITTED, by=self.officer(DONGGUAN), at=at)

    # Policies ----------------------------------------------------------------------------------------
    def local_policies(self) -> None:
        for number, (city, title, clauses) in enumerate(texts.POLICIES):
            back = 90 - number
            self.on(back, 10, lambda at, c=city, t=title, q=clauses, n=number: self.record(c, t, q, n, at))
        self.on(80, 10, self.record_discriminating)
        self.on(8, 10, self.revise)

    def content(self, title: str, clauses: str, number: str, on: date, **answers: tuple) -> policies.Content:
        given = {one.key: {"answer": "clear", "remark": ""} for one in QUESTIONS}
        given |= {key: {"answer": answer, "remark": remark} for key, (answer, remark) in answers.items()}
        return policies.Content(title, number, on, "", texts.whole(title, clauses), clauses, given)

    def record(self, city: str, title: str, clauses: str, number: int, at: datetime) -> None:
        name = Division.objects.get(pk=city).name
        said = self.content(title, clauses, f"{name}工信演示〔{at.year}〕{number + 11}号", at.date())
        made = policies.save(said, by=self.officer(city), at=at)
        self.policies[city] = policies.publish(made, by=self.officer(city), at=at)

    def record_discriminating(self, at: datetime) -> None:
        """A policy of 广州 whose check-list finds a clause that discriminates."""
        title, clauses = texts.DISCRIMINATING
        number = f"穗工信演示〔{at.year}〕27号"
        said = self.content(title, clauses, number, at.date(), registration=("discriminates", texts.REVISING))
        by = self.officer(GUANGZHOU)
        self.policies["discriminating"] = policies.publish(policies.save(said, by=by, at=at), by=by, at=at)

    def revise(self, at: datetime) -> None:
        """The revised version is a draft still."""
        title, clauses = texts.REVISED
        made = self.policies["discriminating"]
        said = self.content(title, clauses, made.published.document_number, made.published.issued_on)
        policies.save(said, policy=made, by=self.officer(GUANGZHOU), at=at)

    # Reports -----------------------------------------------------------------------------------------
    def treatment(self) -> None:
        """One open at the province, one with 东莞 for its reply, two closed: one without a name, one with it."""
        self.on(44, 10, lambda at: self.report("closed", GUANGZHOU, SHENZHEN, "province", at))
        self.on(42, 10, lambda at: self.ask("closed", at))
        self.on(38, 10, lambda at: self.reply("closed", at))
        self.on(33, 10, lambda at: self.close("closed", at))
        self.on(26, 10, lambda at: self.report("named", FOSHAN, GUANGZHOU, "public", at))
        self.on(24, 10, lambda at: self.ask("named", at))
        self.on(20, 10, lambda at: self.reply("named", at))
        self.on(17, 10, lambda at: self.close("named", at))
        self.on(7, 10, lambda at: self.report("asked", DONGGUAN, "", "city", at))
        self.on(6, 10, lambda at: self.ask("asked", at))
        self.on(2, 14, lambda at: self.report("open", GUANGZHOU, FOSHAN, "province", at))

    def member(self, home: str, *, away: str) -> Enterprise:
        """A member registered at ``home``, or else in another city than ``away``; ``enterprise-1`` where none is named."""
        first = self.cast.enterprises[0]
        if not home:
            return first
        rows = Membership.objects.filter(is_member=True).exclude(enterprise=first).order_by("pk")
        there = rows.filter(enterprise__city=home).first()
        return (there or rows.exclude(enterprise__city=away).first()).enterprise

    def report(self, key: str, city: str, home: str, shown_to: str, at: datetime) -> None:
        of = self.member(home, away=city)
        by, said = self.cast.owners[of.pk], texts.REPORTS[key]
        paper = store_bytes("办理记录.pdf", dossiers.material("办理记录", of.pk), "application/pdf", by=by)
        self.reports[key] = reports.report(
            of,
            city=Division.objects.get(pk=city),
            policy=self.policies.get(said["policy"]),
            clause=said["clause"],
            happened=said["happened"],
            shown_to=shown_to,
            files=[paper],
            by=by,
            at=at,
        )

    def ask(self, key: str, at: datetime) -> None:
        said = texts.REPORTS[key]["question"]
        following.ask_city(self.reports[key], question=said, days=10, by=self.cast["province"], at=at)

    def reply(self, key: str, at: datetime) -> None:
        report = self.reports[key]
        following.reply(report, text=texts.REPORTS[key]["reply"], by=self.officer(report.city_id), at=at)

    def close(self, key: str, at: datetime) -> None:
        said = texts.REPORTS[key]
        following.close(
            self.reports[key],
            outcome="corrected",
            reasons=said["reasons"],
            public_text=said["public_text"],
            by=self.cast["province"],
            at=at,
        )
