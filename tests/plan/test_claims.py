"""What organisations answered and what was planned before stand; the rest is planned."""

import numpy as np
import pandas as pd
import pytest

from posada.errors import InputError
from posada.plan import coverage_table, make_plan, read_lines

HEADER = "depot,item,place,dispatch,quantity,status"
PEOPLE = {"A": [100, 100, 100, 100], "B": [100, 100, 100, 100]}


@pytest.fixture
def world(tiny):
    """Two depots that reach two places, with half of what is needed."""
    scenario = tiny.scenario(
        depots=[{"name": "Hall", "organisation": "Parish"}, {"name": "Store"}],
        stock=[{"depot": "Hall", "quantity": 200}, {"depot": "Store", "quantity": 200}],
        lanes=[
            {"depot": depot, "place": place, "length_km": km}
            for depot, place, km in (
                ("Hall", "A", 1), ("Hall", "B", 90), ("Store", "A", 90), ("Store", "B", 2),
            )
        ],
    )  # fmt: skip
    scenario.tables["places"] = pd.DataFrame({"name": ["A", "B"]})
    return scenario, tiny.needs(PEOPLE)


def lines(tmp_path, scenario, *rows, claims=True, header=HEADER):
    path = tmp_path / "lines.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return read_lines(path, scenario, claims=claims)


def sent(plan, **where):
    table = plan.deliveries
    for column, value in where.items():
        table = table[table[column] == value]
    return table["quantity"].sum()


def test_an_accepted_line_stands_and_the_rest_is_planned_around_it(world, tmp_path):
    scenario, needs = world
    claims = lines(tmp_path, scenario, "Hall,water,B,2030-01-03,80,accepted")
    plan = make_plan(scenario, needs, claims=claims)
    row = plan.deliveries[plan.deliveries["status"] == "accepted"].iloc[0]
    assert (row["organisation"], row["place"], row["quantity"]) == ("Parish", "B", 80)
    assert row["ground"] == "accepted"
    assert row["unit"] == "litre"
    assert sent(plan) == pytest.approx(400, abs=4)
    assert sent(plan, depot="Hall") <= 200
    covered = coverage_table(plan)["coverage"]
    assert covered.to_list() == pytest.approx([0.5, 0.5], abs=0.03)


def test_a_changed_line_stands_with_its_new_quantity(world, tmp_path):
    scenario, needs = world
    claims = lines(tmp_path, scenario, "Store,water,B,2030-01-02,150,changed")
    plan = make_plan(scenario, needs, claims=claims)
    assert sent(plan, status="changed") == 150
    assert sent(plan, depot="Store") <= 200


def test_a_declined_way_stays_closed(world, tmp_path):
    scenario, needs = world
    claims = lines(tmp_path, scenario, "Hall,water,A,2030-01-02,50,declined")
    plan = make_plan(scenario, needs, claims=claims)
    assert sent(plan, depot="Hall", place="A") == 0
    assert coverage_table(plan)["coverage"].to_list() == pytest.approx([0.5, 0.5], abs=0.03)
    said = (
        "Declined lines: 1. What was declined is not planned again from the same depot to the same"
        " place on any day of this plan; to ask again, remove the answer."
    )
    assert said in plan.caveats
    assert not any(text.startswith("Declined") for text in make_plan(scenario, needs).caveats)


def test_what_is_still_proposed_is_planned_anew(world, tmp_path):
    scenario, needs = world
    row = "Hall,water,B,2030-01-02,<10,proposed: planning figure"
    claims = lines(tmp_path, scenario, row)
    assert claims.empty
    same = make_plan(scenario, needs, claims=claims)
    pd.testing.assert_frame_equal(same.deliveries, make_plan(scenario, needs).deliveries)


def test_what_is_on_its_way_arrives_without_taking_stock(world, tmp_path):
    scenario, needs = world
    scenario["lanes"]["lead_days"] = 1.0
    claims = lines(tmp_path, scenario, "Hall,water,A,2030-01-01,60,accepted")
    plan = make_plan(scenario, needs, claims=claims)
    assert sent(plan, status="accepted") == 60
    assert sent(plan, status="proposed") == pytest.approx(400, abs=4)


def test_the_first_days_of_the_plan_before_are_kept(world, tmp_path):
    scenario, needs = world
    rows = ["Hall,water,B,2030-01-02,30,proposed", "Store,water,A,2030-01-03,40,proposed"]
    before = lines(tmp_path, scenario, *rows, claims=False)
    plan = make_plan(scenario, needs, previous=before)
    kept = plan.deliveries[plan.deliveries["ground"] == "kept"]
    found = kept[["depot", "place", "quantity"]].to_numpy().tolist()
    assert found == [["Hall", "B", 30.0], ["Store", "A", 40.0]]


def test_later_days_stay_as_they_were_where_that_costs_little(world, tmp_path):
    scenario, needs = world
    scenario["lanes"]["length_km"] = [10.0, 20.0, 20.0, 10.0]
    rows = [
        f"{depot},water,{place},2030-01-0{day},50,proposed"
        for depot, place in (("Hall", "B"), ("Store", "A"))
        for day in (4, 5)
    ]
    before = lines(tmp_path, scenario, *rows, claims=False)

    def across(**settings):
        changed = scenario.replace(plan={"reserve": 0.0, **settings})
        plan = make_plan(changed, needs, previous=before)
        return sent(plan, depot="Hall", place="B") + sent(plan, depot="Store", place="A")

    # To leave as planned before is 10 km longer, and otherwise two loads differ: 14 or 8 km.
    assert across(change_km=0) == across(change_km=4) == 0
    assert across(change_km=7) >= 150


def test_lines_before_that_can_no_longer_be_filled_are_let_go_and_said(world, tmp_path):
    scenario, needs = world
    before = lines(tmp_path, scenario, "Hall,water,B,2030-01-02,900,proposed", claims=False)
    plan = make_plan(scenario, needs, previous=before)
    assert sent(plan, depot="Hall") <= 200
    assert plan.caveats[-1] == (
        "1 line of the plan before could not be kept, because goods or transport no longer suffice."
    )


def test_lines_before_that_no_lane_can_carry_any_more_are_let_go(world, tmp_path):
    scenario, needs = world
    before = lines(tmp_path, scenario, "Hall,water,B,2030-01-02,80,proposed", claims=False)
    for tonnes, kept in ((0.08, 80), (0.05, 0)):
        scenario["lanes"]["lane_capacity_tonnes_per_day"] = tonnes
        plan = make_plan(scenario, needs, previous=before)
        assert sent(plan, ground="kept") == kept
        assert sent(plan, depot="Hall", place="B", dispatch="2030-01-02") <= 1000 * tonnes


def test_goods_for_a_later_accepted_line_are_not_sent_before(world, tmp_path):
    scenario, needs = world
    claims = lines(tmp_path, scenario, "Hall,water,B,2030-01-05,195,accepted")
    plan = make_plan(scenario, needs, claims=claims)
    assert sent(plan, depot="Hall", status="proposed") <= 5


def test_an_accepted_line_above_the_stock_is_refused(world, tmp_path):
    scenario, needs = world
    rows = ["Hall,water,B,2030-01-03,150,accepted", "Hall,water,A,2030-01-03,80,accepted"]
    claims = lines(tmp_path, scenario, *rows)
    with pytest.raises(InputError) as caught:
        make_plan(scenario, needs, claims=claims)
    assert str(caught.value) == (
        "1 problem in the claims:\n"
        "  lines.csv, row 3, quantity: found 230 of 'water' accepted from 'Hall', expected at most "
        "200 in all by then, which is what the depot has after the reserve (correct the claim, or "
        "stock or pledges)"
    )


def test_every_problem_of_a_claims_file_is_told_at_once(world, tmp_path):
    scenario, _ = world
    scenario.tables["lanes"] = scenario["lanes"][:3]
    with pytest.raises(InputError) as caught:
        lines(
            tmp_path,
            scenario,
            "Hal,water,A,2030-01-03,10,accepted",
            "Hall,water,A,3 January,-1,perhaps",
            "Store,water,B,2030-01-03,10,accepted",
            "Hall,water,A,2030-01-03,10,accepted",
            "Hall,water,A,2030-01-03,20,changed",
            "Hall,water,A,2030-01-04,<10,accepted",
        )
    assert str(caught.value).splitlines() == [
        "7 problems in the claims:",
        "  lines.csv, row 2, depot: found 'Hal', expected a name from depots "
        "(did you mean 'Hall'?)",
        "  lines.csv, row 3, dispatch: found '3 January', expected a date such as 2018-11-13",
        "  lines.csv, row 3, quantity: found '-1', expected a number above 0",
        "  lines.csv, row 3, status: found 'perhaps', expected one of proposed, accepted, "
        "declined, changed",
        "  lines.csv, row 4, place: found 'B' from 'Store', expected a place that a lane leads to",
        "  lines.csv, row 6: found a second answer to the line in row 5, expected each line once "
        "(add up what will be brought, in one line)",
        "  lines.csv, row 7, quantity: found '<10', expected how much will be brought, as a "
        "number; the plan does not tell it where few people are in need",
    ]


def test_a_claims_file_without_its_columns_is_refused(world, tmp_path):
    scenario, _ = world
    with pytest.raises(InputError) as caught:
        lines(tmp_path, scenario, "a,b", header="depot,items")
    assert "lines.csv, item: found no such column, expected a column 'item' " in str(caught.value)
    assert str(caught.value).startswith("5 problems in the claims:")
    with pytest.raises(InputError, match=r"found no such file, expected a table such as plan\.csv"):
        read_lines(tmp_path / "none.csv", scenario, claims=True)


def test_the_same_plan_again_is_as_it_was(world):
    scenario, needs = world
    first = make_plan(scenario, needs)
    again = make_plan(scenario, needs, previous=first.deliveries)
    keys = ["depot", "item", "place", "dispatch"]
    both = [plan.deliveries.groupby(keys)["quantity"].sum() for plan in (first, again)]
    moved = both[0].sub(both[1], fill_value=0).abs().sum()
    assert moved <= 0.05 * both[0].sum()
    assert np.isfinite(again.objectives["value"])


def test_what_everybody_declined_is_called_declined_and_not_late(world, tmp_path):
    scenario, needs = world
    rows = [f"{depot},water,B,2030-01-02,9,declined" for depot in ("Hall", "Store")]
    plan = make_plan(scenario, needs, claims=lines(tmp_path, scenario, *rows))
    short = plan.shortfalls[plan.shortfalls["place"] == "B"]
    assert set(short["limit"]) == {"declined"}
    assert (
        "No water can be guaranteed by 2030-01-05 at: B (those who have any may not bring it there,"
        " or have declined)."
    ) in plan.caveats


def test_a_line_too_small_to_be_told_can_be_declined(world, tmp_path):
    scenario, _ = world
    kept = lines(tmp_path, scenario, "Hall,water,B,2030-01-03,<30,declined")
    assert kept["status"].to_list() == ["declined"]


def test_more_may_have_been_promised_than_a_place_can_use_and_keep(world, tmp_path):
    scenario, needs = world
    scenario.tables["places"] = pd.DataFrame({"name": ["A", "B"], "storage_tonnes": [0.0, np.nan]})
    claims = lines(tmp_path, scenario, "Hall,water,A,2030-01-03,190,accepted")
    plan = make_plan(scenario, needs, claims=claims)
    assert plan.shortfalls.query("place == 'A'")["covered"].max() == pytest.approx(100, abs=1)


def test_goods_promised_for_after_the_last_day_are_not_promised_twice(world, tmp_path):
    scenario, needs = world
    scenario["lanes"]["lead_days"] = [0.0, 3.0, 0.0, 0.0]
    claims = lines(tmp_path, scenario, "Hall,water,B,2030-01-05,150,accepted")
    plan = make_plan(scenario, needs, claims=claims)
    assert sent(plan, depot="Hall") <= 200
    assert sent(plan, status="accepted") == 150
    # What arrives after the last day covers nobody: 250 litres for 800 person-days.
    assert plan.shortfalls["covered"].sum() == pytest.approx(250, abs=3)


def test_accepted_lines_of_other_days_are_told(world, tmp_path):
    scenario, needs = world
    rows = ["Hall,water,B,2031-01-03,80,accepted", "Hall,water,A,2029-01-03,80,changed"]
    plan = make_plan(scenario, needs, claims=lines(tmp_path, scenario, *rows))
    assert plan.caveats[-1] == (
        "2 accepted lines neither leave nor arrive on the days of the plan, and are not in it."
    )
    assert set(plan.deliveries["status"]) == {"proposed"}


WIDE = "organisation,depot,item,place,dispatch,delivery,expires,quantity,unit,status"


def test_what_stands_beside_an_answer_must_not_contradict_it(world, tmp_path):
    scenario, _ = world
    with pytest.raises(InputError) as caught:
        lines(
            tmp_path,
            scenario,
            "Network,Hall,water,A,2030-01-03,2030-01-04,2030-01-02,10,kg,accepted",
            "Parish,Hall,water,A,2030-01-04,2030-01-04,2030-01-04,10,litre,accepted",
            ",Hall,water,A,2030-01-05,,,10,,accepted",
            "Network,Hall,water,A,2030-01-03,2030-01-04,2030-01-02,10,kg,proposed",
            header=WIDE,
        )
    assert str(caught.value).splitlines() == [
        "4 problems in the claims:",
        "  lines.csv, row 2, organisation: found 'Network', expected 'Parish', which runs "
        "the depot, or empty",
        "  lines.csv, row 2, unit: found 'kg', expected 'litre', in which the item is counted, "
        "or empty",
        "  lines.csv, row 2, delivery: found '2030-01-04', expected 2030-01-03, as long after "
        "dispatch as the lane takes, or empty",
        "  lines.csv, row 2, expires: found '2030-01-02', expected a day not before 2030-01-03, on "
        "which it arrives",
    ]


def test_the_plan_before_may_say_what_is_no_longer_so(world, tmp_path):
    scenario, _ = world
    row = "Network,Hall,water,A,2030-01-03,2030-01-09,2030-01-02,10,kg,proposed"
    assert len(lines(tmp_path, scenario, row, claims=False, header=WIDE)) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "lines.csv: found an empty table, expected a header and rows"),
        (
            b'depot,item\n"x',
            "lines.csv, row 2: found broken text (unexpected end of data), expected quotes "
            "that are closed and doubled inside a text",
        ),
        (
            b"a|b\n1|2\n",
            "lines.csv, row 1: found none of the columns needed, expected the columns of "
            "plan.csv, separated by commas, semicolons or tabs: depot, item, place, dispatch, "
            "quantity, status",
        ),
        (
            b"PK\x03\x04...",
            "lines.csv: found a workbook, expected a text file in UTF-8 (in the spreadsheet: save "
            "as CSV UTF-8)",
        ),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_of_lines_has_one_problem(world, tmp_path, content, told):
    path = tmp_path / "lines.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_lines(path, world[0], claims=True)
    assert str(caught.value).splitlines() == ["1 problem in the claims:", f"  {told}"]


def test_a_name_that_is_missing_is_told_once(world, tmp_path):
    with pytest.raises(InputError) as caught:
        lines(tmp_path, world[0], ",water,A,2030-01-03,10,accepted")
    assert str(caught.value).splitlines() == [
        "1 problem in the claims:",
        "  lines.csv, row 2, depot: found nothing, expected a name",
    ]
