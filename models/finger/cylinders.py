"""Minutia Cylinder-Code: each minutia with its neighbourhood as bits that do not change when the finger moves or turns.

R. Cappelli, M. Ferrara, D. Maltoni, "Minutia Cylinder-Code", IEEE TPAMI 32(12), 2010, section 3, bit-based.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from models import parameters as p
from models.types import FloatArray, Minutiae

_SIDE = 2 * p.MCC_RADIUS / p.MCC_CELLS
_GRID = ((np.arange(p.MCC_CELLS) - (p.MCC_CELLS - 1) / 2) * _SIDE).astype(np.float32)  # cell centres on one axis
_U, _V = (g.ravel() for g in np.meshgrid(_GRID, _GRID, indexing="ij"))
_INSIDE = np.flatnonzero(np.hypot(_U, _V) <= p.MCC_RADIUS)  # cells whose centre lies in the base's circle
CELLS = len(_INSIDE)
BITS = CELLS * p.MCC_LAYERS
_LAYER_CENTRES = (-np.pi + (np.arange(p.MCC_LAYERS) + 0.5) * 2 * np.pi / p.MCC_LAYERS).astype(np.float32)
_LAYER_HEIGHT = 2 * np.pi / p.MCC_LAYERS

# The area of a Gaussian over one layer has no closed form: tabulated once, read by linear interpolation.
_TABLE_TURN = np.linspace(-np.pi, np.pi, 2049).astype(np.float32)


def _area_table() -> FloatArray:
    scale = p.MCC_SIGMA_D * math.sqrt(2.0)
    half = _LAYER_HEIGHT / 2
    area = [(math.erf((t + half) / scale) - math.erf((t - half) / scale)) / 2 for t in _TABLE_TURN.tolist()]
    return np.array(area, np.float32)


_TABLE_AREA = _area_table()


@dataclass(frozen=True, eq=False)
class Cylinders:
    """The valid cylinders of one impression, packed.

    index: intp[c], which minutia each belongs to; bits: uint8[c, ceil(BITS / 8)] and mask:
    uint8[c, ceil(CELLS / 8)], np.packbits order; a bit outside the mask is 0. Bits are ordered by layer, then cell.
    """

    index: npt.NDArray[np.intp]
    bits: npt.NDArray[np.uint8]
    mask: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.index)

    @cached_property
    def dense(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """(bits float32[c, BITS], set layers of each cell float32[c, CELLS], mask float32[c, CELLS])."""
        return unpack(self.bits, self.mask)


def unpack(bits: npt.NDArray[np.uint8], mask: npt.NDArray[np.uint8]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Packed cylinders as float32 matrices, for matrix products that count bits exactly."""
    flat = np.unpackbits(bits, axis=1, count=BITS)
    layers = set_layers(flat)
    valid = np.unpackbits(mask, axis=1, count=CELLS)
    return flat.astype(np.float32), layers.astype(np.float32), valid.astype(np.float32)


def set_layers(flat: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """uint8[c, CELLS]: of unpacked bits uint8[c, BITS], how many layers of each cell are set."""
    by_layer = flat.reshape(len(flat), p.MCC_LAYERS, CELLS)
    layers = by_layer[:, 0] + by_layer[:, 1]
    for layer in range(2, p.MCC_LAYERS):  # additions of whole planes: faster than a sum over an axis of six
        layers += by_layer[:, layer]
    return layers


def turn(angle: FloatArray) -> FloatArray:
    """Angles brought into [-pi, pi)."""
    return (angle + np.float32(np.pi)) % np.float32(2 * np.pi) - np.float32(np.pi)


def _gauss(distance: FloatArray) -> FloatArray:
    """One axis of the two-dimensional Gaussian of a contribution; their product is the paper's G_S."""
    height = 1.0 / np.sqrt(p.MCC_SIGMA_S * np.sqrt(2 * np.pi))
    return np.asarray(height * np.exp(-(distance**2) / (2 * p.MCC_SIGMA_S**2)), np.float32)


def cylinders(minutiae: Minutiae) -> Cylinders:
    """The cylinders of every minutia that has enough valid cells and neighbours; possibly none.

    A cell is valid inside the circle and inside the convex hull of the minutiae grown by MCC_OMEGA.
    """
    count = len(minutiae)
    if count <= p.MCC_MIN_NEIGHBOURS:
        return _pack(np.zeros(0, np.intp), np.zeros((0, CELLS, p.MCC_LAYERS), bool), np.zeros((0, CELLS), bool))
    x, y, angle = minutiae.x, -minutiae.y, minutiae.angle  # y up from here on
    dx, dy = x[None, :] - x[:, None], y[None, :] - y[:, None]
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    along, across = cos * dx + sin * dy, -sin * dx + cos * dy  # neighbours seen from each minutia
    distance = np.hypot(dx, dy)
    near = distance <= p.MCC_RADIUS + 3 * p.MCC_SIGMA_S
    np.fill_diagonal(near, False)

    valid = _valid_cells(x, y, cos, sin)
    good = (valid.sum(axis=1) >= p.MCC_MIN_VALID * CELLS) & (near.sum(axis=1) >= p.MCC_MIN_NEIGHBOURS)
    index = np.flatnonzero(good)

    # value[m, u, v, layer] = sum over neighbours t of G_S(u, v; t) * G_D(layer; t), as one batched product
    whose, neighbour = np.nonzero(near[index])
    reach = near[index].astype(np.float32)[:, None, :]
    spread_u = _gauss(along[index][:, None, :] - _GRID[None, :, None]) * reach
    spread_v = _gauss(across[index][:, None, :] - _GRID[None, :, None])
    difference = turn(angle[index[whose]] - angle[neighbour])
    layer = np.zeros((len(index), p.MCC_LAYERS, count), np.float32)  # only of those that contribute
    layer[whose, :, neighbour] = np.interp(turn(_LAYER_CENTRES - difference[:, None]), _TABLE_TURN, _TABLE_AREA)
    right = spread_v[:, :, None, :] * layer[:, None, :, :]
    right = right.reshape(len(index), p.MCC_CELLS * p.MCC_LAYERS, count)
    value = spread_u @ right.transpose(0, 2, 1)
    value = value.reshape(len(index), p.MCC_CELLS**2, p.MCC_LAYERS)[:, _INSIDE]

    valid = valid[index]
    return _pack(index, (value > p.MCC_MU_PSI) & valid[:, :, None], valid)


def _valid_cells(x: FloatArray, y: FloatArray, cos: FloatArray, sin: FloatArray) -> npt.NDArray[np.bool_]:
    """bool[n, CELLS]: the cell's centre lies in the hull of the minutiae, moved outwards by MCC_OMEGA."""
    cell_x = x[:, None] + cos * _U[_INSIDE] - sin * _V[_INSIDE]
    cell_y = y[:, None] + sin * _U[_INSIDE] + cos * _V[_INSIDE]
    hull = cv2.convexHull(np.stack([x, y], axis=1).astype(np.float32))[:, 0, :]
    edge = np.roll(hull, -1, axis=0) - hull
    length = np.hypot(edge[:, 0], edge[:, 1])
    valid = np.ones(cell_x.shape, bool)
    area = float(np.sum(hull[:, 0] * np.roll(hull[:, 1], -1) - np.roll(hull[:, 0], -1) * hull[:, 1]))
    side = 1.0 if area >= 0 else -1.0  # which way round the hull runs
    for (px, py), (ex, ey), size in zip(hull, edge, length, strict=True):
        if size > 0:
            outside = side * ((cell_x - px) * ey - (cell_y - py) * ex) / size
            valid &= outside <= p.MCC_OMEGA
    return valid


def _pack(index: npt.NDArray[np.intp], bits: npt.NDArray[np.bool_], valid: npt.NDArray[np.bool_]) -> Cylinders:
    by_layer = np.ascontiguousarray(bits.transpose(0, 2, 1)).reshape(len(bits), BITS)
    return Cylinders(index, np.packbits(by_layer, axis=1), np.packbits(valid, axis=1))
