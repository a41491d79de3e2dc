"""Plans to draw from: small ones told in full, and large ones made by a fixed rule."""

import hashlib

from reviews.draw.plan import Bar, Expert, File, Pin, Plan, PublicValue, Rules

PANEL_SECRET, SUBSTITUTE_SECRET = bytes(range(32)), bytes(range(100, 132))
VALUE = PublicValue(
    what="双色球第2026131期开奖号码，按公布顺序",
    source="中国福利彩票发行管理中心",
    known_at="2026-11-15T13:15:00Z",
    alphabet="0123456789",
    length=14,
)
PUBLISHED, ENTERED_AT = "03 08 14 19 27 32 + 11", "2026-11-16T01:00:00Z"
TECHNICAL = ("technology/platform", "technology/mes", "technology/security", "technology/ai")
REGIONS = ("440100", "440300", "440600", "441900")


def mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def file(number: int, *fields: str, seats: int = 5) -> File:
    fields = fields or (TECHNICAL[number % 4], "finance/audit")
    return File(f"F{number + 1:03d}", seats, "service", fields, mark(f"file {number}"))


def expert(number: int, kind: str, *fields: str, region: str = "", limit: int = 3) -> Expert:
    return Expert(
        key=f"E{number + 1:03d}",
        kind=kind,
        fields=fields,
        region=region or REGIONS[number * 7 % 4],
        limit=limit,
        identity=mark(f"expert {number}"),
    )


def roster(count: int, *, limit: int) -> tuple[Expert, ...]:
    """Of ten experts six are technical, two financial, two management."""
    people = []
    for n in range(count):
        kind = "technical" if n % 10 < 6 else "financial" if n % 10 < 8 else "management"
        field = {
            "technical": TECHNICAL[n * 3 % 4],
            "financial": ("finance/audit", "finance/tax")[n % 2],
            "management": ("management/business", "management/law")[n % 2],
        }[kind]
        people.append(expert(n, kind, field, limit=limit))
    return tuple(people)


def plan(files: int = 4, experts: int = 20, *, limit: int = 2, seats: int = 5, **changes) -> Plan:
    """A plan with a bar and a pin."""
    parts = {
        "call": "2026年第一批 供应商认定",
        "number": 1,
        "previous": (),
        "confirmation": "粤工信函〔2026〕88号",
        "confirmed_at": "2026-11-09T02:00:00Z",
        "frozen_at": "2026-11-10T02:00:00Z",
        "salt": "5a" * 32,
        "public_value": VALUE,
        "rules": Rules(),
        "files": tuple(file(n, seats=seats) for n in range(files)),
        "experts": roster(experts, limit=limit),
        "barred": (Bar(0, 3, "employment"), Bar(1, 6, "kin")),
        "pinned": (Pin(0, 1, "唯一熟悉该行业安全标准的专家"),),
    }
    return Plan(**{**parts, **changes})
