"""Each way to an endpoint, against a real server of its kind."""

from __future__ import annotations

import os
import socket
import time
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.wire_out.servers import SSHD, SmtpServer, Sshd, certificate, dripping, ftp_server
from wireroom.wire_out.adapters.base import BadAddress, Message, Target
from wireroom.wire_out.adapters.choosing import adapter_for
from wireroom.wire_out.rules.retries import Answer

LOOPBACK = ("127.0.0.0/8", "::1/128")
MESSAGE = Message(
    id="msg_1_7_abcdef01",
    seq=7,
    guid="urn:one",
    version=2,
    kind="update",
    headline="Bridge\r\nBcc: all@example.org ../../etc/passwd",
    language="en",
    sent_at=datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
    body="Мост открыт.\n".encode(),
    content_type="text/plain; charset=utf-8",
    extension="txt",
)
NAME = "000000007-bridge-bcc-all-example-org-etc-passwd-v2.txt"


def target(kind: str, address: str, **fields: Any) -> Target:
    return Target(1, kind, address, allowed=LOOPBACK, **fields)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_name_holds_no_path(tmp_path: Path) -> None:
    assert MESSAGE.file_name == NAME
    assert adapter_for(target("folder", str(tmp_path))).send(MESSAGE).answer is Answer.ACCEPTED
    assert names_in(tmp_path) == [NAME]


def test_a_folder_is_never_our_own_and_never_guessed(wireroom_home: Path) -> None:
    for address in (
        "relative/path",
        "",
        str(wireroom_home),
        str(wireroom_home / "press" / ".."),
        str(wireroom_home / "x"),
        str(wireroom_home / "clients"),
        str(wireroom_home / "clients" / ".." / "press"),
    ):
        with pytest.raises(BadAddress):
            adapter_for(target("folder", str(address)))


def test_a_folder_of_a_client_is_no_way_into_our_own(wireroom_home: Path) -> None:
    clients = wireroom_home / "clients"
    (clients / "courier").mkdir(parents=True)
    (wireroom_home / "press").mkdir()
    (clients / "sly").symlink_to(wireroom_home / "press")
    assert adapter_for(target("folder", str(clients / "courier"))).send(MESSAGE).answer is Answer.ACCEPTED
    assert names_in(clients / "courier") == [NAME]
    with pytest.raises(BadAddress):
        adapter_for(target("folder", str(clients / "sly")))


def test_a_folder_that_is_away_is_tried_again(tmp_path: Path) -> None:
    assert adapter_for(target("folder", str(tmp_path / "unmounted"))).send(MESSAGE).answer is Answer.FAILED


@pytest.fixture
def sshd(tmp_path: Path) -> Sshd:
    if SSHD is None:
        assert os.environ.get("CI") != "true", "the tests of SFTP need openssh-server"
        pytest.skip("NO SSHD HERE: SFTP IS NOT TESTED")
    room = tmp_path / "sshd"
    room.mkdir(mode=0o700)
    return Sshd(room)


def test_sftp_writes_then_renames_and_a_repeat_replaces(sshd: Sshd, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with sshd.open():
        address = f"sftp://127.0.0.1:{sshd.port}{folder}"
        adapter = adapter_for(target("sftp", address, username=sshd.user, password=sshd.key))
        assert adapter.send(MESSAGE).answer is Answer.ACCEPTED
        assert adapter.send(replace(MESSAGE, body=b"again")).answer is Answer.ACCEPTED
        adapter.close()
    assert names_in(folder) == [NAME]
    assert (folder / NAME).read_bytes() == b"again"
    assert adapter.host_key.startswith("ssh-ed25519 ")


def test_sftp_refuses_another_host_key_than_the_first(sshd: Sshd, tmp_path: Path) -> None:
    with sshd.open():
        address = f"sftp://127.0.0.1:{sshd.port}{tmp_path}"
        first = adapter_for(target("sftp", address, username=sshd.user, password=sshd.key))
        first.send(MESSAGE)
        first.close()
    (tmp_path / NAME).unlink()
    sshd.new_host_key()
    with sshd.open():
        pinned = target("sftp", address, username=sshd.user, password=sshd.key, host_key=first.host_key)
        outcome = adapter_for(pinned).send(MESSAGE)
    assert (outcome.answer, "another key" in outcome.text) == (Answer.FAILED, True)
    assert not (tmp_path / NAME).exists()


def test_sftp_connects_again_after_the_server_went_away(sshd: Sshd, tmp_path: Path) -> None:
    with sshd.open():
        address = f"sftp://127.0.0.1:{sshd.port}{tmp_path}"
        adapter = adapter_for(target("sftp", address, username=sshd.user, password=sshd.key))
        adapter.send(MESSAGE)
        assert adapter.send(MESSAGE).answer is Answer.ACCEPTED
    adapter.close()
    assert adapter.send(MESSAGE).answer is Answer.FAILED
    with sshd.open():
        assert adapter.send(MESSAGE).answer is Answer.ACCEPTED
    adapter.close()


def test_sftp_with_a_wrong_password_or_a_missing_folder_fails(sshd: Sshd, tmp_path: Path) -> None:
    with sshd.open():
        address = f"sftp://127.0.0.1:{sshd.port}{tmp_path}"
        assert (
            adapter_for(target("sftp", address, username="x", password="wrong")).send(MESSAGE).answer is Answer.FAILED
        )
        missing = target("sftp", f"{address}/missing", username=sshd.user, password=sshd.key)
        assert adapter_for(missing).send(MESSAGE).answer is Answer.FAILED


def test_ftp_writes_then_renames_and_a_repeat_replaces(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with ftp_server(tmp_path) as port:
        address = f"ftp://127.0.0.1:{port}/in"
        adapter = adapter_for(target("ftp", address, username="client", password="secret"))
        assert adapter.send(MESSAGE).answer is Answer.ACCEPTED
        assert adapter.send(replace(MESSAGE, body=b"again")).answer is Answer.ACCEPTED
        adapter.close()
        wrong = adapter_for(target("ftp", address, username="client", password="wrong")).send(MESSAGE)
    assert names_in(tmp_path / "in") == [NAME]
    assert (tmp_path / "in" / NAME).read_bytes() == b"again"
    assert (wrong.answer, wrong.code) == (Answer.FAILED, 530)


def test_ftps_encrypts_both_connections_and_knows_the_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server takes neither a sign-in nor a file without TLS; the certificate must be trusted and bear the name."""
    (tmp_path / "in").mkdir()
    pem, other = certificate(tmp_path), certificate(tmp_path, name="127.0.0.2")
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with ftp_server(tmp_path, pem) as port:
        address = f"ftps://127.0.0.1:{port}/in"
        adapter = adapter_for(target("ftp", address, username="client", password="secret"))
        assert adapter.send(MESSAGE).answer is Answer.ACCEPTED
        large = replace(MESSAGE, body=b"again" * 100_000)
        assert adapter.send(large).answer is Answer.ACCEPTED
        adapter.close()
        plain = adapter_for(target("ftp", f"ftp://127.0.0.1:{port}/in", username="client", password="secret"))
        assert (plain.send(MESSAGE).answer, names_in(tmp_path / "in")) == (Answer.FAILED, [NAME])
        assert (tmp_path / "in" / NAME).read_bytes() == large.body
        monkeypatch.setenv("SSL_CERT_FILE", str(other))
        untrusted = adapter_for(target("ftp", address, username="client", password="secret")).send(MESSAGE)
    assert (untrusted.answer, "certificate verify failed" in untrusted.text) == (Answer.FAILED, True)
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    with ftp_server(tmp_path, other) as port:
        named = target("ftp", f"ftps://127.0.0.1:{port}/in", username="client", password="secret")
        misnamed = adapter_for(named).send(MESSAGE)
    assert (misnamed.answer, "certificate is not valid for" in misnamed.text) == (Answer.FAILED, True)


GREETINGS = {
    "ftp": (b"220-", "ftp://127.0.0.1:{port}/in"),
    "sftp": (b"SSH-2.0-", "sftp://127.0.0.1:{port}/in"),
    "mail": (b"220-", "desk@client.example"),
}


@pytest.mark.parametrize("kind", GREETINGS)
def test_a_server_that_drips_is_left_when_the_whole_has_taken_too_long(
    kind: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of its bytes comes soon enough, so that no limit of a single step ends it."""
    greeting, address = GREETINGS[kind]
    monkeypatch.setattr(f"wireroom.wire_out.adapters.{kind}.WHOLE_SECONDS", 1.0)
    with dripping(greeting) as port:
        _smtp(settings, port)
        adapter = adapter_for(target(kind, address.format(port=port), username="u", password="p"))
        began = time.monotonic()
        outcome = adapter.send(MESSAGE)
        took = time.monotonic() - began
    assert (outcome.answer, outcome.text) == (Answer.FAILED, "It took too long as a whole.")
    assert 0.9 < took < 5
    adapter.close()


def test_a_file_that_a_server_takes_by_drips_is_left_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wireroom.wire_out.adapters.ftp.WHOLE_SECONDS", 1.0)
    with ftp_server(tmp_path, slowly=True) as port:
        place = target("ftp", f"ftp://127.0.0.1:{port}/", username="client", password="secret")
        outcome = adapter_for(place).send(replace(MESSAGE, body=bytes(50_000_000)))
    assert (outcome.answer, outcome.text) == (Answer.FAILED, "It took too long as a whole.")
    assert NAME not in names_in(tmp_path)


@pytest.mark.parametrize("kind", ["sftp", "ftp"])
def test_files_go_to_no_private_address(kind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        place = Target(1, kind, f"{kind}://localhost:{listener.getsockname()[1]}/", "u", "p")
        outcome = adapter_for(place).send(MESSAGE)
        assert (outcome.answer, "inside" in outcome.text) == (Answer.FAILED, True)
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("http", "ftp://example.org/"),
        ("http", "https:///nowhere"),
        ("ftp", "ftp://example.org/in%0d%0aDELE x"),
        ("ftp", "http://example.org"),
        ("ftp", "ftp://example.org:port/"),
        ("sftp", "example.org"),
        ("sftp", "sftp://example.org:99999/"),
        ("mail", ""),
        ("mail", "a@example.org, b\r\nBcc: c@example.org"),
        ("pull", ""),
    ],
)
def test_an_address_that_cannot_be_is_said_at_once(kind: str, address: str) -> None:
    with pytest.raises(BadAddress):
        adapter_for(target(kind, address))


def _smtp(settings: Any, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    settings.DEFAULT_FROM_EMAIL = "Wire <wire@agency.example>"


def test_a_mail_has_one_header_of_each_and_a_stable_id(settings: Any) -> None:
    server = SmtpServer()
    with server.open() as port:
        _smtp(settings, port)
        adapter = adapter_for(target("mail", "desk@client.example, night@client.example"))
        assert adapter.send(MESSAGE).answer is Answer.ACCEPTED
        xml = replace(MESSAGE, content_type="application/xml", extension="xml", body=b"<a/>")
        assert adapter.send(xml).answer is Answer.ACCEPTED
    plain, attached = (message_from_bytes(mail, policy=default) for mail in server.mails)
    assert plain["Subject"] == "Bridge Bcc: all@example.org ../../etc/passwd"
    assert (plain["Bcc"], plain["Message-ID"]) == (None, "<msg_1_7_abcdef01@agency.example>")
    assert plain.get_content().splitlines() == ["Мост открыт.", ""]
    [part] = attached.iter_attachments()
    assert (part.get_filename(), part.get_content()) == (NAME.replace(".txt", ".xml"), b"<a/>")


@pytest.mark.parametrize(
    ("reply", "answer"),
    [("550 no such user", Answer.REFUSED), ("451 try later", Answer.FAILED), ("452 full", Answer.FAILED)],
)
def test_a_mail_server_s_reply_says_whether_to_try_again(settings: Any, reply: str, answer: Answer) -> None:
    with SmtpServer(refuses=reply).open() as port:
        _smtp(settings, port)
        assert adapter_for(target("mail", "desk@client.example")).send(MESSAGE).answer is answer


def test_a_mail_server_that_is_away_is_tried_again(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    _smtp(settings, port)
    assert adapter_for(target("mail", "desk@client.example")).send(MESSAGE).answer is Answer.FAILED
