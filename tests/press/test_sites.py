"""Which hosts have pages of their own, and that nobody can think up more of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from wireroom.press import sites


@pytest.fixture
def _announced(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    monkeypatch.setenv(sites.ANNOUNCED, "http://127.0.0.1:8000")
    settings.ALLOWED_HOSTS = ["news.example.org", "127.0.0.1", "[::1]", ".wild.example"]
    settings.SITE_URL = ""
    sites._site_named.cache_clear()
    yield
    sites._site_named.cache_clear()


@pytest.mark.usefixtures("_announced")
@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("127.0.0.1:08000", "http://127.0.0.1:8000"),
        ("127.0.0.1:0008000", None),
        ("127.0.0.1:" + "0" * 5000 + "8000", None),
        ("127.0.0.1:" + "9" * 5000, None),
        ("127.0.0.1:81", None),
        ("NEWS.example.org", "http://news.example.org"),
        ("news.example.org.", "http://news.example.org"),
        ("[::1]:8000", "http://[::1]:8000"),
        ("a.wild.example", None),
        ("wild.example", None),
        ("evil.example", None),
        ("news.example.org@evil.example", None),
        ("news.example.org\r\nX: y", None),
        ("", None),
        (":8000", None),
    ],
)
def test_each_of_our_hosts_has_one_site_however_it_is_written(host: str, site: str | None) -> None:
    assert sites.site_named(host) == site


@pytest.mark.usefixtures("_announced")
def test_with_a_site_of_our_own_every_host_of_ours_leads_to_it(settings: Any) -> None:
    settings.SITE_URL = "https://news.example.org"
    hosts = ("127.0.0.1:8000", "a.wild.example", "evil.example", "")
    assert [sites.site_named(host) for host in hosts] == ["https://news.example.org"] * 2 + [None] * 2


@pytest.mark.usefixtures("_announced")
def test_what_is_too_long_to_be_a_host_is_not_remembered() -> None:
    for number in range(300):
        sites.site_named(f"{number}" * 5000)
    assert sites._site_named.cache_info().currsize == 0
