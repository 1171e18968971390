"""The chart of the camera bench: 24 colour patches, four slanted squares, markers in the corners; lengths in mm.

A technician prints it (`station-tech chart`) or sticks a bought 24-patch chart of the same size into its middle: a
home print shows sharpness, evenness and geometry, only measured patches show colour.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.calibration.colour import CHART_24
from models.calibration.errors import NoCameraChart

Floats = NDArray[np.float64]
Grey = NDArray[np.uint8]

WIDTH, HEIGHT = 280.0, 200.0
GROUND = 200.0  # sRGB level of the board: the second of the greys
MARKER = 24.0  # side of a marker without its quiet zone
QUIET = 4.0
MARKERS: tuple[tuple[float, float], ...] = ((8.0, 8.0), (248.0, 8.0), (8.0, 168.0), (248.0, 168.0))  # left, top
PATCH, PITCH = 22.0, 24.0
PATCHES_LEFT, PATCHES_TOP = 68.0, 52.0
SQUARE, SLANT = 28.0, 5.0  # side in mm, degrees (ISO 12233)
SQUARES: tuple[tuple[float, float], ...] = ((36.0, 100.0), (244.0, 100.0), (140.0, 27.0), (140.0, 173.0))  # centres
SQUARE_LEVEL = 52.0
# A lens that is still being turned rounds the markers: their outline may differ more from a square than OpenCV's
# detector allows by itself, and only the middle of each cell is read.
OUTLINE, CELL_MARGIN = 0.05, 0.3
EDGE = (5.5, 8.0)  # half width and half height of the piece of edge that is measured


def patch_centres() -> Floats:
    """float64[24, 2] mm."""
    return np.array(
        [
            (PATCHES_LEFT + PITCH * (k % 6) + PITCH / 2, PATCHES_TOP + PITCH * (k // 6) + PITCH / 2)
            for k in range(len(CHART_24))
        ]
    )


def dictionary() -> cv2.aruco.Dictionary:
    return cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)


def marker_cells(number: int) -> Grey:
    """uint8[6, 6]: the black and white cells of marker `number`, border included."""
    return np.asarray(cv2.aruco.generateImageMarker(dictionary(), number, 6), np.uint8)


@dataclass(frozen=True, eq=False)
class BoardPose:
    """`to_pixel` float64[3,3]: board mm to pixel centres of the frame. `residual`: RMS px of the marker corners."""

    to_pixel: Floats
    residual: float

    def pixel(self, points: Floats) -> Floats:
        lifted = np.column_stack([points, np.ones(len(points))]) @ self.to_pixel.T
        return np.asarray(lifted[:, :2] / lifted[:, 2:])

    def scale(self) -> float:
        """Pixels per mm at the middle of the board, mean of both directions."""
        x, y = WIDTH / 2, HEIGHT / 2
        cross = self.pixel(np.array([[x - 1, y], [x + 1, y], [x, y - 1], [x, y + 1]]))
        return float((np.linalg.norm(cross[1] - cross[0]) + np.linalg.norm(cross[3] - cross[2])) / 4)

    def roll(self) -> float:
        """Degrees clockwise by which the board lies in the frame."""
        ends = self.pixel(np.array([[0.0, HEIGHT / 2], [WIDTH, HEIGHT / 2]]))
        return float(np.degrees(np.arctan2(ends[1, 1] - ends[0, 1], ends[1, 0] - ends[0, 0])))


def find(bgr: NDArray[np.uint8]) -> BoardPose:
    """The chart in a frame; NoCameraChart unless all four markers are seen and fit one plane."""
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    settings.polygonalApproxAccuracyRate, settings.perspectiveRemoveIgnoredMarginPerCell = OUTLINE, CELL_MARGIN
    corners, numbers, _ = cv2.aruco.ArucoDetector(dictionary(), settings).detectMarkers(bgr)
    seen = {} if numbers is None else dict(zip(np.asarray(numbers).ravel().tolist(), corners, strict=True))
    if not all(k in seen for k in range(len(MARKERS))):
        raise NoCameraChart(f"markers {sorted(seen)} of 0 to 3 are seen")
    square = np.array([(0, 0), (MARKER, 0), (MARKER, MARKER), (0, MARKER)])
    board = np.concatenate([np.array(MARKERS[k]) + square for k in range(len(MARKERS))])
    picture = np.concatenate([np.asarray(seen[k], np.float64).reshape(4, 2) for k in range(len(MARKERS))])
    h, _ = cv2.findHomography(board, picture, 0)
    if h is None:
        raise NoCameraChart("the markers lie on no plane")
    found = BoardPose(np.asarray(h, np.float64), 0.0)
    residual = float(np.sqrt(((found.pixel(board) - picture) ** 2).sum(axis=1).mean()))
    if residual > 3.0:
        raise NoCameraChart(f"the markers fit a plane only to {residual:.1f} px")
    return BoardPose(found.to_pixel, residual)
