"""Personal data is refused, and never repeated."""

import pytest

from posada.scenario import read_scenario
from posada.scenario.fields import load_fields
from posada.scenario.privacy import personal_header, personal_value, sensitive_trait
from posada.scenario.wording import quote
from tests.scenario.changing import add, message, put, riverside, swap

REMEDY = "expected no personal data: remove the column; posada works with counts of people only"
VALUE_REMEDY = "expected no personal data: remove it; posada works with counts of people only"
SECRET = "zanahoria"  # stands for whatever a person may have written


@pytest.mark.parametrize(
    "header",
    [
        *(
            "phone",
            "Phone number",
            "teléfono",
            "telefono",
            "celular",
            "WhatsApp",
            "e-mail",
            "E_Mail",
        ),
        *("correo electrónico", "cédula", "dni", "CURP", "pasaporte", "passport_no", "idNumber"),
        *("national id", "número de documento", "fecha de nacimiento", "birth_date", "dateOfBirth"),
        *("DOB", "apellido", "Apellidos", "first name", "last_name", "fullName", "nombre completo"),
        *("surname", "contact name", "contact_person", "nombres", "huella", "home address"),
    ],
)
def test_a_column_of_personal_data_is_refused_and_its_values_are_not_told(header, tmp_path):
    folder = riverside(tmp_path)
    put(
        "departures.csv",
        f"date,place,people,{header}\n2030-01-01,Hillside,1000,{SECRET}\n"
        f"2030-01-32,Hillside,1000,={SECRET}\n",
    )(folder)
    assert message(folder) == (
        "2 problems in the scenario:\n"
        f"  departures.csv, row 1: found '{header}', {REMEDY}\n"
        "  departures.csv, row 3, date: found '2030-01-32', expected a date such as 2018-11-13 "
        "(there is no such day)"
    )


def test_a_column_of_names_is_personal_only_where_rows_have_no_name(tmp_path):
    folder = riverside(tmp_path)
    swap("headcounts.csv", "confidence", "name")(folder)
    swap("depots.csv", "name", "nombre")(folder)
    assert message(folder) == (
        "3 problems in the scenario:\n"
        "  depots.csv, name: found no such column, expected a column 'name' (Name of the store)\n"
        "  depots.csv, row 1: found 'nombre', expected a column of the table depots "
        "(did you mean 'name'?)\n"
        f"  headcounts.csv, row 1: found 'name', {REMEDY}"
    )


def test_no_column_of_posada_looks_personal():
    named = {
        table
        for table, fields in load_fields().items()
        if any(field.kind == "name" for field in fields.values())
    }
    assert not [
        (table, column)
        for table, fields in load_fields().items()
        for column in fields
        if personal_header(column, table in named)
    ]


PERSONAL = [
    ("someone@example.org", "an e-mail address"),
    ("write to some.one+aid@mail.example.org.mx.", "an e-mail address"),
    ("+52 664 123 4567", "a phone number"),
    ("call +50422123456 at night", "a phone number"),
    ("0052-664-1234567", "a phone number"),
    ("(664) 123-4567", "a phone number"),
    ("664 123 4567", "a phone number"),
    ("Tel. 2212 3456", "a phone number"),
    ("whatsapp: 22123456", "a phone number"),
    ("0801-1990-12345", "an identity number"),
    ("04567890-1", "an identity number"),
    ("14.08910, -87.20112; 14.09122, -87.21044", "the track of a person"),
]


@pytest.mark.parametrize(("text", "kind"), PERSONAL)
def test_text_that_looks_personal_is_refused_without_quoting_it(text, kind, tmp_path):
    assert personal_value(text) == kind
    folder = riverside(tmp_path)
    put("incidents.csv", f'date,place,kind,description\n2030-01-05,Bridge,other,"{text}"\n')(folder)
    assert message(folder) == (
        "1 problem in the scenario:\n"
        f"  incidents.csv, row 2, description: found what looks like {kind}, {VALUE_REMEDY}"
    )


@pytest.mark.parametrize(
    "text",
    [
        "7233 people, then 10,000; 1 500 000 in all",
        "2018-10-19 to 2018-10-21",
        "1500-2000 people; 4,500-5,000 later",
        "https://example.org/2018/11/25/664-123-4567/someone@example",
        "14.08910, -87.20112",
        "UN Doc. A/73/314, 978-92-1-130374-4, pp. 12-13",
        "Sphere Handbook 2018 (4th ed.) WASH App. 3",
        "+120 km; +1,500 people",
        "0.001428571428571 meal per kcal",
        "2018-11-13 18:30:00",
    ],
)
def test_counts_dates_and_addresses_of_pages_are_harmless(text):
    assert personal_value(text) == ""


@pytest.mark.parametrize("text", [text for text, _ in PERSONAL])
def test_personal_data_in_any_cell_is_never_repeated(text, tmp_path):
    folder = riverside(tmp_path)
    add("departures.csv", f'"{text}","{text}","{text}","{text}"')(folder)
    add("places.csv", f'"{text}",town,ZZ,"{text}",1,2,3,,"{text}"')(folder)
    swap("scenario.toml", "Everything in this scenario is made up.", text)(folder)
    swap("scenario.toml", "hostility = 1", f'hostility = "{text}"')(folder)
    told = message(folder)
    assert text not in told
    assert "scenario.toml, caveats: found what looks like" in told


def test_a_long_text_is_cut_and_a_strange_one_is_shown_harmless():
    assert quote("a" * 100) == "'" + "a" * 60 + "...'"
    assert quote("a\nb\x1b[31m") == "'a\\x0ab\\x1b[31m'"


TRAIT_REMEDY = (
    "expected nobody told apart by ethnicity, nationality, religion, politics, legal status, "
    "sexuality or health: posada plans by need alone, and such a table in the wrong hands tells "
    "whom to attack"
)


@pytest.mark.parametrize(
    "header",
    [
        *("ethnicity", "Etnia", "grupo étnico", "religion", "religión", "race", "politicalParty"),
        *("legal_status", "situación migratoria", "undocumented", "sexual orientation", "VIH"),
        *("GBV survivors", "medical condition", "diagnosis", "nationality", "nacionalidades"),
    ],
)
def test_a_column_by_which_people_are_persecuted_is_refused(header, tmp_path):
    folder = riverside(tmp_path)
    put("headcounts.csv", f"date,place,people,{header}\n2030-01-02,Riverside,40,{SECRET}\n")(folder)
    assert message(folder) == (
        f"1 problem in the scenario:\n  headcounts.csv, row 1: found '{header}', {TRAIT_REMEDY}"
    )


def test_a_group_by_which_people_are_persecuted_is_refused(tmp_path):
    folder = riverside(tmp_path)
    swap("groups.csv", "women", "ethnic minority")(folder)
    assert message(folder) == (
        "1 problem in the scenario:\n"
        f"  groups.csv, row 3, group: found 'ethnic minority', {TRAIT_REMEDY}"
    )


def test_no_column_and_no_example_of_posada_tells_people_apart_by_such_a_trait():
    columns = [column for fields in load_fields().values() for column in fields]
    groups = {name for example in ("riverside", "exodus-2018") for name in groups_of(example)}
    assert not [name for name in (*columns, *groups) if sensitive_trait(name)]


def groups_of(example):
    return set(read_scenario(example)["groups"]["group"])
