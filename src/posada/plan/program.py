"""A linear program as sparse blocks, and the solver behind it.

It answers with values whose residuals were checked, or raises PlanError; it never hands on a
number from a solve that did not finish. Rows and columns are expected near one in size, because
an unscaled program can be called optimal with an answer that is 10 % worse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from posada.errors import PlanError
from posada.plan.demand import Floats, Integers
from posada.saying import say

LARGEST_RESIDUAL = 1e-6
MIDDLE, CORNER, SIMPLEX = "interior", "interior, then a corner", "simplex"
STEEP, PLAIN = "simplex, steepest edge", "simplex, plain prices"
AS_IT_IS = "simplex, program as it is"
WAYS: dict[str, dict[str, str | int]] = {
    MIDDLE: {"solver": "ipm", "run_crossover": "off"},
    CORNER: {"solver": "ipm", "run_crossover": "on"},
    SIMPLEX: {"solver": "simplex", "simplex_dual_edge_weight_strategy": 1},
    STEEP: {"solver": "simplex", "simplex_dual_edge_weight_strategy": 2},
    PLAIN: {
        "solver": "simplex",
        "simplex_dual_edge_weight_strategy": 0,
        "simplex_iteration_limit": 100_000,
    },
    # HiGHS can call a program with limits near nothing infeasible while it makes it smaller.
    AS_IT_IS: {"solver": "simplex", "presolve": "off"},
}


@dataclass(frozen=True)
class Solution:
    """Values of the columns, and price of each row."""

    values: Floats
    prices: Floats
    objective: float


@dataclass
class Program:
    """Columns with bounds, rows with bounds, and the entries between them."""

    column_lower: Floats = field(default_factory=lambda: np.zeros(0))
    column_upper: Floats = field(default_factory=lambda: np.zeros(0))
    row_lower: Floats = field(default_factory=lambda: np.zeros(0))
    row_upper: Floats = field(default_factory=lambda: np.zeros(0))
    families: dict[str, tuple[Integers, Floats]] = field(default_factory=dict)
    _blocks: list[tuple[Integers, Integers, Floats]] = field(default_factory=list)
    _matrix: tuple[Integers, Integers, Floats] | None = None

    def columns(
        self, count: int, lower: npt.ArrayLike = 0.0, upper: npt.ArrayLike = np.inf
    ) -> Integers:
        """Add columns; gives their numbers."""
        first = len(self.column_lower)
        self.column_lower = np.append(self.column_lower, np.broadcast_to(lower, count))
        self.column_upper = np.append(self.column_upper, np.broadcast_to(upper, count))
        return np.arange(first, first + count)

    def rows(
        self, count: int, lower: npt.ArrayLike = -np.inf, upper: npt.ArrayLike = np.inf
    ) -> Integers:
        """Add empty rows lower <= ... <= upper; gives their numbers."""
        first = len(self.row_lower)
        self.row_lower = np.append(self.row_lower, np.broadcast_to(lower, count))
        self.row_upper = np.append(self.row_upper, np.broadcast_to(upper, count))
        return np.arange(first, first + count)

    def entries(self, rows: Integers, columns: Integers, values: npt.ArrayLike) -> None:
        """Put values where rows and columns meet; a column numbered -1 does not exist."""
        rows, columns, values = np.broadcast_arrays(rows, columns, np.asarray(values, float))
        real = (columns >= 0) & (rows >= 0)
        self._matrix = None
        self._blocks.append((rows[real], columns[real], values[real]))

    def family(self, name: str, rows: Integers, size: npt.ArrayLike = 1.0) -> None:
        """Remember the rows of a family of constraints, along its axes.

        Parameters
        ----------
        size : natural units (item units, tonnes, money) in one unit of each row
        """
        self.families[name] = rows, np.broadcast_to(np.asarray(size, float), rows.shape)

    def matrix(self) -> tuple[Integers, Integers, Floats]:
        """Every entry (row, column, value), by column."""
        if self._matrix is None:
            parts = zip(*self._blocks, strict=True)
            rows, columns, values = (np.concatenate(part) for part in parts)
            order = np.lexsort((rows, columns))
            self._matrix = rows[order], columns[order], values[order]
        return self._matrix


def solve(program: Program, objective: Floats, *, first: str) -> Solution:
    """Maximise the objective by HiGHS.

    Parameters
    ----------
    objective : worth of each column (column)
    first : the way to try first, then `CORNER`, `SIMPLEX` and `AS_IT_IS`. `MIDDLE` treats equal
        places equally; `CORNER` gives fewer and larger shipments; `SIMPLEX` does so too, and is
        faster where one standard is planned on its own; `STEEP` is still faster where many columns
        are worth something, and `PLAIN` where few are

    Raises
    ------
    PlanError
        When no way of solving ends optimal with small residuals.
    """
    for way in dict.fromkeys((first, CORNER, SIMPLEX, AS_IT_IS)):
        status, solution = _run(program, objective, way)
        residual = largest_residual(program, solution.values)
        if status == "Optimal" and residual <= LARGEST_RESIDUAL:
            return solution
    raise PlanError(
        say(
            "the solver ended with status %(status)s and a largest residual of %(residual)s; "
            "no plan is given, because its numbers could not be trusted",
            status=repr(status),
            residual=f"{residual:.1e}",
        )
    )


def largest_residual(program: Program, values: Floats) -> float:
    """How far the values leave the bounds of columns and rows, relative to their size."""
    rows, columns, entries = program.matrix()
    count = len(program.row_lower)
    activity, size = np.zeros(count), np.zeros(count)
    if len(values) != len(program.column_lower):
        return np.inf
    activity += np.bincount(rows, weights=entries * values[columns], minlength=count)
    size += np.bincount(rows, weights=np.abs(entries * values[columns]), minlength=count)
    outside = [
        _outside(activity, program.row_lower, program.row_upper, size),
        _outside(values, program.column_lower, program.column_upper, np.abs(values)),
    ]
    return float(max(part.max(initial=0.0) for part in outside))


def _outside(values: Floats, lower: Floats, upper: Floats, size: Floats) -> Floats:
    """Relative distance outside the bounds."""
    distance = np.maximum(np.maximum(lower - values, values - upper), 0)
    return distance / np.maximum(1, size)


def improve(
    program: Program,
    objective: Floats,
    integers: Integers,
    start: Floats,
    *,
    gap: float,
    nodes: int,
) -> Solution | None:
    """Maximise the objective with some columns whole numbers, from a solution that is known.

    Parameters
    ----------
    integers : numbers of the columns that must be whole
    start : their values in the known solution
    gap : relative distance from the best bound at which to stop
    nodes : branches after which the best that was found is taken; no clock stops it, so that the
        same program has the same answer on every machine

    Returns
    -------
    None when nothing with small residuals was found.
    """
    kinds = np.zeros(len(objective), dtype=np.int32)
    kinds[integers] = 1
    options = {"mip_rel_gap": gap, "mip_max_nodes": nodes}
    highs = _loaded(program, objective, options, kinds)
    highs.setSolution(len(integers), integers.astype(np.int32), np.asarray(start, dtype=float))
    highs.run()
    values = np.array(highs.getSolution().col_value)
    if largest_residual(program, values) > LARGEST_RESIDUAL:
        return None
    return Solution(values, np.zeros(0), highs.getInfo().objective_function_value)


def _run(program: Program, objective: Floats, way: str) -> tuple[str, Solution]:
    """One run in a fresh solver, so that no old basis slows it or steers it."""
    highs = _loaded(program, objective, WAYS[way], np.zeros(len(objective), dtype=np.int32))
    highs.run()
    found = highs.getSolution()
    status = highs.modelStatusToString(highs.getModelStatus())
    gain = highs.getInfo().objective_function_value
    return status, Solution(np.array(found.col_value), np.array(found.row_dual), gain)


def _loaded(  # type: ignore[no-untyped-def]
    program: Program,
    objective: Floats,
    options: Mapping[str, str | int | float],
    kinds: npt.NDArray[np.int32],
):
    """A silent solver that holds the program."""
    import highspy

    rows, columns, values = program.matrix()

    class Silent(highspy.Highs):
        """HiGHS writes its banner while callbacks are set, before it can be told to be silent."""

        def enableCallbacks(self) -> None:  # noqa: N802
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()

    highs = Silent()
    for option, setting in {**options, "threads": 1}.items():
        highs.setOptionValue(option, setting)
    width = len(program.column_lower)
    highs.passModel(
        width,
        len(program.row_lower),
        len(values),
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMaximize),
        0.0,
        objective,
        program.column_lower,
        program.column_upper,
        program.row_lower,
        program.row_upper,
        np.searchsorted(columns, np.arange(width + 1)).astype(np.int32),
        rows.astype(np.int32),
        values,
        kinds,
    )
    return highs
