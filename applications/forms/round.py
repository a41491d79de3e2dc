"""The forms of a city's round: the order of priority, and a letter."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Keys(forms.CharField):
    """Keys of files, comma separated."""

    def to_python(self, value):
        return [int(part) for part in (value or "").split(",") if part.strip().isdigit()]


class OrderForm(forms.Form):
    """A number for each file; a button moves one file up or down without any typing."""

    seen = Keys(widget=forms.HiddenInput)

    def __init__(self, data=None, *, files: list, first: int) -> None:
        self.by_key = {file.pk: file for file in files}
        super().__init__(data, initial={"seen": ",".join(str(file.pk) for file in files)})
        for place, file in enumerate(files, start=first):
            self.fields[f"place_{file.pk}"] = forms.IntegerField(
                label=_("Priority of %(name)s") % {"name": file.enterprise_name},
                min_value=first,
                max_value=first + len(files) - 1,
                initial=place,
                required=False,
            )

    @property
    def rows(self) -> list[dict]:
        return [{"file": file, "field": self[f"place_{pk}"]} for pk, file in self.by_key.items()]

    @property
    def order(self) -> list[int]:
        """The keys in the order asked for; equal numbers keep the order in which they stood."""
        keys = list(self.by_key)
        pk, _sep, way = self.data.get("move", "").partition(":")
        if pk.isdigit() and int(pk) in keys:
            here = keys.index(int(pk))
            there = here - 1 if way == "up" else here + 1
            if 0 <= there < len(keys):
                keys[here], keys[there] = keys[there], keys[here]
            return keys
        places = {pk: self.cleaned_data.get(f"place_{pk}") or 10**6 for pk in keys}
        moved = {pk: places[pk] != self[f"place_{pk}"].initial for pk in keys}
        # A file given a number goes before the one that stands there now.
        return sorted(keys, key=lambda pk: (places[pk], not moved[pk]))


class ComposeForm(forms.Form):
    """What an authority adds to the letter that the portal makes."""

    remark = forms.CharField(
        label=gettext_lazy("What to add to the letter"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Stands after the standard text, in paragraphs as typed here."),
    )


class LetterForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Sealed letter"),
        help_text=gettext_lazy("Sealed scan or signed PDF; PDF, JPG or PNG."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
