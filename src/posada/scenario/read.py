"""Reading a scenario: files, then tables, then every check, then one error or one Scenario."""

from __future__ import annotations

from pathlib import Path

from posada.errors import InputError, Problem
from posada.saying import as_it_is, say
from posada.scenario.caveats import list_caveats
from posada.scenario.draft import Draft
from posada.scenario.fields import load_fields
from posada.scenario.files import FLEE_FOLDER, Source, find_scenario, read_folder
from posada.scenario.group_rules import check_groups
from posada.scenario.model import Scenario
from posada.scenario.references import check_references
from posada.scenario.rules import check_rules
from posada.scenario.settings_check import check_settings
from posada.scenario.settings_errors import read_settings


def read_scenario(path: str | Path, settings: str | Path | None = None) -> Scenario:
    """Read a scenario and check all of it.

    Parameters
    ----------
    path : a folder of `scenario.toml` and CSV tables, a workbook (.xlsx) with the same content, a
        Flee folder (`input_csv/` and `source_data/`), or the name of an example that comes with
        posada
    settings : settings of a Flee folder; None: `simsetting.yml` in the folder or beside it

    Returns
    -------
    Scenario
        Typed tables with defaults filled in; tables that were not given are empty.

    Raises
    ------
    InputError
        With every problem of every file at once, sorted by file and row.

    Examples
    --------
    >>> scenario = read_scenario("riverside")
    >>> scenario.places
    ['Hillside', 'Crossroads', 'Riverside', 'Bridge']
    """
    found = find_scenario(path)
    if (found / FLEE_FOLDER).is_dir():
        return _read_flee(found, settings)
    if settings is not None:
        expected = say("a Flee folder to go with it, with input_csv and source_data")
        raise InputError([Problem("settings", None, None, as_it_is(settings), expected)])
    source = _read_source(found)
    draft = _check(source)
    problems = draft.problems()
    if problems or draft.settings is None:
        raise InputError(problems)
    tables = {name: table.reset_index(drop=True) for name, table in draft.tables.items()}
    return Scenario(
        draft.settings, tables, tuple(list_caveats(draft)), source.checksums, str(found)
    )


def _read_flee(folder: Path, settings: str | Path | None) -> Scenario:
    # Few people have such folders; the others need not wait for what reads them.
    from posada.scenario.flee import read_flee
    from posada.scenario.flee.tables import flee_scenario

    return flee_scenario(read_flee(folder, settings))


def given_scenario(given: str | Path | Scenario) -> Scenario:
    """A scenario that is read already, or the one that lies at a path.

    Raises
    ------
    InputError
        As `read_scenario` does.
    """
    return given if isinstance(given, Scenario) else read_scenario(given)


def _read_source(path: Path) -> Source:
    if path.is_dir():
        return read_folder(path)
    # openpyxl is slow to import, and folders do without it.
    from posada.scenario.workbook import read_workbook

    return read_workbook(path)


def _check(source: Source) -> Draft:
    draft = Draft(source.book, source.settings_file, source.setting_rows, source.unread)
    draft.add(source.problems)
    for table in load_fields():
        draft.add_table(table, source.sheets.get(table))
    if source.settings is not None:
        draft.settings = read_settings(draft, source.settings)
    check_references(draft)
    check_rules(draft)
    if draft.settings is not None:
        check_settings(draft, draft.settings)
        check_groups(draft, draft.settings)
    return draft
