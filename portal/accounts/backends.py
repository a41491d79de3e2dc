"""Sign-in and the admin's questions, answered from the one table of roles."""

from allauth.account.auth_backends import AuthenticationBackend

from portal.accounts.models import User
from portal.accounts.permissions import Permission

# What of Django's admin each right opens: app label and model names ("*" for all of them).
ADMIN_MODELS: dict[Permission, set[str]] = {
    Permission.MANAGE_ORGANISATIONS: {"accounts.organisation", "accounts.division"},
    Permission.MANAGE_WORKDAYS: {"workdays.dayoverride"},
    Permission.MANAGE_JOBS: {"notifications.job", "notifications.mail"},
    Permission.MANAGE_ACCOUNTS: {"accounts.user"},
}


class RoleBackend(AuthenticationBackend):
    """allauth's password check, by user name or e-mail; permissions come from the role alone.

    The only backend: with a second one behind it, a try would take longer for a known e-mail than for a stranger's.
    """

    def _authenticate(self, request, **credentials):
        """An e-mail may come under both names; its password is checked once."""
        login = credentials.get("username") or credentials.get("email")
        return super()._authenticate(request, username=login, password=credentials["password"])

    def get_user(self, user_id):
        """The person with the organisation, which every page of the working site names."""
        user = User.objects.select_related("organisation").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj, perm, obj=None):
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        app, _, codename = perm.partition(".")
        _action, _, model = codename.partition("_")
        return any(
            f"{app}.{model}" in models for right, models in ADMIN_MODELS.items() if user_obj.may(right)
        )

    def has_module_perms(self, user_obj, app_label):
        return user_obj.is_active and any(
            model.startswith(app_label + ".")
            for right, models in ADMIN_MODELS.items()
            if user_obj.may(right)
            for model in models
        )

    def get_all_permissions(self, user_obj, obj=None):
        return set()
