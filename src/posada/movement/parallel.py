"""Draws lived side by side, on all processors; the order in which they end changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from posada.movement.room import Room

Given = TypeVar("Given")
TOLD = 16  # draws after which progress is told, and what they have written may leave memory


def live_each(
    live: Callable[[int], Given],
    draws: int,
    threads: int | None = None,
    progress: Callable[[float], None] | None = None,
    room: Room | None = None,
) -> list[Given]:
    """What each draw gives, in their order.

    Parameters
    ----------
    live : lives the draw of a number; the compiled days let other threads run
    draws : how many
    threads : workers; all processors when not given
    progress : called with the fraction of draws done
    room : where the draws write
    """
    lived = []
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        for number, given in enumerate(pool.map(live, range(draws)), start=1):
            lived.append(given)
            if number % TOLD == 0 or number == draws:
                if room is not None:
                    room.rest()
                if progress is not None:
                    progress(number / draws)
    return lived
