"""Two networks of PP-OCRv6 (small), run by onnxruntime: one finds lines of text, one reads a line.

The files are those that rapidocr carries; its code is not used, so that nothing can reach for the network, and so
that reading can be confined to the 37 characters a machine readable zone may hold.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models import weights
from models.document.layout import VALUES

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]

LINE_HEIGHT = 48  # pixels; the recogniser's input
WIDEST = 1600  # pixels; 44 characters fill some 1250
DETECTOR_SIDE = 832  # pixels of the longer side
_MULTIPLE = 32
_MEAN = np.array((0.485, 0.456, 0.406), np.float32)  # of the detector's input, BGR order as PaddleOCR feeds it
_SPREAD = np.array((0.229, 0.224, 0.225), np.float32)
# Signs that no zone holds, of the same shape as one it does: the network cannot know how tall a line's letters are.
_TWINS = {c: c.lower() for c in "CKOPSUVWXZ"} | {"<": "\u2039\u00ab\u3008\u300a\uff1c\u276e\u2329"}
_LINE_THRESHOLD = 0.3  # PaddleOCR's own for the probability map
_GROW = 1.6  # the map marks the core of a line; DB (Liao et al. 2020) grows it by area * 1.6 / perimeter


@dataclass(frozen=True, eq=False)
class TextLine:
    """What one line says. scores: float32[n, 37] in the order of layout.VALUES, 0..1; what is missing to 1 is another
    sign or none. places: float[n], the middle of each character, 0 the line's left end .. 1 its right end."""

    text: str
    scores: Floats
    places: NDArray[np.float64]

    @property
    def confidence(self) -> float:
        """Mean score of the characters read, 0..1."""
        return float(self.scores.max(1).mean()) if len(self.text) else 0.0


NOTHING = TextLine("", np.zeros((0, len(VALUES)), np.float32), np.zeros(0))


class TextReader:
    """Both networks, opened at first use; one call at a time each."""

    def __init__(self, threads: int = 2) -> None:
        self._threads = threads
        self._lock = threading.Lock()
        self._sessions: dict[str, onnxruntime.InferenceSession] = {}
        self._alphabet = ""
        self._columns: NDArray[np.intp] = np.zeros(0, np.intp)
        self._twins: list[tuple[int, int]] = []

    def _session(self, name: str) -> onnxruntime.InferenceSession:
        with self._lock:
            if name not in self._sessions:
                options = onnxruntime.SessionOptions()
                options.intra_op_num_threads = self._threads
                options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting costs no processor
                options.enable_cpu_mem_arena = False  # keeps idle memory low: line widths differ at every call
                session = onnxruntime.InferenceSession(
                    str(weights.path(name)), options, providers=["CPUExecutionProvider"]
                )
                if name == "text_reading":
                    self._confine(session)
                self._sessions[name] = session
            return self._sessions[name]

    def _confine(self, session: onnxruntime.InferenceSession) -> None:
        """Only the blank (class 0) and the zone's characters stay readable; signs of one shape count for them."""
        known = session.get_modelmeta().custom_metadata_map["character"].split("\n")
        self._alphabet = "".join(VALUES)
        self._columns = np.array([0, *(known.index(c) + 1 for c in self._alphabet)], np.intp)
        twins = ((twin, c) for c in self._alphabet for twin in _TWINS.get(c, "") if twin in known)
        self._twins = [(known.index(twin) + 1, self._alphabet.index(c) + 1) for twin, c in twins]

    def warm(self) -> None:
        """Open the networks before the first document comes."""
        self._session("text_lines")
        self._session("text_reading")

    def rest(self) -> bool:
        """Give the networks' memory back; whether there was any. They are opened again by whoever needs them."""
        with self._lock:
            was_open = bool(self._sessions)
            self._sessions.clear()
        return was_open

    def read(self, line: Picture) -> TextLine:
        """The zone characters of one upright line, uint8[h, w, 3] BGR."""
        session = self._session("text_reading")
        height, width = line.shape[:2]
        if min(height, width) < 4:
            return NOTHING
        across = int(np.clip(round(width * LINE_HEIGHT / height), LINE_HEIGHT, WIDEST))
        way = cv2.INTER_AREA if height > LINE_HEIGHT else cv2.INTER_CUBIC
        scaled = cv2.resize(line, (across, LINE_HEIGHT), interpolation=way).astype(np.float32)
        feed = np.ascontiguousarray((scaled / 127.5 - 1).transpose(2, 0, 1)[None])
        every = np.asarray(session.run(None, {"x": feed})[0])[0]
        scores = every[:, self._columns]
        for twin, column in self._twins:
            scores[:, column] += every[:, twin]
        best = scores.argmax(1)
        # CTC: blanks and repeats fall away; of a repeat the surest step stands for the character
        start = np.flatnonzero((best > 0) & (best != np.concatenate([[0], best[:-1]])))
        if not len(start):
            return NOTHING
        stop = np.append(np.flatnonzero(best != np.append(best[1:], -1)), len(best))
        stop = stop[np.searchsorted(stop, start)]
        at = np.array([a + scores[a : b + 1, best[a]].argmax() for a, b in zip(start, stop, strict=True)])
        middle = (start + stop + 1) / 2 / len(best)
        return TextLine("".join(self._alphabet[best[i] - 1] for i in start), scores[at, 1:].astype(np.float32), middle)

    def lines(self, bgr: Picture) -> list[Floats]:
        """Lines of text as quadrilaterals, float32[4, 2] clockwise from the upper left of the line, longest first."""
        session = self._session("text_lines")
        height, width = bgr.shape[:2]
        scale = DETECTOR_SIDE / max(height, width)
        size = [max(_MULTIPLE, round(side * scale / _MULTIPLE) * _MULTIPLE) for side in (width, height)]
        small = cv2.resize(bgr, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        feed = np.ascontiguousarray(((small.astype(np.float32) / 255 - _MEAN) / _SPREAD).transpose(2, 0, 1)[None])
        core = (np.asarray(session.run(None, {"x": feed})[0])[0, 0] > _LINE_THRESHOLD).astype(np.uint8)
        contours, _ = cv2.findContours(core, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        back = np.array([width / size[0], height / size[1]], np.float32)
        found = []
        for contour in contours:
            (cx, cy), (a, b), angle = cv2.minAreaRect(contour)
            if min(a, b) < 3:
                continue
            grow = _GROW * a * b / (a + b)
            found.append(upright_corners(((cx, cy), (a + grow, b + grow), angle)) * back)
        return sorted(found, key=lambda q: -float(np.linalg.norm(q[1] - q[0])))


def upright_corners(rectangle: tuple[tuple[float, float], tuple[float, float], float]) -> Floats:
    """Corners of a line's rectangle (as cv2.minAreaRect gives it), clockwise, the long side first, left to right."""
    (cx, cy), (a, b), degrees = rectangle
    if a < b:
        a, b, degrees = b, a, degrees + 90
    degrees = (degrees + 90) % 180 - 90
    along = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))]) * a / 2
    down = np.array([-along[1], along[0]]) * (b / a if a else 0)
    centre = np.array([cx, cy])
    return np.array(
        [centre - along - down, centre + along - down, centre + along + down, centre - along + down], np.float32
    )


def straightened(bgr: Picture, corners: Floats) -> Picture:
    """The quadrilateral `corners` (clockwise from the upper left) as an upright picture of its own size."""
    across = max(8, round(float(np.linalg.norm(corners[1] - corners[0]))))
    down = max(4, round(float(np.linalg.norm(corners[3] - corners[0]))))
    to = np.array([[0, 0], [across, 0], [across, down], [0, down]], np.float32)
    matrix = cv2.getPerspectiveTransform(np.ascontiguousarray(corners, np.float32), to)
    warped = cv2.warpPerspective(bgr, matrix, (across, down), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, np.uint8)
