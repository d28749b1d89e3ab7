"""A Flee folder set up and lived with the package flee, as its documentation says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flee import InputGeography, flee, spawning
from flee.datamanager import handle_refugee_data, read_period
from flee.SimulationSettings import SimulationSettings


class World:
    """A folder ready to be lived.

    Parameters
    ----------
    folder : with input_csv and source_data
    settings : file of settings
    """

    def __init__(self, folder: Path, settings: str) -> None:
        tables = folder / "input_csv"
        start, self.days = read_period.read_conflict_period(str(tables / "sim_period.csv"))
        SimulationSettings.ReadFromYML(settings)
        SimulationSettings.ConflictInputFile = str(tables / "conflicts.csv")
        self.geography = InputGeography.InputGeography()
        self.geography.ReadConflictInputCSV(str(tables / "conflicts.csv"))
        self.geography.ReadLocationsFromCSV(str(tables / "locations.csv"))
        self.geography.ReadLinksFromCSV(str(tables / "routes.csv"))
        self.geography.ReadClosuresFromCSV(str(tables / "closures.csv"))
        places: dict[str, Any]
        self.ecosystem, places = self.geography.StoreInputGeographyInEcosystem(flee.Ecosystem())
        self._mend_places()
        scale = SimulationSettings.optimisations["PopulationScaleDownFactor"]
        self.reports = handle_refugee_data.RefugeeTable(
            csvformat="generic",
            data_directory=str(folder / "source_data"),
            start_date=start,
            data_layout="data_layout.csv",
            population_scaledown_factor=scale,
        )
        corrections = tables / "registration_corrections.csv"
        if corrections.exists():
            self.reports.ReadL1Corrections(str(corrections))
        spawning.__dict__["__refugee_debt"] = 0
        for camp in self.ecosystem.get_camp_names():
            spawning.add_initial_refugees(self.ecosystem, self.reports, places[camp])
        if SimulationSettings.spawn_rules["read_from_agents_csv_file"]:
            self.geography.ReadAgentsFromCSV(self.ecosystem, str(tables / "agents.csv"))

    def _mend_places(self) -> None:
        """Flee compares a number with the text of this column, so make it one."""
        for place in self.ecosystem.locations:
            if "deactivation_probability" in place.attributes:
                text = place.attributes["deactivation_probability"] or "0"
                place.attributes["deactivation_probability"] = float(text)

    def live(self) -> Iterator[int]:
        """Live every day; gives its number when it is over."""
        for day in range(self.days):
            self.geography.AddNewConflictZones(self.ecosystem, day)
            spawning.refresh_spawn_weights(self.ecosystem)
            spawning.spawn_daily_displaced(self.ecosystem, day, self.reports, SumFromCamps=True)
            spawning.refresh_spawn_weights(self.ecosystem)
            self.ecosystem.enact_border_closures(day)
            self.ecosystem.evolve()
            yield day
