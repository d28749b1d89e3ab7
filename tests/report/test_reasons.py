"""The reasons of the plan in Spanish."""

import datetime as dt
import html
import io
import re

import numpy as np
import pandas as pd
import pytest

from posada.forecast import make_forecast
from posada.needs import make_needs
from posada.plan import reasons as plan_reasons
from posada.plan import standing
from posada.report import make_report
from posada.report.labels import LABELS
from posada.report.reasons import MEASURES, PARTS, is_known, translated_reason
from posada.report.words import words_in
from posada.scenario import read_scenario

SPANISH = words_in("es")
MAY, JUNE = dt.date(2030, 5, 28), dt.date(2030, 6, 3)


def test_a_reason_keeps_its_figures_and_names_and_changes_its_words():
    text = (
        "covers 14 % of the mean need of hot; meal at Town; of 3 springs from 28 May to 3 June "
        "2030; limit: the lanes to the place carry no more; standard: 15 L per person/day (Sphere; "
        "WASH); one more litre there would add 0.016 weighted person-days of cover"
    )
    assert translated_reason(text, SPANISH) == (
        "cubre 14 % de la necesidad media de hot; meal en Town; of 3 springs del 28 de mayo al 3 "
        "de junio de 2030; límite: las rutas de carga hacia el lugar no pueden llevar más; "
        "estándar: 15 L por persona y día (Sphere; WASH); una unidad más (litro) ahí sumaría 0.016 "
        "días-persona ponderados de cobertura"
    )
    assert translated_reason(text, words_in("en")) == text


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (MAY, MAY, "el 28 de mayo de 2030"),
        (JUNE, JUNE.replace(day=9), "del 3 al 9 de junio de 2030"),
        (MAY, JUNE, "del 28 de mayo al 3 de junio de 2030"),
        (MAY.replace(year=2029), JUNE, "del 28 de mayo de 2029 al 3 de junio de 2030"),
    ],
)
def test_days_are_told_as_the_plan_tells_them(first, last, told):
    days = plan_reasons._days(np.datetime64(first), np.datetime64(last))
    text = f"covers part of the mean need of water at Town {days}"
    assert (
        translated_reason(text, SPANISH)
        == f"cubre una parte de la necesidad media de water en Town {told}"
    )


def test_every_part_that_the_plan_writes_is_known():
    for limit in plan_reasons.LIMITS.values():
        assert is_known(f"covered in part; limit: {limit}")
    for text in standing.REASONS.values():
        assert is_known(text)
    for share in (0, 0.004, 0.5, 1):
        share = plan_reasons._percent(share, 1000)
        assert is_known(f"covers {share} of the mean need of water at Town on 3 May 2030")
    for number in (0.0123, 0.99, 1.0, 5.55, 12345.6):
        more = plan_reasons._number(number)
        plural = "" if more == "1" else "s"
        assert is_known(f"one more L there would add {more} weighted person-day{plural} of cover")
    assert not is_known("nobody knows why")


def test_every_limit_has_a_name_of_its_own():
    assert set(plan_reasons.LIMITS) <= set(LABELS)


def test_every_reason_of_the_plan_is_known_and_none_stays_english(riverside):
    plan = riverside[3]
    written = {*plan.deliveries["reason"], *plan.shortfalls["reason"]}
    assert len(written) > 5
    assert [text for text in written if not is_known(text)] == []
    english = re.compile(r"\b(covers|covered|limit|standard|one more|would|nothing|person-day)\b")
    assert [t for t in written if english.search(translated_reason(t, SPANISH))] == []


def test_every_part_is_spanish_and_no_two_are_the_same():
    assert len({SPANISH.gettext(part) for part in PARTS}) == len(PARTS)
    assert [part for part in PARTS if SPANISH.gettext(part) == part] == []


def test_the_units_of_the_standards_of_the_exodus_are_known():
    scenario = read_scenario("exodus-2018")
    used = make_needs(scenario, make_forecast(scenario, draws=2)).standards
    assert len(used) > 10
    assert {*used["unit"], *used["per"]} <= set(MEASURES)


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
