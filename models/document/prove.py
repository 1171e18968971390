"""Which readings of a zone are proved. Check digits prove what they cover; names, states, sex and a visa's optional
data have none, and are proved by the scores of one or two readings, by the pitch that shows lost characters, and by
the table of states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import cv2
import numpy as np
from numpy.typing import NDArray

from models.document.align import ORDER, AlignedRow, confined
from models.document.layout import CONGRUENT, FILLER, LAYOUTS, Layout, Span
from models.document.lines import REJECT, BadMrz, Concern, layout_of
from models.document.mrz import Mrz, examine
from models.document.repair import best_guess, mistaken_for, read_repaired
from models.document.text import straightened

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
Point = tuple[float, float]

# Scores of a character that no digit proves: its own at least, and the next best as a part of it at most. Measured on
# specimens and drawn pages, turned, blurred, shaken, under glare and noise: of 106 wrong characters in fields without
# a digit these let 2 through (D read as O, which the table of states mends), of 437 right but doubtful ones 291.
_SURE, _SURE_FILLER, _SECOND = 0.55, 0.25, 0.06
# Of one that a digit proves; and of its rivals, which the same digit would accept, as a part of its own.
_PROVED, _RIVAL = 0.25, 0.15
_ONE_SHAPE = str.maketrans("O", "0")
_ENLARGED = 64  # pixels, the least height of a line in a close-up


@dataclass(frozen=True, eq=False)
class ZoneReading:
    """One zone in a picture: `mrz` where it is proved, else `problem` says what is wrong with `lines`."""

    lines: tuple[str, ...]  # "?" where a character was not seen
    mrz: Mrz | None
    problem: BadMrz | None
    confidence: tuple[tuple[float, ...], ...]  # 0..1, of every character of `lines`
    corners: tuple[tuple[Point, ...], ...]  # of every line, x, y in the picture, clockwise from its own upper left

    @property
    def middle(self) -> Point:
        points = np.array(self.corners).reshape(-1, 2)
        return float(points[:, 0].mean()), float(points[:, 1].mean())


def judged(rows: tuple[AlignedRow, ...], corners: Sequence[Floats], today: date) -> ZoneReading:
    """The reading that rows give: proved, or with the problem that keeps it from being so."""
    layout = _layout(rows)
    mended: tuple[str, ...] = ()
    if layout is not None:
        strict = confined(rows, layout)
        mended = _changed(rows, strict, layout)
        rows = strict
    lines = tuple(row.text for row in rows)
    certainty = tuple(tuple(round(float(c), 3) for c in row.certainty) for row in rows)
    places = tuple(tuple((float(x), float(y)) for x, y in line) for line in corners)
    mrz, problem = None, None
    try:
        mrz = read_repaired(lines, today)
        _require_certainty(mrz, rows)
        order = ("code", "issuer", "name", "number", "nationality", "birth", "sex", "expiry", "composite")
        repaired = tuple(sorted({*mended, *mrz.repaired}, key=order.index))
        mrz = replace(mrz, repaired=repaired, concerns=_with_rivals(mrz, rows))
        lines = mrz.lines
    except BadMrz as error:
        mrz, problem = None, error
        if not any(REJECT in line for line in lines):
            lines = best_guess(lines)
    return ZoneReading(lines, mrz, problem, certainty, places)


def _layout(rows: Sequence[AlignedRow]) -> Layout | None:
    if any(not row.text for row in rows):
        return None
    try:
        layout = layout_of(tuple(row.text for row in rows))
    except BadMrz:
        return None
    return layout if all(len(row.text) == layout.width for row in rows) else None


def _changed(before: Sequence[AlignedRow], after: Sequence[AlignedRow], layout: Layout) -> tuple[str, ...]:
    """The fields in which a look-alike was taken for the character that may stand there.

    O and 0 have one shape; which of them stands in a field of letters or digits is no repair.
    """
    changed = []
    for name, span in layout.spans().items():
        old, new = (rows[span.line].text[span.start : span.stop] for rows in (before, after))
        if old.translate(_ONE_SHAPE) != new.translate(_ONE_SHAPE):
            changed.append(name.removesuffix("_digit"))
    return tuple(dict.fromkeys(changed))


def _unproved(layout: Layout) -> tuple[tuple[str, Span], ...]:
    """Fields that no check digit covers."""
    names = ["code", "issuer", "name", "nationality", "sex"]
    if layout.composite_digit is None:
        names.append("optional")
    return tuple((name, getattr(layout, name)) for name in names)


def _require_certainty(mrz: Mrz, rows: Sequence[AlignedRow]) -> None:
    """Raises BadMrz("mrz_doubtful") at the first place that was read with too little certainty."""
    layout = LAYOUTS[mrz.kind]
    unproved = {
        (span.line, column): name for name, span in _unproved(layout) for column in range(span.start, span.stop)
    }
    if mrz.issuer == mrz.nationality:  # two places that say the same code of the table prove one another
        for span in (layout.issuer, layout.nationality):
            unproved = {place: name for place, name in unproved.items() if place not in _places(span)}
    unproved.pop((layout.code.line, layout.code.start))  # the kind admits one letter or four
    named = {
        (span.line, column): name for name, span in layout.spans().items() for column in range(span.start, span.stop)
    }
    for line, (row, text) in enumerate(zip(rows, mrz.lines, strict=True)):
        if len(row.text) != len(text):
            raise BadMrz("mrz_doubtful", f"line {line + 1} was read with another length", "line", Span(line, 0, 1))
        for column, character in enumerate(text):
            score = float(row.scores[column, ORDER.index(character)])
            others = np.delete(row.scores[column], ORDER.index(character))
            rival = max(float(row.scores[column, ORDER.index(c)]) for c in CONGRUENT[character])
            where, name = Span(line, column, column + 1), named.get((line, column), "line").removesuffix("_digit")
            mended = row.text[column] != character  # by a check digit or the table of states
            if (line, column) in unproved and not mended:
                enough = _SURE_FILLER if character == FILLER else _SURE
                doubtful = score < enough or float(others.max()) > _SECOND * score
            else:
                doubtful = rival > _RIVAL * max(score, _PROVED) or (score < _PROVED and not mended)
            if doubtful:
                raise BadMrz("mrz_doubtful", f"{name}: a character is not certain ({score:.2f})", name, where)


def _places(span: Span) -> set[tuple[int, int]]:
    return {(span.line, column) for column in range(span.start, span.stop)}


def _with_rivals(mrz: Mrz, rows: Sequence[AlignedRow]) -> tuple[Concern, ...]:
    """The concerns of `mrz`; where the network hesitated between characters of one weight, all of them are named."""
    concerns = []
    for concern in mrz.concerns:
        if concern.code == "look_alike" and concern.span is not None:
            character = concern.choices[0]
            scores = rows[concern.span.line].scores[concern.span.start]
            seen = [c for c in CONGRUENT[character] if scores[ORDER.index(c)] > 0.01]
            choices = dict.fromkeys((character, *mistaken_for(character), *seen))
            concerns.append(replace(concern, choices=tuple(choices)))
        else:
            concerns.append(concern)
    return tuple(concerns)


def worth_another(reading: ZoneReading) -> bool:
    """Whether a second reading may prove what the first did not."""
    return reading.problem is not None and _mean(reading) > 0.5


def whole(reading: ZoneReading) -> bool:
    """Whether every character of a zone was seen, so that other boxes around its lines would show no more."""
    return bool(examine(reading.lines, date.max).kind) and REJECT not in "".join(reading.lines) and _mean(reading) > 0.8


def _mean(reading: ZoneReading) -> float:
    return float(np.mean([c for line in reading.confidence for c in line] or [0.0]))


def weight(reading: ZoneReading) -> float:
    """How much a reading resembles a zone: characters times certainty, and a whole kind before a part of one."""
    whole = examine(reading.lines, date.max).kind != ""
    return float(sum(map(sum, reading.confidence))) * (1.0 if whole else 0.8)


def closeup(bgr: Picture, reading: ZoneReading, span: Span | None = None, around: int = 6) -> Picture:
    """The picture of a line of `reading` to compare its text with: uint8[h, w, 3], upright, h at least 64.

    span: the columns in question, shown with `around` columns on both sides; None: the whole zone, line under line.
    """
    if span is None:
        parts = [_enlarged(straightened(bgr, np.array(line, np.float32))) for line in reading.corners]
        width = max(part.shape[1] for part in parts)
        parts = [np.asarray(cv2.resize(part, (width, part.shape[0])), np.uint8) for part in parts]
        return np.vstack(parts)
    line = min(max(span.line, 0), len(reading.corners) - 1)
    left, right, _, _ = (np.array(point, np.float32) for point in reading.corners[line])
    down = np.array(reading.corners[line][3], np.float32) - left
    count = max(len(reading.lines[line]), 1)
    low, high = (np.clip(c, 0, count) / count for c in (span.start - around, span.stop + around))
    start, stop = left + (right - left) * np.float32(low), left + (right - left) * np.float32(high)
    return _enlarged(straightened(bgr, np.stack([start, stop, stop + down, start + down])))


def _enlarged(picture: Picture) -> Picture:
    scale = max(1.0, _ENLARGED / picture.shape[0])
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)
