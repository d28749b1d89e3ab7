"""Compiled code never outlives the sources it was made from."""

import gc
import os

from posada.movement.machine_code import RARELY, CollectRarely, forget_stale


def test_what_was_compiled_before_the_newest_source_is_taken_away(tmp_path):
    kept = tmp_path / "flee" / "__pycache__"
    kept.mkdir(parents=True)
    for name, written in (("day.py", 100), ("random.py", 300)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (written, written))
    for name, written in (("day.live-1.nbi", 200), ("day.draw-2.nbi", 400), ("day.pyc", 50)):
        (kept / name).touch()
        os.utime(kept / name, (written, written))
    forget_stale(tmp_path)
    assert sorted(path.name for path in kept.iterdir()) == ["day.draw-2.nbi", "day.pyc"]


def test_garbage_is_looked_for_rarely_until_the_last_function_is_compiled():
    usual, watch = gc.get_threshold(), CollectRarely()
    watch.on_start(None)
    watch.on_start(None)
    watch.on_end(None)
    assert gc.get_threshold() == RARELY != usual
    watch.on_end(None)
    assert gc.get_threshold() == usual
