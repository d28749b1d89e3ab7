"""Groups with rules of their own in one network: by hand on two or three places, and the laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posada.forecast import follow_journeys, journeys_table, make_forecast
from posada.forecast.engine import make_ground
from posada.movement.own.parameters import FACTORS
from tests.building import build, place, route

MILLION = 1_000_000
ONE_DAY = [{"date": "2030-01-01", "place": "A", "people": 2 * MILLION}]
HALVES = [{"group": name, "share": 0.5} for name in ("quick", "slow")]


def two_groups(folder, slow, settings=None, **tables):
    """A million quick, who live by everybody's rules, and a million slow, who have factors."""
    tables.setdefault("places", [place("A", "origin"), place("B"), place("C")])
    tables.setdefault("routes", [route("A", "B"), route("B", "C")])
    leave = {"movement.leave": {"A": 1.0, "B": 1.0, "C": 0.0}}
    rules = {"movement.groups": {"slow": slow}} if slow else {}
    return build(
        folder,
        leave | rules | (settings or {}),
        departures=tables.pop("departures", ONE_DAY),
        groups=HALVES,
        **tables,
    )


def shares(data, name, group, days=slice(None)):
    """Part of a million who are at a place, day by day, in the first draw."""
    people = data["people"].sel(place=name, group=group).values[0, days] / MILLION
    return people.round(2).tolist()


def test_a_group_does_each_thing_so_many_times_as_often_as_everybody(tmp_path):
    """On the second day, at C, of a million each (quick, slow):

    turn back 10 and 5 %, ask for asylum 6 and 12, settle 4 and 12, cross 2 and 0, join 10 and 15.
    """
    slow = {"turn_back": 0.5, "asylum": 2, "settle": 3, "cross": 0, "join_list": 1.5}
    stated = {"turn_back": 0.1, "asylum": 0.06, "settle": 0.04, "cross": 0.02, "join_list": 0.1}
    scenario = two_groups(
        tmp_path,
        slow,
        {f"movement.{name}": {"default": 0.0, "C": chance} for name, chance in stated.items()}
        | {"movement.leave": {"A": 1.0, "C": 0.0}},
        places=[
            place("A", "origin"),
            place("C", "destination", queue_at="Gate"),
            place("Gate", "crossing"),
        ],
        routes=[route("A", "C")],
    )
    data = make_forecast(scenario, draws=1).data
    assert shares(data, "C", "quick", slice(2)) == [1.0, pytest.approx(0.78, abs=0.011)]
    assert shares(data, "C", "slow", slice(2)) == [1.0, pytest.approx(0.71, abs=0.011)]
    ends = ("returned", "asylum", "settled", "crossed", "waiting")
    second_day = [data[name].sel(place="C").values[0, 1] / MILLION for name in ends]
    assert second_day == pytest.approx([0.15, 0.18, 0.16, 0.02, 0.25], abs=0.003)


def test_a_group_moves_on_so_many_times_as_often(tmp_path):
    scenario = two_groups(tmp_path, {"leave": 0.25}, {"movement.leave": {"A": 0.8, "B": 0.0}})
    data = make_forecast(scenario, draws=1).data
    assert shares(data, "A", "quick", slice(2)) == pytest.approx([0.2, 0.04], abs=0.011)
    assert shares(data, "A", "slow", slice(2)) == pytest.approx([0.8, 0.64], abs=0.011)


def test_a_slower_group_is_on_the_road_for_longer(tmp_path):
    """100 km: two days at 50 km a day, four at 25."""
    routes = [route("A", "B", 100)]
    scenario = two_groups(tmp_path, {"pace": {"foot": 0.5}}, routes=routes)
    data = make_forecast(scenario, draws=1).data
    assert shares(data, "B", "quick", slice(5)) == [0, 1, 1, 1, 1]
    assert shares(data, "B", "slow", slice(5)) == [0, 0, 0, 1, 1]
    on_the_way = (data["on_the_way"].values[0, :4] / MILLION).round(2)
    assert on_the_way.tolist() == [2, 1, 1, 0]


def test_a_fraction_of_a_quarter_is_worked_out_for_each_group(tmp_path):
    """55 km: 4.4 quarters at 50 km a day, so 60 % come on the first day; 5.5 at 40: nobody."""
    routes = [route("A", "B", 55)]
    scenario = two_groups(
        tmp_path, {"pace": {"foot": 0.8}}, {"movement.leave": {"A": 1, "B": 0}}, routes=routes
    )
    data = make_forecast(scenario, draws=1).data
    assert shares(data, "B", "quick", slice(2)) == [0.6, 1]
    assert shares(data, "B", "slow", slice(2)) == [0, 1]


def test_a_slower_group_sleeps_where_the_others_go_on(tmp_path):
    """Two legs of 25 km: both in a day at 50 km a day, one a day at 25."""
    routes = [route("A", "B", 25), route("B", "C", 25)]
    data = make_forecast(two_groups(tmp_path, {"pace": {"foot": 0.5}}, routes=routes), draws=1).data
    assert shares(data, "C", "quick", slice(2)) == [1, 1]
    assert shares(data, "B", "slow", slice(2)) == [1, 0]
    assert shares(data, "C", "slow", slice(2)) == [0, 1]


def test_a_pace_on_foot_changes_nothing_on_a_bus(tmp_path):
    """200 km on foot take 4 and 8 days; from the third day on the bus takes half a day."""
    bus = {"kind": "transport", "from_place": "A", "to_place": "B", "mode": "bus"}
    scenario = two_groups(
        tmp_path,
        {"pace": {"foot": 0.5}},
        {"movement.leave": {"A": 1, "B": 0}},
        routes=[route("A", "B", 200)],
        departures=[{**ONE_DAY[0], "date": f"2030-01-0{day}"} for day in (1, 3)],
        events=[{**bus, "date": "2030-01-03", "known_from": "2030-01-01"}],
    )
    data = make_forecast(scenario.replace(as_of="2030-01-03"), draws=1).data
    assert shares(data, "B", "quick", slice(9)) == [0, 0, 1, 2, 2, 2, 2, 2, 2]
    assert shares(data, "B", "slow", slice(9)) == [0, 0, 1, 1, 1, 1, 1, 2, 2]


def test_a_group_goes_where_its_routes_weigh_more(tmp_path):
    """Routes to B, the shelter and C weigh 1, 3 and 4; for the slow 1, 6 and 0."""
    scenario = two_groups(
        tmp_path,
        {"route_weight": {"site": 2, "C": 0}},
        {"movement.leave": {"A": 1, "default": 0}},
        places=[place("A", "origin"), place("B"), place("C"), place("Site", "site", part_of="B")],
        routes=[route("A", "B"), route("A", "Site", weight=3), route("A", "C", weight=4)],
    )
    data = make_forecast(scenario, draws=1).data
    quick, slow = (
        [shares(data, name, group, slice(1))[0] for name in ("B", "Site", "C")]
        for group in ("quick", "slow")
    )
    assert quick == pytest.approx([1 / 8, 3 / 8, 4 / 8], abs=0.011)
    assert slow == pytest.approx([1 / 7, 6 / 7, 0], abs=0.011)


def test_how_much_a_route_weighs_for_a_group_is_drawn_for_each_future(tmp_path):
    scenario = two_groups(
        tmp_path,
        {"route_weight": {"C": [0.0, 1.0]}},
        {"movement.leave": {"A": 1, "default": 0}},
        routes=[route("A", "B"), route("A", "C")],
    )
    ground = make_ground(scenario)
    parameters = ground.draw(10, seed=1)
    weight = parameters["groups.slow.route_weight.C"].to_numpy()
    to_c = ground.engine(parameters).simulate(1).people[:, 0, 2] / MILLION
    assert to_c[:, 0] == pytest.approx(np.full(10, 0.5), abs=0.003)
    assert to_c[:, 1] == pytest.approx(weight / (1 + weight), abs=0.003)


@pytest.mark.parametrize(
    "event", [{"kind": "closure"}, {"kind": "quota", "value": 0}], ids=["closed", "quota"]
)
def test_a_group_held_by_a_gate_turns_back_so_many_times_as_often(tmp_path, event):
    """Of a million each at the gate 40 % and 10 % turn back in a day."""
    gate = {"date": "2030-01-01", "from_place": "B", "to_place": "C", **event}
    scenario = two_groups(
        tmp_path, {"held_turn_back": 0.25}, {"movement.held_turn_back": 0.4}, events=[gate]
    )
    data = make_forecast(scenario, draws=1).data
    assert shares(data, "B", "quick", slice(1, 3)) == pytest.approx([0.6, 0.36], abs=0.011)
    assert shares(data, "B", "slow", slice(1, 3)) == pytest.approx([0.9, 0.81], abs=0.011)


def test_all_rates_of_two_groups_may_differ_in_one_network(tmp_path):
    """The quick walk on and are at C on the second night; the slow stay at B, and half settle."""
    slow = {"leave": 0.5, "settle": 1.0, "pace": {"foot": 0.5}}
    scenario = two_groups(
        tmp_path,
        slow,
        {"movement.settle": {"B": 0.5}, "movement.groups": {"quick": {"settle": 0}, "slow": slow}},
    )
    data = make_forecast(scenario, draws=1).data
    assert shares(data, "C", "quick", slice(2)) == [0, 1]
    # At A half stay each morning; 50 km take two days; at B half settle, half go on for two days.
    assert shares(data, "A", "slow", slice(3)) == pytest.approx([0.5, 0.25, 0.125], abs=0.011)
    assert shares(data, "B", "slow", slice(4)) == pytest.approx([0, 0.5, 0.25, 0.125], abs=0.011)
    settled = data["settled"].sel(place="B").values[0, :4] / MILLION
    assert settled == pytest.approx([0, 0, 0.25, 0.375], abs=0.003)
    assert shares(data, "C", "slow", slice(4)) == pytest.approx([0, 0, 0, 0.25], abs=0.011)


def test_a_factor_that_is_not_known_is_drawn_for_each_future(tmp_path):
    scenario = two_groups(tmp_path, {"leave": [0.2, 1.0], "pace": {"foot": [0.5, 1.0]}})
    ground = make_ground(scenario)
    parameters = ground.draw(20, seed=1)
    leave, pace = (parameters[f"groups.slow.{name}"] for name in ("leave", "pace.foot"))
    assert 0.2 < leave.min() < 0.26 < 0.94 < leave.max() < 1.0
    rules = ground.engine(parameters).rules
    assert rules.pace[:, :, 0].tolist() == [[50, 50 * drawn] for drawn in pace]
    people = ground.engine(parameters).simulate(1).people[:, 0, 0] / MILLION
    assert people[:, 0] == pytest.approx(np.zeros(20))
    assert people[:, 1] == pytest.approx(1 - leave.to_numpy(), abs=0.003)


def test_people_of_a_slow_group_are_followed_at_their_own_pace(tmp_path):
    scenario = two_groups(
        tmp_path,
        {"pace": {"foot": 0.5}},
        routes=[route("A", "B", 100)],
        departures=[{**ONE_DAY[0], "people": 100}],
    )
    table = journeys_table(follow_journeys(scenario, people=200)).set_index("group")
    assert table.loc[["quick", "slow"], "mean"].tolist() == [1.0, 3.0]


def test_headcounts_teach_how_slow_a_group_is(tmp_path):
    """150 km: the quick come on day 3; the slow on day 5, at 30 to 37.5 km a day."""
    counts = [(2, 0), (3, 1000), (4, 1000), (5, 2000), (6, 2000)]
    scenario = two_groups(
        tmp_path,
        {"pace": {"foot": [0.4, 1.0]}},
        {"movement.leave": {"A": 1, "B": 0}, "as_of": "2030-01-06"},
        routes=[route("A", "B", 150)],
        departures=[{**ONE_DAY[0], "people": 2000}],
        headcounts=[
            {"date": f"2030-01-0{day}", "place": "B", "measure": "people", "people": people}
            for day, people in counts
        ],
    )
    learned = make_forecast(scenario, draws=100, seed=1).learned.parameters
    factor = learned.set_index("parameter").loc["groups.slow.pace.foot"]
    assert (factor["p10"], factor["p90"]) == pytest.approx((0.46, 0.94), abs=0.02)
    assert 0.5 < factor["learned_p10"] < factor["learned_p90"] < 0.85
    assert factor["narrowed"] < 0.75


EVERY_FACTOR = st.sampled_from((*FACTORS, "route_weight.default", "route_weight.C"))
ROUGHLY = {
    "leave": {"default": [0.2, 0.5]},
    "turn_back": {"default": [0.0, 0.2]},
    "asylum": {"B": [0.0, 0.2]},
    "settle": {"C": [0.0, 0.2]},
    "cross": {"C": [0.0, 0.1]},
    "join_list": {"C": [0.1, 0.5]},
    "held_turn_back": [0.1, 0.4],
}
EXACTLY = {
    "leave": {"default": 0.4},
    "turn_back": {"default": 0.1},
    "asylum": {"B": 0.1},
    "settle": {"C": 0.1},
    "cross": {"C": 0.05},
    "join_list": {"C": 0.4},
    "held_turn_back": 0.3,
    "pace": {"foot": 50, "lift": 200, "bus": 400},
}


def busy(folder, groups, rules=ROUGHLY, slow=0.3):
    """A network in which everything happens at once, with a part of the people who are slow."""
    gate = {"date": "2030-01-01", "kind": "quota"}
    stated = {f"movement.{name}": value for name, value in rules.items()}
    return build(
        folder,
        stated | ({"movement.groups": groups} if groups else {}),
        places=[
            place("A", "origin"),
            place("B"),
            place("C", "destination", queue_at="Gate"),
            place("Gate", "crossing"),
        ],
        routes=[route("A", "B", 130), route("B", "C", 75, mode="lift", both_ways="yes")],
        departures=[{"date": "2030-01-01", "place": "A", "people": 900}],
        groups=[{"group": "quick", "share": 1 - slow}, {"group": "slow", "share": slow}],
        events=[
            {**gate, "place": "Gate", "value": 20},
            {**gate, "from_place": "A", "to_place": "B", "value": 200},
        ],
    )


def simulated(scenario, seed):
    ground = make_ground(scenario)
    return vars(ground.engine(ground.draw(3, seed)).simulate(seed))


def as_settings(factors):
    """Factors by their names, as the settings of a group."""
    stated = {}
    for name, value in factors.items():
        block, _, key = name.partition(".")
        if key:
            stated.setdefault(block, {})[key] = value
        else:
            stated[block] = value
    return stated


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("groups")


@settings(max_examples=8)
@given(
    stated=st.dictionaries(st.sampled_from(["quick", "slow"]), st.sets(EVERY_FACTOR)),
    seed=st.integers(0, 2**32),
)
def test_groups_of_which_every_factor_is_1_change_nothing(folder, stated, seed):
    groups = {group: as_settings(dict.fromkeys(names, 1)) for group, names in stated.items()}
    with_groups = simulated(busy(folder / "with", groups), seed)
    without = simulated(busy(folder / "without", None), seed)
    assert all((with_groups[name] == without[name]).all() for name in without)


@settings(max_examples=8)
@given(
    factors=st.fixed_dictionaries(dict.fromkeys(FACTORS, st.floats(0.05, 2.0))),
    seed=st.integers(0, 2**32),
)
def test_a_group_lives_as_all_would_if_everybodys_rates_were_so_many_times_as_high(
    folder, factors, seed
):
    """Where all are of the group, draw for draw."""

    def times(name, value):
        if isinstance(value, dict):
            return {key: times(f"{name}.{key}", number) for key, number in value.items()}
        return value * factors.get(name, factors.get(name.partition(".")[0]))

    rates = {name: times(name, value) for name, value in EXACTLY.items()}
    by_factors = busy(folder / "factors", {"slow": as_settings(factors)}, EXACTLY, slow=1)
    by_rates = busy(folder / "rates", None, rates, slow=1)
    one, other = simulated(by_factors, seed), simulated(by_rates, seed)
    assert all((one[name] == other[name]).all() for name in one)


@settings(max_examples=8)
@given(
    factors=st.dictionaries(EVERY_FACTOR, st.floats(0.05, 2.0), min_size=1),
    seed=st.integers(0, 2**32),
)
def test_people_are_conserved_whatever_groups_do(folder, factors, seed):
    scenario = busy(folder / "conserved", {"slow": as_settings(factors)})
    forecast = make_forecast(scenario, draws=3, seed=seed)
    assert not forecast.balance().any()
    assert all((forecast.data[name] >= 0).all() for name in forecast.data)


@settings(max_examples=8)
@given(
    factor=st.floats(0.1, 1.0),
    lengths=st.lists(st.integers(5, 120), min_size=2, max_size=2),
    leave=st.sampled_from([0.3, 1.0]),
)
def test_a_slower_group_never_comes_earlier(folder, factor, lengths, leave):
    """Of a million each never more of the slow have come by a day, but for chance."""
    scenario = two_groups(
        folder / "slower",
        {"pace": {"foot": factor}},
        {"movement.leave": {"default": leave, "C": 0.0}},
        routes=[route("A", "B", lengths[0]), route("B", "C", lengths[1])],
    )
    data = make_forecast(scenario, draws=1).data
    come = data["people"].sel(place="C").values[0] / MILLION
    assert (come[:, 1] <= come[:, 0] + 5 * np.sqrt(0.5 / MILLION)).all()


def test_who_is_too_slow_to_arrive_stays_on_the_way(tmp_path):
    """A millimetre a day: they are on the way on every day, and need no more memory than others."""
    scenario = two_groups(tmp_path, {"pace": {"foot": 2e-8}})
    data = make_forecast(scenario, draws=1).data
    assert shares(data, "B", "quick", slice(2, 4)) == [0.0, 0.0]
    on_the_way = (data["on_the_way"].values[0] / MILLION).round(2)
    assert on_the_way.tolist() == [1.0] * len(scenario.days)


def test_a_factor_that_changes_nothing_is_a_caveat(tmp_path):
    """Nobody crosses anywhere, no list can be joined, no bus runs, and no route leads to A."""
    slow = {"leave": 0.5, "asylum": 1, "cross": [0, 2], "join_list": 2, "held_turn_back": 0.5}
    slow |= {"pace": {"foot": 0.5, "bus": 2}, "route_weight": {"A": 3, "C": 3, "default": 2}}
    scenario = two_groups(
        tmp_path,
        slow,
        {"movement.held_turn_back": 0.0, "movement.join_list": {"default": 0.5}},
        routes=[route("A", "B", both_ways="no"), route("B", "C", both_ways="no")],
    )
    block = "movement.groups.slow"
    assert scenario.caveats[-1] == (
        "Factors of groups that change nothing, for what they multiply is 0 everywhere or is on no "
        f"route: {block}.join_list, {block}.cross, {block}.held_turn_back, {block}.pace.bus, "
        f"{block}.route_weight.A."
    )


def test_a_factor_that_changes_something_is_no_caveat(tmp_path):
    slow = {"leave": 0.5, "join_list": 2, "pace": {"foot": 0.5}, "route_weight": {"site": 3}}
    scenario = two_groups(
        tmp_path,
        slow,
        {"movement.leave": {"A": 1.0}, "movement.join_list": {"default": 0.0, "C": 0.1}},
        places=[
            place("A", "origin"),
            place("C", "site", queue_at="Gate"),
            place("Gate", "crossing"),
        ],
        routes=[route("A", "C")],
    )
    assert not [caveat for caveat in scenario.caveats if "change nothing" in caveat]
