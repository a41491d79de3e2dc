"""The forms of desks: filters, and what a decision on many files needs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import Kind, SupplierClass
from applications.queries import PUBLISHED
from applications.workflow import State
from portal.accounts import places
from portal.accounts.roles import Role
from portal.ui.forms import FilterForm, Offered


class DeskFilter(FilterForm):
    """Search and filters over a desk; each offers only what the person's authority can meet."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": _("Enterprise, number or credit code")}),
    )
    county = Offered(label=_("County"), nothing=_("All counties"))
    city = Offered(label=_("City"), nothing=_("All cities"))
    supplier_class = Offered(label=_("Class"), nothing=_("Both classes"), choices=SupplierClass.choices)
    call = Offered(label=_("Call"), nothing=_("All calls"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if user.role == Role.CITY:
            self.fields["county"].offer(places.counties_of(user.organisation.division_id))
        else:
            del self.fields["county"]
        if user.role in {Role.CITY, Role.COUNTY}:
            del self.fields["city"]
        else:
            self.fields["city"].offer(places.cities())
        self.fields["call"].offer(
            [(str(call.pk), call_name(call.kind, call.year, call.batch)) for call in PUBLISHED.rows()]
        )


class ListFilter(DeskFilter):
    """The same over all files that a person may read, with the state."""

    state = Offered(
        label=_("State"),
        nothing=_("All states"),
        choices=[choice for choice in State.choices if choice[0] != State.DRAFT],
    )


def call_name(kind: str, year: int, batch: int) -> str:
    """2026年第2批: what tells calls apart in a short list."""
    other = "" if kind == Kind.RECOGNITION else f" {Kind(kind).label}"
    return _("%(year)d, batch %(batch)d") % {"year": year, "batch": batch} + other


class OpinionForm(forms.Form):
    """A decision with an opinion that readers of the file see."""

    opinion = forms.CharField(label=_("Opinion"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)


class ReasonsForm(forms.Form):
    """A decision with reasons."""

    reasons = forms.CharField(
        label=_("Reasons"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=_("The enterprise reads them."),
    )


class ReturnForm(ReasonsForm):
    """Return for correction: reasons and the working days to correct in."""

    days = forms.IntegerField(label=_("Working days for the correction"), min_value=1)

    def __init__(self, *args, most: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["days"].max_value = most
        self.fields["days"].initial = most
        self.fields["days"].widget.attrs |= {"max": most, "inputmode": "numeric"}
        self.fields["days"].help_text = _("At most %(most)d in this call.") % {"most": most}
