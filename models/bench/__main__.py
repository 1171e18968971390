"""The command: everything in one run, on the same machine and prints; JSON, and a plot beside it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from models.bench import faces, fingers, report
from models.bench.plot import svg
from models.bench.timing import machine

_FINGERS, _FACES = "1000,10000,100000", "10000,100000,1000000"


def _sizes(text: str) -> list[int]:
    sizes = sorted({int(part) for part in text.split(",")})
    if sizes[0] < 10:
        raise argparse.ArgumentTypeError("a gallery of fewer than ten")
    return sizes


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 2 when there are no prints or the README has no place for the table."""
    parser = argparse.ArgumentParser(prog="python -m models.bench", description=__doc__)
    parser.add_argument("--data", type=Path, metavar="DIR", help="FINGER_IMPRESSION images; invented prints without")
    parser.add_argument("--ppi", type=float, default=500.0, help="resolution of the images in DIR")
    parser.add_argument("--json", type=Path, required=True, metavar="OUT")
    parser.add_argument("--readme", type=Path, metavar="FILE", help="rewrite the table of figures in it")
    parser.add_argument("--evaluation", type=Path, action="append", default=[], metavar="JSON",
                        help="result of models.evaluate to show in the table; may be given again")  # fmt: skip
    parser.add_argument("--fingers", type=_sizes, default=_sizes(_FINGERS), help=f"gallery sizes, {_FINGERS}")
    parser.add_argument("--faces", type=_sizes, default=_sizes(_FACES), help=f"gallery sizes, {_FACES}")
    options = parser.parse_args(arguments)
    try:
        data = fingers.set_from(options.data, options.ppi) if options.data else fingers.synthetic_set()
    except (FileNotFoundError, NotADirectoryError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    nbis = fingers.Nbis(data.ppi)
    _say(f"{len(data.images)} prints of {data.fingers.max() + 1} fingers: {data.name}")
    result: dict[str, object] = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "data": {
            "fingers": data.name,
            "prints": len(data.images),
            "different_fingers": int(data.fingers.max()) + 1,
            "ppi": data.ppi,
            "faces": "invented vectors",
        },
    }
    result |= fingers.extraction(data, nbis)
    _say(f"extraction: {result['extract_speedup']:.1f} times the plain run")
    samples = fingers.templates_of(data)
    matched, trials = fingers.one_to_one(data, samples, nbis)
    result |= matched | {"failures": samples.failures}
    _say(f"one to one: {result['ratio_to_bozorth3_one_to_one']:.1f} times bozorth3")
    cost = matched["match_us"]
    result |= fingers.one_to_many(samples, options.fingers, cost["bozorth3"])
    _say(f"one to many: {result['fingers_per_second_core']:,.0f} prints a second on one core")
    result |= faces.one_to_many(options.faces)
    _say(f"faces: {result['ratio_to_face_distance']:.1f} times face_distance")
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(result, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    options.json.with_suffix(".svg").write_text(svg(report.charts(result, trials)), encoding="utf-8")
    if options.readme is not None:
        evaluations = [json.loads(file.read_text("utf-8")) for file in options.evaluation]
        try:
            report.rewrite(options.readme, report.table(result, evaluations))
        except (report.NoMarkers, FileNotFoundError) as error:
            sys.stderr.write(f"{error}\n")
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
