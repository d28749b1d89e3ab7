"""Runs a Flee folder with the package flee, in an environment of its own; prints one JSON line.

    PEER_PYTHON flee_peer.py FOLDER SETTINGS

It calls the package as its documentation says; nothing of posada is imported.
"""

import contextlib
import io
import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

from flee import InputGeography, flee, spawning
from flee.datamanager import handle_refugee_data, read_period
from flee.SimulationSettings import SimulationSettings


def run(folder: Path, settings: str) -> dict[str, float]:
    """Simulate every day; processor seconds of the days alone, and people summed over days."""
    tables = folder / "input_csv"
    start, days = read_period.read_conflict_period(str(tables / "sim_period.csv"))
    SimulationSettings.ReadFromYML(settings)
    SimulationSettings.ConflictInputFile = str(tables / "conflicts.csv")
    ecosystem, geography = flee.Ecosystem(), InputGeography.InputGeography()
    geography.ReadConflictInputCSV(str(tables / "conflicts.csv"))
    geography.ReadLocationsFromCSV(str(tables / "locations.csv"))
    geography.ReadLinksFromCSV(str(tables / "routes.csv"))
    geography.ReadClosuresFromCSV(str(tables / "closures.csv"))
    ecosystem, places = geography.StoreInputGeographyInEcosystem(ecosystem)
    reports = handle_refugee_data.RefugeeTable(
        csvformat="generic",
        data_directory=str(folder / "source_data"),
        start_date=start,
        data_layout="data_layout.csv",
        population_scaledown_factor=SimulationSettings.optimisations["PopulationScaleDownFactor"],
    )
    corrections = tables / "registration_corrections.csv"
    if corrections.exists():
        reports.ReadL1Corrections(str(corrections))
    for camp in ecosystem.get_camp_names():
        spawning.add_initial_refugees(ecosystem, reports, places[camp])
    person_days, begin = 0, time.process_time()
    for day in range(days):
        geography.AddNewConflictZones(ecosystem, day)
        spawning.refresh_spawn_weights(ecosystem)
        spawning.spawn_daily_displaced(ecosystem, day, reports, SumFromCamps=True)
        spawning.refresh_spawn_weights(ecosystem)
        ecosystem.enact_border_closures(day)
        ecosystem.evolve()
        person_days += ecosystem.numAgents()
    return {"seconds": time.process_time() - begin, "person_days": person_days}


if __name__ == "__main__":
    with contextlib.redirect_stdout(io.StringIO()):
        figures = run(Path(sys.argv[1]), sys.argv[2])
    print(json.dumps({"version": version("flee"), **figures}))
