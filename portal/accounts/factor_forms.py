"""The forms of second factors and of showing once more who one is, in our words."""

from allauth.account.forms import ReauthenticateForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as FactorAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class PasswordAgainForm(ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"


class _Code:
    """A code of six digits from the app, or a recovery code."""

    label = _("Code of the authenticator app, or a recovery code")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = self.label
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class CodeForm(_Code, AuthenticateForm):
    pass


class CodeAgainForm(_Code, FactorAgainForm):
    pass


class AppForm(_Code, ActivateTOTPForm):
    label = _("Code that the app shows now")


class PasskeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].help_text = _("For example the device that it is on.")
        self.fields["name"].max_length = 60
        self.fields["passwordless"].label = _("Sign in with this passkey alone, without a password")
        self.fields["passwordless"].help_text = _(
            "The device then asks for a fingerprint, a face or a PIN each time: two factors in one."
        )


class PasskeyNameForm(EditWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")


class RemovePasskeyForm(forms.Form):
    """Asks the rule that allauth asks for apps, but not for passkeys."""

    def __init__(self, *args, passkey, **kwargs):
        super().__init__(*args, **kwargs)
        self.passkey = passkey

    def clean(self):
        if not get_adapter().can_delete_authenticator(self.passkey):
            raise get_adapter().validation_error("cannot_delete_authenticator")
        return super().clean()
