"""How the commands about sealing keys ask for passphrases and for people."""

import os
from getpass import getpass

from django.core.management.base import CommandError

from portal.accounts.models import User
from portal.accounts.permissions import Permission


def passphrase(variable: str, prompt: str) -> str:
    """From the environment for unattended set-up, otherwise typed; never an argument, which others can see."""
    return os.environ.get(variable) or getpass(prompt)


def officer(username: str) -> User:
    """An active objection officer."""
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None or not found.may(Permission.HANDLE_OBJECTIONS):
        raise CommandError(f"{username} is not an objection officer")
    return found


def keeper(username: str) -> User:
    """An active person of the province, who keeps a share."""
    found = User.objects.filter(username=username, is_active=True, organisation__kind="province").first()
    if found is None:
        raise CommandError(f"{username} is nobody of the province")
    return found
