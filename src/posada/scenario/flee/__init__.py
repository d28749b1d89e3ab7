"""A Flee folder, read as Flee reads it: the set that the movement engine can then repeat.

It answers: is this a Flee folder, what does it hold, and where does Flee do something else than its
files seem to say? It refuses a folder that Flee refuses, or stops on, with every problem at once.
"""

from posada.scenario.flee.model import FleeSet
from posada.scenario.flee.read import is_flee_folder, read_flee
from posada.scenario.flee.rules import FleeRules
from posada.scenario.flee.series import daily

__all__ = ["FleeRules", "FleeSet", "daily", "is_flee_folder", "read_flee"]
