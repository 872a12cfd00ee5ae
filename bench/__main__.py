"""`python -m bench [NAME...] [--sizes N,N,N]`: the table of speed and size, each bench on a data folder of its own."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile

BENCHES = (
    "press",
    "freshness",
    "live",
    "imports",
    "ratings",
    "pages",
    "search",
    "memory",
    "copy_check",
    "anchors",
    "comments",
    "rendering",
    "deliveries",
)
LONG = ("million", "wire_api")
"""Only by name: they take half an hour and 20 GB."""
SIZES = "1000,10000,100000"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join((*BENCHES, *LONG)))
    parser.add_argument("--sizes", default=SIZES, help=f"numbers of stories ({SIZES})")
    options = parser.parse_args()
    if unknown := set(options.names) - {*BENCHES, *LONG}:
        parser.error(f"there is no bench {', '.join(sorted(unknown))}")
    sizes = [int(size) for size in options.sizes.split(",")]
    for name in options.names or BENCHES:
        with tempfile.TemporaryDirectory(prefix="wireroom-bench-") as folder:
            environment = {**os.environ, "WIREROOM_HOME": folder, "DJANGO_SETTINGS_MODULE": "wireroom.config.settings"}
            environment.pop("DATABASE_URL", None)
            step = f"from bench.{name} import main; main({sizes!r})"
            if subprocess.run([sys.executable, "-c", step], env=environment, check=False).returncode:
                raise SystemExit(f"The bench {name} failed.")


if __name__ == "__main__":
    main()
