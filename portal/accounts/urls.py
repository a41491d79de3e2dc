"""Sign-in, the workspace's door and the profile; allauth's addresses, most of them switched off."""

from allauth.account import urls as allauth_account
from django.urls import path

from portal.accounts import views
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
OWN = {"account_change_password"}

declare(ANYONE, OPEN)
declare(SIGNED_IN, OWN)
# Enterprises register on their own page and officials are entered by the security administrator; e-mail
# is a field of the profile. So whatever else allauth brings is switched off, also what it may bring later.
declare(NOBODY, {pattern.name for pattern in allauth_account.urlpatterns} - OPEN - OWN)

urlpatterns = [
    path("workspace/", views.workspace, name="workspace"),
    path("profile/", views.profile, name="profile"),
    *allauth_account.urlpatterns,
]
