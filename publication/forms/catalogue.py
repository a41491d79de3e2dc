"""The forms of the catalogue: a product, a case, the filters, the decision."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.ui.cities import CITIES
from portal.ui.forms import FilterForm, Offered
from publication import catalogue_words as words
from publication.forms.public_texts import PublicTexts
from publication.models import CatalogueEntry


class EntryForm(PublicTexts, forms.Form):
    """What all entries share; ``content`` is what goes into the catalogue."""

    name = forms.CharField(label=_("Name"), max_length=120)

    @property
    def content(self) -> dict:
        """The entry's fields without its name and without what is only confirmed."""
        left_out = {"name", "agreed"}
        return {
            key: value
            for key, value in self.cleaned_data.items()
            if key not in left_out and value not in (None, "", [])
        }


def _several(label, choices, **more) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **more
    )


class ProductForm(EntryForm):
    form = forms.ChoiceField(label=_("Type"), choices=words.FORMS, widget=forms.RadioSelect)
    industries = _several(_("Industries"), words.INDUSTRIES)
    functions = forms.CharField(
        label=_("Functions"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What it does and which problem it solves, up to 600 characters."),
    )
    price_models = _several(_("Price model"), words.PRICE_MODELS)
    fee = forms.CharField(label=_("Price"), max_length=60, help_text=_("Such as 3.6 (10,000 yuan) a year."))
    deployment_days = forms.IntegerField(label=_("Deployment time (days)"), min_value=0, max_value=3650)
    collects = _several(_("Collects data from"), words.COLLECTS)
    new_models = _several(_("New models supported"), words.NEW_MODELS, required=False)


class CaseForm(EntryForm):
    industry = forms.ChoiceField(label=_("Industry"), choices=words.INDUSTRIES)
    city = forms.ChoiceField(label=_("City"))
    year = forms.IntegerField(label=_("Year"), min_value=2000)
    product = forms.CharField(label=_("Product used"), max_length=120)
    client = forms.CharField(
        label=_("Client"),
        max_length=120,
        required=False,
        help_text=_("Only where the client has agreed in writing; otherwise leave it empty."),
    )
    effect = forms.CharField(
        label=_("Effect"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("With figures: cost, efficiency, quality, delivery time."),
    )
    agreed = forms.BooleanField(
        label=_("We agree that this case is published; a client that is named has agreed too.")
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["city"].choices = [(city.code, words.city_name(city.code)) for city in CITIES]

    def clean_year(self) -> int:
        year = self.cleaned_data["year"]
        if year > timezone.localdate().year:
            raise forms.ValidationError(gettext("This year lies ahead."))
        return year


FORMS = {CatalogueEntry.Kind.PRODUCT: ProductForm, CatalogueEntry.Kind.CASE: CaseForm}


class DecisionForm(forms.Form):
    reasons = forms.CharField(
        label=_("Reasons, when you refuse"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The enterprise reads them."),
    )


class CatalogueFilter(FilterForm):
    """Narrow the public catalogue."""

    q = forms.CharField(
        label=_("Product or enterprise"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Product or enterprise")}),
    )
    form = Offered(label=_("Type"), nothing=_("All types"), choices=words.FORMS)
    industry = Offered(label=_("Industry"), nothing=_("Any industry"), choices=words.INDUSTRIES)
    price = Offered(label=_("Price model"), nothing=_("Any price model"), choices=words.PRICE_MODELS)
    collects = Offered(label=_("Collects data from"), nothing=_("Any data"), choices=words.COLLECTS)
    days = Offered(
        label=_("Deployment time"), nothing=_("Any deployment time"), choices=words.DEPLOYED_WITHIN
    )
