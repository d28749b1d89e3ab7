"""What is known: places, routes, departures, events, counts, stock, each with its source.

It reads a scenario from a folder, a workbook or a bundled example, and refuses it with every
problem at once when anything in it cannot be used. It writes one back, and makes a new one to
fill in.
"""

from posada.scenario.describe import describe_fields
from posada.scenario.export import write_scenario, write_workbook
from posada.scenario.files import examples
from posada.scenario.model import Scenario
from posada.scenario.read import given_scenario, read_scenario
from posada.scenario.template import new_scenario

__all__ = [
    "Scenario",
    "describe_fields",
    "examples",
    "given_scenario",
    "new_scenario",
    "read_scenario",
    "write_scenario",
    "write_workbook",
]
