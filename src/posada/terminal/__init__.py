"""What a person at a terminal sees: progress while posada works, figures when it has worked."""

from posada.terminal.progress import show_progress
from posada.terminal.shown import (
    in_words,
    show_barriers,
    show_check,
    show_plan,
    show_scores,
    show_simulated,
    show_summary,
)

__all__ = [
    "in_words",
    "show_barriers",
    "show_check",
    "show_plan",
    "show_progress",
    "show_scores",
    "show_simulated",
    "show_summary",
]
