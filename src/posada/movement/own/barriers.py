"""What the events do, day by day: closures, openings, quotas, hostility, buses, offers, rest.

It answers what stands open for whom on which day. It uses only the shelters and events it is
given; which of them could be known is for the forecast to say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from posada.movement.own.network import MODES, Network
from posada.scenario.shelters import Shelters, concerned

NO_QUOTA = np.inf


@dataclass(frozen=True)
class Barriers:
    """What the events change, per day and place or route.

    Parameters
    ----------
    place_open : share of newcomers the place admits, 0 closed, 1 open (day, place)
    route_open : share of those who take the route that gets through (day, route)
    route_quota : most people through in a day, lower and upper end (day, route, 2)
    calls : people called from the list of a crossing, lower and upper end (day, place, 2)
    cross : multiplies crossing without waiting (day, place)
    leave : multiplies moving on (day, place)
    asylum : multiplies asking for asylum (day, place)
    hostility : how strongly hostile events are felt, 1 on their day (day, place)
    mode : index in MODES of how the route is travelled (day, route)
    stated_capacity : beyond which a site that is open draws fewer, infinite when not known [person]
        (day, place)
    """

    place_open: np.ndarray
    route_open: np.ndarray
    route_quota: np.ndarray
    calls: np.ndarray
    cross: np.ndarray
    leave: np.ndarray
    asylum: np.ndarray
    hostility: np.ndarray
    mode: np.ndarray
    stated_capacity: np.ndarray


@dataclass(frozen=True)
class _Frame:
    """What one event needs to know to act: the network, the days, and the half-life of fear."""

    network: Network
    start: dt.date
    days: int
    half_life: float

    def when(self, event: Any) -> slice:
        """Days on which the event holds."""
        first = max(0, (event.date.date() - self.start).days)
        if pd.isna(event.date_end):
            return slice(first, self.days)
        return slice(first, max(first, (event.date_end.date() - self.start).days + 1))

    def where(self, event: Any) -> np.ndarray:
        """Places concerned (place) [bool]; the two ends of a route do not count."""
        return concerned(self.network.places, event)

    def which(self, event: Any) -> np.ndarray:
        """Routes concerned (route) [bool]."""
        routes = self.network.routes
        hit = (routes["from_place"] == event.from_place) & (routes["to_place"] == event.to_place)
        return hit.to_numpy(dtype=bool)


def make_barriers(
    network: Network,
    shelters: Shelters,
    events: pd.DataFrame,
    days: pd.DatetimeIndex,
    half_life: float,
) -> Barriers:
    """Work out what stands open on each day.

    Parameters
    ----------
    network : places and routes
    shelters : how far its places are open, and for how many
    events : rows of the table of events that may be used
    days : every day simulated
    half_life : days until the fear that a hostile event causes has halved

    Returns
    -------
    Barriers with arrays over all days.
    """
    frame = _Frame(network, days[0].date(), len(days), half_life)
    barriers = _undisturbed(network, shelters, len(days))
    events = events[events["kind"].isin(list(ACTIONS))].sort_values("date", kind="stable")
    for event in events.itertuples(index=False):
        ACTIONS[str(event.kind)](barriers, frame, event)
    return barriers


def _undisturbed(network: Network, shelters: Shelters, days: int) -> Barriers:
    """What stands open before any event but those of the shelters."""
    places, routes = len(network.places), len(network.routes)
    modes = network.routes["mode"].map(MODES.index).to_numpy(dtype=np.int64)
    return Barriers(
        place_open=shelters.open_share,
        route_open=np.ones((days, routes)),
        route_quota=np.full((days, routes, 2), NO_QUOTA),
        calls=np.zeros((days, places, 2)),
        cross=np.ones((days, places)),
        leave=np.ones((days, places)),
        asylum=np.ones((days, places)),
        hostility=np.zeros((days, places)),
        mode=np.tile(modes, (days, 1)),
        stated_capacity=np.nan_to_num(shelters.stated_capacity, nan=np.inf),
    )


def _closure(barriers: Barriers, frame: _Frame, event: Any) -> None:
    """Close a route, or a crossing with its list, by the share that is stopped."""
    passes = 1.0 - (1.0 if np.isnan(event.value) else min(1.0, event.value))
    when = frame.when(event)
    if event.from_place:
        barriers.route_open[when, frame.which(event)] *= passes
        return
    crossing = frame.where(event) & (frame.network.places["kind"] == "crossing").to_numpy(
        dtype=bool
    )
    barriers.calls[when, crossing] *= passes
    queueing = np.isin(frame.network.queue_at, np.flatnonzero(crossing))
    barriers.cross[when, queueing] *= passes


def _quota(barriers: Barriers, frame: _Frame, event: Any) -> None:
    """Limit a route, or say how many names are called from the list of a crossing."""
    high = event.value if np.isnan(event.value_high) else event.value_high
    limits = np.array([event.value, high])
    when = frame.when(event)
    if event.from_place:
        barriers.route_quota[when, frame.which(event)] = limits
    else:
        barriers.calls[when, frame.where(event)] = limits


def _hostility(barriers: Barriers, frame: _Frame, event: Any) -> None:
    """Fear is felt in full while the event lasts, and halves with each half-life after it."""
    strength = 1.0 if np.isnan(event.value) else event.value
    first = frame.when(event).start
    last = first if pd.isna(event.date_end) else max(first, frame.when(event).stop - 1)
    since = np.arange(frame.days) - last
    felt = strength * 0.5 ** (np.maximum(since, 0) / frame.half_life)
    felt[:first] = 0.0
    where = frame.where(event)
    barriers.hostility[:, where] = np.maximum(barriers.hostility[:, where], felt[:, None])


def _transport(barriers: Barriers, frame: _Frame, event: Any) -> None:
    barriers.mode[frame.when(event), frame.which(event)] = MODES.index(event.mode)


def _asylum(barriers: Barriers, frame: _Frame, event: Any) -> None:
    more = 1.0 if np.isnan(event.value) else event.value
    barriers.asylum[frame.when(event), frame.where(event)] *= more


def _rest(barriers: Barriers, frame: _Frame, event: Any) -> None:
    """People stay put: for the days given, or for that one day."""
    share = 0.0 if np.isnan(event.value) else event.value
    when = frame.when(event)
    if pd.isna(event.date_end):
        when = slice(when.start, when.start + 1)
    barriers.leave[when, frame.where(event)] *= share


ACTIONS: dict[str, Callable[[Barriers, _Frame, Any], None]] = {
    "closure": _closure,
    "quota": _quota,
    "hostility": _hostility,
    "transport": _transport,
    "asylum": _asylum,
    "rest": _rest,
}
