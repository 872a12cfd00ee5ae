"""`wireroom redirects URL`: where the stories of a former site stand now, as a map for nginx."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.management.base import BaseCommand, CommandError

from wireroom.formats import ghost
from wireroom.formats.archives import FORMER_ADDRESS
from wireroom.formats.newsitem import NewsItem
from wireroom.formats.text import safe_href
from wireroom.stories.models import Dispatch
from wireroom.website import addresses


class Command(BaseCommand):
    help = "Write a map for nginx from the addresses of a former site to those of the stories that came from it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("site", metavar="URL", help="the former site, such as https://old.example")

    def handle(self, *args: Any, **options: Any) -> None:
        host = _host(safe_href(options["site"]))
        if not host:
            raise CommandError("Say where the site stood, such as https://old.example.")
        seen: set[str] = set()
        for dispatch in Dispatch.objects.first_versions_of_live_stories().iterator(chunk_size=500):
            edition = dispatch.story.edition.code
            for former in former_paths(dispatch.item, host):
                if former not in seen:
                    seen.add(former)
                    self.stdout.write(f"{_quoted(former)} {addresses.of(edition, dispatch.story)};")


def former_paths(item: NewsItem, host: str) -> Iterator[str]:
    """The paths of a story on the site at `host`, as nginx's $uri has them, with and without the last stroke.

    What stood at `/?p=7` keeps its query; a guid of WordPress's is such an address, too.
    """
    for address in (dict(item.extra).get(FORMER_ADDRESS, ""), item.guid):
        is_path = address.startswith("/") and item.guid.startswith(ghost.GUID)
        if not is_path and (not host or _host(address) != host):
            continue
        parts = urlsplit(address)
        path, number = unquote(parts.path) or "/", parse_qs(parts.query).get("p", [""])[0]
        if path == "/":
            yield from [f"/?p={number}"] if number.isdecimal() else []
        elif path.isprintable():
            yield path
            yield path.removesuffix("/") if path.endswith("/") else f"{path}/"


def _host(address: str) -> str:
    """The host, whatever the scheme, without the `www.` that sites gain and lose."""
    try:
        return urlsplit(address).netloc.lower().removeprefix("www.")
    except ValueError:
        return ""


def _quoted(path: str) -> str:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
