"""The forms of mutual recognition: a city's policy with its check-list, a member's report, what follows."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.evidence import EvidenceField
from evaluations.models import LocalPolicy, TreatmentReport
from evaluations.mutual_recognition import policies
from evaluations.mutual_recognition.following import DAYS
from evaluations.mutual_recognition.questions import QUESTIONS, Answer
from evaluations.mutual_recognition.reports import LEAST
from portal.accounts.models import Division
from portal.ui.forms import Offered, Segmented, counted, demanded


def _lines(rows: int = 4, **attrs) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


def _date(**more) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class PolicyForm(forms.Form):
    """A policy as the city records it; what publication wants may stay empty in a draft."""

    title = forms.CharField(label=_("Title"), max_length=200)
    document_number = demanded(forms.CharField(label=_("Document number"), required=False, max_length=80))
    issued_on = demanded(_date(label=_("Issued on"), required=False))
    link = forms.URLField(
        label=_("Address of the text"), required=False, max_length=300, assume_scheme="https"
    )
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=60000,
        widget=_lines(8),
        help_text=_("Text, or its address."),
    )
    clauses = demanded(
        forms.CharField(
            label=_("Clauses that refer to the pool"),
            required=False,
            max_length=8000,
            widget=_lines(5),
            help_text=_("Quoted word for word, with their numbers."),
        )
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for number, question in enumerate(QUESTIONS, start=1):
            self.fields[f"answer_{question.key}"] = demanded(
                forms.ChoiceField(
                    label=f"{number}. {question.text}",
                    help_text=str(question.basis),
                    required=False,
                    choices=Answer.choices,
                    widget=Segmented(),
                )
            )
            self.fields[f"remark_{question.key}"] = forms.CharField(
                label=_("Remark on question %(number)d") % {"number": number},
                required=False,
                max_length=1000,
                widget=_lines(2),
            )

    @property
    def plain(self) -> list:
        """The fields before the check-list."""
        return [self[name] for name in self.fields if not name.startswith(("answer_", "remark_"))]

    @property
    def asked(self) -> list[tuple]:
        """Answer and remark of each question."""
        return [(self[f"answer_{one.key}"], self[f"remark_{one.key}"]) for one in QUESTIONS]

    @property
    def content(self) -> policies.Content:
        """What was typed, as a version says it."""
        data = self.cleaned_data
        answers = {
            one.key: {"answer": data[f"answer_{one.key}"], "remark": data[f"remark_{one.key}"].strip()}
            for one in QUESTIONS
        }
        texts = {name: data[name].strip() for name in ("title", "document_number", "link", "text", "clauses")}
        return policies.Content(**texts, issued_on=data["issued_on"], answers=answers)

    @staticmethod
    def initial_of(policy: LocalPolicy) -> dict:
        """What the form of a further version begins with."""
        version = policy.latest
        names = ("title", "document_number", "issued_on", "link", "text", "clauses")
        found = {name: getattr(version, name) for name in names}
        for key, given in version.answers.items():
            found |= {f"answer_{key}": given["answer"], f"remark_{key}": given["remark"]}
        return found


class EndForm(forms.Form):
    """A policy ends."""

    on = _date(label=_("No longer in force since"))
    reasons = forms.CharField(label=_("Why it ends"), max_length=1000, widget=_lines(3))


class ReportForm(forms.Form):
    """A member reports discriminatory treatment."""

    city = forms.ModelChoiceField(
        label=_("City"), queryset=Division.objects.filter(level=Division.Level.CITY)
    )
    policy = forms.ModelChoiceField(
        label=_("Policy, if it stands in the register"), queryset=LocalPolicy.objects.none(), required=False
    )
    clause = forms.CharField(
        label=_("Policy or clause concerned"),
        required=False,
        max_length=300,
        help_text=_("Title, number, article, notice or tender; as far as you know it."),
    )
    happened = forms.CharField(
        label=_("What was reported"),
        max_length=6000,
        help_text=_("When, at which office, what was asked or refused, with what effect."),
        widget=_lines(7, **counted(least=LEAST)),
    )
    evidence = EvidenceField(required=False)
    shown_to = forms.ChoiceField(
        label=_("Who may know your name"),
        choices=TreatmentReport.ShownTo.choices,
        initial=TreatmentReport.ShownTo.PROVINCE,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        shown = policies.public().order_by("city", "pk")
        self.fields["policy"].queryset = shown
        self.fields["policy"].label_from_instance = lambda row: f"{row.city.label} · {row.published.title}"


class AskForm(forms.Form):
    """The province asks the city."""

    question = forms.CharField(
        label=_("What the city is asked"),
        max_length=3000,
        widget=_lines(),
        help_text=_(
            "Where the member stays unknown to the city, this is all that the city reads of the report."
        ),
    )
    days = forms.IntegerField(label=_("Working days to reply"), min_value=1, max_value=60, initial=DAYS)


class ReplyForm(forms.Form):
    """The city's reply."""

    text = forms.CharField(label=_("Reply"), max_length=6000, widget=_lines(6))
    evidence = EvidenceField(required=False)


class NoteForm(forms.Form):
    """A note of the province."""

    text = forms.CharField(
        label=_("Finding"),
        max_length=3000,
        widget=_lines(3),
        help_text=_("Read by the province and the auditor."),
    )


class CloseForm(forms.Form):
    """The province closes a report."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=TreatmentReport.Outcome.choices, widget=forms.RadioSelect
    )
    reasons = forms.CharField(
        label=_("Reasons"), max_length=3000, widget=_lines(), help_text=_("The member reads them.")
    )
    public_text = forms.CharField(
        label=_("What the public reads"),
        max_length=1500,
        widget=_lines(3),
        help_text=_("Without names of persons; without the member's name unless it agreed to being named."),
    )


class ReportFilter(forms.Form):
    """Which reports are shown."""

    status = Offered(label=_("Status"), nothing=_("Not closed"), choices=TreatmentReport.Status.choices)

    @property
    def chosen(self) -> str:
        return self.cleaned_data["status"] if self.is_valid() else ""


def today() -> dict:
    """What a form that ends something begins with."""
    return {"on": timezone.localdate()}
