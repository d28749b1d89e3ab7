"""What the compiled day looks up, packed as records: what is read together lies together.

A set of rules is data: it says where people can be, what they can do there, and with what chance.
Each record is an array with named fields, so the compiled day reads `place.leave` and not a
column number; many separate arrays cost seven times as long.
"""

from __future__ import annotations

from typing import Any

import numpy as np

NONE = -1
QUARTERS = 4  # of a day of travel, where exits compete

# A stop: its place, the stop of the same people there with nothing left of a path; when a path is
# left the first leg onward, in how many ways it is ridden and the last place, its choices when not;
# the camps with a limit that can be chosen; the group of its people, whether they are on the list
# of a crossing, and which one they wait for. Where exits compete, the chance a day of each, and of
# turning back when held by a gate.
EXITS = ("leave", "turn_back", "asylum", "settle", "cross", "join_list")
STOP = np.dtype(
    [(n, "i8") for n in ("place", "plain", "onward", "rides", "goal", "first", "last")]
    + [(n, "i8") for n in ("first_limit", "last_limit", "group", "waits_at")]
    + [(n, "f8") for n in (*EXITS, "held_turn_back")]
    + [(n, "?") for n in ("exits_compete", "listed")],
    align=True,
)
# A leg: the places at its ends, the stops to which it leads and puts back and the plain one at its
# end, the part of people on it who ride so, its link, the days it takes anybody and a newcomer on
# foot, the steps at its end (`late` -1: the night there); in km its length, the distance a day,
# what is left for the last day, the distance a day on foot; in columns of recent travel its length,
# the first day, the days after it, and a day on foot; what is left of travel before it at its end.
LEG = np.dtype(
    [(n, "i8") for n in ("start", "end", "arrive", "put_back", "plain")]
    + [("part", "f8")]
    + [(n, "i8") for n in ("link", "days", "foot_days")]
    + [(n, "i8") for n in ("morning", "late", "on_foot")]
    + [(n, "f8") for n in ("length", "speed", "last_km", "foot_speed")]
    + [(n, "f8") for n in ("span", "pace", "gain", "faded", "foot_pace")]
)
# A choice: its leg, where its path ends, the part of people on the path who ride so.
CHOICE = np.dtype([("leg", "i8"), ("goal", "i8"), ("part", "f8")])
# A step: its stop, where its ways start, the row of people who come to it; whether it is a morning
# at the stop, and then of those who have still to walk a first link, or of all others; where exits
# compete, the quarters of the day that are left. A way: its
# leg, its link (-1: people take none) and the places at the ends; the row it leads to, as it is or
# (days 1) in a night or (days from 2) due on the last of so many days; the step it leads to at
# once, or -1; how many columns on; whether people are at its end at once.
STEP = np.dtype(
    [(n, "i8") for n in ("stop", "first", "row", "quarters")]
    + [(n, "?") for n in ("is_morning", "on_foot")],
    align=True,
)
WAY = np.dtype(
    [(n, "i8") for n in ("leg", "link", "start", "end", "row", "days", "step")]
    + [("shift", "f8"), ("ends", "?")],
    align=True,
)
# A day at a place: the chance to leave it, the people it holds and from how many on it draws fewer,
# the chance to stay for good; whether it is a town or a camp.
DAY = np.dtype(
    [(n, "f8") for n in ("movechance", "room", "brim", "sink")]
    + [(n, "?") for n in ("town", "camp")],
    align=True,
)
# A day at a place, where the chance to leave it follows how many live there: what it is without
# them, what is added for each share of them, the least whatever they are, the people it holds.
LEAVING = np.dtype([(n, "f8") for n in ("least", "slope", "floor", "capacity")])
# A day: who sets out from anywhere, and the spell of days with the same odds, or the same ways.
DATE = np.dtype([("anywhere", "i8"), ("spell", "i8")])
# A day at a place, whoever is there. Who sets out: its weight among all, so many (times the
# strength) on its own. Where exits compete: by how much the day multiplies each, with how many
# people a site draws fewer, names called from its list, whether it is closed.
TODAY = np.dtype(
    [(n, "f8") for n in ("weight", "each", "strength")]
    + [(n, "f8") for n in ("leave", "end", "fear", "asylum", "cross", "capacity")]
    + [("calls", "i8"), ("closed", "?")],
    align=True,
)
# A day on a link: whether people can set out, and whether it closes so that who is on it is put
# back. Where exits compete: the part whom its gate lets through, the most people (-1: no limit).
GATE = np.dtype(
    [("passes", "f8"), ("quota", "i8")] + [(n, "?") for n in ("open", "cut")], align=True
)
# A choice in a spell of days, where exits compete: the quarters of a day that its people need, the
# part of them who need one more, whether they drive on by night.
PACE = np.dtype([("short", "i8"), ("longer", "f8"), ("by_bus", "?")], align=True)
# What holds everywhere and always, and where rows of a kind start.
RULES = np.dtype(
    [(n, "f8") for n in ("buffer", "power", "prune", "fineness")]
    + [(n, "f8") for n in ("pull_power", "score_power", "leave_power", "leave_base")]
    + [(n, "f8") for n in ("alike", "lasting", "together", "more_fear")]
    + [(n, "i8") for n in ("hurry", "stops", "legs", "first_step", "first_leg", "first_due")]
    + [(n, "i8") for n in ("slots", "leg_rows", "boards", "first_end", "ends", "mornings", "mode")]
    + [("widest", "i8")]
    + [(n, "?") for n in ("on_foot", "short_stints", "take", "closing", "sinks", "again")]
    + [(n, "?") for n in ("exits_compete", "quotas", "calls")]
    + [(n, "?") for n in ("by_people", "pull_by_people", "leave_by_people", "pull_twice")],
    align=True,
)


def pack(record: np.dtype, shape: tuple[int, ...], **fields: Any) -> np.ndarray:
    """An array of records from one array, or one number, for each field."""
    packed = np.zeros(shape, record)
    for name, values in fields.items():
        packed[name] = values
    return packed


def dither(columns: int) -> np.ndarray:
    """What each column adds before a fraction of a column is cut off (column).

    The numbers fill 0 to 1 evenly, so fractions are rounded up as often as they are large.
    Column 0 does not travel.
    """
    golden = (5**0.5 - 1) / 2
    return np.concatenate([[0.0], (0.5 + golden * np.arange(columns - 1)) % 1.0])
