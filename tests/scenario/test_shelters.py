"""How many people places can shelter day by day, worked by hand."""

import numpy as np
import pandas as pd
import pytest

from posada.scenario.shelters import known_shelters
from tests.building import build, place, route

DAYS = 10  # from 1 January 2030 on


def on(day, last=None, **event):
    """An event from a day of January on, known from the first."""
    end = f"2030-01-{last:02}" if last else ""
    return {"known_from": "2030-01-01", "date": f"2030-01-{day:02}", "date_end": end, **event}


def sheltered(folder, *events):
    """How many a town of 100, its camp of 50 and one of which nothing is known can shelter."""
    scenario = build(
        folder,
        places=[
            place("Home", "origin"),
            place("South", "destination", shelter_capacity=100, region="Coast"),
            place("Camp", "site", part_of="South", shelter_capacity=50, region="South"),
            place("Barn", "site", part_of="South", region="South", country="YY"),
        ],
        routes=[route("Home", "South"), route("South", "Camp"), route("South", "Barn")],
        departures=[{"date": "2030-01-01", "place": "Home", "people": 150}],
        **({"events": events} if events else {}),
    )
    capacity = known_shelters(scenario).shelter_capacity
    return pd.DataFrame(capacity, columns=scenario.places)


def same(series, *days):
    np.testing.assert_array_equal(series, np.array(days, dtype=float))


def test_without_events_it_is_as_stated_or_not_known(tmp_path):
    table = sheltered(tmp_path)
    same(table["South"], *[100] * DAYS)
    same(table["Camp"], *[50] * DAYS)
    same(table["Barn"], *[np.nan] * DAYS)


def test_a_closed_shelter_shelters_nobody(tmp_path):
    """Also one of which nobody knows how many it could."""
    closed = [on(3, 5, kind="closure", place=name) for name in ("Camp", "Barn")]
    table = sheltered(tmp_path, *closed)
    same(table["Camp"], 50, 50, 0, 0, 0, *[50] * 5)
    same(table["Barn"], *[np.nan] * 2, 0, 0, 0, *[np.nan] * 5)
    same(table["South"], *[100] * DAYS)


def test_one_that_is_closed_in_part_shelters_as_much_less(tmp_path):
    table = sheltered(tmp_path, on(3, 5, kind="closure", place="Camp", value=0.2))
    same(table["Camp"], 50, 50, 40, 40, 40, *[50] * 5)


def test_a_town_that_lets_nobody_in_goes_on_sheltering_those_within(tmp_path):
    table = sheltered(tmp_path, on(3, kind="closure", place="South"))
    same(table["South"], *[100] * DAYS)
    same(table["Camp"], *[50] * DAYS)


@pytest.mark.parametrize("region", ["South", "YY"])
def test_a_closed_region_or_country_closes_its_shelters(tmp_path, region):
    """A town of the same name is not meant."""
    table = sheltered(tmp_path, on(3, kind="closure", region=region))
    same(table["Barn"], *[np.nan] * 2, *[0] * 8)
    same(table["Camp"], 50, 50, *[0 if region == "South" else 50] * 8)
    same(table["South"], *[100] * DAYS)


def test_an_event_at_a_place_does_not_concern_a_region_of_its_name(tmp_path):
    table = sheltered(tmp_path, on(3, kind="capacity", place="South", value=700))
    same(table["South"], 100, 100, *[700] * 8)
    same(table["Camp"], *[50] * DAYS)


def test_a_new_capacity_holds_from_its_day_and_nothing_is_not_unknown(tmp_path):
    more, none = (on(4, kind="capacity", place="Camp", value=value) for value in (80, 0))
    same(sheltered(tmp_path / "more", more)["Camp"], 50, 50, 50, *[80] * 7)
    same(sheltered(tmp_path / "none", none)["Camp"], 50, 50, 50, *[0] * 7)


def test_a_new_capacity_does_not_open_what_is_closed(tmp_path):
    table = sheltered(
        tmp_path,
        on(3, 6, kind="closure", place="Camp"),
        on(5, kind="capacity", place="Camp", value=80),
    )
    same(table["Camp"], 50, 50, 0, 0, 0, 0, *[80] * 4)


def test_a_shelter_shelters_nobody_before_it_opens(tmp_path):
    opening = on(4, kind="opening", place="Camp")
    same(sheltered(tmp_path / "same", opening)["Camp"], 0, 0, 0, *[50] * 7)
    same(sheltered(tmp_path / "new", opening | {"value": 120})["Camp"], 0, 0, 0, *[120] * 7)


def test_one_that_opens_again_shelters_as_many_as_before(tmp_path):
    table = sheltered(
        tmp_path,
        on(2, kind="opening", place="Camp"),
        on(4, kind="closure", place="Camp"),
        on(7, kind="opening", place="Camp"),
    )
    same(table["Camp"], 0, 50, 50, 0, 0, 0, *[50] * 4)


def test_what_nobody_could_know_does_not_count(tmp_path):
    """Nor does a site shelter anybody of which nobody knew that it would open."""
    late = {"known_from": ""}
    table = sheltered(
        tmp_path,
        on(3, 4, kind="closure", place="Camp"),
        on(6, kind="capacity", place="Camp", value=500) | late,
        on(6, kind="opening", place="Barn", value=30) | late,
    )
    same(table["Camp"], 50, 50, 0, 0, *[50] * 6)
    same(table["Barn"], *[0] * DAYS)
