"""Where Flee does something else than its files, or its documentation, seem to say.

A sentence is there only when the set is affected.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from posada.saying import Said, say
from posada.scenario.flee.by_day import FAINTEST
from posada.scenario.flee.geography import closed_routes
from posada.scenario.flee.model import FleeSet
from posada.scenario.flee.place_kinds import is_camp
from posada.scenario.flee.series import daily
from posada.scenario.flee.starting import camps_by_type, is_conflict
from posada.scenario.wording import first_few

MOST_NAMES = 8


def list_caveats(flee_set: FleeSet, several_files: Sequence[str] = ()) -> list[Said]:
    """Every such sentence about a set.

    Parameters
    ----------
    flee_set : FleeSet
        The set.
    several_files : sequence of str
        Camps whose reports stand in several files.
    """
    return [
        *_of_routes(flee_set),
        *_of_closures(flee_set),
        *_of_camps(flee_set),
        *_of_conflicts(flee_set),
        *_of_reports(flee_set, several_files),
        *_of_rules(flee_set),
        *_of_floods(flee_set),
        say("Flee prints each day with the date of the day after; posada gives it its own date."),
    ]


def named(names: Sequence[str]) -> Said:
    """A list of names as the report tells them, without the underscores of files, cut short."""
    return first_few([name.replace("_", " ") for name in names], MOST_NAMES)


def _of_routes(flee_set: FleeSet) -> Iterator[Said]:
    """Redirection that never happens, and days that are longer than a day."""
    forced = flee_set.routes["forced_redirection"]
    if forced.isin((1, 2)).any():
        yield say(
            "forced_redirection in routes.csv is never applied by Flee: nobody is redirected."
        )
    if (forced == 1).any():
        rows = flee_set.routes[forced == 1]
        names = [f"{a} - {b}" for a, b in zip(rows["name1"], rows["name2"], strict=True)]
        yield say(
            "forced_redirection 1 makes Flee take the route twice, which doubles its chance:"
            " %(names)s. If a distance with a decimal comma is meant, write a point.",
            names=named(names),
        )
    speed = flee_set.rules.move_rules.max_move_speed
    if (flee_set.routes["distance"] < speed).any():
        yield say(
            "On routes shorter than a day's distance (%(km)s km) people who arrive may go on the"
            " same day, and Flee lets them go a whole day's distance again.",
            km=f"{speed:g}",
        )


def _of_closures(flee_set: FleeSet) -> Iterator[Said]:
    """Closures that do nothing, and those that open what another closes."""
    closures = flee_set.closures
    kinds = set(closures["type"])
    if "link" in kinds:
        yield say("Closures of type link do nothing in Flee.")
    if "remove_forced_redirection" in kinds:
        yield say("Closures of type remove_forced_redirection do nothing in Flee.")
    many = closures[closures["type"].isin(("country", "location"))]
    many = many[many["start"] < flee_set.length]
    ends = many["end"].where(many["end"] > many["start"], np.inf).to_numpy(float)
    starts = many["start"].to_numpy(float)
    # A closure that is lifted inside another may open what the other still closes.
    lifted_within = (starts[:, None] < ends[None, :]) & (ends[None, :] < ends[:, None])
    closed = [
        closed_routes(closure, flee_set.routes, flee_set.places) for closure in many.itertuples()
    ]
    routes = np.array(closed, dtype=int).reshape(len(many), len(flee_set.routes))
    if np.any(lifted_within & (routes @ routes.T > 0)):
        yield say(
            "Closures overlap in time: when Flee lifts one it opens its routes also where another"
            " still closes them."
        )


def _of_camps(flee_set: FleeSet) -> Iterator[Said]:
    """What Flee takes for the capacity of a camp, and for a camp."""
    move, spawn = flee_set.rules.move_rules, flee_set.rules.spawn_rules
    places = flee_set.places
    hasten = flee_set.rules.optimisations.hasten
    camps = {
        name: number // hasten
        for name, kind, number in places[["name", "location_type", "number"]].itertuples(
            index=False
        )
        if is_camp(kind) and number // hasten > 0
    }
    if camps and move.capacity_scaling > 0:
        full = f"{(1 + move.capacity_buffer) / 2:.4g}"
        if move.capacity_scaling == 1:
            yield say(
                "Flee sends nobody more to a camp that is %(share)s of its capacity full; its"
                " documentation says at capacity.",
                share=full,
            )
        else:
            yield say(
                "Flee sends nobody more to a camp that is %(share)s of its capacity times %(times)s"
                " full; its documentation says at capacity.",
                share=full,
                times=f"{move.capacity_scaling:g}",
            )
    left = dict(camps)
    if spawn.insert_day0 and not spawn.empty_camps_on_day0:
        people = dict(zip(flee_set.camps, daily(flee_set, hasten)[0][0], strict=True))
        less = [name for name in camps if people[name] > 0]
        left = {name: number - people[name] for name, number in camps.items()}
        if less:
            yield say(
                "Flee takes the people of day 0 off the capacity of a camp and counts them as"
                " present as well: %(names)s.",
                names=named(less),
            )
    unlimited = [name for name, room in left.items() if room * move.capacity_scaling < 1]
    if unlimited:
        yield say(
            "These camps have no capacity left, which Flee takes for no limit: %(names)s.",
            names=named(unlimited),
        )
    if move.default_movechance < 0.005 or move.conflict_movechance < 0.005:
        yield say("Flee turns towns with a movechance below 0.005 into camps.")


def _of_conflicts(flee_set: FleeSet) -> Iterator[Said]:
    """Changes of a conflict that Flee does not see."""
    conflicts = flee_set.conflicts[: flee_set.length]
    names = np.array(flee_set.places["name"], dtype=object)
    on = conflicts > FAINTEST
    changed = (on[1:] & on[:-1] & (conflicts[1:] != conflicts[:-1])).any(axis=0)
    if changed.any():
        yield say(
            "Flee ignores a change of intensity while a conflict goes on: %(names)s.",
            names=named(list(names[changed])),
        )
    listed = is_conflict(flee_set.places)
    silent = listed & ~on[0]
    if silent.any():
        yield say(
            "locations.csv has a conflict from day 0 and conflicts.csv has none; Flee keeps it"
            " until conflicts.csv has one that ends: %(names)s.",
            names=named(list(names[silent])),
        )
    later = flee_set.places["conflict_date"].to_numpy() > 0
    never = later & ~on.any(axis=0)
    if never.any():
        yield say(
            "A conflict_date after day 0 is not used, only conflicts.csv is; these places never"
            " become conflict zones: %(names)s.",
            names=named(list(names[never])),
        )


def _of_reports(flee_set: FleeSet, several_files: Sequence[str]) -> Iterator[Said]:
    """Reports that are not what they seem."""
    compared = camps_by_type(flee_set.places, flee_set.rules)
    strangers = [name for name in flee_set.camps if name not in compared]
    if strangers and not flee_set.rules.spawn_rules.flood_zone_spawning_only:
        yield say(
            "Flee lets people set out for rows of data_layout.csv that are no camps, and compares"
            " them with nothing: %(names)s.",
            names=named(strangers),
        )
    if several_files:
        yield say(
            "Where a camp has several files, Flee adds to each day of a later file the NEXT report"
            " of the files before it, and loses the days after the end of the shorter one:"
            " %(names)s.",
            names=first_few(several_files, MOST_NAMES),
        )
    made = flee_set.corrections["name"][flee_set.corrections["day"] >= 0]
    if len(made):
        names = list(dict.fromkeys(made))
        yield say(
            "Reports before a registration are scaled to it, so that they are no longer what was"
            " reported: %(names)s.",
            names=named(names),
        )
    for name in flee_set.camps:
        frame = flee_set.reports[name]
        if not frame["day"].is_monotonic_increasing:
            late = frame["date"][frame["day"].diff() < 0].iloc[0].date()
            yield say(
                "The reports of %(place)s are out of order at %(date)s; Flee reads each day from"
                " the first report in the file that is later than it.",
                place=name.replace("_", " "),
                date=late,
            )


def _of_rules(flee_set: FleeSet) -> Iterator[Said]:
    """Settings that do something else than their name says."""
    move, spawn = flee_set.rules.move_rules, flee_set.rules.spawn_rules
    if move.awareness_level == -1:
        yield say("awareness_level -1 is the same as 1 in Flee.")
    if move.stay_close_to_home:
        yield say(
            "stay_close_to_home measures from where a person is, not from home, and with latitude"
            " and longitude exchanged."
        )
    if move.harvest_months:
        yield say("harvest_months applies to everybody in Flee, not only to farmers.")
    if move.fixed_routes:
        yield say("fixed_routes lets the attraction of a place count twice, and ignores capacity.")
    if flee_set.location_changes is not None:
        yield say("Flee looks for location_changes.csv where it is started, not in the set.")
    if move.use_v1_rules:
        yield say(
            "use_v1_rules sets speed, weights and stints, whatever else the settings say of them."
        )
    if not spawn.sum_from_camps:
        yield say("sum_from_camps is off: people set out by the total, not by what camps reported.")
    if spawn.conflict_driven_spawning:
        yield say(
            "conflict_driven_spawning lets people set out by conflict, whatever camps reported;"
            " conflict_spawn_decay does not change how many."
        )
    if move.boys_take_risk:
        yield say(
            "boys_take_risk does nothing without children_avoid_hazards, and with it makes every"
            " male person older than 14 ignore how safe a place is (as in flee 3.1)."
        )
    if spawn.read_from_agents_csv_file:
        yield say("People of agents.csv come on top of those who set out, and are not scaled down.")
    if spawn.camps_are_sicks:
        yield say("People whom a camp deactivates never move again, and are still counted there.")


def _of_floods(flee_set: FleeSet) -> Iterator[Said]:
    """What a flood does, as far as it is known."""
    move, spawn = flee_set.rules.move_rules, flee_set.rules.spawn_rules
    driven, rules = spawn.flood_driven_spawn_mode, move.flood_rules
    if spawn.flood_zone_spawning_only:
        yield say("In a flood Flee takes every place for a camp that can be compared with reports.")
    if rules is not None and rules.flood_link_weights:
        yield say("flood_link_weights are not used: Flee is not known to use them.")
    if rules is not None and rules.flood_forecaster:
        yield say(
            "How Flee lets people act on a flood forecast could not be compared: posada takes the"
            " higher of the chance to leave today and the weighted mean of the days forecast,"
            " times the awareness of the person."
        )
    if not spawn.flood_zone_spawning_only or driven is None:
        return
    if driven.spawn_mode.casefold() == "constant" and max(driven.displaced_per_flood_day) < 1:
        yield say(
            "By spawn_mode constant, which Flee takes unless the settings say otherwise, fewer"
            " than one person a day set out at every flood level, so that nobody ever does."
        )
