"""HOW PEOPLE MOVE: the network as arrays, barriers, rules, one compiled day on counts, draws."""

from pathlib import Path

from posada.movement.journeys import Journeys
from posada.movement.machine_code import collect_rarely, forget_stale
from posada.movement.own.barriers import Barriers, make_barriers
from posada.movement.own.draws import Engine, Simulation
from posada.movement.own.followed import follow_people
from posada.movement.own.limits import Limits
from posada.movement.own.model import ENDS, Drift, Inflow
from posada.movement.own.network import Network, make_network, shortest_ways
from posada.movement.own.parameters import draw_parameters, named_ranges
from posada.movement.own.rules import Rules, make_rules
from posada.movement.room import Room, let_go, read_days

__all__ = [
    "ENDS",
    "Barriers",
    "Drift",
    "Engine",
    "Inflow",
    "Journeys",
    "Limits",
    "Network",
    "Room",
    "Rules",
    "Simulation",
    "draw_parameters",
    "follow_people",
    "let_go",
    "make_barriers",
    "make_network",
    "make_rules",
    "named_ranges",
    "read_days",
    "shortest_ways",
]

forget_stale(Path(__file__).parent)  # nothing compiled is loaded before a kernel is called
collect_rarely()
