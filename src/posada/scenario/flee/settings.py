"""`simsetting.yml` as rules: what Flee ignores is a caveat, what it stops on is a problem."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import AliasChoices, BaseModel, ValidationError

from posada.saying import by_others, joined, say
from posada.scenario.flee.findings import Findings, last_one_counts
from posada.scenario.flee.rules import FleeRules
from posada.scenario.settings_errors import EXPECTED, in_words
from posada.scenario.wording import did_you_mean, quote

SETTINGS = "simsetting.yml"
# Keys that Flee's documentation or its published sets have, and its code never acts on.
DEAD = {
    "number_of_steps": say("Flee reads it and does nothing with it"),
    "conflict_input_file": say("Flee always reads input_csv/conflicts.csv"),
    "spawn_rules.camps_are_sinks": say("Flee looks for the misspelt key camps_are_sicks"),
    "spawn_rules.flood_driven_spawning": say("Flee looks for flood_driven_spawn_mode"),
    "spawn_rules.flood_driven_spawn_mode.flood_spawn_mode": say("Flee looks for spawn_mode"),
    "move_rules.max_flood_level": say("Flee does not read it"),
    "move_rules.two_system_decision_making": say(
        "Flee stores it in a form that never switches it on"
    ),
}
# Output only: nothing that moves anybody.
SILENT = ("log_levels",)
_WORDS = EXPECTED | {
    "bool_type": say("True or False"),
    "bool_parsing": say("True or False"),
    "switch": say("True or False, without quotes"),
    "string_type": say("a word"),
    "tuple_type": say("a list in square brackets"),
    "model_type": say("a block of settings"),
}


def read_rules(findings: Findings, given: Path | None) -> FleeRules:
    """Settings of a set: the file given, else the one in the folder, else the one above it."""
    path = given or find_settings(findings.folder)
    if path is None:
        expected = say("the settings of Flee, in the folder, in the one above it, or by --settings")
        findings.problem(SETTINGS, None, None, say("no such file"), expected)
        return FleeRules()
    text = findings.text(path.name, path)
    content = _parse(findings, path.name, text) if text is not None else None
    if content is None:
        return FleeRules()
    _tell_strangers(findings, path.name, content, FleeRules, "")
    rules = _validate(findings, path.name, content)
    _check(findings, path.name, rules)
    return rules


def find_settings(folder: Path) -> Path | None:
    """`simsetting.yml` in the folder or beside it."""
    beside = (folder / SETTINGS, folder.resolve().parent / SETTINGS)
    return next((path for path in beside if path.is_file()), None)


def _parse(findings: Findings, name: str, text: str) -> dict[str, Any] | None:
    try:
        content = yaml.safe_load(text)
        _tell_twice(findings, name, yaml.compose(text, yaml.SafeLoader), "")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "broken text"
        row = mark.line + 1 if mark else None
        findings.problem(
            name,
            row,
            None,
            say("broken text (%(reason)s)", reason=by_others(reason)),
            say("YAML: lines of key: value"),
        )
        return None
    except ValueError:
        found = say("a number or a date that there is not")
        findings.problem(name, None, None, found, say("YAML: lines of key: value"))
        return None
    except RecursionError:
        found = say("a block inside itself, or inside too many others")
        findings.problem(name, None, None, found, say("YAML: lines of key: value"))
        return None
    if content is None:
        findings.caveats.append(
            say("%(file)s is empty: every setting is as Flee has it by itself.", file=name)
        )
        return {}
    if not isinstance(content, dict):
        findings.problem(name, None, None, say("no keys"), say("blocks such as move_rules:"))
        return None
    # A block that is named and left empty is, to Flee, a block that is not there.
    return {str(key): value for key, value in content.items() if value is not None}


def _tell_twice(findings: Findings, name: str, node: yaml.Node | None, path: str) -> None:
    """Say of every key that stands twice in a block that the last one counts."""
    known = set()
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        full = f"{path}{key.value}"
        if full in known:
            findings.caveats.append(last_one_counts(full, name))
        known.add(full)
        _tell_twice(findings, name, value, f"{full}.")


def _tell_strangers(
    findings: Findings, name: str, content: dict[str, Any], model: type[BaseModel], path: str
) -> None:
    """Say of every key that Flee does not act on that it does nothing."""
    known = {
        alias: key for key, field in model.model_fields.items() for alias in _names(key, field)
    }
    for key, value in content.items():
        full = f"{path}{key}"
        if full in DEAD:
            findings.caveats.append(
                say(
                    "%(key)s in %(file)s does nothing: %(why)s.",
                    key=full,
                    file=name,
                    why=DEAD[full],
                )
            )
        elif key not in known and full not in SILENT:
            hint = did_you_mean(str(key), known)
            findings.caveats.append(
                say(
                    "%(key)s in %(file)s is ignored: Flee knows no such key%(hint)s.",
                    key=full,
                    file=name,
                    hint=hint,
                )
            )
        elif key in known and isinstance(value, dict):
            inner = _model(model.model_fields[known[key]].annotation)
            if inner:
                _tell_strangers(findings, name, value, inner, f"{full}.")


def _names(key: str, field: Any) -> list[str]:
    alias = field.validation_alias
    return [str(choice) for choice in alias.choices] if isinstance(alias, AliasChoices) else [key]


def _model(annotation: Any) -> type[BaseModel] | None:
    """The block that a setting holds, if it holds one."""
    for kind in (annotation, *get_args(annotation)):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
    return None


def _validate(findings: Findings, name: str, content: dict[str, Any]) -> FleeRules:
    try:
        return FleeRules.model_validate(content)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            key = ".".join(str(part) for part in one["loc"])
            expected = _WORDS.get(one["type"]) or in_words(
                one["type"], one.get("ctx", {}), one["msg"]
            )
            found = say("nothing") if one["input"] is None else quote(one["input"])
            findings.problem(name, None, key, found, expected)
        return FleeRules()


def _check(findings: Findings, name: str, rules: FleeRules) -> None:
    """What Flee stops on, or what would keep everybody where they are."""
    move, spawn = rules.move_rules, rules.spawn_rules
    if move.awareness_level == 0:
        expected = say("1 or more (at 0 Flee moves nobody)")
        findings.problem(name, None, "move_rules.awareness_level", quote(0), expected)
    if spawn.flood_zone_spawning_only and spawn.conflict_zone_spawning_only:
        expected = say("False where flood_zone_spawning_only is True (if not given, it is True)")
        findings.problem(
            name, None, "spawn_rules.conflict_zone_spawning_only", quote(True), expected
        )
    modes = ("constant", "pop_ratio", "poisson")
    for block in ("conflict_driven_spawning", "flood_driven_spawn_mode"):
        driven = getattr(spawn, block)
        written = driven.spawn_mode if driven else "constant"
        if written not in modes and written.casefold() != "poisson":
            key = f"spawn_rules.{block}.spawn_mode"
            expected = say(
                "one of %(names)s%(hint)s",
                names=joined(modes),
                hint=did_you_mean(written, modes),
            )
            findings.problem(name, None, key, quote(written), expected)
    if spawn.flood_zone_spawning_only and spawn.flood_driven_spawn_mode is None:
        key = "spawn_rules.flood_driven_spawn_mode"
        findings.problem(
            name, None, key, say("nothing"), say("a block with displaced_per_flood_day")
        )
