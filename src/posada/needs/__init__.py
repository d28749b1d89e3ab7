"""What they need: quantities per place, period and item, from standards with a source."""

from posada.needs.checks import check_items
from posada.needs.make import make_needs
from posada.needs.periods import make_periods
from posada.needs.result import Needs
from posada.needs.standards import describe_rules, describe_standards, load_standards
from posada.needs.table import in_packs, needs_table

__all__ = [
    "Needs",
    "check_items",
    "describe_rules",
    "describe_standards",
    "in_packs",
    "load_standards",
    "make_needs",
    "make_periods",
    "needs_table",
]
