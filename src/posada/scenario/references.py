"""Do names mean something? Every name that a cell refers to must stand in its table."""

from __future__ import annotations

from posada.saying import joined, say
from posada.scenario.draft import Draft
from posada.scenario.fields import Field, key_column, load_fields, standard_items
from posada.scenario.wording import did_you_mean, quote

# A row of a table in words.
_ONE = {
    "places": say("a place"),
    "organisations": say("an organisation"),
    "depots": say("a depot"),
    "items": say("an item"),
}


def check_references(draft: Draft) -> None:
    """Report every reference to a row that does not exist, with the nearest name."""
    for table, fields in load_fields().items():
        for field in fields.values():
            if field.kind == "name":
                _check_key(draft, field)
            if field.kind == "ref" and _known(draft, field):
                _check_column(draft, table, field)


def _known(draft: Draft, field: Field) -> bool:
    return field.target == "standards" or draft.readable(field.target)


def _check_key(draft: Draft, field: Field) -> None:
    """Names of a table are unique; ids have no spaces, as a cell may hold several."""
    first_rows: dict[str, int] = {}
    for row, name in draft.cells(field.table, field.column):
        if name in first_rows:
            found = say("%(name)s a second time", name=quote(name))
            expected = say(
                "each %(column)s once (it stands in row %(row)s)",
                column=field.column,
                row=first_rows[name],
            )
            draft.report(field.table, row, field.column, found, expected)
        first_rows.setdefault(name, row)
        if field.column == "id" and len(name.split()) > 1:
            draft.report(field.table, row, "id", quote(name), say("an id without spaces"))


def _check_column(draft: Draft, table: str, field: Field) -> None:
    target = field.target
    if target == "standards":
        names = list(standard_items())
        known = set(names)
        expected = say("an item of the table of standards")
    else:
        names = draft.names(target)
        known = draft.written(target)
        file = draft.file(target)
        if key_column(target) == "id":
            expected = say("ids from %(file)s, separated by spaces", file=file)
        else:
            expected = say("%(one)s named in %(file)s", one=_ONE[target], file=file)
    for row, text in draft.cells(table, field.column):
        words = text.split() if target == "sources" else [text]
        for word in words:
            if word not in known:
                hint = did_you_mean(word, names)
                draft.report(table, row, field.column, quote(word), joined([expected, hint], ""))
