"""What entries about jobs are called on the record."""

from django.utils.translation import gettext_lazy as _

from portal.audit.words import name


def register() -> None:
    """Enter the kind and its action."""
    name("mail", _("Mail"), {"retry": _("queued a mail again")})
    name("job", _("Job"), {"retry": _("queued a failed job again")})
