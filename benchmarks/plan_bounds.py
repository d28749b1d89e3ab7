"""How much room the plan leaves: plans that aim at one measure only, beside ours.

`python -m benchmarks.plan_bounds [PLACES ...]` plans frozen instances of `plan_instances.py` in
three ways and replays each over draws that no planner has seen: ours; `most met`, which meets as
much need as it can, whoever has it; and `most even`, which holds our floors and 99 % of the best
value, and then lifts coverage where it is lowest. It prints the life-saving need that is not met
and the Gini coefficient as a share of those of pro rata and of the value-only plan, and writes
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
from posada.plan.constraints import define_program, define_steps
from posada.plan.demand import value_tiers
from posada.plan.network import Network
from posada.plan.objectives import Shipments
from posada.plan.program import SIMPLEX, solve

RESULTS = Path(__file__).parent / "results" / "plan_bounds.json"
SIZES = tuple(SEEDS)
VALUE_KEPT, SLACK = 0.99, 0.9999
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


def most_even(network: Network) -> Shipments:
    """The second step of objective A, within the floors and a hundredth of the value."""
    level = fairness.lift_the_worst(network, simplex=True)
    best = objectives.most_value(network, level, simplex=True)
    tiers = value_tiers(network.demand, np.flatnonzero(network.planned()))
    program, columns = define_program(network, tiers)
    steps = define_steps(program, columns, network, fairness.STEPS)
    program.row_lower[columns.guard] = -np.inf
    program.column_lower[columns.level] = objectives.FLOOR_KEPT * SLACK * level
    program.column_lower[columns.value] = VALUE_KEPT * best.value
    goal = np.zeros(len(program.column_lower))
    worth = fairness.STEEPNESS ** -np.arange(fairness.STEPS)
    goal[steps] = network.blocks.need[:, None] * worth
    covered = objectives.values_of(solve(program, goal, first=SIMPLEX), columns.covered)
    send, issue, _ = objectives.least_transport(network, covered.sum(axis=1), simplex=True)
    return naive._shipments(network, send, issue)


def measure(places: int) -> dict[str, dict[str, float]]:
    """Unmet need to pro rata, Gini and value to the value-only plan, by planner."""
    instance = make_instance(places, SEEDS[places])
    scenario, needs = instance.scenario, instance.needs
    naive.RULES.update({"most met": most_met, "most even": most_even})
    plans = {OURS: make_plan(scenario, needs)}
    for rule in ("pro rata", "value only", "most met", "most even"):
        plans[rule] = naive.make_naive_plan(scenario, needs, rule)
    found = {rule: replay(scenario, instance.unseen, plan) for rule, plan in plans.items()}
    unmet = found["pro rata"].unmet.mean()
    plain = found["value only"]
    return {
        rule: {
            "unmet, to pro rata": round(float(one.unmet.mean() / unmet), 4),
            "gini, to value only": round(one.gini / plain.gini, 4),
            "value, to value only": round(one.value / plain.value, 4),
        }
        for rule, one in found.items()
    }


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
