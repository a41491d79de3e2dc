"""The forms of a day of defences and of its turns."""

import re
from datetime import time

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from reviews.defence.days import MOST_ROOMS, Plan
from reviews.models import DefenceTurn

BREAK = re.compile(r"(\d{1,2}:\d{2})\s*[-–—~至]\s*(\d{1,2}:\d{2})")


class ClockInput(forms.TimeInput):
    """The browser's own picker for a time of day."""

    input_type = "time"

    def __init__(self, **kwargs):
        super().__init__(format="%H:%M", **kwargs)


class DayForm(forms.Form):
    """A new day: when, where, which rooms with which clerks."""

    date = forms.DateField(label=_("Date"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    venue = forms.CharField(label=_("Venue"), max_length=100)
    starts = forms.TimeField(label=_("Begins"), widget=ClockInput(), initial=time(9))
    ends = forms.TimeField(label=_("Ends"), widget=ClockInput(), initial=time(17, 30))
    slot_minutes = forms.IntegerField(label=_("Minutes per file"), min_value=5, max_value=240, initial=30)
    breaks = forms.CharField(
        label=_("Breaks"),
        required=False,
        initial="12:00-14:00",
        help_text=_("As 12:00-14:00, several separated by commas."),
    )

    def __init__(self, *args, clerks, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_ROOMS + 1):
            self.fields[f"room_{number}"] = forms.CharField(
                label=_("Room %(number)d") % {"number": number}, max_length=60, required=number == 1
            )
            self.fields[f"clerk_{number}"] = forms.ModelChoiceField(
                clerks, label=_("Clerk of room %(number)d") % {"number": number}, required=number == 1
            )

    def clean_breaks(self) -> list[list[str]]:
        pauses = []
        for text in filter(None, re.split(r"[,，;；、]", self.cleaned_data["breaks"])):
            found = BREAK.fullmatch(text.strip())
            if not found:
                raise forms.ValidationError(_("Write a break as 12:00-14:00."))
            pauses.append([_clock(part) for part in found.groups()])
            if pauses[-1][0] >= pauses[-1][1]:
                raise forms.ValidationError(_("A break ends after it begins."))
        return pauses

    def clean(self):
        data = super().clean()
        for number in range(2, MOST_ROOMS + 1):
            if bool(data.get(f"room_{number}")) != bool(data.get(f"clerk_{number}")):
                self.add_error(f"room_{number}", _("A room needs a name and a clerk."))
        return data

    def plan(self) -> Plan:
        """What was typed, as the domain takes it."""
        data = self.cleaned_data
        rooms: list[tuple[str, User]] = [
            (data[f"room_{number}"], data[f"clerk_{number}"])
            for number in range(1, MOST_ROOMS + 1)
            if data.get(f"room_{number}")
        ]
        names = ("date", "venue", "starts", "ends", "slot_minutes", "breaks")
        return Plan(**{name: data[name] for name in names}, rooms=rooms)


def _clock(text: str) -> str:
    """9:05 as 09:05; raises ValidationError for what is no time of day."""
    hours, past = (int(part) for part in text.split(":"))
    if hours > 23 or past > 59:
        raise forms.ValidationError(_("Write a break as 12:00-14:00."))
    return f"{hours:02}:{past:02}"


class ReasonForm(forms.Form):
    """Whatever needs a reason and nothing else."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class AttendanceForm(forms.Form):
    """Who was there; the applicant's people are counted, not named."""

    present = forms.MultipleChoiceField(
        label=_("Experts present"), widget=forms.CheckboxSelectMultiple, required=False
    )
    delegation = forms.IntegerField(label=_("People of the applicant"), min_value=0, max_value=50)
    head = forms.CharField(
        label=_("Position of the speaker"),
        max_length=60,
        help_text=_("The position alone, as general manager; no name."),
    )
    reason = forms.CharField(
        label=_("Reason for holding it without an absent expert"), max_length=300, required=False
    )

    def __init__(self, *args, seats, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = [(seat.pk, f"{seat.letter} · {seat.expert.name}") for seat in seats]
        self.fields["present"].initial = [seat.pk for seat in seats]


class AbsenceForm(ReasonForm):
    """The applicant did not come."""

    consequence = forms.ChoiceField(
        label=_("Consequence"), choices=DefenceTurn.Consequence.choices, widget=forms.RadioSelect
    )
    field_order = ["consequence", "reason"]


class MinuteForm(forms.Form):
    """The minute of a defence."""

    text = forms.CharField(label=_("Minute of the defence"), widget=forms.Textarea(attrs={"rows": 8}))


class MoveForm(ReasonForm):
    """Another room or another slot; who stands there takes the place left."""

    place = forms.ChoiceField(label=_("New place"))
    field_order = ["place", "reason"]

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places


class StaffConflictForm(ReasonForm):
    """A member of staff has a conflict with the file."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Person"))
    field_order = ["user", "reason"]

    def __init__(self, *args, staff, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = staff
