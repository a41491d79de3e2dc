"""City pools, local policies and reports for tests, made through the domain's own doors."""

from datetime import date, datetime

from django.utils import timezone

from applications.models import Enterprise
from evaluations.city_pools import admission, deciding
from evaluations.models import Admission, LocalPolicy, TreatmentReport
from evaluations.mutual_recognition import policies, reports
from evaluations.mutual_recognition.questions import QUESTIONS
from portal.accounts.models import Division
from portal.documents.files import store_bytes
from tests import factories as make

NOON = timezone.make_aware(datetime(2026, 11, 10, 10))
STATEMENT = "我单位从事注塑行业设备联网、数据采集和运维服务，服务企业三十余家，具备本地驻场团队。"
PRODUCT = {"name": "注塑云", "form": "saas", "functions": "设备联网与工艺参数采集，看板与报警。"}
CASE = {
    "title": "车间联网",
    "client": "某模具厂",
    "city": "440300",
    "product": "注塑云",
    "effect": "停机时间下降两成。",
}


def applied(of: Enterprise, *, chosen: str = "reserve", by=None, files=None, at=NOON, **more) -> Admission:
    """An application that waits with the enterprise's city."""
    by = by or make.owner(of)
    files = files or [store_bytes("合同.pdf", b"%PDF-1.4 contract", "application/pdf", by=by)]
    said = {"statement": STATEMENT, "products": [PRODUCT], "cases": [CASE], **more}
    draft = admission.save(of, chosen=chosen, files=files, by=by, at=at, **said)
    return admission.submit(draft, by=by, at=at)


def admitted(of: Enterprise, *, by, chosen: str = "reserve", at=NOON) -> Admission:
    """An enterprise that its city admitted."""
    deciding.decide([applied(of, chosen=chosen, at=at)], admit=True, reasons="符合条件", by=by, at=at)
    return Admission.objects.filter(enterprise=of).latest("pk")


def content(**more) -> policies.Content:
    """A policy that can be published, every question answered."""
    given = {
        "title": "工业互联网发展扶持办法",
        "document_number": "测府〔2026〕1号",
        "issued_on": date(2026, 3, 2),
        "text": "全文",
        "clauses": "第五条 对省资源池企业提供的上云服务给予补助。",
        "answers": {one.key: {"answer": "clear", "remark": ""} for one in QUESTIONS},
        **more,
    }
    return policies.Content(**given)


def answers(**given: tuple[str, str]) -> dict:
    """All clear but ``given``: question → (answer, remark)."""
    found = {one.key: {"answer": "clear", "remark": ""} for one in QUESTIONS}
    return found | {key: {"answer": answer, "remark": remark} for key, (answer, remark) in given.items()}


def policy(*, by, published: bool = True, at=NOON, **more) -> LocalPolicy:
    """A policy of the officer's city."""
    made = policies.save(content(**more), by=by, at=at)
    return policies.publish(made, by=by, at=at) if published else made


def report(
    of: Enterprise, *, city: str, by=None, shown_to: str = "province", files=(), at=NOON, **more
) -> TreatmentReport:
    """A member's report on a city."""
    said = {"happened": "窗口要求先在本地设立分公司才受理服务券申请，口头答复不予登记。", **more}
    return reports.report(
        of,
        city=Division.objects.get(pk=city),
        shown_to=shown_to,
        files=files,
        by=by or make.owner(of),
        at=at,
        **said,
    )
