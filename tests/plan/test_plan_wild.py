"""Laws of every plan, in worlds with closures, budgets, expiry, long periods and nothing at all.

Goods, transport and money are counted by the period in which a line leaves, and cover by the one in
which it arrives, from the dates that the plan itself tells.
"""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from posada.plan import coverage_table, make_plan, shipments
from posada.plan.naive import RULES, make_naive_plan
from tests.plan.conftest import lifted
from tests.plan.wild import RATES, SEEDS, planned

RENAMED = {
    "A": "Zulu", "B": "Alfa", "C": "Mike", "Home": "Base", "Store": "Zz", "Hall": "Aa",
    "Friends of Store": "Q", "Friends of Hall": "R",
}  # fmt: skip
COLUMNS = ["depot", "item", "place", "dispatch", "expires", "quantity", "status"]
each_world = pytest.mark.parametrize("seed", SEEDS)


def lines_of(scenario, needs, plan):
    """The deliveries with their weight, periods, lane and what they cover."""
    starts = pd.DatetimeIndex(needs.data["period"].values)
    item = plan.deliveries["item"].map(scenario["items"].set_index("name")["weight_kg"])
    lanes = scenario["lanes"].drop(columns="lane_capacity_tonnes_per_day")
    table = plan.deliveries.merge(lanes, on=["depot", "place"], how="left", validate="m:1")
    return table.assign(
        tonnes=table["quantity"] * item.astype(float) / 1000,
        leaves=starts.searchsorted(table["dispatch"], side="right") - 1,
        comes=starts.searchsorted(table["delivery"], side="right") - 1,
        worth=table["quantity"] / table["item"].map(RATES).astype(float),
        standard=table["item"].map(scenario["items"].set_index("name")["standard"]),
    )


def days_of(needs):
    return needs.data["days"].to_numpy()


def assert_lines_can_be_carried_out(scenario, needs, plan):
    """Every law on dates, goods, transport, room to receive and money."""
    lines = lines_of(scenario, needs, plan)
    assert_dates(scenario, needs, lines)
    assert_goods(scenario, needs, lines)
    assert_limits(scenario, needs, lines)


def assert_dates(scenario, needs, lines):
    starts, days = pd.DatetimeIndex(needs.data["period"].values), days_of(needs)
    took = (lines["delivery"] - lines["dispatch"]).dt.days
    assert (took == lines["lead_days"]).all()
    assert (lines["dispatch"] >= starts[0]).all()
    assert (lines["delivery"] < starts[-1] + pd.Timedelta(days=int(days[-1]))).all()
    assert not (lines["delivery"] > lines["expires"]).any()
    stands = scenario["depots"].set_index("name")["place"]
    for event in scenario.tables.get("events", pd.DataFrame()).itertuples():
        last = pd.Timestamp.max if pd.isna(event.date_end) else event.date_end
        ends = {event.from_place, event.to_place}
        on_it = [
            event.place == line.place or ends == {stands[line.depot], line.place}
            for line in lines.itertuples()
        ]
        on_its_way = (lines["dispatch"] <= last) & (lines["delivery"] >= event.date)
        assert not (on_its_way & np.array(on_it, dtype=bool)).any()


def had(scenario, needs, depot, item, last):
    """Goods that a depot has had by a day, less the reserve and times their chance."""
    first, end = pd.Timestamp(needs.data["period"].values[0]), last
    stock, pledges = scenario["stock"], scenario["pledges"]
    mine = stock[(stock["depot"] == depot) & (stock["item"] == item) & ~(stock["expires"] < first)]
    total = mine["quantity"].sum() * (1 - scenario.settings.plan.reserve)
    for row in pledges[(pledges["depot"] == depot) & (pledges["item"] == item)].itertuples():
        if row.every == "day":
            until = end if pd.isna(row.date_end) else min(end, row.date_end)
            total += row.quantity * row.chance * max((until - max(row.date, first)).days + 1, 0)
        elif row.date <= end:
            total += row.quantity * row.chance
    return total


def assert_goods(scenario, needs, lines):
    starts, days = pd.DatetimeIndex(needs.data["period"].values), days_of(needs)
    for (depot, item), mine in lines.groupby(["depot", "item"]):
        for period, sent in mine.groupby("leaves")["quantity"].sum().cumsum().items():
            last = starts[period] + pd.Timedelta(days=int(days[period]) - 1)
            assert sent <= had(scenario, needs, depot, item, last) + 1e-6 * max(sent, 1)


def assert_limits(scenario, needs, lines):
    days = days_of(needs)
    for table, keys, column, when in (
        ("depots", ["depot"], "dispatch_tonnes_per_day", "leaves"),
        ("lanes", ["depot", "place"], "lane_capacity_tonnes_per_day", "leaves"),
        ("places", ["place"], "handling_tonnes_per_day", "comes"),
    ):
        rows = scenario[table].rename(columns={"name": keys[0]} if table != "lanes" else {})
        loads = lines.groupby([*keys, when])["tonnes"].sum().reset_index()
        loads = loads.merge(rows[[*keys, column]], on=keys)
        assert not (loads["tonnes"] > loads[column] * days[loads[when]] + 1e-9).any()
    spent = (lines["tonnes"] * lines["cost_per_tonne"]).groupby(lines["organisation"]).sum()
    budget = scenario["organisations"].set_index("name")["budget"].reindex(spent.index)
    assert not (spent > budget + 1e-6).any()


def covered(plan):
    return coverage_table(plan).set_index(["place", "standard"])["coverage"].sort_index()


def assert_alike(found, expected, tolerance):
    assert list(found.index) == list(expected.index)
    assert found.to_numpy() == pytest.approx(expected.to_numpy(), abs=tolerance)


@each_world
def test_every_line_can_be_carried_out(seed):
    assert_lines_can_be_carried_out(*planned(seed))


def test_the_worlds_are_worth_looking_at():
    plans = [planned(seed)[2] for seed in SEEDS]
    sent = [plan.deliveries for plan in plans if len(plan.deliveries)]
    assert len(sent) > len(plans) / 2
    assert any((covered(plan) > 0.9).any() for plan in plans)
    limits = set().union(*(plan.shortfalls["limit"] for plan in plans))
    kinds = {"stock", "lane", "depot", "handling", "budget", "time", "no lane", "declined"}
    assert len(limits & kinds) > 5


def test_what_rounding_leaves_of_transport_does_not_hide_that_it_limits():
    # The Hall sends B 43 to 50 of 50 kg a day, in packs of 1.5, 5 and 10 kg.
    _, _, plan = planned(12)
    short = plan.shortfalls[plan.shortfalls["place"] == "B"]
    assert len(short) == 12 and set(short["limit"]) == {"depot"}


@each_world
def test_no_organisation_goes_where_it_does_not_serve(seed):
    scenario, _, plan = planned(seed)
    places = scenario["places"].set_index("name")["region"]
    serves = scenario["organisations"].set_index("name")["serves"]
    for line in plan.deliveries.itertuples():
        named = {part.strip() for part in serves[line.organisation].split(";")} - {""}
        assert not named or {line.place, places[line.place]} & named


@each_world
def test_nothing_is_covered_by_what_has_not_come_yet(seed):
    scenario, needs, plan = planned(seed)
    lines, table = lines_of(scenario, needs, plan), plan.shortfalls
    rate = table["item"].map(RATES).astype(float)
    starts = pd.DatetimeIndex(needs.data["period"].values)
    table = table.assign(
        worth=table["covered"] / rate, period=starts.searchsorted(table["start"])
    ).query("standard != 'blanket'")
    for (place, standard), mine in table.groupby(["place", "standard"]):
        came = lines[(lines["place"] == place) & (lines["standard"] == standard)]
        for period in range(len(starts)):
            used = mine.loc[mine["period"] <= period, "worth"].sum()
            assert used <= came.loc[came["comes"] <= period, "worth"].sum() * (1 + 1e-6) + 1e-6


@each_world
def test_nothing_leaves_before_any_of_it_is_there(seed):
    scenario, needs, plan = planned(seed)
    for (depot, item), mine in plan.deliveries.groupby(["depot", "item"]):
        if not scenario["items"].set_index("name")["storable"][item]:
            continue
        for day in mine["dispatch"].unique():
            gone = mine.loc[mine["dispatch"] < day, "quantity"].sum()
            assert gone < had(scenario, needs, depot, item, day)


@each_world
def test_a_plan_promises_hardly_more_than_its_replay_gives(seed):
    plan = planned(seed)[2]
    replayed = plan.replayed.coverage.set_index(["place", "standard"])["coverage"]
    promised = covered(plan).reindex(replayed.index)
    assert (promised <= replayed + 0.05).all()


@each_world
def test_no_rule_of_thumb_lifts_the_worst_covered_further(seed):
    scenario, needs, plan = planned(seed)
    for rule in RULES:
        assert lifted(make_naive_plan(scenario, needs, rule)) <= lifted(plan) + 1e-4


@each_world
def test_other_names_change_no_coverage(seed):
    scenario, needs, plan = planned(seed)
    names = ["place", "name", "depot", "organisation", "from_place", "to_place"]
    tables = {
        key: table.assign(**{name: table[name].replace(RENAMED) for name in names if name in table})
        for key, table in scenario.tables.items()
    }
    serves = tables["organisations"]["serves"].str.replace("A", "Zulu")
    tables["organisations"] = tables["organisations"].assign(serves=serves)
    places = [RENAMED[name] for name in needs.data["place"].values]
    other = dataclasses.replace(needs, data=needs.data.assign_coords(place=places))
    found = covered(make_plan(dataclasses.replace(scenario, tables=tables), other))
    assert_alike(found, covered(plan).rename(index=RENAMED).sort_index(), 1e-9)


@each_world
def test_the_order_of_rows_changes_nothing(seed):
    scenario, needs, plan = planned(seed)
    tables = {
        key: table.iloc[::-1].reset_index(drop=True) for key, table in scenario.tables.items()
    }
    data = needs.data.isel(place=slice(None, None, -1), item=slice(None, None, -1))
    found = make_plan(
        dataclasses.replace(scenario, tables=tables), dataclasses.replace(needs, data=data)
    )
    pd.testing.assert_frame_equal(found.deliveries, plan.deliveries)
    pd.testing.assert_frame_equal(found.shortfalls, plan.shortfalls)


def with_stock(scenario, stock):
    return dataclasses.replace(scenario, tables={**scenario.tables, "stock": stock})


@each_world
def test_stock_written_in_two_rows_gives_the_same_coverage(seed):
    scenario, needs, plan = planned(seed)
    half = scenario["stock"].assign(quantity=scenario["stock"]["quantity"] / 2)
    twice = with_stock(scenario, pd.concat([half, half], ignore_index=True))
    assert_alike(covered(make_plan(twice, needs)), covered(plan), 1e-9)


@each_world
def test_half_as_much_again_in_stock_never_lowers_what_objective_a_reaches(seed):
    scenario, needs, plan = planned(seed)
    more = scenario["stock"].assign(quantity=scenario["stock"]["quantity"] * 1.5)
    assert lifted(make_plan(with_stock(scenario, more), needs)) >= lifted(plan) - 1e-4


@each_world
def test_a_plan_in_parts_can_be_carried_out(seed, monkeypatch):
    scenario, needs, _ = planned(seed)
    monkeypatch.setattr(shipments, "TOGETHER", 0)
    assert_lines_can_be_carried_out(scenario, needs, make_plan(scenario, needs))


@each_world
def test_a_tidied_plan_can_be_carried_out(seed):
    scenario, needs, _ = planned(seed)
    wishes = {"least_load_tonnes": [0.0, 0.05, 0.5][seed % 3], "most_organisations": 1}
    plan = scenario.settings.plan.model_copy(update=wishes)
    settings = scenario.settings.model_copy(update={"plan": plan})
    tidied = make_plan(dataclasses.replace(scenario, settings=settings), needs)
    assert_lines_can_be_carried_out(scenario, needs, tidied)


@each_world
def test_with_the_plan_of_yesterday_everybody_is_covered_alike(seed):
    scenario, needs, plan = planned(seed)
    again = make_plan(scenario, needs, previous=plan.deliveries[COLUMNS])
    assert_lines_can_be_carried_out(scenario, needs, again)
    assert_alike(covered(again), covered(plan), 0.1)


@each_world
def test_with_any_answers_a_plan_can_be_carried_out(seed):
    scenario, needs, plan = planned(seed)
    answers = np.random.default_rng(seed).choice(["accepted", "declined"], len(plan.deliveries))
    claims = plan.deliveries[COLUMNS].assign(status=answers)
    found = make_plan(scenario, needs, claims=claims)
    assert_lines_can_be_carried_out(scenario, needs, found)
    kept = found.deliveries[found.deliveries["status"] == "accepted"]
    assert kept["quantity"].sum() == pytest.approx(
        claims.loc[answers == "accepted", "quantity"].sum()
    )
