"""Ordered substitutes under the second secret: sealed at the draw, opened one by one (annex 1, step 5).

Each file has an order of its own of everybody who is neither barred from it nor on its panel. The order is
sealed as a chain: every place is hashed with a salt and the hash of all places after it, and the first hash
is published with the draw. Opening the next place shows who stands there and proves it, and nothing of who
stands after. A vacated seat goes to the first in order who breaks no rule.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from reviews.assignment import KINDS, Composition
from reviews.draw.numbers import stream
from reviews.draw.plan import GROUNDS, Json, Plan, Unlawful

FACTS = (*GROUNDS, "unavailable")  # what may have come up about a substitute since the freezing
SPREAD = "spread"  # the ground of an event in which nobody left: the panel has a seat more
SEATED = "seated"
END = bytes(32)  # what stands after the last place


def link(file: int, place: int, expert: int, salt: bytes, rest: bytes) -> bytes:
    """The hash that seals a place and, through ``rest``, all places after it."""
    numbers = b"".join(number.to_bytes(4, "big") for number in (file, place, expert))
    return hashlib.sha256(salt + numbers + rest).digest()


@dataclass(frozen=True)
class Order:
    """A file's substitutes in order (indices of the plan), with one salt (32 bytes) for each place."""

    file: int
    experts: tuple[int, ...]
    salts: tuple[bytes, ...]

    @cached_property
    def links(self) -> list[bytes]:
        """The hash of each place with all after it, and ``END``; the first is published."""
        links = [END]
        for place in reversed(range(len(self.experts))):
            links.append(link(self.file, place, self.experts[place], self.salts[place], links[-1]))
        return links[::-1]


def order(plan: Plan, secret: bytes, value: str, file: int, panel: Sequence[int]) -> Order:
    """The substitutes of one file, from the second secret and the public value.

    panel: who was drawn for it. The salts are drawn after the order, the last place's first.
    """
    row = stream(plan, secret, value, "substitutes", file.to_bytes(4, "big"))
    out = {bar.expert for bar in plan.barred if bar.file == file} | set(panel)
    experts = tuple(expert for expert in row.shuffled(len(plan.experts)) if expert not in out)
    salts = [row.read(32) for _ in experts]
    return Order(file, experts, tuple(reversed(salts)))


class Seating:
    """Who sits where after the draw and the replacements so far; the rules are asked of it."""

    def __init__(self, plan: Plan, record: Json) -> None:
        self.plan = plan
        self.panels = [{row["expert"] for row in panel["members"]} for panel in record["draw"]["panels"]]
        self.chairs: list[int | None] = [panel["chair"] for panel in record["draw"]["panels"]]
        self.left: list[set[int]] = [set() for _ in self.panels]
        self.seats = [file.seats for file in plan.files]
        self.loads = Counter(expert for panel in self.panels for expert in panel)
        for event in record["events"]:
            self.vacate(event["file"], event["vacated"])
            self.seat(event["file"], event["opened"])
            self.chairs[event["file"]] = event["chair"]

    def vacate(self, file: int, expert: int | None) -> None:
        """End a seat, or (None) give the panel a seat more; raises Unlawful when it isn't held."""
        if expert is None:
            self.seats[file] += 1
            return
        if expert not in self.panels[file]:
            raise Unlawful("not_on_the_panel")
        self.panels[file].remove(expert)
        self.left[file].add(expert)
        self.loads[expert] -= 1

    def seat(self, file: int, opened: Sequence[Json]) -> None:
        """Give the empty seat to who was opened last, if that one breaks no rule."""
        if opened and opened[-1]["outcome"] == SEATED:
            self.panels[file].add(opened[-1]["expert"])
            self.loads[opened[-1]["expert"]] += 1

    def broken_rule(self, file: int, expert: int) -> str:
        """The first rule that ``expert`` on the panel of ``file`` would break, or ''."""
        if expert in self.panels[file]:
            return "member"
        if expert in self.left[file]:
            return "left"
        if self.loads[expert] >= self.plan.experts[expert].limit:
            return "limit"
        members = [self.plan.experts[one] for one in (*self.panels[file], expert)]
        empty = self.seats[file] - len(members)
        rules = self.plan.rules
        least = Composition().least(self.seats[file])
        kinds = Counter(member.kind for member in members)
        if sum(max(0, least[k] - kinds[kind]) for k, kind in enumerate(KINDS)) > empty:
            return "composition"
        if not empty and len({member.region for member in members}) < rules.least_regions:
            return "regions"
        return ""


def look_through(seating: Seating, order: Order, facts: Mapping[int, str]) -> list[Json]:
    """Open the places of a file from the first on until somebody breaks no rule and no fact stands against.

    facts: expert → ground of a conflict that came up since the freezing, or ``unavailable``. Nobody is
    seated when the order is exhausted.
    """
    opened: list[Json] = []
    for place, expert in enumerate(order.experts):
        outcome = seating.broken_rule(order.file, expert) or facts.get(expert, SEATED)
        salt, rest = order.salts[place].hex(), order.links[place + 1].hex()
        opened.append({"expert": expert, "salt": salt, "next": rest, "outcome": outcome})
        if outcome == SEATED:
            break
    return opened
