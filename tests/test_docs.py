"""The documentation is true: what it shows runs, what it lists exists, what it links is there."""

import re
import shlex
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md"), *DOCS.glob("es/*.md")])
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]*)(#[^)\s]*)?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)

sys.path.insert(0, str(DOCS))

import generate  # noqa: E402
import walk  # noqa: E402

import posada  # noqa: E402
from posada.report.audience import DELAY_DAYS, PARTNERS  # noqa: E402


def blocks(page: Path, *languages: str) -> list[str]:
    """Code blocks of a page in one of the languages."""
    found = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [code for language, code in found if language in languages]


def anchors(page: Path) -> set[str]:
    """Names under which the headings of a page can be linked."""
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(text))
    return {heading.strip().replace(" ", "-") for heading in kept}


def commands(page: Path) -> list[list[str]]:
    """Lines of the shell blocks of a page, split into words."""
    lines = "\n".join(blocks(page, "sh", "bash", "console", "shell")).splitlines()
    return [shlex.split(line.removeprefix("$ "), comments=True) for line in lines if line.strip()]


def test_the_python_of_the_readme_runs_as_shown(tmp_path, monkeypatch):
    (code,) = blocks(ROOT / "README.md", "python")
    monkeypatch.chdir(tmp_path)
    # The tiny example stands in for the real one, so that the tests stay quick.
    exec(compile(code.replace("exodus-2018", "riverside"), "README.md", "exec"), {})
    assert (tmp_path / "out" / "riverside" / "report.html").is_file()


def test_the_python_of_the_tutorial_runs_as_shown(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for code in blocks(DOCS / "tutorial.md", "python"):
        exec(compile(code, "tutorial.md", "exec"), names)
    assert names["balance"] == 0


def test_the_examples_of_the_page_on_python_run_as_shown(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for code in blocks(DOCS / "python.md", "python"):
        exec(compile(code, "python.md", "exec"), names)
    assert names["wrong"] == [("my-town", None, None)]
    assert names["bands"].shape == (3, 10)
    assert names["litres"].shape == (8, 4)
    assert names["short"].min() >= 0
    assert names["needs"].quantiles((0.5,)).sel(item="water").sum() > 0


def test_every_command_of_the_spanish_tutorial_answers_as_shown(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("POSADA_LANGUAGE", "en")  # the tutorial asks for Spanish
    shown = (DOCS / "es" / "tutorial.md").read_text(encoding="utf-8")
    assert shown.count("```text\n") > 5
    assert walk.walked(shown) == shown, "run `make docs`"


def test_the_commands_of_the_tutorial_that_follow_the_example_are_done(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tutorial = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    example, own = tutorial.split("\n## 3. Your own\n")
    walk.walked(example)
    assert (tmp_path / "out" / "no-bridge" / "report.html").is_file()
    assert (tmp_path / "out" / "riverside-barriers" / "barriers.csv").is_file()
    with pytest.raises(RuntimeError, match="in the scenario"):  # nothing is filled in
        walk.walked(own)


def test_what_a_column_or_setting_is_for_is_told_in_spanish():
    rows = [line for line in generate.page("es/archivos.md").splitlines() if line[:3] == "| `"]
    english = re.compile(r"\b(the|of|and|is|are|or|with|from|empty)\b")
    told = [re.sub(r"`[^`]*`", "", row) for row in rows]
    assert len(rows) > 150
    assert [row for row in told if english.search(row.split("|")[-3])] == []


def test_the_page_on_python_tells_every_public_name():
    assert set(generate.PUBLIC) == set(posada.__all__) - {"__version__"}


@pytest.mark.parametrize("name", generate.PAGES)
def test_the_page_says_what_the_code_says(name):
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == generate.page(name), f"docs/{name} is out of date: run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    broken = []
    for target, anchor in LINK.findall(BLOCK.sub("", page.read_text(encoding="utf-8"))):
        if "://" in target or target.startswith("mailto:"):
            continue
        there = (page.parent / target) if target else page
        if not there.exists() or (anchor and anchor[1:] not in anchors(there)):
            broken.append(target + anchor)
    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_shown_exists(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    known = {command.name for command in generate.app.registered_commands}
    unknown = []
    for words in commands(page):
        options = [word for word in words[2:] if word.startswith("--")]
        if words[0] == "make":
            unknown += [word for word in words[1:] if "=" not in word and word not in targets]
        if words[0] == "posada" and words[1:2] != ["--version"]:
            unknown += [word for word in words[1:2] if word not in known]
            shown = generate.commands_page()
            unknown += [option for option in options if option not in shown]
    assert not unknown


def test_the_spanish_methods_state_the_shares_and_limits_of_the_code():
    told = (DOCS / "es" / "metodos.md").read_text(encoding="utf-8")
    assert f"conteo de 1 a {PARTNERS.least - 1}" in told
    assert f"al menos {DELAY_DAYS} días después" in told
    kept = re.findall(r"keeps? ([\d.]+) % of what [AB] ", (DOCS / "methods.md").read_text("utf-8"))
    assert re.findall(r"conserva el ([\d.]+) %", told) == kept


def test_every_word_of_the_design_is_in_the_glossary():
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    words = "headcount arrivals place site route lane group event barrier incident draw interval"
    words += " standard need shortfall coverage item stock pledge depot dispatch delivery horizon"
    assert [word for word in words.split() if f"`{word}`" not in glossary] == []


def test_the_spanish_glossary_has_the_words_of_the_english_one():
    english, spanish = (
        (DOCS / page).read_text(encoding="utf-8") for page in ("glossary.md", "es/palabras.md")
    )
    first_cells = " ".join(re.findall(r"^\| (.*?) \|", english, re.MULTILINE))
    words = set(re.findall(r"`(\w+)`", first_cells))
    assert {"headcount", "lead_days"} < words
    assert sorted(words - set(re.findall(r"`(\w+)`", spanish))) == []
