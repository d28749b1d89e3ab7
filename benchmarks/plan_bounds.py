"""How much room the aims leave: plans that serve one measure only, beside ours.

`python -m benchmarks.plan_bounds [PLACES ...]` plans frozen instances of `plan_instances.py` and
replays each plan over draws that no planner has seen: ours; `most met`, which meets as much need
as it can, whoever has it; and `least gini`, which among all plans of the program with at least
some share of the value of the value-only plan has the smallest Gini coefficient of the
life-saving coverage of places, with our floors held and without (a bound: a linear-fractional
program, solved by Dinkelbach's method; no plan of the program can be below it). It prints the
life-saving need that is not met and the Gini coefficient as a share of those of pro rata and of the
value-only plan, the latter also as the program sees it, and the worst coverage; and writes
`results/plan_bounds.json`. `scarce` instead of sizes varies the instance of 25 places: half the
goods, fewer lanes, less transport.
"""

import json
import sys
from pathlib import Path

import numpy as np

from benchmarks import plan_instances
from benchmarks.plan_instances import SEEDS, make_instance
from posada.plan import fairness, make_plan, naive, objectives, replay
from posada.plan.constraints import define_program
from posada.plan.demand import Demand, read_demand
from posada.plan.network import Network, make_network
from posada.plan.objectives import Shipments
from posada.plan.program import MIDDLE, solve
from posada.plan.replay import gini
from posada.plan.supply import read_supply
from posada.plan.tiers import value_tiers

RESULTS = Path(__file__).parent / "results" / "plan_bounds.json"
SIZES = tuple(SEEDS)
LARGEST = 100  # places for which pairs of places still fit into one program
VALUE_KEPT = 0.99  # of the value of the value-only plan
SLACK = 0.9999
ROUNDS, CLOSE = 8, 1e-4  # of Dinkelbach's method
OURS = "posada"
VARIED = 25  # places
VARIANTS: dict[str, dict[str, float]] = {
    "half the goods": {"SUPPLIED": 0.3, "CARRIED": 0.8, "NEAREST": 4},
    "half the goods, two lanes a place": {"SUPPLIED": 0.3, "CARRIED": 0.8, "NEAREST": 2},
    "less transport, two lanes a place": {"SUPPLIED": 0.6, "CARRIED": 0.5, "NEAREST": 2},
}


def most_met(network: Network) -> Shipments:
    """One slope for all of the need, and no floor."""
    level = np.zeros(len(network.floors.need))
    best = objectives.most_value(network, level, simplex=True, slopes=(1.0,))
    send, issue, _ = objectives.least_transport(network, best.issued, simplex=True)
    return naive._shipments(network, send, issue)


class Evenness:
    """The program with the life-saving coverage of each place, and how far apart they are.

    share[p] = Σ met[p] / need[p], met being the mean over the draws of what an issue meets; a
    durable counts once, by the end. apart[p,q] >= |share[p] - share[q]|.
    """

    def __init__(self, network: Network) -> None:
        demand = network.demand
        self.network, self.need = network, need_of_places(demand)
        cells = np.flatnonzero(network.planned())
        tiers = value_tiers(demand, cells)
        met = value_tiers(demand, cells, (1.0,)).slope / demand.weight[:, None]
        self.program, self.columns = define_program(network, tiers)
        self.program.row_lower[self.columns.guard] = -np.inf
        self.share = self.program.columns(len(self.need), upper=1.0)
        self._define_shares(met)
        one, two = np.triu_indices(len(self.need), 1)
        self.apart = self.program.columns(len(one))
        self.weight = self.need / self.need.sum()
        self.pairs = self.weight[one] * self.weight[two]
        for sign in (1.0, -1.0):
            rows = self.program.rows(len(one), lower=0.0)
            self.program.entries(rows, self.apart, 1.0)
            self.program.entries(rows, self.share[one], sign)
            self.program.entries(rows, self.share[two], -sign)

    def _define_shares(self, met: np.ndarray) -> None:
        demand, program, columns = self.network.demand, self.program, self.columns
        counted = counts(demand)
        rows = program.rows(len(self.need), 0.0, 0.0)
        program.entries(rows, self.share, -1.0)
        at = rows[demand.place[counted]][:, None]
        per = self.need[demand.place[counted]][:, None]
        program.entries(at, columns.covered[counted], met[counted] / per)

    def least(self, value: float, floor: np.ndarray) -> tuple[float, np.ndarray]:
        """Smallest Gini coefficient with this value and floor, and what is issued then (cell)."""
        program, columns = self.program, self.columns
        program.column_lower[columns.value] = value
        program.column_lower[columns.level] = floor
        size, ratio = len(self.need) ** 2, 1.0
        for _ in range(ROUNDS):
            goal = np.zeros(len(program.column_lower))
            goal[self.apart] = -size * self.pairs
            goal[self.share] = size * ratio * self.weight
            solution = solve(program, goal, first=MIDDLE)
            share = solution.values[self.share]
            before, ratio = ratio, gini(share, self.weight)
            if before - ratio < CLOSE * before:
                break
        covered = objectives.values_of(solution, columns.covered)
        return ratio, covered.sum(axis=1)


def counts(demand: Demand) -> np.ndarray:
    """Cells whose coverage counts for the Gini coefficient: of a durable the last (cell)."""
    vital = demand.life_saving[demand.standard]
    last = demand.period == len(demand.days) - 1
    return np.flatnonzero(vital & (last | ~demand.durable[demand.standard]))


def need_of_places(demand: Demand) -> np.ndarray:
    """Mean life-saving need (place)."""
    cells = counts(demand)
    return np.bincount(demand.place[cells], demand.mean[cells], minlength=len(demand.places))


def gini_in_program(network: Network, issue: np.ndarray) -> float:
    """Gini coefficient of what an issue [item unit] meets on average over the draws."""
    demand = network.demand
    issued = naive.given(demand, issue)
    cells = counts(demand)
    met = np.minimum(issued[cells], demand.need[:, cells]).mean(axis=0)
    need = need_of_places(demand)
    share = np.bincount(demand.place[cells], met, minlength=len(need)) / need
    return gini(share, need)


def measure(places: int) -> dict[str, dict[str, float]]:
    """Unmet need to pro rata, Gini and value to the value-only plan, by planner."""
    instance = make_instance(places, SEEDS[places])
    scenario, needs = instance.scenario, instance.needs
    demand, supply = read_supply(scenario, read_demand(needs))
    network = make_network(demand, supply, scenario.settings.plan.floor_days)
    made = {rule: naive.RULES[rule](network) for rule in ("pro rata", "value only")}
    made["most met"] = most_met(network)
    plain, in_program = made["value only"], {}
    in_program["value only"] = gini_in_program(network, plain.issue)
    if places <= LARGEST:
        evenness, level = Evenness(network), fairness.lift_the_worst(network, simplex=True)
        floor, value = objectives.FLOOR_KEPT * SLACK * level, VALUE_KEPT * plain.value
        fair = objectives.most_value(network, level, simplex=True).value
        cases = {
            "least gini, floors held": (min(value, SLACK * fair), floor),
            "least gini": (value, 0 * floor),
        }
        for rule, case in cases.items():
            in_program[rule], issued = evenness.least(*case)
            send, issue, _ = objectives.least_transport(network, issued, simplex=True)
            made[rule] = naive._shipments(network, send, issue)
    plans = {rule: naive.describe_plan(scenario, needs, network, one) for rule, one in made.items()}
    plans = {OURS: make_plan(scenario, needs), **plans}
    found = {rule: replay(scenario, instance.unseen, plan) for rule, plan in plans.items()}
    unmet, replayed = found["pro rata"].unmet.mean(), found["value only"]
    rows: dict[str, dict[str, float]] = {}
    for rule, one in found.items():
        rows[rule] = {
            "unmet, to pro rata": float(one.unmet.mean() / unmet),
            "gini, to value only": one.gini / replayed.gini,
            "value, to value only": one.value / replayed.value,
            "worst coverage": one.worst_coverage,
        }
        if rule in in_program:
            bound = in_program[rule] / in_program["value only"]
            rows[rule]["gini in the program, to value only"] = bound
    return {rule: {name: round(v, 4) for name, v in row.items()} for rule, row in rows.items()}


def main() -> None:
    """Measure the sizes asked for, or other worlds of one size."""
    results = {}
    cases = sys.argv[1:] or [str(size) for size in SIZES]
    for case in [*VARIANTS] if cases == ["scarce"] else cases:
        for name, value in VARIANTS.get(case, {}).items():
            setattr(plan_instances, name, value)
        results[case] = measure(VARIED if case in VARIANTS else int(case))
        for rule, row in results[case].items():
            print(case, rule, row, flush=True)
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
