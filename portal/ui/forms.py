"""How forms are drawn: Bootstrap's classes, and errors and help tied to their field for every reader."""

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
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


class PlainInput(forms.TextInput):
    """A line of text drawn without templates, for filters."""

    def render(self, name, value, attrs=None, renderer=None):
        widget = self.get_context(name, value, attrs)["widget"]
        given = {} if widget["value"] is None else {"value": widget["value"]}
        return format_html(
            '<input type="{}" name="{}"{}>', widget["type"], name, flatatt(given | widget["attrs"])
        )


class PlainSelect(forms.Select):
    """A choice drawn without templates: a filter's long list costs a page next to nothing."""

    def render(self, name, value, attrs=None, renderer=None):
        context = self.get_context(name, value, attrs)["widget"]
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (option["value"], flatatt(option["attrs"]), option["label"])
                for _group, choices, _index in context["optgroups"]
                for option in choices
            ),
        )
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(context["attrs"]), options)


class PortalField(BoundField):
    """A field of a form as the portal draws it."""

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
