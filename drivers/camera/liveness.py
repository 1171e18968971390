"""Whether a camera sees: the noise of a sensor changes every picture nearly everywhere, whatever stands before it.

A camera that hangs keeps sending, its numbers and times go on, a clock may run in a corner; what it shows is whoever
stood there when it stopped.
"""

from __future__ import annotations

import zlib
from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

Thin = NDArray[np.uint8]

COLUMNS, ROWS = 320, 180  # at least so many of the thinned picture that is compared, where the camera has them
TILES = (9, 16)  # rows, columns of the grid
SHARE = 0.25  # of the tiles must have changed: more than a clock or a logo covers, less than any noise does
BLACK, WHITE = 2, 253  # a tile that is all beyond has no room for noise
FEWEST = 8  # tiles that can change, below which all of them are counted
REMEMBERED = 8  # pictures: a camera that repeats a few of them stands still, too


class Liveness:
    """`look` at every picture in turn. Changes are added up from one sign of life to the next, because a codec sends
    nothing for what it holds unchanged between two pictures."""

    def __init__(self) -> None:
        self.alive_at = float("-inf")  # seconds, on the clock of `look`
        self._last: Thin | None = None
        self._recent: deque[int] = deque(maxlen=REMEMBERED)
        self._changed = np.zeros(TILES, bool)

    def look(self, pixels: NDArray[np.uint8], now: float) -> bool:
        """BGR uint8 (h, w, 3), no side below 16. Whether this picture is another one than those before; `alive_at` is
        what the camera is."""
        step = max(1, min(pixels.shape[1] // COLUMNS, pixels.shape[0] // ROWS))
        size = (pixels.shape[1] // step, pixels.shape[0] // step)
        thin = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_NEAREST), np.uint8).reshape(size[1], -1)
        last, self._last = self._last, thin
        mark = zlib.crc32(thin.tobytes())
        seen = mark in self._recent
        self._recent.append(mark)
        if last is None or last.shape != thin.shape:
            self._changed[:] = False
            return False  # the next one tells
        if seen:
            return False
        self._changed |= _tiles((thin != last).view(np.uint8), np.maximum) > 0
        able = (_tiles(thin, np.maximum) > BLACK) & (_tiles(thin, np.minimum) < WHITE)
        counted = able if int(able.sum()) >= FEWEST else np.ones(TILES, bool)
        if self._changed[counted].mean() >= SHARE:
            self.alive_at = now
            self._changed[:] = False
        return True


def _tiles(values: Thin, join: np.ufunc) -> Thin:
    """(h, w) joined within each tile; what does not fill one at the right and the lower edge is left out."""
    high, wide = values.shape[0] // TILES[0], values.shape[1] // TILES[1]
    rows = values[: high * TILES[0]].reshape(TILES[0], high, -1)
    joined = np.asarray(join.reduce(rows, axis=1))[:, : wide * TILES[1]]  # along whole rows first: ten times as fast
    return np.asarray(join.reduce(joined.reshape(*TILES, wide), axis=2))
