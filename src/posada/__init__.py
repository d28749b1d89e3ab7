"""posada: where people fleeing will be, what they will need there, and who could bring it.

The flow is five stages; each gives a frozen result that the next one starts from::

    scenario = read_scenario("riverside")                  what is known
    forecast = make_forecast(scenario)                     who will be where
    needs = make_needs(scenario, forecast)                 what they will need
    plan = make_plan(scenario, needs)                      what to send
    report = make_report(scenario, forecast, needs, plan)  what people read

`run_scenario` does all five and writes the files. `__init__.pyi` names what is public; each name
is loaded when it is first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
