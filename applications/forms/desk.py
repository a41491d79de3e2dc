"""The forms of desks: filters, and what a decision on many files needs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import Call, Kind, SupplierClass
from applications.workflow import State
from portal.accounts.models import Division
from portal.accounts.roles import Role
from portal.ui.forms import PlainInput, PlainSelect


class DeskFilter(forms.Form):
    """Search and filters over a desk; each offers only what the person's authority can meet."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=PlainInput(attrs={"placeholder": _("Enterprise, number or credit code"), "type": "search"}),
    )
    county = forms.ModelChoiceField(
        label=_("County"),
        queryset=Division.objects.none(),
        required=False,
        empty_label=_("All counties"),
        widget=PlainSelect,
    )
    city = forms.ModelChoiceField(
        label=_("City"),
        queryset=Division.objects.none(),
        required=False,
        empty_label=_("All cities"),
        widget=PlainSelect,
    )
    supplier_class = forms.ChoiceField(
        label=_("Class"),
        choices=[("", _("Both classes")), *SupplierClass.choices],
        required=False,
        widget=PlainSelect,
    )
    call = forms.ModelChoiceField(
        label=_("Call"),
        queryset=Call.objects.none(),
        required=False,
        empty_label=_("All calls"),
        widget=PlainSelect,
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if user.role == Role.CITY:
            self.fields["county"].queryset = Division.objects.filter(parent_id=user.organisation.division_id)
        else:
            del self.fields["county"]
        if user.role in {Role.CITY, Role.COUNTY}:
            del self.fields["city"]
        else:
            self.fields["city"].queryset = Division.objects.filter(level="city")
        self.fields["call"].queryset = (
            Call.objects.exclude(status=Call.Status.DRAFT)
            .only("title", "title_en", "year", "batch", "kind")
            .order_by("-year", "-batch", "-pk")
        )
        self.fields["call"].label_from_instance = call_name

    @property
    def answers(self) -> dict:
        """The filters that were understood; others are left out rather than refused."""
        return self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})

    @property
    def in_use(self) -> bool:
        return any(self.answers.values())


class ListFilter(DeskFilter):
    """The same over all files that a person may read, with the state."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All states")), *[c for c in State.choices if c[0] != State.DRAFT]],
        required=False,
    )


def call_name(call: Call) -> str:
    """2026年第2批: what tells calls apart in a short list."""
    kind = "" if call.kind == Kind.RECOGNITION else f" {call.get_kind_display()}"
    return _("%(year)d, batch %(batch)d") % {"year": call.year, "batch": call.batch} + kind


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
