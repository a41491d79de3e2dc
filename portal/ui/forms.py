"""How forms are drawn: Bootstrap's classes, and errors and help tied to their field for every reader."""

from collections.abc import Iterable
from typing import NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

CHECKS = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)


def css_class(widget: forms.Widget) -> str:
    """Bootstrap's class for a widget; composite and hidden widgets have none of their own."""
    if widget.is_hidden or isinstance(widget, forms.MultiWidget | Segmented):
        return ""
    if isinstance(widget, CHECKS):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"


class Segmented(forms.RadioSelect):
    """A short choice as joined buttons (通过 / 不通过 / 不适用); plain radio buttons underneath."""

    template_name = "components/widgets/segmented.html"


class Offered(forms.Field):
    """One of a few choices, or none: what a filter asks. ``nothing`` names the choice of none.

    A form that knows its choices only when it is made hands them to :meth:`offer`.
    """

    widget = forms.Select
    default_error_messages = {"invalid_choice": forms.ChoiceField.default_error_messages["invalid_choice"]}

    def __init__(self, *, nothing, choices: Iterable[tuple[str, object]] = (), **kwargs) -> None:
        super().__init__(required=False, **kwargs)
        self.nothing = nothing
        self.offer(choices)

    def offer(self, choices: Iterable[tuple[str, object]]) -> None:
        """Give the keys and their labels, in order."""
        self.choices = [("", self.nothing), *choices]

    def to_python(self, value) -> str:
        key = str(value or "")
        if not any(key == offered for offered, _label in self.choices):
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": key}
            )
        return key


class Asked(NamedTuple):
    """A field of a filter as ``components/filter_fields.html`` draws it; without options, a line of text."""

    name: str
    label: str
    value: str
    options: tuple[tuple[str, str], ...]
    placeholder: str
    longest: int | None


class FilterForm(forms.Form):
    """What a list can be narrowed by, in the address of the page: fields of text and :class:`Offered`."""

    @property
    def answers(self) -> dict:
        """The filters that were understood; others are left out rather than refused."""
        return self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})

    @property
    def in_use(self) -> bool:
        return any(self.answers.values())

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The fields with what was asked, for a component that is drawn."""
        return tuple(
            Asked(
                name,
                str(field.label),
                self.data.get(name, ""),
                tuple((key, str(label)) for key, label in getattr(field, "choices", ())),
                str(field.widget.attrs.get("placeholder", "")),
                getattr(field, "max_length", None),
            )
            for name, field in self.fields.items()
        )


def demanded(field: forms.Field) -> forms.Field:
    """Mark a field that may stay empty while one saves, but not when one decides: it isn't called optional."""
    field.demanded = True
    return field


PLAIN = forms.Field.default_error_messages["required"]  # what Django says when no field says it better


def what_to_do(field: forms.Field, label: str) -> str:
    """What to do about a required field that was left empty, by the way it is filled."""
    widget = field.widget
    if isinstance(widget, forms.FileInput):
        text = gettext("Please add “%(label)s”.")
    elif isinstance(widget, forms.CheckboxInput):
        text = gettext("Please tick “%(label)s”.")
    elif isinstance(widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple):
        text = gettext("Please choose “%(label)s”.")
    else:
        text = gettext("Please fill in “%(label)s”.")
    return text % {"label": label}


class PortalField(BoundField):
    """A field of a form as the portal draws it.

    A form makes it before it cleans the field, and the field is the form's own copy: so here, once for
    all forms, the refusal of an empty field learns the field's name.
    """

    def __init__(self, form, field, name):
        super().__init__(form, field, name)
        if field.required and field.error_messages.get("required") is PLAIN:
            field.error_messages["required"] = what_to_do(field, str(self.label))

    def build_widget_attrs(self, attrs, widget=None):
        """Add the class, ``is-invalid`` after a refusal, and what Django adds for screen readers."""
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        classes = [widget.attrs.get("class", ""), attrs.get("class", ""), css_class(widget)]
        if self.errors and not widget.is_hidden:
            classes.append("is-invalid")
        if joined := " ".join(dict.fromkeys(" ".join(classes).split())):
            attrs["class"] = joined
        return attrs

    @property
    def is_optional(self) -> bool:
        """Whether to say so: a field that a decision will demand (``demanded``) is not one to leave out."""
        return not self.field.required and not getattr(self.field, "demanded", False)

    @property
    def is_check(self) -> bool:
        """A single box to tick: its label stands after it."""
        return isinstance(self.field.widget, forms.CheckboxInput)


class Renderer(TemplatesSetting):
    """Draws forms from the project's templates."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = PortalField


def counted(*, least: int | None = None, most: int | None = None) -> dict:
    """Attributes of a textarea that shows how much is written; ``least`` and ``most`` in characters."""
    limits = {"data-least": least, "data-most": most}
    return {"data-wordcount": _("%s characters"), **{name: n for name, n in limits.items() if n is not None}}
