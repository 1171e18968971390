"""`python -m models.document.evaluate DIR --json OUT`: how pictures of documents are read.

DIR holds pictures and `truth.json`: by the name of a picture the lines of its zone (trailing fillers may be left out),
a list of such where it shows several, or [] where it shows none. Right: every zone is read as it is, or none is seen
where there is none. Wrong: a zone is returned as read that differs from the truth in any character, or one too many.
Refused: a zone is not found, or comes back for the officer to correct. Times are of the processor, all threads.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.document.layout import FILLER
from models.document.read import DocumentReader, ReadingTimeout
from models.errors import BadImage

Lines = tuple[str, ...]
PATIENCE = 60.0  # seconds of waiting for a picture: longer than at the counter, so that a busy machine says the same
RIGHT, WRONG, REFUSED = "right", "wrong", "refused"


def evaluate(
    folder: Path, reader: DocumentReader, today: date | None = None, seconds: float = PATIENCE
) -> dict[str, object]:
    """The figures of a folder, keys as in the module's docstring and `by_picture`: the verdict of each picture."""
    truth: dict[str, Any] = json.loads((folder / "truth.json").read_text("utf-8"))
    verdicts: dict[str, str] = {}
    spent: list[float] = []
    for name in sorted(truth):
        picture = cv2.imread(str(folder / name), cv2.IMREAD_COLOR)
        if picture is None:
            raise BadImage(f"{name} cannot be opened as a picture")
        before = time.process_time()
        try:
            found = reader.find(np.asarray(picture, np.uint8), today, seconds)
        except ReadingTimeout:
            found = ()
        spent.append(time.process_time() - before)
        proved = [reading.mrz.lines for reading in found if reading.mrz is not None]
        verdicts[name] = verdict(proved, _zones(truth[name]))
    return {
        "pictures": len(verdicts),
        **{kind: sum(verdict == kind for verdict in verdicts.values()) for kind in (RIGHT, WRONG, REFUSED)},
        "cpu_seconds": _spread(spent),
        "by_picture": verdicts,
    }


def verdict(proved: Sequence[Lines], truth: Sequence[Lines]) -> str:
    """ "right", "wrong" or "refused" for the zones that were returned as read, against those that are there."""
    read, there = ({_bare(lines) for lines in zones} for zones in (proved, truth))
    if not read <= there:
        return WRONG
    return RIGHT if read == there else REFUSED


def _bare(lines: Sequence[str]) -> Lines:
    return tuple(line.rstrip(FILLER) for line in lines)


def _zones(entry: Sequence[Any]) -> list[Lines]:
    """The zones of one picture: a list of lines is one zone, a list of lists is several."""
    if not entry:
        return []
    return [tuple(entry)] if isinstance(entry[0], str) else [tuple(zone) for zone in entry]


def _spread(seconds: Sequence[float]) -> dict[str, float | None]:
    if not seconds:
        return {"median": None, "p95": None, "max": None}
    return {
        "median": round(float(np.median(seconds)), 3),
        "p95": round(float(np.quantile(seconds, 0.95)), 3),
        "max": round(max(seconds), 3),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m models.document.evaluate", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--json", type=Path, metavar="OUT", help="where to write the figures; printed otherwise")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args(arguments)
    reader = DocumentReader(given.threads)
    reader.warm()
    try:
        figures = evaluate(given.folder, reader)
    except (OSError, ValueError, BadImage) as error:
        print(f"{given.folder}: {error}", file=sys.stderr)
        return 2
    text = json.dumps(figures, indent=2) + "\n"
    if given.json is None:
        print(text, end="")
    else:
        given.json.write_text(text, "utf-8")
    return 1 if figures[WRONG] else 0


if __name__ == "__main__":
    sys.exit(main())
