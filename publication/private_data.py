"""What must not stand in a text that the public reads: numbers that belong to a person."""

import re

from django.utils.translation import gettext_lazy as _

# Not within a longer row of digits and letters: codes and digests are no numbers of persons.
PATTERNS = {
    _("the number of an identity card"): re.compile(
        r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
    ),
    _("a mobile telephone number"): re.compile(r"(?<![0-9A-Za-z.])1[3-9]\d(?:[ -]?\d{4}){2}(?![0-9A-Za-z])"),
    _("the number of a bank account"): re.compile(
        r"(?<![0-9A-Za-z.])\d{4}(?: ?\d{4}){3}(?: ?\d{1,3})?(?![0-9A-Za-z])"
    ),
    _("an e-mail address"): re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"),
}


def found_in(text: str) -> list:
    """What kinds of private data a text holds, in words."""
    return [label for label, pattern in PATTERNS.items() if pattern.search(text)]
