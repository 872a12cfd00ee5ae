"""`wireroom inviteclient`: the first person of a client newsroom, who invites the others."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from wireroom.wire_out.errors import WireOutError
from wireroom.wire_out.models import Subscriber
from wireroom.wire_out.outgoing import site
from wireroom.wire_out.portal import people


class Command(BaseCommand):
    help = "Invites an administrator of a client newsroom to the portal, and prints the link that the mail brings."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("subscriber", help="the organisation, as the desk calls it")
        parser.add_argument("mail")
        parser.add_argument("name")
        parser.add_argument("--language", choices=sorted(settings.SHIPPED_EDITIONS))

    def handle(self, *args: Any, **options: Any) -> None:
        subscriber = Subscriber.objects.filter(name=options["subscriber"]).first()
        if subscriber is None:
            known = ", ".join(Subscriber.objects.values_list("name", flat=True)) or "none"
            raise CommandError(f"There is no subscriber “{options['subscriber']}”; there are: {known}.")
        try:
            validate_email(options["mail"])
            person = people.invite(
                subscriber,
                name=options["name"],
                mail=options["mail"],
                language=options["language"] or subscriber.language,
                is_administrator=True,
                by=None,
            )
        except ValidationError as error:
            raise CommandError(f"This is no e-mail address: {options['mail']}.") from error
        except WireOutError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{site()}/wire/password/{people.link_token(person)}/")
