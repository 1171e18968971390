"""`python -m models.calibration.effect --json OUT`: what rectification is worth to a matcher.

Invented fingers are enrolled on a perfect reader and come back on readers of planted distortion. Each capture is
matched twice: as it comes out of the nominal geometry, and as corrected by what the bench measured on that reader.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.calibration import bars, flatfield, geometry, suite
from models.errors import NoFingerprint
from models.finger.compare import FingerTemplate, compare
from models.finger.extract import Extractor
from models.matching.calibration import Calibration
from models.synthesis.prints import Touch, impression, master
from models.synthesis.targets import Bars, Flat, Picture, PlantedReader

Grey = NDArray[np.uint8]

FMR = 1e-4  # the false match rate whose threshold decides what is missed

NOMINAL = PlantedReader()
# From a unit as good as new to one whose prism has moved; noise and pixel faults grow with it.
READERS: dict[str, PlantedReader] = {
    "nominal unit": PlantedReader(noise=1.2, blur=0.4, seed=1),
    "3 % scale, some keystone": PlantedReader(
        NOMINAL.ppi_x * 1.03, NOMINAL.ppi_y * 0.97, 0.3, 0.04, 0.05, noise=1.5, blur=0.5, prnu=0.02, falloff=0.2,
        dead=10, seed=2,
    ),
    "6 % scale, keystone, lens": PlantedReader(
        NOMINAL.ppi_x * 1.06, NOMINAL.ppi_y * 0.94, -0.4, 0.08, 0.10, barrel=0.03, noise=1.8, blur=0.6, prnu=0.03,
        falloff=0.3, dead=30, hot=5, seed=3,
    ),
    "10 % scale, keystone, lens": PlantedReader(
        NOMINAL.ppi_x * 1.10, NOMINAL.ppi_y * 0.90, 0.5, 0.15, -0.15, barrel=0.06, noise=2.0, blur=0.7, prnu=0.04,
        falloff=0.4, dead=60, hot=10, seed=4,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Effect:
    """Scores 0..1 of one reader with one way of correction; genuine pairs are one finger, two touches."""

    reader: str
    corrected: bool
    touch: str  # "usual" as a person who follows the screen, "hard": dry, turned, partly beside the platen
    genuine: int
    failed: int  # captures without a ridge pattern; they count as score 0
    mean: float
    median: float
    tenth: float  # the score that nine of ten genuine comparisons exceed
    missed: float  # share of genuine comparisons under the station's threshold for FMR
    impostor_best: float


class ReaderCorrection:
    """How light becomes a picture at 500 ppi, ridges dark."""

    def __init__(self, g: geometry.Geometry, even: suite.Even | None) -> None:
        self._maps, self._even = geometry.raw_of_picture(g), even

    def __call__(self, light: Grey) -> Grey:
        flat = light.astype(np.float64) if self._even is None else self._even(light)
        return np.asarray(255 - np.clip(np.rint(suite.rectified(flat, self._maps)), 0, 255), np.uint8)


def nominal() -> ReaderCorrection:
    """The geometry that is assumed of every unit: square to the platen, two resolutions."""
    g = _geometry(NOMINAL)
    return ReaderCorrection(g, None)


def _geometry(reader: PlantedReader) -> geometry.Geometry:
    return geometry.fit(
        bars.find(reader.frame(Bars("x"), 901), "x"), bars.find(reader.frame(Bars("y"), 902), "y"), 1.0,
        (reader.rows, reader.columns),
    )  # fmt: skip


def measured(reader: PlantedReader) -> ReaderCorrection:
    """What the bench makes of this reader: flat field, defects, homography and displacement map."""
    dark = flatfield.stack(reader.frames(Flat(0.0), 16, 910))
    flat = flatfield.stack(reader.frames(Flat(1.0), 16, 930))
    proof = flatfield.stack(reader.frames(Flat(1.0), 16, 950))
    defects = flatfield.find_defects(dark, flat)
    even = suite.Even(flatfield.measure(dark, flat, proof, defects), defects.all)
    upright = bars.find(even(reader.frame(Bars("x", turn=0.1), 970)), "x", defects.all)
    level = bars.find(even(reader.frame(Bars("y", turn=-0.1), 971)), "y", defects.all)
    return ReaderCorrection(geometry.fit(upright, level, 1.0, (reader.rows, reader.columns)), even)


def experiment(
    fingers: int, touches: int, readers: dict[str, PlantedReader], kinds: Sequence[str] = ("usual", "hard")
) -> list[Effect]:
    """Enrol touch 0 on the perfect reader; touches 1..n come back on each reader, matched both ways."""
    extractor = Extractor(threads=1)
    people = [master(5000 + k, 2 + k % 4) for k in range(fingers)]
    perfect = nominal()
    enrolled = [_template(extractor, perfect(NOMINAL.frame(Picture(impression(p, 0)), 1))) for p in people]
    scores: list[_Scores] = []
    ways = [(n, r, k) for n, r in readers.items() for k in kinds]
    corrections = {name: measured(reader) for name, reader in readers.items()}
    for name, reader, kind in ways:
        for corrected, correction in ((False, perfect), (True, corrections[name])):
            genuine: list[float] = []
            impostor: list[float] = []
            failed = 0
            for k, person in enumerate(people):
                for touch in range(1, touches + 1):
                    lay = None if kind == "usual" else hard(k, touch)
                    light = reader.frame(Picture(impression(person, touch, touch=lay)), 100 * k + touch)
                    probe = _template(extractor, correction(light))
                    failed += probe is None
                    for j, reference in enumerate(enrolled):
                        score = 0.0 if probe is None or reference is None else compare(probe, reference).score
                        (genuine if j == k else impostor).append(float(score))
            scores.append(_Scores(name, corrected, kind, genuine, impostor, failed))
    return [_effect(s, threshold()) for s in scores]


def hard(person: int, touch: int) -> Touch:
    """A touch that makes matching difficult; the same for both corrections and all readers."""
    random = np.random.default_rng([person, touch, 23])
    right, down, turn = random.choice([-1, 1], 3) * random.uniform((45, 60, 0.15), (65, 90, 0.3))
    return Touch(
        turn=float(turn),
        right=float(right),
        down=float(down),
        pressure=0.3,
        dryness=0.65,
        slide=3.5,
        twist=0.03,
        noise=4,
    )


def threshold() -> float:
    """The score of whole prints of the shipped calibration for `FMR`, or the strictest that was counted."""
    finger = Calibration.load().finger.whole
    found = finger.threshold(max(FMR, finger.reaches))
    return finger.fmr_raw[-1] if found is None else found


def _template(extractor: Extractor, picture: Grey) -> FingerTemplate | None:
    try:
        return FingerTemplate.from_minutiae(extractor.extract(picture))
    except NoFingerprint:
        return None


@dataclass(frozen=True)
class _Scores:
    reader: str
    corrected: bool
    touch: str
    genuine: list[float]
    impostor: list[float]
    failed: int


def _effect(scores: _Scores, bar: float) -> Effect:
    g = np.array(scores.genuine)
    return Effect(
        reader=scores.reader,
        corrected=scores.corrected,
        touch=scores.touch,
        genuine=len(g),
        failed=scores.failed,
        mean=float(g.mean()),
        median=float(np.median(g)),
        tenth=float(np.percentile(g, 10)),
        missed=float((g < bar).mean()),
        impostor_best=max(scores.impostor),
    )


def figure(effects: Sequence[Effect], path: Path) -> None:
    """A PNG: for each reader the median and the tenth percentile of genuine scores, nominal grey, measured blue.

    Of the first kind of touch that was tried.
    """
    names = list(dict.fromkeys(e.reader for e in effects))
    high, left, wide = 90, 330, 520
    canvas = np.full((high * len(names) + 110, left + wide + 60, 3), 255, np.uint8)
    font, ink = cv2.FONT_HERSHEY_SIMPLEX, (40, 40, 40)
    cv2.putText(
        canvas,
        f"genuine score, {effects[0].touch} touch: bar = median, tick = 10th percentile",
        (20, 30),
        font,
        0.55,
        ink,
        1,
        cv2.LINE_AA,
    )
    for row, name in enumerate(names):
        top = 55 + high * row
        cv2.putText(canvas, name, (20, top + 38), font, 0.55, ink, 1, cv2.LINE_AA)
        for k, colour in ((0, (170, 170, 170)), (1, (190, 110, 30))):
            e = next(e for e in effects if (e.reader, e.corrected, e.touch) == (name, bool(k), effects[0].touch))
            y = top + 8 + 30 * k
            cv2.rectangle(canvas, (left, y), (left + round(wide * e.median), y + 24), colour, -1)
            tick = left + round(wide * e.tenth)
            cv2.line(canvas, (tick, y - 3), (tick, y + 27), ink, 2)
            cv2.putText(canvas, f"{e.median:.3f}", (left + 6, y + 18), font, 0.5, (255, 255, 255), 1, cv2.LINE_AA)
    bottom = canvas.shape[0] - 30
    for k, (text, colour) in enumerate(
        (("nominal geometry", (170, 170, 170)), ("measured on the unit", (190, 110, 30)))
    ):
        x = left + 230 * k
        cv2.rectangle(canvas, (x, bottom - 12), (x + 16, bottom + 4), colour, -1)
        cv2.putText(canvas, text, (x + 24, bottom + 2), font, 0.5, ink, 1, cv2.LINE_AA)
    if not cv2.imwrite(str(path), canvas):
        raise OSError(f"cannot write {path.name}")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m models.calibration.effect", description=__doc__)
    parser.add_argument("--fingers", type=int, default=20)
    parser.add_argument("--touches", type=int, default=2)
    parser.add_argument("--touch", choices=("usual", "hard", "both"), default="both")
    parser.add_argument("--json", type=Path, metavar="OUT")
    parser.add_argument("--figure", type=Path, metavar="PNG")
    chosen = parser.parse_args(argv)
    start = time.monotonic()
    kinds = ("usual", "hard") if chosen.touch == "both" else (chosen.touch,)
    effects = experiment(chosen.fingers, chosen.touches, READERS, kinds)
    lines = [f"{'reader':28}{'geometry':>10}{'touch':>8}{'mean':>8}{'median':>8}{'10th':>8}{'missed':>8}{'failed':>8}"]
    lines += [
        f"{e.reader:28}{'measured' if e.corrected else 'nominal':>10}{e.touch:>8}"
        f"{e.mean:8.3f}{e.median:8.3f}{e.tenth:8.3f}{e.missed:8.1%}{e.failed:8d}"
        for e in effects
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    if chosen.json:
        report = {
            "fingers": chosen.fingers,
            "touches": chosen.touches,
            "seconds": round(time.monotonic() - start, 1),
            "threshold": threshold(),
            "effects": [asdict(e) for e in effects],
        }
        chosen.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if chosen.figure:
        figure(effects, chosen.figure)
    return 0


if __name__ == "__main__":
    sys.exit(main())
