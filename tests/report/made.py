"""Results to report on: riverside as it is, with other names, with few people, with secrets."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from posada.forecast import Forecast, make_forecast
from posada.needs import make_needs
from posada.plan import make_plan
from posada.report import make_report
from posada.scenario import Scenario, read_scenario

DRAWS = 30


def results(scenario: Scenario) -> tuple[Any, ...]:
    """Scenario, forecast, needs and plan."""
    forecast = make_forecast(scenario, draws=DRAWS)
    needs = make_needs(scenario, forecast)
    return scenario, forecast, needs, make_plan(scenario, needs)


def files(scenario: Scenario, language: str = "en") -> dict[str, bytes]:
    """The files of the report."""
    return dict(make_report(*results(scenario), language=language).files)


def renamed(names: Mapping[str, str]) -> Scenario:
    """Riverside with other names, wherever they stand as a name of their own."""
    scenario = read_scenario("riverside")
    tables = {label: frame.replace(dict(names)) for label, frame in scenario.tables.items()}
    return dataclasses.replace(scenario, tables=tables)


def changed(scenario: Scenario, table: str, **columns: Any) -> Scenario:
    """A scenario with other columns in one table."""
    tables = {**scenario.tables, table: scenario[table].assign(**columns)}
    return dataclasses.replace(scenario, tables=tables)


def few_people(people: int) -> Scenario:
    """Riverside when so many people leave Hillside, and so many were counted."""
    scenario = changed(
        read_scenario("riverside"),
        "departures",
        people=float(people),
        people_low=float(people),
        people_high=float(people),
    )
    scenario = changed(scenario, "headcounts", people=7.0)
    return changed(scenario, "incidents", people_affected=8.0)


def readable(content: bytes) -> str:
    """Everything that can be read in a file, a workbook unpacked."""
    if content[:2] != b"PK":
        return content.decode("utf-8", errors="ignore")
    with zipfile.ZipFile(io.BytesIO(content)) as workbook:
        return "".join(workbook.read(name).decode() for name in workbook.namelist())


def standing(forecast: Forecast, people: Sequence[int]) -> Forecast:
    """A forecast in which so many people stand at each place, in every draw, on every day."""
    values = np.zeros(forecast.data["people"].shape, dtype=np.int32)
    values[..., 0] = people
    stands = (("draw", "day", "place", "group"), values)
    return dataclasses.replace(forecast, data=forecast.data.assign(people=stands))
