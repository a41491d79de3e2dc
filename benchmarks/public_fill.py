"""2,000 members with 10,000 past entries, a list of 2,000 lines, 100,000 lines of history."""

from datetime import date, timedelta

from django.utils import timezone

from benchmarks import fill
from benchmarks.beside import BATCH
from benchmarks.models import PlainRow
from publication.models import CatalogueEntry, Membership, MembershipStatus

MEMBERS, PAST = 2000, 10_000


def site() -> dict:
    """The public site as it may stand after ten years; returns the people."""
    now = timezone.now()
    people = fill._people()
    enterprises = fill._enterprises(MEMBERS, now)
    members = Membership.objects.bulk_create(
        [
            Membership(
                enterprise=one,
                code=f"GD{n:010d}",
                supplier_class="platform" if n % 11 == 0 else "service",
                since=date(2018 + n % 8, 1 + n % 12, 1),
            )
            for n, one in enumerate(enterprises)
        ],
        batch_size=BATCH,
    )
    history(members, PAST, now)
    CatalogueEntry.objects.bulk_create(
        [
            CatalogueEntry(
                membership=one, kind="product", name=f"云服务{n}", content=PRODUCT, approved_at=now
            )
            for n, one in enumerate(members)
        ],
        batch_size=BATCH,
    )
    PlainRow.objects.bulk_create(
        [
            PlainRow(
                name=e.name, code=e.uscc, number=f"R{n}", place=e.city_id, state="announced", deadline=now
            )
            for n, e in enumerate(enterprises)
        ],
        batch_size=BATCH,
    )
    return people


def history(members: list[Membership], many: int, now) -> None:
    """``many`` lines of history, spread over the members."""
    MembershipStatus.objects.bulk_create(
        [
            MembershipStatus(
                membership=members[n % len(members)],
                what="recognised" if n < len(members) else "evaluated",
                supplier_class="service",
                result="" if n < len(members) else "qualified",
                from_date=date(2018, 1, 1) + timedelta(days=n % 3000),
                at=now,
            )
            for n in range(many)
        ],
        batch_size=BATCH,
    )


PRODUCT = {
    "form": "saas",
    "industries": ["plastics", "metal"],
    "functions": "注塑机实时数据采集、排产、异常预警和报表分析，帮助企业掌握生产进度、降低停机时间。",
    "price_models": ["subscription"],
    "fee": "3.6万元/年",
    "deployment_days": 7,
    "collects": ["equipment", "systems"],
}


def notice(lines: int) -> dict:
    """The data of a publicity notice over ``lines`` entries."""
    return {
        "title": "关于2026年第一批广东省工业互联网产业生态供给资源池拟认定企业名单的公示",
        "call": "2026年第一批申报通知",
        "document_number": "测试〔2026〕1号",
        "process": "县级收集整理、地市合规性审查、专家评审和审议",
        "first_day": "2026-11-10",
        "last_day": "2026-11-18",
        "days": 7,
        "how_to_object": "/objections/new/",
        "organisation": "广东省工业和信息化厅",
        "list_version": 1,
        "list_sha256": "0" * 64,
        "entries": [
            {
                "number": n,
                "name": f"测算企业{n}有限公司",
                "uscc": f"91440101MA5{n:07d}",
                "city": "广州市",
                "supplier_class": "服务商",
                "class": "服务商",
                "result": "拟认定",
            }
            for n in range(1, lines + 1)
        ],
    }
