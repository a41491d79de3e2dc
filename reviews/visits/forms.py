"""The forms of a site visit."""

import uuid

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from portal.ui.forms import Segmented
from reviews.forms import MomentInput
from reviews.models import VisitEntry
from reviews.visits.planning import INSPECTORS, Plan
from reviews.visits.reading import Line
from reviews.visits.writing import Written


class PlanForm(forms.Form):
    """When, where, and which two; a change needs its reason."""

    starts_at = forms.DateTimeField(label=_("Time"), widget=MomentInput())
    place = forms.CharField(label=_("Place"), max_length=120)
    inspectors = forms.TypedMultipleChoiceField(
        label=_("Two inspectors"), widget=forms.CheckboxSelectMultiple, coerce=int
    )
    reason = forms.CharField(label=_("Reason of the change"), max_length=300)

    def __init__(self, *args, candidates, is_change: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {user.pk: user for user in candidates}
        self.fields["inspectors"].choices = [
            (user.pk, f"{user.name} · {user.organisation.label}") for user in candidates
        ]
        if not is_change:
            del self.fields["reason"]

    def clean_inspectors(self) -> list:
        chosen = self.cleaned_data["inspectors"]
        if len(chosen) != INSPECTORS:
            raise forms.ValidationError(_("Choose exactly two."))
        return [self.people[pk] for pk in chosen]

    def plan(self) -> Plan:
        """What was typed, as the domain takes it."""
        data = self.cleaned_data
        return Plan(data["starts_at"], data["place"], data["inspectors"])


class ChecklistForm(forms.Form):
    """The whole checklist as one form, for a browser without script; photos go with their item."""

    def __init__(self, *args, lines: list[Line], **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if line.key]
        for line in self.lines:
            entry = line.entry
            self.fields[f"result_{line.key}"] = forms.ChoiceField(
                label=line.label,
                choices=VisitEntry.Result.choices,
                required=False,
                widget=Segmented,
                initial=entry.result if entry else "",
            )
            self.fields[f"remark_{line.key}"] = forms.CharField(
                label=_("Remark"),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=entry.remark if entry else "",
            )
            self.fields[f"seen_{line.key}"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=line.seen
            )

    def rows(self):
        """Each line with its three fields."""
        return [
            (line, self[f"result_{line.key}"], self[f"remark_{line.key}"], self[f"seen_{line.key}"])
            for line in self.lines
        ]

    def clean(self):
        data = super().clean()
        for line in self.lines:
            if data.get(f"remark_{line.key}") and not data.get(f"result_{line.key}"):
                self.add_error(f"result_{line.key}", _("Choose the result that the remark belongs to."))
        return data

    def written(self) -> list[Written]:
        """The answers given; those that stand already are known by the domain."""
        data = self.cleaned_data
        return [
            Written(
                item=line.key,
                result=data[f"result_{line.key}"],
                remark=data[f"remark_{line.key}"],
                seen=keys(data[f"seen_{line.key}"].split(",")),
            )
            for line in self.lines
            if data[f"result_{line.key}"]
        ]


class SignForm(forms.Form):
    """One's name under what the page has shown."""

    digest = forms.CharField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Your name, as signature"), max_length=60)


def keys(texts) -> frozenset[uuid.UUID]:
    """The keys among ``texts``; what is none is left out."""
    found = set()
    for text in texts:
        try:
            found.add(uuid.UUID(str(text)))
        except ValueError:
            continue
    return frozenset(found)


def moment(text) -> timezone.datetime | None:
    """A device's moment in ISO 8601 with its offset; None where it is none."""
    try:
        found = parse_datetime(str(text))
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None


def sent(data) -> list[Written]:
    """The entries of a device's message. Raises ValueError or KeyError for what is no such message."""
    found = []
    for one in data["entries"]:
        found.append(
            Written(
                item=str(one["item"]),
                result=str(one["result"]),
                remark=str(one.get("remark", ""))[:2000],
                key=uuid.UUID(str(one["key"])),
                written_at=moment(one.get("written_at")),
                seen=keys(one.get("seen", [])),
            )
        )
    return found
