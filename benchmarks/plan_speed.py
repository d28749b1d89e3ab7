"""How long a plan takes, with building; its optimality; and the same programs by peers.

`python -m benchmarks.plan_speed [CASE ...]` plans the frozen instances of 100, 200 and 500 places
(4 life-saving items, 13 periods, 100 draws) and one of 500 places with 30 items and 200 draws,
each in a process of its own. It prints wall and processor seconds, memory, the part of building,
and, recomputed here from what the solver gave, the largest primal and dual residual and the gap.

The case `peers` solves every program of the instance of 50 places by scipy's linprog and by
OR-Tools (GLOP, at most 30 s each) as well, `peers-100` those of 100 places; NaN means that it did
not finish. These are processor seconds, the least of three runs, so that other work on the machine
counts little; handing a program over does not count for OR-Tools nor in `posada_solving`, but does
in `posada`. What is not installed is skipped, and said. Results are written to
`results/plan_speed.json`; the load of the machine
stands beside them.
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.plan_instances import ITEMS, SEEDS, make_instance
from posada.plan import make_plan, planning, program

RESULTS = Path(__file__).parent / "results" / "plan_speed.json"
AIMS = {"50": 3, "100": 3, "200": 8, "500": 30, "wide": 60}  # [s]
WIDE_ITEMS, WIDE_DRAWS = 30, 200
PEERS, LONGEST = "50", 30.0  # [s] for one program
TRIES = 3


class Watch:
    """Processor seconds in the solver and after it, and what the solver was given."""

    def __init__(self, keep: bool) -> None:
        self.solving, self.describing, self.kept, self.worst = 0.0, 0.0, [], [0.0, 0.0, 0.0]
        run, describe = program._run, planning.describe_plan

        def timed_run(model, objective, way):  # type: ignore[no-untyped-def]
            started = time.thread_time()
            status, solution = run(model, objective, way)
            self.solving += time.thread_time() - started
            if keep and status == "Optimal":
                self.kept.append((model, objective.copy(), bounds(model), solution, way))
            return status, solution

        def timed_describe(*arguments):  # type: ignore[no-untyped-def]
            started = time.process_time()
            plan = describe(*arguments)
            self.describing += time.process_time() - started
            return plan

        program._run, planning.describe_plan = timed_run, timed_describe


def bounds(model: program.Program) -> tuple[np.ndarray, ...]:
    """Bounds as they are now; a later objective may change them."""
    names = ("column_lower", "column_upper", "row_lower", "row_upper")
    return tuple(getattr(model, name).copy() for name in names)


def residuals(model, objective, limits, solution) -> list[float]:  # type: ignore[no-untyped-def]
    """Largest primal residual, largest dual residual, and gap, each relative."""
    column_lower, column_upper, row_lower, row_upper = limits
    rows, columns, values = model.matrix()
    x, y = solution.values, solution.prices
    activity = np.bincount(rows, weights=values * x[columns], minlength=len(row_lower))
    reduced = objective - np.bincount(columns, weights=values * y[rows], minlength=len(x))
    primal = max(
        np.maximum(np.maximum(low - at, at - high), 0).max(initial=0.0)
        for at, low, high in ((activity, row_lower, row_upper), (x, column_lower, column_upper))
    )
    bound, dual = 0.0, 0.0
    for price, low, high in ((y, row_lower, row_upper), (reduced, column_lower, column_upper)):
        end = np.where(price > 0, high, low)
        dual = max(dual, np.abs(price[~np.isfinite(end)]).max(initial=0.0))
        bound += (price * np.where(np.isfinite(end), end, 0.0)).sum()
    value = float(objective @ x)
    size = 1 + np.abs(np.concatenate([row_upper[np.isfinite(row_upper)], [0]])).max()
    return [
        float(primal / size),
        float(dual / (1 + np.abs(objective).max())),
        float(abs(bound - value) / max(1, abs(value))),
    ]


def wide_items() -> pd.DataFrame:
    """Thirty items: the four that save lives, and others like them that do not."""
    random, rows = np.random.default_rng(1), [ITEMS]
    for number in range(WIDE_ITEMS - len(ITEMS)):
        like = ITEMS.iloc[[number % len(ITEMS)]]
        factor = float(np.round(np.exp(random.normal(-1, 0.5)), 3))
        name = f"thing {number:02}"
        rows.append(
            like.assign(name=name, standard=name, life_saving=False, rate=like["rate"] * factor)
        )
    return pd.concat(rows, ignore_index=True)


def measure(case: str) -> dict[str, float]:
    """Plan one case; the instance is made before the clock starts."""
    if case == "wide":
        instance = make_instance(500, SEEDS[500], WIDE_DRAWS, 1, wide_items())
    else:
        instance = make_instance(int(case), SEEDS[int(case)])
    watch = Watch(keep=case == PEERS)
    wall, processor = time.perf_counter(), time.process_time()
    make_plan(instance.scenario, instance.needs)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    building = processor - watch.solving - watch.describing
    found = {
        "aim": AIMS[case],
        "wall": wall,
        "processor": processor,
        "building": building / processor,
        "describing": watch.describing / processor,
        "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "load": os.getloadavg()[0],
        "cores": os.cpu_count(),
    }
    if watch.kept:
        worst = np.max([residuals(*kept[:4]) for kept in watch.kept], axis=0)
        found |= dict(zip(("primal", "dual", "gap"), worst.tolist(), strict=True))
    return {name: round(value, 9) for name, value in found.items()}


def compare_peers(places: int) -> list[dict[str, object]]:
    """The same programs, one after the other, by each solver in this process."""
    instance = make_instance(places, SEEDS[places], unseen=1)
    watch = Watch(keep=True)
    make_plan(instance.scenario, instance.needs)
    rows: list[dict[str, object]] = []
    for number, (model, objective, limits, _, way) in enumerate(list(watch.kept)):
        names = ("column_lower", "column_upper", "row_lower", "row_upper")
        for name, value in zip(names, limits, strict=True):
            setattr(model, name, value)
        row: dict[str, object] = {"program": number, "columns": len(objective)}
        ours, row["posada"], row["posada_solving"] = by_highs(model, objective, way)
        for name, peer in (("scipy", by_scipy), ("ortools", by_ortools)):
            tries = [peer(model, objective) for _ in range(TRIES)]
            if tries[0] is None:
                continue
            value, row[name] = tries[0][0], min(one[1] for one in tries)
            row[f"{name}_differs"] = abs(value - ours) / max(1, abs(ours))
        rows.append(row)
        print(row, flush=True)
    return rows


def by_highs(model: program.Program, objective: np.ndarray, way: str) -> tuple[float, ...]:
    """Optimum as the plan finds it, seconds with handing the program over, and without."""
    whole, solving = [], []
    for _ in range(TRIES):
        started = time.process_time()
        highs = program._loaded(model, objective, program.WAYS[way], np.zeros(len(objective), "i4"))
        handed = time.process_time()
        highs.run()
        ended = time.process_time()
        whole.append(ended - started)
        solving.append(ended - handed)
    return highs.getInfo().objective_function_value, min(whole), min(solving)


def by_scipy(model: program.Program, objective: np.ndarray) -> tuple[float, float] | None:
    """Optimum and seconds of scipy.optimize.linprog with its own choice of method."""
    try:
        from scipy.optimize import linprog
        from scipy.sparse import csr_array, vstack
    except ImportError:
        print("scipy is not installed: skipped")
        return None
    rows, columns, values = model.matrix()
    shape = len(model.row_lower), len(objective)
    matrix = csr_array((values, (rows, columns)), shape=shape)
    low, high = model.row_lower, model.row_upper
    equal, above = low == high, np.isfinite(high) & (low != high)
    below = np.isfinite(low) & (low != high)
    started = time.process_time()
    found = linprog(
        -objective,
        A_ub=vstack([matrix[above], -matrix[below]]),
        b_ub=np.concatenate([high[above], -low[below]]),
        A_eq=matrix[equal],
        b_eq=low[equal],
        bounds=np.column_stack([model.column_lower, model.column_upper]),
    )
    return -found.fun, time.process_time() - started


def by_ortools(model: program.Program, objective: np.ndarray) -> tuple[float, float] | None:
    """Optimum and seconds of GLOP; only solving counts, not handing the program over."""
    try:
        from ortools.linear_solver.python import model_builder
    except ImportError:
        print("OR-Tools is not installed: skipped")
        return None
    rows, columns, values = model.matrix()
    builder = model_builder.Model()
    variables = [
        builder.new_var(float(low), float(high), False, None)
        for low, high in zip(model.column_lower, model.column_upper, strict=True)
    ]
    order = np.argsort(rows, kind="stable")
    starts = np.searchsorted(rows[order], np.arange(len(model.row_lower) + 1))
    for row, (low, high) in enumerate(zip(model.row_lower, model.row_upper, strict=True)):
        entries = order[starts[row] : starts[row + 1]]
        terms = model_builder.LinearExpr.weighted_sum(
            [variables[columns[entry]] for entry in entries], values[entries].tolist()
        )
        if len(entries):
            builder.add_linear_constraint(terms, float(low), float(high))
    builder.maximize(model_builder.LinearExpr.weighted_sum(variables, objective.tolist()))
    glop = model_builder.Solver("GLOP")
    glop.set_time_limit_in_seconds(LONGEST)
    started = time.process_time()
    status = glop.solve(builder)
    seconds = time.process_time() - started
    finished = status == model_builder.SolveStatus.OPTIMAL
    return (glop.objective_value if finished else np.nan), seconds


def main() -> None:
    """Measure each case in a process of its own."""
    cases = sys.argv[1:] or [*AIMS, "peers"]
    if cases[0] == "--inside":
        name, _, places = cases[1].partition("-")
        peers = name == "peers"
        print(json.dumps(compare_peers(int(places or PEERS)) if peers else measure(cases[1])))
        return
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for case in cases:
        command = [sys.executable, "-m", "benchmarks.plan_speed", "--inside", case]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        *said, last = output.strip().splitlines()
        known[case] = json.loads(last)
        print(*said[-2:] if "skipped" in output else [], case, last, flush=True)
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
