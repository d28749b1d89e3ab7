"""What to send: a fair plan of which organisation brings what, where and when."""

from posada.plan.lines import read_lines
from posada.plan.planning import make_plan
from posada.plan.replay import Replay, replay
from posada.plan.result import Plan
from posada.plan.summary import coverage_table, largest_shortfalls, who_could

__all__ = [
    "Plan",
    "Replay",
    "coverage_table",
    "largest_shortfalls",
    "make_plan",
    "read_lines",
    "replay",
    "who_could",
]
