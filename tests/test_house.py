"""The rules of the house, measured on the code itself."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "posada"

# Every module of a stage may import its own stage and what stands to its left.
STAGES = (
    *("_version", "saying", "errors", "writing"),
    *("scenario", "movement", "forecast", "needs", "plan", "report"),
    *("folders", "record", "run", "proposal", "barriers", "simulate", "backtest"),
    *("terminal", "cli", "__main__"),
)
MODULE_OF = {"fpdf2": "fpdf", "pyyaml": "yaml", "lazy-loader": "lazy_loader"}
COME_WITH_THEM = {
    "markupsafe",
    "pydantic_core",
    "_typeshed",
}  # of jinja2, pydantic; for types alone
ONLY_IN = {
    "highspy": ("plan",),
    "linopy": ("plan",),
    "jinja2": ("report",),
    "babel": ("report",),
    "fpdf": ("report",),
    "xlsxwriter": ("report", "scenario"),
    "openpyxl": ("scenario",),
    "numba": ("movement",),
    "typer": ("cli",),
    "rich": ("terminal",),
}
SAYS_NOTHING = {"utils", "util", "common", "helpers", "helper", "misc", "tools", "base"}
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
MOST_PARAMETERS = 8

MODULES = sorted(SOURCE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def stage_of(path: Path) -> str:
    """`scenario/model.py` -> scenario, `run.py` -> run."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full name of every module imported, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "posada":
            yield from ((node.lineno, f"posada.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")


def functions() -> Iterator[tuple[Path, Function]]:
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield path, node


def parameters(function: Function) -> list[str]:
    kinds = function.args
    named = [a.arg for a in (*kinds.posonlyargs, *kinds.args, *kinds.kwonlyargs)]
    return [name for name in named if name not in ("self", "cls")]


def is_command(function: Function) -> bool:
    """Whether typer makes a command of it, which needs one parameter for each option."""
    return any(ast.unparse(decorator).startswith("app.") for decorator in function.decorator_list)


def right_of(name: str, stage: str) -> bool:
    """Whether a module `posada.other.thing` stands to the right of a stage."""
    package, _, rest = name.partition(".")
    other = rest.partition(".")[0]
    if package != "posada" or other not in STAGES:
        return False
    return stage not in STAGES or STAGES.index(other) > STAGES.index(stage)


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def assert_none(offenders: list[str]) -> None:
    assert not offenders, "\n" + "\n".join(offenders)


def test_a_stage_imports_only_itself_and_what_stands_to_its_left():
    offenders = [
        f"{place(path, line)} imports {name}"
        for path, tree in TREES.items()
        for line, name in imported(tree)
        if right_of(name, stage_of(path))
    ]
    assert_none(offenders)


def test_every_module_belongs_to_a_stage():
    unknown = [path for path in MODULES if stage_of(path) not in (*STAGES, "__init__")]
    assert_none([str(path.relative_to(ROOT)) for path in unknown])


def test_what_is_imported_is_installed_with_posada_and_not_only_for_its_tests():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [re.split(r"[<>=]", need)[0] for need in project["dependencies"]]
    installed = {*sys.stdlib_module_names, "posada", *(MODULE_OF.get(name, name) for name in named)}
    offenders = [
        f"{place(path, line)} imports {name}"
        for path, tree in TREES.items()
        for line, name in imported(tree)
        if name.partition(".")[0] not in installed | COME_WITH_THEM
    ]
    assert not offenders, "\n" + "\n".join(offenders)


def test_imports_name_the_whole_module():
    offenders = [
        f"{place(path, line)} imports {name}"
        for path, tree in TREES.items()
        for line, name in imported(tree)
        if name.startswith(".")
    ]
    assert_none(offenders)


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_stays_in_its_stage(library):
    offenders = [
        f"{place(path, line)} imports {name}; it belongs in {' or '.join(ONLY_IN[library])}"
        for path, tree in TREES.items()
        for line, name in imported(tree)
        if name.split(".")[0] == library and stage_of(path) not in ONLY_IN[library]
    ]
    assert_none(offenders)


def test_no_module_is_long():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert_none(
        [f"{place(path, 1)} has {n} lines" for path, n in lengths.items() if n > LONGEST_MODULE]
    )


def test_no_function_is_long():
    assert_none(
        [
            f"{place(path, node.lineno)} {node.name} has {node.end_lineno - node.lineno + 1} lines"
            for path, node in functions()
            if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
        ]
    )


def test_no_function_takes_many_parameters():
    assert_none(
        [
            f"{place(path, node.lineno)} {node.name} takes {len(parameters(node))}"
            for path, node in functions()
            if len(parameters(node)) > MOST_PARAMETERS and not is_command(node)
        ]
    )


def test_modules_are_named_by_their_subject():
    names = [path for path in SOURCE.rglob("*") if path.stem in SAYS_NOTHING]
    assert_none([str(path.relative_to(ROOT)) for path in names])


def test_every_module_says_what_it_answers():
    empty = [path for path, tree in TREES.items() if not ast.get_docstring(tree)]
    assert_none([str(path.relative_to(ROOT)) for path in empty])


def test_everything_public_says_what_it_gives():
    offenders = [
        f"{place(path, node.lineno)} {node.name}"
        for path, tree in TREES.items()
        for owner in (tree, *(n for n in tree.body if isinstance(n, ast.ClassDef)))
        for node in owner.body
        if isinstance(node, Function | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert_none(offenders)


def test_nothing_is_left_half_done():
    # The words are put together here so that this file is not its own offender.
    words = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error"))
    left = re.compile(rf"\b({words})\b")
    files = [*MODULES, *(ROOT / "tests").rglob("*.py"), *ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    offenders = [
        f"{place(path, number)} {line.strip()}"
        for path in files
        if path.is_file()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if left.search(line)
    ]
    assert_none(offenders)


def test_the_library_never_prints_and_never_exits():
    forbidden = {"print", "exit", "quit", "breakpoint"}
    offenders = [
        f"{place(path, node.lineno)} {ast.unparse(node.func)}"
        for path, tree in TREES.items()
        if stage_of(path) != "cli"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (ast.unparse(node.func) in forbidden or ast.unparse(node.func) == "sys.exit")
    ]
    assert_none(offenders)
