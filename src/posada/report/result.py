"""The report: the files that people read, ready to be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from posada.writing import write_all


@dataclass(frozen=True)
class Report:
    """Finished files by name.

    Parameters
    ----------
    files : content of each file, by file name: report.html, situation.html, situation.pdf,
        report.xlsx, forecast.csv, needs.csv, plan.csv, shortfalls.csv, forecast.nc,
        places.geojson, three of the tables with HXL tags (forecast_hxl.csv ...), and
        organisations/NAME.csv, .html and .ics for each organisation alone; for the public no
        more than the page, the workbook and the forecast
    """

    files: Mapping[str, bytes]

    def save(self, folder: str | Path) -> Path:
        """Write every file into a folder, each complete or not at all; gives the folder back."""
        return write_all(folder, self.files)
