"""The portrait of border profile 1 (TR-03121-3-1 4.3.1): cut out, roll corrected, never enlarged, one JPEG pass."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import BadImage
from models.face.detect import Face, require_picture

# Mean proportions of an adult head in distances between the eye centres (63 mm): breadth at the ears 145 mm,
# crown to chin 224 mm with the eyes half way (rounded from the ANSUR II survey, 2012). Five landmarks cannot
# measure a head, so every size below is this estimate.
HEAD_WIDTH = 2.3
HEAD_HEIGHT = 3.55

ASPECT = 4 / 3  # height to width, as 600x800 and 1200x1600 are
HEAD_TO_WIDTH = 0.57  # the profile asks 0.50..0.75 of the width
HEAD_TO_WIDTH_TIGHT = 0.74  # as near as the window may come where the frame ends
EYES_FROM_TOP = 0.42  # the profile asks 0.30..0.50 of the height, measured from the top
MIN_SIZE, MAX_SIZE = (600, 800), (1200, 1600)  # width, height in pixels
MAX_BYTES = 375_000
MAX_RATIO = 20.0  # raw to compressed
_FIRST_QUALITY, _LAST_QUALITY = 98, 40


@dataclass(frozen=True, eq=False)
class Portrait:
    """pixels: uint8 [height, width, 3] BGR; face: the same face in the portrait's own pixels."""

    pixels: NDArray[np.uint8]
    face: Face


def window(face: Face, width: float, height: float) -> tuple[float, float, float, float]:
    """Left, top, width, height of the upright portrait window around `face`, in pixels of an upright frame.

    The nominal window is drawn in, to the tightest the profile allows, where the frame (of `width` and `height`
    pixels) ends; beyond that it is moved, so that it lies inside; a frame smaller than the window is the window.
    """
    left_eye, right_eye = face.eyes
    x, y = (left_eye + right_eye) / 2
    head = HEAD_WIDTH * face.eye_distance
    nominal, tight = head / HEAD_TO_WIDTH, head / HEAD_TO_WIDTH_TIGHT
    room = min(2 * x, 2 * (width - x), y / (EYES_FROM_TOP * ASPECT), (height - y) / ((1 - EYES_FROM_TOP) * ASPECT))
    across = float(np.clip(room, tight, nominal))
    down = across * ASPECT
    across, down = min(across, width), min(down, height)
    left = float(np.clip(x - across / 2, 0, width - across))
    top = float(np.clip(y - EYES_FROM_TOP * down, 0, height - down))
    return left, top, across, down


def cut(bgr: NDArray[np.uint8], face: Face) -> Portrait:
    """The portrait of `face` from the frame `bgr` (uint8 [height, width, 3]); see `crop`. Raises BadImage."""
    require_picture(bgr)
    if face.eye_distance < 4:
        raise BadImage("the eyes are too close together to cut a portrait")
    left_eye, right_eye = face.eyes
    pivot = (left_eye + right_eye) / 2
    turn = np.asarray(cv2.getRotationMatrix2D((float(pivot[0]), float(pivot[1])), face.roll, 1.0), np.float64)
    upright = _moved(face, turn)
    left, top, across, down = window(upright, bgr.shape[1], bgr.shape[0])
    scale = min(1.0, MAX_SIZE[0] / across, MAX_SIZE[1] / down)
    turn[:, 2] -= (left, top)
    size = max(1, round(across)), max(1, round(down))
    # Replicated pixels can only fill the slivers that turning opens in the corners of the frame.
    pixels = cv2.warpAffine(bgr, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    placed = _moved(face, turn)
    if scale < 1:
        final = min(MAX_SIZE[0], round(across * scale)), min(MAX_SIZE[1], round(down * scale))
        pixels = cv2.resize(pixels, final, interpolation=cv2.INTER_AREA)
        placed = _moved(placed, np.diag([final[0] / size[0], final[1] / size[1], 1.0])[:2])
    return Portrait(np.asarray(pixels, np.uint8), placed)


def crop(bgr: NDArray[np.uint8], face: Face) -> NDArray[np.uint8]:
    """The portrait as uint8 [height, width, 3] BGR, 3:4, at most 1200x1600, never enlarged beyond the frame.

    Only roll is corrected. A frame that is too small, or a face too near its edge, gives a smaller or off-centre
    portrait, which the gate then reports; no pixel is invented to reach a size. Raises BadImage.
    """
    return cut(bgr, face).pixels


def _moved(face: Face, matrix: NDArray[np.float64]) -> Face:
    points = face.landmarks @ matrix[:, :2].T + matrix[:, 2]
    left, top, right, bottom = face.box
    centre = matrix[:, :2] @ ((left + right) / 2, (top + bottom) / 2) + matrix[:, 2]
    half = np.array([right - left, bottom - top]) / 2 * np.hypot(matrix[0, 0], matrix[1, 0])
    box = (*(centre - half), *(centre + half))
    return Face((float(box[0]), float(box[1]), float(box[2]), float(box[3])), points.astype(np.float32), face.score)


def encode_jpeg(bgr: NDArray[np.uint8], max_bytes: int = MAX_BYTES) -> bytes:
    """`bgr` (uint8 [height, width, 3]) as one JPEG of at most `max_bytes`, at the best quality that fits.

    Raises BadImage where no quality fits, or where fitting would need more than 20:1.
    """
    require_picture(bgr)
    good = b""
    low, high = _LAST_QUALITY, _FIRST_QUALITY
    while low <= high:  # the size grows with the quality: halve the interval
        quality = high if not good and high == _FIRST_QUALITY else (low + high) // 2
        options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
        data = cv2.imencode(".jpg", bgr, options)[1].tobytes()
        if len(data) <= max_bytes:
            good, low = data, quality + 1
        else:
            high = quality - 1
    if not good:
        raise BadImage(f"a portrait of {bgr.shape[1]}x{bgr.shape[0]} does not fit into {max_bytes} bytes")
    if bgr.size / len(good) > MAX_RATIO and high < _FIRST_QUALITY:
        raise BadImage("the portrait would be compressed more than 20:1")
    return good
