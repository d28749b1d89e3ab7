"""Where a key of a table of probabilities holds: at a place, a region, a country, or everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd


def most_specific(table: Mapping[str, object], place: pd.Series) -> str | None:
    """The key of a table of probabilities that holds at a place, or None.

    Place name before region before country before kind of place before `default`.
    """
    for key in (place["name"], place["region"], place["country"], place["kind"], "default"):
        if key in table:
            return str(key)
    return None


def keys_that_hold(table: Mapping[str, object], places: pd.DataFrame) -> Iterable[str]:
    """Every key that is the most specific one at some place."""
    held = (most_specific(table, place) for _, place in places.iterrows())
    return dict.fromkeys(key for key in held if key is not None)
