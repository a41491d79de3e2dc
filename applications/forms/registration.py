"""The form with which an enterprise registers."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import pending, uscc
from applications.forms.proofs import ProofField, take_in
from applications.models import EnterpriseProof
from applications.registration import Claim
from portal.accounts.forms import PhoneField, check_new_password, password_rules
from portal.accounts.models import Division, User
from portal.accounts.models.organisation import WITHOUT_COUNTIES
from portal.accounts.roles import Role
from portal.documents.files import Rejected


class UsccField(forms.CharField):
    """A 统一社会信用代码 as people type it; each fault has its own message."""

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Unified social credit code"),
            max_length=40,
            help_text=_("18 characters, as on the business licence; spaces do not matter."),
            widget=forms.TextInput(
                attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
            ),
            **kwargs,
        )

    def clean(self, value):
        code = uscc.normalised(super().clean(value))
        try:
            uscc.validate(code)
        except ValidationError as fault:
            meant = uscc.suggestion(code)
            if meant is None:
                raise
            hint = _("Did you mean %(code)s? The letters O, I, Z and S never stand in a code.")
            raise ValidationError(
                [fault, ValidationError(hint, params={"code": meant}, code="hint")]
            ) from None
        return code


def _cities() -> list[tuple[str, str]]:
    cities = Division.objects.filter(level=Division.Level.CITY)
    return [("", _("Please choose")), *[(city.pk, city.label) for city in cities]]


def _counties() -> list:
    """The counties in groups by city, so that the list can be read without a script."""
    groups: dict[str, tuple[str, list]] = {}
    for county in Division.objects.filter(level=Division.Level.COUNTY).select_related("parent"):
        group = groups.setdefault(county.parent_id, (county.parent.label, []))
        group[1].append((county.pk, county.label))
    return [("", _("Please choose")), *groups.values()]


class RegistrationForm(forms.Form):
    """Enterprise, contact, account, proofs; with a code that is taken also how to go on."""

    class How:
        NEW, JOIN, DISPUTE = "new", "join", "dispute"

    how = forms.ChoiceField(
        label=_("How do you want to go on?"),
        choices=[
            (How.JOIN, _("Join: a person of this enterprise agrees before I can sign in")),
            (
                How.DISPUTE,
                _(
                    "Dispute: whoever registered does not speak for this enterprise; the administrator decides"
                ),
            ),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    statement = forms.CharField(
        label=_("What is disputed"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only for a dispute: who speaks for the enterprise, and since when."),
    )
    uscc = UsccField()
    name = forms.CharField(
        label=_("Name of the enterprise"),
        max_length=120,
        help_text=_("As on the business licence."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    city = forms.ChoiceField(label=_("City"), choices=_cities)
    county = forms.ChoiceField(
        label=_("County or district"),
        choices=_counties,
        required=False,
        help_text=_("Dongguan and Zhongshan have none: leave it empty there."),
    )
    contact = forms.CharField(
        label=_("Contact person"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = PhoneField()
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Notices and links for a new password go there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        min_length=4,
        validators=[
            RegexValidator(r"^[\w.+-]+$", _("Only letters, digits and . + - _ can stand in a user name."))
        ],
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    licence = ProofField(label=_("Business licence"))
    authorisation = ProofField(
        label=_("Sealed authorisation"),
        help_text=_(
            "Names the contact person and bears the enterprise's seal. PDF, JPG or PNG, at most 10 MB."
        ),
    )
    consent = forms.BooleanField(
        label=_(
            "I agree that the portal processes the contact person's name, telephone and e-mail, as far as "
            "needed for recognition and evaluation."
        ),
        error_messages={"required": _("Without this consent the portal can't keep your contact data.")},
    )

    GROUPS = [
        (_("The enterprise"), ["uscc", "name", "city", "county"]),
        (_("Contact"), ["contact", "phone", "email"]),
        (_("Your account"), ["username", "password", "password_again"]),
    ]
    PROOFS = (EnterpriseProof.Kind.LICENCE, EnterpriseProof.Kind.AUTHORISATION)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = password_rules()
        self.files_at_hand: dict = {}
        self.taken = bool(self.data.get("how"))

    @property
    def wanted(self) -> str:
        """New, join or dispute."""
        return self.cleaned_data.get("how") or self.How.NEW

    def groups(self):
        return [(title, [self[name] for name in names]) for title, names in self.GROUPS]

    def proofs(self):
        """Each proof's field with the file that is kept from the last try and its token."""
        for kind in self.PROOFS:
            file = self.files_at_hand.get(kind)
            token = pending.keep(file, kind, at=timezone.now()) if file and self.errors else ""
            yield {"field": self[kind], "file": file, "token": token, "name": f"{kind}_kept"}

    def clean_username(self):
        name = self.cleaned_data["username"]
        if User.objects.filter(username=name).exists():
            raise ValidationError(_("This user name is taken. Please choose another one."), code="taken")
        return name

    def clean_city(self):
        return Division.objects.get(pk=self.cleaned_data["city"])

    def clean_county(self):
        """东莞 and 中山 have no counties; everywhere else the county belongs to the city."""
        city, code = self.cleaned_data.get("city"), self.cleaned_data["county"]
        if city is None:
            return Division.objects.filter(pk=code).first()
        if city.pk in WITHOUT_COUNTIES:
            return None
        if not code:
            raise ValidationError(_("Please choose the county or district."), code="required")
        if code[:4] != city.pk[:4]:
            raise ValidationError(
                _("This county does not lie in %(city)s. Please choose one that does."),
                params={"city": city.label},
                code="foreign",
            )
        return Division.objects.get(pk=code)

    def clean(self):
        data = super().clean()
        self._take_in_files()
        self._check_password(data)
        if self.taken and not data.get("how"):
            self.add_error("how", _("Please choose how to go on."))
        if data.get("how") == self.How.DISPUTE and not data.get("statement", "").strip():
            self.add_error("statement", _("Please say what is disputed."))
        return data

    def _check_password(self, data: dict) -> None:
        person = User(
            username=data.get("username", ""),
            name=data.get("contact", ""),
            email=data.get("email", ""),
            role=Role.ENTERPRISE,
        )
        if "password" in data and "password_again" in data:
            try:
                check_new_password(data["password"], data["password_again"], person)
            except ValidationError as fault:
                differ = getattr(fault, "code", "") == "differ"
                self.add_error("password_again" if differ else "password", fault)

    def _take_in_files(self) -> None:
        """What was uploaded now, or is kept from the last try; a refused file says why."""
        for kind in self.PROOFS:
            upload = self.cleaned_data.get(kind)
            if upload:
                try:
                    self.files_at_hand[kind] = take_in(upload, by=None)
                except Rejected as refusal:
                    self.add_error(kind, refusal)
            elif (token := self.data.get(f"{kind}_kept")) and (file := pending.find(token, kind)):
                self.files_at_hand[kind] = file
            elif kind not in self.errors and self._needs(kind):
                self.add_error(kind, _("Please add this file."))

    def _needs(self, kind: str) -> bool:
        """Whoever joins shows the authorisation; the licence is there already."""
        joins = self.cleaned_data.get("how") == self.How.JOIN
        return not (joins and kind == EnterpriseProof.Kind.LICENCE)

    def claim(self) -> Claim:
        names = ("uscc", "name", "city", "county", "contact", "phone", "email", "username", "password")
        return Claim(**{name: self.cleaned_data[name] for name in names})

    def claim_as_typed(self) -> Claim | None:
        """The claim of a form that was refused only because it was sent before."""
        if set(self.errors) - {"username", "licence", "authorisation"}:
            return None
        data = {"county": None, **self.cleaned_data, "username": self.data.get("username", "")}
        return Claim(**{name: data[name] for name in Claim.__dataclass_fields__})
