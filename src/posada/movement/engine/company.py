"""People who travel as a column stay together, compiled: they do as others near them do.

A part of people's choice to move on is made by looking at somebody who is here, one stop ahead or
one stop behind, anybody as likely: they follow those ahead, wait for those behind, and with those
here decide as everybody here does. So few who are ahead of many wait, few who are behind hurry,
and where nobody is near nothing changes.

Source: the voter model, R. A. Holley, T. M. Liggett, Ann. Probab. 3 (1975) 643-663.
"""

from __future__ import annotations

from posada.movement.engine.state import inlined


@inlined
def look_around(given, state):  # type: ignore[no-untyped-def]
    """Write down how many are at each place now, one stop ahead of it, and one stop behind."""
    for p in range(state.places.shape[0]):
        now = state.places[p]
        now.here, now.onward, now.behind = now.count, 0, 0
    for pair in range(given.road.shape[0]):
        start, end = given.road[pair, 0], given.road[pair, 1]
        state.places[start].onward += state.places[end].count
        state.places[end].behind += state.places[start].count


@inlined
def in_company(now, together, chance):  # type: ignore[no-untyped-def]
    """Chance to move on from a place of which is known who is near.

    Parameters
    ----------
    now : the place, from `look_around`
    together : part of the choice that is made by looking at others, 0 to 1
    chance : to move on of people who decide alone
    """
    if now.onward + now.behind == 0:
        return chance
    others = (now.onward + now.here * chance) / (now.here + now.onward + now.behind)
    return chance + together * (others - chance)
