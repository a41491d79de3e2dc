"""A small integer program over pairs, in HiGHS: 0 or 1 for each, sums between bounds."""

from dataclasses import dataclass, field

import highspy
import numpy as np

from reviews.assignment.model import Bools, Floats, Ints

RANGE_BITS = 20  # costs are scaled by a power of two to below 2**20: within HiGHS' tolerances
NODES = 20_000  # of the search tree; a limit on time would not give the same answer twice
OPTIMAL = highspy.HighsModelStatus.kOptimal
INFEASIBLE = highspy.HighsModelStatus.kInfeasible


class Quiet(highspy.Highs):
    """HiGHS that prints nothing: its wrapper would print a banner before any option can be set."""

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS' own name
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, eq=False)
class Found:
    """taken: P, which pairs, None where nothing was found. is_final: the search came to its end."""

    taken: Bools | None
    is_final: bool


@dataclass(eq=False)
class Program:
    """a, e: P each, the pairs. cost: P. least: P, 1 where the pair must be taken."""

    a: Ints
    e: Ints
    cost: Ints
    least: Ints
    seed: int = 0
    rows: list[tuple[Ints, int, int]] = field(default_factory=list)

    def between(self, pairs: Bools, lower: int, upper: int | None = None) -> None:
        """At least ``lower`` and at most ``upper`` of the pairs (P, bool) are taken."""
        places = np.flatnonzero(pairs)
        self.rows.append((places, lower, len(places) if upper is None else upper))

    def solve(self) -> Found:
        """The cheapest choice, as far as ``NODES`` lead."""
        if not len(self.a):
            fits = all(lower <= 0 <= upper for _places, lower, upper in self.rows)
            return Found(np.zeros(0, dtype=np.bool_) if fits else None, is_final=True)
        highs = self._run(whole=True)
        status = highs.getModelStatus()
        if status == INFEASIBLE:
            return Found(None, is_final=True)
        feasible = highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        taken = np.asarray(highs.getSolution().col_value) > 0.5 if feasible else None
        return Found(taken, is_final=status == OPTIMAL)

    def prices(self) -> Floats:
        """What each row is worth, in units of cost, where pairs may be taken in parts; 0 where nothing is found."""
        highs = self._run(whole=False) if len(self.a) else None
        if highs is None or highs.getModelStatus() != OPTIMAL:
            return np.zeros(len(self.rows))
        return np.array(highs.getSolution().row_dual, dtype=np.float64) / self._scale()

    def _run(self, *, whole: bool) -> highspy.Highs:
        highs = Quiet()  # type: ignore[no-untyped-call]
        highs.setOptionValue("parallel", "off")
        highs.setOptionValue("random_seed", self.seed % 2**31)
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_max_nodes", NODES)
        model = self._model()
        if whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * len(self.a)
        highs.passModel(model)
        highs.run()
        return highs

    def _scale(self) -> float:
        top = int(np.abs(self.cost).max(initial=0))
        return float(2.0 ** min(0, RANGE_BITS - top.bit_length()))

    def _model(self) -> highspy.HighsLp:
        many = len(self.a)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = many, len(self.rows)
        model.col_cost_ = self.cost.astype(np.float64) * self._scale()
        model.col_lower_, model.col_upper_ = self.least.astype(np.float64), np.ones(many)
        model.row_lower_ = np.array([lower for _places, lower, _upper in self.rows], dtype=np.float64)
        model.row_upper_ = np.array([upper for _places, _lower, upper in self.rows], dtype=np.float64)
        places = [places for places, _lower, _upper in self.rows]
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(row) for row in places])]).astype(
            np.int32
        )
        index = np.concatenate(places) if places else np.empty(0)
        model.a_matrix_.index_ = index.astype(np.int32)
        model.a_matrix_.value_ = np.ones(len(index))
        return model
