"""The stand-alone verifier: what it takes, and that it takes nothing that was altered."""

import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from reviews import verify_draw
from reviews.assignment import solve
from reviews.draw import record as act
from reviews.draw.plan import Rules, digest
from tests.reviews.draw import world

PROGRAM = Path(verify_draw.__file__)


def verify(record: dict) -> dict:
    return verify_draw.Checker(json.loads(json.dumps(record), parse_float=str)).check()


def program(folder: Path, text: str) -> subprocess.CompletedProcess:
    """Run the verifier as a stranger does: by itself, away from the portal, without site packages."""
    folder.joinpath("RECORD.json").write_text(text, "utf-8")
    alone = folder / "verify_draw.py"
    alone.write_bytes(PROGRAM.read_bytes())
    command = [sys.executable, "-I", "-S", str(alone), "RECORD.json"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def sealed_again(record: dict) -> dict:
    """The record with digests that fit it, as a forger would make them."""
    return act._closed(copy.deepcopy(record))


def test_it_is_short_and_stands_alone():
    source = PROGRAM.read_text("utf-8")
    assert len(source.splitlines()) < 250
    imported = set(re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE))
    assert imported <= set(sys.stdlib_module_names)


def test_a_whole_record_holds(told, tmp_path):
    done = program(tmp_path, json.dumps(told, ensure_ascii=False))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {
        **told["digests"],
        **told["commitments"],
        "value": "03081419273211",
        "gap": 0,
    }


def test_the_record_tells_what_it_should(told):
    """The story of the fixture: somebody was passed over on a fact, the chair changed, all seats are filled."""
    [first, second] = told["events"]
    outcomes = [look["outcome"] for look in first["opened"]]
    assert "dispute" in outcomes
    assert outcomes[-1] == second["opened"][-1]["outcome"] == "seated"
    assert first["chair"] != first["vacated"] == told["draw"]["panels"][2]["chair"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"frozen": {}}', "null", '{"a": NaN}', "\ud800"])
def test_what_is_no_record_is_refused_with_a_reason(text, tmp_path):
    done = program(tmp_path, text.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
    assert done.returncode == 1
    assert done.stderr.startswith("refused: ")


def test_without_a_file_it_ends_with_1(tmp_path):
    done = subprocess.run([sys.executable, str(PROGRAM)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr[:9]) == (1, "refused: ")


def test_a_record_is_checked_at_every_age(drawn, told):
    secrets = {"panel_secret": world.PANEL_SECRET, "substitute_secret": world.SUBSTITUTE_SECRET}
    frozen = act.freeze(world.plan(), **secrets, solve=solve)
    given_up = act.void(frozen, reason="名单有误", at="2026-11-12T02:00:00Z")
    for record in (frozen, given_up, drawn(world.plan()), told):
        assert verify(record)["record"] == record["digests"]["record"]


# Every field altered, one at a time.

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def altered(value):
    """Another value of the same kind."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if value is None:
        return ["00" * 32]
    if TIME.fullmatch(value):
        return [value[:14] + ("30" if value[14:16] != "30" else "31") + value[16:]]
    if re.fullmatch("[0-9a-f]{64}", value):
        return [("1" if value[0] == "0" else "0") + value[1:]]
    return [value + "1", value[:-1]] if value else ["1"]


def alterations(value, path=()):
    """(path, the altered whole): each leaf changed, each part taken away or doubled, each row moved."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield (*path, name), {key: one for key, one in value.items() if key != name}
            for where, changed in alterations(part, (*path, name)):
                yield where, {**value, name: changed}
    elif isinstance(value, list):
        for n, part in enumerate(value):
            yield (*path, n), value[:n] + value[n + 1 :]
            yield (*path, n), [*value[: n + 1], *value[n:]]
            if n and value[n - 1] != part:
                yield (*path, n), [*value[: n - 1], part, value[n - 1], *value[n + 1 :]]
            for where, changed in alterations(part, (*path, n)):
                yield where, [*value[:n], changed, *value[n + 1 :]]
    else:
        for changed in altered(value):
            yield path, changed


def passes(record) -> bool:
    try:
        verify(record)
    except Exception:
        return False
    return True


def test_every_altered_field_is_found(told):
    found, fields = [], 0
    for path, record in alterations(told):
        fields += 1
        if passes(record):
            found.append(path)
    assert found == []
    assert fields > 1000


def test_an_unknown_part_is_found(told):
    assert not passes({**told, "note": ""})
    assert not passes({**told, "draw": {**told["draw"], "note": ""}})


def test_every_altered_field_is_found_though_the_digests_were_made_to_fit(told):
    """Only when an act took place, and whether a last act is left out, rests on the published digests alone.

    Other duals may prove the same bound as well: then they are no less a proof.
    """
    parts = {name: part for name, part in told.items() if name != "digests"}
    found = set()
    for path, record in alterations(parts):
        if record.keys() == parts.keys() and passes(sealed_again(record)):
            found.add(tuple(step for step in path if isinstance(step, str)))
    found -= {("draw", "duals", part) for part in ("seats", "least", "limits")}
    assert found == {("draw", "entered_at"), ("events", "at"), ("events",)}


# What a forger would try, with everything else made to fit.


def swapped(record: dict, file: int, out: int, into: int) -> dict:
    """The record with another expert on a panel: band, price, cost, gap and chair are right."""
    checker = verify_draw.Checker(record)
    checker.check()
    record = copy.deepcopy(record)
    members = sorted({*checker.panels[file]} - {out} | {into})
    bands, prices = checker.bands[file], checker.prices[file]
    record["draw"]["panels"][file] = {
        "chair": checker.chair(file, members),
        "members": [{"expert": e, "band": bands[e], "price": prices[e]} for e in members],
    }
    change = checker.costs[file][into] - checker.costs[file][out]
    record["draw"]["cost"] += change
    record["draw"]["gap"] += change
    return sealed_again(record)


def test_panels_that_are_lawful_and_not_the_cheapest_are_found(drawn):
    record = drawn(world.plan(rules=Rules(least_regions=1), limit=9, barred=(), pinned=()))
    experts, members = world.plan().experts, record["draw"]["panels"][0]["members"]
    seated = {row["expert"] for row in members}
    out = members[0]["expert"]
    others = [e for e in range(20) if e not in seated and experts[e].kind == experts[out].kind]
    assert others
    for into in others:
        with pytest.raises(ValueError, match="not proven to be the best"):
            verify(swapped(record, 0, out, into))


def test_a_higher_bound_needs_duals_that_prove_it(drawn):
    record = drawn(world.plan())
    record["draw"]["bound"] += 1
    record["draw"]["gap"] -= 1
    with pytest.raises(ValueError, match="bound or gap"):
        verify(sealed_again(record))


def test_other_duals_are_worth_what_they_prove(drawn):
    """Prices above every cost prove less, on any file or expert."""
    record = drawn(world.plan(rules=Rules(least_regions=1)))
    for part in ("seats", "limits"):
        for n in range(4):
            changed = copy.deepcopy(record)
            changed["draw"]["duals"][part][n] += 10**12
            with pytest.raises(ValueError, match="bound or gap"):
                verify(sealed_again(changed))


def test_a_substitute_who_is_not_the_first_is_found(told):
    """Whoever was passed over is left out of the event: the chain does not fit."""
    told["events"][0]["opened"].pop(0)
    with pytest.raises(ValueError, match="file 2: place 0"):
        verify(sealed_again(told))


def test_the_digest_is_of_the_bytes_that_the_documentation_says():
    assert verify_draw.digest({"b": [1, "广东"], "a": None}) == digest({"a": None, "b": [1, "广东"]})
    assert verify_draw.sha256('{"a":null,"b":[1,"广东"]}'.encode()) == digest({"a": None, "b": [1, "广东"]})
