"""`posada plan`: tables, each organisation's own, answers of organisations, what is refused."""

import json

import pandas as pd
import pytest

from posada.cli import main


@pytest.fixture
def posada(tmp_path, monkeypatch, capsys):
    """Run the command line in an empty folder: exit code, output, errors."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        try:
            main(list(arguments))
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_answers_go_back_in_with_the_plan_that_they_answer(posada, tmp_path):
    code, output, errors = posada("plan", "riverside", "--draws", "20")
    assert code == 0, errors
    assert "Every figure is a planning figure, not a count." in output
    folder = tmp_path / "out" / "riverside-plan"
    names = {"plan.csv", "shortfalls.csv", "plan.json", "optimum.npz", "organisations"}
    assert {path.name for path in folder.iterdir()} == names
    plan = pd.read_csv(folder / "plan.csv", dtype=str)
    assert plan["status"].str.startswith("proposed").all()
    whole = plan.index[~plan["quantity"].str.startswith("<")]
    plan.loc[whole[0], "status"] = "accepted"
    plan.loc[whole[1], "status"] = "declined"
    plan.to_csv(tmp_path / "claims.csv", index=False)
    arguments = [
        "--claims",
        "claims.csv",
        "--previous",
        "out/riverside-plan/plan.csv",
        "--out",
        "new",
    ]
    code, output, errors = posada("plan", "riverside", "--draws", "20", *arguments)
    assert code == 0, errors
    assert "Deliveries, accepted: 1\n" in output
    again = pd.read_csv(tmp_path / "new" / "plan.csv", dtype=str)
    accepted = again[again["status"].str.startswith("accepted")].iloc[0]
    keys = ["depot", "item", "place", "dispatch", "quantity"]
    assert accepted[keys].to_list() == plan.loc[whole[0], keys].to_list()
    declined = plan.loc[whole[1], ["depot", "item", "place"]]
    ways = again[["depot", "item", "place"]].to_numpy().tolist()
    assert declined.to_list() not in ways


def test_the_summary_calls_things_by_the_names_that_people_know(posada):
    code, output, errors = posada("plan", "exodus-2018", "--draws", "10", "--lang", "es")
    assert code == 0, errors
    assert "Agua potable" in output and "water_basic" not in output
    assert "Lo peor cubierto en estos futuros: " in output


def test_each_organisation_gets_its_own_lines_and_no_old_ones(posada, tmp_path):
    assert posada("plan", "riverside", "--draws", "20")[0] == 0
    folder = tmp_path / "out" / "riverside-plan"
    plan = pd.read_csv(folder / "plan.csv", dtype=str)
    names = {"Crossroads Parish": "Crossroads-Parish", "River Network": "River-Network"}
    assert set(plan["organisation"]) == set(names)
    for organisation, name in names.items():
        own = pd.read_csv(folder / "organisations" / f"{name}.csv", dtype=str)
        assert len(own) == (plan["organisation"] == organisation).sum()
        waybills = (folder / "organisations" / f"{name}.html").read_text(encoding="utf-8")
        others = set(names) - {organisation}
        assert organisation in waybills and not any(other in waybills for other in others)
        assert (folder / "organisations" / f"{name}.ics").exists()
    mine = plan["organisation"] == "Crossroads Parish"
    plan.assign(status=mine.map({True: "declined", False: "proposed"})).to_csv("claims.csv")
    assert posada("plan", "riverside", "--draws", "20", "--claims", "claims.csv")[0] == 0
    left = {path.stem for path in (folder / "organisations").iterdir()}
    assert left == {"River-Network"}


def test_bad_answers_end_with_1_and_write_nothing(posada, tmp_path):
    (tmp_path / "claims.csv").write_text("depot,item\n", encoding="utf-8")
    code, output, errors = posada("plan", "riverside", "--claims", "claims.csv")
    assert (code, output) == (1, "")
    assert "4 problems in the claims:" in errors
    assert not (tmp_path / "out").exists()


def test_own_standards_are_told_with_the_plan(posada, tmp_path):
    assert posada("new", "mine", "--from", "riverside")[0] == 0
    with (tmp_path / "mine" / "scenario.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            '\n[[standards]]\nitem = "water_basic"\nvalue = 10\nauthor = "Network"\n'
            'date = 2030-01-01\nreason = "Little water"\n'
        )
    code, output, errors = posada("plan", "mine", "--draws", "20", "--lang", "es")
    assert code == 0, errors
    told = "El estándar water_basic es 10 en lugar de 15"
    assert told in output
    record = json.loads((tmp_path / "out" / "riverside-plan" / "plan.json").read_text("utf-8"))
    texts = [caveat["text"] for caveat in record["caveats"]]
    assert any(text.startswith(told) for text in texts)
    assert len(texts) == len(set(texts)) > 10  # those of the other stages too
