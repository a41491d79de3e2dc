"""The forms of the province's rooms."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.forms import demanded
from publication.deliberation import Motion
from publication.meetings import may_sit
from publication.models import Decision


class DayInput(forms.DateInput):
    """The browser's own picker for a day."""

    input_type = "date"

    def __init__(self, **kwargs) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class MeetingForm(forms.Form):
    held_on = forms.DateField(label=_("Held on"), widget=DayInput())
    place = forms.CharField(label=_("Place"), max_length=120)
    members = forms.ModelMultipleChoiceField(
        label=_("Members present"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The province's officers who sit at this meeting."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = may_sit()
        self.fields["members"].label_from_instance = lambda person: person.name


class BallotForm(forms.Form):
    """Who of the members was not in favour; all others were."""

    against = forms.IntegerField(label=_("Against"), min_value=0, initial=0)
    abstained = forms.IntegerField(label=_("Abstained"), min_value=0, initial=0)


class VoteForm(BallotForm):
    """Vote on one matter: the standards or the process."""

    reasons = forms.CharField(label=_("Reasons"), widget=forms.Textarea(attrs={"rows": 3}))


class DecideForm(BallotForm):
    """Propose or decline the ticked files."""

    result = forms.ChoiceField(label=_("Decision"), choices=Decision.Result.choices, widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Every enterprise concerned reads them."),
    )
    field_order = ["result", "against", "abstained", "reasons"]

    def motion(self) -> Motion:
        return Motion(**self.cleaned_data)


class RecuseForm(forms.Form):
    """A member leaves an item."""

    member = forms.ModelChoiceField(label=_("Member"), queryset=None, empty_label=_("Please choose"))
    file = forms.CharField(
        label=_("Enterprise"),
        max_length=120,
        help_text=_("Its number, its code or its full name on this list."),
    )
    reason = forms.CharField(label=_("Relation to the enterprise"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, meeting, **kwargs) -> None:
        self.meeting = meeting
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = meeting.members.all()

    def clean_file(self):
        text = self.cleaned_data["file"].strip()
        for item in self.meeting.agenda:
            if text in {item["number"], item["name"]} or text.upper() == item["uscc"]:
                return self.meeting.call.applications.get(pk=item["file"])
        raise forms.ValidationError(_("No file on this list has this number, code or name."))


class SendBackForm(forms.Form):
    reason = forms.CharField(label=_("What has to be put right"), widget=forms.Textarea(attrs={"rows": 2}))


class MinuteForm(forms.Form):
    minute = demanded(
        forms.CharField(label=_("Minute"), widget=forms.Textarea(attrs={"rows": 12}), required=False)
    )


class FirstDayForm(forms.Form):
    first_day = forms.DateField(
        label=_("First day"),
        widget=DayInput(),
        help_text=_("Today or a later working day; it counts as the first working day."),
    )


class AnnounceForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 14}))


class CorrectForm(AnnounceForm):
    """A slip of the pen in an announcement: the text, and the name of one entry."""

    entry = forms.ModelChoiceField(
        label=_("Entry whose name is corrected"),
        queryset=None,
        required=False,
        empty_label=_("None; only the text"),
    )
    name = forms.CharField(label=_("Corrected name"), max_length=120, required=False)
    reasons = forms.CharField(label=_("Reasons"), widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ["entry", "name", "reasons", "title", "body"]

    def __init__(self, *args, announcement, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].queryset = announcement.version.entries.order_by("position")
