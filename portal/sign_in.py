"""Tables of settings for sign-in: how passwords are kept and judged, and which forms ask for them."""

from portal import env

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.SignInForm",
    "change_password": "portal.accounts.forms.NewPasswordForm",
    "reset_password": "portal.accounts.forms.ForgottenForm",
    "reset_password_from_key": "portal.accounts.forms.ResetForm",
    "reauthenticate": "portal.accounts.factor_forms.PasswordAgainForm",
}

MFA_FORMS = {
    "authenticate": "portal.accounts.factor_forms.CodeForm",
    "reauthenticate": "portal.accounts.factor_forms.CodeAgainForm",
    "activate_totp": "portal.accounts.factor_forms.AppForm",
    "add_webauthn": "portal.accounts.factor_forms.PasskeyForm",
    "edit_webauthn": "portal.accounts.factor_forms.PasskeyNameForm",
}


def unified_identity() -> dict:
    """The table of allauth for the province's unified identity (OpenID Connect); empty without ``OIDC_SERVER_URL``.

    Raises BadEnvironment when it is named without the two things that a client needs.
    """
    server, client, secret = (
        env.text("OIDC_SERVER_URL"),
        env.text("OIDC_CLIENT_ID"),
        env.secret("OIDC_CLIENT_SECRET"),
    )
    if not server:
        return {}
    if not client or not secret:
        raise env.BadEnvironment("OIDC_SERVER_URL is set: set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET too")
    app = {
        "provider_id": "unified",
        "name": "unified",
        "client_id": client,
        "secret": secret,
        "settings": {
            "server_url": server.rstrip("/"),
            "uid_field": env.text("OIDC_UID_FIELD", "sub"),
            "oauth_pkce_enabled": True,
        },
    }
    return {"openid_connect": {"APPS": [app]}}
