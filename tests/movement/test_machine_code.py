"""Compiled code never outlives the sources it was made from."""

import gc
import os
from pathlib import Path

from numba.core import config

from posada.movement import machine_code
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


def test_whoever_may_write_nowhere_keeps_machine_code_for_the_run(monkeypatch):
    def nowhere(function):
        raise RuntimeError("no locator available")

    monkeypatch.setattr(machine_code, "FunctionCache", nowhere)
    monkeypatch.setattr(config, "CACHE_DIR", "")
    machine_code.keep_somewhere()
    assert os.access(config.CACHE_DIR, os.W_OK)


def test_where_there_is_a_folder_nothing_is_made(monkeypatch):
    monkeypatch.setattr(config, "CACHE_DIR", "")
    machine_code.keep_somewhere()
    assert config.CACHE_DIR == ""


def test_machine_code_is_read_before_any_kernel():
    """Kernels ask where to keep theirs when they are read: nothing compiled may come before."""
    lines = Path(machine_code.__file__).with_name("__init__.py").read_text("utf-8").splitlines()
    imported = [line.split()[1] for line in lines if line.startswith("from posada.")]
    assert imported.index("posada.movement.machine_code") < min(
        number for number, name in enumerate(imported) if name.startswith("posada.movement.own")
    )
