"""A stored story page, served by one process on one processor, beside nginx with the same bytes and headers there."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import tempfile
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import django

from bench import nginx
from bench.house import family, free_port, pinned, processor_seconds, serving
from bench.table import Row, print_rows

ROUNDS = 5
SECONDS = 3
PARAGRAPHS = 46
"""They make a page of about 12 kB in gzip."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Requests a second by the clock, and a second of the server's own processor time."""

    wall: float
    cpu: float


def _pace(server: int, address: str) -> Pace:
    """What 64 connections get, asking from the other processor."""
    before = processor_seconds(family(server))
    rate = _rate(address)
    return Pace(rate, rate * SECONDS / (processor_seconds(family(server)) - before))


def _rate(address: str) -> float:
    wrk = ["wrk", "-t1", "-c64", f"-d{SECONDS}s", "-H", "Accept-Encoding: gzip", address]
    said = subprocess.run(pinned(wrk, 1), capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError(said)
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0])


def _story() -> str:
    """The path of a story whose page weighs about 12 kB in gzip."""
    from dataclasses import replace

    from bench.population import Tongue, populate
    from wireroom.formats.newsitem import Paragraph
    from wireroom.stories.actions import update
    from wireroom.stories.body import stream_json
    from wireroom.stories.models import Story
    from wireroom.website import addresses

    populate(300)
    tongue = Tongue("en")
    blocks = [replace(block, id=f"b{n}") for n, block in enumerate(tongue._paragraphs[:PARAGRAPHS], 1)]
    assert all(isinstance(block, Paragraph) for block in blocks)
    story = Story.objects.newest()[0]
    draft = story.get_latest_revision_as_object() if story.latest_revision else story
    draft.body = stream_json(tuple(blocks))
    update(draft, by=None)
    return addresses.of("en", Story.objects.get(pk=story.pk))


def _packed_size(address: str) -> int:
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        return len(answer.read())


def _rows(what: str, pairs: Sequence[tuple[Pace, Pace]], bar: str) -> list[Row]:
    """By the clock and by processor time: medians of both and of their ratio, pair by pair."""
    wall = [(ours.wall, theirs.wall) for ours, theirs in pairs]
    cpu = [(ours.cpu, theirs.cpu) for ours, theirs in pairs]
    return [_row(what, wall, "s", bar), _row("the same by processor time", cpu, "CPU s", bar)]


def _row(what: str, pairs: Sequence[tuple[float, float]], unit: str, bar: str) -> Row:
    ours, theirs = (statistics.median(rates) for rates in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    return Row(what, f"{ours:,.0f}/{unit} = {ratio:.2f} x nginx", bar, f"{theirs:,.0f}/{unit} nginx static")


def main(_sizes: list[int]) -> None:
    django.setup()
    from django.core.management import call_command

    from wireroom.core.home import home
    from wireroom.press.headers import READER_HEADERS

    if not shutil.which("wrk") or not nginx.installed():
        print("wrk and nginx are needed for this bench (Debian: apt-get install wrk nginx-light)")
        return
    call_command("migrate", verbosity=0)
    home().chmod(0o755)  # nginx reads the press folder under a name of its own
    path = _story()
    headers, port = {**READER_HEADERS, "Content-Language": "en"}, free_port()
    with (
        tempfile.TemporaryDirectory(prefix="wireroom-nginx-") as folder,
        serving(core=0, SITE_URL=f"http://127.0.0.1:{port}") as (house, site),
    ):
        size = _packed_size(site + path)
        room = Path(folder)
        room.chmod(0o755)
        shutil.copytree(home() / "press" / "current" / "web", room / "files")
        with (
            nginx.static(room / "files", headers, room, core=0) as (other, reference),
            nginx.shipped(site.removeprefix("http://"), port, home(), room / "shipped", core=0) as (shipped, front),
        ):
            assert _packed_size(reference + path) == _packed_size(front + path) == size
            pairs = [(_pace(house, site + path), _pace(other, reference + path)) for _ in range(ROUNDS)]
            through = [(_pace(shipped, front + path), _pace(other, reference + path)) for _ in range(ROUNDS)]
    what = f"stored story page ({size / 1000:.1f} kB gzipped), one core, 64 connections"
    rows = _rows(what, pairs, ">= 0.40 x nginx") + _rows("through the shipped nginx", through, ">= 0.95 x nginx")
    print_rows("Stored pages", rows)
