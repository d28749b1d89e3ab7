"""The table of standards: how much one person needs, with source and certainty.

It answers what the agreed quantity is, who says so, and how sure that is.
It refuses nothing: whether a standard can be turned into a quantity is decided in `basis`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from posada.scenario.model import Scenario

FOLDER = Path(__file__).parent

CERTAINTIES = {
    "A": "seen in the source",
    "B": "quoted by a second source",
    "C": "unverified",
    "derived": "worked out from other rows",
}


@cache
def _read(name: str) -> pd.DataFrame:
    """A table that stands beside this module; `value` is a number, the rest is text."""
    table = pd.read_csv(FOLDER / name, dtype=str, keep_default_na=False)
    return table.astype({"value": float}) if "value" in table else table


def load_standards() -> pd.DataFrame:
    """The standards that posada knows, one row each.

    Returns
    -------
    DataFrame with columns item, sector, unit, value, per, applies_to, condition, source, note and
    certainty: A, the institution's own text was seen; B, a second source that quotes it was seen;
    C, from memory and unverified; derived, worked out from other rows

    Examples
    --------
    >>> energy = load_standards().set_index("item").loc["energy"]
    >>> print(energy["value"], energy["unit"], "per", energy["per"])
    2100.0 kcal per person/day
    """
    return _read("standards.csv").copy()


def load_rules() -> pd.DataFrame:
    """Which standard holds instead of which, in which situation, and who says so.

    Returns
    -------
    DataFrame with columns situation ('in transit', 'in transit and hot', 'cold', 'not cold',
    'first': what is covered before anything else), standard, instead ('' is nothing), source
    """
    return _read("rules.csv").copy()


def standards_in_force(scenario: Scenario) -> pd.DataFrame:
    """The standards after the overrides of the operation, indexed by `item`.

    Returns
    -------
    The columns of `load_standards`, and `overridden` (bool)
    """
    table = load_standards().set_index("item").assign(overridden=False)
    for override in scenario.settings.standards:
        if override.item in table.index:
            table.loc[override.item, ["value", "overridden"]] = [override.value, True]
    return table


def describe_standards() -> str:
    """The standards as a Markdown table for the documentation."""
    table = load_standards()
    columns = {
        "standard": table["item"],
        "value": table["value"].map("{:g}".format) + " " + table["unit"],
        "per": table["per"],
        "applies to": table["applies_to"],
        "source": table["source"],
        "certainty": table["certainty"].map(CERTAINTIES),
    }
    return _markdown(pd.DataFrame(columns))


def describe_rules() -> str:
    """The rules of `load_rules` as a Markdown table for the documentation."""
    table = load_rules()
    return _markdown(table.assign(instead=table["instead"].replace("", "nothing")))


def _markdown(table: pd.DataFrame) -> str:
    """A table in Markdown; a bar inside a cell would end it."""
    rows = [list(table.columns), ["---"] * len(table.columns)]
    rows += [[cell.replace("|", "/") for cell in row] for row in table.to_numpy(dtype=str)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)
