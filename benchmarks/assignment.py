"""The assignment beside OR-tools' plain min-cost flow on the same dense instance, each in a process of its own.

``python -m benchmarks.assignment 2000 500``: random costs, 5 % of the pairs forbidden, five seats, loads near
capacity. Prints seconds and the peak of memory that each process added to what its imports took.
"""

import json
import resource
import subprocess
import sys
import time

import numpy as np

SEATS, SEED, FORBIDDEN, SPARE = 5, 348, 0.05, 1.02
COSTS = 10**6


def instance(files: int, experts: int):
    """Costs and forbidden pairs (files × experts) and the limit of every expert."""
    dice = np.random.default_rng(SEED)
    cost = dice.integers(0, COSTS, (files, experts), dtype=np.int64)
    forbidden = dice.random((files, experts)) < FORBIDDEN
    return cost, forbidden, int(np.ceil(files * SEATS * SPARE / experts))


def ours(files: int, experts: int) -> tuple[int, int]:
    """Cost and proven bound."""
    from reviews import assignment as a

    cost, forbidden, limit = instance(files, experts)
    before = memory()
    posed = a.Problem(
        applications=tuple(a.Application(n, SEATS) for n in range(files)),
        experts=tuple(a.Expert(n, a.Kind.TECHNICAL, limit) for n in range(experts)),
        cost=cost,
        forbidden=forbidden,
        composition=a.PLAIN,
    )
    start = time.perf_counter()
    found = a.solve(posed)
    told(time.perf_counter() - start, before, cost=found.cost, bound=found.bound)
    return found.cost, found.bound


def theirs(files: int, experts: int) -> None:
    """OR-tools' flow over every allowed pair."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    cost, forbidden, limit = instance(files, experts)
    before = memory()
    start = time.perf_counter()
    rows, columns = np.nonzero(~forbidden)
    flow, source, sink = SimpleMinCostFlow(), files + experts, files + experts + 1
    flow.add_arcs_with_capacity_and_unit_cost(
        rows, files + columns, np.ones(len(rows), dtype=np.int64), cost[rows, columns]
    )
    one = np.zeros(files, dtype=np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(files, source), np.arange(files), np.full(files, SEATS), one
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        files + np.arange(experts), np.full(experts, sink), np.full(experts, limit), one[:1].repeat(experts)
    )
    flow.set_nodes_supplies(np.array([source, sink]), np.array([files * SEATS, -files * SEATS]))
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("the flow found no optimum")
    told(time.perf_counter() - start, before, cost=flow.optimal_cost())


def memory() -> float:
    """The peak of this process's memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def told(seconds: float, before: float, **more: int) -> None:
    """What one run took, as a line of JSON."""
    figures = {"seconds": round(seconds, 2), "mb": round(memory()), "mb_added": round(memory() - before)}
    sys.stdout.write(json.dumps({**figures, **more}) + "\n")


def main(files: int, experts: int) -> None:
    """Both, one after the other, twice; refuses figures whose optima differ."""
    costs = set()
    for who in ("ours", "theirs") * 2:
        command = [sys.executable, "-m", "benchmarks.assignment", str(files), str(experts), who]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        costs.add(json.loads(done.stdout)["cost"])
        sys.stdout.write(f"{files} × {experts} {who:7} {done.stdout}")
    if len(costs) > 1:
        raise SystemExit("the optima differ")


if __name__ == "__main__":
    size = [int(text) for text in sys.argv[1:3]]
    run = {"ours": ours, "theirs": theirs}.get(sys.argv[3] if len(sys.argv) > 3 else "", main)
    run(*size)
