"""The plan: a proposal of which organisation brings what, where and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from posada.errors import ResultError
from posada.saying import recalled, recorded
from posada.writing import write_all

if TYPE_CHECKING:
    from posada.plan.replay import Replay

# What the sentence on a delivery is made of, which the report says in the language of the reader.
REASONS = {
    "ground": "text",  # why a line is there: need | accepted | changed | kept; empty if withheld
    "share": "number",  # of the mean need that it covers, told so coarsely that it counts nobody
    "share_under": "number",  # where it is less than the least that `share` could tell
    "covers_start": "date",  # first and last day of what it covers
    "covers_end": "date",
    "limit": "text",  # what binds there, as for shortfalls; empty where nothing is short
    "gain": "number",  # weighted person-days that one more unit there would add, to two digits
}
DELIVERIES = {
    "organisation": "text",
    "depot": "text",
    "item": "text",
    "unit": "text",
    "quantity": "number",  # [item unit] sent
    "packs": "number",  # whole packs to load
    "place": "text",
    "dispatch": "date",  # day on which it leaves
    "delivery": "date",  # day on which it arrives
    "expires": "date",  # last day on which the goods can be used; none where no lot states one
    "lots": "text",  # marks of the lots to load, in order
    "status": "text",  # proposed | accepted | changed
    **REASONS,
}
SHORTFALLS = {
    "place": "text",
    "item": "text",
    "unit": "text",
    "start": "date",  # first day of the period
    "end": "date",  # last day of the period
    "need_p05": "number",  # [item unit] required in the period
    "need": "number",  # mean over the draws
    "need_p95": "number",
    "covered": "number",  # mean over the draws of what the plan covers
    "shortfall": "number",  # need - covered
    "coverage": "number",  # covered / need
    "limit": "text",  # what binds: one of the kinds that `limits` names
    "standard": "text",  # what is short; the item is the one in the smallest unit that covers it
    "person_days": "number",  # the shortfall in person-day equivalents, so that items compare
    "gain": "number",  # weighted person-days that one more unit would add, to two digits
}


@dataclass(frozen=True)
class Plan:
    """Deliveries proposed, and what remains short.

    Parameters
    ----------
    deliveries : one row per delivery, with the columns of DELIVERIES
    shortfalls : one row per place, item and period with any need, with the columns of SHORTFALLS
    objectives : worst coverage per life-saving item, value, transport, as solved; and the headline
        figures of `replay` over the draws of the needs
    caveats : sentences every reader must see
    replayed : the replay of these very deliveries over the draws of the needs; none after reading
        a plan back, nor once its deliveries have been replaced

    Raises
    ------
    ResultError
        When a column is missing.
    """

    deliveries: pd.DataFrame
    shortfalls: pd.DataFrame
    objectives: Mapping[str, float]
    caveats: tuple[str, ...] = field(default=())
    replayed: Replay | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A replay holds names and figures of its own deliveries, and must not outlive them.
        if self.replayed is not None and self.replayed.deliveries is not self.deliveries:
            object.__setattr__(self, "replayed", None)
        for name, frame, columns in (
            ("deliveries", self.deliveries, DELIVERIES),
            ("shortfalls", self.shortfalls, SHORTFALLS),
        ):
            if list(frame.columns) != list(columns):
                raise ResultError(f"{name} has columns {list(frame.columns)}")

    def save(self, folder: str | Path) -> None:
        """Write `deliveries.csv`, `shortfalls.csv` and `plan.json` into a folder, all or none."""
        said = [recorded(text) for text in self.caveats]
        rest = {"objectives": dict(self.objectives), "caveats": [*self.caveats], "said": said}
        files = {
            "deliveries.csv": self.deliveries.to_csv(index=False),
            "shortfalls.csv": self.shortfalls.to_csv(index=False),
            "plan.json": json.dumps(rest, indent=1),
        }
        write_all(folder, {name: text.encode() for name, text in files.items()})

    @classmethod
    def load(cls, folder: str | Path) -> Plan:
        """Read what `save` wrote."""
        folder = Path(folder)
        rest = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        return cls(
            deliveries=_read(folder / "deliveries.csv", DELIVERIES),
            shortfalls=_read(folder / "shortfalls.csv", SHORTFALLS),
            objectives=rest["objectives"],
            caveats=tuple(map(recalled, rest["said"])),
        )


def _read(path: Path, columns: Mapping[str, str]) -> pd.DataFrame:
    """A table as it was written, with its types."""
    dates = [name for name, kind in columns.items() if kind == "date"]
    texts = {name: str for name, kind in columns.items() if kind == "text"}
    table = pd.read_csv(path, dtype=texts, parse_dates=dates, keep_default_na=False, na_values="")
    return table.assign(**{name: table[name].fillna("") for name in texts})
