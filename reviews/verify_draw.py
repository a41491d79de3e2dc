"""Check the record of a draw of review panels: python verify_draw.py RECORD.json

Ends with 0, or with 1 and the reason (docs/draw.md). Compare what it prints with what was published in time.
"""

import hashlib
import hmac
import json
import re
import sys
from collections import Counter, defaultdict
from functools import cache
from itertools import islice
from pathlib import Path

FORMAT, KINDS = "expert-panel-draw/1", ["technical", "financial", "management"]
FACTS = ["employment", "kin", "dispute", "consulted", "relation", "rotation", "other", "unavailable"]
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def need(holds, reason):
    if not holds:
        raise ValueError(reason)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).hexdigest()


def digest(value):
    return sha256(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())


def row_of(seed):
    """The bytes of HMAC-DRBG with SHA-256 (NIST SP 800-90A), in requests of 1024 bytes."""
    key, value, data = bytes(32), b"\1" * 32, seed
    while True:
        for mark in (b"\0", b"\1") if data else (b"\0",):
            key = hmac.digest(key, value + mark + data, "sha256")
            value = hmac.digest(key, value, "sha256")
        data = b""
        for _ in range(32):
            value = hmac.digest(key, value, "sha256")
            yield from value


def below(row, bound):
    size = -(-bound.bit_length() // 8)
    while (drawn := int.from_bytes(islice(row, size), "big")) >= 256**size // bound * bound:
        pass
    return drawn % bound


def shuffled(row, count):
    order = list(range(count))
    for place in range(count - 1, 0, -1):
        other = below(row, place + 1)
        order[place], order[other] = order[other], order[place]
    return order


@cache
def band(needed, declared):
    """0: a declared field is, or lies under, a needed one; 1: both are of one branch; 2: neither."""
    if any(f"{mine}/".startswith(f"{field}/") for field in needed for mine in declared):
        return 0
    return 2 - bool({field.split("/")[0] for field in needed} & {mine.split("/")[0] for mine in declared})


class Checker:
    """Checks a record part by part; files and experts are named by their index in the plan."""

    def __init__(self, record):
        self.record, self.plan, self.draw = record, record["frozen"], record["draw"]
        self.files, self.experts, self.rules = (self.plan[part] for part in ("files", "experts", "rules"))
        self.seats, self.limits = [f["seats"] for f in self.files], [e["limit"] for e in self.experts]
        self.frozen, self.events = bytes.fromhex(digest(self.plan)), record["events"]

    def check(self):
        """Raise ValueError with what is wrong, or return what to compare with what was published."""
        drawn = (self.check_numbers, self.check_panels, self.check_proof, self.check_events)
        for check in (self.check_seals, self.check_plan, *(drawn if self.draw else ())):
            check()
        told = {name: self.draw[name] for name in ("value", "gap")} if self.draw else {}
        return {**self.record["digests"], **self.record["commitments"], **told}

    def tag(self, purpose):
        return f"{FORMAT}\0{purpose}\0".encode() + self.frozen

    def row(self, secret, purpose, more=b""):
        return row_of(bytes.fromhex(secret) + self.draw["value"].encode() + self.tag(purpose) + more)

    def check_seals(self):
        record = {name: part for name, part in self.record.items() if name != "digests"}
        drawn = {name: part for name, part in record.items() if name not in ("events", "substitute_secret")}
        digests = {"frozen": self.frozen.hex(), "draw": digest(drawn), "record": digest(record)}
        need(self.record["digests"] == digests, "a digest is not that of its part")
        need(record["format"] == self.plan["format"] == FORMAT, "the format is not known")
        drawn_with = self.draw["panel_secret"] if self.draw else None
        for name, secret in (("panels", drawn_with), ("substitutes", record["substitute_secret"])):
            bound = secret and sha256(self.tag(f"commitment {name}"), bytes.fromhex(secret))
            need(bound in (None, record["commitments"][name]), f"{name}: not the committed secret")

    def check_plan(self):
        plan, void, seats, rules = self.plan, self.record["void"], self.seats, self.rules
        known, acts = plan["public_value"]["known_at"], [self.draw["entered_at"]] if self.draw else []
        ends = [void["at"], known] if void else [known, *acts, *(event["at"] for event in self.events)]
        times = [plan["confirmed_at"], plan["frozen_at"], *ends]
        need(all(map(TIME.fullmatch, times)) and times == sorted(times), "times are out of order")
        need(times[1] < known and (not void or void["at"] < known), "frozen or voided too late")
        need(not (void and self.draw) and (self.draw or not self.events), "voided or not drawn, yet goes on")
        need(plan["number"] == len(plan["previous"]) + 1, "a voided draw is missing")
        need(min(seats) >= 5 and all(n % 2 or not rules["odd"] for n in seats), "the number of seats")
        need(len(self.experts) >= 3 * max(seats), "the roster is smaller than three times the seats")
        need(rules["least_regions"] in (1, 2) and plan["price_range"] > 0, "regions, or range of prices")
        self.least = [(-(-number * 3 // 5), 1, 0) for number in seats]  # technical, financial, management
        self.kinds = [KINDS.index(expert["kind"]) for expert in self.experts]
        keys = {row["key"] for row in self.files + self.experts}
        need(len(keys) == len(seats) + len(self.kinds) and min(self.limits) >= 0, "a key or a limit")
        pairs = [[(row["file"], row["expert"]) for row in plan[part]] for part in ("barred", "pinned")]
        self.barred, self.pinned = map(set, pairs)
        need([sorted(set(some)) for some in pairs] == pairs, "pairs twice or out of order")
        known = all(0 <= a < len(seats) and 0 <= e < len(self.kinds) for a, e in pairs[0] + pairs[1])
        need(known and not self.barred & self.pinned, "a pair is unknown, or pinned and barred")
        need(all(row["ground"] in FACTS[:-1] for row in plan["barred"]), "a ground is not known")
        need(all(row["reason"].strip() for row in plan["pinned"]), "a pin has no reason")

    def check_numbers(self):
        draw, form, width = self.draw, self.plan["public_value"], self.plan["price_range"]
        need(len(draw["value"]) == form["length"] and set(draw["value"]) <= set(form["alphabet"]), "value")
        order = shuffled(self.row(draw["panel_secret"], "order"), len(self.experts))
        need(draw["order"] == order, "the order was not drawn")
        self.place = {expert: place for place, expert in enumerate(order)}
        prices, weight = self.row(draw["panel_secret"], "prices"), sum(self.seats) * (width - 1) + 1
        self.prices = [[below(prices, width) for _ in self.experts] for _ in self.files]
        needed, declared = ([tuple(row["fields"]) for row in rows] for rows in (self.files, self.experts))
        self.bands = [[band(fields, mine) for mine in declared] for fields in needed]
        both = zip(self.bands, self.prices, strict=True)
        self.costs = [[b * weight + p for b, p in zip(*rows, strict=True)] for rows in both]

    def chair(self, a, members):
        technical = [e for e in members if KINDS[self.kinds[e]] == "technical"]
        return min(technical, key=lambda e: (self.costs[a][e], self.place[e]), default=None)

    def fault(self, a, members):
        """The rule that ``members`` break, or can't keep any more with the seats left."""
        kinds, empty = Counter(self.kinds[e] for e in members), self.seats[a] - len(members)
        if sum(max(0, least - kinds[k]) for k, least in enumerate(self.least[a])) > empty:
            return "composition"
        regions = {self.experts[e]["region"] for e in members}
        return "regions" if not empty and len(regions) < self.rules["least_regions"] else ""

    def check_panels(self):
        self.panels = [[row["expert"] for row in panel["members"]] for panel in self.draw["panels"]]
        need(len(self.panels) == len(self.draw["sealed"]) == len(self.files), "panels or substitutes missing")
        for a, members in enumerate(self.panels):
            need(sorted(set(members) & self.place.keys()) == members, f"panel {a}: members")
            need(len(members) == self.seats[a] and not self.fault(a, members), f"panel {a}: composition")
            rows = [{"expert": e, "band": self.bands[a][e], "price": self.prices[a][e]} for e in members]
            drawn = {"chair": self.chair(a, members), "members": rows}
            need(self.draw["panels"][a] == drawn, f"panel {a}: band, price or chair")
        self.chosen = {(a, e) for a, members in enumerate(self.panels) for e in members}
        self.loads = Counter(e for _, e in self.chosen)
        need(all(self.loads[e] <= limit for e, limit in enumerate(self.limits)), "more files than the limit")
        need(not self.chosen & self.barred and self.pinned <= self.chosen, "somebody barred, or not pinned")
        need(self.draw["cost"] == sum(self.costs[a][e] for a, e in self.chosen), "not the cost of the panels")

    def check_proof(self):
        """Weak duality: no lawful panels cost less than the bound that follows from the duals."""
        duals, zero, spread = self.draw["duals"], set(), defaultdict(list)
        for row in duals["regions"]:
            need(self.rules["least_regions"] == 2 and row["price"] > 0, "a region's dual")
            spread[row["file"]].append((row["region"], row["price"]))
        need(min(*duals["limits"], *map(min, duals["least"])) >= 0, "a dual is negative")
        bound = -sum(n * v for n, v in zip(self.limits, duals["limits"], strict=True))
        for a, (seats, u, w) in enumerate(zip(self.seats, duals["seats"], duals["least"], strict=True)):
            bound += seats * u + sum(n * v for n, v in zip(self.least[a], w, strict=True))
            bound += sum(price for _, price in spread[a])
            for e, v in enumerate(duals["limits"]):
                rest = self.costs[a][e] - u - w[self.kinds[e]] + v
                rest -= sum(price for region, price in spread[a] if region != self.experts[e]["region"])
                if (a, e) in self.pinned or (rest <= 0 and (a, e) not in self.barred):
                    bound += rest
                    zero |= set() if rest or (a, e) in self.pinned else {(a, e)}
        need((self.draw["bound"], self.draw["gap"]) == (bound, self.draw["cost"] - bound), "bound or gap")
        need(not self.draw["gap"] or self.rules["least_regions"] == 2, "not proven to be the best")
        self.check_ties(set() if self.draw["gap"] else zero)

    def check_ties(self, zero):
        """No exchange at no cost takes a pair in and changes later pairs alone (docs/draw.md, Ties)."""
        arcs, duals, always = defaultdict(set), self.draw["duals"], (len(self.seats),)
        for a, e in zero:
            k, pair = self.kinds[e], (a, self.place[e])
            ways = [((a, k), e, pair) if (a, e) in self.chosen else (e, (a, k), pair)]
            if not duals["least"][a][k]:
                spare = sum(self.kinds[f] == k for f in self.panels[a]) > self.least[a][k]
                ways += [((a, k), (a,), always), ((a,), (a, k), always)][: 1 + spare]
            if not duals["limits"][e]:
                ways += [(e, None, always), (None, e, always)][: 1 + (self.loads[e] < self.limits[e])]
            for start, end, by in ways:
                arcs[start].add((end, by))
        for a, e in zero - self.chosen:
            seen, new = set(), {(a, self.kinds[e])}
            while new:
                seen |= new
                new = {to for node in new for to, by in arcs[node] if by > (a, self.place[e])} - seen
            need(e not in seen or self.rules["least_regions"] == 2, "panels as good come earlier")

    def link(self, a, place, expert, salt, rest):
        mark = b"".join(number.to_bytes(4, "big") for number in (a, place, expert))
        return sha256(bytes.fromhex(salt), mark, bytes.fromhex(rest))

    def check_events(self):
        """Each vacated seat went to the first in the sealed order who broke no rule."""
        panels, left, sealed = [set(panel) for panel in self.panels], defaultdict(set), self.draw["sealed"]
        chairs, loads, end = [panel["chair"] for panel in self.draw["panels"]], self.loads, "00" * 32
        for event in self.events:
            a, gone, opened, link = event["file"], event["vacated"], event["opened"], sealed[event["file"]]
            more = gone is None and event["ground"] == "spread"  # nobody left, the panel has a seat more
            need(more or (gone in panels[a] and event["ground"] in FACTS), f"file {a}: who left, or why")
            self.seats[a], self.least[a] = (n := self.seats[a] + more), (-(-n * 3 // 5), 1, 0)
            panels[a], left[a], loads[gone] = panels[a] - {gone}, left[a] | {gone}, loads[gone] - 1
            for place, look in enumerate(opened):
                e, sealed_link, link = look["expert"], link, look["next"]
                need(sealed_link == self.link(a, place, e, look["salt"], link), f"file {a}: place {place}")
                rule = "member" if e in panels[a] else "left" if e in left[a] else ""
                rule = rule or ("limit" if loads[e] >= self.limits[e] else self.fault(a, [*panels[a], e]))
                lawful = [rule] if rule else FACTS if look is not opened[-1] else [*FACTS, "seated"]
                need(look["outcome"] in lawful, f"file {a}: outcome of {place}")
            seated = {look["expert"] for look in opened if look["outcome"] == "seated"}
            need(seated or link == end, f"file {a}: substitutes are left")
            panels[a], loads = panels[a] | seated, loads + Counter(seated)
            chairs[a] = chairs[a] if chairs[a] in panels[a] else self.chair(a, panels[a])
            need(event["chair"] == chairs[a], f"file {a}: the chair")
        secret, out = self.record["substitute_secret"], self.barred | self.chosen
        for a in range(len(panels)) if secret else ():
            row, link = self.row(secret, "substitutes", a.to_bytes(4, "big")), end
            order = [e for e in shuffled(row, len(self.kinds)) if (a, e) not in out]
            for place, e in reversed(list(enumerate(order))):
                link = self.link(a, place, e, bytes(islice(row, 32)).hex(), link)
            need(link == sealed[a], f"file {a}: not the sealed substitutes")


if __name__ == "__main__":
    try:
        text = Path(sys.argv[1]).read_text("utf-8")
        print(json.dumps(Checker(json.loads(text, parse_float=str)).check(), indent=1))
    except Exception as error:
        sys.exit(f"refused: {error!r}")
