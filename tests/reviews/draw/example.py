"""The worked example of docs/draw.md: one file, fifteen experts, prices below a thousand."""

from reviews.assignment import solve
from reviews.draw import Bar, File, Json, Pin, Plan, PublicValue, Rules, identity
from reviews.draw import Expert as Candidate
from reviews.draw import record as act

PANEL_SECRET, SUBSTITUTE_SECRET = bytes(range(32)), bytes(range(32, 64))

# kind, declared field, region: E001 … E015
ROSTER = [
    ("technical", "technology/platform", "440100"),
    ("technical", "technology/platform", "440300"),
    ("technical", "technology/platform", "440600"),
    ("technical", "technology/mes", "440100"),
    ("technical", "technology/mes", "440300"),
    ("technical", "technology/mes", "440600"),
    ("technical", "technology/ai", "440100"),
    ("technical", "technology/ai", "440300"),
    ("technical", "technology/ai", "440600"),
    ("financial", "finance/audit", "440100"),
    ("financial", "finance/audit", "440300"),
    ("financial", "finance/tax", "440600"),
    ("management", "management/business", "440100"),
    ("management", "management/law", "440300"),
    ("management", "management/model", "440600"),
]


def plan() -> Plan:
    experts = tuple(
        Candidate(f"E{n:03d}", kind, (field,), region, 1, identity(bytes([n]) * 32, f"示范专家{n}"))
        for n, (kind, field, region) in enumerate(ROSTER, start=1)
    )
    file = File("F001", 5, "service", ("technology/platform", "finance"), identity(bytes(32), "示范企业"))
    return Plan(
        call="示范通知",
        number=1,
        previous=(),
        confirmation="示范〔2026〕1号",
        confirmed_at="2026-11-09T02:00:00Z",
        frozen_at="2026-11-10T02:00:00Z",
        salt="00" * 32,
        public_value=PublicValue(
            what="示范开奖号码，按公布顺序",
            source="示范公布单位",
            known_at="2026-11-15T13:15:00Z",
            alphabet="0123456789",
            length=14,
        ),
        rules=Rules(odd=True, least_regions=2),
        files=(file,),
        experts=experts,
        barred=(Bar(0, 1, "employment"),),
        pinned=(Pin(0, 6, "示范：唯一熟悉所申报算法的专家"),),
        price_range=1000,
    )


def record() -> Json:
    """Frozen, drawn, the chair recused, the first substitute passed over, the second seated, all revealed."""
    secrets = {"panel_secret": PANEL_SECRET, "substitute_secret": SUBSTITUTE_SECRET}
    frozen = act.freeze(plan(), **secrets, solve=solve)
    drawn = act.run(
        frozen, **secrets, published="03 08 14 19 27 32 + 11", at="2026-11-16T01:00:00Z", solve=solve
    )
    replaced = act.replace_member(
        drawn,
        substitute_secret=SUBSTITUTE_SECRET,
        file=0,
        vacated=drawn["draw"]["panels"][0]["chair"],
        ground="kin",
        at="2026-11-17T01:00:00Z",
        facts={3: "dispute"},
    )
    return act.reveal(replaced, substitute_secret=SUBSTITUTE_SECRET)
