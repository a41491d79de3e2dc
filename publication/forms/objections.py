"""The public's forms around an objection."""

from datetime import datetime

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import uscc
from portal.documents.sealing import NoSealingKey
from publication import kept
from publication.challenge import ChallengeMixin
from publication.forms.papers import ALLOWED, MOST_FILES, SCANS, PapersField, StatementField
from publication.models import ListEntry
from publication.objections import Against, Statement, left_out

ANONYMOUS = ("匿名", "无名", "不愿透露", "群众", "网友", "知情人", "anonymous", "nobody", "unknown")


class ObjectionForm(ChallengeMixin):
    """What a person or a unit fills in to object."""

    PARTIES = [("unit", gettext_lazy("A unit (enterprise)")), ("person", gettext_lazy("A person"))]

    against = forms.ChoiceField(
        label=gettext_lazy("What do you object to?"), choices=Against.choices, widget=forms.RadioSelect
    )
    entry = forms.ModelChoiceField(
        label=gettext_lazy("Entry"),
        queryset=ListEntry.objects.none(),
        required=False,
        empty_label=gettext_lazy("Please choose"),
        help_text=gettext_lazy("Only for an objection to one entry."),
    )
    left_out = forms.CharField(
        label=gettext_lazy("Code or name of the applicant left out"),
        required=False,
        max_length=120,
        help_text=gettext_lazy(
            "Only for an applicant left out: 统一社会信用代码 or the full registered name."
        ),
    )
    party = forms.ChoiceField(label=gettext_lazy("Who objects?"), choices=PARTIES, widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("True name of the person or unit"),
        max_length=120,
        error_messages={
            "required": gettext_lazy(
                "An anonymous objection can't be taken: the rules ask for the true name of the person or unit. "
                "Only the objection officers see it. What you typed is kept."
            )
        },
    )
    uscc = forms.CharField(
        label=gettext_lazy("Unified social credit code of the unit"), max_length=18, required=False
    )
    contact = forms.CharField(label=gettext_lazy("Contact person"), max_length=60)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("A code is mailed there; with it you confirm that you can be reached."),
    )
    grounds = forms.CharField(
        label=gettext_lazy("Facts and grounds"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8})
    )
    evidence = PapersField(
        label=gettext_lazy("Evidence"),
        allowed=ALLOWED,
        help_text=gettext_lazy("PDF, JPG, PNG, DOCX or XLSX. Please don't send a copy of an identity card."),
    )
    signed = StatementField(
        label=gettext_lazy("Sealed or signed statement"),
        allowed=SCANS,
        required=False,
        help_text=gettext_lazy(
            "A scan (PDF, JPG, PNG) of the statement: a unit seals it, a person signs it; or a PDF with an "
            "electronic signature. "
            "Without it the objection is incomplete; you can add it within the period with your tracking code."
        ),
    )
    field_order = [
        "against",
        "entry",
        "left_out",
        "party",
        "name",
        "uscc",
        "contact",
        "phone",
        "email",
        "grounds",
        "evidence",
        "signed",
        "sum",
        "website",
        "token",
    ]

    def __init__(self, *args, publicity, **kwargs) -> None:
        self.publicity = publicity
        super().__init__(*args, **kwargs)
        self.fields["entry"].queryset = publicity.version.entries.order_by("position")
        self.kept = {kind: self._kept(kind) for kind in kept.KINDS}
        if self.kept["evidence"]:
            self.fields["evidence"].required = False

    def _kept(self, kind: str) -> dict[str, kept.Kept]:
        """What was kept from the last try and is still wanted, by its token."""
        tokens = self.data.getlist(f"{kind}_kept")[:MOST_FILES] if self.is_bound else []
        found = {token: kept.find(token, kind) for token in tokens}
        return {token: one for token, one in found.items() if one}

    def keep_papers(self, *, at: datetime) -> None:
        """Seal what was accepted of a refused form, so that it needn't be chosen again."""
        fresh = {
            "evidence": getattr(self.fields["evidence"], "accepted", []),
            "signed": [self.cleaned_data["signed"]] if self.cleaned_data.get("signed") else [],
        }
        try:
            for kind, papers in fresh.items():
                for paper in papers:
                    token = kept.keep(paper, kind, at=at)
                    self.kept[kind][token] = kept.find(token, kind)
        except NoSealingKey:
            return

    def papers(self) -> tuple[list, object]:
        """The evidence, and the signed statement or None: new ones, and those kept from the last try."""
        evidence = [*(one.upload for one in self.kept["evidence"].values()), *self.cleaned_data["evidence"]]
        signed = [one.upload for one in self.kept["signed"].values()]
        return evidence, self.cleaned_data["signed"] or (signed[-1] if signed else None)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        if len(name) < 2 or any(word in name.lower() for word in ANONYMOUS):
            raise ValidationError(self.fields["name"].error_messages["required"], code="anonymous")
        return name

    def clean_uscc(self) -> str:
        code = self.cleaned_data["uscc"].strip()
        if code:
            code = uscc.normalised(code)
            uscc.validate(code)
        return code

    def clean_phone(self) -> str:
        try:
            number = phonenumbers.parse(self.cleaned_data["phone"], "CN")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise ValidationError(_("Please give a telephone number with its area code, or a mobile number."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("against") == Against.ENTRY and not data.get("entry"):
            self.add_error("entry", _("Please choose the entry."))
        if len(self.kept["evidence"]) + len(data.get("evidence") or []) > MOST_FILES:
            text = _("At most %(count)d files; put several pages into one.")
            self.add_error("evidence", text % {"count": MOST_FILES})
        if data.get("against") == Against.LEFT_OUT:
            self._find_left_out(data)
        return data

    def _find_left_out(self, data: dict) -> None:
        text = data.get("left_out", "").strip()
        rows = left_out(self.publicity)
        found = (rows.filter(uscc=text.upper()) | rows.filter(name=text)).distinct().first() if text else None
        if found is None:
            self.add_error("left_out", _("No applicant of this call with that code or name was left out."))
        data["enterprise"] = found

    def statement(self) -> Statement:
        """What is sealed."""
        names = ("party", "name", "uscc", "contact", "phone", "email", "grounds")
        return Statement(**{name: self.cleaned_data[name] for name in names})


class TrackForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Tracking code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Sixteen characters; dashes and capitals don't matter."),
    )


class CompleteForm(forms.Form):
    signed = StatementField(label=gettext_lazy("Sealed or signed statement"), allowed=SCANS)


class ConfirmForm(forms.Form):
    confirmation = forms.CharField(
        label=gettext_lazy("Code from the mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
