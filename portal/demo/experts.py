"""The register's own story: relations, ties between companies, a conflict found, names settled, a workbook."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from applications import uscc
from portal.demo.filing import Case, files
from portal.demo.people import Cast
from portal.documents.files import store_bytes
from portal.documents.tables import Column, Sheet, workbook_of
from reviews import register, register_import, register_integrity, register_relations
from reviews.conflicts import detection, settling, ties
from reviews.models import NameAlarm, Relation
from reviews.register_sheet import EXPERTS, EXPERTS_SHEET, RELATIONS, RELATIONS_SHEET

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HOLDING = ("岭海产业控股集团有限公司（演示）", uscc.invented("440100", 920_001))
TESTING_CENTRE = 2  # the employer of expert-3, as people.experts hands them out
SOURCE = "国家企业信用信息公示系统（演示），查询于受理当日"
# kind, organisation, serial of its code (0: none), post, share, kin, years since and until (0: lasts)
STATED = [
    ("adviser", "南粤智造促进中心（演示）", 930_001, "特聘顾问", None, "", 4, 0),
    ("post", "岭南工业互联网学会（演示）", 930_002, "理事", None, "", 6, 0),
    ("shareholding", "穗创企业管理合伙企业（演示）", 930_003, "", "3.5", "", 2, 0),
    ("kin", "珠三角精密制造有限公司（演示）", 930_004, "生产总监", None, "spouse", 8, 0),
    ("employer", "粤北机械研究所（演示）", 930_005, "高级工程师", None, "", 9, 2),
    ("adviser", "湾区软件园（演示）", 0, "评审顾问", None, "", 5, 1),
]
ROWS = [
    ["expert-new-1", "expert-new-1@example.test", "欧阳晓岚（演示）", "技术", "研究员", "岭南理工研究院（演示）", "", "广州市",
     "工业互联网平台、人工智能与大数据", "普通话、英语", "否", "是", "", ""],
    ["expert-new-2", "", "何启明（演示）", "技术", "教授", "粤湾工业技术学院（演示）", "", "深圳市", "工业信息安全", "普通话",
     "否", "是", "", ""],
    ["expert-new-3", "expert-new-3@example.test", "林若溪（演示）", "法律", "律师", "穗城律师事务所（演示）", "", "广州市",
     "法律与知识产权", "普通话", "否", "是", "", ""],
    ["expert-20", "", "", "财务", "注册会计师", "珠江会计师事务所（演示）", "123", "火星", "财务审计", "普通话", "否", "是", "", ""],
]  # fmt: skip


def relations(cast: Cast, *, at: datetime) -> None:
    """Every fourth expert states something; one of the alliance's people does too."""
    today = timezone.localdate(at)
    for number, expert in enumerate(cast.experts[5::4]):
        kind, organisation, serial, post, share, kin, since, until = STATED[number % len(STATED)]
        register_relations.state(
            expert.user,
            kind=kind,
            organisation=organisation,
            code=uscc.invented("440100", serial) if serial else "",
            position=post,
            share=share,
            kin=kin,
            since=_years_back(today, since),
            until=_years_back(today, until) if until else None,
            by=cast["alliance"],
            at=at,
        )
    register_relations.state(
        cast["alliance"],
        kind=Relation.Kind.POST,
        organisation="岭南工业互联网学会（演示）",
        code=uscc.invented("440100", 930_002),
        position="副秘书长",
        since=_years_back(today, 3),
        by=cast["alliance"],
        at=at,
    )


def _years_back(today: date, years: int) -> date:
    return date(today.year - years, 3, 1)


def tie_person(cast: Cast, case: Case, number: int, *, at: datetime) -> None:
    """Somebody behind the applicant has the name of the ``number``-th expert; the portal looks."""
    [application] = files([case])
    ties.enter(
        kind="representative",
        nature="person",
        holder=cast.experts[number].name,
        subject=application.enterprise_name,
        subject_code=application.uscc,
        note=SOURCE,
        by=cast["alliance"],
        at=at,
    )
    detection.look(at=at)


def settle_names(cast: Cast, *, at: datetime) -> None:
    """What is open is another person of that name."""
    reasons = "经电话核实并比对公开登记信息，企业一方人员与该专家仅为同名，非同一人。"
    for alarm in NameAlarm.objects.filter(status=NameAlarm.Status.OPEN):
        settling.settle(alarm, same=False, reasons=reasons, by=cast["alliance-2"], at=at)


def find_conflict(cast: Cast, case: Case, *, at: datetime) -> None:
    """A holding turns out to stand behind an expert's employer and behind the applicant."""
    [application] = files([case])
    centre = cast.experts[TESTING_CENTRE]
    for subject, code, share in (
        (centre.employer, centre.employer_code, "35"),
        (application.enterprise_name, application.uscc, "51"),
    ):
        ties.enter(
            kind="shareholder",
            nature="company",
            holder=HOLDING[0],
            holder_code=HOLDING[1],
            subject=subject,
            subject_code=code,
            share=share,
            note=SOURCE,
            by=cast["alliance"],
            at=at,
        )
    detection.look(at=at)


def integrity(cast: Cast, *, at: datetime) -> None:
    """Two entries; one expert is away."""
    day = timezone.localdate(at)
    for number, what, consequence, until in (
        (61, "接受评审任务后未按时提交书面评审意见。", "warned", None),
        (66, "在评审期间与申报单位私下接触，经核查属实。", "suspended", day + timedelta(days=365)),
    ):
        register_integrity.enter(
            cast.experts[number],
            on=day,
            what=what,
            consequence=consequence,
            until=until,
            by=cast["alliance"],
            at=at,
        )
    travelling = cast.experts[71]
    register.change_expert(
        travelling,
        fields=list(travelling.fields.all()),
        away_from=day,
        away_until=day + timedelta(days=30),
        by=travelling.user,
        at=at,
    )


def hand_in_workbook(cast: Cast, *, at: datetime) -> None:
    """A workbook with one good row and three broken ones waits for its confirmation."""
    stated = [
        ["expert-new-1", "顾问", "湾区软件园（演示）", "", "技术顾问", "", "", "", f"{at.year - 1}-05-01", ""]
    ]
    content = workbook_of(
        [
            Sheet(EXPERTS_SHEET, [Column(entry.title, entry.width) for entry in EXPERTS], ROWS),
            Sheet(RELATIONS_SHEET, [Column(entry.title, entry.width) for entry in RELATIONS], stated),
        ]
    )
    stored = store_bytes("专家导入示例（演示）.xlsx", content, XLSX, by=cast["alliance"])
    register_import.hand_in(stored, by=cast["alliance"], at=at)
