"""The forms around an objection: the public one, the officers', the enterprise's answer."""

import tempfile
from pathlib import Path

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import uscc
from applications.models import SupplierClass
from portal.documents.inspection import Rejected, clean_name, inspect, known_extension
from publication.challenge import ChallengeMixin
from publication.models import ListEntry, Objection
from publication.objections import Against, Paper, Statement, left_out

ALLOWED = {"pdf", "jpg", "png", "docx", "xlsx"}
SCANS = {"pdf", "jpg", "png"}
MOST_FILES = 10
ANONYMOUS = ("匿名", "无名", "不愿透露", "群众", "网友", "知情人", "anonymous", "nobody", "unknown")


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class PaperField(forms.FileField):
    """A file, looked through for what it really is; its bytes stay in memory until they are sealed."""

    def __init__(self, *, allowed: set[str], **kwargs) -> None:
        self.allowed = allowed
        super().__init__(**kwargs)

    def clean(self, data, initial=None) -> Paper | None:
        upload = super().clean(data, initial)
        return read_paper(upload, self.allowed) if upload else None


class PapersField(PaperField):
    """Several files."""

    widget = Files

    def clean(self, data, initial=None) -> list[Paper]:
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not uploads:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > MOST_FILES:
            raise ValidationError(
                _("At most %(count)d files; put several pages into one.") % {"count": MOST_FILES}
            )
        return [read_paper(forms.FileField.clean(self, upload), self.allowed) for upload in uploads]


def read_paper(upload, allowed: set[str]) -> Paper:
    """The bytes of an upload whose content is what its name says. Raises Rejected."""
    name = clean_name(upload.name)
    extension = known_extension(name, allowed)
    if upload.size > settings.UPLOAD_FILE_MAX_BYTES:
        limit = settings.UPLOAD_FILE_MAX_BYTES // 1024 // 1024
        raise Rejected(_("“%(name)s” is larger than %(limit)d MB.") % {"name": name, "limit": limit})
    content = upload.read()
    with tempfile.NamedTemporaryFile() as shown:
        shown.write(content)
        shown.flush()
        inspect(Path(shown.name), name=name, extension=extension)
    return Paper(name, content)


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
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    grounds = forms.CharField(
        label=gettext_lazy("Facts and grounds"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8})
    )
    evidence = PapersField(
        label=gettext_lazy("Evidence"),
        allowed=ALLOWED,
        help_text=gettext_lazy("PDF, JPG, PNG, DOCX or XLSX. Please don't send a copy of an identity card."),
    )
    signed = PaperField(
        label=gettext_lazy("Sealed or signed statement"),
        allowed=SCANS,
        required=False,
        help_text=gettext_lazy(
            "A scan (PDF, JPG, PNG) of the statement: a unit seals it, a person signs it. "
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
    signed = PaperField(label=gettext_lazy("Sealed or signed statement"), allowed=SCANS)


class PassphraseForm(forms.Form):
    passphrase = forms.CharField(
        label=gettext_lazy("Your passphrase"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "Not the password of your account. It unlocks the objections for half an hour."
        ),
    )


class ReasonsForm(forms.Form):
    """Reasons or a ruling, read by the objector with the tracking code."""

    ruling = forms.CharField(
        label=gettext_lazy("Reasons"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The objector reads them. Name no objector in them."),
    )


class RedactedForm(forms.Form):
    redacted = forms.CharField(
        label=gettext_lazy("Redacted copy"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "The grounds without anything that shows who objected. The enterprise and the other officers read it."
        ),
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I have read it: nothing in it shows who objected."), required=False
    )


class NoteForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 3}))


class RulingForm(ReasonsForm):
    """Dismissed, or upheld with its remedy."""

    DISMISS = "dismiss"

    result = forms.ChoiceField(label=gettext_lazy("Ruling"), widget=forms.RadioSelect)
    name = forms.CharField(label=gettext_lazy("Corrected name"), max_length=120, required=False)
    supplier_class = forms.ChoiceField(
        label=gettext_lazy("Corrected class"), choices=[("", "—"), *SupplierClass.choices], required=False
    )
    entries = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Entries that leave the list"), queryset=ListEntry.objects.none(), required=False
    )
    field_order = ["result", "name", "supplier_class", "entries", "ruling"]

    def __init__(self, *args, objection: Objection, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        remedies = {
            Against.ENTRY: [Objection.Remedy.REMOVE, Objection.Remedy.CORRECT],
            Against.LIST: [Objection.Remedy.REMOVE],
            Against.LEFT_OUT: [Objection.Remedy.ADD],
        }[objection.against]
        self.fields["result"].choices = [
            (self.DISMISS, _("Dismiss")),
            *[(remedy, _("Uphold: %(remedy)s") % {"remedy": remedy.label}) for remedy in remedies],
        ]
        if objection.against != Against.ENTRY:
            del self.fields["name"], self.fields["supplier_class"]
        if objection.against == Against.LIST:
            self.fields["entries"].queryset = objection.publicity.version.entries.order_by("position")
        else:
            del self.fields["entries"]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("result") == Objection.Remedy.CORRECT and not (
            data.get("name") or data.get("supplier_class")
        ):
            self.add_error("name", _("Please give the corrected name or class."))
        if (
            data.get("result") == Objection.Remedy.REMOVE
            and "entries" in self.fields
            and not data.get("entries")
        ):
            self.add_error("entries", _("Please choose the entries that leave the list."))
        return data

    def correction(self) -> dict:
        names = ("name", "supplier_class")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Your answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )
