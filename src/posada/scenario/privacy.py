"""What looks like personal data, so that it can be refused before it is kept.

It answers: does this column, or this text, seem to identify a person, or to tell people apart by
what they could be persecuted for? It never stores or repeats the text. It cannot recognise a
person's name inside a sentence: people must not write them.
"""

from __future__ import annotations

import itertools
import re
import unicodedata

from posada.saying import NOTHING, Said, say

REMEDY = say("no personal data: remove the column; posada works with counts of people only")
TRAIT_REMEDY = say(
    "nobody told apart by ethnicity, nationality, religion, politics, legal status, sexuality or "
    "health: posada plans by need alone, and such a table in the wrong hands tells whom to attack"
)
VALUE_REMEDY = say("no personal data: remove it; posada works with counts of people only")

# Whole words of a header, in English and Spanish, that no table of counts needs.
_PERSONAL_WORDS = re.compile(
    r"phones?|tele(phone|fono|gram)s?|tel|cel|celular(es)?|cellphone|mobile|movil|whatsapp|e?mails?"
    r"|correos?|passports?|pasaportes?|cedulas?|dni|curp|rfc|nss|dui|dpi|rtn|ssn|identidad|identity"
    r"|identificacion|huellas?|fingerprints?|biometrics?|biometricos?|imei|birth(days?|dates?)?|dob"
    r"|nacimiento|cumpleanos|(sur|first|last|full|fore)names?|apellidos?|nombres|domicilio|photos?"
    r"|fotos?|fotografia|facebook"
)
# Two words that mean a person only when they stand together, in this order.
_PERSONAL_PAIRS = frozenset(
    f"{first} {second}"
    for firsts, seconds in (
        (
            "first last full given family middle maiden person persons contact beneficiary "
            "migrant patient father mother child applicant head",
            "name names",
        ),
        ("name names", "person contact"),
        ("primer segundo", "nombre apellido"),
        (
            "national personal passport identity document documento beneficiary migrant person "
            "alien registration case",
            "id number numero no",
        ),
        ("id", "number card numero"),
        ("home street", "address"),
        ("contact", "person number details"),
        ("fecha", "nac"),
    )
    for first in firsts.split()
    for second in seconds.split()
) | {"nombre completo", "numero documento", "persona contacto", "e mail", "a number"}
# What people can be persecuted for, in English and Spanish, as the name of a column or a group.
_TRAIT_WORDS = re.compile(
    r"ethnic(s|ity|ities)?|etnias?|etnic[oa]s?|etnicidad|races?|razas?|religions?|religious"
    r"|tribes?|tribus?|nationalit(y|ies)|nacionalidad(es)?|citizenships?|ciudadanias?"
    r"|religion(es)?|religios[oa]s?|creeds?|credos?|politic(s|al|[oa]s?)|hiv|vih|diagnos(is|es|ed)"
    r"|diagnosticos?|gbv|vbg|sexuality|sexualidad|lgbt[a-z]*|(un|in)?documented|(in)?documentad[oa]s?"
)
_TRAIT_PAIRS = frozenset(
    f"{first} {second}"
    for firsts, seconds in (
        ("legal migration migratory immigration", "status"),
        ("estatus situacion estado", "legal migratorio migratoria"),
        ("sexual", "orientation"),
        ("orientacion", "sexual"),
        ("health medical", "condition status"),
        ("skin", "colour color"),
    )
    for first in firsts.split()
    for second in seconds.split()
)
# A name of what? In a table whose rows have no name of their own, of a person.
_BARE_NAMES = frozenset({"name", "names", "nombre"})
_LINKING_WORDS = frozenset({"de", "del", "la", "el", "of", "the", "y", "and"})

_URL = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\W\d_]{2,}")
_COORDINATES = re.compile(r"[-+]?\d{1,3}\.\d{3,}\s*[,;\s]\s*[-+]?\d{1,3}\.\d{3,}")
_PHONES = (
    re.compile(r"(?<![\w.])(?:\+|00)[1-9](?:[\s().-]{0,2}\d){7,14}(?!\d)"),
    re.compile(r"(?<![\w.,-])(?:\(\d{3}\)\s?|\d{3}[\s-])\d{3}[\s-]\d{4}(?![\w-]|[.,]\d)"),
    re.compile(
        r"\b(?:phone|telephone|telefono|teléfono|tel|cel|celular|whatsapp|mobile|movil|móvil)\b"
        r"[\s.:#]*(?:\d[\s().-]{0,2}){7,}",
        re.IGNORECASE,
    ),
)
_IDENTITY_NUMBERS = (
    re.compile(r"(?<![\d-])\d{4}-\d{4}-\d{5}(?![\d-])"),
    re.compile(r"(?<![\d-])\d{8}-\d(?![\d-])"),
    re.compile(r"\b[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d\b"),
)


def _words(header: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", header.casefold())
    ascii_only = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return [word for word in re.split(r"[\W\d_]+", ascii_only) if word not in _LINKING_WORDS | {""}]


def personal_header(header: str, rows_have_names: bool = True) -> bool:
    """Whether a column of this name seems to hold personal data.

    Parameters
    ----------
    header : str
        Name of a column that no table of posada has.
    rows_have_names : bool
        Whether the rows of the table have names of their own (places, depots); there `nombre` is
        taken for a slip, elsewhere for the name of a person.
    """
    words = _words(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header))
    pairs = {f"{first} {second}" for first, second in itertools.pairwise(words)}
    whole = [*words, *_words(header)]
    if any(map(_PERSONAL_WORDS.fullmatch, whole)) or _PERSONAL_PAIRS & pairs:
        return True
    return not rows_have_names and " ".join(words) in _BARE_NAMES


def sensitive_trait(name: str) -> bool:
    """Whether a column or group of this name tells people apart by what they are persecuted for."""
    words = _words(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
    pairs = {f"{first} {second}" for first, second in itertools.pairwise(words)}
    return bool(any(map(_TRAIT_WORDS.fullmatch, words)) or _TRAIT_PAIRS & pairs)


def personal_value(text: str) -> Said:
    """What the text seems to hold (`a phone number`, ...), or '' when it is harmless.

    Web addresses, plain counts and dates are harmless, and so is one pair of coordinates; two or
    more pairs could be the track of a person.
    """
    if "@" in text and _EMAIL.search(text):
        return say("an e-mail address")
    if sum(map(str.isdigit, text)) < 7:
        return NOTHING
    bare = _URL.sub(" ", text)
    if any(pattern.search(bare) for pattern in _IDENTITY_NUMBERS):
        return say("an identity number")
    if len(_COORDINATES.findall(bare)) > 1:
        return say("the track of a person")
    bare = _COORDINATES.sub(" ", bare)
    return say("a phone number") if any(p.search(bare) for p in _PHONES) else NOTHING
