"""Draws lived side by side, on all processors; the order in which they end changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from posada.movement.room import Room

Given = TypeVar("Given")
# Draws that a worker takes at once: handing over each for itself took as long as a day of it. After
# them progress is told, and what they have written may leave memory.
MOST_AT_ONCE = 16


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
    workers = threads or os.cpu_count() or 1
    size = min(max(1, draws // (4 * workers)), MOST_AT_ONCE)
    blocks = [range(first, min(first + size, draws)) for first in range(0, draws, size)]

    def live_block(block: range) -> list[Given]:
        return [live(draw) for draw in block]

    lived: list[Given] = []
    with ThreadPoolExecutor(workers) as pool:
        for given in pool.map(live_block, blocks):
            lived += given
            if room is not None:
                room.rest()
            if progress is not None:
                progress(len(lived) / draws)
    return lived
