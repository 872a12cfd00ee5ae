"""deploy/nginx.conf in a real nginx: the same answers as the web process, no other, and some when that is away."""

from __future__ import annotations

import json
import os
import re
import socket
import ssl
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.utils import translation
from lxml import etree

from tests.config.conftest import ROOT
from tests.deploy.conftest import NAME, Answer, Front, trusting
from wireroom.press.headers import ASSET_HEADERS, KEPT_FOR_GOOD
from wireroom.website.assets import version

SHOWN = ("front", "story", "section", "corrected story", "archive", "best rated")
MACHINES = ("/sitemap.xml", "/news-sitemap.xml", "/sitemap-pages.xml", "/robots.txt")


def stored(front: Front, edition: str = "en") -> list[str]:
    """Addresses of every kind that nginx answers itself."""
    pages = front.pages[edition]
    feeds = [f"/{edition}/{name}" for name in ("rss.xml", "atom.xml", "feed.json")]
    return [pages[name] for name in SHOWN if name in pages] + feeds + [f"/{edition}/world/rss.xml", *MACHINES]


def in_web_tree(front: Front, path: str) -> bool:
    file = f"{path}index.html" if path.endswith("/") else path
    return (front.house.home / "press" / "current" / "web" / file.lstrip("/")).is_file()


def both(front: Front, path: str, **headers: str) -> tuple[Answer, Answer]:
    """What nginx and the web process answer, asked while the page was not printed again in between."""
    before = front.asks_app(path, **headers)
    while True:
        theirs, ours = front.asks(path, **headers), front.asks_app(path, **headers)
        if ours == before:
            return theirs, ours
        before = ours


@pytest.mark.parametrize("edition", ["en", "ar", "zh-hans"])
@pytest.mark.parametrize("accepted", ["identity", "gzip", "br, gzip"])
def test_stored_pages_have_the_same_headers_and_bytes_from_both_fronts(
    front: Front, edition: str, accepted: str
) -> None:
    for path in stored(front, edition):
        theirs, ours = both(front, path, Accept_Encoding=accepted)
        assert (path, ours.status, in_web_tree(front, path)) == (path, 200, True)
        assert (path, theirs) == (path, ours)


@pytest.mark.parametrize("accepted", ["identity", "gzip"])
def test_both_fronts_know_what_the_asker_has(front: Front, accepted: str) -> None:
    for path in stored(front):
        has = front.asks_app(path, Accept_Encoding=accepted).headers
        for known in (
            {"If_None_Match": has["etag"]},
            {"If_None_Match": f'"other", W/{has["etag"]}'},
            {"If_None_Match": "*"},
            {"If_Modified_Since": has["last-modified"]},
            {"If_Modified_Since": has["last-modified"], "If_None_Match": '"other"'},
            {"If_Modified_Since": "Sun, 29 Nov 2099 00:00:00 GMT"},
        ):
            theirs, ours = both(front, path, Accept_Encoding=accepted, **known)
            assert (path, known, theirs) == (path, known, ours)


def test_head_is_answered_alike(front: Front) -> None:
    for path in stored(front):
        assert front.asks(path, method="HEAD") == front.asks_app(path, method="HEAD")


def test_nobody_is_shown_a_page_by_the_name_of_its_file(front: Front) -> None:
    front.asks_app("/en/")
    for path in (
        "/en",
        "/en/index.html",
        "/en/index.html.gz",
        "/en/rss.xml.gz",
        "/robots.txt.gz",
        "/en/rss.xml/",
        "/web/en/index.html",
        "/press/current/web/en/index.html",
        "/index.sqlite3",
        "/../index.sqlite3",
    ):
        found = front.asks(path)
        assert (path, found.status) == (path, front.asks_app(path).status if "/../" not in path else 400)
        assert (path, found.status in (301, 400, 404)) == (path, True)


def test_what_is_not_stored_goes_to_the_web_process(front: Front) -> None:
    story = front.pages["en"]["story"]
    assert front.asks("/en/search/?q=lamp").status == 200
    assert front.asks("/en/?utm_source=mail").body == front.asks_app("/en/?utm_source=mail").body
    assert front.asks("/healthz").text == "ok\n"
    assert front.asks("/desk/login/").status == 200
    assert front.asks("/", Accept_Language="ar").headers["location"] == "/ar/"
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        ours, theirs = front.asks_app(story, method=method), front.asks(story, method=method)
        assert (method, theirs.status, theirs.headers.get("allow")) == (method, ours.status, ours.headers.get("allow"))
    assert front.asks("/en/no-such-page/").status == 404


def test_a_correction_is_there_at_once(front: Front) -> None:
    path = released(front, "new", "en", "Beacon relit at Varsen")
    for number in range(3):
        assert front.asks(path).status == front.asks("/en/").status == 200
        assert in_web_tree(front, path)
        released(front, "correction", "Beacon relit at Varsen")
        dots = "." * (number + 1)
        assert f"Beacon relit at Varsen{dots}</h1>" in front.asks(path).text
        assert f"Beacon relit at Varsen{dots}</a>" in front.asks("/en/").text
    released(front, "withdrawal", "Beacon relit at Varsen")
    assert front.asks(path).status == 410
    assert "Beacon relit" not in front.asks("/en/").text


def released(front: Front, *what: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.release"],
        input=json.dumps(what),
        env=front.house.environment(PYTHONPATH=f"{ROOT / 'src'}{os.pathsep}{ROOT}"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stdout, done.stderr
    return done.stdout.strip()


POISONED = [
    "/../secret_key",
    "/../../../secret_key",
    "/en/../../../../secret_key",
    "/%2e%2e/%2e%2e/%2e%2e/secret_key",
    "/..%2f..%2f..%2fsecret_key",
    "/en/..%2f..%2f..%2f..%2fsecret_key",
    "/en%2F",
    "/en%2Frss.xml",
    "//en/",
    "/en//",
    "/en/./",
    "/en/%2e/",
    "/en/x/../",
    "/en/%00",
    "/en/rss.xml%00",
    "/en/rss.xml%0d%0aSet-Cookie:%20a=b",
    "/EN/",
    "/en\\",
    "/.hidden",
    "/.away/en.html",
    "/.nothing",
    "/en/" + "a" * 7000,
    "/en/" + "a/" * 3000,
    "/media/../../secret_key",
    "/media/00/../../../secret_key",
    "/static/website/../../../config/settings.py",
    "/static/website/..%2f..%2f..%2fconfig/settings.py",
    "/static/website../templatetags/website.py",
    "/static/website",
    "/static/website/",
    "/static/../secret_key",
]


@pytest.mark.parametrize("path", POISONED, ids=lambda path: path[:40])
def test_poisoned_addresses_get_nothing_foreign(front: Front, path: str) -> None:
    secret = (front.house.home / "secret_key").read_bytes().strip()
    front.asks_app("/en/"), front.asks_app("/en/rss.xml")
    heard = front.says(f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", heard)
    assert found is not None
    status = int(found[1])
    assert status in (200, 301, 302, 400, 403, 404, 414)
    assert secret not in heard
    assert b"INSTALLED_APPS" not in heard
    assert b"register = template" not in heard
    assert b"set-cookie" not in heard.partition(b"\r\n\r\n")[0].lower()
    if status == 200:
        assert path in ("/en%2F", "/en%2Frss.xml", "/en/%2e/", "/en/./", "/en/x/../")
        assert f'rel="canonical" href="https://{NAME}/en/"' in heard.decode() or b"<rss" in heard


def test_bytes_that_are_no_request_are_refused(front: Front) -> None:
    for raw in (
        b"GET /en/\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /en/ HTTP/1.1\r\n\r\n",
        b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        b"GET /en/ HTTP/1.1\r\nHost: local host\r\n\r\n",
        b"POST /en/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /en/ HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 40_000 + b"\r\n\r\n",
    ):
        assert front.says(raw).startswith(b"HTTP/1.1 400 "), raw[:60]


def test_another_host_gets_nothing_of_ours(front: Front) -> None:
    heard = front.says(b"GET /en/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert heard.startswith(b"HTTP/1.1 421 ")
    absolute = front.says(b"GET https://evil.example/en/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert absolute.startswith(b"HTTP/1.1 421 ")
    with (
        socket.create_connection(("127.0.0.1", front.secure), timeout=60) as plain,
        pytest.raises(ssl.SSLError),
    ):
        trusting().wrap_socket(plain, server_hostname="evil.example")


def test_plain_http_leads_to_tls_and_browsers_are_offered_http2(front: Front) -> None:
    with socket.create_connection(("127.0.0.1", front.plain), timeout=60) as plain:
        plain.sendall(b"GET /en/?q=1 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        heard = plain.recv(65536)
    assert b"301 Moved Permanently" in heard
    assert b"Location: https://localhost/en/?q=1\r\n" in heard
    context = trusting()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", front.secure), timeout=60) as plain,
        context.wrap_socket(plain, server_hostname=NAME) as secure,
    ):
        assert secure.selected_alpn_protocol() == "h2"


def test_pictures_are_answered_as_the_web_process_answers_them(front: Front) -> None:
    folder = front.house.home / "media" / "public"
    pictures = sorted(file for file in folder.glob("??/*") if len(file.stem) == 32)
    assert pictures
    for file in pictures[:6]:
        path = f"/media/{file.relative_to(folder)}"
        assert front.asks(path, Accept_Encoding="gzip") == front.asks_app(path, Accept_Encoding="gzip")
    assert front.asks("/media/00/" + "0" * 32 + ".webp").status == 404


def test_style_and_scripts_come_from_the_code_that_runs(front: Front) -> None:
    kinds = {"site.css": "text/css", f"{version()}/site.js": "text/javascript", "0123456789/icon.svg": "image/svg+xml"}
    told = []
    for name, kind in kinds.items():
        ours, theirs = front.asks_app(f"/static/website/{name}"), front.asks(f"/static/website/{name}")
        assert theirs.body == ours.body
        assert theirs.headers["content-type"].startswith(kind)
        told.append(theirs.headers["cache-control"])
        for header in (name.lower() for name in ASSET_HEADERS):
            assert (header, theirs.headers[header]) == (header, ours.headers[header])
    assert told == ["public, no-cache", KEPT_FOR_GOOD, "public, no-cache"]
    packed = front.asks("/static/website/site.css", Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert front.asks("/static/wireroom/no-such.css").status == 404
    assert front.asks("/static/website/no-such.css").status == 404


def test_live_news_come_through_as_they_happen(front: Front) -> None:
    with (
        socket.create_connection(("127.0.0.1", front.secure), timeout=120) as plain,
        trusting().wrap_socket(plain, server_hostname=NAME) as page,
    ):
        page.sendall(f"GET /ar/live?since=0 HTTP/1.1\r\nHost: {NAME}\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        heard = b""
        while b"retry: " not in heard:
            heard += page.recv(65536)
        assert heard.startswith(b"HTTP/1.1 200 OK")
        assert b"content-encoding" not in heard.lower()
        released(front, "new", "ar", "خبر عاجل جدا")
        deadline = time.monotonic() + 120  # the stream itself never falls silent
        while "خبر عاجل جدا".encode() not in heard:
            assert time.monotonic() < deadline, heard
            more = page.recv(65536)
            assert more
            heard += more


def test_large_bodies_are_taken_by_the_desk_alone(front: Front) -> None:
    story, form = front.pages["en"]["story"], {"Content_Type": "application/x-www-form-urlencoded"}
    assert front.asks(f"{story}comments/", method="POST", body=b"a" * 2_000_000, **form).status == 413
    assert front.asks("/desk/login/", method="POST", body=b"a" * 2_000_000, **form).status == 403
    assert front.asks("/desk/login/", method="POST", body=b"a" * 21_000_000, **form).status == 413


def test_reading_goes_on_while_the_web_process_is_away(front: Front) -> None:
    paths = stored(front) + stored(front, "ar")
    before = {path: front.asks(path, Accept_Encoding="gzip") for path in paths}
    front.stop()
    try:
        for path in paths:
            assert (path, front.asks(path, Accept_Encoding="gzip")) == (path, before[path])
        for path, language, words in (
            ("/en/search/?q=a", "en", "We will be back in a moment"),
            ("/ar/search/?q=a", "ar", "سنعود بعد لحظات"),
            ("/zh-hans/search/", "zh-Hans", None),
        ):
            away = front.asks(path)
            assert (away.status, away.headers["retry-after"], away.headers["content-language"]) == (503, "30", language)
            assert away.headers["cache-control"] == "no-store"
            assert words is None or words in away.text
        assert front.asks("/desk/", Accept_Language="fr-CA").headers["content-language"] == "fr"
        posted = front.asks(f"{front.pages['en']['story']}rating/", method="POST", body=b"stars=5")
        assert (posted.status, "We will be back" in posted.text) == (503, True)
        assert front.asks("/en/live?since=0").status == 503
        assert front.asks("/static/website/site.css").status == 200
    finally:
        front.start()
    assert front.asks("/en/search/?q=a").status == 200


def test_greedy_addresses_are_told_to_wait(front: Front) -> None:
    answers = [front.asks("/healthz") for _ in range(1)]
    with (
        socket.create_connection(("127.0.0.1", front.secure), timeout=60) as plain,
        trusting().wrap_socket(plain, server_hostname=NAME) as secure,
    ):
        for number in range(400):
            last = b"Connection: close\r\n" if number == 399 else b""
            secure.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + last + b"\r\n")
        heard = b""
        while more := secure.recv(65536):
            heard += more
    assert answers[0].status == 200
    assert heard.count(b"HTTP/1.1 429 ") > 100
    assert heard.count(b"HTTP/1.1 429 ") == heard.count(b"Retry-After: 30")
    assert front.asks("/en/").status == 200


@pytest.mark.parametrize("code", list(settings.SHIPPED_EDITIONS))
def test_the_page_for_when_we_are_away_is_in_the_editions_language(code: str) -> None:
    text = (ROOT / "deploy" / "away" / f"{code}.html").read_text()
    page = etree.HTML(text)
    with translation.override(code):
        wanted = [
            translation.gettext(words)
            for words in (
                "We will be back in a moment",
                "We will be back in a moment",
                "The page cannot be shown right now. Please try again in half a minute.",
                "To the latest news",
            )
        ]
    said = [page.findtext(".//title"), page.findtext(".//h1"), page.findall(".//p")[1].text, page.findtext(".//a")]
    assert said == wanted
    assert (page.get("lang").lower(), page.get("dir")) == (code, settings.SHIPPED_EDITIONS[code][2])
