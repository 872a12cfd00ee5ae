"""E-mail: text formats as the text of the mail, others as a file beside it."""

from __future__ import annotations

import smtplib
import socket
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email

from wireroom.core.deadlines import cut_after, hang_up
from wireroom.formats.text import one_line
from wireroom.wire_out.adapters.base import TEXT_KEPT, TOO_LONG, WHOLE_SECONDS, BadAddress, Message, Target, said
from wireroom.wire_out.rules.retries import Answer, Outcome

SMTP = "django.core.mail.backends.smtp.EmailBackend"
TIMED = f"{__name__}.TimedBackend"


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
        connection = get_connection(TIMED if settings.EMAIL_BACKEND == SMTP else None)
        mail = self._mail(message)
        mail.connection = connection
        with cut_after(WHOLE_SECONDS, getattr(connection, "cut", _nothing)) as is_over:
            try:
                mail.send()
            except (smtplib.SMTPException, OSError) as error:
                return Outcome(Answer.FAILED, TOO_LONG) if is_over.is_set() else _refusal(error)
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


def _refusal(error: Exception) -> Outcome:
    """Permanent where the mail server says so of every recipient, or of the mail itself."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
        refused = all(code >= 500 for code in codes)
        return Outcome(Answer.REFUSED if refused else Answer.FAILED, said(error), max(codes))
    if isinstance(error, smtplib.SMTPResponseException):
        refused = error.smtp_code in (550, 551, 552, 553, 554)
        return Outcome(Answer.REFUSED if refused else Answer.FAILED, said(error), error.smtp_code)
    return Outcome(Answer.FAILED, said(error))


def _nothing() -> None:
    """For ways of mailing that wait for nobody."""


class _Known:
    """A conversation that the backend knows of from its first byte on, when a slow greeting can already hold it up."""

    backend: TimedBackend

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        self.backend.under_way = self
        connection: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]  # smtplib's own
        self.sock = connection
        return connection


class TimedBackend(EmailBackend):
    """Django's, and its conversation can be cut off from another thread."""

    under_way: Any = None

    @property
    def connection_class(self) -> Any:
        plain = smtplib.SMTP_SSL if self.use_ssl else smtplib.SMTP
        return type("Conversation", (_Known, plain), {"backend": self})

    def cut(self) -> None:
        hang_up(getattr(self.under_way, "sock", None))
