"""What Flee takes a place for, by the words in its type."""

from __future__ import annotations

from posada.scenario.flee.rules import MoveRules

CAMPS = ("camp", "idpcamp")
CAMP_BELOW = 0.005  # Flee turns a place that people leave more rarely than this into a camp


def kind_of(location_type: str, conflict_date: float = 0.0) -> str:
    """The kind of a place: Flee looks for these words in this order."""
    text = location_type.lower()
    if "camp" in text:
        return "idpcamp" if "idp" in text else "camp"
    if "conflict" in text:
        return "town" if conflict_date > 0 else "conflict"
    return next((word for word in ("forward", "marker", "flood_zone") if word in text), "town")


def is_camp(location_type: str) -> bool:
    """Whether Flee takes a place of this type for a camp from the start."""
    return kind_of(location_type) in CAMPS


def chance_of(kind: str, rules: MoveRules) -> float:
    """Probability that people leave a place of a kind in a day."""
    chance = {
        "camp": rules.camp_movechance,
        "idpcamp": rules.idpcamp_movechance,
        "conflict": rules.conflict_movechance,
        "forward": 1.0,
        "marker": 1.0,
    }
    return float(chance.get(kind, rules.default_movechance))


def turns_into_camp(kind: str, rules: MoveRules) -> bool:
    """Whether a place that is no camp becomes one, because hardly anybody leaves it."""
    return kind not in (*CAMPS, "flood_zone") and chance_of(kind, rules) < CAMP_BELOW
