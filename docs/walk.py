"""Walk through a tutorial: write the files it shows, run its commands, and see what they print.

`python docs/walk.py docs/es/tutorial.md` writes what they print now into the tutorial; the test of
the page fails where that differs from what stands there.
"""

import os
import re
import shlex
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from posada.cli import main

BLOCK = re.compile(r"(?P<start>^```(?P<kind>\w+)\n)(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"`([\w/-]+\.(?:csv|toml))`")


def walked(text: str) -> str:
    """The tutorial with what its commands print, in the working folder.

    A block `csv` or `toml` is the content of the file named last before it. Of a block `sh` the
    lines that begin with `posada` are run, `export` is heeded, and what sets posada up is not. A
    block `text` is what the commands before it print.

    Raises
    ------
    RuntimeError
        When a command fails and the tutorial does not show so.
    """
    printed, failed, at, parts = "", False, 0, []
    for block in BLOCK.finditer(text):
        before, body = text[at : block.start()], block["body"]
        if block["kind"] == "text":
            body, failed = printed, False
        elif failed:
            raise RuntimeError(printed)
        if block["kind"] in ("csv", "toml"):
            Path(FILE.findall(before)[-1]).write_text(body, encoding="utf-8")
        elif block["kind"] == "sh":
            told = [_run(line) for line in body.splitlines()]
            printed, failed = "".join(text for text, _ in told), any(wrong for _, wrong in told)
        parts += [before, block["start"], body, "```"]
        at = block.end()
    return "".join([*parts, text[at:]])


def _run(line: str) -> tuple[str, bool]:
    """What a command prints, and whether it failed: then it is what is wrong."""
    first, *rest = shlex.split(line, comments=True) or [""]
    if first == "export":
        os.environ.update([rest[0].split("=", 1)])
    if first != "posada":
        return "", False
    output, errors = StringIO(), StringIO()
    with redirect_stdout(output), redirect_stderr(errors):
        try:
            main(rest)
        except SystemExit as left:
            failed = bool(left.code)
    lines = (errors if failed else output).getvalue().splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines), failed


if __name__ == "__main__":
    page = Path(sys.argv[1]).resolve()
    os.environ["COLUMNS"] = "80"
    os.chdir(tempfile.mkdtemp())
    page.write_text(walked(page.read_text(encoding="utf-8")), encoding="utf-8")
