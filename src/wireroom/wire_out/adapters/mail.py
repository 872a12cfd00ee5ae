"""E-mail: text formats as the text of the mail, others as a file beside it."""

from __future__ import annotations

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from wireroom.formats.text import one_line
from wireroom.wire_out.adapters.base import TEXT_KEPT, BadAddress, Message, Target
from wireroom.wire_out.rules.retries import Answer, Outcome


class MailOut:
    host_key = ""

    def __init__(self, target: Target) -> None:
        self._to = [address.strip() for address in target.address.split(",") if address.strip()]
        if not self._to:
            raise BadAddress("There is no e-mail address.")
        for address in self._to:
            try:
                validate_email(address)
            except ValidationError as error:
                raise BadAddress(f"This is no e-mail address: {address[:80]}.") from error

    def send(self, message: Message) -> Outcome:
        try:
            self._mail(message).send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _text in error.recipients.values()]
            refused = all(code >= 500 for code in codes)
            return Outcome(Answer.REFUSED if refused else Answer.FAILED, str(error)[:TEXT_KEPT], max(codes))
        except smtplib.SMTPResponseException as error:
            refused = error.smtp_code in (550, 551, 552, 553, 554)
            return Outcome(Answer.REFUSED if refused else Answer.FAILED, str(error)[:TEXT_KEPT], error.smtp_code)
        except (smtplib.SMTPException, OSError) as error:
            return Outcome(Answer.FAILED, (str(error) or type(error).__name__)[:TEXT_KEPT])
        return Outcome(Answer.ACCEPTED, ", ".join(self._to)[:TEXT_KEPT])

    def _mail(self, message: Message) -> EmailMessage:
        """The headline is folded to one line, so that nothing in it becomes a header."""
        _name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
        domain = sender.rpartition("@")[2] or "localhost"
        headers = {
            "Message-ID": f"<{message.id}@{domain}>",
            "X-Wireroom-Seq": str(message.seq),
            "X-Wireroom-Kind": message.kind,
            "X-Wireroom-Version": str(message.version),
        }
        is_text = message.content_type.startswith("text/plain")
        lines = [message.body.decode("utf-8", "replace") if is_text else message.headline, message.receipt]
        text = "\n\n".join(line for line in lines if line)
        mail = EmailMessage(one_line(message.headline)[:200], f"{text}\n", to=self._to, headers=headers)
        if not is_text:
            mail.attach(message.file_name, message.body, message.content_type.partition(";")[0])
        return mail

    def close(self) -> None:
        pass
