"""The forms of sign-in, passwords and profile."""

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from portal.accounts import phones
from portal.accounts.models import User

password_rules = lazy(lambda: mark_safe(password_validation.password_validators_help_text_html()), str)
"""The rules of passwords as a list, for the help of a field."""


def _bare(field: forms.Field, **attrs) -> None:
    """Placeholders repeat the label and vanish while typing; autocomplete helps instead."""
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        _bare(self.fields["login"], autocomplete="username", autocapitalize="none", spellcheck="false")
        _bare(self.fields["password"])


class _TwoPasswords:
    """A new password, twice, with the rules beside it."""

    def _label(self) -> None:
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = password_rules()
        self.fields["password2"].label = _("New password again")
        for name in ("password1", "password2"):
            _bare(self.fields[name])


class NewPasswordForm(_TwoPasswords, ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Current password")
        self.fields["oldpassword"].help_text = ""
        _bare(self.fields["oldpassword"])
        self._label()


class ForgottenForm(ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail of the account")
        _bare(self.fields["email"])


class ResetForm(_TwoPasswords, ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._label()


class PhoneField(forms.CharField):
    """A Chinese telephone number, kept in one spelling."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Telephone"))
        kwargs.setdefault("max_length", 40)
        super().__init__(widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}), **kwargs)

    def clean(self, value):
        value = super().clean(value)
        return phones.normalised(value) if value else value


class ProfileForm(forms.ModelForm):
    phone = PhoneField(required=False)
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("You can sign in with it, and passwords are reset through it.")
    )

    class Meta:
        model = User
        fields = ["name", "phone", "email", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def changes(self) -> dict:
        """What the person wants to have, for :func:`portal.accounts.people.change_profile`."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def check_new_password(password: str, again: str, user: User) -> None:
    """Raise ValidationError when a new password breaks a rule or its repetition differs."""
    if password != again:
        raise ValidationError(_("The two passwords differ. Please type both again."), code="differ")
    password_validation.validate_password(password, user)
