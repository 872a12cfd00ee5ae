"""`python .ci/branches.py 90`: fails unless that percentage of the branches of src ran in the last test run."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from coverage import Coverage


def main(bar: float) -> int:
    coverage = Coverage()
    coverage.load()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        coverage.json_report(outfile=str(report))
        measured = json.loads(report.read_text())
    totals = measured["totals"]
    percent = 100 * totals["covered_branches"] / max(1, totals["num_branches"])
    if percent < bar:
        for name, file in measured["files"].items():
            summary = file["summary"]
            missing = summary["num_branches"] - summary["covered_branches"]
            if missing:
                print(f"{missing:>5} of {summary['num_branches']:>4} branches never ran in {name}")
    print(f"{percent:.1f} % of {totals['num_branches']} branches ran; the bar is {bar:g} %")
    return 0 if percent >= bar else 1


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))
