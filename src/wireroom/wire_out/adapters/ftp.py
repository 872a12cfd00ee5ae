"""FTP and FTPS: stored under a temporary name, then renamed."""

from __future__ import annotations

import ftplib
import socket
import ssl
from io import BytesIO
from threading import Event
from urllib.parse import unquote, urlsplit

from wireroom.core.deadlines import cut_after, hang_up
from wireroom.core.errors import WireroomError
from wireroom.core.fetching import permitted
from wireroom.wire_out.adapters.base import (
    STEP_SECONDS,
    TEXT_KEPT,
    TOO_LONG,
    WHOLE_SECONDS,
    BadAddress,
    Message,
    Target,
    said,
)
from wireroom.wire_out.rules.retries import Answer, Outcome


class FtpDrop:
    """One signed-in connection, opened when it is first needed and again after any error."""

    host_key = ""

    def __init__(self, target: Target) -> None:
        try:
            parts = urlsplit(target.address)
            self._port = parts.port or 21
        except ValueError as error:
            raise BadAddress(f"The address cannot be read: {error}.") from error
        if parts.scheme not in ("ftp", "ftps") or not parts.hostname:
            raise BadAddress("The address must begin with ftp:// or ftps:// and name a machine.")
        if any(sign in target.username + target.password + target.address for sign in "\r\n\0"):
            raise BadAddress("Neither address nor credentials may hold line breaks.")
        self._host, self._secure, self._target = parts.hostname, parts.scheme == "ftps", target
        self._folder = unquote(parts.path).rstrip("/")
        if any(sign in self._folder for sign in "\r\n\0"):
            raise BadAddress("The folder's name may not hold line breaks.")
        self._ftp: ftplib.FTP | None = None

    def send(self, message: Message) -> Outcome:
        with cut_after(WHOLE_SECONDS, self._cut) as is_over:
            try:
                self._store(message, is_over)
            except (ftplib.Error, OSError, EOFError, WireroomError) as error:
                self.close()
                if is_over.is_set():
                    return Outcome(Answer.FAILED, TOO_LONG)
                is_refusal = isinstance(error, ftplib.error_perm)
                return _refusal(str(error)) if is_refusal else Outcome(Answer.FAILED, said(error))
        return Outcome(Answer.ACCEPTED, message.file_name)

    def _store(self, message: Message, is_over: Event) -> None:
        def go_on(_block: bytes) -> None:
            if is_over.is_set():
                raise TimeoutError(TOO_LONG)

        ftp = self._ftp or self._signed_in()
        final, draft = self._place(message.file_name), self._place(f".{message.file_name}.part")
        ftp.storbinary(f"STOR {draft}", BytesIO(message.body), callback=go_on)
        try:
            ftp.rename(draft, final)
        except ftplib.error_perm:  # some servers rename over nothing that is there
            ftp.delete(final)
            ftp.rename(draft, final)

    def _cut(self) -> None:
        hang_up(self._ftp.sock if self._ftp is not None else None)

    def _place(self, name: str) -> str:
        return f"{self._folder}/{name}" if self._folder else name

    def _signed_in(self) -> ftplib.FTP:
        address = permitted(self._host, self._port, self._target.allowed)[0]
        ftp = self._ftp = _secured() if self._secure else ftplib.FTP(timeout=STEP_SECONDS)  # noqa: S321 - some have no other
        ftp.connect(address, self._port)
        ftp.host = self._host  # the name that the certificate must bear
        ftp.login(self._target.username or "anonymous", self._target.password)
        if isinstance(ftp, ftplib.FTP_TLS):
            ftp.prot_p()
        return ftp

    def close(self) -> None:
        if self._ftp is not None:
            self._ftp.close()
            self._ftp = None


class _Ftps(ftplib.FTP_TLS):
    """Explicit TLS (RFC 4217), both connections encrypted; the second goes on with the session of the first.

    Many servers demand this last, so that nobody else can take the connection for the file, and ftplib does not do it.
    """

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        plain, size = super(ftplib.FTP_TLS, self).ntransfercmd(cmd, rest)
        session = self.sock.session if isinstance(self.sock, ssl.SSLSocket) else None
        return self.context.wrap_socket(plain, server_hostname=self.host, session=session), size


def _secured() -> _Ftps:
    return _Ftps(timeout=STEP_SECONDS, context=ssl.create_default_context())


def _refusal(text: str) -> Outcome:
    """A permanent reply; wrong credentials and full disks are mended on the other side, so they are tried again."""
    code = int(text[:3]) if text[:3].isdigit() else 0
    answer = Answer.REFUSED if code in (501, 504, 553) else Answer.FAILED
    return Outcome(answer, text[:TEXT_KEPT], code)
