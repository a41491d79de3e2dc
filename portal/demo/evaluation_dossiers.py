"""Evaluation dossiers and market records of invented members: the same for the same seed."""

import random
from collections.abc import Iterable
from datetime import date, timedelta

from applications import uscc
from applications.models import Enterprise
from evaluations.benchmark_register.columns import COLUMNS as REGISTER
from evaluations.market.columns import COLUMNS
from portal.accounts.models import Division
from portal.demo.dossiers import CITIES, CLIENTS, SURNAMES, TRADES
from portal.documents.tables import Column, csv_bytes

CITY_NAMES = ("广州市", "深圳市", "佛山市", "东莞市", "中山市", "惠州市", "江门市", "揭阳市")


def _client(dice: random.Random, trade: tuple) -> tuple[str, str]:
    number = dice.randint(0, 60)
    name = f"{CLIENTS[number % len(CLIENTS)]}{trade[0]}制造有限公司（演示）"
    return name, uscc.invented("440100", 700_000 + number)


def sections(seed: int, *, year: int) -> dict[str, dict]:
    """The seven sections of an evaluation, version 1, complete; ``year`` is the call's."""
    dice = random.Random(seed)
    trade = TRADES[seed % len(TRADES)]
    client = _client(dice, trade)
    return {
        "basic": {
            "supplier_class": "platform" if dice.random() < 0.2 else "service",
            "changed": "no",
            "legal_representative": f"{dice.choice(SURNAMES)}志明",
        },
        "benchmarks": _benchmarks(dice, trade, client, year),
        "cloud": {
            "served": str(dice.randint(8, 60)),
            "contracts": str(dice.randint(120, 900)),
            "vouchers": str(dice.randint(20, 200)),
            "connected": str(dice.randint(80, 3000)),
            "cloud_note": f"以年费方式为{trade[0]}行业中小企业提供{trade[1]}联网和{trade[2]}服务，统一部署、远程运维，平均两周完成上线，服务团队按月回访并出具运行报告。",
        },
        "iteration": {"releases": [_release(trade, year, month) for month in (3, 8)]},
        "development": {
            "rd_spend": str(dice.randint(80, 600)),
            "new_count": str(dice.randint(1, 4)),
            "development_note": f"新研发{trade[0]}行业边缘采集网关和{trade[2]}小程序，已在多家客户试用，支持离线缓存与断点续传，降低了中小企业使用门槛，计划下一年度推广。",
        },
        "clients": {"feedback": [_feedback(dice, client)], "complaints": "0"},
        "city_opinion": {
            "local_clients": str(dice.randint(2, 20)),
            "local_note": "在本市设有服务网点，参与市级产业集群数字化转型对接活动，服务本地企业成效较好。",
        },
    }


def _benchmarks(dice: random.Random, trade: tuple, client: tuple[str, str], year: int) -> dict:
    signed = date(year - 1, dice.randint(1, 6), dice.randint(1, 28))
    project = {
        "name": f"{trade[0]}行业{trade[2]}标杆项目",
        "client": client[0],
        "client_uscc": client[1],
        "city": dice.choice(CITIES),
        "amount": str(dice.randint(60, 400)),
        "signed_on": signed.isoformat(),
        "accepted_on": (signed + timedelta(days=dice.randint(60, 150))).isoformat(),
        "effect": f"完成{trade[1]}联网采集与云端{trade[2]}，设备综合利用率提升约一成，订单准时交付率提高，停机时间明显下降，形成可在同行业推广的实施方案和操作规程。",
        "evidence": "附件“上云上平台”服务情况证明第 3 页",
    }
    return {
        "projects": [project],
        "benchmarks_note": "本年度实施标杆项目一项，已验收并投入使用，运行情况良好。",
    }


def _release(trade: tuple, year: int, month: int) -> dict:
    return {
        "product": f"{trade[0]}云{trade[2]}",
        "version": f"{year % 100}.{month}",
        "released_on": date(year - 1, month, 15).isoformat(),
        "change": f"优化{trade[2]}算法，新增{trade[1]}协议接入。",
    }


def _feedback(dice: random.Random, client: tuple[str, str]) -> dict:
    return {
        "client": client[0],
        "client_uscc": client[1],
        "score": str(dice.randint(82, 98)),
        "remark": "响应及时，效果符合预期。",
    }


def table(suppliers: Iterable[Enterprise], *, first: date, last: date, seed: int) -> bytes:
    """A CSV of market records between two days: a dozen a supplier, a few strong, a few weak, three rows broken."""
    dice = random.Random(seed)
    cities = dict(Division.objects.filter(level="city").values_list("pk", "name"))
    rows, serial, suppliers = [], 0, list(suppliers)
    for place, supplier in enumerate(suppliers):
        strength = (0.95, 0.6, 0.8, 0.2)[place % 4]
        for _n in range(3 + int(strength * 12)):
            serial += 1
            rows.append(_row(dice, supplier, f"FW{seed}-{serial:05d}", cities, strength, first, last))
    rows += _asked(dice, suppliers, seed, last)
    rows[1]["client_uscc"] = "914401010000000000"
    rows[2]["amount"] = "壹拾万"
    rows[3]["supplier_uscc"] = uscc.invented("440100", 799_999)
    headings = [Column(entry.title) for entry in COLUMNS]
    return csv_bytes(headings, [[row.get(entry.key, "") for entry in COLUMNS] for row in rows])


def benchmarks(cases: Iterable, *, year: int) -> bytes:
    """A CSV of the register: two of three stated projects, one of them under another name, one row broken."""
    names = dict(Division.objects.filter(level="city").values_list("pk", "name"))
    rows = []
    for place, case in enumerate(cases):
        [project] = sections(case.seed, year=year)["benchmarks"]["projects"]
        if place % 3 == 2:
            continue
        rows.append(
            {
                "name": project["name"] if place else f"{project['name']}（一期）",
                "client_name": project["client"],
                "client_uscc": project["client_uscc"],
                "supplier_codes": case.enterprise.uscc,
                "city": names.get(project["city"], "广州市"),
                "year": str(year),
                "batch_number": "1",
                "document_number": f"粤工信演示〔{year}〕{300 + place % 2}号",
            }
        )
    rows.append({**rows[-1], "name": "数据缺失的项目（演示）", "client_uscc": ""})
    headings = [Column(entry.title) for entry in REGISTER]
    return csv_bytes(headings, [[row.get(entry.key, "") for entry in REGISTER] for row in rows])


def _asked(dice: random.Random, suppliers: list[Enterprise], seed: int, last: date) -> Iterable[dict]:
    """Records that raise questions: six contracts of one day and amount, and two members that supply each other."""
    cities = dict(Division.objects.filter(level="city").values_list("pk", "name"))
    one, other = suppliers[0], suppliers[1]
    for n in range(8):
        of = other if n == 7 else one
        row = _row(dice, of, f"FX{seed}-{n:03d}", cities, 0.95, last - timedelta(days=300), last)
        if n < 6:
            name, code = _client(dice, TRADES[n])
            row |= {
                "signed_on": (last - timedelta(days=200)).isoformat(),
                "amount": "98000",
                "client_name": name,
            }
            row |= {"client_uscc": code, "accepted_on": "", "settled_on": "", "voucher_amount": "0"}
            row |= {"invoice_amount": "0", "paid_amount": "0"}
        else:
            client = other if of is one else one
            row |= {"client_name": client.name, "client_uscc": client.uscc}
        yield row


def _row(
    dice, supplier: Enterprise, number: str, cities: dict, strength: float, first: date, last: date
) -> dict:
    name, code = _client(dice, TRADES[supplier.pk % len(TRADES)])
    span = (last - first).days
    signed = first + timedelta(days=dice.randint(0, max(1, int(span * 0.6))))
    accepted = signed + timedelta(days=dice.randint(20, 60))
    settled = accepted + timedelta(days=dice.randint(5, 30))
    amount = dice.randint(20, 180) * 1000
    voucher = amount * 3 // 10 // 100 * 100
    is_settled = dice.random() < strength and settled <= last
    short = is_settled and dice.random() < 0.03
    is_voucher = dice.random() < 0.7
    return {
        "kind": "服务券" if is_voucher else "服务合同",
        "number": number,
        "supplier_uscc": supplier.uscc,
        "client_uscc": code,
        "client_name": name,
        "city": cities[supplier.city_id] if dice.random() < 0.6 else dice.choice(CITY_NAMES),
        "product": "设备联网与云端运维服务",
        "category": "设备上云",
        "contract_number": f"HT-{number}",
        "signed_on": signed.isoformat(),
        "amount": str(amount),
        "voucher_amount": str(voucher if is_voucher else 0),
        "invoice_amount": str(amount if is_settled else 0),
        "paid_amount": str((amount * 8 // 10 if short else amount) if is_settled else 0),
        "accepted_on": accepted.isoformat() if accepted <= last else "",
        "is_connected": "是" if dice.random() < strength else "否",
        "rating": f"{min(5, max(2, dice.gauss(3.2 + strength * 1.4, 0.4))):.1f}",
        "has_complaint": "是" if dice.random() < (1 - strength) * 0.1 else "否",
        "settled_on": settled.isoformat() if is_settled else "",
    }
