"""The reasons of the plan: whole sentences, in English and in Spanish."""

import datetime as dt
import html
import io
import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from posada.forecast import make_forecast
from posada.needs import make_needs
from posada.plan import Plan
from posada.report import make_report
from posada.report.labels import LABELS
from posada.report.reasons import LIMITS, MEASURES, Reasons
from posada.report.words import Words
from posada.scenario import read_scenario

JANUARY, MAY, JUNE = dt.date(2030, 1, 2), dt.date(2030, 5, 28), dt.date(2030, 6, 3)
LINE = {
    "ground": "need", "share": 0.6, "share_under": np.nan, "covers_start": JANUARY,
    "covers_end": JANUARY, "limit": "stock", "gain": 3.1, "item": "Water", "unit": "litre",
    "place": "Town",
}  # fmt: skip
SHORT = {"item": "Water", "unit": "litre", "coverage": 0.6, "limit": "stock", "gain": 3.1}
STANDARD = {
    "item": "Water", "standard": "water", "value": 15.0, "unit": "L", "per": "person/day",
    "source": "WASH; 2.1", "overridden": False, "role": "need",
}  # fmt: skip
QUOTED = "standard: 15 L per person/day (WASH)"
SPANISH = {"items": {"Water": "Agua"}, "names": {"Town": "Pueblo"}}


def reasons(language, standard=STANDARD, clock="person_days", others=()):
    words = Words(language, **(SPANISH if language == "es" else {}))
    data = xr.Dataset({"clock": ("item", [clock])}, coords={"item": ["Water"]})
    return Reasons(SimpleNamespace(standards=pd.DataFrame([standard, *others]), data=data), words)


def delivery(language="en", standard=STANDARD, clock="person_days", **columns):
    told = reasons(language, standard, clock)
    return told.of_deliveries(pd.DataFrame([{**LINE, **columns}]))[0]


def shortfall(language="en", **columns):
    return reasons(language).of_shortfalls(pd.DataFrame([{**SHORT, **columns}]))[0]


def test_a_durable_covers_what_is_still_needed_of_it_and_not_the_need_of_some_days():
    assert delivery(clock="first_arrivals", covers_end=MAY).startswith(
        "covers 60 % of what is still needed of water at Town by May 28, 2030; "
    )
    assert delivery("es", clock="first_arrivals").startswith(
        "cubre 60 % de lo que aún se necesita de agua en Pueblo hasta el 2 de enero de 2030; "
    )


def test_a_delivery_tells_what_it_covers_and_what_stands_in_the_way_of_more():
    assert delivery() == (
        "covers 60 % of the mean need of water at Town on January 2, 2030; "
        "limit: the depots that can reach the place have no more to give; "
        f"{QUOTED}; one more litre there would add 3.1 weighted person-days of cover"
    )
    assert delivery("es") == (
        "cubre 60 % de la necesidad media de agua en Pueblo el 2 de enero de 2030; "
        "límite: los almacenes que pueden llegar al lugar no tienen más que dar; "
        "estándar: 15 L por persona y día (WASH); "
        "una unidad más (litro) ahí sumaría 3.1 días-persona ponderados de cobertura"
    )


def test_a_shortfall_tells_how_much_is_covered_and_what_stands_in_the_way_of_more():
    rest = f"{QUOTED}; one more litre there would add 3.1 weighted person-days of cover"
    limit = "limit: the lanes to the place carry no more"
    assert shortfall(limit="lane") == f"covered in part; {limit}; {rest}"
    assert shortfall(limit="lane", coverage=0.0) == f"nothing of it is covered; {limit}; {rest}"
    assert shortfall(limit="none", gain=np.nan) == (
        "covered in part; no limit stands in the way; what is short is too unlikely or less than a "
        f"pack; {QUOTED}"
    )
    assert shortfall(coverage=0.999, limit="none") == f"all of it is covered; {QUOTED}"
    assert shortfall("es", coverage=0.0, limit="no lane", gain=1.0) == (
        "no está cubierto nada; límite: no hay ruta de carga hacia allá desde un almacén que lo "
        "tenga; estándar: 15 L por persona y día (WASH); una unidad más (litro) ahí sumaría 1 "
        "día-persona ponderado de cobertura"
    )


def test_what_needs_no_more_and_what_is_withheld_say_no_more():
    covers = "covers 100 % of the mean need of water at Town on January 2, 2030"
    assert delivery(share=1.0, limit="", gain=np.nan) == f"{covers}; {QUOTED}"
    assert delivery(ground="") == ""


@pytest.mark.parametrize(
    ("share", "under", "english", "spanish"),
    [
        (0.05, np.nan, "5 %", "5 %"),
        (np.nan, 0.05, "under 5 %", "menos de 5 %"),
        (np.nan, np.nan, "part", "una parte"),
    ],
)
def test_a_share_is_told_as_closely_as_it_may_be(share, under, english, spanish):
    columns = {"share": share, "share_under": under}
    assert delivery(**columns).startswith(f"covers {english} of the mean need")
    assert delivery("es", **columns).startswith(f"cubre {spanish} de la necesidad media")


@pytest.mark.parametrize(
    ("first", "last", "english", "spanish"),
    [
        (MAY, MAY, "on May 28, 2030", "el 28 de mayo de 2030"),
        (JUNE, JUNE.replace(day=9), "from June 3 to 9, 2030", "del 3 al 9 de junio de 2030"),
        (MAY, JUNE, "from May 28 to June 3, 2030", "del 28 de mayo al 3 de junio de 2030"),
        (
            MAY.replace(year=2029),
            JUNE,
            "from May 28, 2029 to June 3, 2030",
            "del 28 de mayo de 2029 al 3 de junio de 2030",
        ),
        (
            JUNE.replace(year=2029),
            JUNE,
            "from June 3, 2029 to June 3, 2030",
            "del 3 de junio de 2029 al 3 de junio de 2030",
        ),
    ],
)
def test_days_are_told_as_the_reader_writes_them(first, last, english, spanish):
    days = {"covers_start": pd.Timestamp(first), "covers_end": pd.Timestamp(last)}
    assert f" at Town {english}; " in delivery(**days)
    assert f" en Pueblo {spanish}; " in delivery("es", **days)


@pytest.mark.parametrize(
    ("ground", "english", "spanish"),
    [
        ("accepted", "accepted by the organisation", "aceptada por la organización"),
        (
            "changed",
            "changed and accepted by the organisation",
            "cambiada y aceptada por la organización",
        ),
        (
            "kept",
            "kept from the plan before, because it leaves so soon",
            "se mantiene del plan anterior, porque sale muy pronto",
        ),
    ],
)
def test_a_line_that_stood_before_says_why(ground, english, spanish):
    nothing = {"share": np.nan, "limit": "", "gain": np.nan, "covers_start": pd.NaT}
    assert delivery(ground=ground, **nothing) == english
    assert delivery("es", ground=ground, **nothing) == spanish


def test_every_limit_has_a_name_and_a_sentence_of_its_own():
    assert set(LIMITS) <= set(LABELS)
    told = {
        limit: [shortfall(language, limit=limit) for language in ["en", "es"]] for limit in LIMITS
    }
    assert len({english for english, _ in told.values()}) == len(LIMITS)
    assert len({spanish for _, spanish in told.values()}) == len(LIMITS)
    assert all(english.split("; ")[1] not in spanish for english, spanish in told.values())


@pytest.mark.parametrize(
    ("gain", "told"), [(0.067, "0.067"), (0.99, "0.99"), (5.5, "5.5"), (12000.0, "12,000")]
)
def test_what_one_more_unit_adds_is_told_to_two_digits(gain, told):
    end = f"; one more litre there would add {told} weighted person-days of cover"
    assert delivery(gain=gain).endswith(end)


def test_one_piece_and_several_pieces_of_a_standard_have_words_of_their_own():
    def standard(value, unit, per="household"):
        return STANDARD | {"value": value, "unit": unit, "per": per}

    assert "standard: 1 piece per household (WASH)" in delivery(standard=standard(1, "piece"))
    assert "standard: 2 pieces per household (WASH)" in delivery(standard=standard(2, "piece"))
    spanish = delivery("es", standard(2, "piece"))
    assert "estándar: 2 piezas por hogar (WASH)" in spanish
    assert "estándar: 1 pieza por hogar (WASH)" in delivery("es", standard(1, "piece"))
    assert "standard: 7 cakes per feast (WASH)" in delivery(standard=standard(7, "cakes", "feast"))


def test_what_holds_on_the_road_or_in_the_cold_is_told_with_the_standard():
    others = [
        STANDARD | {"value": 3.0, "role": "in transit"},
        STANDARD | {"value": 4.5, "role": "in transit and hot"},
        STANDARD | {"value": 16.0, "role": "cold"},
        STANDARD | {"value": 7.5, "role": "first"},
        STANDARD | {"standard": "energy_cold_increment", "value": 100.0, "role": "cold"}
        | {"per": "person/day per 5 C below 20 C", "unit": "kcal"},
    ]  # fmt: skip
    english, spanish = (
        reasons(language, others=others).quotes["Water"] for language in ("en", "es")
    )
    assert english.endswith(
        "(WASH), in transit 3 L, in transit in the heat 4.5 L, in the cold 16 L, "
        "in the cold 100 kcal more per person/day per 5 C below 20 C"
    )
    assert spanish.endswith(
        "(WASH), en tránsito 3 L, en tránsito con calor 4.5 L, con frío 16 L, "
        "con frío 100 kcal más por persona y día por cada 5 °C bajo 20 °C"
    )


def test_the_limit_of_a_need_that_is_met_on_average_is_one_of_more_people():
    head = "covers 100 % of the mean need of water at Town on January 2, 2030; "
    assert delivery(share=1.0).startswith(f"{head}if more people come, limit: the depots that")
    assert delivery("es", share=1.0).split("; ")[1].startswith("si llegan más personas, límite: ")
    assert delivery(share=1.0, limit="none").startswith(f"{head}no limit stands in the way")
    assert delivery(share=1.0, limit="").startswith(f"{head}standard: ")


def test_a_standard_of_the_operations_own_is_not_ascribed_to_others():
    own = STANDARD | {"value": 10.0, "overridden": True}
    assert "standard: 10 L per person/day (the operation's own);" in delivery(standard=own)
    assert "estándar: 10 L por persona y día (propio de la operación);" in delivery("es", own)


def test_no_reason_of_a_plan_stays_english(riverside):
    _, _, needs, plan = riverside
    told = Reasons(needs, Words("es"))
    written = {*told.of_deliveries(plan.deliveries), *told.of_shortfalls(plan.shortfalls)}
    assert len(written) > 5
    english = re.compile(r"\b(covers|covered|limit|standard|one more|would|nothing|person-day)\b")
    assert [text for text in written if english.search(text)] == []


def test_a_plan_that_was_saved_gives_the_same_report(riverside, tmp_path):
    *results, plan = riverside
    plan.save(tmp_path)
    again = Plan.load(tmp_path)
    for language in ("en", "es"):
        first = make_report(*results, plan, language=language).files
        second = make_report(*results, again, language=language).files
        assert first["plan.csv"] == second["plan.csv"]
        assert first["shortfalls.csv"] == second["shortfalls.csv"]


def test_sentences_on_shortfalls_name_no_place(riverside):
    scenario, _, needs, plan = riverside
    told = Reasons(needs, Words("en")).of_shortfalls(plan.shortfalls)
    names = [*scenario.places, *scenario["depots"]["name"], *scenario["organisations"]["name"]]
    assert len(names) > 5
    assert [name for name in names if any(name in text for text in told)] == []


def test_the_units_of_the_standards_of_the_exodus_are_known():
    scenario = read_scenario("exodus-2018")
    used = make_needs(scenario, make_forecast(scenario, draws=2)).standards
    assert len(used) > 10
    assert {*used["unit"], *used["per"]} <= MEASURES


def test_spanish_files_give_their_reasons_in_spanish(riverside):
    files = make_report(*riverside, language="es").files
    for name in ("plan.csv", "shortfalls.csv", "organisations/River-Network.csv"):
        cells = pd.read_csv(io.BytesIO(files[name]))["reason"].dropna()
        assert len(cells) > 0
        assert cells.str.match("cub|todo|no está").all(), name
    sheets = pd.read_excel(io.BytesIO(files["report.xlsx"]), sheet_name=None, header=1)
    told = pd.concat([sheet["por qué"] for sheet in sheets.values() if "por qué" in sheet]).dropna()
    assert told.str.match("cub|todo|no está").all()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_gives_the_reasons_that_stand_in_the_tables(riverside, language):
    files = make_report(*riverside, language=language).files
    page = html.unescape(files["report.html"].decode())
    plan, short = (pd.read_csv(io.BytesIO(files[f"{name}.csv"])) for name in ("plan", "shortfalls"))
    assert len(plan) > 0
    assert all(f">{reason}<" in page for reason in plan["reason"].dropna())
    shown = re.findall(r'<tr class="more">.*?<p class="small">(.*?)</p>', page, flags=re.S)
    assert 0 < len(shown) <= 10
    assert set(shown) <= set(short["reason"].dropna())
