"""The wheel carries everything that posada needs to run from any folder."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built without a network and unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("posada-*.whl")
    with ZipFile(built) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_every_file_of_the_source_and_of_the_examples_is_in_it(wheel):
    source = [path for path in (ROOT / "src").rglob("*") if "__pycache__" not in path.parts]
    expected = {path.relative_to(ROOT / "src") for path in source if path.is_file()}
    examples = (ROOT / "examples").rglob("*")
    expected |= {Path("posada", p.relative_to(ROOT)) for p in examples if p.is_file()}
    assert {path for path in expected if not (wheel / path).is_file()} == set()


def test_it_finds_its_examples_from_any_folder(wheel, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "posada", "check", "exodus-2018"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(wheel)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "no problems found" in done.stdout
