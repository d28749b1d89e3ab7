"""Words for the values of choices, such as sectors, kinds of event and limits."""

from __future__ import annotations


def N_(text: str) -> str:  # noqa: N802 - the name that catalogue tools look for
    """Mark a text for the catalogue; it is translated where it is shown."""
    return text


# Under this name those who stand at restricted places without a town are added up.
OTHER_PLACES = N_("other places")
LABELS = {
    "water": N_("Water"),
    "food": N_("Food"),
    "clothing": N_("Clothing"),
    "bedding": N_("Bedding"),
    "health": N_("Health and medicine"),
    "shelter": N_("Shelter"),
    "hygiene": N_("Hygiene"),
    "origin": N_("origin"),
    "town": N_("town"),
    "site": N_("shelter or camp"),
    "crossing": N_("border crossing"),
    "destination": N_("destination"),
    "closure": N_("closure"),
    "opening": N_("opening"),
    "capacity": N_("shelter capacity"),
    "quota": N_("daily quota"),
    "hostility": N_("hostility"),
    "transport": N_("transport"),
    "asylum": N_("offer of asylum or stay"),
    "rest": N_("rest"),
    "gas_or_spray": N_("tear gas or pepper spray"),
    "death": N_("death"),
    "injury": N_("injury"),
    "missing": N_("people missing"),
    "detention": N_("detention"),
    "deportation": N_("deportation"),
    "attack": N_("attack"),
    "other": N_("other"),
    "people": N_("people present"),
    "arrivals": N_("arrivals that day"),
    "arrivals_total": N_("arrivals since the start"),
    "departures_total": N_("departures since the start"),
    "returned_total": N_("returned since the start"),
    "asylum_total": N_("asked for asylum since the start"),
    "waiting_list": N_("names on the waiting list"),
    "homicide_rate": N_("homicides"),
    "poverty": N_("poverty"),
    "drought": N_("drought"),
    "unemployment": N_("unemployment"),
    "underemployment": N_("underemployment"),
    "income": N_("income"),
    "remittances": N_("remittances"),
    "population": N_("population"),
    "usual_departures": N_("usual departures"),
    "high": N_("high"),
    "medium": N_("medium"),
    "low": N_("low"),
    "assumption": N_("assumption"),
    "stock": N_("stock"),
    "no lane": N_("no way known to bring it there"),
    "declined": N_("those who could may not, or have declined"),
    "lane": N_("transport on the way there"),
    "depot": N_("loading at the depot"),
    "time": N_("time to get there"),
    "handling": N_("unloading at the place"),
    "room": N_("room to keep it at the place"),
    "budget": N_("money for transport"),
    "none": N_("nothing: it is too unlikely to be needed"),
    "proposed": N_("proposed"),
    "accepted": N_("accepted"),
    "changed": N_("changed"),
}
# What back-tests compare, by their names in the files.
MODELS = {
    "posada": N_("this forecast"),
    "trend": N_("the reports alone, without movement"),
    "last_level": N_("the last report stays"),
    "last_shares": N_("the shares of the last reports stay, of a total that is given"),
    "random_walk": N_("the last report, spread as reports changed before"),
    "damped_trend": N_("the slope of the last 90 days, fading"),
    "posada_cold": N_("posada, before any report"),
    "flee_rules": N_("Flee's rules, before any report"),
    "uniform": N_("as many people at each place"),
    "capacity": N_("as many people as there is room for"),
}
# Headings of the table of scores; coverage has the share that it should be.
SCORES = {
    "horizon_days": N_("days ahead"),
    "n": N_("reports"),
    "wmape": N_("wMAPE"),
    "wis_over_mean": N_("WIS"),
    "crps_over_mean": N_("CRPS"),
}
BANDS = {"all": N_("all"), "cold": N_("cold start")}
# What barriers do to people, over all days and places.
ALL_BARRIERS = N_("all of them")
EFFECTS = {
    "waiting": N_("days of waiting"),
    "beyond_shelter": N_("nights without shelter"),
    "returned": N_("turned back"),
    "asylum": N_("asked for asylum"),
    "crossed": N_("crossed"),
}
# One and several of the units in which things are commonly counted.
UNITS = {
    "bar": (N_("bar"), N_("bars")),
    "bottle": (N_("bottle"), N_("bottles")),
    "box": (N_("box"), N_("boxes")),
    "consultation": (N_("consultation"), N_("consultations")),
    "kit": (N_("kit"), N_("kits")),
    "litre": (N_("litre"), N_("litres")),
    "meal": (N_("meal"), N_("meals")),
    "module": (N_("module"), N_("modules")),
    "pair": (N_("pair"), N_("pairs")),
    "parcel": (N_("parcel"), N_("parcels")),
    "piece": (N_("piece"), N_("pieces")),
    "set": (N_("set"), N_("sets")),
    "sheet": (N_("sheet"), N_("sheets")),
    "tent": (N_("tent"), N_("tents")),
    "toilet": (N_("toilet"), N_("toilets")),
}
