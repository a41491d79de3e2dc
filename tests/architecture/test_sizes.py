"""A module fits on a few screens and a function on one: what is longer wants a wall."""

import ast
from itertools import pairwise

from tests.architecture.test_one_door import ROOT, modules

MOST_LINES = 300  # of a module
LONGEST = 40  # lines of a function, signature and docstring with it


def test_no_module_is_longer_than_300_lines():
    sizes = {name: len((ROOT / name).read_text().splitlines()) for name, _tree in modules()}
    assert {name: lines for name, lines in sizes.items() if lines > MOST_LINES} == {}
    assert len(sizes) > 200


def test_no_function_is_longer_than_40_lines():
    found = {
        f"{name} {node.name}": node.end_lineno - node.lineno + 1
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {where: lines for where, lines in found.items() if lines > LONGEST} == {}
    assert len(found) > 1000


def test_the_floors_stand_in_the_written_order():
    """docs/architecture.md draws the floors that import-linter checks, roof first."""
    text = (ROOT / "docs" / "architecture.md").read_text().split("```")[1]
    settings = (ROOT / "pyproject.toml").read_text().split("layers = [")[1].split("]")[0]
    floors = [line.strip().strip('",').split(" : ") for line in settings.strip().splitlines()]
    places = [[text.index(room) for room in floor if room in text] for floor in floors]
    assert all(places), [floor for floor, found in zip(floors, places, strict=True) if not found]
    assert all(max(upper) < max(lower) for upper, lower in pairwise(places))
