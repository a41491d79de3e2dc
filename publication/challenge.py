"""What keeps machines off the public form without asking for sight or script.

A sum in words and a field that only machines fill. The form's signed token carries the sum and the
nonce from which the tracking code is derived.
"""

import secrets

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SALT = "publication.challenge"
TOKEN_AGE = 60 * 60 * 24  # seconds that a form may lie open
WORDS = {
    2: gettext_lazy("two"),
    3: gettext_lazy("three"),
    4: gettext_lazy("four"),
    5: gettext_lazy("five"),
    6: gettext_lazy("six"),
    7: gettext_lazy("seven"),
    8: gettext_lazy("eight"),
    9: gettext_lazy("nine"),
}


def new_token() -> str:
    """A signed token for one form: nonce and the two numbers of the sum."""
    numbers = [secrets.choice(list(WORDS)) for _number in range(2)]
    return signing.dumps({"nonce": secrets.token_hex(16), "numbers": numbers}, salt=SALT)


def read_token(token: str) -> dict | None:
    """What the token holds, or None when it is foreign or too old."""
    try:
        return signing.loads(token, salt=SALT, max_age=TOKEN_AGE)
    except signing.BadSignature:
        return None


def question(token: dict) -> str:
    first, second = token["numbers"]
    return _("How much is %(first)s plus %(second)s? Answer in digits or words.") % {
        "first": WORDS[first],
        "second": WORDS[second],
    }


def is_right(token: dict, text: str) -> bool:
    """Whether the answer fits: in digits, or in Chinese or English words."""
    total = sum(token["numbers"])
    return text.strip().lower() in {str(total), *SUMS[total]}


SUMS = {
    total: {chinese, english}
    for total, chinese, english in [
        (4, "四", "four"),
        (5, "五", "five"),
        (6, "六", "six"),
        (7, "七", "seven"),
        (8, "八", "eight"),
        (9, "九", "nine"),
        (10, "十", "ten"),
        (11, "十一", "eleven"),
        (12, "十二", "twelve"),
        (13, "十三", "thirteen"),
        (14, "十四", "fourteen"),
        (15, "十五", "fifteen"),
        (16, "十六", "sixteen"),
        (17, "十七", "seventeen"),
        (18, "十八", "eighteen"),
    ]
}


class ChallengeMixin(forms.Form):
    """The fields of the challenge; ``self.token`` is what the form's signed token holds."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)
    website = forms.CharField(label=gettext_lazy("Leave this empty"), required=False)
    sum = forms.CharField(label=gettext_lazy("A question against machines"), max_length=20)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.token = read_token(self.data.get("token", "")) if self.is_bound else None
        if self.token is None:
            fresh = new_token()
            self.token = read_token(fresh)
            self.is_stale = self.is_bound
            self.initial["token"] = fresh
            if self.is_bound:
                self.data = self.data.copy()
                self.data["token"] = fresh
        else:
            self.is_stale = False
        self.fields["sum"].help_text = question(self.token)

    def clean(self) -> dict:
        data = super().clean()
        if self.is_stale:
            raise forms.ValidationError(
                _("The form lay open too long. What you typed is kept; please answer the new question.")
            )
        if data.get("website"):
            raise forms.ValidationError(
                _("The hidden field must stay empty; please clear it and send again.")
            )
        if data.get("sum") and not is_right(self.token, data["sum"]):
            self.add_error("sum", _("That is not the sum. Please try again; what you typed is kept."))
        return data
