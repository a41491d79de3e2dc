"""Names and codes in the form in which they are compared. Pure."""

import unicodedata


def company(name: str) -> str:
    """A company's name without what typing adds: widths, case, blanks."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def person(name: str) -> str:
    """A person's name without blanks and the dots of transcribed names."""
    return company(name).replace("·", "").replace("•", "")


def code(text: str) -> str:
    """A code in upper case, without blanks and dashes."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper()
