"""The forms of the register of benchmark projects."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.benchmark_register import checks
from evaluations.benchmark_register.columns import COLUMNS
from evaluations.models import BenchmarkProject
from portal.accounts.models import Division
from portal.ui.forms import FilterForm, Offered, Segmented

LONG = {"name": 120, "client_name": 120, "supplier_codes": 600, "document_number": 60}


class EntryForm(forms.Form):
    """An entry as it is typed; the same checks as for a row of a table. ``row``: what was read."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for entry in COLUMNS:
            if entry.key == "city":
                cities = Division.objects.filter(level="city").order_by("pk")
                field = forms.ChoiceField(choices=[("", "—"), *((one.pk, one.label) for one in cities)])
            else:
                field = forms.CharField(max_length=LONG.get(entry.key, 40))
            field.label, field.required = entry.title, entry.required
            self.fields[entry.key] = field
        self.fields["supplier_codes"].help_text = _("Several with spaces between them.")
        self.row = checks.Checked()

    def clean(self) -> dict:
        data = super().clean()
        cities = {key: key for key, _label in self.fields["city"].choices if key}
        self.row = checks.check({entry.key: str(data.get(entry.key) or "") for entry in COLUMNS}, cities)
        for key, text in self.row.faults.items():
            if key not in self.errors:
                self.add_error(key, text)
        return data


class CorrectionForm(EntryForm):
    """A correction with its reason; or the entry is revoked."""

    status = forms.ChoiceField(label=_("Status"), choices=BenchmarkProject.Status.choices, widget=Segmented())
    reason = forms.CharField(
        label=_("Why it is corrected"), max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(entry.key for entry in COLUMNS), "status", "reason"])


class RegisterFilter(FilterForm):
    """Which entries are shown."""

    q = forms.CharField(
        label=_("Project, client, code or document number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": _("Project, client, code or document number")}),
    )
    status = Offered(label=_("Status"), nothing=_("All entries"), choices=BenchmarkProject.Status.choices)
