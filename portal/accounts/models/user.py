"""A person with one role in one organisation. Nobody is a superuser."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.accounts.models.organisation import Organisation
from portal.accounts.permissions import Permission
from portal.accounts.roles import ORGANISATION_KIND, ROLE_PERMISSIONS, STAFF_ROLES, Role


class UserManager(BaseUserManager):
    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        """Create a person; ``role`` and ``organisation`` are required."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *_args, **_fields) -> "User":
        """Nobody is a superuser: one person has one role, and no role may do everything."""
        raise PermissionDenied(_("No account is a superuser."))

    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Who signs in."""

    username = models.CharField(
        _("user name"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()]
    )
    email = models.EmailField(_("e-mail"), blank=True)
    name = models.CharField(_("full name"), max_length=60)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Role)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="people", verbose_name=_("organisation")
    )
    language = models.CharField(
        _("language of mails"),
        max_length=10,
        default="zh-hans",
        choices=[("zh-hans", "中文"), ("en", "English")],
    )
    identity = models.CharField(
        _("unified identity"), max_length=120, null=True, blank=True, unique=True
    )  # of the person at the province's provider; entered by the security administrator alone
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "role", "organisation"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(condition=models.Q(is_superuser=False), name="nobody_is_a_superuser")
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def clean(self) -> None:
        """A role works in an organisation of its kind (a county officer in a county authority)."""
        super().clean()
        kind = ORGANISATION_KIND.get(self.role)
        if self.organisation_id and kind and self.organisation.kind != kind:
            raise ValidationError(
                {
                    "organisation": ValidationError(
                        _("The role “%(role)s” belongs to an organisation of the kind “%(kind)s”."),
                        params={"role": self.get_role_display(), "kind": Organisation.Kind(kind).label},
                        code="kind",
                    )
                }
            )

    @property
    def is_staff(self) -> bool:
        """Django's admin asks this; only the two administrators enter it."""
        return self.role in STAFF_ROLES

    @property
    def rights(self) -> frozenset[Permission]:
        return ROLE_PERMISSIONS.get(self.role, frozenset()) if self.is_active else frozenset()

    def may(self, permission: Permission) -> bool:
        """Whether the role carries ``permission`` (who may; *when* is a policy)."""
        return permission in self.rights

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
