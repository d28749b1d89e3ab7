"""What reading gives: types, defaults, caveats, checksums, whatever form the files have."""

import csv
import hashlib

import numpy as np
import pandas as pd
import pytest

from posada.errors import InputError
from posada.scenario import examples, read_scenario
from posada.scenario.fields import NUMBER_KINDS, load_fields
from tests.scenario.changing import add, put, remove, riverside, swap


def same(one, other):
    """Whether two scenarios hold the same settings and tables."""
    assert one.settings == other.settings
    assert list(one.tables) == list(other.tables)
    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(table, other[name])


def test_riverside_is_read_as_it_was_written():
    scenario = read_scenario("riverside")
    assert scenario.places == ["Hillside", "Crossroads", "Riverside", "Bridge"]
    assert scenario["departures"]["people"].tolist() == [1000]
    assert scenario["headcounts"]["date"].tolist() == [
        pd.Timestamp("2030-01-02"),
        pd.Timestamp("2030-01-03"),
    ]
    np.testing.assert_array_equal(
        scenario["places"]["shelter_capacity"], [np.nan, 300, 600, np.nan]
    )
    assert scenario["places"]["queue_at"].tolist() == ["", "", "Bridge", ""]
    assert scenario["items"]["life_saving"].tolist() == [True, True, False]
    assert scenario["events"]["date_end"].isna().tolist() == [True, False]


def test_defaults_are_filled_in():
    scenario = read_scenario("riverside")
    assert set(scenario["routes"]["audience"]) == {"restricted"}
    assert set(scenario["places"]["confidence"]) == {"medium"}
    assert scenario["routes"]["both_ways"].tolist() == [False, False]
    assert scenario["items"]["spoil_share_per_day"].tolist() == [0, 0, 0]


@pytest.mark.parametrize("example", examples())
def test_every_column_has_the_type_of_its_field(example):
    scenario = read_scenario(example)
    for table, fields in load_fields().items():
        assert list(scenario[table]) == list(fields)
        for column, field in fields.items():
            expected = {"date": "datetime64[us]", "flag": "bool"}.get(field.kind, "str")
            expected = "float64" if field.kind in NUMBER_KINDS else expected
            assert scenario[table][column].dtype == expected, (table, column)


def test_tables_that_are_not_given_are_empty_but_typed(tmp_path):
    folder = riverside(tmp_path)
    for table in ("events", "incidents", "drivers", "headcounts"):
        remove(f"{table}.csv")(folder)
    scenario = read_scenario(folder)
    assert len(scenario["events"]) == 0
    assert scenario["events"].dtypes.equals(read_scenario("riverside")["events"].dtypes)


def test_semicolons_a_byte_order_mark_tags_and_windows_line_ends_change_nothing(tmp_path):
    folder = riverside(tmp_path)
    for table, fields in load_fields().items():
        path = folder / f"{table}.csv"
        header, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
        tags = [fields[column].hxl for column in header]
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";", lineterminator="\r\n").writerows([header, tags, *rows])
    same(read_scenario(folder), read_scenario("riverside"))


@pytest.mark.parametrize(("first", "separator"), [("sep=;\n", ";"), ("sep=|\n", "|"), ("", "\t")])
def test_a_table_says_its_separator_as_excel_does_or_is_pasted_with_tabs(
    tmp_path, first, separator
):
    folder = riverside(tmp_path)
    for table in load_fields():
        path = folder / f"{table}.csv"
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            file.write(first)
            csv.writer(file, delimiter=separator).writerows(rows)
    same(read_scenario(folder), read_scenario("riverside"))


def test_the_line_that_says_the_separator_is_not_counted_as_a_spreadsheet_does_not_show_it(
    tmp_path,
):
    folder = riverside(tmp_path)
    put("departures.csv", "sep=;\ndate;place;people\n2030-01-01;Hillside;x\n")(folder)
    with pytest.raises(Exception, match=r"departures.csv, row 2, people: found 'x'"):
        read_scenario(folder)


def test_quoted_cells_may_hold_separators_quotes_and_line_breaks(tmp_path):
    folder = riverside(tmp_path)
    add("incidents.csv", '2030-01-06,Bridge,other,3,"Shots, ""many"";\nnobody hurt",S1')(folder)
    incidents = read_scenario(folder)["incidents"]
    assert incidents["description"].tolist()[1] == 'Shots, "many";\nnobody hurt'


def test_a_column_shown_with_three_decimals_proves_that_its_points_are_decimals(tmp_path):
    folder = riverside(tmp_path)
    for found, put_there in (("9000", "9.000"), ("20000", "2.500"), ("300,", "0.125,")):
        swap("stock.csv", found, put_there)(folder)
    assert read_scenario(folder)["stock"]["quantity"].tolist() == [9.0, 2.5, 0.125]
    swap("stock.csv", "2.500", "2500")(folder)
    with pytest.raises(InputError, match=r"stock.csv, row 2, quantity: found '9.000'"):
        read_scenario(folder)


def test_comments_empty_lines_and_tags_keep_the_row_numbers_of_a_spreadsheet(tmp_path):
    folder = riverside(tmp_path)
    put(
        "departures.csv",
        '# when, "and where\n#\n# how many\ndate,place,people\n'
        "#date+start,#loc+origin,#affected\n\n2030-01-01,Hillside,1000,\n,,\n"
        "2030-01-01,Hillside,x\n",
    )(folder)
    with pytest.raises(Exception, match=r"departures.csv, row 9, people: found 'x'"):
        read_scenario(folder)


def test_explanations_that_a_spreadsheet_has_split_are_still_skipped(tmp_path):
    folder = riverside(tmp_path)
    put(
        "departures.csv",
        '# when, where,,\n"# ""how"" many",,\ndate,place,people\n2030-01-01,Hillside,1000\n',
    )(folder)
    assert read_scenario(folder)["departures"]["people"].tolist() == [1000]


def test_other_files_in_the_folder_are_left_alone(tmp_path):
    folder = riverside(tmp_path)
    put("budget.csv", b"\x00\xff")(folder)
    put("notes.txt", "anything")(folder)
    put("stock of last week.csv", "anything")(folder)
    put(".~lock.places.csv#", "as LibreOffice does")(folder)
    same(read_scenario(folder), read_scenario("riverside"))


def test_a_folder_of_the_name_of_an_example_comes_first(tmp_path, monkeypatch):
    folder = riverside(tmp_path)
    swap("departures.csv", "1000", "1001")(folder)
    monkeypatch.chdir(tmp_path)
    assert read_scenario("riverside")["departures"]["people"].tolist() == [1001]


def test_checksums_are_those_of_the_files(tmp_path):
    folder = riverside(tmp_path)
    checksums = read_scenario(folder).checksums
    assert sorted(checksums) == sorted(path.name for path in folder.iterdir())
    assert checksums["stock.csv"] == hashlib.sha256((folder / "stock.csv").read_bytes()).hexdigest()


def test_what_was_assumed_is_a_caveat(tmp_path):
    folder = riverside(tmp_path)
    swap("headcounts.csv", "high", "assumption")(folder)
    swap("headcounts.csv", "medium", "assumption")(folder)
    swap("groups.csv", "0.2,S1", "0.2,")(folder)
    add("places.csv", "Camp,site,ZZ,South,11,20,,Riverside,,,,S1")(folder)
    assert read_scenario(folder).caveats == (
        "Everything in this scenario is made up.",
        "2 rows are assumptions: headcounts.csv rows 2-3.",
        "1 row names no source: groups.csv 1.",
        "1 of 1 rows of departures give no range: the figure is taken as exact.",
        "1 of 1 sites give no shelter capacity: it is not known.",
    )


def test_rows_that_stand_twice_are_a_caveat(tmp_path):
    folder = riverside(tmp_path)
    for name in ("departures.csv", "headcounts.csv"):
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        add(name, lines[1])(folder)
    assert read_scenario(folder).caveats[1] == (
        "Rows that stand a second time, word for word, are used again: departures.csv row 3; "
        "headcounts.csv row 4."
    )


def test_a_second_figure_of_one_source_for_the_same_people_is_a_caveat(tmp_path):
    folder = riverside(tmp_path)
    swap("sources.csv", "S1,", "S2,Made up too,,\nS1,")(folder)
    add(
        "headcounts.csv",
        "2030-01-02,Crossroads,people,480,S1,low",
        "2030-01-02,Crossroads,people,840,S1,high",
        "2030-01-03,Riverside,people,700,S2,high",
        "2030-01-03,Riverside,arrivals,700,S1,high",
        "2030-01-03,Riverside,people,700,,high",
        "2030-01-03,Riverside,people,750,,high",
    )(folder)
    assert read_scenario(folder).caveats[2] == (
        "Counts for which the same source has another figure on the same day: headcounts.csv row 5."
    )


def test_a_place_reached_only_the_other_way_round_is_reached(tmp_path):
    folder = riverside(tmp_path)
    put(
        "routes.csv",
        "from_place,to_place,length_km,mode,both_ways\n"
        "Crossroads,Hillside,50,foot,yes\nCrossroads,Riverside,100,bus,no\n",
    )(folder)
    assert len(read_scenario(folder)["routes"]) == 2
