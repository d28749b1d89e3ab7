"""What barriers do to people, worked by hand: the same days lived with and without them."""

import datetime as dt
import json
from hashlib import sha256

import pandas as pd
import pytest
from typer.testing import CliRunner

from posada import InputError, read_scenario
from posada.barriers import barriers_scenario
from posada.cli import app
from posada.forecast import make_forecast
from posada.forecast.barriers import ALL, barrier_effects, find_barriers, rules_of, without
from posada.forecast.learning import learn
from posada.forecast.learning.habits import RULES
from tests.building import build, place, route
from tests.forecast.made_reports import resting

CLOSED = {"date": "2030-01-01", "date_end": "2030-01-01", "kind": "closure"}
GATE = {**CLOSED, "from_place": "A", "to_place": "B"}


KNOWN = {"known_from": "2030-01-01"}


def two_places(folder, *events, kind="town", **settings):
    """A thousand people go from A to B on the first day; whom a gate holds turns back."""
    return build(
        folder,
        {
            "movement.leave": {"A": 1.0, "B": 0.0},
            "movement.held_turn_back": 1.0,
            **{f"movement.{name}": value for name, value in settings.items()},
        },
        places=[
            place("A", "origin"),
            place("B", kind, shelter_capacity=400, queue_at="X", region="South"),
            X,
        ],
        routes=[route("A", "B")],
        departures=[{"date": "2030-01-01", "place": "A", "people": 1000}],
        events=list(events),
    )


X = place("X", "crossing")


def more(effects, kind, measure):
    """Median of what there is more of with a barrier of a kind than without it."""
    row = effects[(effects["kind"] == kind) & (effects["measure"] == measure)]
    return row["more_p50"].item()


def test_a_closed_gate_turns_everybody_back_who_would_have_come(tmp_path):
    """Without it a thousand are at B for ten nights, 600 of them beyond what its shelter holds."""
    effects = barrier_effects(two_places(tmp_path, GATE), draws=3)
    assert more(effects, "closure", "returned") == 1000
    assert more(effects, "closure", "beyond_shelter") == -600 * 10
    assert set(effects["kind"]) == {"closure"}


def test_a_shelter_that_is_given_up_holds_nobody_and_is_not_unknown(tmp_path):
    """Without the gate a thousand are at B for ten nights, and no shelter is left there."""
    given_up = {"date": "2030-01-01", "kind": "capacity", "place": "B", "value": 0}
    effects = barrier_effects(two_places(tmp_path, GATE, given_up), draws=3)
    assert more(effects, "closure", "beyond_shelter") == -1000 * 10


@pytest.mark.parametrize("where", [{"place": "B"}, {"region": "South"}])
def test_a_shelter_shelters_nobody_while_it_is_closed(tmp_path, where):
    """A thousand are in it who have nowhere else; it is closed for three of ten nights.

    400 more are without shelter in each of them than if it had stayed open.
    """
    closure = {"date": "2030-01-04", "date_end": "2030-01-06", "kind": "closure", **where}
    effects = barrier_effects(two_places(tmp_path, closure | KNOWN, kind="site"), draws=3)
    assert effects["with_p50"][effects["measure"] == "beyond_shelter"].item() == 600 * 10 + 400 * 3
    assert more(effects, "closure", "beyond_shelter") == 400 * 3


def test_without_a_quota_all_on_the_list_are_called_on_the_day(tmp_path):
    """All join the list after their first night; 100 a day are called, from the second day on.

    900, 800 ... 100 wait for nine nights with the quota, nobody without it.
    """
    quota = {"date": "2030-01-01", "kind": "quota", "place": "X", "value": 100}
    effects = barrier_effects(two_places(tmp_path, quota, join_list={"B": 1.0}), draws=3)
    assert more(effects, "quota", "waiting") == sum(range(100, 1000, 100))
    assert more(effects, "quota", "crossed") == 900 - 1000


def test_barriers_are_compared_one_at_a_time_and_all_together(tmp_path):
    quota = {"date": "2030-01-01", "kind": "quota", "place": "X", "value": 100}
    effects = barrier_effects(two_places(tmp_path, GATE, quota, join_list={"B": 1.0}), draws=3)
    assert list(effects["kind"].unique()) == ["closure", "quota", ALL]
    assert more(effects, "quota", "crossed") == 0  # the gate turned everybody back before
    assert more(effects, "closure", "crossed") == -900
    assert more(effects, ALL, "crossed") == -1000


def test_the_same_barrier_on_several_days_is_one_and_later_ones_are_not_known(tmp_path):
    again = {**GATE, "date": "2030-01-02", "date_end": "2030-01-03", "known_from": "2030-01-01"}
    later = {"date": "2030-01-05", "kind": "hostility", "place": "B"}
    (barrier,) = find_barriers(two_places(tmp_path, GATE, again, later))
    assert (barrier.kind, barrier.where) == ("closure", "A - B")
    assert (barrier.first, barrier.last) == (pd.Timestamp("2030-01-01"), pd.Timestamp("2030-01-03"))
    assert len(barrier.rows) == 2


def test_nothing_else_is_taken_out(tmp_path):
    rest = {"date": "2030-01-01", "kind": "rest", "place": "B"}
    scenario = two_places(tmp_path, GATE, rest)
    (barrier,) = find_barriers(scenario)
    assert list(without(scenario, barrier)["events"]["kind"]) == ["rest"]
    assert len(scenario["events"]) == 2


def test_barriers_go_by_the_parameters_of_the_forecast(tmp_path, monkeypatch):
    """As learned up to the last report; ahead as the forecast, which counts refute here."""
    monkeypatch.setattr(learn, "KINDS", (RULES,))
    gate = {**GATE, "date": "2030-01-05", "date_end": "2030-01-06"}
    scenario = resting(tmp_path, events=[gate])
    forecast, rules = make_forecast(scenario, draws=100), rules_of(scenario, draws=100, seed=1)
    assert rules.surprise.trust == forecast.learned.trust < 0.05
    assert rules.days == 7
    pd.testing.assert_frame_equal(rules.ahead, forecast.parameters[list(rules.ahead)])
    assert rules.past["leave.default"].median() < rules.ahead["leave.default"].median()


def test_a_barrier_that_stops_nobody_changes_nothing_by_chance(tmp_path):
    """Both lives take the same random numbers: nobody is on the list that is closed."""
    nobody = {**CLOSED, "place": "X"}
    effects = barrier_effects(two_places(tmp_path, nobody, leave={"A": 0.5, "B": 0.0}), draws=20)
    beyond = effects[effects["measure"] == "beyond_shelter"]
    assert beyond["with_p10"].item() < beyond["with_p90"].item()
    assert (effects.filter(like="more_") == 0).all().all()


def test_a_scenario_without_barriers_is_told(tmp_path):
    with pytest.raises(InputError) as told:
        barrier_effects(two_places(tmp_path, {"date": "2030-01-01", "kind": "rest", "place": "B"}))
    assert str(told.value) == (
        "1 problem in the scenario:\n"
        "  events.csv, kind: found no closure, quota or hostility known by 2030-01-01, expected at "
        "least one, to live the same days without it"
    )


def test_the_file_says_what_it_is_and_the_seed_alone_decides(tmp_path):
    written = []
    for name in ("one", "two"):
        effects, folder = barriers_scenario("riverside", draws=20, out=tmp_path / name)
        written.append((folder / "barriers.csv").read_bytes())
    assert written[0] == written[1]
    table = pd.read_csv(tmp_path / "one" / "barriers.csv")
    assert set(table["status"]) == {"simulation, not a count; not for publication; made up"}
    assert (table.filter(regex="_p[159]0$") % 10 == 0).all().all()
    assert len(table) == len(effects)


def test_the_record_says_with_what_the_table_can_be_made_again(tmp_path):
    as_of = dt.date(2030, 1, 5)
    barriers_scenario("riverside", draws=5, as_of=as_of, seed=7, out=tmp_path)
    record = json.loads((tmp_path / "barriers.json").read_text(encoding="utf-8"))
    told = {name: record[name] for name in ("scenario", "as_of", "draws", "seed", "audience")}
    assert told == {
        "scenario": "riverside",
        "as_of": "2030-01-05",
        "draws": 5,
        "seed": 7,
        "audience": "internal",
    }
    assert record["inputs"] == read_scenario("riverside").checksums
    digest = sha256((tmp_path / "barriers.csv").read_bytes()).hexdigest()
    assert record["outputs"] == {"barriers.csv": digest}


def test_the_command_shows_each_barrier_in_the_language_of_the_reader(tmp_path):
    command = ["barriers", "riverside", "--draws", "5", "--out", str(tmp_path)]
    shown = CliRunner().invoke(app, [*command, "--as-of", "2030-01-05", "--lang", "es"])
    assert shown.exit_code == 0
    assert "regresaron" in shown.output
    assert "cierre:" in shown.output and "cupo" in shown.output
    kinds = {barrier.kind for barrier in find_barriers(read_scenario("riverside"))}
    assert kinds == {"quota"}
