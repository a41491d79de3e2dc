"""The forms of the support room."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.forms.calls import MomentInput
from evaluations.models import Event, Need, Referral
from evaluations.support.excellent import excellent
from portal.accounts.models import Division
from portal.ui.forms import FilterForm, Offered, Segmented
from publication.catalogue_words import INDUSTRIES
from publication.forms.public_texts import PublicTexts
from publication.models import Membership

RATINGS = [("5", "5"), ("4", "4"), ("3", "3"), ("2", "2"), ("1", "1")]


def text(label, *, rows: int = 4, longest: int = 2000, **more) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


def cities():
    return Division.objects.filter(level=Division.Level.CITY)


class CityChoice(forms.ModelChoiceField):
    """One of the 21 cities in the reader's language."""

    def __init__(self, **more) -> None:
        super().__init__(queryset=cities(), label=_("City"), empty_label=_("Choose a city"), **more)


class DirectoryForm(PublicTexts, forms.Form):
    """What a directory says before its list."""

    title = forms.CharField(label=_("Title"), max_length=200)
    preface = text(_("Preface"), rows=8, longest=4000, help_text=_("One paragraph a line, above the list."))


class EventForm(PublicTexts, forms.ModelForm):
    city = CityChoice()

    class Meta:
        model = Event
        fields = (
            "title", "city", "place", "starts_at", "ends_at", "register_until", "places", "reserved", "agenda",
        )  # fmt: skip
        widgets = {
            "agenda": forms.Textarea(attrs={"rows": 8}),
            **dict.fromkeys(("starts_at", "ends_at", "register_until"), MomentInput),
        }


class ReasonForm(PublicTexts, forms.Form):
    """Why something is cancelled, sent back or refused."""

    reason = text(_("Reason"), rows=3, longest=500)


class CheckInForm(FilterForm):
    q = forms.CharField(label=_("Enterprise"), max_length=60, required=False)


class FeedbackForm(forms.Form):
    """One rating of the event or of a partner; ``partners``: those who can still be rated."""

    about = forms.ChoiceField(label=_("About"))
    rating = forms.ChoiceField(label=_("Rating (5 is best)"), choices=RATINGS, widget=Segmented())
    comment = text(_("Comment"), rows=3, longest=600, required=False)

    def __init__(self, *args, partners=(), on_event: bool = True, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.partners = {str(one.pk): one for one in partners}
        whole = [("event", _("The event as a whole"))] if on_event else []
        self.fields["about"].choices = [
            *whole,
            *((key, one.enterprise.name) for key, one in self.partners.items()),
        ]

    @property
    def answer(self) -> dict:
        """What :func:`evaluations.support.feedback.give` takes."""
        data = self.cleaned_data
        return {
            "about": self.partners.get(data["about"]),
            "rating": int(data["rating"]),
            "comment": data["comment"],
        }


class NeedForm(forms.ModelForm):
    industry = forms.ChoiceField(label=_("Industry"), choices=INDUSTRIES)
    city = CityChoice()

    class Meta:
        model = Need
        fields = (
            "kind", "title", "description", "industry", "functions", "city", "budget_from", "budget_to", "wanted_until",
        )  # fmt: skip
        widgets = {
            "kind": Segmented(),
            "description": forms.Textarea(attrs={"rows": 6}),
            "wanted_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"functions": _("Such as 排产、设备采集、质量追溯; suppliers are matched by them.")}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Need.Kind.choices


class NeedFilter(FilterForm):
    status = Offered(label=_("Status"), nothing=_("Any status"), choices=Need.Status.choices)
    kind = Offered(label=_("Kind"), nothing=_("Both kinds"), choices=Need.Kind.choices)


class AnswerForm(forms.Form):
    """A member answers a need."""

    message = text(_("How you would meet the need"), longest=1500)


class OutcomeForm(forms.Form):
    """What came of a need; ``answers``: the members that can be chosen."""

    matched = forms.ChoiceField(label=_("With"), required=False)
    outcome = text(_("Outcome"), rows=3, longest=1000)

    def __init__(self, *args, answers=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(one.membership_id): one.membership for one in answers}
        self.fields["matched"].choices = [
            ("", _("Nobody: closed without a match")),
            *((key, one.enterprise.name) for key, one in self.members.items()),
        ]

    @property
    def answer(self) -> dict:
        """What :func:`evaluations.support.needs.close` takes."""
        data = self.cleaned_data
        return {"matched": self.members.get(data["matched"]), "outcome": data["outcome"]}


class MemberChoice(forms.ModelChoiceField):
    def label_from_instance(self, member: Membership) -> str:
        return member.enterprise.name


class ReferralForm(forms.ModelForm):
    membership = MemberChoice(queryset=Membership.objects.none(), label=_("Excellent supplier"))

    class Meta:
        model = Referral
        fields = ("membership", "target", "addressee", "subject", "made_on")
        widgets = {
            "target": forms.RadioSelect,
            "made_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        rows = excellent().select_related("enterprise").order_by("enterprise__name", "pk")
        self.fields["membership"].queryset = rows
        self.fields["target"].choices = Referral.Target.choices
        self.fields["made_on"].initial = timezone.localdate


class ReferralFilter(FilterForm):
    target = Offered(label=_("Recommended to"), nothing=_("Everybody"), choices=Referral.Target.choices)
    status = Offered(label=_("Status"), nothing=_("Any status"), choices=Referral.Status.choices)


class SettleForm(forms.Form):
    """What became of a recommendation."""

    taken = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("yes", _("Taken up")), ("no", _("Not taken up"))],
        widget=Segmented(),
    )
    on = forms.DateField(
        label=_("Date of the outcome"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )
    outcome = text(_("What came of it"), rows=3, longest=1000)
