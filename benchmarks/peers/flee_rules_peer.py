"""Runs a Flee folder many times with the package flee; prints where people were as JSON.

    PEER_PYTHON flee_rules_peer.py FOLDER RUNS

It calls the package as its documentation says; nothing of posada is imported. The folder holds its
settings, and is gone into, because flee looks for the attributes of people where it is started.
"""

import contextlib
import io
import json
import os
import random
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
from flee import InputGeography, flee, spawning
from flee.datamanager import handle_refugee_data, read_period
from flee.SimulationSettings import SimulationSettings

TABLES = Path("input_csv")


def run() -> tuple[list[str], list[list[int]]]:
    """One life; gives the names of the places, and people by day and place."""
    start, days = read_period.read_conflict_period(str(TABLES / "sim_period.csv"))
    SimulationSettings.ReadFromYML("simsetting.yml")
    SimulationSettings.ConflictInputFile = str(TABLES / "conflicts.csv")
    ecosystem, geography = flee.Ecosystem(), InputGeography.InputGeography()
    geography.ReadConflictInputCSV(str(TABLES / "conflicts.csv"))
    geography.ReadLocationsFromCSV(str(TABLES / "locations.csv"))
    geography.ReadLinksFromCSV(str(TABLES / "routes.csv"))
    geography.ReadClosuresFromCSV(str(TABLES / "closures.csv"))
    ecosystem, places = geography.StoreInputGeographyInEcosystem(ecosystem)
    for place in ecosystem.locations:  # flee compares a number with the text of this column
        if "deactivation_probability" in place.attributes:
            text = place.attributes["deactivation_probability"] or "0"
            place.attributes["deactivation_probability"] = float(text)
    reports = handle_refugee_data.RefugeeTable(
        csvformat="generic",
        data_directory="source_data",
        start_date=start,
        data_layout="data_layout.csv",
        population_scaledown_factor=1,
    )
    spawning.__dict__["__refugee_debt"] = 0
    for camp in ecosystem.get_camp_names():
        spawning.add_initial_refugees(ecosystem, reports, places[camp])
    if SimulationSettings.spawn_rules["read_from_agents_csv_file"]:
        geography.ReadAgentsFromCSV(ecosystem, str(TABLES / "agents.csv"))
    people = []
    for day in range(days):
        geography.AddNewConflictZones(ecosystem, day)
        spawning.refresh_spawn_weights(ecosystem)
        spawning.spawn_daily_displaced(ecosystem, day, reports, SumFromCamps=True)
        spawning.refresh_spawn_weights(ecosystem)
        ecosystem.enact_border_closures(day)
        ecosystem.evolve()
        people.append([place.numAgents for place in ecosystem.locations])
    return [place.name for place in ecosystem.locations], people


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    random.seed(1)
    np.random.seed(1)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        lives = [run() for _ in range(int(sys.argv[2]))]
    counts = np.array([people for _, people in lives], dtype=float)
    result = {"version": version("flee"), "places": lives[0][0], "mean": counts.mean(axis=0)}
    result |= {"variance": counts.var(axis=0, ddof=1)}
    print(json.dumps(result, default=np.ndarray.tolist))
