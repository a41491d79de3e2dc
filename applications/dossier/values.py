"""Reading what was typed into canonical form, and showing it again."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applications import uscc
from applications.dossier.specs import NUMERIC, Context, FieldSpec, Type

LONGEST = {Type.LONGTEXT: 5000}
OUTSIDE = "other"
DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
LARGEST = Decimal(10) ** 10  # a hundred thousand 亿 yuan in 万元: beyond it a figure is a slip


def choices_of(spec: FieldSpec, context: Context) -> list[tuple[str, str]]:
    """The answers that a field offers."""
    if spec.type is Type.YESNO:
        return [("yes", _("Yes")), ("no", _("No"))]
    if spec.type is Type.CITY:
        return [*context.cities.items(), (OUTSIDE, _("Outside Guangdong"))]
    return [(value, str(label)) for value, label in spec.choices]


def canonical(spec: FieldSpec, typed, context: Context) -> str | list[str]:
    """The canonical form of what was typed; empty stays empty. Raises ValidationError."""
    if spec.type is Type.MULTICHOICE:
        chosen = typed if isinstance(typed, list) else [typed] if typed else []
        return [_choice(spec, value, context) for value in chosen]
    text = str(typed or "").replace("\r\n", "\n").strip()
    if not text:
        return ""
    if spec.type in NUMERIC:
        return _number(spec, text)
    if spec.type is Type.DATE:
        return _date(text)
    if spec.type in {Type.CHOICE, Type.YESNO, Type.CITY}:
        return _choice(spec, text, context)
    if spec.type is Type.USCC:
        code = uscc.normalised(text)
        uscc.validate(code)
        return code
    longest = LONGEST.get(spec.type, spec.max_chars)
    if len(text) > longest:
        raise ValidationError(
            _("At most %(most)d characters; there are %(now)d.") % {"most": longest, "now": len(text)}
        )
    return text


def _number(spec: FieldSpec, text: str) -> str:
    try:
        number = Decimal(re.sub(r"[,，\s%％]", "", text))
    except InvalidOperation:
        raise ValidationError(_("Please enter a number, without words.")) from None
    if not number.is_finite() or abs(number) > LARGEST:
        raise ValidationError(_("Please enter a number, without words."))
    if spec.type is Type.INTEGER and number != number.to_integral_value():
        raise ValidationError(_("Please enter a whole number."))
    if number != round(number, 2):
        raise ValidationError(_("At most two decimal places."))
    if spec.minimum is not None and number < spec.minimum:
        raise ValidationError(_("At least %(least)s.") % {"least": spec.minimum})
    if spec.maximum is not None and number > spec.maximum:
        raise ValidationError(_("At most %(most)s.") % {"most": spec.maximum})
    return f"{number.normalize():f}" if number else "0"


def _date(text: str) -> str:
    found = DATE.match(text.replace(" ", ""))
    try:
        return date(*(int(part) for part in found.groups())).isoformat()
    except (AttributeError, ValueError):
        raise ValidationError(_("Please enter a date such as 2026-11-23.")) from None


def _choice(spec: FieldSpec, value: str, context: Context) -> str:
    if value not in dict(choices_of(spec, context)):
        raise ValidationError(_("Please choose one of the answers."))
    return value


def shown(spec: FieldSpec, value, context: Context) -> str:
    """A value as readers see it; what can't be read is shown as it was typed."""
    if not value:
        return ""
    if spec.type is Type.MULTICHOICE:
        labels = dict(choices_of(spec, context))
        return _(", ").join(labels.get(one, one) for one in value)
    if spec.type in {Type.CHOICE, Type.YESNO, Type.CITY}:
        return dict(choices_of(spec, context)).get(value, value)
    try:
        if spec.type in NUMERIC and spec.counts:
            return f"{Decimal(value):,f}" + (" %" if spec.type is Type.PERCENT else "")
        if spec.type is Type.DATE:
            return date_format(date.fromisoformat(value), "DATE_FORMAT")
    except (InvalidOperation, ValueError):
        return str(value)
    return str(value)


def length(text: str) -> int:
    """Characters of a text, blanks left out: what '字' counts."""
    return len("".join(str(text).split()))
