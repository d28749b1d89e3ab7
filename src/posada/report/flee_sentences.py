"""Sentences that stand under a forecast of a Flee set, for the catalogue: see `sentences`."""

from __future__ import annotations

from posada.report.labels import N_

FLEE_SENTENCES = (
    N_(
        "Flee is given the total of people each day by its reports and works out only where they"
        " are: set this beside forecasts that were given the total as well."
    ),
    N_(
        "Every person is counted: the setting hasten, which makes Flee follow one person in so"
        " many, is not needed and not used."
    ),
    N_(
        "From the last day of information on, places that were reported follow their reports: the"
        " last count, growth that fades, and errors as large as they were before; they do not"
        " follow the movement rules."
    ),
    N_(
        "Reports of the places add up to more than the total that was reported on the day:"
        " %(count)s of %(all)s days. They are kept; the total is not used."
    ),
    N_(
        "The forecast is made on the first day of the set, so it follows Flee's rules alone; made"
        " on a later day, it follows the reports up to that day."
    ),
    N_(
        "Where people are by Flee's rules is left out: posada cannot live this set by them, as"
        " posada check says."
    ),
    N_("Places of which a single count of anybody is known, and no growth: %(places)s."),
    N_("Places without a report by %(date)s follow the movement rules: %(places)s."),
    N_("%(name)s, a Flee set"),
    N_("Flee set %(name)s"),
    N_("The border between %(one)s and %(other)s is closed."),
    N_("%(place)s is closed."),
    N_("Flee prints each day with the date of the day after; posada gives it its own date."),
    N_("forced_redirection in routes.csv is never applied by Flee: nobody is redirected."),
    N_(
        "forced_redirection 1 makes Flee take the route twice, which doubles its chance: "
        "%(names)s. If a distance with a decimal comma is meant, write a point."
    ),
    N_(
        "On routes shorter than a day's distance (%(km)s km) people who arrive may go on the same"
        " day, and Flee lets them go a whole day's distance again."
    ),
    N_("Closures of type link do nothing in Flee."),
    N_("Closures of type remove_forced_redirection do nothing in Flee."),
    N_(
        "Closures overlap in time: when Flee lifts one it opens its routes also where another"
        " still closes them."
    ),
    N_(
        "Flee sends nobody more to a camp that is %(share)s of its capacity times %(times)s full;"
        " its documentation says at capacity."
    ),
    N_(
        "Flee sends nobody more to a camp that is %(share)s of its capacity full; its documentation"
        " says at capacity."
    ),
    N_(
        "Flee takes the people of day 0 off the capacity of a camp and counts them as present as"
        " well: %(names)s."
    ),
    N_("These camps have no capacity left, which Flee takes for no limit: %(names)s."),
    N_(
        "routes.csv has a route more than once; Flee takes each as a way of its own, which"
        " raises its chance, and lets people go by the first: %(names)s."
    ),
    N_("A route leads back to where it starts, and Flee takes it: %(names)s."),
    N_("A route of 0 km brings people to its end at once: %(names)s."),
    N_("No route leads to or from these places: %(names)s."),
    N_("A closure that ends before it starts is never lifted: %(names)s."),
    N_("A closure that starts on no day simulated closes nothing: %(names)s."),
    N_(
        "A closure of type camp makes a place a town, and a camp when it ends, also where it"
        " was neither: %(names)s."
    ),
    N_("An intensity below 0 is no conflict to Flee: %(names)s."),
    N_(
        "An intensity above 1 makes more people set out and keeps more away than a full"
        " conflict does: %(names)s."
    ),
    N_(
        "No report lies within the days simulated (%(first)s to %(last)s), so that the same"
        " count holds on each: %(names)s."
    ),
    N_("A day has two reports, of which Flee goes on from the later row: %(names)s."),
    N_("A registration before day 0 corrects nothing: %(names)s."),
    N_("A chance above 1 is to Flee as good as 1: %(names)s."),
    N_("With awareness_level -1 nobody knows a way past a marker."),
    N_("%(file)s is empty: every setting is as Flee has it by itself."),
    N_("%(key)s stands in %(file)s more than once: the last one counts."),
    N_("Flee turns towns with a movechance below 0.005 into camps."),
    N_("In a flood Flee takes every place for a camp that can be compared with reports."),
    N_("Flee ignores a change of intensity while a conflict goes on: %(names)s."),
    N_(
        "locations.csv has a conflict from day 0 and conflicts.csv has none; Flee keeps it until"
        " conflicts.csv has one that ends: %(names)s."
    ),
    N_(
        "A conflict_date after day 0 is not used, only conflicts.csv is; these places never become"
        " conflict zones: %(names)s."
    ),
    N_(
        "Flee lets people set out for rows of data_layout.csv that are no camps, and compares them"
        " with nothing: %(names)s."
    ),
    N_(
        "Where a camp has several files, Flee adds to each day of a later file the NEXT report of"
        " the files before it, and loses the days after the end of the shorter one: %(names)s."
    ),
    N_(
        "Reports before a registration are scaled to it, so that they are no longer what was"
        " reported: %(names)s."
    ),
    N_(
        "The reports of %(place)s are out of order at %(date)s; Flee reads each day from the first"
        " report in the file that is later than it."
    ),
    N_("awareness_level -1 is the same as 1 in Flee."),
    N_(
        "stay_close_to_home measures from where a person is, not from home, and with latitude and"
        " longitude exchanged."
    ),
    N_("harvest_months applies to everybody in Flee, not only to farmers."),
    N_("fixed_routes lets the attraction of a place count twice, and ignores capacity."),
    N_("Flee looks for location_changes.csv where it is started, not in the set."),
    N_("use_v1_rules sets speed, weights and stints, whatever else the settings say of them."),
    N_("sum_from_camps is off: people set out by the total, not by what camps reported."),
    N_(
        "conflict_driven_spawning lets people set out by conflict, whatever camps reported;"
        " conflict_spawn_decay does not change how many."
    ),
    N_(
        "boys_take_risk does nothing without children_avoid_hazards, and with it makes every male"
        " person older than 14 ignore how safe a place is (as in flee 3.1)."
    ),
    N_("People of agents.csv come on top of those who set out, and are not scaled down."),
    N_("People whom a camp deactivates never move again, and are still counted there."),
    N_("flood_link_weights are not used: Flee is not known to use them."),
    N_(
        "How Flee lets people act on a flood forecast could not be compared: posada takes the"
        " higher of the chance to leave today and the weighted mean of the days forecast, times the"
        " awareness of the person."
    ),
    N_(
        "By spawn_mode constant, which Flee takes unless the settings say otherwise, fewer than one"
        " person a day set out at every flood level, so that nobody ever does."
    ),
    N_(
        "The days that %(file)s names are not 0, 1, 2 ...; Flee does not read them, and takes the"
        " first row for day 0, the second for day 1, and so on."
    ),
    N_("The column %(column)s of %(file)s is ignored: no place is called so%(hint)s."),
    N_("%(count)s columns of %(file)s are ignored, for no place is called so: %(names)s."),
    N_(
        "The column %(column)s of %(file)s is ignored: no place lies in a region called so%(hint)s."
    ),
    N_("Agents at %(place)s in %(file)s are left out: no place is called so%(hint)s."),
    N_(
        "The closure of %(one)s and %(other)s closes nothing: no place lies in a country"
        " %(country)s%(hint)s."
    ),
    N_("%(key)s in %(file)s is ignored: Flee knows no such key%(hint)s."),
    N_("%(key)s in %(file)s does nothing: %(why)s."),
)
# Why a key does nothing.
FLEE_REASONS = (
    N_("Flee reads it and does nothing with it"),
    N_("Flee always reads input_csv/conflicts.csv"),
    N_("Flee looks for the misspelt key camps_are_sicks"),
    N_("Flee looks for flood_driven_spawn_mode"),
    N_("Flee looks for spawn_mode"),
    N_("Flee does not read it"),
    N_("Flee stores it in a form that never switches it on"),
)
