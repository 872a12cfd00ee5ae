"""SFTP: stored under a temporary name, then renamed; the server must show the key that it showed first."""

from __future__ import annotations

from contextlib import suppress
from io import StringIO
from urllib.parse import unquote, urlsplit

import paramiko

from wireroom.core.deadlines import cut_after
from wireroom.core.errors import WireroomError
from wireroom.core.fetching import connect
from wireroom.wire_out.adapters.base import STEP_SECONDS, TOO_LONG, WHOLE_SECONDS, BadAddress, Message, Target, said
from wireroom.wire_out.rules.retries import Answer, Outcome

_KEYS = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


class OtherHostKey(WireroomError):
    """The server shows another key than the one pinned: somebody may be in between."""

    code = "other-host-key"


class SftpDrop:
    """One signed-in connection, opened when it is first needed and again after any error."""

    def __init__(self, target: Target) -> None:
        try:
            parts = urlsplit(target.address)
            self._port = parts.port or 22
        except ValueError as error:
            raise BadAddress(f"The address cannot be read: {error}.") from error
        if parts.scheme != "sftp" or not parts.hostname:
            raise BadAddress("The address must begin with sftp:// and name a machine.")
        self._host, self._target = parts.hostname, target
        self._folder = unquote(parts.path).rstrip("/")
        self.host_key = target.host_key
        self._transport: paramiko.Transport | None = None
        self._sftp: paramiko.SFTPClient | None = None

    def send(self, message: Message) -> Outcome:
        with cut_after(WHOLE_SECONDS, self._cut) as is_over:
            try:
                self._store(message)
            except (paramiko.SSHException, OSError, EOFError, WireroomError) as error:
                self.close()
                return Outcome(Answer.FAILED, TOO_LONG if is_over.is_set() else said(error))
        return Outcome(Answer.ACCEPTED, message.file_name)

    def _store(self, message: Message) -> None:
        sftp = self._sftp = self._sftp or self._signed_in()
        final, draft = self._place(message.file_name), self._place(f".{message.file_name}.part")
        with sftp.open(draft, "wb") as stream:
            stream.set_pipelined(True)
            stream.write(message.body)
        self._rename(sftp, draft, final)

    def _cut(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _place(self, name: str) -> str:
        return f"{self._folder}/{name}" if self._folder else name

    @staticmethod
    def _rename(sftp: paramiko.SFTPClient, draft: str, final: str) -> None:
        """Over what is there, as a repeat must; where the server lacks OpenSSH's extension, in two steps."""
        try:
            sftp.posix_rename(draft, final)
        except OSError:
            with suppress(FileNotFoundError):
                sftp.remove(final)
            sftp.rename(draft, final)

    def _signed_in(self) -> paramiko.SFTPClient:
        plain = connect(self._host, self._port, timeout=STEP_SECONDS, allowed=self._target.allowed)
        self._transport = transport = paramiko.Transport(plain)
        transport.banner_timeout = transport.handshake_timeout = transport.auth_timeout = STEP_SECONDS
        transport.start_client(timeout=STEP_SECONDS)
        self._judge(transport.get_remote_server_key())
        key = _private_key(self._target.password)
        if key is not None:
            transport.auth_publickey(self._target.username, key)
        else:
            transport.auth_password(self._target.username, self._target.password)
        sftp = paramiko.SFTPClient.from_transport(transport)
        if sftp is None:
            raise paramiko.SSHException("The server opens no SFTP channel.")
        sftp.get_channel().settimeout(STEP_SECONDS)
        return sftp

    def _judge(self, shown: paramiko.PKey) -> None:
        key = f"{shown.get_name()} {shown.get_base64()}"
        if self.host_key and key != self.host_key:
            raise OtherHostKey("The server shows another key than before. Ask the client, then let it be forgotten.")
        self.host_key = key

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
        self._transport = self._sftp = None


def _private_key(text: str) -> paramiko.PKey | None:
    """The key that a PEM holds; None for a plain password. Raises BadAddress."""
    if "PRIVATE KEY-----" not in text:
        return None
    for kind in _KEYS:
        try:
            return kind.from_private_key(StringIO(text))
        except paramiko.SSHException:
            continue
    raise BadAddress("The private key cannot be read; it must be Ed25519, ECDSA or RSA in PEM, without a password.")
