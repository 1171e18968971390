"""Resolution, rotation, keystone and residual distortion from two placements of a bar target.

The target is laid down twice by hand, so the two placements may differ by a fraction of a degree: that difference
cannot be told from a shear of the sensor. A sensor's rows and columns are taken as square to each other, the shear
is given to the placements (`skew`) and is not rectified.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.calibration.bars import MM, BarsFound
from models.calibration.errors import NoBars

Floats = NDArray[np.float64]

PPI = 500.0
OUTLIER_SIGMAS = 5.0  # dust on the target; robust sigma of the residual
GRID = (11, 11)  # nodes (rows, columns) of the residual map over the rectified picture
SMOOTHNESS = 2.0  # weight of second differences between nodes against point residuals


@dataclass(frozen=True, eq=False)
class Geometry:
    """How a raw frame looks at the platen.

    `to_raw` float64[3,3] takes a pixel centre of the rectified 500-ppi picture (`width` x `height`) to the raw frame,
    `displacement` float64[11,11,2] adds raw pixels at nodes from its first to its last pixel.
    """

    ppi_x: float  # at the centre of the sensor, along its rows
    ppi_y: float
    rotation: float  # degrees clockwise, bars against the sensor, mean of both placements
    skew: float  # degrees between the two placements
    keystone_x: float  # relative growth of a pixel's footprint from left to right
    keystone_y: float  # from top to bottom
    residual: float  # RMS, raw pixels, that a plane projection leaves
    residual_after: float  # with the displacement map
    to_raw: Floats
    displacement: Floats
    width: int
    height: int

    @property
    def anisotropy(self) -> float:
        return abs(self.ppi_x - self.ppi_y) / ((self.ppi_x + self.ppi_y) / 2)


def fit(vertical: BarsFound, horizontal: BarsFound, pitch: float, shape: tuple[int, int]) -> Geometry:
    """Geometry of a sensor of `shape` (rows, columns) from bars along both axes; `pitch` in mm."""
    if vertical.axis != "x" or horizontal.axis != "y":
        raise NoBars("one set of bars for each axis is needed")
    rows, columns = shape
    centre = np.array([(columns - 1) / 2, (rows - 1) / 2])
    at_x = np.column_stack([vertical.u, vertical.v]) - centre
    at_y = np.column_stack([horizontal.u, horizontal.v]) - centre
    to_x = np.asarray(vertical.index * pitch, np.float64)
    to_y = np.asarray(horizontal.index * pitch, np.float64)
    use_x, use_y = np.ones(len(to_x), bool), np.ones(len(to_y), bool)
    for _ in range(3):
        h = _projective(at_x[use_x], to_x[use_x], at_y[use_y], to_y[use_y])
        off_x, off_y = to_x - _map(h, at_x)[:, 0], to_y - _map(h, at_y)[:, 1]
        use_x, use_y = _inliers(off_x), _inliers(off_y)
    jacobian = h[:2, :2] - np.outer(h[:2, 2], h[2, :2])
    scale, turn_x, turn_y = _decompose(jacobian)
    turn = (turn_x + turn_y) / 2
    # (X, Y) of the placements = mixing @ (x, y) of the sensor in mm; the platen is the sensor turned by the mean
    mixing = np.array([[np.cos(turn_x), np.sin(turn_x)], [-np.sin(turn_y), np.cos(turn_y)]])
    correct = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) @ np.linalg.inv(mixing)
    platen = np.eye(3)
    platen[:2, :2] = correct
    platen[:2, 2] = -correct @ h[:2, 2]
    platen = platen @ h  # centred raw pixels -> platen mm from the centre of the sensor
    to_raw, width, height = _picture(platen, rows, columns, centre)
    per_pixel = np.array([scale[0], scale[1]])
    residual = _rms(off_x[use_x] / per_pixel[0], off_y[use_y] / per_pixel[1])
    spread = [
        _smooth(_out(to_raw, at[use] + centre), off[use], width, height)
        for at, off, use in ((at_x, off_x, use_x), (at_y, off_y, use_y))
    ]
    left = _rms((off_x[use_x] - spread[0][1]) / per_pixel[0], (off_y[use_y] - spread[1][1]) / per_pixel[1])
    nodes = np.stack([spread[0][0], spread[1][0]], axis=-1)  # mm of the placements, [11, 11, 2]
    return Geometry(
        ppi_x=float(MM / scale[0]),
        ppi_y=float(MM / scale[1]),
        rotation=float(np.degrees(turn)),
        skew=float(np.degrees(turn_x - turn_y)),
        keystone_x=float(-4 * h[2, 0] * columns / 2),
        keystone_y=float(-4 * h[2, 1] * rows / 2),
        residual=residual,
        residual_after=left,
        to_raw=to_raw,
        displacement=_displacement(nodes, h, to_raw, centre, size=(width, height)),
        width=width,
        height=height,
    )


def raw_of_picture(g: Geometry) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Raw x and y, float32[height, width], of every pixel of the rectified picture."""
    x, y = np.meshgrid(np.arange(g.width, dtype=np.float64), np.arange(g.height, dtype=np.float64))
    points = np.column_stack([x.ravel(), y.ravel()])
    raw = (_map(g.to_raw, points) + _shift(g, points)).reshape(g.height, g.width, 2)
    return np.ascontiguousarray(raw[..., 0], np.float32), np.ascontiguousarray(raw[..., 1], np.float32)


def platen_of_raw(g: Geometry, shape: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Millimetres (right, down) from the picture's centre, float64[rows, columns], seen by every raw pixel."""
    u, v = np.meshgrid(np.arange(shape[1], dtype=np.float64), np.arange(shape[0], dtype=np.float64))
    raw = np.column_stack([u.ravel(), v.ravel()])
    picture = _out(g.to_raw, raw)
    for _ in range(2):  # the shift is under a pixel and smooth: two rounds leave less than a thousandth
        picture = _out(g.to_raw, raw - _shift(g, picture))
    mm = (picture - [(g.width - 1) / 2, (g.height - 1) / 2]) * (MM / PPI)
    return mm[:, 0].reshape(u.shape), mm[:, 1].reshape(u.shape)


def _shift(g: Geometry, picture: Floats) -> Floats:
    """The displacement map at points (x, y) of the picture, float64[n, 2] raw pixels."""
    rows, columns = g.displacement.shape[:2]
    down, across = _hats(picture[:, 1], g.height, rows), _hats(picture[:, 0], g.width, columns)
    return np.stack([((down @ g.displacement[..., k]) * across).sum(axis=1) for k in range(2)], axis=-1)


def _projective(at_x: Floats, to_x: Floats, at_y: Floats, to_y: Floats) -> Floats:
    """The projection centred pixels -> mm that fits X at `at_x` and Y at `at_y`: least squares, weighted to true mm."""
    size = np.abs(np.concatenate([at_x, at_y])).max()
    a, b = at_x / size, at_y / size
    depth_a, depth_b = np.ones(len(a)), np.ones(len(b))
    p = np.zeros(8)
    for _ in range(3):
        top = np.zeros((len(a), 8))
        top[:, 0:2], top[:, 2], top[:, 6:8] = a, 1, -a * to_x[:, None]
        bottom = np.zeros((len(b), 8))
        bottom[:, 3:5], bottom[:, 5], bottom[:, 6:8] = b, 1, -b * to_y[:, None]
        design = np.vstack([top / depth_a[:, None], bottom / depth_b[:, None]])
        p, *_ = np.linalg.lstsq(design, np.concatenate([to_x / depth_a, to_y / depth_b]), rcond=None)
        depth_a, depth_b = 1 + a @ p[6:8], 1 + b @ p[6:8]
    h = np.array([p[0:3], p[3:6], [p[6], p[7], 1.0]])
    return np.asarray(h @ np.diag([1 / size, 1 / size, 1.0]))


def _map(h: Floats, points: Floats) -> Floats:
    lifted = np.column_stack([points, np.ones(len(points))]) @ h.T
    return np.asarray(lifted[:, :2] / lifted[:, 2:])


def _inliers(residual: Floats) -> NDArray[np.bool_]:
    centre = np.median(residual)
    sigma = 1.4826 * np.median(np.abs(residual - centre))
    return np.asarray(np.abs(residual - centre) <= OUTLIER_SIGMAS * max(sigma, 1e-6))


def _decompose(jacobian: Floats) -> tuple[Floats, float, float]:
    """Pixel sizes (mm) along rows and columns, and the turn (radians) of each placement, for square pixel axes.

    The gradients are (cos a * sx, sin a * sy) and (-sin b * sx, cos b * sy), so 1/sx^2 and 1/sy^2 solve two linear
    equations.
    """
    inverse_squares = np.linalg.solve(jacobian**2, np.ones(2))
    if (inverse_squares <= 0).any():
        raise NoBars("the bars of the two placements do not cross")
    sx, sy = 1 / np.sqrt(inverse_squares)
    turn_x = float(np.arctan2(jacobian[0, 1] / sy, jacobian[0, 0] / sx))
    turn_y = float(np.arctan2(-jacobian[1, 0] / sx, jacobian[1, 1] / sy))
    return np.array([sx, sy]), turn_x, turn_y


def _picture(platen: Floats, rows: int, columns: int, centre: Floats) -> tuple[Floats, int, int]:
    """The rectified picture: its projection to raw pixels and its size, about the centre of what the sensor sees."""
    half_u, half_v = columns / 2, rows / 2
    sides = _map(platen, np.array([[-half_u, 0], [half_u, 0], [0, -half_v], [0, half_v]]))
    left, right, top, bottom = sides[0, 0], sides[1, 0], sides[2, 1], sides[3, 1]
    width, height = round((right - left) / MM * PPI), round((bottom - top) / MM * PPI)
    step = MM / PPI
    to_mm = np.array(
        [
            [step, 0, (left + right) / 2 - step * (width - 1) / 2],
            [0, step, (top + bottom) / 2 - step * (height - 1) / 2],
            [0, 0, 1],
        ]
    )
    shift = np.array([[1, 0, centre[0]], [0, 1, centre[1]], [0, 0, 1.0]])
    to_raw = shift @ np.linalg.inv(platen) @ to_mm
    return np.asarray(to_raw / to_raw[2, 2]), width, height


def _out(to_raw: Floats, raw: Floats) -> Floats:
    return _map(np.asarray(np.linalg.inv(to_raw), np.float64), raw)


def _hats(at: Floats, count: int, nodes: int) -> Floats:
    place = np.clip(at * (nodes - 1) / (count - 1), 0, nodes - 1)
    return np.asarray(np.clip(1 - np.abs(place[:, None] - np.arange(nodes)), 0, 1))


def _smooth(out: Floats, values: Floats, width: int, height: int) -> tuple[Floats, Floats]:
    """A bilinear surface on the grid through scattered values: its nodes [11, 11] and its value at each point."""
    down, across = _hats(out[:, 1], height, GRID[0]), _hats(out[:, 0], width, GRID[1])
    design = np.einsum("nr,nc->nrc", down, across).reshape(len(values), -1)
    bend_r = np.kron(np.diff(np.eye(GRID[0]), 2, axis=0), np.eye(GRID[1]))
    bend_c = np.kron(np.eye(GRID[0]), np.diff(np.eye(GRID[1]), 2, axis=0))
    bends = np.vstack([bend_r, bend_c])
    normal = design.T @ design + SMOOTHNESS * bends.T @ bends + 1e-6 * np.eye(design.shape[1])
    nodes = np.linalg.solve(normal, design.T @ values)
    return nodes.reshape(GRID), np.asarray(design @ nodes)


def _displacement(nodes: Floats, h: Floats, to_raw: Floats, centre: Floats, *, size: tuple[int, int]) -> Floats:
    """What to add to a raw position so that it shows the right place: minus the residual, through the local scale."""
    x, y = np.meshgrid(np.linspace(0, size[0] - 1, GRID[1]), np.linspace(0, size[1] - 1, GRID[0]))
    raw = _map(to_raw, np.column_stack([x.ravel(), y.ravel()])) - centre
    shifts = np.empty((len(raw), 2))
    for k, (point, off) in enumerate(zip(raw, nodes.reshape(-1, 2), strict=True)):
        depth = 1 + h[2, :2] @ point
        local = (h[:2, :2] - np.outer(_map(h, point[None])[0], h[2, :2])) / depth
        shifts[k] = -np.linalg.solve(local, off)
    return shifts.reshape(*GRID, 2)


def _rms(*parts: Floats) -> float:
    return float(np.sqrt((np.concatenate(parts) ** 2).mean()))
