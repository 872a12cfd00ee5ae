"""The rows that benches print: what was measured, the figure, its bar, and the reference of the same run."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; `bar` is what it is held against, `reference` what the same run measured beside it."""

    what: str
    figure: str
    bar: str = ""
    reference: str = ""


def machine() -> str:
    """This machine in a few words."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    return f"{os.cpu_count()} x {model}, {platform.system()}, Python {platform.python_version()}"


def print_rows(title: str, rows: list[Row]) -> None:
    table = Table(title=f"{title} · {machine()} · {datetime.now(UTC):%Y-%m-%d}")
    for name in ("what", "figure", "bar", "reference in the same run"):
        table.add_column(name, justify="left" if name == "what" else "right")
    for row in rows:
        table.add_row(row.what, row.figure, row.bar, row.reference)
    Console(width=120).print(table)
