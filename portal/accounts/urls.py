"""Sign-in, the workspace's door and the profile; allauth's addresses, most of them switched off."""

from allauth.account import urls as allauth_account
from allauth.mfa.webauthn import urls as allauth_passkeys
from allauth.mfa.webauthn.views import edit_webauthn
from django.urls import URLPattern, include, path

from portal.accounts import unified, views
from portal.accounts.access import ANYONE, NOBODY, SIGNED_IN, declare

OPEN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}
OWN = {"account_change_password", "account_reauthenticate"}
FACTOR_SHOWN = {"mfa_authenticate", "mfa_login_webauthn"}  # while signing in
FACTORS = {
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_reauthenticate_webauthn",
}

declare(ANYONE, OPEN | FACTOR_SHOWN)
declare(SIGNED_IN, OWN | FACTORS)
# Enterprises register on their own page and officials are entered by the security administrator; e-mail
# is a field of the profile. So whatever else allauth brings is switched off, also what it may bring later.
declare(NOBODY, {pattern.name for pattern in allauth_account.urlpatterns} - OPEN - OWN)

urlpatterns = [
    path("workspace/", views.workspace, name="workspace"),
    path("profile/", views.profile, name="profile"),
    path("sessions/", views.sessions, name="sessions"),
    path("stay/", views.stay, name="stay"),
    path("unified/", unified.begin, {"provider_id": "unified"}, name="openid_connect_login"),
    *allauth_account.urlpatterns,
    path("factors/", include("allauth.mfa.base.urls")),
    path("factors/app/", include("allauth.mfa.totp.urls")),
    path("factors/codes/", include("allauth.mfa.recovery_codes.urls")),
    path(
        "factors/passkeys/",
        include([page for page in allauth_passkeys.urlpatterns if isinstance(page, URLPattern)]),
    ),
    path("factors/passkeys/<int:pk>/name/", edit_webauthn, name="mfa_edit_webauthn"),
    path("factors/passkeys/<int:pk>/remove/", views.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
]
