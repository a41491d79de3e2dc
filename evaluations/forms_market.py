"""The forms of market data."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluations.market.columns import COLUMNS
from portal.ui.forms import Segmented, demanded


class UploadForm(forms.Form):
    """A table of records."""

    table = forms.FileField(
        label=_("Table"),
        help_text=_("XLSX (100,000 rows at most) or CSV (a million), with the headings of the template."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class RowForm(forms.Form):
    """A row set aside, as texts; ``faults`` of the check come back to their fields."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for entry in COLUMNS:
            field = forms.CharField(label=entry.title, required=False, max_length=200)
            self.fields[entry.key] = demanded(field) if entry.required else field

    def show(self, faults: dict[str, str]) -> None:
        """Put what is wrong beside its field."""
        for key, text in faults.items():
            self.add_error(key if key in self.fields else None, text)


class SenderForm(forms.Form):
    """A platform that may send."""

    name = forms.CharField(label=_("Name of the platform"), max_length=80)


class DisputeForm(forms.Form):
    """A supplier disputes a record."""

    grounds = forms.CharField(
        label=_("What is not true"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    evidence = forms.FileField(
        label=_("Evidence"),
        help_text=_("PDF, picture or Office file, 20 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.png,.docx,.xlsx"}),
    )


class DisputeRulingForm(forms.Form):
    """The city rules on a dispute."""

    ruling = forms.ChoiceField(
        label=_("Ruling"),
        choices=[("upheld", _("Upheld, record struck")), ("dismissed", _("Dismissed, record stands"))],
        widget=Segmented(),
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The supplier reads them."),
    )


class RecordFilter(forms.Form):
    """Which records are shown."""

    q = forms.CharField(label=_("Record number, supplier or code"), required=False, max_length=60)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("All records")),
            ("voucher", _("Vouchers")),
            ("contract", _("Service contracts")),
            ("accepted", _("Accepted services")),
            ("broken", _("To be asked")),
            ("struck", pgettext_lazy("market record", "Struck")),
        ],
    )
