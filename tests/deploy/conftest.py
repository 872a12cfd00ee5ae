"""A real nginx with the configuration that we ship, before a real Wireroom, both on loopback."""

from __future__ import annotations

import json
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path

import pytest

from tests.browser.conftest import furnish
from tests.config.conftest import ROOT, House, end_tree, free_port, until
from tests.flows.once import made_once

NAME = "localhost"
ALIKE_IN_KIND = {"date", "server", "connection", "keep-alive", "transfer-encoding"}
"""Headers of the connection rather than of the answer."""

MAIN = """
{user} worker_processes 1; daemon off; pid {room}/nginx.pid; error_log {room}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {room}/body; proxy_temp_path {room}/proxy; fastcgi_temp_path {room}/fastcgi;
    uwsgi_temp_path {room}/uwsgi; scgi_temp_path {room}/scgi;
    include {room}/site.conf;
}}
"""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def answer_of(response: HTTPResponse) -> Answer:
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(
        response.status,
        {name: value for name, value in headers.items() if name not in ALIKE_IN_KIND},
        response.read(),
    )


@dataclass
class Front:
    """nginx and the house behind it. `pages` are the addresses of page types by edition and name."""

    house: House
    app: int
    secure: int
    plain: int
    pages: dict[str, dict[str, str]]

    def asks(self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """What nginx answers."""
        connection = HTTPSConnection(NAME, self.secure, timeout=60, context=trusting())
        try:
            connection.request(method, path, body, _named(headers))
            return answer_of(connection.getresponse())
        finally:
            connection.close()

    def asks_app(self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """What the web process answers when it is asked as nginx asks it."""
        connection = HTTPConnection("127.0.0.1", self.app, timeout=60)
        forwarded = {"Host": NAME, "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
        try:
            connection.request(method, path, body, forwarded | _named(headers))
            return answer_of(connection.getresponse())
        finally:
            connection.close()

    def says(self, raw: bytes) -> bytes:
        """What comes back for these very bytes, until nginx closes or 4 s are over."""
        with (
            socket.create_connection(("127.0.0.1", self.secure), timeout=4) as plain,
            trusting().wrap_socket(plain, server_hostname=NAME) as secure,
        ):
            secure.sendall(raw)
            heard = b""
            try:
                while more := secure.recv(65536):
                    heard += more
            except TimeoutError:
                pass
            return heard

    def start(self) -> None:
        self.house.serve(self.app)

    def stop(self) -> None:
        """Ends the house and leaves nginx alone."""
        for process in self.house.started:
            process.terminate()
            process.wait(60)
            end_tree(process)


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@pytest.fixture(scope="session")
def nginx() -> str:
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None and os.environ.get("CI", "").lower() == "true":
        pytest.fail("NO NGINX HERE, AND UNDER CI ITS TESTS MUST RUN")
    if found is None:
        pytest.skip("NO NGINX HERE")
    return found


def site_conf(room: Path, *, home: Path, app: int, secure: int, plain: int) -> str:
    """The shipped configuration with the ports, folders and certificate of a test."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    lines = [line for line in text.splitlines() if "listen [::]" not in line]
    replaced = "\n".join(lines)
    for shipped, ours in (
        ("listen 443", f"listen 127.0.0.1:{secure}"),
        ("listen 80", f"listen 127.0.0.1:{plain}"),
        ("127.0.0.1:8000", f"127.0.0.1:{app}"),
        ("/etc/letsencrypt/live/news.example.org", str(room)),
        ("news.example.org", NAME),
        ("/var/lib/wireroom", str(home)),
        ("/opt/wireroom", str(ROOT)),
    ):
        assert shipped in replaced
        replaced = replaced.replace(shipped, ours)
    return replaced


def certificate(room: Path) -> None:
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (room / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (room / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


@pytest.fixture(scope="module")
def front(nginx: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str, migrated: Path) -> Iterator[Front]:
    furnished = made_once(tmp_path_factory, worker_id, "furnished", lambda place: furnish(place, migrated))
    room = tmp_path_factory.mktemp("nginx")
    shutil.copytree(furnished / "home", room / "home", symlinks=True)
    ports = {"app": free_port(), "secure": free_port(), "plain": free_port()}
    certificate(room)
    (room / "site.conf").write_text(site_conf(room, home=room / "home", **ports))
    (room / "nginx.conf").write_text(MAIN.format(room=room, user="user root;" if os.geteuid() == 0 else ""))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("SITE_URL", f"https://{NAME}"), ("BEHIND_TLS", "true"), ("TRUSTED_PROXIES", "127.0.0.1")):
            patch.setenv(name, value)
        started = Front(
            House(room / "home", room / "log"),
            **ports,
            pages=json.loads((furnished / "pages.json").read_text()),
        )
        started.start()
        server = subprocess.Popen([nginx, "-p", str(room), "-c", str(room / "nginx.conf")])
        try:
            until(lambda: (room / "nginx.pid").exists() or server.poll() is not None, "the start of nginx")
            assert server.poll() is None, (room / "error.log").read_text()
            yield started
        finally:
            server.terminate()
            server.wait(60)
            for process in started.house.started:
                end_tree(process)
