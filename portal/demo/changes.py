"""Change reports of the story: one accepted within a round, one to decide, one with its city, one to complete."""

from datetime import datetime, timedelta

from django.utils import timezone

from applications.dossier.completeness import missing_in
from applications.models import Application, Enterprise
from applications.renaming import RUNNING
from applications.workflow import State
from evaluations.changes import city, conditions, deciding, material, reporting
from evaluations.models import ChangeReport
from portal.demo import dossiers, names, numbers
from portal.demo.people import Cast
from portal.demo.story import Story
from portal.documents.files import store_bytes
from reviews.models import Assignment

PAPERS = {"registry": "准予变更登记通知书", "licence": "营业执照（变更后）", "other": "股东会决议"}
EQUITY = "原控股股东将所持全部股权转让，控股股东变更，已办理股东变更登记；核心团队和业务不变。"
DIRECTION = "新增面向模具行业的协同制造云平台业务，逐步退出硬件集成业务，工业互联网业务收入占比提高。"
OPINION = "经核实，企业已办理变更登记，所附材料完整，情况属实，同意上报。"
ASKED = "变更登记通知书扫描件缺第 2 页，请补充完整后重新提交，并说明名称变更与业务方向是否有关。"
DIRECTION_OF = "（变更后以云端工业 APP 服务为主）"


class Changes:
    """Plans the reports over one story and cast; the round of evaluation runs by then."""

    def __init__(self, story: Story, cast: Cast) -> None:
        self.story, self.cast = story, cast
        self.made: dict[str, ChangeReport] = {}

    def plan(self) -> None:
        for back, hour, act in (
            (11, 15, self.report_name),
            (9, 15, self.forward_name),
            (5, 15, self.accept_name),
            (8, 15, self.report_equity),
            (4, 15, self.forward_equity),
            (3, 15, self.report_direction),
            (10, 16, self.report_dongguan),
            (6, 16, self.forward_dongguan),
            (2, 16, self.ask_dongguan),
        ):
            self.story.plan(self.story.moment(back, hour), act)

    # Who -----------------------------------------------------------------------------------------------
    def reviewed(self) -> list[Application]:
        """Evaluation files in review with a shown panel; the named enterprise's is left alone."""
        rows = Application.objects.filter(
            kind="evaluation", state=State.IN_REVIEW, review_file__panel_shown_at__isnull=False
        )
        first = self.cast.enterprises[0].pk
        return list(rows.exclude(enterprise=first).select_related("enterprise").order_by("-pk"))

    def of_guangzhou(self) -> Enterprise:
        """An enterprise of 广州 with a file that runs; not the named one, and with no report yet."""
        rows = Application.objects.filter(city=numbers.GUANGZHOU, state__in=RUNNING, number__isnull=False)
        rows = rows.exclude(enterprise=self.cast.enterprises[0].pk).exclude(
            enterprise__in=ChangeReport.objects.values("enterprise")
        )
        return rows.select_related("enterprise").order_by("-kind", "pk").last().enterprise

    def dongguan(self) -> Enterprise:
        wanted = "enterprise-dongguan"
        return next(e for e in self.cast.enterprises if self.cast.owners[e.pk].username == wanted)

    # What ----------------------------------------------------------------------------------------------
    def handed_in(self, of: Enterprise, kind: str, at: datetime, *, basic=None, **fields) -> ChangeReport:
        """Begun, filled, attached and handed in by the enterprise's own person."""
        by = self.cast.owners[of.pk]
        report = reporting.begin(of, kind, by=by, at=at)
        if material.is_needed(report):
            report = self.completed(report, basic or {}, by, at)
        for key, title in PAPERS.items():
            content = dossiers.material(f"{title}-{report.pk}", of.pk)
            paper = store_bytes(f"{title}.pdf", content, "application/pdf", by=by)
            reporting.attach(report, key, paper, by=by, at=at)
        day = timezone.localdate(at) - timedelta(days=5)
        stated = {key: {"holds": conditions.HOLDS, "note": ""} for key in conditions.CONDITIONS}
        reporting.save(report, effective_on=day, statements=stated, by=by, at=at, **fields)
        return reporting.submit(report, by=by, at=at)

    def completed(self, report: ChangeReport, basic: dict, by, at: datetime) -> ChangeReport:
        """The dossier as it was known, its gaps filled, the basic information as the change leaves it."""
        own = dossiers.sections(report.enterprise_id, year=report.before["year"])
        context = material.context_of(report)
        for section in material.schema().sections:
            data = report.material.get(section.key, {})
            if missing_in(section, data, context):
                data = own[section.key]
            if section.key == "basic":
                data = {**data, **basic}
                if report.kind == ChangeReport.Kind.DIRECTION:
                    data["main_business"] = data["main_business"] + DIRECTION_OF
            report = reporting.save_section(report, section.key, data, by=by, at=at)
        return report

    def forward(self, report: ChangeReport, at: datetime) -> ChangeReport:
        officer = self.cast.authorities[report.enterprise.city_id]
        return city.forward(report, opinion=OPINION, by=officer, at=at)

    # The acts ------------------------------------------------------------------------------------------
    def report_name(self, at: datetime) -> None:
        of = self.reviewed()[0].enterprise
        new = of.name.removesuffix(names.MARK).removesuffix("有限公司").removesuffix("有限责任公司")
        new = f"{new.removesuffix('股份')}集团股份有限公司{names.MARK}"
        self.made["name"] = self.handed_in(of, "name", at, new_name=new, summary="整体变更为股份有限公司。")

    def forward_name(self, at: datetime) -> None:
        self.made["name"] = self.forward(self.made["name"], at)

    def accept_name(self, at: datetime) -> None:
        by, report = self.cast["province"], self.made["name"]
        checks = {key: {"result": conditions.PASS, "remark": ""} for key in conditions.CONDITIONS}
        deciding.keep_checks(report, checks, by=by, at=at)
        deciding.accept(report, reasons="变更登记属实，资格条件未变，予以认可。", by=by, at=at)

    def report_equity(self, at: datetime) -> None:
        """The new controlling shareholder employs a member of the running panel."""
        file = self.reviewed()[1]
        seat = Assignment.objects.filter(file__application=file, ended_at=None).select_related("expert")[1]
        shareholders = [
            {
                "name": seat.expert.employer,
                "nature": "company",
                "uscc": seat.expert.employer_code,
                "share": "51",
            },
            {"name": "陈志远（演示）", "nature": "person", "uscc": "", "share": "29"},
        ]
        basic = {"shareholders": shareholders}
        self.made["equity"] = self.handed_in(file.enterprise, "equity", at, basic=basic, summary=EQUITY)

    def forward_equity(self, at: datetime) -> None:
        self.forward(self.made["equity"], at)

    def report_direction(self, at: datetime) -> None:
        self.handed_in(self.of_guangzhou(), "direction", at, summary=DIRECTION)

    def report_dongguan(self, at: datetime) -> None:
        of = self.dongguan()
        new = of.name.removesuffix(names.MARK).removesuffix("有限公司")
        new = f"{new.removesuffix('股份')}（广东）有限公司{names.MARK}"
        self.made["dongguan"] = self.handed_in(of, "name", at, new_name=new)

    def forward_dongguan(self, at: datetime) -> None:
        report = ChangeReport.objects.get(pk=self.made["dongguan"].pk)
        if report.status == ChangeReport.Status.AT_CITY:
            self.forward(report, at)

    def ask_dongguan(self, at: datetime) -> None:
        deciding.ask(self.made["dongguan"], text=ASKED, by=self.cast["province"], at=at)
