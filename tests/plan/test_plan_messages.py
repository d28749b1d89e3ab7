"""What is said when goods, lanes, items, pledges or budgets cannot be what somebody meant."""

import pytest

from tests.scenario.changing import only_problem, put, swap

STOCK = "depot,item,quantity,date,expires\n"
ORGANISATIONS = "name,kind,budget,sectors,serves\nCrossroads Parish,church,"

BAD = {
    "stock that expires before it can arrive": (
        put("stock.csv", f"{STOCK}Parish hall,water,9000,2030-01-01,2030-01-01\n"),
        "stock.csv, row 2, expires: found '2030-01-01', expected a day not before 2030-01-02, on "
        "which it can arrive at the earliest; take goods that have expired out of the stock",
    ),
    "pledge that expires before it can arrive": (
        put(
            "pledges.csv",
            "depot,item,quantity,date,expires\nParish hall,meal,60,2030-01-04,2030-01-03\n",
        ),
        "pledges.csv, row 2, expires: found '2030-01-03', expected a day not before 2030-01-04, on "
        "which it can arrive at the earliest; take out what expires before it can be used",
    ),
    "lane to nowhere": (
        swap("lanes.csv", "Parish hall,Riverside", "Parish hall,Nowhere"),
        "lanes.csv, row 3, place: found 'Nowhere', expected a place named in places.csv",
    ),
    "item without weight": (
        swap("items.csv", "water_basic,1,1,", "water_basic,1,,"),
        "items.csv, row 2, weight_kg: found nothing, expected a number, 0 or more",
    ),
    "pledge without date": (
        swap("pledges.csv", "600,2030-01-02", "600,"),
        "pledges.csv, row 2, date: found nothing, expected a date such as 2018-11-13",
    ),
    "negative budget": (
        put("organisations.csv", f"{ORGANISATIONS}-5,,\nRiver Network,ngo,,,\n"),
        "organisations.csv, row 2, budget: found '-5', expected a number, 0 or more, or empty",
    ),
    "mandate for an unknown sector": (
        put("organisations.csv", f"{ORGANISATIONS},water meals,\nRiver Network,ngo,,,\n"),
        "organisations.csv, row 2, sectors: found 'meals', expected sectors among water, food, "
        "clothing, bedding, health, shelter, hygiene, separated by spaces",
    ),
    "goods meant for an unknown place": (
        put("organisations.csv", f"{ORGANISATIONS},,ZZ; Riversid\nRiver Network,ngo,,,\n"),
        "organisations.csv, row 2, serves: found 'Riversid', expected places, regions or country "
        "codes of places.csv, separated by ; (did you mean 'Riverside'?)",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_planned_is_refused_in_a_whole_sentence(case, tmp_path):
    change, expected = BAD[case]
    assert only_problem(change, tmp_path) == expected
