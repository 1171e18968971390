"""Where the ridges are: the foreground of a fingerprint image.

Mean gradient magnitude over a Gaussian window against a share of its own 95th percentile; after
R. Cappelli, "Unveiling the Power of Simplicity: Two Remarkably Effective Methods for Fingerprint
Segmentation", IEEE Access 11, 2023. Thresholds are our own.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from models import parameters as p

Mask = npt.NDArray[np.bool_]
Box = tuple[int, int, int, int]

_REDUCE = 2  # half resolution is plenty for a mask, and four times cheaper


def foreground(image500: npt.NDArray[np.uint8]) -> Mask:
    """bool [rows, columns], True on ridges; all False when nothing in the image has ridge contrast.

    image500: uint8 [rows, columns] at 500 ppi, either polarity.
    """
    rows, columns = image500.shape
    small = cv2.resize(image500, (-(-columns // _REDUCE), -(-rows // _REDUCE)), interpolation=cv2.INTER_AREA)
    dx, dy = cv2.spatialGradient(small)
    strength = cv2.magnitude(dx.astype(np.float32), dy.astype(np.float32)) / 8  # Sobel's weights sum to 8
    mean = cv2.GaussianBlur(strength, (0, 0), p.SEGMENT_SIGMA, borderType=cv2.BORDER_REPLICATE)
    certain = float(np.percentile(mean, p.SEGMENT_PERCENTILE))
    if certain < p.SEGMENT_MIN_CONTRAST:
        return np.zeros((rows, columns), bool)
    ridges = (mean > p.SEGMENT_RATIO * certain).astype(np.uint8)
    element = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    closed = cv2.morphologyEx(ridges, cv2.MORPH_CLOSE, element, iterations=p.SEGMENT_CLOSE, borderValue=0)
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, element, iterations=p.SEGMENT_CLOSE, borderValue=0)
    mask = _large(np.asarray(opened, np.uint8))
    return np.asarray(cv2.resize(mask, (columns, rows), interpolation=cv2.INTER_NEAREST), np.uint8).astype(bool)


def bounding_box(mask: Mask) -> Box | None:
    """(left, top, right, bottom), the last two exclusive; None when the mask is empty."""
    columns, rows = np.flatnonzero(mask.any(axis=0)), np.flatnonzero(mask.any(axis=1))
    if not len(columns):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _large(mask: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The largest connected area and those not far behind (a dry finger prints in pieces), their holes filled."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    areas = [cv2.contourArea(contour) for contour in contours]
    filled = np.zeros_like(mask)
    if contours:
        kept = [c for c, area in zip(contours, areas, strict=True) if area >= p.SEGMENT_PIECE * max(areas)]
        cv2.drawContours(filled, kept, -1, 1, cv2.FILLED)
    return filled
