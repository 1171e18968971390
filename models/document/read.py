"""From a photograph of a page to its machine readable zone: found, straightened, read, and proved by its check digits.

A zone whose digits do not hold is never returned: the error carries what was read, for the officer to correct.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain

import cv2
import numpy as np
from numpy.typing import NDArray

from models.document.layout import FILLER
from models.document.mrz import BadMrz, Mrz, parse
from models.document.repair import best_guess, read_repaired
from models.document.text import TextReader, straightened
from models.document.zone import CHARACTERS, by_darkness, grouped
from models.errors import BadImage, BiometricError

Picture = NDArray[np.uint8]

LARGEST = 6000  # pixels a side; more is no photograph of a page
_LIKELY_FILLERS = 4  # a zone's lines hold at least so many together
_LIKELY_LENGTH = 24
_SURE = 50.0  # characters times confidence: a whole zone has 72 or more

Reading = tuple[tuple[str, ...], float]  # lines, and the confidence 0..1 of the worst of them


class NoDocument(BiometricError):
    """The picture shows no machine readable zone."""

    code = "no_document"


class UnreadableZone(BadMrz):
    """A zone was seen, but no reading of it satisfies its check digits.

    lines: the best reading, for the officer to correct; code, field and fields: what is wrong with it.
    """

    def __init__(self, lines: tuple[str, ...], reason: BadMrz) -> None:
        super().__init__(reason.code, reason.detail, reason.field, reason.span, reason.fields)
        self.lines = lines


class DocumentReader:
    """Reads pages. The networks are opened at the first page (0.3 s) or by `warm`; safe to share between threads."""

    def __init__(self, threads: int = 2) -> None:
        self._text = TextReader(threads)

    def warm(self) -> None:
        self._text.warm()

    def read(self, bgr: Picture, today: date | None = None) -> Mrz:
        """The zone in `bgr` (uint8[h, w, 3]); the page may lie at any quarter turn, some 15 degrees askew.

        Raises NoDocument, UnreadableZone with the best reading, or BadImage for what is no picture.
        """
        if bgr.ndim != 3 or bgr.shape[2] != 3 or bgr.dtype != np.uint8 or min(bgr.shape[:2]) < 32:
            raise BadImage("a page is a colour picture of 8 bits, at least 32 pixels wide")
        if max(bgr.shape[:2]) > LARGEST:
            raise BadImage(f"a page has at most {LARGEST} pixels a side")
        today = today or datetime.now().astimezone().date()
        best: tuple[float, tuple[str, ...], BadMrz] | None = None
        for zones in self._searches(bgr):
            for lines, confidence in zones:
                try:
                    return read_repaired(lines, today)
                except BadMrz as error:
                    likely = _likelihood(lines) * confidence
                    if likely > 0 and (best is None or likely > best[0]):
                        best = likely, *_guessed(lines, today, error)
            if best is not None and best[0] > _SURE:
                break  # the zone is found; looking elsewhere would only keep the officer waiting
        if best is None:
            raise NoDocument("no line looks like a machine readable zone")
        raise UnreadableZone(best[1], best[2]) from best[2]

    def _searches(self, bgr: Picture) -> Iterator[Iterator[Reading]]:
        """Ways to find the zone, the cheapest and likeliest first; each reads a zone the one and the other way up."""
        lying = np.asarray(cv2.rotate(bgr, cv2.ROTATE_90_CLOCKWISE), np.uint8)
        yield self._read(bgr, by_darkness(bgr, CHARACTERS[0]))
        yield chain(self._read(bgr, grouped(self._text.lines(bgr), max(bgr.shape))), self._other_pitches(bgr))
        yield self._read(lying, by_darkness(lying, CHARACTERS[0]))
        yield chain(self._read(lying, grouped(self._text.lines(lying), max(bgr.shape))), self._other_pitches(lying))

    def _other_pitches(self, bgr: Picture) -> Iterator[Reading]:
        for pitch in CHARACTERS[1:]:
            yield from self._read(bgr, by_darkness(bgr, pitch))

    def _read(self, bgr: Picture, zones: list[list[NDArray[np.float32]]]) -> Iterator[Reading]:
        for zone in zones:
            upright = self._read_lines(bgr, zone)
            yield upright
            if _likelihood(upright[0]) * upright[1] <= _SURE:
                yield self._read_lines(bgr, [corners[[2, 3, 0, 1]] for corners in reversed(zone)])

    def _read_lines(self, bgr: Picture, zone: list[NDArray[np.float32]]) -> Reading:
        read = [self._text.read(straightened(bgr, corners)) for corners in zone]
        return tuple(text for text, _ in read), min(confidence for _, confidence in read)


def _guessed(lines: tuple[str, ...], today: date, error: BadMrz) -> tuple[tuple[str, ...], BadMrz]:
    """The lines as the officer should see them, and what is wrong with those."""
    guess = best_guess(lines)
    try:
        parse(guess, today)
    except BadMrz as reason:
        return guess, reason
    return guess, error


def _likelihood(lines: tuple[str, ...]) -> float:
    """How much a reading resembles a zone; 0: not at all. Length tells, and the fillers that nothing else has."""
    fillers = sum(line.count(FILLER) for line in lines)
    if len(lines) < 2 or fillers < _LIKELY_FILLERS or min(len(line) for line in lines) < _LIKELY_LENGTH:
        return 0.0
    return float(sum(len(line) for line in lines))
