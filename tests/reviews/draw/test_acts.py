"""From freezing to the announcement: what each act takes, what it leaves, and what it refuses."""

import dataclasses
import hashlib

import pytest

from reviews import verify_draw
from reviews.assignment import RuleCode, solve
from reviews.draw import record as act
from reviews.draw.numbers import band, numbers
from reviews.draw.panels import Infeasible
from reviews.draw.plan import Bar, Pin, Plan, Rules, Unlawful, canonical, from_document, identity
from reviews.draw.substitutes import Seating, order
from tests.reviews.draw import world

SECRETS = {"panel_secret": world.PANEL_SECRET, "substitute_secret": world.SUBSTITUTE_SECRET}


def freeze(plan: Plan, **changes) -> dict:
    return act.freeze(plan, **{**SECRETS, **changes}, solve=solve)


def run(record: dict, *, published: str = world.PUBLISHED, at: str = world.ENTERED_AT, **changes) -> dict:
    return act.run(record, **{**SECRETS, **changes}, published=published, at=at, solve=solve)


def refusal(call, *args, **more) -> str:
    with pytest.raises(Unlawful) as caught:
        call(*args, **more)
    return caught.value.code


# Freezing


def test_freezing_publishes_a_digest_and_two_commitments():
    record = freeze(world.plan())
    assert record["digests"]["frozen"] == hashlib.sha256(canonical(record["frozen"])).hexdigest()
    marked = b"expert-panel-draw/1\0commitment panels\0" + bytes.fromhex(record["digests"]["frozen"])
    assert record["commitments"]["panels"] == hashlib.sha256(marked + world.PANEL_SECRET).hexdigest()
    marked = b"expert-panel-draw/1\0commitment substitutes\0" + bytes.fromhex(record["digests"]["frozen"])
    assert (
        record["commitments"]["substitutes"] == hashlib.sha256(marked + world.SUBSTITUTE_SECRET).hexdigest()
    )
    assert (record["draw"], record["void"], record["events"]) == (None, None, [])


def test_one_plan_has_one_digest_in_whatever_order_pins_and_bars_were_entered():
    bars, pins = (Bar(0, 3, "kin"), Bar(1, 6, "other")), (Pin(0, 1, "甲"), Pin(2, 2, "乙"))
    one = freeze(world.plan(barred=bars, pinned=pins))
    other = freeze(world.plan(barred=bars[::-1], pinned=pins[::-1]))
    assert one == other


def test_the_plan_comes_back_from_its_document():
    plan = world.plan()
    assert from_document(plan.document) == plan


def test_the_salt_hides_the_plan_and_the_identity_hides_the_name():
    plan = world.plan()
    assert dataclasses.replace(plan, salt="5b" * 32).digest != plan.digest
    mark = hashlib.sha256(b"expert-panel-draw/1\0identity\0" + bytes(32) + "张三".encode()).hexdigest()
    assert identity(bytes(32), "张三") == mark
    assert identity(b"\x01" * 32, "张三") != mark


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("seats", {"seats": 4}),
        ("seats", {"seats": 6, "limit": 9, "rules": Rules(odd=True)}),
        ("roster_size", {"experts": 14, "limit": 9}),
        ("roster_size", {"files": 0}),
        ("pinned_and_barred", {"barred": (Bar(0, 1, "kin"),)}),
        ("pair_twice", {"barred": (Bar(0, 3, "kin"), Bar(0, 3, "other"))}),
        ("pair", {"barred": (Bar(4, 3, "kin"),)}),
        ("pair", {"pinned": (Pin(0, -1, "甲"),)}),
        ("ground", {"barred": (Bar(0, 3, "gossip"),)}),
        ("reason", {"pinned": (Pin(0, 1, " "),)}),
        ("times", {"confirmed_at": "2026-11-10T02:00:01Z"}),
        ("times", {"frozen_at": world.VALUE.known_at}),
        ("time_form", {"frozen_at": "2026-11-10 02:00"}),
        ("number", {"number": 2}),
        ("public_value", {"public_value": dataclasses.replace(world.VALUE, length=0)}),
        ("public_value", {"public_value": dataclasses.replace(world.VALUE, alphabet="001")}),
        ("price_range", {"price_range": 2**45}),
        ("price_range", {"price_range": 0}),
    ],
)
def test_a_plan_that_breaks_a_rule_is_not_frozen(code, changes):
    assert refusal(freeze, world.plan(**{"pinned": (Pin(0, 1, "甲"),), **changes})) == code


def test_a_plan_names_nobody_twice_and_knows_every_kind():
    plan = world.plan()
    twice = dataclasses.replace(plan, files=(world.file(0), world.file(0)), barred=())
    assert refusal(freeze, twice) == "keys"
    unknown = (*plan.experts[:-1], world.expert(19, "legal"))
    assert refusal(freeze, dataclasses.replace(plan, experts=unknown)) == "expert"


def test_feasibility_is_proven_first():
    """Four files need twelve technical experts; there are twelve, of one file each, and one is barred."""
    plan = world.plan(limit=1, barred=tuple(Bar(a, 5, "kin") for a in range(4)), pinned=())
    with pytest.raises(Infeasible) as caught:
        freeze(plan)
    codes = {rule.code for rule in caught.value.conflict}
    assert codes == {RuleCode.TECHNICAL, RuleCode.LIMIT, RuleCode.FORBIDDEN}


def test_the_secrets_are_two_and_long_enough():
    assert refusal(freeze, world.plan(), panel_secret=b"short") == "secret_size"
    assert refusal(freeze, world.plan(), substitute_secret=world.PANEL_SECRET) == "secrets_equal"


# Giving up


def test_a_draw_is_given_up_with_reasons_before_the_value_is_known():
    record = act.void(freeze(world.plan()), reason="名单有误", at="2026-11-15T13:14:59Z")
    assert record["void"] == {"at": "2026-11-15T13:14:59Z", "reason": "名单有误"}
    assert refusal(run, record) == "not_pending"
    assert refusal(act.void, record, reason="又一次", at="2026-11-15T13:14:59Z") == "not_pending"


def test_no_draw_is_given_up_once_the_value_may_be_known():
    record = freeze(world.plan())
    assert refusal(act.void, record, reason="不满意", at=world.VALUE.known_at) == "value_known"
    assert refusal(act.void, record, reason=" ", at="2026-11-12T00:00:00Z") == "reason"
    assert refusal(act.void, record, reason="早", at="2026-11-01T00:00:00Z") == "times"
    assert refusal(act.void, run(record), reason="不满意", at="2026-11-12T00:00:00Z") == "not_pending"


def test_the_next_draw_names_the_one_that_was_given_up():
    first = act.void(freeze(world.plan()), reason="名单有误", at="2026-11-12T02:00:00Z")
    second = run(freeze(world.plan(number=2, previous=(first["digests"]["record"],))))
    assert second["frozen"]["previous"] == [first["digests"]["record"]]
    verify_draw.Checker(second).check()


# Drawing


def test_the_draw_uses_the_value_as_its_form_says():
    """However it is written, spaces and signs do not count: nobody can choose between two spellings."""
    record = freeze(world.plan())
    assert run(record) == run(record, published="红球 03 08 14 19 27 32 蓝球 11")
    assert run(record)["draw"]["value"] == "03081419273211"
    assert refusal(run, record, published="03 08 14 19 27 32") == "public_value_form"


def test_the_draw_waits_for_the_value_and_takes_the_committed_secrets_alone():
    record = freeze(world.plan())
    assert refusal(run, record, at="2026-11-15T13:14:59Z") == "value_not_known"
    assert refusal(run, record, panel_secret=bytes(32)) == "secret"
    assert refusal(run, record, substitute_secret=bytes(32)) == "secret"
    assert refusal(run, run(record)) == "not_pending"


def test_another_value_another_secret_or_another_plan_draws_anew():
    plan = world.plan()
    first = run(freeze(plan))["draw"]["order"]
    orders = [
        run(freeze(plan), published="03 08 14 19 27 32 12")["draw"]["order"],
        run(freeze(plan, panel_secret=bytes(32)), panel_secret=bytes(32))["draw"]["order"],
        run(freeze(dataclasses.replace(plan, salt="5b" * 32)))["draw"]["order"],
    ]
    assert len({tuple(order) for order in (first, *orders)}) == 4
    substitutes = bytes(32)
    other = run(freeze(plan, substitute_secret=substitutes), substitute_secret=substitutes)["draw"]
    assert (other["order"], other["panels"]) == (first, run(freeze(plan))["draw"]["panels"])
    assert other["sealed"] != run(freeze(plan))["draw"]["sealed"]


@pytest.mark.parametrize(
    ("needed", "declared", "expected"),
    [
        (("technology/mes",), ("technology/mes",), 0),
        (("technology",), ("technology/mes",), 0),  # declared under what is needed
        (("technology/mes",), ("technology",), 1),  # declared above it: only the branch is shown
        (("technology/mes",), ("technology/mes-tools",), 1),  # a name that begins alike is another field
        (("technology/mes", "finance/audit"), ("finance/tax",), 1),
        (("technology/mes",), ("finance/tax", "management"), 2),
        ((), ("finance/tax",), 2),
        (("finance",), (), 2),
    ],
)
def test_bands_follow_from_declared_fields(needed, declared, expected):
    assert band(needed, declared) == verify_draw.band(needed, declared) == expected


def test_bands_come_before_prices():
    """One band weighs more than the prices of all seats together."""
    plan = world.plan()
    drawn = numbers(plan, world.PANEL_SECRET, "03081419273211")
    assert plan.band_weight == 20 * (10**9 - 1) + 1
    assert drawn.costs[0, 0] == drawn.bands[0, 0] * plan.band_weight + drawn.prices[0, 0]


def test_bars_pins_limits_and_composition_hold():
    record = run(freeze(world.plan()))
    panels = [{row["expert"] for row in panel["members"]} for panel in record["draw"]["panels"]]
    experts = record["frozen"]["experts"]
    assert 1 in panels[0]
    assert 3 not in panels[0]
    assert 6 not in panels[1]
    for panel, row in zip(panels, record["draw"]["panels"], strict=True):
        kinds = [experts[e]["kind"] for e in panel]
        assert (len(kinds), kinds.count("technical") >= 3, "financial" in kinds) == (5, True, True)
        assert experts[row["chair"]]["kind"] == "technical"
        assert len({experts[e]["region"] for e in panel}) >= 2
    assert all(sum(e in panel for panel in panels) <= 2 for e in range(20))


# Substitutes


def test_each_file_has_an_order_of_everybody_who_may_come(drawn):
    record = drawn(world.plan())
    plan = from_document(record["frozen"])
    panel = [row["expert"] for row in record["draw"]["panels"][1]["members"]]
    here = order(plan, world.SUBSTITUTE_SECRET, record["draw"]["value"], 1, panel)
    assert sorted(here.experts) == sorted(set(range(20)) - {6} - set(panel))
    there = order(plan, world.SUBSTITUTE_SECRET, record["draw"]["value"], 2, panel)
    assert there.experts[:5] != here.experts[:5]
    assert here.links[0].hex() == record["draw"]["sealed"][1]


def test_the_first_in_order_who_breaks_no_rule_is_seated(drawn, replaced):
    record = drawn(world.plan())
    out = record["draw"]["panels"][3]["members"][0]["expert"]
    opened = replaced(record, 3, out, 17)["events"][0]["opened"]
    seating = Seating(from_document(record["frozen"]), record)
    seating.vacate(3, out)
    assert [look["outcome"] for look in opened[:-1]] == [
        seating.broken_rule(3, look["expert"]) for look in opened[:-1]
    ]
    assert all(look["outcome"] for look in opened[:-1])
    assert opened[-1]["outcome"] == "seated"
    assert seating.broken_rule(3, opened[-1]["expert"]) == ""


def panel_of(kinds_and_regions, *, others=(), limit=9):
    """A seating of one file whose panel is 0 … 4; ``others`` fill the roster up to fifteen."""
    rows = [*kinds_and_regions, *others]
    rows += [("management", "440100")] * (15 - len(rows))
    people = tuple(world.expert(n, kind, region=region, limit=limit) for n, (kind, region) in enumerate(rows))
    plan = world.plan(1, experts=15, barred=(), pinned=())
    plan = dataclasses.replace(plan, experts=people)
    members = [{"expert": n} for n in range(5)]
    return Seating(plan, {"draw": {"panels": [{"chair": 0, "members": members}]}, "events": []})


TECHNICAL, FINANCIAL, MANAGEMENT = ("technical", "440100"), ("financial", "440100"), ("management", "440100")


def test_each_rule_can_stop_a_substitute():
    """Three technical, one financial, one from elsewhere: whoever replaces must keep what would be missing."""
    elsewhere = ("technical", "440300")
    seating = panel_of(
        [TECHNICAL, TECHNICAL, elsewhere, FINANCIAL, MANAGEMENT], others=[TECHNICAL, elsewhere, FINANCIAL]
    )
    seating.vacate(0, 2)
    assert [seating.broken_rule(0, e) for e in (0, 2, 5, 6, 7, 8)] == [
        "member", "left", "regions", "", "composition", "composition",
    ]  # fmt: skip
    seating.loads[6] = 9
    assert seating.broken_rule(0, 6) == "limit"


def test_with_two_seats_empty_a_rule_may_wait_for_the_second():
    """The financial and the only expert from elsewhere are gone: each of two seats may still heal one rule."""
    seating = panel_of(
        [TECHNICAL, TECHNICAL, TECHNICAL, FINANCIAL, ("management", "440300")],
        others=[FINANCIAL, ("management", "440300")],
    )
    seating.vacate(0, 3)
    seating.vacate(0, 4)
    assert seating.broken_rule(0, 6) == ""
    seating.seat(0, [{"expert": 6, "outcome": "seated"}])
    assert [seating.broken_rule(0, e) for e in (5, 7)] == ["", "composition"]


def test_a_conflict_since_the_freezing_passes_somebody_over_and_is_stated(drawn, replaced):
    record = drawn(world.plan())
    out = record["draw"]["panels"][3]["members"][0]["expert"]
    [*before, first] = replaced(record, 3, out, 17)["events"][0]["opened"]
    again = replaced(record, 3, out, 17, facts={first["expert"]: "unavailable"})
    opened = again["events"][0]["opened"]
    assert opened[: len(before)] == before
    assert opened[len(before)] == {**first, "outcome": "unavailable"}
    assert opened[-1]["outcome"] == "seated"
    verify_draw.Checker(again).check()


def test_an_order_that_is_exhausted_leaves_the_seat_empty(drawn, replaced):
    record = drawn(world.plan())
    out = record["draw"]["panels"][3]["members"][0]["expert"]
    record = replaced(record, 3, out, 17, facts=dict.fromkeys(range(20), "other"))
    [event] = record["events"]
    assert len(event["opened"]) == 15
    assert "seated" not in {look["outcome"] for look in event["opened"]}
    assert event["opened"][-1]["next"] == "00" * 32
    verify_draw.Checker(record).check()


def test_the_chair_passes_on_only_when_it_is_vacated(drawn, replaced):
    record = drawn(world.plan())
    chair, members = record["draw"]["panels"][3]["chair"], record["draw"]["panels"][3]["members"]
    other = next(row["expert"] for row in members if row["expert"] != chair)
    kept = replaced(record, 3, other, 17)
    assert kept["events"][0]["chair"] == chair
    gone = replaced(kept, 3, chair, 18)
    assert gone["events"][1]["chair"] != chair
    assert gone["frozen"]["experts"][gone["events"][1]["chair"]]["kind"] == "technical"
    verify_draw.Checker(gone).check()


def test_nobody_is_replaced_who_does_not_sit_or_out_of_time(drawn, replaced):
    record = drawn(world.plan())
    panel = [row["expert"] for row in record["draw"]["panels"][0]["members"]]
    stranger = next(e for e in range(20) if e not in panel)
    assert refusal(replaced, record, 0, stranger, 17) == "not_on_the_panel"
    assert refusal(replaced, record, 0, panel[0], 15) == "times"
    assert refusal(replaced, record, 0, panel[0], 17, ground="gossip") == "ground"
    assert refusal(replaced, record, 0, panel[0], 17, facts={2: "gossip"}) == "ground"
    assert refusal(replaced, freeze(world.plan()), 0, panel[0], 17) == "not_drawn"
    whole = act.reveal(record, substitute_secret=world.SUBSTITUTE_SECRET)
    assert refusal(replaced, whole, 0, panel[0], 17) == "not_drawn"


def test_the_second_secret_is_shown_at_the_end_alone(drawn):
    record = drawn(world.plan())
    assert record["substitute_secret"] is None
    assert refusal(act.reveal, freeze(world.plan()), substitute_secret=world.SUBSTITUTE_SECRET) == "not_drawn"
    assert refusal(act.reveal, record, substitute_secret=bytes(32)) == "secret"
    whole = act.reveal(record, substitute_secret=world.SUBSTITUTE_SECRET)
    assert whole["substitute_secret"] == world.SUBSTITUTE_SECRET.hex()
    assert whole["digests"]["draw"] == record["digests"]["draw"]


# What the public sees until the announcement


def test_the_public_sees_commitments_value_and_digests_alone(told):
    shown = act.public_part(told)
    assert shown["digests"] == told["digests"]
    assert shown["commitments"] == told["commitments"]
    assert (shown["value"], shown["entered_at"]) == ("03081419273211", world.ENTERED_AT)
    text = canonical(shown).decode()
    kept = [world.PANEL_SECRET.hex(), world.SUBSTITUTE_SECRET.hex(), told["frozen"]["salt"], "E001", "F001"]
    kept += [expert["identity"] for expert in told["frozen"]["experts"]]
    assert not [secret for secret in kept if secret in text]
    assert {"members", "chair", "experts", "files", "order", "sealed", "events"}.isdisjoint(shown)


def test_before_the_draw_the_public_sees_which_value_will_be_used():
    shown = act.public_part(freeze(world.plan()))
    assert shown["public_value"]["what"] == world.VALUE.what
    assert (shown["value"], shown["entered_at"], shown["void"]) == (None, None, None)
