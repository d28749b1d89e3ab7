"""From a scenario to a forecast: what was known is taken, lived many times, and kept.

It answers where people will be. It refuses to use anything dated after the last day of
information: later counts, departures and events stay in the tables, to be compared with.
"""

from __future__ import annotations

from collections.abc import Callable
from numbers import Integral

from posada.errors import InputError, Problem
from posada.forecast.doubts import movement_doubts, unused_rows
from posada.forecast.engine import label, make_ground, with_departures, with_people
from posada.forecast.flee import flee_forecast
from posada.forecast.flow import flow_caveats
from posada.forecast.learning.caveats import learning_caveats
from posada.forecast.learning.evidence import gather
from posada.forecast.learning.learn import learn_from
from posada.forecast.result import Forecast
from posada.movement import Room
from posada.saying import Said, say
from posada.scenario.model import Scenario
from posada.scenario.wording import quote


def make_forecast(
    scenario: Scenario,
    draws: int = 500,
    seed: int = 1,
    progress: Callable[[float], None] | None = None,
    learn: bool = True,
    room: Room | None = None,
) -> Forecast:
    """Simulate where people will be, from the start of the scenario to the end of its horizon.

    Parameters
    ----------
    scenario : everything known
    draws : simulated futures
    seed : same seed, same forecast, whatever the number of threads
    progress : called with the fraction done
    learn : learn from the headcounts known, where the scenario allows it
    room : where the draws are held; in memory when not given

    Raises
    ------
    InputError
        When draws or seed cannot be used; when nobody is known to have set out by the last day of
        information; of a Flee set, when it asks for a rule that is not there, or ends too soon.

    Examples
    --------
    >>> from posada import make_forecast, read_scenario
    >>> forecast = make_forecast(read_scenario("riverside"), draws=10)
    >>> int(abs(forecast.balance()).max())
    0
    """
    check_draws(draws, seed)
    learn = learn and scenario.settings.movement.learn
    if scenario.flee is not None:
        return flee_forecast(scenario, draws, seed, progress, learn, room)
    ground, evidence = make_ground(scenario), gather(scenario)
    if learn and len(evidence.table):
        met = learn_from(ground, evidence, draws, seed, progress)
        parameters, learned = met.parameters, met.learned
        # Who was moved towards a headcount did not set out: there are no departures.
        data = with_people(label(met.lived, scenario, ground.network), met.people)
    else:
        parameters, learned = ground.draw(draws, seed), None
        engine = ground.engine(parameters, ground.inflow(parameters, seed))
        simulation = engine.simulate(seed, progress=progress, room=room)
        data = with_departures(label(simulation, scenario, ground.network), room)
    return Forecast(
        data=data,
        as_of=scenario.settings.as_of,
        seed=seed,
        parameters=parameters,
        caveats=(
            *_unused(scenario),
            *learning_caveats(evidence, learned),
            *movement_doubts(scenario, learned is not None),
            *flow_caveats(scenario, ground.departures, learned is not None and learned.untold),
        ),
        learned=learned,
    )


def check_draws(draws: int, seed: int) -> None:
    """Refuse numbers of draws and seeds that nothing can be drawn with.

    Raises
    ------
    InputError
        When draws is no whole number from 1, or seed none from 0.
    """
    problems = [
        Problem(name, None, None, quote(value), say("a whole number from %(least)s", least=least))
        for name, value, least in (("draws", draws, 1), ("seed", seed, 0))
        if isinstance(value, bool) or not isinstance(value, Integral) or value < least
    ]
    if problems:
        raise InputError(problems, say("the settings of the run"))


def _unused(scenario: Scenario) -> tuple[Said, ...]:
    """Rows that nobody could know of."""
    later = {
        table: len(scenario[table]) - len(scenario.known(table))
        for table in ("events", "departures", "headcounts")
    }
    counted = {table: number for table, number in later.items() if number}
    return (unused_rows(scenario.settings.as_of, counted),) if counted else ()
