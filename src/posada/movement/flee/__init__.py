"""Flee's rules on counts: the same distribution as simulating every person, far faster."""

from posada.movement.flee.followed import follow_flee
from posada.movement.flee.model import Model, Precision, make_model
from posada.movement.flee.simulate import FleeSimulation, simulate_flee

__all__ = ["FleeSimulation", "Model", "Precision", "follow_flee", "make_model", "simulate_flee"]
