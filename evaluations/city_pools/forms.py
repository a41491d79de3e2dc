"""The forms of a city's pool: the enterprise's file, the city's decisions, its classes and conditions."""

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from applications.dossier.recognition_market import PRODUCTS
from evaluations.city_pools import classes
from evaluations.city_pools.admission import LEAST
from evaluations.evidence import EvidenceField
from evaluations.models.city_pool import DAYS
from portal.accounts.models import Division
from portal.ui.forms import FilterForm, Segmented, counted, demanded

ROWS = 3  # products and cases that the form takes
KINDS_OF_PRODUCT = next(one for one in PRODUCTS.groups[0].fields if one.key == "form").choices


def _lines(rows: int = 4, **attrs) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


class AdmissionForm(forms.Form):
    """What an enterprise writes to its city; everything may stay empty while it is a draft."""

    chosen = forms.ChoiceField(label=_("Class"), required=False, widget=forms.RadioSelect)
    statement = forms.CharField(
        label=_("Statement of the enterprise"),
        required=False,
        max_length=3000,
        help_text=_(
            "Main business, what you do for industrial enterprises, your capacity. The city reads it."
        ),
        widget=_lines(6, **counted(least=LEAST)),
    )
    evidence = EvidenceField(
        required=False, help_text=_("Licence, contracts, acceptance papers: PDF, pictures or Office files.")
    )

    def __init__(self, *args, city: Division, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = classes.choices(city)
        for name in self.fields:
            demanded(self.fields[name])


class ProductRow(forms.Form):
    """A product, with the keys of the recognition dossier."""

    name = forms.CharField(label=_("Product name"), required=False, max_length=120)
    form = forms.ChoiceField(
        label=_("Form of the product"), required=False, choices=[("", "—"), *KINDS_OF_PRODUCT]
    )
    functions = forms.CharField(
        label=_("Functions and what they solve"), required=False, max_length=2000, widget=_lines(3)
    )


class CaseRow(forms.Form):
    """A case, with the keys of the recognition dossier."""

    title = forms.CharField(label=_("Case"), required=False, max_length=120)
    client = forms.CharField(label=_("Client"), required=False, max_length=120)
    city = forms.ChoiceField(label=_("City of the client"), required=False)
    product = forms.CharField(label=_("Product used"), required=False, max_length=120)
    effect = forms.CharField(label=_("Effect"), required=False, max_length=2000, widget=_lines(3))

    def __init__(self, *args, cities: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["city"].choices = [("", "—"), *cities]


ProductRows = formset_factory(ProductRow, extra=ROWS, max_num=ROWS, absolute_max=ROWS)
CaseRows = formset_factory(CaseRow, extra=ROWS, max_num=ROWS, absolute_max=ROWS)


def written(rows) -> list[dict]:
    """The rows of a formset in which something stands."""
    return [dict(form.cleaned_data) for form in rows if any(form.cleaned_data.values())]


def typed(rows) -> list[dict]:
    """The rows of a bound formset as they are typed, whether they can be taken or not; empty ones left out."""
    found = [
        {name: form.data.get(form.add_prefix(name), "").strip() for name in form.fields} for form in rows
    ]
    return [row for row in found if any(row.values())]


class DecideForm(forms.Form):
    """The city's decision on one application or many."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("admit", _("Admit to the pool")), ("decline", _("Decline to admit"))],
        widget=Segmented(),
    )
    reasons = forms.CharField(
        label=_("Reasons"), max_length=2000, widget=_lines(), help_text=_("The enterprise reads them.")
    )


class RemoveForm(forms.Form):
    """The city ends an entry of its own."""

    on = forms.DateField(
        label=_("Removed on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reasons = forms.CharField(
        label=_("Reasons"), max_length=2000, widget=_lines(), help_text=_("The enterprise reads them.")
    )


class PublishForm(forms.Form):
    """What a published list is accompanied by."""

    note = forms.CharField(
        label=_("Note on the list"),
        required=False,
        max_length=300,
        help_text=_("What this list changes; everybody reads it."),
    )


class ConditionsForm(forms.Form):
    """What the city asks, and how long it takes."""

    conditions = forms.CharField(
        label=_("Conditions of admission"),
        max_length=4000,
        widget=_lines(8),
        help_text=_("Applicants and the public read them."),
    )
    days = forms.IntegerField(label=_("Working days to decide"), min_value=1, max_value=60, initial=DAYS)


class ClassForm(forms.Form):
    """A class of the city's own."""

    name = forms.CharField(label=_("Name"), max_length=40)
    name_en = forms.CharField(label=_("English name"), max_length=80)
    about = forms.CharField(label=_("Who belongs to it"), max_length=300, widget=_lines(2))


class PoolFilter(FilterForm):
    """Whom a list of a pool shows."""

    q = forms.CharField(
        label=_("Name (former ones too) or code"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": _("Name (former ones too) or code")}),
    )
