"""What `scenario.toml` may hold, with units and defaults.

It answers: for which days, with which ranges for what is not known, by which standards.
It refuses unknown keys, so that a misspelt setting is never silently ignored.
"""

from __future__ import annotations

import datetime as dt

from pydantic import Field, model_validator

from posada.saying import say
from posada.scenario.ranges import Number, Probabilities, Range, Spread, Strict

LONGEST = 3660  # days that are known, and days ahead


PROBABILITIES = ("leave", "turn_back", "asylum", "settle", "join_list", "cross")
AS_EVERYBODY = Range(low=1, high=1)


class GroupRules(Strict):
    """How a group of the table `groups` moves, as factors of what holds for everybody.

    A group without a block, and a factor that is not given, is 1: as everybody. No factor may bring
    a probability above 1. Groups of which every factor differs live by rules of their own.
    """

    leave: Spread = Field(default=AS_EVERYBODY, description="how many times as likely to move on")
    turn_back: Spread = Field(
        default=AS_EVERYBODY, description="how many times as likely to turn back"
    )
    asylum: Spread = Field(
        default=AS_EVERYBODY, description="how many times as likely to ask for asylum"
    )
    settle: Spread = Field(default=AS_EVERYBODY, description="how many times as likely to settle")
    join_list: Spread = Field(
        default=AS_EVERYBODY, description="how many times as likely to join the list of a crossing"
    )
    cross: Spread = Field(
        default=AS_EVERYBODY, description="how many times as likely to cross without waiting"
    )
    held_turn_back: Spread = Field(
        default=AS_EVERYBODY,
        description="how many times as likely to turn back when held by a closed gate",
    )
    pace: dict[str, Spread] = Field(
        default_factory=dict,
        description="how many times as many km in a day of travel, by mode: 0.8 is slower",
    )
    route_weight: Probabilities = Field(
        default_factory=dict,
        description="how many times as much a route weighs, by the place it leads to; keys as in a "
        "table of probabilities",
    )


class Movement(Strict):
    """How people move. Every probability is per person and day.

    The keys of a table of probabilities say where it holds, the most specific one wins:
    the name of a place, a region, a country code, a kind of place, `default`.
    """

    pace: dict[str, Spread] = Field(
        default_factory=lambda: {
            "foot": Range(low=30, high=60),
            "lift": Range(low=100, high=250),
            "bus": Range(low=500, high=1200),
        },
        description="km covered in a day of travel, by mode",
    )
    leave: Probabilities = Field(
        default_factory=lambda: {
            "default": Range(low=0.5, high=0.9),
            "site": Range(low=0.0, high=0.02),
            "destination": Range(low=0.0, high=0.05),
        },
        description="moves on",
    )
    turn_back: Probabilities = Field(
        default_factory=lambda: {"default": Range(low=0.0, high=0.01)},
        description="turns back to where they came from",
    )
    asylum: Probabilities = Field(
        default_factory=lambda: {"default": Range(low=0.0, high=0.0)},
        description="asks for asylum where they are, and stays",
    )
    settle: Probabilities = Field(
        default_factory=lambda: {"default": Range(low=0.0, high=0.0)},
        description="finds work or a home, or leaves the network for an unknown place",
    )
    join_list: Probabilities = Field(
        default_factory=lambda: {"default": Range(low=0.0, high=0.05)},
        description="puts the name on the list of the crossing; only where queue_at is given",
    )
    cross: Probabilities = Field(
        default_factory=lambda: {"default": Range(low=0.0, high=0.0)},
        description="crosses the border without waiting for the list",
    )
    held_turn_back: Spread = Field(
        default=Range(low=0.02, high=0.1),
        description="turns back, for people held by a closed gate",
    )
    hostility: Spread = Field(
        default=Range(low=2, high=6),
        description="how many times more people turn back on the day of a hostile event",
    )
    hostility_days: float = Field(default=5, gt=0, description="days until that has halved")
    alike: Spread = Field(
        default=Range(low=0.0, high=0.0),
        description="how alike people of one place decide on a day whether to move on: "
        "0 each alone, near 1 all as one",
    )
    together: Spread = Field(
        default=Range(low=0.0, high=0.0),
        description="how far people travel as a column: part of the choice to move on that is made "
        "by looking at others one stop ahead, here and one stop behind; 0 none, 1 all",
    )
    list_ahead: dict[str, Spread] = Field(
        default_factory=dict,
        description="people of other origins who stand on the list of a crossing at the start",
    )
    groups: dict[str, GroupRules] = Field(
        default_factory=dict,
        description="what each group does more or less than everybody, for example "
        "{ children = { leave = 0.95, pace = { foot = [0.7, 0.9] } } }",
    )
    learn: bool = Field(
        default=True, description="whether headcounts up to as_of narrow and move the ranges above"
    )


class Needs(Strict):
    """How people become quantities."""

    household_size: float = Field(default=5, gt=0, description="persons in a household")
    share_lacking: dict[str, Number] = Field(
        default_factory=dict,
        description="share of first arrivals who lack a durable item, by item name; 1 if not given",
    )
    share_in_care: float = Field(
        default=1.0,
        ge=0,
        le=1,
        description="share of those who asked for asylum and are still cared for at the place",
    )


class Override(Strict):
    """One standard that the operation replaces, and who answers for it."""

    item: str = Field(description="item of the table of standards")
    value: float = Field(ge=0, le=1e5, description="what replaces it, in the unit of the standard")
    author: str = Field(min_length=1, description="a role or an organisation, never a person")
    date: dt.date = Field(description="day of the decision")
    reason: str = Field(min_length=1, description="why")


class Plan(Strict):
    """How deliveries are planned."""

    reserve: float = Field(default=0.1, ge=0, lt=1, description="share of stock kept back")
    floor_days: int = Field(
        default=7, ge=1, le=3660, description="first checkpoint of the fairness floor"
    )
    freeze_days: int = Field(
        default=2,
        ge=0,
        le=3660,
        description="first days on which an earlier plan, if given, is kept as it is",
    )
    least_load_tonnes: float = Field(
        default=0,
        ge=0,
        description="least that a depot sends to a place in one period, where nobody loses by it; "
        "0 is off [t]",
    )
    most_organisations: int = Field(
        default=0,
        ge=0,
        description="most organisations that bring one item to one place, where nobody loses by "
        "it; 0 is off",
    )
    change_km: float = Field(
        default=50, ge=0, description="transport worth a tonne sent as the earlier plan said [km]"
    )


class Settings(Strict):
    """Everything in `scenario.toml`."""

    name: str = Field(
        min_length=1, description="short name without spaces; results are filed under it"
    )
    title: str = Field(min_length=1, description="title of the report")
    description: str = Field(default="", description="a few sentences on what this is")
    start: dt.date = Field(description="first day of the simulation")
    as_of: dt.date = Field(description="last day of information used")
    horizon_days: int = Field(gt=0, le=LONGEST, description="days forecast after as_of")
    made_up: bool = Field(
        default=False, description="an example or an exercise: every file then says so"
    )
    caveats: list[str] = Field(default_factory=list, description="sentences shown to every reader")
    title_es: str = Field(default="", description="title for readers of the report in Spanish")
    description_es: str = Field(default="", description="the same sentences in Spanish")
    caveats_es: list[str] = Field(
        default_factory=list, description="the same caveats in Spanish, all of them"
    )
    movement: Movement = Field(default_factory=Movement)
    needs: Needs = Field(default_factory=Needs)
    plan: Plan = Field(default_factory=Plan)
    standards: list[Override] = Field(default_factory=list)

    @model_validator(mode="after")
    def _start_before_as_of(self) -> Settings:
        if self.as_of < self.start:
            raise ValueError(
                say(
                    "as_of (%(as_of)s) is before start (%(start)s)",
                    as_of=self.as_of,
                    start=self.start,
                )
            )
        return self

    @property
    def end(self) -> dt.date:
        """Last day forecast."""
        return self.as_of + dt.timedelta(days=self.horizon_days)
