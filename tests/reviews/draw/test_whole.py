"""From freezing to the verifier, with bars, pins, load limits and the rule of regions."""

import dataclasses
import json

import pytest

from reviews.draw import Bar, Pin, Rules, replay
from reviews.draw import record as act
from tests.reviews.draw import world

SIZES = [(10, 30, 3), (200, 120, 10)]


def busy(files: int, experts: int, limit: int, *, regions: int):
    """A plan in which every third file bars somebody and every tenth pins somebody."""
    barred = tuple(Bar(a, a * 7 % experts, "employment") for a in range(0, files, 3))
    pinned = tuple(Pin(a, (a * 7 + 1) % experts, "示范理由") for a in range(0, files, 10))
    rules = Rules(odd=True, least_regions=regions)
    return world.plan(files, experts, limit=limit, barred=barred, pinned=pinned, rules=rules)


@pytest.mark.parametrize(("files", "experts", "limit"), SIZES)
def test_a_draw_is_proven_best(drawn, replaced, files, experts, limit):
    record = drawn(busy(files, experts, limit, regions=1))
    assert record["draw"]["gap"] == 0
    chair = record["draw"]["panels"][files // 2]["chair"]
    record = replaced(record, files // 2, chair, 17)
    record = act.reveal(record, substitute_secret=world.SUBSTITUTE_SECRET)
    stored = json.loads(json.dumps(record))
    assert replay(stored)["record"] == record["digests"]["record"]


@pytest.mark.parametrize(("files", "experts", "limit"), SIZES)
def test_a_draw_with_the_rule_of_regions_states_its_gap(drawn, files, experts, limit):
    """Every panel has two regions; the verifier recomputes bound and gap."""
    record = drawn(busy(files, experts, limit, regions=2))
    regions = [expert["region"] for expert in record["frozen"]["experts"]]
    for panel in record["draw"]["panels"]:
        assert len({regions[row["expert"]] for row in panel["members"]}) >= 2
    assert record["draw"]["cost"] - record["draw"]["bound"] == replay(record)["gap"] >= 0


def test_the_rule_of_regions_can_bind(drawn):
    """Only experts of other fields live elsewhere: one must sit, and the region's price closes the proof."""
    here = [("technical", "technology/platform"), ("financial", "finance/audit")] * 10
    there = [("management", "management/law")] * 10
    experts = [world.expert(n, kind, field, region="440100") for n, (kind, field) in enumerate(here)]
    experts += [world.expert(20 + n, kind, field, region="440300") for n, (kind, field) in enumerate(there)]
    file = world.file(0, "technology/platform", "finance/audit")
    bands = {}
    for regions in (1, 2):
        plan = world.plan(1, 30, rules=Rules(least_regions=regions), barred=(), pinned=())
        record = drawn(dataclasses.replace(plan, files=(file,), experts=tuple(experts)))
        bands[regions] = sum(row["band"] for row in record["draw"]["panels"][0]["members"])
        assert replay(record)["gap"] == 0
        assert [row["region"] for row in record["draw"]["duals"]["regions"]] == ["440100"] * (regions - 1)
    assert bands == {1: 0, 2: 2}
