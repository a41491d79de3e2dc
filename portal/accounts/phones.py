"""Telephone numbers of mainland China, in one spelling."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def normalised(text: str) -> str:
    """``020 8313 0000``: the national form of ``text``. Raises ValidationError when it is no number."""
    fault = ValidationError(
        _("This is not a telephone number. Write a mobile number, or area code and number: 020-83130000."),
        code="phone",
    )
    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        raise fault from None
    if not phonenumbers.is_valid_number(number):
        raise fault
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
