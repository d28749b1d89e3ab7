"""Is the written plan the best there is, and as fair as it says? Checked without the planner.

`python -m benchmarks.plan_check [PLACES ...]` plans the frozen instances of `plan_instances.py` and
looks at nothing but what is written: `optimum.npz`, against the equations of `plan_equations.py`
(largest primal and dual residual and gap of every step, least share of the step before that is
kept, and whether the parts together keep to what they share); and `plan.csv`, from which
`plan_fairness.py` works out coverage, the worst of it, the Gini coefficient and the need that is
not met, beside what the summary of the plan says. It writes `results/plan_check.json` after each.
"""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.plan_equations import check_steps, overdrawn
from benchmarks.plan_fairness import measure_fairness
from benchmarks.plan_instances import SEEDS, Instance, make_instance
from posada.needs.result import Needs
from posada.plan import make_plan
from posada.plan.optimum import Witness
from posada.plan.result import Plan
from posada.report.tables import plan_rows, to_csv
from posada.report.words import words_in
from posada.scenario.model import Scenario

RESULTS = Path(__file__).parent / "results" / "plan_check.json"
MEASURES = ("primal", "dual", "gap")
TOLD = {
    "worst": "replayed worst life-saving coverage",
    "gini": "replayed Gini of life-saving coverage",
    "unmet": "replayed unmet life-saving person-days",
}


def written(instance: Instance) -> tuple[Plan, bytes, bytes]:
    """A plan, and what is written of it: plan.csv and optimum.npz."""
    witness = Witness()
    plan = make_plan(instance.scenario, instance.needs, witness=witness)
    scenario = _with_places(instance.scenario, plan)
    # Every quantity is told: there are no real people here whose number it could give away.
    return (
        plan,
        to_csv(plan_rows(scenario, instance.needs, plan, words_in("en", 0))),
        witness.write(),
    )


def _with_places(scenario: Scenario, plan: Plan) -> Scenario:
    """The instances know places by name alone."""
    names = sorted(set(plan.shortfalls["place"]))
    places = pd.DataFrame({"name": names, "region": "", "country": ""})
    return Scenario(scenario.settings, {**scenario.tables, "places": places})


def compare_fairness(
    scenario: Scenario, needs: Needs, plan: Plan, content: bytes
) -> dict[str, float]:
    """Figures from plan.csv, and how far the plan's own are from them, relative."""
    found = measure_fairness(scenario, needs, pd.read_csv(io.BytesIO(content)))
    apart = {
        name: abs(getattr(found, name) - plan.objectives[key]) / max(1e-9, getattr(found, name))
        for name, key in TOLD.items()
    }
    replayed = plan.replayed
    assert replayed is not None
    own = replayed.coverage.set_index(["place", "standard"])["coverage"]
    coverage = pd.Series(found.coverage)
    places = float((own - coverage.reindex(own.index)).abs().max())
    same = set(own.index) == set(coverage.index)
    return {
        **{name: getattr(found, name) for name in TOLD},
        "largest difference": max(*apart.values(), places) if same else float("inf"),
    }


def check(places: int) -> dict[str, Any]:
    """Every step of one instance, and its fairness."""
    instance = make_instance(places, SEEDS[places], unseen=1)
    plan, lines, optimum = written(instance)
    steps = check_steps(instance.scenario, instance.needs, optimum)
    table = pd.DataFrame(steps)
    print(table.to_string(index=False, float_format="{:.3g}".format), flush=True)
    return {
        **{name: float(table[name].max()) for name in MEASURES},
        "least kept of A by B": float(table.loc[table["stage"] == "B", "keeps"].min()),
        "least kept of B by C": float(table.loc[table["stage"] == "C", "keeps"].min()),
        "overdrawn": overdrawn(instance.scenario, optimum),
        "programs": len(table),
        "bytes": len(optimum),
        "fairness": compare_fairness(instance.scenario, instance.needs, plan, lines),
        "steps": steps,
    }


def main() -> None:
    """Check the sizes asked for, or all."""
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for places in [int(size) for size in sys.argv[1:]] or list(SEEDS):
        results[str(places)] = check(places)
        told = {name: value for name, value in results[str(places)].items() if name != "steps"}
        print(places, told, flush=True)
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
