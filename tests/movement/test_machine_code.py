"""Compiled code never outlives the sources it was made from."""

import os

from posada.movement.machine_code import forget_stale


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
