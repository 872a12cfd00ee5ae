"""`wireroom createeditor NAME`: an account for a colleague."""

from __future__ import annotations

import os
import secrets
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from wireroom.accounts.models import User
from wireroom.accounts.roles import give_role
from wireroom.accounts.rules import Role

PASSWORD_VARIABLE = "EDITOR_PASSWORD"  # noqa: S105 - the name of a variable, not a password


class Command(BaseCommand):
    help = f"Makes an account; its password is taken from {PASSWORD_VARIABLE} or made up and printed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what they sign in with")
        roles = [role.name.lower() for role in Role]
        parser.add_argument(
            "--role", action="append", choices=roles, help="what they may do (editor); may be given several times"
        )
        parser.add_argument("--email", default="", help="where the desk writes to them")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"].strip()
        if User.objects.filter(username__iexact=name).exists():
            raise CommandError(f"There is an account {name} already.")
        given = os.environ.get(PASSWORD_VARIABLE, "")
        password = given or secrets.token_urlsafe(12)
        user = User(username=name, email=options["email"])
        try:
            user.full_clean(exclude=["password"])
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        roles = [Role[role.upper()] for role in options["role"] or ["editor"]]
        with transaction.atomic():
            user.set_password(password)
            user.save()
            for role in roles:
                give_role(user, role)
        words = ", ".join(role.name.lower() for role in roles)
        self.stdout.write(f"Made {name} ({words})." + ("" if given else f" Password: {password}"))
