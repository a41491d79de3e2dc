"""The worked example of docs/draw.md: its record, and every number that the page quotes."""

import json
import re
from pathlib import Path

from reviews import verify_draw
from reviews.draw.numbers import numbers, stream
from tests.reviews.draw import example

DOCS = Path(verify_draw.__file__).parents[1] / "docs"
PAGE = (DOCS / "draw.md").read_text("utf-8").split("## An example")[1]
RECORD = json.loads((DOCS / "draw-example.json").read_text("utf-8"))


def quoted(text: str) -> bool:
    """Whether the page has ``text``, however many spaces stand between its words."""
    return " ".join(text.split()) in " ".join(PAGE.split())


def besides_proof(record: dict) -> dict:
    """The record without duals, of which several prove the same, and without the digests over them."""
    draw = {name: part for name, part in record["draw"].items() if name != "duals"}
    return {**record, "draw": draw, "digests": record["digests"]["frozen"]}


def test_the_record_is_what_the_plan_and_the_secrets_make():
    assert besides_proof(example.record()) == besides_proof(RECORD)


def test_the_record_holds():
    assert verify_draw.Checker(RECORD).check() == {
        "frozen": "81ffc652612226960da7708034d7c2b29211e33676a9b70bf6df7dbb6cd5cbe3",
        "draw": RECORD["digests"]["draw"],
        "record": RECORD["digests"]["record"],
        "panels": "85189038a7eb815fc1e965323cf09b138b70f570a7cdc1ecfe33d93e5ed3267b",
        "substitutes": RECORD["commitments"]["substitutes"],
        "value": "03081419273211",
        "gap": 0,
    }


def test_the_page_quotes_the_hashes_and_rows_of_the_record():
    assert quoted(f"digest of frozen {RECORD['digests']['frozen']}")
    assert quoted(f"commitment panels {RECORD['commitments']['panels']}")
    assert quoted(f"sealed {RECORD['draw']['sealed'][0]}")
    for purpose in ("order", "prices"):
        row = stream(example.plan(), example.PANEL_SECRET, RECORD["draw"]["value"], purpose)
        assert quoted(f"row of {purpose} {row.read(8).hex(' ')}")


def test_the_page_quotes_order_bands_prices_and_costs():
    drawn = numbers(example.plan(), example.PANEL_SECRET, RECORD["draw"]["value"])
    assert quoted("order " + " ".join(map(str, drawn.order)))
    assert quoted(f"W 5 · 999 + 1 = {example.plan().band_weight}")
    rows = re.findall(r"^E(\d+) +(\d) +(\d+) +(\d+) +(\d+)", PAGE, re.MULTILINE)
    assert [tuple(map(int, row)) for row in rows] == [
        (e + 1, drawn.bands[0, e], drawn.prices[0, e], drawn.costs[0, e], drawn.order.index(e))
        for e in range(15)
    ]


def test_the_page_quotes_the_panel_and_its_proof():
    [panel] = RECORD["draw"]["panels"]
    marked = re.findall(r"^E(\d+) .*(?:seated|pinned)", PAGE, re.MULTILINE)
    assert [int(n) - 1 for n in marked] == [row["expert"] for row in panel["members"]]
    assert quoted("13 seated, chair")
    assert panel["chair"] == 2
    assert RECORD["draw"]["duals"] == {
        "seats": [865],
        "least": [[0, 0, 0]],
        "limits": [0] * 15,
        "regions": [],
    }
    assert quoted("(865 - 865) = 7744")
    assert RECORD["draw"]["cost"] == RECORD["draw"]["bound"] == 694 + 122 + 5774 + 289 + 865
    assert 5 * 865 + (5774 - 865) + (694 - 865) + (122 - 865) + (289 - 865) == 7744


def test_the_page_tells_the_replacement():
    [event] = RECORD["events"]
    assert [(look["expert"], look["outcome"]) for look in event["opened"]] == [
        (3, "dispute"),
        (13, "composition"),
        (7, "seated"),
    ]
    assert (event["vacated"], event["chair"]) == (2, 0)
    assert quoted("begins E004, E014, E008")
