"""How many stories a second one core renders, in every format, and reads back where we read it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.table import Row, print_rows
from wireroom.formats.newsitem import NewsItem
from wireroom.formats.release import Release

BARS = {"ninjs": 2_000, "newsml-g2": 800}
"""Stories rendered a second of processor time."""
SECONDS = 1.0
PARSED = ("newsml-g2", "nitf", "ninjs")


def _stories() -> list[NewsItem]:
    """Real dispatches, a hundred of each of six languages."""
    from wireroom.formats import ninjs

    folder = Path(os.environ.get("WIREROOM_SHARED") or Path(__file__).parents[2] / "shared") / "data"
    if not folder.is_dir():
        raise SystemExit(f"There are no dispatches at {folder}; WIREROOM_SHARED may name the folder above.")
    return [
        ninjs.parse(line) for path in sorted(folder.glob("*.jsonl")) for line in path.read_bytes().splitlines()[:100]
    ]


def _rate(work: Callable[[], object], each: int) -> float:
    """How often `work`, which does `each` things, is done in a second of processor time."""
    done = 0
    started = time.process_time()
    while (spent := time.process_time() - started) < SECONDS:
        work()
        done += each
    return done / spent


def main(_sizes: list[int]) -> None:
    from wireroom.formats.canonical import to_payload
    from wireroom.formats.registry import PARSERS, RENDERERS

    stories = _stories()
    release = Release(seq=1, sender="Agency", home="https://agency.example/")
    payloads = [to_payload(story) for story in stories]
    reference = _rate(lambda: [json.dumps(payload, ensure_ascii=False).encode() for payload in payloads], len(stories))
    encoded = _rate(lambda: [json.dumps(to_payload(story), ensure_ascii=False) for story in stories], len(stories))
    rows = []
    for name, renderer in RENDERERS.items():
        rate = _rate(lambda render=renderer.render: [render(story, release) for story in stories], len(stories))
        bar = f">= {BARS[name]:,}" if name in BARS else ""
        rows.append(Row(f"{name}, stories/s", f"{rate:,.0f}", bar, f"json.dumps of the payload {reference:,.0f}"))
    rows.append(Row("json.dumps(to_payload(story)), stories/s", f"{encoded:,.0f}"))
    for name in PARSED:
        documents: Sequence[bytes] = [RENDERERS[name].render(story, release) for story in stories]
        rate = _rate(lambda parse=PARSERS[name], some=documents: [parse(one) for one in some], len(stories))
        rows.append(Row(f"{name} read, stories/s", f"{rate:,.0f}"))
    length = sum(len(RENDERERS["text"].render(story, release)) for story in stories) // len(stories)
    print_rows(f"Rendering {len(stories)} real stories of {length:,} bytes of text, on one core (processor time)", rows)
