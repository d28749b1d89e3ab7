"""Seconds and memory of what people wait for: `make bench`.

It measures each command in a process of its own and shows the best of some repetitions.
"""

import os
import sys
import tempfile
import time

REPETITIONS = 3
COMMANDS = {
    "posada --help": ["--help"],
    "posada --version": ["--version"],
    "posada run riverside": ["run", "riverside"],
    "posada run exodus-2018, 500 draws": ["run", "exodus-2018", "--draws", "500"],
}


def measure(arguments: list[str]) -> tuple[float, float]:
    """Wall seconds and peak memory [MiB] of one command."""
    started = time.perf_counter()
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "posada", *arguments],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ],
    )
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"posada {' '.join(arguments)} failed")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def main() -> None:
    """Measure every command in a folder that is thrown away."""
    print(f"{'command':36} {'seconds':>8} {'MiB':>6}   best of {REPETITIONS}")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name, arguments in COMMANDS.items():
            figures = [measure(arguments) for _ in range(REPETITIONS)]
            seconds, memory = min(f[0] for f in figures), max(f[1] for f in figures)
            print(f"{name:36} {seconds:8.2f} {memory:6.0f}", flush=True)


if __name__ == "__main__":
    main()
