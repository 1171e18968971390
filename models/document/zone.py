"""Where machine readable zones may lie in a picture: two or three parallel lines of evenly spaced characters.

What tells a zone from any other text is its even pitch: ten characters an inch, lines 1/4 inch (TD1: 6 mm) apart
(ICAO Doc 9303-3, 4.2 and parts 4 to 7). Proportional print has no such period, so that a page full of text costs no
reading at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.document.text import straightened, upright_corners

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]

WORK_SIDE = 1000  # pixels of the longer side while looking
CHARACTERS = (18, 12, 26)  # pixels from one character to the next that are tried: 44 fill 80, 53, or more than 100 %
WIDTHS = (30, 36, 44)  # characters of a line
_SHORTEST = 0.16  # of the longer side; a card held among other papers
_SLIMMEST = 7.0  # length to height of a line; 30 characters of a TD1 card give 13, with a loose box 9
_MOST_LINES = 48  # stretches of one mask whose period is looked for, the longest first
_MOST_SEGMENTS = 96  # of all masks that are grouped, the evenest first
_PROFILE = (768, 24)  # pixels, the size at which a line's period is looked for
_PERIODS = (22.0, 58.0)  # characters a line that count: 30 to 44, and boxes that are too long or too short
# Share of a line's contrast that lies in its period. Specimens and photographs gave 0.36 to 0.88 for lines of a zone,
# 0.02 to 0.25 for printed text; both lines of a pair count, so that a zone with one bad line is still looked at.
EVEN = 0.22
_EVEN_PAIR = 0.30
_EVEN_ALONE = 0.40  # for a line whose neighbours show nothing even
_NEIGHBOURS = (-2, -1, 0, 1, 2)  # lines around it that are looked at: it may be any of three
_LINE_STEP = 2.45  # pitches, between what TD1 and the others have
_PARALLEL = np.radians(5.0)
_APART = (1.5, 3.8)  # pitches from line to line; 2.36 and 2.5 are printed
_MARGIN = 0.8  # pitches added at both ends of a line before it is read
_TALL = 0.85  # pitches above and below the middle of a line; characters are 1.1 pitches high


@dataclass(frozen=True, eq=False)
class ZoneSegment:
    """A stretch of evenly spaced characters. corners: float32[4, 2], clockwise from the upper left of the line."""

    corners: Floats
    evenness: float  # 0..1
    count: float  # pitches that the stretch is long

    @property
    def pitch(self) -> float:
        return self.length / self.count

    @property
    def length(self) -> float:
        return float(np.linalg.norm(self.corners[1] - self.corners[0]))

    @property
    def middle(self) -> Floats:
        return np.asarray(self.corners.mean(0), np.float32)

    @property
    def along(self) -> Floats:
        return np.asarray((self.corners[1] - self.corners[0]) / self.length, np.float32)


@dataclass(frozen=True, eq=False)
class Zone:
    """Lines that may be a zone, from top to bottom if it is not upside down; each float32[4, 2] in the picture."""

    lines: tuple[Floats, ...]
    pitch: float  # pixels
    evenness: float
    lead: int  # the line that is the evenest

    def turned(self) -> Zone:
        """The same lines for a page that lies upside down."""
        lines = tuple(corners[[2, 3, 0, 1]] for corners in reversed(self.lines))
        return Zone(lines, self.pitch, self.evenness, len(lines) - 1 - self.lead)


def by_darkness(bgr: Picture) -> list[ZoneSegment]:
    """Even lines found by a black-hat filter, lying or upright: dark strokes on lighter ground, joined to lines."""
    found: list[ZoneSegment] = []
    lying = np.asarray(cv2.rotate(bgr, cv2.ROTATE_90_CLOCKWISE), np.uint8)
    for picture, turned in ((bgr, False), (lying, True)):
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        scale = WORK_SIDE / max(grey.shape)
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        small = np.asarray(
            cv2.GaussianBlur(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=way), (3, 3), 0), np.uint8
        )
        for pitch in CHARACTERS:
            lines = [corners / np.float32(scale) for corners in _dark_lines(small, pitch)]
            if turned:  # a point x, y of the lying picture is y, height - x of the picture
                lines = [np.stack([c[:, 1], bgr.shape[0] - c[:, 0]], 1) for c in lines]
            found += even(bgr, lines)
    return found


def _dark_lines(small: NDArray[np.uint8], pitch: int) -> list[Floats]:
    stroke = cv2.getStructuringElement(cv2.MORPH_RECT, (pitch, max(5, pitch // 2)))
    dark = cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, stroke)
    edges = np.abs(cv2.Sobel(dark, cv2.CV_32F, 1, 0, ksize=3))
    edges = np.clip(edges / max(1.0, float(np.percentile(edges, 99.5))) * 255, 0, 255).astype(np.uint8)
    joined = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((3, round(pitch * 1.4)), np.uint8))
    _, mask = cv2.threshold(joined, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, round(pitch * 2.2)), np.uint8))
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((max(3, pitch // 3), pitch), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    lines = []
    for contour in contours:
        (cx, cy), (a, b), angle = cv2.minAreaRect(contour)
        pad = 0.5 * min(a, b)
        lines.append(upright_corners(((cx, cy), (a + pad, b + pad), angle)))
    return lines


def even(bgr: Picture, lines: Iterable[Floats]) -> list[ZoneSegment]:
    """Those of `lines` that are long, slim and evenly spaced."""
    side = max(bgr.shape[:2])
    sized = [(float(np.linalg.norm(c[1] - c[0])), float(np.linalg.norm(c[3] - c[0])), c) for c in lines]
    sized = [entry for entry in sized if entry[0] >= _SHORTEST * side and entry[0] >= _SLIMMEST * entry[1]]
    sized.sort(key=lambda entry: -entry[0])
    found = []
    for _, _, corners in sized[:_MOST_LINES]:
        evenness, count = _period(straightened(bgr, corners))
        if evenness >= EVEN:
            found.append(ZoneSegment(_canonical(corners), evenness, count))
    return found


def _canonical(corners: Floats) -> Floats:
    """Corners from the left end of a line, of a nearly upright line from its upper end: which way up shows later."""
    along = (corners[1] - corners[0]) / np.linalg.norm(corners[1] - corners[0])
    backwards = along[1] < 0 if abs(along[0]) < 0.3 else along[0] < 0
    return corners[[2, 3, 0, 1]] if backwards else corners


def _period(line: Picture) -> tuple[float, float]:
    """How much of the darkness along a line repeats evenly (0..1), and how often it does so."""
    grey = cv2.resize(cv2.cvtColor(line, cv2.COLOR_BGR2GRAY), _PROFILE, interpolation=cv2.INTER_AREA)
    grey = grey.astype(np.float32)
    wide = round(_PROFILE[0] / 12) | 1
    dark = np.clip(cv2.blur(grey, (wide, wide)) - grey, 0, None).mean(0)
    dark = (dark - cv2.blur(dark[None], (wide, 1))[0]) * np.hanning(_PROFILE[0])
    power = np.abs(np.fft.rfft(dark, 4096)) ** 2
    times = np.arange(len(power)) * _PROFILE[0] / 4096
    whole = float(power[(times > 15) & (times < 180)].sum())
    if whole <= 0:
        return 0.0, 1.0
    inside = np.flatnonzero((times > _PERIODS[0]) & (times < _PERIODS[1]))
    count = float(times[inside[power[inside].argmax()]])
    # the period, and its harmonics: strokes within a character
    share = sum(float(power[np.abs(times - count * n) < 1.5].sum()) for n in (1, 2, 3)) / whole
    return share, count


def zones(segments: list[ZoneSegment]) -> list[Zone]:
    """Runs of lines that together look like a zone: parallel, of one pitch, as far apart as Doc 9303 says.

    The evenest first. A run may hold more than three lines: something evenly spaced may be printed above a zone.
    """
    rows = _rows(segments)
    rows.sort(key=lambda row: float(row.middle @ _down(row)))
    used: set[int] = set()
    found = []
    for i, first in enumerate(rows):
        if i in used:
            continue
        run, last = [i], first
        for j in range(i + 1, len(rows)):
            if j not in used and _follows(last, rows[j]):
                run.append(j)
                last = rows[j]
        if len(run) >= 2:
            used.update(run)
            found.append(_zone([rows[k] for k in run]))
    found = [zone for zone in found if zone.evenness >= _EVEN_PAIR]
    alone = [row for i, row in enumerate(rows) if i not in used and row.evenness >= _EVEN_ALONE and not _short(row)]
    found += [_zone([_beside(row, n) for n in _NEIGHBOURS]) for row in alone]
    return sorted(found, key=lambda zone: -zone.evenness)


def _beside(row: ZoneSegment, lines: int) -> ZoneSegment:
    """Where a line lies that is so many lines below `row`; glare or a finger may have hidden most of it."""
    move = _down(row) * np.float32(lines * _LINE_STEP * row.pitch)
    return row if lines == 0 else ZoneSegment(row.corners + move, 0.0, row.count)


def _down(segment: ZoneSegment) -> Floats:
    """The direction in which the next line lies."""
    along = segment.along
    return np.array([-along[1], along[0]], np.float32)


def _parallel(one: ZoneSegment, other: ZoneSegment) -> bool:
    return bool(abs(float(one.along @ other.along)) > np.cos(_PARALLEL))


def _rows(segments: list[ZoneSegment]) -> list[ZoneSegment]:
    """One segment for each line that is printed: of those that lie on one another, the evenest of a whole length."""
    ranked = sorted(segments, key=lambda s: -s.evenness + (0.3 if _short(s) else 0.0))[:_MOST_SEGMENTS]
    rows: list[ZoneSegment] = []
    for segment in ranked:
        if not any(_same_line(row, segment) for row in rows):
            rows.append(segment)
    return rows


def _short(segment: ZoneSegment) -> bool:
    """Whether the box holds no whole number of characters that a line may have."""
    return min(abs(segment.count - width) for width in WIDTHS) > 1.0


def _same_line(row: ZoneSegment, segment: ZoneSegment) -> bool:
    away = segment.middle - row.middle
    beside = abs(float(away @ _down(row)))
    apart = abs(float(away @ row.along))
    tall = float(np.linalg.norm(segment.corners[3] - segment.corners[0]))
    near = beside < max(0.9 * row.pitch, 0.4 * tall) and apart < 0.6 * (row.length + segment.length)
    return near and _parallel(row, segment)


def _follows(above: ZoneSegment, below: ZoneSegment) -> bool:
    away = below.middle - above.middle
    gap = float(away @ _down(above)) / above.pitch
    aside = abs(float(away @ above.along))
    return (
        _parallel(above, below)
        and 0.8 < below.pitch / above.pitch < 1.25
        and _APART[0] < gap < _APART[1]
        and aside < 0.35 * max(above.length, below.length)
    )


def _zone(rows: list[ZoneSegment]) -> Zone:
    """The rows as lines of one extent: what one box misses of its line, the box of the other lines shows."""
    lead = max(rows, key=lambda row: row.evenness - (0.3 if _short(row) else 0.0))
    origin, along = lead.middle, lead.along
    pitch = float(np.median([row.pitch for row in rows]))
    ends = [sorted(float((corner - origin) @ along) for corner in row.corners) for row in rows]
    whole = [end for row, end in zip(rows, ends, strict=True) if not _short(row)] or ends
    low, high = min((end[0] + end[1]) / 2 for end in whole), max((end[2] + end[3]) / 2 for end in whole)
    lines = []
    for row in rows:
        way = row.along if float(row.along @ along) > 0 else -row.along
        down = np.array([-way[1], way[0]], np.float32)
        centre = row.middle + way * np.float32((low + high) / 2 - float((row.middle - origin) @ along))
        half, tall = np.float32((high - low) / 2 + _MARGIN * pitch), np.float32(_TALL * pitch)
        lines.append(
            np.stack(
                [
                    centre - way * half - down * tall,
                    centre + way * half - down * tall,
                    centre + way * half + down * tall,
                    centre - way * half + down * tall,
                ]
            ).astype(np.float32)
        )
    best = sorted((row.evenness for row in rows), reverse=True)[:2]
    return Zone(tuple(lines), pitch, float(np.mean(best)), rows.index(lead))
