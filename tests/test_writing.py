"""Files are written whole or not at all, also where the disk fills up."""

import errno
import os
import resource
import signal
from contextlib import contextmanager
from hashlib import sha256

import h5py
import numpy as np
import pytest
import xarray as xr

from posada.errors import InputError, ResultError
from posada.movement import Room
from posada.writing import usable_folder, write_all, write_file


@pytest.mark.parametrize(
    "name",
    ["../up.csv", "/etc/up.csv", "a/../../up.csv", "C:up.csv", "a\\up.csv", "", "a//b", " a", "\0"],
)
def test_no_file_is_written_outside_its_folder(tmp_path, name):
    with pytest.raises(ResultError) as error:
        write_all(tmp_path / "in", {"first.csv": b"1", name: b"2"})
    assert str(error.value) == f"the file name {name!r} does not stay in its folder"
    assert not (tmp_path / "in").exists()


def _found(folder):
    """Every file in a folder and below, by name."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@contextmanager
def files_up_to(size):
    """No file may become longer than this [bytes], as where a disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_write_that_fails_leaves_the_old_file_whole(tmp_path):
    write_file(tmp_path / "forecast.csv", b"old and whole")
    with files_up_to(1000), pytest.raises(OSError) as full:
        write_all(tmp_path, {"needs.csv": b"new", "new/forecast.csv": bytes(1001)})
    assert full.value.errno == errno.EFBIG
    assert full.value.filename == str(tmp_path / "new/forecast.csv")
    assert _found(tmp_path) == {"forecast.csv": b"old and whole"}
    assert not (tmp_path / "new").exists()


def test_what_cannot_be_opened_is_told_by_its_own_name(tmp_path):
    with pytest.raises(OSError) as long:
        write_file(tmp_path / ("n" * 250), b"")
    assert long.value.errno == errno.ENAMETOOLONG
    assert long.value.filename == str(tmp_path / ("n" * 250))


@pytest.mark.parametrize("size", [0, 1000, 30_000])
def test_netcdf_that_does_not_fit_is_an_error_and_not_the_end_of_the_process(tmp_path, size):
    numbers = np.random.default_rng(1).random((20, 1000))
    data = xr.Dataset({"people": (("draw", "day"), numbers)})
    with files_up_to(size), pytest.raises(OSError) as full:
        write_file(tmp_path / "new/people.nc", lambda file: data.to_netcdf(file, engine="h5netcdf"))
    assert full.value.filename == str(tmp_path / "new/people.nc")
    assert list(tmp_path.iterdir()) == []
    still_open = h5py.h5f.get_obj_count(h5py.h5f.OBJ_ALL, h5py.h5f.OBJ_FILE)
    assert still_open == 0  # HDF5 would try again at the end, and crash


def test_room_that_the_disk_does_not_have_is_refused_before_anybody_writes_into_it(tmp_path):
    with files_up_to(1000), pytest.raises(OSError) as full, Room(tmp_path, most=0) as room:
        room.zeros((1001,))
    assert full.value.filename.endswith(".bin")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way_of_a_file_leaves_everything_as_it_was(tmp_path):
    (tmp_path / "forecast.csv").mkdir()
    with pytest.raises(IsADirectoryError) as error:
        write_all(tmp_path, {"needs.csv": b"new", "forecast.csv": b"new"})
    assert error.value.strerror == "a folder of that name is in the way"
    assert error.value.filename == str(tmp_path / "forecast.csv")
    assert _found(tmp_path) == {}


def test_a_folder_in_which_nothing_may_be_written_is_refused_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(InputError) as refused:
        usable_folder(tmp_path / "new" / "folder")
    assert str(refused.value) == (
        "1 problem in the settings of the run:\n"
        f"  out: found the folder '{tmp_path}', closed to you, expected a folder that you may "
        "write in"
    )


def test_two_commands_that_write_the_same_file_at_once_each_write_it_whole(tmp_path, monkeypatch):
    """The one that ends last stands; neither writes into what the other has begun."""

    def begun(file):
        file.write(b"first ")
        with monkeypatch.context() as other:
            other.setattr(os, "getpid", lambda: 1)
            write_file(tmp_path / "forecast.csv", b"of the other")
        assert (tmp_path / "forecast.csv").read_bytes() == b"of the other"
        file.write(b"and last")

    write_file(tmp_path / "forecast.csv", begun)
    assert _found(tmp_path) == {"forecast.csv": b"first and last"}


def test_files_that_are_no_longer_made_are_taken_away_unless_somebody_changed_them(tmp_path):
    write_all(tmp_path, {"a.csv": b"1", "b.csv": b"2", "c.csv": b"3"})
    (tmp_path / "b.csv").write_bytes(b"by hand")
    before = {name: sha256(data).hexdigest() for name, data in _found(tmp_path).items()}
    before["b.csv"] = sha256(b"2").hexdigest()
    write_all(tmp_path, {"c.csv": b"4"}, before)
    assert _found(tmp_path) == {"b.csv": b"by hand", "c.csv": b"4"}


def _killed_after(renames, folder, files, record):
    """A process of its own writes the files, and is killed once so many have their names."""
    process = os.fork()
    if not process:
        replace, done = os.replace, []

        def kill_later(part, path):
            if len(done) == renames:
                os.kill(os.getpid(), signal.SIGKILL)
            done.append(replace(part, path))

        os.replace = kill_later
        write_all(folder, files, record=record)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL


def test_a_command_that_is_killed_has_said_first_for_whom_its_files_are(tmp_path):
    files = {"people.csv": b"inside", "places.csv": b"inside", "run.json": b"internal"}
    _killed_after(1, tmp_path, files, "run.json")
    assert {name: data for name, data in _found(tmp_path).items() if name[0] != "."} == {
        "run.json": b"internal"
    }


def test_what_a_killed_command_left_half_written_is_taken_away_and_nothing_of_another(tmp_path):
    _killed_after(0, tmp_path, {"a.csv": b"1", "below/b.csv": b"2"}, "a.csv")
    assert len(_found(tmp_path)) == 2
    theirs = tmp_path / f".c.csv.{os.getpid()}.part"
    for path in (theirs, tmp_path / ".c.csv.part", tmp_path / ".mine.part"):
        path.write_bytes(b"theirs")
    write_all(tmp_path, {"d.csv": b"3"})
    assert set(_found(tmp_path)) == {theirs.name, ".c.csv.part", ".mine.part", "d.csv"}
    os.utime(theirs, (0, 0))
    write_all(tmp_path, {"d.csv": b"3"})
    assert set(_found(tmp_path)) == {".c.csv.part", ".mine.part", "d.csv"}
