"""Do the settings fit the tables? Their numbers must be possible and their names must exist."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

from posada.saying import Said, joined, say
from posada.scenario.draft import Draft
from posada.scenario.fields import load_fields, standard_items
from posada.scenario.figures import LARGEST_INTEGER
from posada.scenario.ranges import Range
from posada.scenario.settings import PROBABILITIES, Settings
from posada.scenario.wording import did_you_mean, quote

# Limits of a number, and how they are told.
SHARE = (0.0, 1.0, say("between 0 and 1"))
COUNT = (0.0, math.inf, say("of 0 or more"))
PEOPLE = (0.0, LARGEST_INTEGER, say("between 0 and %(most)s", most=LARGEST_INTEGER))
ABOVE_0 = (math.nextafter(0, 1), math.inf, say("above 0"))
_FOLDER_NAME = re.compile(r"\w[\w.-]{0,99}")


def check_settings(draft: Draft, settings: Settings) -> None:
    """Report settings that cannot be, and names in them that stand in no table."""
    if not _FOLDER_NAME.fullmatch(settings.name):
        expected = say("a short name of letters, digits, hyphens and dots, such as exodus-2018")
        draft.setting("name", quote(settings.name), expected)
    told, said = len(settings.caveats_es), len(settings.caveats)
    if told not in (0, said):
        draft.setting(
            "caveats_es",
            say("%(count)s of %(all)s caveats", count=told, all=said),
            say("every caveat in Spanish, or none"),
        )
    _check_numbers(draft, settings)
    _check_names(draft, settings)
    _check_paces(draft, settings)


def _check_numbers(draft: Draft, settings: Settings) -> None:
    movement = settings.movement
    for block in PROBABILITIES:
        for key, value in getattr(movement, block).items():
            check_limits(draft, f"movement.{block}.{key}", value, *SHARE)
    check_limits(draft, "movement.held_turn_back", movement.held_turn_back, *SHARE)
    check_limits(draft, "movement.hostility", movement.hostility, *COUNT)
    check_limits(draft, "movement.alike", movement.alike, 0.0, 0.95, say("between 0 and 0.95"))
    check_limits(draft, "movement.together", movement.together, *SHARE)
    for mode, value in movement.pace.items():
        check_limits(draft, f"movement.pace.{mode}", value, *ABOVE_0)
    for key, value in movement.list_ahead.items():
        check_limits(draft, f"movement.list_ahead.{key}", value, *PEOPLE)
    for key, number in settings.needs.share_lacking.items():
        check_limits(draft, f"needs.share_lacking.{key}", Range(low=number, high=number), *SHARE)


def check_limits(
    draft: Draft, key: str, value: Range, low: float, high: float, limit: Said
) -> None:
    """Report a range that leaves its limits."""
    if value.low < low or value.high > high:
        draft.setting(key, quote(shown(value)), say("numbers %(limit)s", limit=limit))


def shown(value: Range) -> str:
    """A range as it may have been written."""
    return f"{value.low:g}" if value.low == value.high else f"[{value.low:g}, {value.high:g}]"


def _check_names(draft: Draft, settings: Settings) -> None:
    """Keys of the settings that name rows of tables."""
    places = draft.tables["places"]
    movement = settings.movement
    for block in PROBABILITIES:
        check_spots(draft, f"movement.{block}", getattr(movement, block))
    if draft.readable("places"):
        crossings = list(places.loc[places["kind"] == "crossing", "name"])
        expected = say("a crossing from places")
        check_keys(draft, "movement.list_ahead", movement.list_ahead, crossings, expected)
    if not draft.spoilt("items", "name"):
        lacking = settings.needs.share_lacking
        items = draft.names("items")
        check_keys(draft, "needs.share_lacking", lacking, items, say("an item from items"))
    _check_standards(draft, [override.item for override in settings.standards])


def _check_standards(draft: Draft, names: list[str]) -> None:
    """Each standard that is replaced is one of the table, and replaced once."""
    for number, name in enumerate(names):
        key, expected = f"standards.{number}.item", say("an item of the table of standards")
        check_keys(draft, key, [name], standard_items(), expected, show_key=False)
        if name in names[:number]:
            found = say("%(name)s a second time", name=quote(name))
            draft.setting(key, found, say("each standard once (keep the value that holds)"))


def check_keys(
    draft: Draft,
    block: str,
    keys: Mapping[str, object] | Iterable[str],
    names: Iterable[str],
    expected: Said,
    show_key: bool = True,
) -> None:
    """Report every key of a block that is none of the names."""
    names = list(names)
    for key in keys:
        if key not in names:
            where = f"{block}.{key}" if show_key else block
            draft.setting(where, quote(key), joined([expected, did_you_mean(key, names)], ""))


def check_spots(draft: Draft, block: str, keys: Mapping[str, object]) -> None:
    """Report every key that does not say where something holds."""
    places = draft.tables["places"]
    spots = ["default", *load_fields()["places"]["kind"].choices]
    for column in ("name", "region", "country"):
        spots += [name for name in places[column].unique() if name]
    if draft.readable("places"):
        expected = say("default, or a place, region, country or kind of place from places")
        check_keys(draft, block, keys, spots, expected)


def check_modes(draft: Draft, block: str, paces: Mapping[str, object]) -> None:
    """Report paces by a mode of travel that there is not."""
    modes = load_fields()["routes"]["mode"].choices
    expected = say(
        "a mode of travel: %(modes)s or %(last)s", modes=joined(modes[:-1]), last=modes[-1]
    )
    check_keys(draft, block, paces, modes, expected)


def _check_paces(draft: Draft, settings: Settings) -> None:
    """Every mode of travel that a route or an event uses needs a pace, and there is no other."""
    check_modes(draft, "movement.pace", settings.movement.pace)
    modes = [*draft.tables["routes"]["mode"], *draft.tables["events"]["mode"]]
    for mode in dict.fromkeys(modes):
        if mode and mode not in settings.movement.pace:
            expected = say("the km covered in a day of travel by %(mode)s", mode=mode)
            draft.setting(f"movement.pace.{mode}", say("nothing"), expected)
