"""Enter the first administrators of a new installation; everybody else is entered in the admin."""

import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import Organisation, User
from portal.accounts.people import note
from portal.accounts.roles import STAFF_ROLES


class Command(BaseCommand):
    help = (
        "Enter a system or a security administrator; the password is asked for, or read from standard input."
    )

    def add_arguments(self, parser):
        parser.add_argument("role", choices=sorted(STAFF_ROLES))
        parser.add_argument("username")
        parser.add_argument("email")
        parser.add_argument("name")

    @transaction.atomic
    def handle(self, *args, role, username, email, name, **options):
        person = User(
            username=username,
            email=email,
            name=name,
            role=role,
            organisation=Organisation.objects.get(kind=Organisation.Kind.OVERSIGHT),
        )
        password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password, person)
            person.set_password(password)
            person.full_clean()
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages)) from None
        person.save()
        note(
            person,
            "create",
            by=None,
            at=timezone.now(),
            role=role,
            organisation=person.organisation_id,
        )
        self.stdout.write(f"{username} is entered as {role}.")
