"""Real servers of clients on this machine: Debian's sshd for SFTP, pyftpdlib for FTP, and a small one for SMTP."""

from __future__ import annotations

import getpass
import os
import secrets
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def keygen(path: Path) -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
    return path


@dataclass
class Sshd:
    """An SFTP server that lets in whoever has `key`."""

    room: Path
    port: int = 0
    user: str = field(default_factory=getpass.getuser)

    @property
    def key(self) -> str:
        return (self.room / "client").read_text()

    def new_host_key(self) -> None:
        for path in self.room.glob("host*"):
            path.unlink()
        keygen(self.room / "host")

    @contextmanager
    def open(self) -> Iterator[Sshd]:
        assert SSHD is not None
        self.port = self.port or free_port()
        if not (self.room / "client").exists():
            keygen(self.room / "client")
            self.new_host_key()
            shutil.copy(self.room / "client.pub", self.room / "authorized")
        config = self.room / "config"
        lines = (
            f"Port {self.port}",
            "ListenAddress 127.0.0.1",
            f"HostKey {self.room / 'host'}",
            f"AuthorizedKeysFile {self.room / 'authorized'}",
            f"PidFile {self.room / 'pid'}",
            "Subsystem sftp internal-sftp",
            "StrictModes no",
            "UsePAM no",
            "PasswordAuthentication no",
            "PermitRootLogin prohibit-password",
        )
        config.write_text("\n".join(lines) + "\n")
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)
        server = subprocess.Popen([SSHD, "-D", "-e", "-f", config], stderr=subprocess.DEVNULL)
        try:
            end = time.monotonic() + 20
            while not answers(self.port):
                assert server.poll() is None
                assert time.monotonic() < end
                time.sleep(0.05)
            yield self
        finally:
            server.terminate()
            server.wait(10)


def certificate(folder: Path, *, name: str = "127.0.0.1", days: int = 1) -> Path:
    """A PEM with a key and a certificate that vouches for itself and for an address."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "client.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM)
    path = folder / f"{secrets.token_hex(4)}.pem"
    path.write_bytes(pem)
    return path


@contextmanager
def ftp_server(folder: Path, pem: Path | None = None, *, slowly: bool = False) -> Iterator[int]:
    """The port of a server where `client` with the password `secret` may write to `folder`; with `pem` only by TLS."""
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler, ThrottledDTPHandler, TLS_FTPHandler
    from pyftpdlib.servers import FTPServer

    class Slow(ThrottledDTPHandler):
        read_limit = 1_000_000

    class Handler(TLS_FTPHandler if pem else FTPHandler):  # type: ignore[misc]  # one of the two
        authorizer = DummyAuthorizer()
        certfile = str(pem) if pem else None
        tls_control_required = tls_data_required = True
        dtp_handler = Slow if slowly else (TLS_FTPHandler if pem else FTPHandler).dtp_handler

    Handler.authorizer.add_user("client", "secret", str(folder), perm="elradfmw")
    server = FTPServer(("127.0.0.1", 0), Handler)
    port = int(server.socket.getsockname()[1])
    stopped = threading.Event()

    def serve() -> None:
        while not stopped.is_set():
            server.serve_forever(timeout=0.05, blocking=False)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield port
    finally:
        stopped.set()
        thread.join(5)
        server.close_all()


@contextmanager
def dripping(greeting: bytes, *, every: float = 0.1) -> Iterator[int]:
    """The port of a server that never gets to the end of its first line, and is never silent for long either."""
    listener, stopped = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def serve() -> None:
        with suppress(OSError):
            while not stopped.is_set():
                connection, _address = listener.accept()
                with connection, suppress(OSError):
                    connection.sendall(greeting)
                    while not stopped.wait(every):
                        connection.sendall(b".")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        stopped.set()
        listener.close()
        thread.join(5)


@dataclass
class SmtpServer:
    """Takes mails, or answers RCPT as it is told to."""

    mails: list[bytes] = field(default_factory=list)
    refuses: str = ""

    @contextmanager
    def open(self) -> Iterator[int]:
        listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, args=[listener], daemon=True).start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            listener.close()

    def _serve(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _address = listener.accept()
                with connection, connection.makefile("rwb", buffering=0) as stream:
                    self._talk(stream)

    def _talk(self, stream: socket.SocketIO) -> None:
        stream.write(b"220 mail.example\r\n")
        while line := stream.readline():
            word = line[:4].upper()
            if word == b"DATA":
                stream.write(b"354 go on\r\n")
                lines = []
                while (said := stream.readline()) != b".\r\n":
                    lines.append(said)
                self.mails.append(b"".join(lines))
                stream.write(b"250 taken\r\n")
            elif word == b"RCPT" and self.refuses:
                stream.write(self.refuses.encode() + b"\r\n")
            elif word == b"QUIT":
                stream.write(b"221 bye\r\n")
                return
            else:
                stream.write(b"250 fine\r\n")
