"""What a plan says to every reader, once each, with blanks for what changes.

The report tells each of them in the language of the reader; a test makes sure that it knows them
all, and that no other module of the plan writes a sentence of its own.
"""

NO_ITEMS = "No items are listed, so nothing is planned and nothing can be called short."
RESERVE = (
    "The plan keeps %(share)s of the stock back as a reserve, and counts each pledge by its"
    " quantity times its chance."
)
LANES_OPEN = (
    "The plan assumes that every lane stays open that is not known to be closed; it does not"
    " plan the routes of vehicles."
)
LANES_OPEN_NO_ROOM = (
    "The plan assumes that every lane stays open that is not known to be closed; it does not"
    " plan budgets, storage room at the places or the routes of vehicles."
)
FLOOR_HELD = (
    "Each place keeps at least %(floor)s of the coverage that could be guaranteed to it by"
    " day %(day)s and at the end; distance decides only among plans with at least %(value)s"
    " of the best value."
)
PACKS = "Goods go in whole packs, so a place may get a few packs more or less than it was to."
SEVERAL_DAYS = (
    "After the first days a line stands for all that leaves in several days; its date is the first"
    " on which any of it can leave."
)
UNREACHED = "No depot can bring anything to: %(places)s."
FLOOR_IMPOSSIBLE = (
    "The floor cannot be held for %(items)s by %(date)s, where nothing can be guaranteed:"
    " %(where)s."
)
DROPPED = (
    "%(count)s lines of the plan before could not be kept, because goods or transport no"
    " longer suffice."
)
DROPPED_ONE = (
    "%(count)s line of the plan before could not be kept, because goods or transport no"
    " longer suffice."
)
OUTSIDE = (
    "%(count)s accepted lines neither leave nor arrive on the days of the plan, and are not in it."
)
OUTSIDE_ONE = (
    "%(count)s accepted line neither leaves nor arrives on the days of the plan, and is not in it."
)
UNTIDY = "Not tidied, because nothing was found by which nobody gets less: %(which)s."
NAIVE = "This plan was made by the rule '%(rule)s', to compare with; it is not a proposal."
SENTENCES = (
    NO_ITEMS,
    RESERVE,
    LANES_OPEN,
    LANES_OPEN_NO_ROOM,
    FLOOR_HELD,
    PACKS,
    SEVERAL_DAYS,
    UNREACHED,
    FLOOR_IMPOSSIBLE,
    DROPPED,
    DROPPED_ONE,
    OUTSIDE,
    OUTSIDE_ONE,
    UNTIDY,
    NAIVE,
)

# Why nothing can be guaranteed, by the limit that stands in the way.
WHY_NOTHING = {
    "stock": "no depot that can reach it has any to give",
    "lane": "the lanes to it carry nothing more",
    "depot": "the transport of the depots carries nothing more",
    "handling": "it can receive nothing more",
    "room": "it has no room to keep any",
    "budget": "the organisations have no money left for transport",
    "time": "nothing can arrive by then",
    "no lane": "no lane leads there from a depot that has any",
    "declined": "those who have any may not bring it there, or have declined",
    "none": "what could be sent is less than a pack",
}
MORE_PLACES, ONE_MORE_PLACE = "%s more places", "1 more place"
SMALL_LOADS = "loads under %s tonnes"
SURPLUS = "organisations beyond %s for one item at one place"
PIECES = (*WHY_NOTHING.values(), MORE_PLACES, ONE_MORE_PLACE, SMALL_LOADS, SURPLUS)
