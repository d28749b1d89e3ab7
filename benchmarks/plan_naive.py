"""Our plan beside the naive ones, on draws that no planner has seen.

`python -m benchmarks.plan_naive [PLACES ...]` plans the frozen instances of `plan_instances.py`
by every rule and replays each plan over 300 other draws. It prints, for each instance and as
means over the instances: the life-saving need that is not met (as a share of ours), the worst
coverage of any place, the Gini coefficient of coverage, and value. It writes
`results/plan_naive.json` after each instance.
"""

import json
import sys
import time
from pathlib import Path

import pandas as pd

from benchmarks.plan_instances import SEEDS, make_instance
from posada.plan import make_plan, replay
from posada.plan.naive import RULES, make_naive_plan

RESULTS = Path(__file__).parent / "results" / "plan_naive.json"
OURS = "posada"
AIMS = {
    "unmet, to pro rata": ("unmet", "pro rata", 0.8),
    "unmet, to nearest first": ("unmet", "nearest first", 0.8),
    "worst, to mean forecast": ("worst", "mean forecast", 1.5),
    "gini, to value only": ("gini", "value only", 0.66),
    "value, to value only": ("value", "value only", 0.99),
}


def compare(places: int) -> pd.DataFrame:
    """One row per planner: what its plan gives on unseen draws."""
    instance = make_instance(places, SEEDS[places])
    rows = []
    for rule in (OURS, *RULES):
        started = time.perf_counter()
        if rule == OURS:
            plan = make_plan(instance.scenario, instance.needs)
        else:
            plan = make_naive_plan(instance.scenario, instance.needs, rule)
        seconds = time.perf_counter() - started
        found = replay(instance.scenario, instance.unseen, plan)
        rows.append(
            {
                "places": places,
                "planner": rule,
                "unmet": float(found.unmet.mean()),
                "cvar90": found.cvar90,
                "worst": found.worst_coverage,
                "gini": found.gini,
                "value": found.value,
                "seconds": round(seconds, 2),
            }
        )
    table = pd.DataFrame(rows)
    print(table.to_string(index=False, float_format="{:.4g}".format), flush=True)
    return table


def summarise(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Means over the instances; unmet, CVaR90 and value relative to ours in each instance."""
    ours = table[table["planner"] == OURS].set_index("places")
    relative = table.copy()
    for measure in ("unmet", "cvar90", "value"):
        relative[measure] = table[measure] / table["places"].map(ours[measure])
    measures = ["unmet", "cvar90", "worst", "gini", "value"]
    means = relative.groupby("planner", sort=False)[measures].mean()
    print(means.to_string(float_format="{:.4f}".format))
    return means.to_dict("index")


def main() -> None:
    """Compare on the sizes asked for, or on all."""
    table = pd.DataFrame()
    for places in [int(size) for size in sys.argv[1:]] or list(SEEDS):
        table = pd.concat([table, compare(places)], ignore_index=True)
        means = summarise(table)
        ratios = {}
        for name, (measure, rule, aim) in AIMS.items():
            theirs = means[rule][measure]
            ratios[name] = round(means[OURS][measure] / theirs, 4) if theirs else 0.0
            print(f"{name}: {ratios[name]:.3f} (aim {aim})", flush=True)
        content = {"means": means, "ratios": ratios, "instances": table.to_dict("records")}
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
