"""Where a machine readable zone may lie in a picture: two or three long parallel lines of even, dark characters."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from models.document.text import upright_corners

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]

WORK_SIDE = 1000  # pixels of the longer side while looking
CHARACTERS = (18, 12, 26)  # pixels from one character to the next that are tried: 44 fill 80, 53, or more than 100 %
_SHORTEST = 0.30  # of the longer side
_SLIMMEST = 9.0  # length to height of a line; 30 characters of a TD1 card give 13
_PARALLEL = np.radians(4.0)


def by_darkness(bgr: Picture, pitch: int) -> list[list[Floats]]:
    """Zones found by a black-hat filter for characters `pitch` pixels apart (at WORK_SIDE): dark strokes on lighter
    ground, joined along the line. Each zone is its lines from top to bottom, float32[4, 2] corners in `bgr`."""
    grey = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY)
    scale = WORK_SIDE / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    small = cv2.GaussianBlur(small, (3, 3), 0)
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
        lines.append(upright_corners(((cx, cy), (a + pad, b + pad), angle)) / np.float32(scale))
    return grouped(lines, max(grey.shape))


def grouped(lines: Iterable[Floats], side: int) -> list[list[Floats]]:
    """Lines that together look like a zone: long, slim, parallel, of one length, close above one another.

    Lowest zone first: that is where it is printed on a page that is held upright.
    """
    long = []
    for corners in lines:
        along = corners[1] - corners[0]
        length, height = float(np.linalg.norm(along)), float(np.linalg.norm(corners[3] - corners[0]))
        if length >= _SHORTEST * side and length >= _SLIMMEST * height:
            long.append((corners, length, height, float(np.arctan2(along[1], along[0])), corners.mean(0)))
    zones: list[list[Floats]] = []
    used: set[int] = set()
    long.sort(key=lambda entry: -float(entry[4][1]))
    for i, (corners, length, height, angle, centre) in enumerate(long):
        if i in used:
            continue
        zone = [(i, corners, centre)]
        down = np.array([-np.sin(angle), np.cos(angle)])
        last, tall = centre, height
        for j in range(i + 1, len(long)):
            other, other_length, other_height, other_angle, other_centre = long[j]
            gap = float((last - other_centre) @ down)
            aside = abs(float((centre - other_centre) @ np.array([np.cos(angle), np.sin(angle)])))
            if (
                len(zone) < 3
                and abs(other_angle - angle) < _PARALLEL
                and 0.75 < other_length / length < 1.33
                and 0.5 < other_height / tall < 2.0
                and 0.7 * tall < gap < 3.5 * tall
                and aside < 0.25 * length
            ):
                zone.append((j, other, other_centre))
                last, tall = other_centre, other_height
        if len(zone) >= 2:
            used.update(index for index, _, _ in zone)
            zones.append([corners for _, corners, _ in reversed(zone)])
    return zones
