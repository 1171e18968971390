"""Coverage that never falls, file by file: `python .ci/coverage.py coverage.json [--write]`.

A file may lose TOLERANCE points against its line in `coverage.txt` (some branches depend on timing); a file without a
line must reach NEW. `--write` raises the lines that have become better, adds new ones and forgets files that are gone.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

TABLE = Path(__file__).with_name("coverage.txt")
TOLERANCE = 5.0  # points of a hundred
NEW = 75.0  # what a new file has to reach


def main(arguments: list[str]) -> int:
    measured = {
        name: float(entry["summary"]["percent_covered"])
        for name, entry in json.loads(Path(arguments[0]).read_text())["files"].items()
        if entry["summary"]["num_statements"]
    }
    kept = dict(_line(line) for line in TABLE.read_text().splitlines()) if TABLE.exists() else {}
    if "--write" in arguments:
        best = {name: max(now, kept.get(name, 0.0)) for name, now in measured.items()}
        TABLE.write_text("".join(f"{best[name]:5.1f} {name}\n" for name in sorted(best)))
        return 0
    lost = [
        f"{name}: {now:.1f} %, " + (f"was {kept[name]:.1f} %" if name in kept else f"a new file needs {NEW:.0f} %")
        for name, now in sorted(measured.items())
        if now < (kept[name] - TOLERANCE if name in kept else NEW)
    ]
    for line in lost:
        print(line)
    packages: dict[str, list[float]] = {}
    for name, now in measured.items():
        parts = name.split("/")
        packages.setdefault("/".join(parts[: 2 if parts[0] == "station" and len(parts) > 2 else 1]), []).append(now)
    for package, values in sorted(packages.items()):
        print(f"{package:20} {sum(values) / len(values):5.1f} % of {len(values)} files")
    return 1 if lost else 0


def _line(line: str) -> tuple[str, float]:
    percent, name = line.split(maxsplit=1)
    return name, float(percent)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
