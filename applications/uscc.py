"""统一社会信用代码 (GB 32100-2015): both check digits and a plausible region."""

from operator import mul

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = [pow(3, n, 31) for n in range(17)]
ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
VALUES = {char: value for value, char in enumerate(ALPHABET)}
ORG_VALUES = {char: value for value, char in enumerate(ORG_ALPHABET)}
# GB/T 2260 province prefixes, and 10 for those registered with the national office.
PROVINCES = {
    *[
        "10",
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
    ],
    *["71", "81", "82"],
}


def organisation_check_digit(body: str) -> str:
    """The ninth character of an organisation code (GB 11714): weights 3 7 9 10 5 8 4 2, mod 11."""
    rest = 11 - sum(map(mul, map(ORG_VALUES.__getitem__, body), ORG_WEIGHTS)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def check_digit(first17: str) -> str:
    """The eighteenth character: weights 3^n mod 31, mod 31."""
    rest = sum(map(mul, map(VALUES.__getitem__, first17), WEIGHTS)) % 31
    return ALPHABET[(31 - rest) % 31]


def normalised(code: str) -> str:
    """Upper case, without the spaces and dashes that people type."""
    return "".join(code.split()).replace("-", "").upper()


# What people type for a letter that no code has (I, O, S, V and Z look like digits).
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "Z": "2", "S": "5"})


def suggestion(code: str) -> str | None:
    """The valid code that was probably meant, when a letter was typed for the digit it looks like."""
    meant = code.translate(LOOKALIKES)
    if meant == code:
        return None
    try:
        validate(meant)
    except ValidationError:
        return None
    return meant


def validate(code: str) -> None:
    """Raise ValidationError with the one fault that the person has to look at."""
    if len(code) != 18:
        raise ValidationError(
            _("The code has %(count)d characters; it must have 18."),
            params={"count": len(code)},
            code="length",
        )
    strange = [c for c in code if c not in ALPHABET]
    if strange:
        raise ValidationError(
            _("The character “%(character)s” can't stand in a code (I, O, S, V and Z are never used)."),
            params={"character": strange[0]},
            code="character",
        )
    if code[2:4] not in PROVINCES or not code[2:8].isdigit():
        raise ValidationError(
            _("Characters 3 to 8 (%(region)s) are not the code of a region."),
            params={"region": code[2:8]},
            code="region",
        )
    if organisation_check_digit(code[8:16]) != code[16]:
        raise ValidationError(
            _(
                "The check digit of the organisation code (character 17) does not fit; please compare with the licence."
            ),
            code="organisation",
        )
    if check_digit(code[:17]) != code[17]:
        raise ValidationError(
            _("The last check digit does not fit; please compare with the licence."), code="check_digit"
        )


def invented(region: str, serial: int) -> str:
    """A valid code for an invented enterprise (demonstration and tests): MA-series of ``region``."""
    digits = ""
    for _n in range(5):
        serial, rest = divmod(serial, 31)
        digits = ALPHABET[rest] + digits
    body = f"MA{digits}D"
    first17 = f"91{region}{body}{organisation_check_digit(body)}"
    return first17 + check_digit(first17)
