"""Days from setting out to arrival under posada's rules, of people who are followed one by one."""

import numpy as np
import pytest

from posada.forecast import follow_journeys, journeys_table
from posada.movement.journeys import Journeys
from tests.building import build, place, route


def test_a_line_of_certain_moves_takes_the_days_worked_out_by_hand(tmp_path):
    scenario = build(
        tmp_path,
        {"movement.leave": {"default": 1.0, "D": 0.0}, "movement.settle": {"D": 1.0}},
        places=[place("A", "origin"), place("B"), place("C"), place("D")],
        routes=[route("A", "B", 100), route("B", "C", 50), route("C", "D", 120)],
        departures=[{"date": "2030-01-01", "place": "A", "people": 40}],
    )
    table = journeys_table(follow_journeys(scenario, people=100)).set_index("goal")
    # B on the evening of the second day, C on that of the third; 120 km end on the third day of the
    # leg, however the last 1.6 quarters of a day are rounded; they settle the day after
    assert table["mean"].to_dict() == {"B": 1.0, "C": 2.0, "D": 5.0, "settled": 6.0}
    assert (table["reached"] == 1.0).all()
    assert (table["p05"] == table["p95"]).all()
    assert table.loc["settled", "kind"] == "end"


def test_a_chance_to_leave_makes_geometric_waits(tmp_path):
    scenario = build(
        tmp_path,
        {"movement.leave": {"default": 0.25}, "horizon_days": 60},
        places=[place("A", "origin"), place("B")],
        routes=[route("A", "B", 50)],
        departures=[{"date": "2030-01-01", "place": "A", "people": 1000}],
    )
    row = journeys_table(follow_journeys(scenario, people=4000)).iloc[0]
    assert abs(row["mean"] - 3.0) < 4 * row["error"]  # (1 - p) / p mornings of staying
    assert row["error"] == pytest.approx(np.sqrt(0.75) / 0.25 / np.sqrt(4000), rel=0.2)
    assert row["p95"] == 10  # 1 - 0.75 ** 11 = 0.958, 1 - 0.75 ** 10 = 0.944


def test_groups_stand_apart_and_together(tmp_path):
    scenario = build(
        tmp_path,
        {
            "movement.leave": {"default": 1.0},
            "movement.groups": {"slow": {"leave": 0.0}},
        },
        places=[place("A", "origin"), place("B")],
        routes=[route("A", "B", 50)],
        departures=[{"date": "2030-01-01", "place": "A", "people": 100}],
        groups=[{"group": "quick", "share": 0.5}, {"group": "slow", "share": 0.5}],
    )
    table = journeys_table(follow_journeys(scenario, people=1000)).set_index("group")
    assert set(table.index) == {"all", "quick"}  # the slow never leave
    assert table.loc["quick", "reached"] == 1.0
    assert table.loc["all", "reached"] == pytest.approx(0.5, abs=0.05)


def crowded(folder):
    """A quota on the road, a site that fills up, a list with quota, and four ways to end."""
    return build(
        folder,
        {
            "as_of": "2030-01-10",
            "horizon_days": 30,
            "movement.leave": {"default": 0.6},
            "movement.turn_back": {"default": 0.02},
            "movement.asylum": {"B": 0.05},
            "movement.settle": {"Site": 0.03},
            "movement.join_list": {"C": 0.5},
            "movement.held_turn_back": 0.1,
        },
        places=[
            place("A", "origin"),
            place("B"),
            place("Site", "site", shelter_capacity=40, part_of="B"),
            place("Gate", "crossing"),
            place("C", "destination", queue_at="Gate"),
        ],
        routes=[
            route("A", "B", 50),
            route("B", "Site", 50, weight=3),
            route("B", "C", 50),
            route("Site", "C", 50),
        ],
        departures=[
            {"date": f"2030-01-{day:02}", "place": "A", "people": 30, "wave": "one"}
            for day in range(1, 11)
        ],
        events=[
            {
                "date": "2030-01-01",
                "kind": "quota",
                "from_place": "A",
                "to_place": "B",
                "value": 15,
            },
            {"date": "2030-01-01", "kind": "quota", "place": "Gate", "value": 4},
        ],
    )


def persons_one_by_one(lives, seed=1):
    """The same rules, each person an object: days to each goal (person, goal), -1 for never."""
    generator = np.random.default_rng(seed)
    goals, found = ["B", "Site", "C", "returned", "asylum", "settled", "crossed"], []
    for _ in range(lives):
        people = []
        for day in range(40):
            if day < 10:
                people += [{"at": "A", "born": day, "listed": False} for _ in range(30)]
            generator.shuffle(people)
            crowd, through = sum(p["at"] == "Site" for p in people), 0
            here = [p["at"] for p in people]
            for person, at in zip(people, here, strict=True):
                through += _one_day(person, at, day, (crowd, through), generator)
            waiting = [p for p in people if p["listed"] and p["at"] == "C"]
            for n in generator.permutation(len(waiting))[:4]:
                _reach(waiting[n], "crossed", day)
                waiting[n]["at"] = ""
        found += [[p.get(goal, -1) for goal in goals] for p in people]
    return goals, np.array(found)


def _reach(person, goal, day):
    person.setdefault(goal, day - person["born"])


def _one_day(person, at, day, crowd, generator):
    """One person's day; gives whether they took a place of the quota."""
    chances = {
        "returned": 0.02 if at else 0.0,
        "asylum": 0.05 if at == "B" else 0.0,
        "settled": 0.03 if at == "Site" else 0.0,
        "listed": 0.5 if at == "C" and not person["listed"] else 0.0,
        "leave": 0.6 if at in ("A", "B", "Site") else 0.0,
    }
    mark = generator.random()
    upto = np.cumsum(list(chances.values()))
    if mark >= upto[-1]:
        return 0
    action = list(chances)[np.searchsorted(upto, mark, side="right")]
    if action == "listed":
        person["listed"] = True
    elif action != "leave":
        _reach(person, action, day)
        person["at"] = ""
    elif at == "A":
        if crowd[1] >= 15:
            if generator.random() < 0.1:
                _reach(person, "returned", day)
                person["at"] = ""
            return 0
        person["at"] = "B"
        _reach(person, "B", day)
        return 1
    else:
        draw = 3 * min(1.0, (40 / max(crowd[0], 1)) ** 2)
        goal = "Site" if at == "B" and generator.random() < draw / (draw + 1) else "C"
        person["at"] = goal
        _reach(person, goal, day)
    return 0


def test_journeys_are_those_of_persons_simulated_one_by_one(tmp_path):
    journeys = follow_journeys(crowded(tmp_path), people=20_000)
    goals, persons = persons_one_by_one(60)
    for number, goal in enumerate(goals):
        ours, theirs = journeys.days[:, journeys.goals.index(goal)], persons[:, number]
        share, expected = (ours >= 0).mean(), (theirs >= 0).mean()
        assert abs(share - expected) < 0.02, goal
        for day in (0, 2, 5, 10, 20, 30):
            part, other = ((days >= 0) & (days <= day) for days in (ours, theirs))
            assert abs(part.mean() - other.mean()) < 0.025, (goal, day)


def test_few_arrivals_have_no_quantiles():
    days = np.array([[3], [4], [-1]], np.int32)
    journeys = Journeys(("A",), 0, ("everybody",), np.array([0, 1, 2]), np.zeros(3, int), days)
    (row,) = journeys_table(journeys).to_dict("records")
    assert row["reached"] == pytest.approx(2 / 3)
    assert (row["people"], row["followed"]) == (2, 3)
    assert np.isnan(row["p50"])
