"""`wireroom resetsecondfactor NAME`: for the last administrator, locked out."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wireroom.accounts.models import User
from wireroom.accounts.second_factor.actions import reset


class Command(BaseCommand):
    help = "Takes a colleague's app and passkeys away: the password alone lets them in until they set up new ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what they sign in with")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username__iexact=options["name"]).first()
        if user is None:
            raise CommandError(f"There is no account {options['name']}.")
        reset(user, by=None)
        self.stdout.write(f"{user.get_username()} signs in with the password alone.")
