"""Movement worked by hand on two or three places, and the laws that always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posada.forecast import make_forecast
from posada.forecast.engine import make_ground
from tests.building import build, place, route

THOUSAND = [{"date": "2030-01-01", "place": "A", "people": 1000}]


def line(folder, settings=None, events=(), routes=None, **tables):
    """A (origin) - B - C (destination), a thousand people on the first day."""
    tables.setdefault("departures", THOUSAND)
    tables.setdefault("places", [place("A", "origin"), place("B"), place("C", "destination")])
    if events:
        tables["events"] = list(events)
    leave = {"movement.leave": {"A": 1.0, "B": 1.0, "C": 0.0}}
    return build(
        folder,
        leave | (settings or {}),
        routes=routes or [route("A", "B"), route("B", "C")],
        **tables,
    )


def people(forecast, name, group="everybody"):
    """People at a place in the first draw, day by day."""
    return forecast.data["people"].sel(place=name, group=group).values[0].tolist()


def test_a_day_of_walking_ends_at_the_next_place(tmp_path):
    """50 km at 50 km a day: A in the morning, B at night, C the night after."""
    forecast = make_forecast(line(tmp_path), draws=1)
    assert people(forecast, "A") == [0] * 10
    assert people(forecast, "B") == [1000] + [0] * 9
    assert people(forecast, "C") == [0] + [1000] * 9


def test_a_long_route_is_travelled_for_days(tmp_path):
    """125 km at 50 km a day is two days and a half; nobody walks on into the night."""
    forecast = make_forecast(
        line(tmp_path, routes=[route("A", "B", 125), route("B", "C")]), draws=1
    )
    assert forecast.data["on_the_way"].values[0, :4].tolist() == [1000, 1000, 0, 0]
    assert people(forecast, "B")[:4] == [0, 0, 1000, 0]
    assert people(forecast, "C")[:4] == [0, 0, 0, 1000]


def test_a_bus_goes_on_into_the_night(tmp_path):
    """500 km at 400 km a day, twice: at B in the afternoon of day 2, and at C on day 3."""
    routes = [route("A", "B", 500, mode="bus"), route("B", "C", 500, mode="bus")]
    forecast = make_forecast(line(tmp_path, routes=routes), draws=1)
    assert people(forecast, "B")[:3] == [0, 0, 0]
    assert people(forecast, "C")[:3] == [0, 0, 1000]


def test_half_a_day_left_is_used(tmp_path):
    """25 km and 25 km fit in a day of 50 km: nobody sleeps at B."""
    forecast = make_forecast(
        line(tmp_path, routes=[route("A", "B", 25), route("B", "C", 25)]), draws=1
    )
    assert people(forecast, "C") == [1000] * 10


def test_an_uneven_length_is_spread_over_the_days(tmp_path):
    """55 km at 50 km a day is 4.4 quarters: 4 or 5, so 60 % arrive on the first day."""
    forecast = make_forecast(
        line(
            tmp_path,
            {"movement.leave": {"A": 1.0, "B": 0.0}},
            routes=[route("A", "B", 55)],
            places=[place("A", "origin"), place("B")],
        ),
        draws=200,
    )
    first = forecast.people.sel(place="B").values[:, 0]
    assert abs(first.mean() - 600) < 4 * np.sqrt(240 / 200)


def test_buses_shorten_the_way(tmp_path):
    """125 km by bus at 400 km a day: there on the first day."""
    bus = {
        "date": "2030-01-01",
        "kind": "transport",
        "from_place": "A",
        "to_place": "B",
        "mode": "bus",
    }
    forecast = make_forecast(
        line(
            tmp_path,
            {"movement.leave": {"A": 1.0, "B": 0.0}},
            [bus],
            [route("A", "B", 125), route("B", "C")],
        ),
        draws=1,
    )
    assert people(forecast, "B") == [1000] * 10


def test_a_closed_route_holds_people(tmp_path):
    """B is reached on day 1; the gate to C is closed until day 5 and opens on day 6."""
    gate = {
        "date": "2030-01-01",
        "date_end": "2030-01-05",
        "kind": "closure",
        "from_place": "B",
        "to_place": "C",
    }
    forecast = make_forecast(line(tmp_path, events=[gate]), draws=1)
    assert people(forecast, "B") == [1000] * 5 + [0] * 5
    assert people(forecast, "C") == [0] * 5 + [1000] * 5


def test_people_held_by_a_gate_turn_back_at_the_stated_rate(tmp_path):
    gate = {"date": "2030-01-01", "kind": "closure", "from_place": "B", "to_place": "C"}
    forecast = make_forecast(line(tmp_path, {"movement.held_turn_back": 1.0}, [gate]), draws=1)
    assert forecast.data["returned"].sel(place="B").values[0].tolist() == [0] + [1000] * 9


def test_a_quota_lets_so_many_through_a_day(tmp_path):
    quota = {
        "date": "2030-01-01",
        "kind": "quota",
        "from_place": "B",
        "to_place": "C",
        "value": 100,
    }
    forecast = make_forecast(line(tmp_path, events=[quota]), draws=1)
    assert people(forecast, "C") == [0, 100, 200, 300, 400, 500, 600, 700, 800, 900]


def test_a_quota_lets_everybody_through_with_the_same_chance(tmp_path):
    """1,000 people at the gate on the second day, a quarter of them children; 100 get through."""
    quota = {"kind": "quota", "from_place": "B", "to_place": "C", "value": 100}
    groups = [{"group": "adults", "share": 0.75}, {"group": "children", "share": 0.25}]
    world = line(tmp_path, events=[{"date": "2030-01-01", **quota}], groups=groups)
    through = make_forecast(world, draws=400).data["people"].sel(place="C").isel(day=1)
    assert (through.sum("group") == 100).all()
    children = through.sel(group="children")
    assert abs(float(children.mean()) - 25) < 5 * 4.33 / 400**0.5
    assert 3 < float(children.std()) < 6


def test_rest_keeps_people_for_a_day(tmp_path):
    rest = {"date": "2030-01-02", "kind": "rest", "place": "B"}
    forecast = make_forecast(line(tmp_path, events=[dict(rest, known_from="2030-01-01")]), draws=1)
    assert people(forecast, "B") == [1000, 1000] + [0] * 8


def test_a_hostile_event_makes_more_people_turn_back(tmp_path):
    """1 % a day turn back; ten times as many on the day of the event, then half the excess."""
    event = {"date": "2030-01-02", "kind": "hostility", "place": "C", "known_from": "2030-01-01"}
    scenario = line(
        tmp_path,
        {
            "movement.turn_back": {"C": 0.01},
            "movement.hostility": 10,
            "movement.hostility_days": 1,
            "movement.leave": {"A": 1.0, "C": 0.0},
        },
        [event],
        [route("A", "C")],
        places=[place("A", "origin"), place("C", "destination")],
        departures=[{"date": "2030-01-01", "place": "A", "people": 1_000_000}],
    )
    back = make_forecast(scenario, draws=1).data["returned"].sel(place="C").values[0]
    left = 1_000_000 - np.concatenate([[0], back[:-1]])
    shares = np.diff(np.concatenate([[0], back])) / left
    assert shares[1:4] == pytest.approx([0.1, 0.055, 0.0325], rel=0.02)


def test_the_list_is_called_in_order_and_by_quota(tmp_path):
    """Everybody at C joins the list on day 2; 25 others stand before them; 10 are called a day."""
    scenario = line(
        tmp_path,
        {
            "movement.join_list": {"C": 1.0},
            "movement.list_ahead": {"Gate": 25},
            "movement.leave": {"A": 1.0, "C": 0.0},
        },
        [{"date": "2030-01-01", "kind": "quota", "place": "Gate", "value": 10}],
        [route("A", "C")],
        places=[
            place("A", "origin"),
            place("C", "destination", queue_at="Gate"),
            place("Gate", "crossing"),
        ],
    )
    forecast = make_forecast(scenario, draws=1)
    assert forecast.data["crossed"].sel(place="C").values[0].tolist() == [
        0,
        0,
        5,
        15,
        25,
        35,
        45,
        55,
        65,
        75,
    ]
    assert forecast.data["waiting"].sel(place="C").values[0, :4].tolist() == [0, 1000, 995, 985]


def test_a_closed_crossing_calls_nobody(tmp_path):
    scenario = line(
        tmp_path,
        {"movement.join_list": {"C": 1.0}, "movement.leave": {"A": 1.0, "C": 0.0}},
        [
            {
                "date": "2030-01-01",
                "kind": "quota",
                "place": "Gate",
                "value": 10,
                "date_end": "",
                "known_from": "",
            },
            {
                "date": "2030-01-03",
                "kind": "closure",
                "place": "Gate",
                "value": "",
                "date_end": "2030-01-04",
                "known_from": "2030-01-01",
            },
        ],
        [route("A", "C")],
        places=[
            place("A", "origin"),
            place("C", "destination", queue_at="Gate"),
            place("Gate", "crossing"),
        ],
    )
    crossed = make_forecast(scenario, draws=1).data["crossed"].sel(place="C").values[0]
    assert crossed.tolist() == [0, 10, 10, 10, 20, 30, 40, 50, 60, 70]


def test_people_split_by_weight_and_merge_again(tmp_path):
    """Three of four go by B, one of four by C; all meet at D."""
    scenario = build(
        tmp_path,
        {"movement.leave": {"default": 1.0, "D": 0.0}},
        places=[place("A", "origin"), place("B"), place("C"), place("D", "destination")],
        routes=[
            route("A", "B", weight=3),
            route("A", "C", weight=1),
            route("B", "D"),
            route("C", "D"),
        ],
        departures=[{"date": "2030-01-01", "place": "A", "people": 100_000}],
    )
    forecast = make_forecast(scenario, draws=1)
    assert people(forecast, "B")[0] == pytest.approx(75_000, abs=700)
    assert people(forecast, "D")[1] == 100_000


def test_a_site_that_closes_sends_people_to_the_next(tmp_path):
    scenario = build(
        tmp_path,
        {"movement.leave": {"default": 0.0, "A": 1.0}},
        places=[
            place("A", "origin"),
            place("Old", "site", part_of="A"),
            place("New", "site", part_of="A"),
        ],
        routes=[route("A", "Old", 1), route("A", "New", 1), route("Old", "New", 5)],
        departures=THOUSAND,
        events=[
            {"date": "2030-01-04", "kind": "opening", "place": "New", "known_from": "2030-01-01"},
            {"date": "2030-01-06", "kind": "closure", "place": "Old", "known_from": "2030-01-01"},
        ],
    )
    forecast = make_forecast(scenario, draws=1)
    assert people(forecast, "Old") == [1000] * 5 + [0] * 5
    assert people(forecast, "New") == [0] * 5 + [1000] * 5


def test_what_nobody_could_know_is_not_used(tmp_path):
    """A closure on day 3 is unknown on day 1; with a later last day of information it counts."""
    gate = {"date": "2030-01-02", "kind": "closure", "from_place": "B", "to_place": "C"}
    scenario = line(tmp_path, events=[gate])
    assert people(make_forecast(scenario, draws=1), "C")[1] == 1000
    later = scenario.replace(as_of="2030-01-02", horizon_days=8)
    assert people(make_forecast(later, draws=1), "C")[1] == 0


def test_a_site_that_nobody_knows_of_yet_stays_empty(tmp_path):
    scenario = build(
        tmp_path,
        {"movement.leave": {"default": 1.0}},
        places=[place("A", "origin"), place("B"), place("Camp", "site", part_of="B")],
        routes=[route("A", "B"), route("B", "Camp", 1)],
        departures=THOUSAND,
        events=[{"date": "2030-01-03", "kind": "opening", "place": "Camp"}],
    )
    assert people(make_forecast(scenario, draws=1), "Camp") == [0] * 10
    later = scenario.replace(as_of="2030-01-03")
    assert people(make_forecast(later, draws=1), "Camp")[1:4] == [0, 1000, 1000]


def test_groups_keep_their_shares_and_their_own_pace(tmp_path):
    scenario = line(
        tmp_path,
        {"movement.leave": {"A": 0.4, "B": 0.0}, "movement.groups": {"children": {"leave": 0.5}}},
        groups=[{"group": "adults", "share": 0.75}, {"group": "children", "share": 0.25}],
        departures=[{"date": "2030-01-01", "place": "A", "people": 1_000_000}],
    )
    forecast = make_forecast(scenario, draws=1)
    left = [people(forecast, "A", group)[0] for group in ("adults", "children")]
    assert left == pytest.approx([750_000 * 0.6, 250_000 * 0.8], rel=0.01)


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    """A network in which everything happens at once."""
    return build(
        tmp_path_factory.mktemp("busy"),
        {
            "movement.leave": {"default": [0.2, 0.9]},
            "movement.turn_back": {"default": [0.0, 0.2]},
            "movement.asylum": {"B": [0.0, 0.3]},
            "movement.settle": {"C": [0.0, 0.2]},
            "movement.cross": {"C": [0.0, 0.1]},
            "movement.join_list": {"C": [0.1, 0.5]},
            "movement.list_ahead": {"Gate": [0, 50]},
        },
        places=[
            place("A", "origin"),
            place("B"),
            place("C", "destination", queue_at="Gate"),
            place("Camp", "site", queue_at="Gate", part_of="C", shelter_capacity=100),
            place("Gate", "crossing"),
        ],
        routes=[
            route("A", "B", 130),
            route("B", "C", 75, mode="lift", both_ways="yes"),
            route("C", "Camp", 3, both_ways="yes"),
        ],
        departures=[
            {
                "date": f"2030-01-0{d}",
                "place": "A",
                "people": 400 * d,
                "people_low": 100,
                "people_high": 3000,
            }
            for d in (1,)
        ],
        groups=[{"group": "adults", "share": 0.7}, {"group": "children", "share": 0.3}],
        events=[
            {"date": "2030-01-01", "kind": "quota", "place": "Gate", "value": 5, "value_high": 40},
            {"date": "2030-01-01", "kind": "closure", "place": "B", "value": 0.5, "value_high": ""},
            {
                "date": "2030-01-01",
                "kind": "hostility",
                "place": "B",
                "value": "",
                "value_high": "",
            },
        ],
    )


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32), draws=st.integers(1, 12))
def test_people_are_conserved(busy, seed, draws):
    """Departed = on the way + at places + returned + stayed + crossed, every day of every draw."""
    forecast = make_forecast(busy, draws=draws, seed=seed)
    assert not forecast.balance().any()
    assert all((forecast.data[name] >= 0).all() for name in forecast.data)


@pytest.mark.parametrize(
    ("capacity", "there"), [("", 500 + 5000), (100, 500 + 10_000 * 0.04 / 1.04), (0, 0)]
)
def test_a_full_site_draws_fewer_and_one_that_holds_nobody_draws_none(tmp_path, capacity, there):
    """Half of the first thousand go into the camp; then it draws (100 / 500) squared as many."""
    scenario = build(
        tmp_path,
        {"movement.leave": {"default": 1.0, "C": 0.0, "site": 0.0}},
        places=[
            place("A", "origin"),
            place("B"),
            place("C"),
            place("Camp", "site", shelter_capacity=capacity),
        ],
        routes=[route("A", "B"), route("B", "C"), route("B", "Camp")],
        departures=[
            {"date": "2030-01-01", "place": "A", "people": 1000},
            {"date": "2030-01-04", "place": "A", "people": 10_000, "known_from": "2030-01-01"},
        ],
    )
    people = make_forecast(scenario, draws=30, seed=1).people.sel(place="Camp")
    assert people[:, -1].mean() == pytest.approx(there, rel=0.04)


def test_the_seed_decides_and_the_threads_do_not(busy):
    ground = make_ground(busy)
    engine = ground.engine(ground.draw(20, seed=5))
    one, three = engine.simulate(5, threads=1), engine.simulate(5, threads=3)
    other = engine.simulate(6, threads=1)
    assert all((getattr(one, name) == getattr(three, name)).all() for name in vars(one))
    assert any((getattr(one, name) != getattr(other, name)).any() for name in vars(one))


def test_renaming_places_changes_nothing(tmp_path):
    def run(folder, names):
        a, b, c = names
        scenario = build(
            folder,
            {"movement.leave": {"default": 0.4}},
            places=[place(a, "origin"), place(b), place(c)],
            routes=[route(a, b), route(b, c)],
            departures=[{"date": "2030-01-01", "place": a, "people": 500}],
        )
        return make_forecast(scenario, draws=5).data["people"].values

    assert (run(tmp_path / "one", "ABC") == run(tmp_path / "two", "ZYX")).all()


def test_two_groups_live_by_their_own_rules_in_one_network(tmp_path):
    """Of 1000 each: the strong walk on each day, the weary leave by half and turn back by a tenth.

    What place and group say is multiplied: at B everybody turns back half as often as at A.
    """
    scenario = build(
        tmp_path,
        {
            "movement.leave": {"default": 0.5, "C": 0.0},
            "movement.turn_back": {"A": 0.2, "B": 0.1, "C": 0.0},
            "movement.groups": {
                "strong": {"leave": 2.0, "turn_back": 0.0},
                "weary": {"leave": 0.5},
            },
        },
        places=[place("A", "origin"), place("B"), place("C", "destination")],
        routes=[route("A", "B"), route("B", "C")],
        departures=[{"date": "2030-01-01", "place": "A", "people": 2_000_000}],
        groups=[{"group": name, "share": 0.5} for name in ("strong", "weary")],
    )
    data = make_forecast(scenario, draws=1).data
    people = data["people"].isel(draw=0)
    strong, weary = people.sel(group="strong"), people.sel(group="weary")
    # The strong are all at B on the first night, and all at C on the second.
    assert strong.sel(place="B").values[0] == strong.sel(place="C").values[1] > 990_000
    assert strong.sel(place="A").values[0] == strong.sel(place="B").values[1] == 0
    # The weary: a quarter leaves A and a fifth turns back each day; at B a tenth turns back.
    weary = weary.sel(place=["A", "B", "C"]).values[:3] / 1_000_000
    assert weary[0].tolist() == pytest.approx([0.55, 0.25, 0.0], abs=0.005)
    assert weary[1].tolist() == pytest.approx([0.3025, 0.3, 0.0625], abs=0.005)
    returned = data["returned"].isel(draw=0).sel(place=["A", "B"]).values[:2] / 1_000_000
    assert returned.tolist() == [
        pytest.approx([0.2, 0.0], abs=0.005),
        pytest.approx([0.2 + 0.2 * 0.55, 0.1 * 0.25], abs=0.005),
    ]
