"""A scenario written and read again is the same scenario, as a folder and as a workbook."""

import contextlib
import dataclasses
import re
import string
import tomllib
import zipfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posada.errors import InputError
from posada.scenario import (
    describe_fields,
    examples,
    new_scenario,
    read_scenario,
    write_scenario,
    write_workbook,
)
from posada.scenario.aid_rules import LEAST_UNITS, MOST_UNITS
from posada.scenario.fields import NUMBER_KINDS, load_fields
from posada.scenario.files import MAX_BYTES
from posada.scenario.privacy import personal_value
from posada.scenario.ranges import Range
from posada.scenario.settings import Movement, Needs, Override, Plan, Settings
from posada.scenario.toml_text import toml_value
from tests.scenario.changing import message, riverside, swap
from tests.scenario.test_reading import same


@pytest.mark.parametrize("example", examples())
def test_folder_to_workbook_to_folder_keeps_everything(example, tmp_path):
    scenario = read_scenario(example)
    write_workbook(scenario, tmp_path / "made" / "book.xlsx")
    from_book = read_scenario(tmp_path / "made" / "book.xlsx")
    write_scenario(from_book, tmp_path / "folder")
    from_folder = read_scenario(tmp_path / "folder")
    same(from_book, scenario)
    same(from_folder, scenario)
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["book.xlsx"]


def test_settings_of_every_kind_survive_both_ways(tmp_path):
    folder = riverside(tmp_path)
    swap(
        "scenario.toml",
        'title = "Riverside: a made-up example to work out on paper"',
        'title = "2018"',
    )(folder)
    swap("scenario.toml", "Everything in this", 'One \\"quoted\\"\\n[2, 3]", "5", "True in this')(
        folder
    )
    swap("scenario.toml", "Todo en este escenario", 'Uno", "\\u00a1dos!", "tres')(folder)
    swap(
        "scenario.toml",
        "hostility = 1",
        'hostility = { low = 0.1, high = 0.30000000000000004, source = "S1", note = "a, b" }\n'
        "list_ahead = { Bridge = [1, 2] }\ncross = {}\n"
        "groups = { women = { settle = 2, pace = { foot = { low = 0.7, high = 0.9, source = 'S1' "
        "} } }, children = { leave = [0.8, 1] } }",
    )(folder)
    swap(
        "scenario.toml",
        "reserve = 0.0",
        "reserve = 0.0\n[[standards]]\nitem = 'water_basic'\n"
        "value = 20\nauthor = 'River Network'\ndate = 2030-01-01\nreason = 'It is \"hot\"'",
    )(folder)
    scenario = read_scenario(folder)
    assert scenario.settings.movement.hostility == Range(
        low=0.1, high=0.30000000000000004, source="S1", note="a, b"
    )
    women, children = (scenario.settings.movement.groups[name] for name in ("women", "children"))
    assert women.pace == {"foot": Range(low=0.7, high=0.9, source="S1")}
    assert (women.settle.low, children.leave.low, children.settle.low) == (2, 0.8, 1)
    write_workbook(scenario, tmp_path / "book.xlsx")
    write_scenario(scenario, tmp_path / "again")
    same(read_scenario(tmp_path / "book.xlsx"), scenario)
    same(read_scenario(tmp_path / "again"), scenario)


# Texts that a person could write: no control characters, no formulas, nothing around them.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"]), max_size=30
).filter(lambda text: text == text.strip() and text[:1] not in ("=", "@", "#"))
HARMLESS = TEXTS.filter(lambda text: not personal_value(text))
DATES = st.datetimes(pd.Timestamp("2030-01-01"), pd.Timestamp("2030-01-10")).map(
    lambda moment: pd.Timestamp(moment.date())
)
VALUES = {
    "integer": st.integers(0, 10**9).map(float),
    "number": st.floats(-1e12, 1e12, allow_nan=False),
    "nonnegative": st.floats(0, 1e12),
    "positive": st.floats(1e-9, 1e12),
    "share": st.floats(0, 1),
    "latitude": st.floats(-90, 90),
    "longitude": st.floats(-180, 180),
    "date": DATES,
    "flag": st.booleans(),
    "text": HARMLESS,
    "name": HARMLESS.filter(bool),
}
REFERENCES = {
    "places": ["Hillside", "Riverside"],
    "depots": ["Parish hall"],
    "items": ["water", "meal"],
    "organisations": ["River Network"],
    "sources": ["S1", ""],
    "standards": ["water_basic", "energy"],
}

# Columns that a rule reads, beyond their type.
MEANT = {
    ("organisations", "sectors"): st.sampled_from(["water", "food health"]),
    ("organisations", "serves"): st.sampled_from(["ZZ", "Riverside; North"]),
    ("items", "units_per_standard"): st.floats(LEAST_UNITS, MOST_UNITS),
    ("stock", "serves"): st.sampled_from(["", "Riverside; ZZ"]),
    ("pledges", "serves"): st.sampled_from(["", "ZZ"]),
    ("stock", "expires"): DATES.map(lambda day: day + pd.Timedelta(days=30)),
}


def rows_of(table):
    """Rows that obey the fields of a table, though not every rule between columns."""
    columns = {}
    for name, field in load_fields()[table].items():
        if field.kind in ("choice", "ref"):
            values = st.sampled_from(field.choices or REFERENCES[field.target])
        elif field.unit.startswith("ISO 3166-1"):
            values = st.sampled_from(["HN", "ZZ"])
        else:
            values = MEANT.get((table, name), VALUES[field.kind])
            if field.required and field.kind == "text":
                values = values.filter(bool)
        blank = {"text": "", "ref": "", "flag": False}.get(field.kind)
        if not field.required and not field.default and field.kind != "choice":
            blank = pd.NaT if field.kind == "date" else blank
            blank = float("nan") if field.kind in NUMBER_KINDS else blank
            values = st.one_of(st.just(blank), values)
        columns[name] = values
    return st.lists(st.fixed_dictionaries(columns), min_size=1, max_size=4)


@settings(max_examples=10)
@given(data=st.data())
def test_any_valid_rows_survive_writing_and_reading(data, tmp_path_factory):
    scenario = read_scenario("riverside")
    table = data.draw(st.sampled_from(["items", "stock", "drivers", "sources", "organisations"]))
    made = pd.DataFrame(data.draw(rows_of(table)))
    frame = pd.concat([scenario[table], made]).astype(scenario[table].dtypes)
    key = next((name for name in frame if load_fields()[table][name].kind == "name"), None)
    if table == "sources":
        frame["id"] = [f"S{number}" for number in range(1, len(frame) + 1)]
    elif key:
        frame = frame.drop_duplicates(key)
    frame = frame.reset_index(drop=True)
    scenario = dataclasses.replace(scenario, tables={**scenario.tables, table: frame})
    folder = tmp_path_factory.mktemp("law")
    write_scenario(scenario, folder / "tables")
    same(read_scenario(folder / "tables"), scenario)
    write_workbook(scenario, folder / "book.xlsx")
    same(read_scenario(folder / "book.xlsx"), scenario)


NAMES = [
    *Settings.model_fields,
    *Movement.model_fields,
    *Needs.model_fields,
    *Plan.model_fields,
    *Override.model_fields,
]
CELLS = st.one_of(
    st.text(max_size=8),
    st.text(string.printable, max_size=8),
    st.sampled_from(["=1", "-1", "1e400", "nan", "2030-13-01", "yes", "0", '"', ";", "#", "# x"]),
)


@settings(max_examples=60)
@given(
    table=st.sampled_from(list(load_fields())),
    grid=st.lists(st.lists(CELLS, max_size=9), max_size=5),
    junk=st.booleans(),
)
def test_whatever_a_table_holds_it_is_read_or_refused(table, grid, junk, tmp_path_factory):
    folder = riverside(tmp_path_factory.mktemp("law"))
    path = folder / f"{table}.csv"
    header = "" if junk else path.read_text(encoding="utf-8").splitlines()[0] + "\n"
    rows = "\n".join(",".join(cells) for cells in grid)
    path.write_text(header + rows, encoding="utf-8")
    with contextlib.suppress(InputError):
        scenario = read_scenario(folder)
        assert list(scenario[table]) == list(load_fields()[table])


SETTINGS = st.recursive(
    st.one_of(
        st.integers(-5, 5),
        st.floats(),
        st.booleans(),
        st.dates(),
        st.text(max_size=5),
        st.sampled_from(["riverside", "water_basic", "S1"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*NAMES, "default", "Bridge", "low", "high"]), inner),
    ),
    max_leaves=6,
)


@settings(max_examples=60)
@given(content=st.dictionaries(st.sampled_from(NAMES), SETTINGS, max_size=4))
def test_whatever_the_settings_hold_they_are_read_or_refused(content, tmp_path_factory):
    folder = riverside(tmp_path_factory.mktemp("law"))
    text = "".join(f"{name} = {toml_value(value)}\n" for name, value in content.items())
    (folder / "scenario.toml").write_text(text, encoding="utf-8")
    with contextlib.suppress(InputError):
        assert read_scenario(folder).settings.name == content["name"]


@settings(max_examples=25)
@given(data=st.binary(max_size=60))
def test_whatever_bytes_a_workbook_holds_it_is_refused(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("law") / "book.xlsx"
    path.write_bytes(data)
    assert message(path) == (
        "1 problem in the scenario:\n  book.xlsx: found a file that is not a workbook, "
        "expected an Excel workbook (.xlsx), saved without a password"
    )


@pytest.fixture
def book(tmp_path):
    """A workbook of riverside to spoil."""
    path = tmp_path / "book.xlsx"
    write_workbook(read_scenario("riverside"), path)
    return path


def change(path, sheet, cell, value):
    """Change one cell of a workbook, as a spreadsheet would."""
    opened = openpyxl.load_workbook(path)
    opened[sheet][cell] = value
    opened.save(path)


def test_a_formula_in_a_workbook_is_refused(book):
    change(book, "departures", "C2", "=500+500")
    assert message(book) == (
        "1 problem in the scenario:\n"
        "  book.xlsx, sheet departures, row 2, people: found a formula '=500+500', expected a "
        "value (in the spreadsheet, copy the cells and paste their values)"
    )


def test_problems_of_a_workbook_name_the_sheet(book):
    opened = openpyxl.load_workbook(book)
    opened["events"]["D2"] = "Bridg"
    opened["headcounts"]["A3"].number_format = "General"
    opened["scenario"]["B2"] = "river side"
    opened["scenario"]["A9"] = "movement.."
    opened.create_sheet("drvers")
    opened.save(book)
    assert message(book) == (
        "5 problems in the scenario:\n"
        "  book.xlsx, sheet drvers: found 'drvers', expected a name that posada knows "
        "(did you mean 'drivers'?)\n"
        "  book.xlsx, sheet events, row 2, place: found 'Bridg', expected a place named in "
        "book.xlsx, sheet places (did you mean 'Bridge'?)\n"
        "  book.xlsx, sheet headcounts, row 3, date: found '47486', expected a date such as "
        "2018-11-13 (a spreadsheet's number of a day: give the cells the format of a date)\n"
        "  book.xlsx, sheet scenario, row 2, name: found 'river side', expected a short name "
        "of letters, digits, hyphens and dots, such as exodus-2018\n"
        "  book.xlsx, sheet scenario, row 9, setting: found 'movement..', expected a key such as "
        'movement.pace.foot, or movement.leave."San Juan"'
    )


def test_a_sheet_with_a_chart_alone_is_left_out(book):
    opened = openpyxl.load_workbook(book)
    opened.create_chartsheet("People over time")
    opened.save(book)
    assert read_scenario(book)["places"].equals(read_scenario("riverside")["places"])


def test_a_cell_beside_a_table_is_told_without_advice_on_text_files(book):
    change(book, "headcounts", "AD3", "checked by phone")
    assert message(book) == (
        "1 problem in the scenario:\n  book.xlsx, sheet headcounts, row 3, AD: found 'checked by "
        "phone', expected nothing to the right of note, the last column"
    )


def test_borders_beside_a_table_are_no_cells(book):
    opened = openpyxl.load_workbook(book)
    opened["headcounts"]["T3"].font = openpyxl.styles.Font(bold=True)
    opened.save(book)
    assert len(read_scenario(book)["headcounts"]) == 2


def test_cells_merged_over_several_rows_are_told_once(book):
    opened = openpyxl.load_workbook(book)
    counts = opened["headcounts"]
    counts["A3"] = None
    counts.merge_cells("A2:A3")
    counts.merge_cells("J3:K3")
    counts.merge_cells("F3:F900")
    opened.save(book)
    assert message(book) == (
        "1 problem in the scenario:\n"
        "  book.xlsx, sheet headcounts, row 2, date: found merged cells A2:A3, expected a value in "
        "each row (take the merging back, and fill in every cell)"
    )


@pytest.mark.parametrize(
    ("sheet", "name"),
    [
        ("headcounts", "Conteos"),
        ("headcounts", "Hoja1"),
        ("headcounts", "headcounts (2)"),
        ("scenario", "Ajustes"),
        ("scenario", "Hoja1"),
    ],
)
def test_a_sheet_that_was_renamed_is_not_overlooked(book, sheet, name):
    opened = openpyxl.load_workbook(book)
    opened[sheet].title = name
    opened.save(book)
    assert (
        f"  book.xlsx, sheet {name}: found '{name}', expected a name that posada knows "
        f"(did you mean '{sheet}'?)"
    ) in message(book).splitlines()


@pytest.mark.parametrize("name", ["Conteos", "headcounts of January"])
def test_a_renamed_sheet_with_a_column_of_its_own_is_not_overlooked(book, name):
    opened = openpyxl.load_workbook(book)
    opened["headcounts"].title = name
    opened[name]["L1"] = "mood"
    opened.save(book)
    assert f"sheet {name}: found '{name}', expected a name" in message(book)


def test_a_setting_is_told_with_its_row(book):
    change(book, "scenario", "B5", "13/11/2029")
    change(book, "scenario", "A30", "movement.groups.children.leave")
    change(book, "scenario", "B30", "{ low = 'a', high = 2 }")
    assert message(book) == (
        "2 problems in the scenario:\n"
        "  book.xlsx, sheet scenario, row 5, start: found '13/11/2029', expected a date such as "
        "2018-11-13 (the year first, then the month, then the day)\n"
        "  book.xlsx, sheet scenario, row 30, movement.groups.children.leave.low: found 'a', "
        "expected a number"
    )


def test_what_stands_in_the_place_of_an_empty_table_is_not_overlooked(book):
    opened = openpyxl.load_workbook(book)
    opened.copy_worksheet(opened["headcounts"]).title = "Conteos"
    opened.save(book)
    assert len(read_scenario(book)["headcounts"]) == 2
    opened["headcounts"].delete_rows(2, 3)
    opened.save(book)
    assert "sheet Conteos: found 'Conteos'" in message(book)


def test_of_a_table_that_was_renamed_nothing_is_said_to_be_missing(book):
    opened = openpyxl.load_workbook(book)
    opened["items"].title = "Artículos"
    opened.save(book)
    assert message(book).startswith("1 problem in the scenario:\n  book.xlsx, sheet Artículos: ")


def test_a_sheet_named_almost_like_a_table_hides_no_mistake_in_the_table(book):
    opened = openpyxl.load_workbook(book)
    opened["headcounts"]["F3"] = -3
    opened.create_sheet("headcunts")
    opened.save(book)
    assert message(book).startswith("2 problems in the scenario:\n")


def test_a_cell_beside_a_table_hides_no_other_mistake_of_its_row(book):
    change(book, "headcounts", "AD3", "checked by phone")
    change(book, "headcounts", "F3", -3)
    assert message(book).startswith("2 problems in the scenario:\n")


def test_sheets_that_are_not_read_are_a_caveat(book):
    opened = openpyxl.load_workbook(book)
    opened.create_sheet("empty")
    opened.create_sheet("Draft of the letter")["B2"] = "Dear all"
    opened.save(book)
    assert (
        "Sheets of the workbook that are not read, for no table has their name: 1."
        in read_scenario(book).caveats
    )


def test_sheets_that_are_missing_are_told(book):
    opened = openpyxl.load_workbook(book)
    for sheet in ("scenario", "departures", "drivers"):
        del opened[sheet]
    opened.save(book)
    assert message(book) == (
        "2 problems in the scenario:\n"
        "  book.xlsx, sheet departures: found no such sheet, expected the table of departures\n"
        "  book.xlsx, sheet scenario: found no such sheet, expected the settings, in columns "
        "'setting' and 'value'"
    )


def test_a_setting_given_twice_is_told(book):
    change(book, "scenario", "A3", "name")
    assert message(book) == (
        "2 problems in the scenario:\n"
        "  book.xlsx, sheet scenario, title: found nothing, expected a text\n"
        "  book.xlsx, sheet scenario, row 3, setting: found 'name', expected each setting once"
    )


def test_a_workbook_that_unpacks_to_too_much_is_not_read(tmp_path):
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", bytes(MAX_BYTES + 2_000_000))
    assert path.stat().st_size < 1_000_000
    assert message(path).startswith(
        "1 problem in the scenario:\n"
        "  book.xlsx: found 52.0 MB when unpacked, expected at most 50 MB"
    )


def test_a_workbook_explains_its_columns_and_offers_the_choices(book):
    opened = openpyxl.load_workbook(book)
    places = opened["places"]
    assert places["F1"].comment.text == (
        "Latitude, WGS 84, degrees north\n(a latitude between -90 and 90 degrees, degree; required)"
    )
    lists = {str(rule.sqref): rule.formula1 for rule in places.data_validations.dataValidation}
    assert lists["C2:C2001"] == '"origin,town,site,crossing,destination"'
    assert places.freeze_panes == "B2"
    assert opened["departures"]["A2"].is_date
    assert places["A1"].comment.text.startswith("Where people can be: origins, towns, sites,")
    meanings = {key.value: meaning.value for key, _, meaning in opened["scenario"].iter_rows()}
    assert meanings["as_of"] == "last day of information used (required)"
    assert meanings["movement.pace.foot"] == "km covered in a day of travel, by mode"
    assert meanings["movement.leave.origin"] == "probability per person and day: moves on"
    assert meanings["plan.reserve"] == "share of stock kept back"


def test_a_workbook_never_holds_a_formula_or_a_link(tmp_path):
    scenario = read_scenario("riverside")
    sources = scenario["sources"].assign(title="=1+1", url="https://example.org")
    scenario = dataclasses.replace(scenario, tables={**scenario.tables, "sources": sources})
    write_workbook(scenario, tmp_path / "book.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "book.xlsx")["sources"]
    assert sheet["B2"].data_type == "s"
    assert sheet["C2"].hyperlink is None


def test_a_new_scenario_says_what_is_to_be_filled_in(tmp_path):
    new_scenario(tmp_path / "mine")
    assert message(tmp_path / "mine") == (
        "8 problems in the scenario:\n"
        "  departures.csv: found only a header, expected at least one row\n"
        "  places.csv: found only a header, expected at least one row\n"
        "  routes.csv: found only a header, expected at least one row\n"
        "  scenario.toml, as_of: found nothing, expected a date such as 2018-11-13\n"
        "  scenario.toml, horizon_days: found nothing, expected a whole number\n"
        "  scenario.toml, name: found nothing, expected a text in quotes\n"
        "  scenario.toml, start: found nothing, expected a date such as 2018-11-13\n"
        "  scenario.toml, title: found nothing, expected a text in quotes"
    )


def test_the_defaults_that_a_new_scenario_shows_are_the_defaults(tmp_path):
    new_scenario(tmp_path / "mine")
    text = (tmp_path / "mine" / "scenario.toml").read_text(encoding="utf-8")
    text = text.partition("# One standard that")[0]
    # Remove the # before every assignment, as a person would who fills the file in.
    filled = re.sub(r"^# (\w+ = [^\n]*?)(    \(fill in.*)?$", r"\1", text, flags=re.MULTILINE)
    given_settings = Settings.model_validate(tomllib.loads(filled))
    assert given_settings.movement == Movement()
    assert given_settings.needs == Needs()
    assert given_settings.plan == Plan()


def test_a_new_scenario_can_be_a_copy_of_an_example(tmp_path):
    new_scenario(tmp_path / "mine", example="riverside")
    same(read_scenario(tmp_path / "mine"), read_scenario("riverside"))


@pytest.mark.parametrize("name", ["town.xls", "town.ODS", "town.csv"])
def test_a_new_scenario_never_is_a_folder_called_like_a_file(tmp_path, name):
    with pytest.raises(InputError) as error:
        new_scenario(tmp_path / name)
    assert str(error.value) == (
        f"1 problem in the new scenario:\n  {tmp_path / name}: found the name of a file, expected "
        "a folder, or a workbook (.xlsx)"
    )
    assert not (tmp_path / name).exists()


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    for write in (new_scenario, lambda folder: write_scenario(read_scenario("riverside"), folder)):
        with pytest.raises(InputError) as error:
            write(tmp_path)
        assert str(error.value) == (
            "1 problem in the folder to write to:\n"
            f"  {tmp_path}: found a folder that is not empty, expected a new or an empty folder"
        )
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_unknown_example_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(InputError) as error:
        new_scenario(tmp_path / "mine", example="exodus")
    assert str(error.value) == (
        "1 problem in the new scenario:\n"
        "  examples: found 'exodus', expected one of exodus-2018, riverside "
        "(did you mean 'exodus-2018'?)"
    )
    assert not (tmp_path / "mine").exists()


def test_the_page_of_fields_names_every_table_and_column():
    page = describe_fields()
    for table, fields in load_fields().items():
        section = page.partition(f"\n## {table}\n")[2].partition("\n## ")[0]
        assert [line.split("`")[1] for line in section.splitlines() if line[:3] == "| `"] == list(
            fields
        )


def test_a_new_scenario_can_be_a_workbook_to_fill_in(tmp_path):
    new_scenario(tmp_path / "mine.xlsx")
    with pytest.raises(InputError) as caught:
        read_scenario(tmp_path / "mine.xlsx")
    no_date = "found nothing, expected a date such as 2018-11-13"
    assert [str(problem) for problem in caught.value.problems] == [
        "mine.xlsx, sheet departures: found only a header, expected at least one row",
        "mine.xlsx, sheet places: found only a header, expected at least one row",
        "mine.xlsx, sheet routes: found only a header, expected at least one row",
        "mine.xlsx, sheet scenario, row 2, name: found nothing, expected a text",
        "mine.xlsx, sheet scenario, row 3, title: found nothing, expected a text",
        f"mine.xlsx, sheet scenario, row 4, start: {no_date}",
        f"mine.xlsx, sheet scenario, row 5, as_of: {no_date}",
        "mine.xlsx, sheet scenario, row 6, horizon_days: found nothing, expected a whole number",
    ]


def test_an_example_can_be_had_as_a_workbook(tmp_path):
    new_scenario(tmp_path / "mine.xlsx", example="riverside")
    again, origin = read_scenario(tmp_path / "mine.xlsx"), read_scenario("riverside")
    assert again.settings == origin.settings
    assert all(again[table].equals(origin[table]) for table in origin.tables)


def test_a_new_workbook_replaces_nothing(tmp_path):
    (tmp_path / "mine.xlsx").write_text("mine")
    with pytest.raises(InputError) as caught:
        new_scenario(tmp_path / "mine.xlsx")
    assert str(caught.value) == (
        "1 problem in the workbook to write:\n"
        f"  {tmp_path / 'mine.xlsx'}: found a file, expected the name of a new workbook"
    )
    assert (tmp_path / "mine.xlsx").read_text() == "mine"
