"""The forms of the province's rooms."""

from django import forms
from django.utils.translation import gettext_lazy as _

from publication.models import Decision

YES_NO = [("yes", _("Adopted")), ("no", _("Not adopted"))]


class DayInput(forms.DateInput):
    """The browser's own picker for a day."""

    input_type = "date"

    def __init__(self, **kwargs) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class MeetingForm(forms.Form):
    held_on = forms.DateField(label=_("Held on"), widget=DayInput())
    place = forms.CharField(label=_("Place"), max_length=120)
    members = forms.CharField(
        label=_("Members present"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Name and office, one person a line."),
    )

    def clean_members(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["members"].splitlines() if line.strip()]


class VoteForm(forms.Form):
    """Decide on one matter: the standards or the process."""

    adopted = forms.ChoiceField(label=_("Decision"), choices=YES_NO, widget=forms.RadioSelect)
    reasons = forms.CharField(label=_("Reasons"), widget=forms.Textarea(attrs={"rows": 3}))


class DecideForm(forms.Form):
    """Propose or decline the ticked files."""

    result = forms.ChoiceField(label=_("Decision"), choices=Decision.Result.choices, widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Every enterprise concerned reads them."),
    )


class MinuteForm(forms.Form):
    minute = forms.CharField(label=_("Minute"), widget=forms.Textarea(attrs={"rows": 12}), required=False)


class FirstDayForm(forms.Form):
    first_day = forms.DateField(
        label=_("First day"),
        widget=DayInput(),
        help_text=_("Today or a later working day; it counts as the first working day."),
    )


class AnnounceForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 14}))
