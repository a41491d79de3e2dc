"""One door: nobody else sets a state, and each step is taken from one place."""

import ast
from collections import defaultdict
from pathlib import Path

from applications.workflow import Step

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["portal", "applications", "reviews", "publication", "evaluations"]
DOOR = {"applications/steps.py", "applications/arrival.py", "applications/workflow.py"}
TAKING = {"advance", "advance_many"}


def modules():
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name:
                yield name, ast.parse(path.read_text())


def is_state(node) -> bool:
    """``application.state = …`` on anything that could be an application."""
    return (
        isinstance(node, ast.Attribute) and node.attr == "state" and getattr(node.value, "id", "") != "self"
    )


def test_nobody_else_sets_a_state():
    found = []
    for name, tree in modules():
        if name in DOOR:
            continue
        for node in ast.walk(tree):
            targets = node.targets if isinstance(node, ast.Assign) else []
            if any(is_state(target) for target in targets):
                found.append(f"{name}:{node.lineno} assigns a state")
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "attr", "") == "update"
                and any(k.arg == "state" for k in node.keywords)
                and "Application" in ast.unparse(node.func)
            ):
                found.append(f"{name}:{node.lineno} updates a state")
    assert found == []


def test_each_step_is_taken_from_one_place():
    places = defaultdict(list)
    for name, tree in modules():
        for node in ast.walk(tree):
            called = getattr(
                getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", "")
            )
            if not isinstance(node, ast.Call) or called not in TAKING:
                continue
            for argument in [*node.args, *(k.value for k in node.keywords)]:
                for part in ast.walk(argument):
                    if isinstance(part, ast.Attribute) and getattr(part.value, "id", "") == "Step":
                        places[part.attr].append(f"{name}:{node.lineno}")
    assert {step: where for step, where in places.items() if len(where) > 1} == {}
    assert set(places) <= set(Step.__members__)
