"""Dossiers of invented enterprises: plausible, varied, valid, the same for the same seed."""

import hashlib
import random
from datetime import date, timedelta

from applications import uscc
from applications.call_defaults import MATERIALS
from applications.dossier.recognition import RECOGNITION_1
from applications.dossier.specs import Context
from applications.dossier.validation import tidied

TRADES = [
    ("注塑", "注塑机", "排产"),
    ("五金", "数控机床", "设备运维"),
    ("纺织", "织机", "能耗管理"),
    ("家电", "装配线", "质量追溯"),
    ("陶瓷", "窑炉", "工艺优化"),
    ("模具", "加工中心", "协同设计"),
    ("家具", "开料机", "订单协同"),
    ("电子", "贴片机", "物料追溯"),
]
SURNAMES = "陈李张黄林王吴刘梁郑"
GIVEN = ["志明", "晓彤", "建华", "思远", "文涛", "雅婷", "俊杰", "海燕", "嘉豪", "敏仪"]
CLIENTS = ["恒岭", "粤丰", "岭安", "汇达", "新桥", "南程", "润东", "启源"]
HOLDERS = [
    ("粤创产业投资有限公司（演示）", "company"),
    ("湾区智造创业投资基金（演示）", "fund"),
    ("岭安科技集团有限公司（演示）", "company"),
    ("穗城国有资产经营有限公司（演示）", "state"),
]
CITIES = ["440100", "440300", "440600", "441900", "442000", "441300", "440700", "445200"]


def sections(seed: int, *, year: int, startup: bool | None = None) -> dict[str, dict]:
    """The seven sections of a recognition, version 1, complete; ``year`` is the call's."""
    dice = random.Random(seed)
    trade = TRADES[seed % len(TRADES)]
    startup = dice.random() < 0.3 if startup is None else startup
    people = [dice.choice(SURNAMES) + given for given in dice.sample(GIVEN, 4)]
    return {
        "basic": _basic(dice, trade, people, startup=startup, year=year),
        "operations": _operations(dice, trade, year),
        "team": _team(dice, trade, people),
        "business_model": _model(dice, trade),
        "products": _products(dice, trade),
        "cases": _cases(dice, trade, year),
        "market": _market(dice, trade, year),
    }


def frozen_sample(seed: int = 1, *, year: int = 2026) -> dict:
    """A complete frozen dossier, as ``SubmittedVersion.content`` holds it; needs no database."""
    code = uscc.invented("440106", seed)
    attachments = []
    needed = [row[:2] for row in MATERIALS["recognition"] if row[4]]
    for number, (key, title) in enumerate(needed, start=1):
        content = material(key, seed)
        attachments.append(
            {
                "id": number,
                "material": key,
                "title": title,
                "name": f"{title}.pdf",
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        )
    return {
        "schema": ["recognition", 1],
        "year": year,
        "enterprise": {
            "name": f"演示企业{seed}有限公司",
            "uscc": code,
            "city": "440100",
            "county": "440106",
        },
        "sections": _tidied(sections(seed, year=year), code, year),
        "attachments": attachments,
    }


def _tidied(typed: dict[str, dict], code: str, year: int) -> dict[str, dict]:
    """The sections in the canonical form in which a submission keeps them."""
    context = Context(year, date(year, 12, 31), code, dict.fromkeys(CITIES, ""))
    return {one.key: tidied(one, typed[one.key], context) for one in RECOGNITION_1.sections}


def _basic(dice, trade, people, *, startup: bool, year: int) -> dict:
    first = dice.randint(40, 70)
    return {
        "supplier_class": "platform" if dice.random() < 0.2 else "service",
        "is_startup": "yes" if startup else "no",
        "startup_note": f"核心团队自主研发{trade[0]}行业数据采集技术，成立以来保持高强度研发投入，已获得天使轮融资。"
        if startup
        else "",
        "established_on": date(
            year - dice.randint(4, 14), dice.randint(1, 12), dice.randint(1, 28)
        ).isoformat(),
        "capital": str(dice.choice([500, 1000, 2000, 5000])),
        "company_type": dice.choice(["limited", "limited", "joint_stock"]),
        "legal_representative": people[0],
        "address": f"科技园{dice.randint(1, 60)}号{dice.randint(2, 9)}栋",
        "main_business": f"面向{trade[0]}行业提供{trade[1]}数据采集、{trade[2]}等工业互联网服务，包括工业软件研发、云平台运营、系统集成与运行维护，以年费方式向中小制造企业提供服务。",
        "shareholders": [
            {"name": people[0], "nature": "person", "share": str(first)},
            _second(dice, people[1], 95 - first),
        ],
        "qualifications": [
            {
                "name": "高新技术企业",
                "number": f"GR{year - 2}44{dice.randint(100000, 999999)}",
                "issuer": "省高新技术企业认定管理机构",
                "valid_until": date(year + 1, 11, 30).isoformat(),
            }
        ],
    }


def _second(dice, person: str, share: int) -> dict:
    """The second shareholder: a person, or a company with its code."""
    number = dice.randint(0, 17)
    if number >= len(HOLDERS):
        return {"name": person, "nature": "person", "share": str(share)}
    name, nature = HOLDERS[number]
    code = uscc.invented("440100", 910_000 + number)
    return {"name": name, "nature": nature, "uscc": code, "share": str(share)}


def _operations(dice, trade, year: int) -> dict:
    revenue, rows = dice.randint(800, 6000), []
    for back in (3, 2, 1):
        staff = dice.randint(30, 120)
        rows.append(
            {
                "year": str(year - back),
                "revenue": str(revenue),
                "ii_revenue": str(int(revenue * dice.uniform(0.4, 0.9))),
                "rd_spend": str(int(revenue * dice.uniform(0.08, 0.2))),
                "net_profit": str(int(revenue * dice.uniform(-0.05, 0.15))),
                "tax": str(int(revenue * 0.05)),
                "staff": str(staff),
                "rd_staff": str(int(staff * dice.uniform(0.3, 0.6))),
            }
        )
        revenue = int(revenue * dice.uniform(1.05, 1.4))
    return {
        "years": rows,
        "business": f"面向{trade[0]}行业中小企业提供{trade[1]}联网采集与云端{trade[2]}服务，平台部署于公有云，采用微服务架构，支持设备、业务系统和物料数据的统一接入。近三年服务范围由珠三角逐步扩展到粤东西北，累计接入设备持续增长，客户续费情况良好，已形成可复制推广的行业解决方案和标准化实施流程。",
        "devices": str(dice.randint(300, 9000)),
        "clients": str(dice.randint(20, 400)),
        "industries": f"{trade[0]}、{dice.choice(TRADES)[0]}",
    }


def _team(dice, trade, people) -> dict:
    roles = [
        ("总经理", "management"),
        ("技术总监", "technology"),
        ("产品总监", "product"),
        ("交付总监", "market"),
    ]
    return {
        "people": [
            {
                "name": name,
                "position": position,
                "role": role,
                "degree": dice.choice(["doctor", "master", "bachelor"]),
                "title": dice.choice(["高级工程师", "工程师", ""]),
                "experience": str(dice.randint(5, 22)),
                "resume": f"长期从事{trade[0]}行业信息化与工业互联网工作，主持多个{trade[2]}项目的研发与落地，熟悉行业工艺流程。",
            }
            for name, (position, role) in zip(people, roles, strict=True)
        ],
        "team_overview": "团队由工业自动化、软件工程和行业工艺三方面人员组成，研发人员占比超过四成，核心成员共事多年，分工明确，人员稳定，并与高等院校建立了联合培养机制。",
        "patents": str(dice.randint(1, 30)),
        "copyrights": str(dice.randint(5, 60)),
    }


def _model(dice, trade) -> dict:
    saving = dice.randint(40, 75)
    return {
        "fee_replaces": f"客户无需一次性购置服务器和软件许可，按接入的{trade[1]}数量和使用时长支付服务费，采集网关由本单位提供并负责维护，软硬件费用全部包含在服务费内，客户首年投入较传统建设方式大幅降低，升级维护不再另行收费。",
        "charging": ["subscription", dice.choice(["per_device", "per_use", "by_result"])],
        "fee_share": str(dice.randint(45, 95)),
        "pricing": f"基础版每年{dice.randint(1, 3)}万元起，含{dice.randint(10, 30)}台设备接入；每增加一台设备每年{dice.randint(300, 900)}元；定制分析模块按使用次数计费，合同一年一签，到期可续。",
        "client_saving": f"与一次性采购相比，客户三年总投入平均下降{saving}%，实施周期由数月缩短到数天，并减少专职信息化运维人员，人均产出和设备综合利用率均有提升。",
        "ecosystem": "与设备厂商、电信运营企业和行业协会共同开展推广。",
    }


def _products(dice, trade) -> dict:
    forms = [("采集平台", "platform"), ("云服务", "saas"), ("助手", "app")]
    return {
        "products": [
            {
                "name": f"{trade[0]}{trade[2]}{suffix}",
                "form": form,
                "is_cloud": "yes",
                "is_microservice": "yes",
                "collects": dice.sample(["equipment", "systems", "materials"], dice.randint(1, 3)),
                "new_models": dice.sample(["cloud", "collaborative", "servitised"], dice.randint(1, 2)),
                "fee": f"{dice.randint(1, 9)}.{dice.randint(0, 9)}万元/年",
                "deployment_days": str(dice.randint(1, 20)),
                "clients": str(dice.randint(5, 200)),
                "functions": f"实现{trade[1]}实时数据采集、{trade[2]}、异常预警和报表分析，帮助企业掌握生产进度、降低停机时间，并与既有业务系统打通，形成数据闭环。",
                "operation": "云端统一升级，远程诊断，提供七乘二十四小时在线支持。",
                "security": "数据加密传输与存储，分级授权，定期开展漏洞扫描与备份演练。",
            }
            for suffix, form in forms[: dice.randint(1, 3)]
        ]
    }


def _cases(dice, trade, year: int) -> dict:
    rows = []
    for number in range(1, dice.randint(2, 4) + 1):
        signed = date(year - 2, 1, 1) + timedelta(days=dice.randint(0, 500))
        city, client = dice.choice(CITIES), dice.choice(CLIENTS)
        rows.append(
            {
                "title": f"{client}{trade[0]}{trade[2]}项目（{number}）",
                "client": f"{client}{trade[0]}制造有限公司（演示）",
                "client_uscc": uscc.invented(city, 700_000 + dice.randint(1, 99_999)),
                "city": city,
                "industry": trade[0],
                "product": f"{trade[0]}{trade[2]}采集平台",
                "amount": str(dice.randint(8, 260)),
                "signed_on": signed.isoformat(),
                "accepted_on": (signed + timedelta(days=dice.randint(20, 120))).isoformat(),
                "effect": f"接入{trade[1]}{dice.randint(20, 300)}台，设备综合利用率提升{dice.randint(8, 25)}%，单位产品能耗下降{dice.randint(3, 15)}%，交付周期缩短{dice.randint(10, 35)}%，不良品率明显降低，客户对实施效果表示满意。",
            }
        )
    return {"cases": rows}


def _market(dice, trade, year: int) -> dict:
    return {
        "position": f"在省内{trade[0]}行业{trade[2]}细分领域客户数量居于前列，与综合型平台相比更熟悉行业工艺，实施周期更短，服务响应更及时，具有较强的竞争优势。",
        "renewal": str(dice.randint(75, 98)),
        "complaints": str(dice.randint(0, 4)),
        "ratings": [
            {
                "client": f"{name}{trade[0]}制造有限公司（演示）",
                "year": str(year - 1),
                "score": str(dice.randint(82, 99)),
                "remark": "实施规范，响应及时。",
            }
            for name in dice.sample(CLIENTS, 2)
        ],
        "awards": [
            {
                "name": "工业互联网优秀解决方案",
                "issuer": "行业协会（演示）",
                "awarded_on": f"{year - 1}-10-18",
            }
        ],
        "references": [
            {
                "unit": f"{trade[0]}行业协会（演示）",
                "relation": "行业组织",
                "statement": "该单位产品在会员企业中应用效果良好，予以推荐。",
            }
        ],
    }


def material(title: str, seed: int) -> bytes:
    """A small valid PDF that stands for a material; its content differs by title and seed."""
    note = f"{seed}-{title.encode().hex()}"
    body = b"%PDF-1.4\n"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        f"<< /Title ({note}) >>".encode(),
    ]
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(body)
    body += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"trailer\n<< /Size 5 /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
