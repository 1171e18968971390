"""From a photograph of a page to its machine readable zones: found, straightened, read, and proved.

A zone is proved by its check digits; where none reaches (names, states, sex, a visa's optional data) by the network's
certainty in one or two readings, by the even pitch that shows lost characters, and by the table of states. What is not
proved is never returned as read: it comes back as text for the officer to compare with the picture and correct.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import cv2
import numpy as np
from numpy.typing import NDArray

from models.document.align import AlignedRow, columns, together
from models.document.layout import FILLER, TD1
from models.document.lines import BadMrz
from models.document.mrz import Mrz
from models.document.prove import ZoneReading, judged, weight, whole, worth_another
from models.document.text import NOTHING, TextLine, TextReader, straightened
from models.document.zone import Zone, by_darkness, even, zones
from models.errors import BadImage, BiometricError

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
Point = tuple[float, float]

LARGEST = 6000  # pixels a side; more is no photograph of a page
_LOOKED_AT = 2400  # pixels of the longer side while looking for zones; lines are read from the picture itself
SECONDS = 12.0  # of waiting for one picture, unless told otherwise
_READ_AT_MOST = 24  # lines of one picture; two documents need 8, with a second reading each 16
_READ_IN_VAIN = 5  # lines without a sign of a zone, after which no other place is tried
_ZONES_AT_MOST = 6  # places in one picture
_ROWS_AT_MOST = 5  # lines of one place
_LIKELY_FILLERS = 4  # a zone's lines hold at least so many together
_LIKELY_LENGTH = 22  # characters of the longest line
_LIKELY_PART = 6  # of the shortest, where glare hides the rest
# A line read the right way up: characters as a part of those that its pitch makes room for. Upside down gave 0.3 to
# 0.6, with a mean certainty of 0.25 to 0.79; columns of printed text, read downwards, 1.3 and more.
_FULL = (0.85, 1.15)
_SENSIBLE, _PART = 0.4, 0.4  # mean certainty, and characters: what is looked at at all
_BLANK = 4.0  # grey levels: standard deviation of a strip in which nothing is printed
_SHARPER = 0.9  # strength of the unsharp mask of the second reading


class NoDocument(BiometricError):
    """The picture shows no machine readable zone."""

    code = "no_document"


class ReadingStopped(BiometricError):
    """Somebody asked to stop while a picture was read."""

    code = "reading_stopped"


class ReadingTimeout(BiometricError):
    """The time for one picture was over before a zone was read."""

    code = "reading_timeout"


class UnreadableZone(BadMrz):
    """A zone was seen, but no reading of it is proved.

    lines: the best reading, for the officer to correct, "?" where a character was not seen; code, field and fields:
    what is wrong with it; reading: everything else that is known of it.
    """

    def __init__(self, lines: tuple[str, ...], reason: BadMrz, reading: ZoneReading | None = None) -> None:
        super().__init__(reason.code, reason.detail, reason.field, reason.span, reason.fields)
        self.lines = lines
        self.reading = reading


@dataclass
class _Course:
    """One picture being read: what it may still cost, and whether somebody waits no longer."""

    until: float
    stop: Callable[[], bool]
    read: float = 0.0  # lines
    in_vain: float = 0.0
    vain: list[Floats] = field(default_factory=list)  # lines that were no zone's
    seen: list[ZoneReading] = field(default_factory=list)

    def check(self) -> None:
        if self.stop():
            raise ReadingStopped("the reading was stopped")
        if time.monotonic() > self.until:
            raise ReadingTimeout("the time for this picture is over")

    @property
    def spent(self) -> bool:
        return self.read >= _READ_AT_MOST or self.in_vain >= _READ_IN_VAIN


class DocumentReader:
    """Reads pages. The networks are opened at the first page (0.3 s) or by `warm`; safe to share between threads."""

    def __init__(self, threads: int = 2) -> None:
        self._text = TextReader(threads)

    def warm(self) -> None:
        self._text.warm()

    def rest(self) -> bool:
        """Give the networks' memory back; whether there was any."""
        return self._text.rest()

    def read(
        self,
        bgr: Picture,
        today: date | None = None,
        seconds: float = SECONDS,
        stop: Callable[[], bool] = lambda: False,
    ) -> Mrz:
        """The zone in `bgr`, the first that identifies somebody where it shows several; otherwise as `find`.

        Raises NoDocument, UnreadableZone with the best reading, or what `find` raises.
        """
        found = self.find(bgr, today, seconds, stop)
        proved = [reading.mrz for reading in found if reading.mrz is not None]
        if proved:
            return min(proved, key=lambda mrz: mrz.is_visa)
        if not found:
            raise NoDocument("no line looks like a machine readable zone")
        best = max(found, key=lambda reading: sum(map(sum, reading.confidence)))
        problem = best.problem or BadMrz("mrz_doubtful", "nothing proves this reading", "line")
        raise UnreadableZone(best.lines, problem, best) from problem

    def find(
        self,
        bgr: Picture,
        today: date | None = None,
        seconds: float = SECONDS,
        stop: Callable[[], bool] = lambda: False,
    ) -> tuple[ZoneReading, ...]:
        """Every zone in `bgr` (uint8[h, w, 3]) from top to bottom; none where nothing looks like one.

        The page may lie at any turn. `stop` is asked between the networks' calls (at most some 0.3 s apart); it may
        be called from the thread that reads only. Raises ReadingStopped; ReadingTimeout where `seconds` were over
        before any zone was seen; BadImage for what is no picture.
        """
        if bgr.ndim != 3 or bgr.shape[2] != 3 or bgr.dtype != np.uint8 or min(bgr.shape[:2]) < 32:
            raise BadImage("a page is a colour picture of 8 bits, at least 32 pixels wide")
        if max(bgr.shape[:2]) > LARGEST:
            raise BadImage(f"a page has at most {LARGEST} pixels a side")
        today = today or datetime.now().astimezone().date()
        course = _Course(time.monotonic() + seconds, stop)
        scale = max(1.0, max(bgr.shape[:2]) / _LOOKED_AT)
        view = bgr if scale == 1.0 else cv2.resize(bgr, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
        view = np.asarray(view, np.uint8)
        try:
            dark = by_darkness(view)
            self._read_zones(bgr, _scaled(zones(dark), scale), today, course)
            if not course.spent and not any(reading.mrz or whole(reading) for reading in course.seen):
                course.check()
                found = zones(dark + even(view, self._text.lines(view)))
                self._read_zones(bgr, _scaled(found, scale), today, course)
        except ReadingTimeout:
            if not course.seen:
                raise
        return tuple(sorted(course.seen, key=lambda reading: reading.middle[1]))

    def _read_zones(self, bgr: Picture, places: list[Zone], today: date, course: _Course) -> None:
        for zone in places[:_ZONES_AT_MOST]:
            if course.spent:
                return
            lead = zone.lines[zone.lead]
            if any(np.array_equal(lead, line) for line in course.vain):
                continue
            reading = self._read_zone(bgr, zone, today, course)
            if reading is None:
                course.vain.append(lead)
                continue
            course.in_vain = 0
            other = next((seen for seen in course.seen if _overlap(seen, reading)), None)
            if other is None:
                course.seen.append(reading)
            elif other.mrz is None and (reading.mrz is not None or weight(reading) > weight(other)):
                course.seen[course.seen.index(other)] = reading

    def _read_zone(self, bgr: Picture, zone: Zone, today: date, course: _Course) -> ZoneReading | None:
        """The best reading of a place: proved if any run of its lines is; None where it is no zone at all."""
        upright = self._right_way_up(bgr, zone, course)
        if upright is None:
            return None
        near = sorted(range(len(upright.lines)), key=lambda i: abs(i - upright.lead))[:_ROWS_AT_MOST]
        found: dict[int, TextLine] = {}
        for i in near:
            found[i] = self._line(bgr, upright.lines[i], course)
            if len(found) == TD1.count and sum(line.text.count(FILLER) for line in found.values()) < _LIKELY_FILLERS:
                return None
        kept = sorted(found)
        rows, read = [upright.lines[i] for i in kept], [found[i] for i in kept]
        best: ZoneReading | None = None
        for start, stop in _runs(len(rows)):
            reading = self._proved(bgr, rows[start:stop], read[start:stop], zone.pitch, today, course)
            if reading is not None and reading.mrz is not None:
                return reading
            if reading is not None and (best is None or weight(reading) > weight(best)):
                best = reading
        return best

    def _right_way_up(self, bgr: Picture, zone: Zone, course: _Course) -> Zone | None:
        """The zone as it must be read, by a third of its evenest line; None where neither way gives characters."""
        tried = []
        for way in (zone, zone.turned()):
            left, right, low_right, low_left = way.lines[way.lead]
            third = np.stack([(2 * left + right) / 3, (left + 2 * right) / 3,
                              (low_left + 2 * low_right) / 3, (2 * low_left + low_right) / 3])  # fmt: skip
            line = self._line(bgr, third, course, cost=1 / 3)
            whole = float(np.linalg.norm(third[1] - third[0])) / zone.pitch
            count = len(line.text)
            full = _FULL[0] * whole <= count <= _FULL[1] * whole
            sensible = line.confidence >= _SENSIBLE and _PART * whole <= count <= _FULL[1] * whole
            tried.append((sensible, line.confidence * count * (1.0 if full else 0.6), way))
        sensible, _, way = max(tried, key=lambda entry: entry[:2])
        return way if sensible else None

    def _line(
        self, bgr: Picture, corners: Floats, course: _Course, sharper: bool = False, cost: float = 1.0
    ) -> TextLine:
        course.check()
        picture = straightened(bgr, corners)
        if float(picture.std(axis=(0, 1)).max()) < _BLANK:
            return NOTHING
        course.read += cost
        course.in_vain += cost
        if sharper:
            smooth = cv2.GaussianBlur(picture, (0, 0), max(0.8, picture.shape[0] / 20))
            picture = np.asarray(cv2.addWeighted(picture, 1 + _SHARPER, smooth, -_SHARPER, 0), np.uint8)
        return self._text.read(picture)

    def _proved(
        self, bgr: Picture, corners: list[Floats], read: list[TextLine], pitch: float, today: date, course: _Course
    ) -> ZoneReading | None:
        """What a run of two or three lines says, read a second time where the first leaves a doubt."""
        texts = tuple(line.text for line in read)
        if not _likely(texts):
            return None
        width = _width(texts)
        rows = _rows(corners, read, pitch, width)
        reading = judged(rows, corners, today)
        if reading.mrz is not None or not worth_another(reading) or course.spent:
            return reading
        again = [self._line(bgr, line, course, sharper=True) for line in corners]
        both = tuple(together(a, b) for a, b in zip(rows, _rows(corners, again, pitch, width), strict=True))
        second = judged(both, corners, today)
        return second if second.mrz is not None or weight(second) > weight(reading) else reading


def _scaled(places: list[Zone], scale: float) -> list[Zone]:
    factor = np.float32(scale)
    return [
        replace(zone, lines=tuple(line * factor for line in zone.lines), pitch=zone.pitch * scale) for zone in places
    ]


def _runs(count: int) -> Iterator[tuple[int, int]]:
    """Every run of three, then of two of `count` lines, the lowest first: a zone stands at the foot of a page."""
    for size in (3, 2):
        for start in range(count - size, -1, -1):
            yield start, start + size


def _likely(texts: Sequence[str]) -> bool:
    """Whether a reading resembles a zone: length tells, and the fillers that nothing else has."""
    fillers = sum(text.count(FILLER) for text in texts)
    lengths = sorted(len(text) for text in texts)
    return fillers >= _LIKELY_FILLERS and lengths[-1] >= _LIKELY_LENGTH and lengths[0] >= _LIKELY_PART


def _width(texts: Sequence[str]) -> int:
    """Columns of the zone: lines of three have 30; of two, 36 or 44, whichever the longest is nearer to."""
    if len(texts) == TD1.count:
        return TD1.width
    return min((36, 44), key=lambda width: abs(max(len(text) for text in texts) - width))


def _rows(corners: Sequence[Floats], read: Sequence[TextLine], pitch: float, width: int) -> tuple[AlignedRow, ...]:
    pitches = [pitch / float(np.linalg.norm(c[1] - c[0])) for c in corners]
    return columns(read, pitches, width)


def _overlap(one: ZoneReading, other: ZoneReading) -> bool:
    """Whether two readings are of the same lines: the middle of one lies within the other."""
    for outer, inner in ((one, other), (other, one)):
        hull = cv2.convexHull(np.array(outer.corners, np.float32).reshape(-1, 2))
        if cv2.pointPolygonTest(hull, inner.middle, measureDist=False) >= 0:
            return True
    return False
