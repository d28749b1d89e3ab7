"""Flee's settings: every key its code reads, with the value it takes when the key is absent.

Fields are named as the keys of `simsetting.yml`; a key that is not here is one that Flee does not
read.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

SQRT_TEN = 3.16227766017  # rounded as Flee rounds it


def _no_switch(value: Any) -> Any:
    """To Flee True is 1, and YAML takes yes for True: nobody who writes that can mean it."""
    if isinstance(value, bool):
        raise PydanticCustomError("float_type", "a number")
    return value


Number = Annotated[float, BeforeValidator(_no_switch)]
Whole = Annotated[int, BeforeValidator(_no_switch)]
Share = Annotated[Number, Field(ge=0, le=1)]
NotNegative = Annotated[Number, Field(ge=0)]
Pace = Annotated[Number, Field(ge=0.1)]  # km a day; slower than that nobody ever arrives
Positive = Annotated[Number, Field(gt=0)]


def _no_text(value: Any) -> Any:
    """To Flee any text is true, also 'False' in quotes: nobody who writes that can mean it."""
    if isinstance(value, str):
        raise PydanticCustomError("switch", "True or False, without quotes")
    return value


Switch = Annotated[bool, BeforeValidator(_no_text)]


class Block(BaseModel):
    """A block of settings that never changes once read; strangers are told apart by the reader."""

    model_config = ConfigDict(
        extra="ignore", frozen=True, allow_inf_nan=False, populate_by_name=True
    )


def _camel(name: str, default: Any = False) -> Any:
    """A key that the published files also write in capitals, as `MatchCampEthnicity`."""
    capitals = "".join(part.capitalize() for part in name.split("_"))
    return Field(default=default, validation_alias=AliasChoices(capitals, name))


def _short(name: str, default: Any = None) -> Any:
    """A key of a block of flood rules, with or without the word that repeats the block."""
    return Field(default=default, validation_alias=AliasChoices(name, name.removeprefix("flood_")))


class ConflictDriven(Block):
    """People who set out because of the conflict, not because a camp counted them."""

    spawn_mode: str = "constant"
    displaced_per_conflict_day: NotNegative = 500.0

    @model_validator(mode="before")
    @classmethod
    def _share_by_default(cls, content: Any) -> Any:
        """Of a share of the population, 0.01 is displaced each day unless the file says more."""
        if isinstance(content, dict) and content.get("spawn_mode") == "pop_ratio":
            return {"displaced_per_conflict_day": 0.01, **content}
        return content


class FloodDriven(Block):
    """People who set out because of a flood, by its level."""

    spawn_mode: str = "constant"
    displaced_per_flood_day: tuple[NotNegative, ...] = (0.0, 0.1, 0.2, 0.5, 0.9)


class FloodRules(Block):
    """How a flood changes who leaves and where to."""

    flood_movechances: tuple[Share, ...] | None = _short("flood_movechances")
    flood_loc_weights: tuple[NotNegative, ...] | None = _short("flood_loc_weights")
    flood_link_weights: tuple[NotNegative, ...] | None = _short("flood_link_weights")
    flood_forecaster: Switch = _short("flood_forecaster", False)
    flood_forecaster_timescale: int | None = _short("flood_forecaster_timescale")
    flood_forecaster_end_time: int | None = _short("flood_forecaster_end_time")
    flood_forecaster_weights: tuple[NotNegative, ...] | None = _short("flood_forecaster_weights")
    flood_awareness_weights: tuple[NotNegative, ...] | None = _short("flood_awareness_weights")


class SpawnRules(Block):
    """Who sets out, where and when."""

    take_from_population: Switch = False
    insert_day0: Switch = True
    empty_camps_on_day0: Switch = False
    sum_from_camps: Switch = True
    conflict_spawn_decay: tuple[NotNegative, ...] | None = None
    conflict_spawn_decay_interval: Whole = Field(default=30, ge=1)
    conflict_zone_spawning_only: Switch = True
    conflict_driven_spawning: ConflictDriven | None = None
    flood_zone_spawning_only: Switch = False
    flood_driven_spawn_mode: FloodDriven | None = None
    starvation_driven_spawning: Switch = False
    read_from_agents_csv_file: Switch = False
    camps_are_sicks: Switch = False  # spelt as Flee's code spells it
    average_social_connectivity: NotNegative = 3.0


class MoveRules(Block):
    """Who moves on, how far in a day, and where to."""

    max_move_speed: Pace = 360.0
    max_walk_speed: Pace = 35.0
    max_crossing_speed: Positive = 20.0
    foreign_weight: NotNegative = 1.0
    camp_weight: NotNegative = 1.0
    conflict_weight: NotNegative = 1.0 / SQRT_TEN
    conflict_movechance: NotNegative = 1.0
    camp_movechance: NotNegative = 0.001
    idpcamp_movechance: NotNegative = 0.1
    default_movechance: NotNegative = 0.3
    awareness_level: Whole = Field(default=1, ge=-1)
    capacity_scaling: NotNegative = 1.0
    capacity_buffer: Share = 0.9
    avoid_short_stints: Switch = False
    start_on_foot: Switch = False
    use_v1_rules: Switch = False
    softening: NotNegative = 10.0
    weight_softening: NotNegative = 0.0
    distance_power: Number = 1.0
    weight_power: NotNegative = 1.0
    pruning_threshold: Number = 1.0
    stay_close_to_home: Switch = False
    home_distance_power: Number = 0.5
    use_pop_for_loc_weight: Switch = False
    pop_power_for_loc_weight: Number = 0.1
    movechance_pop_base: Positive = 10000.0
    movechance_pop_scale_factor: Number = 0.0
    fixed_routes: Switch = False
    use_economic_pull: Switch = False
    avoid_food_deprived_locations: Switch = False
    flee_when_starving: Switch = False
    harvest_months: tuple[Annotated[Whole, Field(ge=1, le=12)], ...] = ()
    children_avoid_hazards: Switch = _camel("children_avoid_hazards")
    women_avoid_hazards: Switch = _camel("women_avoid_hazards")
    elderly_avoid_hazards: Switch = _camel("elderly_avoid_hazards")
    boys_take_risk: Switch = _camel("boys_take_risk")
    match_camp_ethnicity: Switch = _camel("match_camp_ethnicity")
    match_town_ethnicity: Switch = _camel("match_town_ethnicity")
    match_conflict_ethnicity: Switch = _camel("match_conflict_ethnicity")
    match_camp_religion: Switch = _camel("match_camp_religion")
    match_town_religion: Switch = _camel("match_town_religion")
    match_conflict_religion: Switch = _camel("match_conflict_religion")
    flood_rules: FloodRules | None = None

    @model_validator(mode="before")
    @classmethod
    def _first_version(cls, content: Any) -> Any:
        """The rules of Flee's first version stand above whatever else the file says."""
        if not (isinstance(content, dict) and content.get("use_v1_rules") is True):
            return content
        return content | {
            "max_move_speed": 200.0,
            "start_on_foot": False,
            "avoid_short_stints": False,
            "camp_weight": 2.0,
            "conflict_weight": 0.25,
        }


class Optimisations(Block):
    """How much Flee simplifies to be fast."""

    hasten: Whole = Field(default=1, ge=1)


class FleeRules(Block):
    """Everything `simsetting.yml` says that Flee reads."""

    spawn_rules: SpawnRules = Field(default_factory=SpawnRules)
    move_rules: MoveRules = Field(default_factory=MoveRules)
    optimisations: Optimisations = Field(default_factory=Optimisations)
