"""From a reader's raw frame to a true picture: flat field, repaired pixels, 500 pixels per inch both ways."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.errors import DeviceError
from drivers.finger.sensors import URU4500, Sensor

PPI = 500.0
GAIN_LOW, GAIN_HIGH = 0.5, 2.0  # beyond this a pixel is broken, not uneven
_OFFSET_STEPS, _GAIN_STEPS = 256, 16384  # fixed point of the stored maps, exact in float32
_MAGIC = b"RECT\x02"
_FIRST_MAGIC = b"RECT\x01"  # records of the time when only the U.are.U's sensor was known: they do not name its size
_HEAD_LIMIT, _BODY_LIMIT = 4096, 2_000_000  # a stored record is under 1 MB; more is refused before it is unpacked
_GRID_LIMIT, _DEFECT_LIMIT, _SIDE_LIMIT = 64, 20_000, 4096
_NUMBER_LIMIT = 1e9  # of the homography; one that looks at the sensor has numbers below 1000

Floats = NDArray[np.float32]
Grey = NDArray[np.uint8]


class BadRectification(DeviceError):
    """Stored calibration bytes, or measured values, that cannot belong to a reader."""

    def __init__(self, detail: str) -> None:
        super().__init__("bad_rectification", detail)


def _refuse(condition: bool, detail: str) -> None:
    if condition:
        raise BadRectification(detail)


@dataclass(frozen=True, eq=False)
class Rectification:
    """How one unit's raw frames, uint8[rows, columns], become pictures of known geometry.

    `homography` float64[3,3] takes a pixel centre (x, y, 1) of the 500-ppi picture to the raw frame; `displacement`
    float32[r,c,2] adds what a plane projection cannot explain, in raw pixels (x, y) at nodes spread evenly from the
    first to the last pixel of the picture, bilinear between (r = c = 0: nothing to add). `offset` (grey levels of the
    dark frame) and `gain` (0.5..2) are float32[rows, columns], both or neither. `defects` int32[n,2] lists (row,
    column) of raw pixels that tell nothing, sorted. `id` names the certificate, or "nominal"; nominal never expires.
    """

    id: str
    serial: str
    homography: NDArray[np.float64]
    width: int
    height: int
    rows: int = URU4500.rows
    columns: int = URU4500.columns
    displacement: Floats = field(default_factory=lambda: np.zeros((0, 0, 2), np.float32))
    offset: Floats | None = None
    gain: Floats | None = None
    defects: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 2), np.int32))
    valid_until: date | None = None

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "homography", np.array(self.homography, np.float64))
        put(self, "displacement", np.array(self.displacement, np.float32))
        put(self, "defects", np.array(self.defects, np.int32).reshape(-1, 2))
        if self.offset is not None:
            put(
                self,
                "offset",
                (np.round(np.asarray(self.offset, np.float64) * _OFFSET_STEPS) / _OFFSET_STEPS).astype(np.float32),
            )
        if self.gain is not None:
            put(
                self,
                "gain",
                (np.round(np.asarray(self.gain, np.float64) * _GAIN_STEPS) / _GAIN_STEPS).astype(np.float32),
            )
        self._check()

    def _check(self) -> None:
        _refuse(not self.id or len(self.id) > 200 or len(self.serial) > 200, "an id is missing or too long")
        sides = (self.width, self.height, self.rows, self.columns)
        _refuse(not all(1 <= side <= _SIDE_LIMIT for side in sides), "picture or frame size out of range")
        _refuse(self.homography.shape != (3, 3) or not np.isfinite(self.homography).all(), "homography is not 3x3")
        grid = self.displacement
        _refuse(grid.ndim != 3 or grid.shape[2] != 2 or max(grid.shape[:2]) > _GRID_LIMIT, "displacement grid shape")
        _refuse((grid.shape[0] < 2) != (grid.shape[1] < 2) or min(grid.shape[:2]) == 1, "displacement grid shape")
        _refuse(not np.isfinite(grid).all() or bool((np.abs(grid) > 32).any()), "displacement out of range")
        corners = self._project(
            np.array([[0, 0], [self.width - 1, 0], [0, self.height - 1], [self.width - 1, self.height - 1]], np.float64)
        )
        _refuse(not np.isfinite(corners).all(), "homography sends a corner to infinity")
        _refuse(
            bool((np.abs(corners - (self.columns / 2, self.rows / 2)) > max(self.columns, self.rows)).any()),
            "homography looks beside the sensor",
        )
        _refuse((self.offset is None) != (self.gain is None), "offset and gain maps come together")
        if self.offset is not None and self.gain is not None:
            shape = (self.rows, self.columns)
            _refuse(self.offset.shape != shape or self.gain.shape != shape, "flat-field maps have another size")
            _refuse(not (np.isfinite(self.offset).all() and np.isfinite(self.gain).all()), "flat-field map not finite")
            _refuse(bool((self.offset < 0).any() or (self.offset > 255).any()), "offset map out of range")
            _refuse(bool((self.gain < GAIN_LOW).any() or (self.gain > GAIN_HIGH).any()), "gain map out of range")
        rows, columns = self.defects[:, 0], self.defects[:, 1]
        _refuse(len(rows) > _DEFECT_LIMIT, "more defects than a reader may have")
        _refuse(
            bool(
                (rows < 0).any() or (rows >= self.rows).any() or (columns < 0).any() or (columns >= self.columns).any()
            ),
            "a defect lies beside the sensor",
        )
        _refuse(bool((np.diff(rows.astype(np.int64) * self.columns + columns) <= 0).any()), "defects are not sorted")

    @classmethod
    def nominal(cls, serial: str = "", sensor: Sensor = URU4500) -> Rectification:
        """The geometry assumed until the unit has been measured; names itself so that no sample claims more."""
        sx, sy = sensor.ppi_x / PPI, sensor.ppi_y / PPI
        width, height = round(sensor.columns / sx), round(sensor.rows / sy)
        left, top = (sensor.columns - 1 - sx * (width - 1)) / 2, (sensor.rows - 1 - sy * (height - 1)) / 2
        to_raw = np.array([[sx, 0, left], [0, sy, top], [0, 0, 1]])
        return cls("nominal", serial, to_raw, width, height, sensor.rows, sensor.columns)

    @property
    def calibration_id(self) -> str:
        """The name under which captures carry this record."""
        return self.id

    def expired(self, today: date) -> bool:
        return self.valid_until is not None and today > self.valid_until

    def _project(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        lifted = np.column_stack([points, np.ones(len(points))]) @ self.homography.T
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(lifted[:, :2] / lifted[:, 2:])

    @cached_property
    def maps(self) -> tuple[Floats, Floats]:
        """Raw x and y, float32[height, width] each, of every pixel of the picture."""
        columns, rows = np.meshgrid(np.arange(self.width), np.arange(self.height))
        raw = self._project(np.column_stack([columns.ravel(), rows.ravel()]).astype(np.float64))
        raw = raw.reshape(self.height, self.width, 2)
        if self.displacement.size:
            down = _hat(self.height, self.displacement.shape[0])
            across = _hat(self.width, self.displacement.shape[1])
            raw = raw + np.einsum("hr,rcd,wc->hwd", down, self.displacement, across)
        return np.ascontiguousarray(raw[..., 0], np.float32), np.ascontiguousarray(raw[..., 1], np.float32)

    @cached_property
    def _repairs(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]:
        """For each defect the (row, column) of its 24 neighbours and which of them may be trusted."""
        around = np.array([(r, c) for r in range(-2, 3) for c in range(-2, 3) if (r, c) != (0, 0)])
        rows = self.defects[:, :1] + around[:, 0]
        columns = self.defects[:, 1:] + around[:, 1]
        inside = (rows >= 0) & (rows < self.rows) & (columns >= 0) & (columns < self.columns)
        rows, columns = np.clip(rows, 0, self.rows - 1), np.clip(columns, 0, self.columns - 1)
        broken = np.zeros((self.rows, self.columns), bool)
        broken[self.defects[:, 0], self.defects[:, 1]] = True
        good = inside & ~broken[rows, columns]
        ring = np.abs(around).max(axis=1) == 1
        near = good & ring
        enough = near.sum(axis=1) >= 3  # the nearest eight tell it, unless a cluster took most of them
        return rows.astype(np.intp), columns.astype(np.intp), np.where(enough[:, None], near, good)

    def flatten(self, raw: Grey) -> Grey:
        """The frame with even illumination and repaired pixels, ridges dark; the maps count light, 255 - raw."""
        size = (self.rows, self.columns)
        _refuse(raw.shape != size or raw.dtype != np.uint8, f"a raw frame of this reader is {size[0]}x{size[1]} bytes")
        if self.offset is None or self.gain is None:
            even = raw
        else:
            light = (np.float32(255) - raw - self.offset) * self.gain
            even = (255 - np.clip(np.rint(light), 0, 255)).astype(np.uint8)
        if len(self.defects):
            rows, columns, good = self._repairs
            around = np.where(good, even[rows, columns].astype(np.float32), np.nan)
            known = good.any(axis=1)
            even = even.copy()
            even[self.defects[known, 0], self.defects[known, 1]] = np.nanmedian(around[known], axis=1).astype(np.uint8)
        return even

    def apply(self, raw: Grey) -> Grey:
        """A picture uint8[height, width] at 500 ppi from a raw frame uint8[rows, columns]; ridges dark, upright."""
        x, y = self.maps
        picture = cv2.remap(self.flatten(raw), x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(picture, np.uint8)

    def to_bytes(self) -> bytes:
        """The one stored form: magic, length, canonical JSON head, zlib body of the arrays, SHA-256 of all before."""
        head = {
            "columns": self.columns,
            "defects": len(self.defects),
            "flat": self.offset is not None,
            "grid": list(self.displacement.shape[:2]),
            "height": self.height,
            "homography": [float(v) for v in self.homography.ravel()],
            "id": self.id,
            "rows": self.rows,
            "serial": self.serial,
            "valid_until": None if self.valid_until is None else self.valid_until.isoformat(),
            "width": self.width,
        }
        text = json.dumps(head, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
        parts = [self.displacement.astype("<f4").tobytes(), self.defects.astype("<u2").tobytes()]
        if self.offset is not None and self.gain is not None:
            parts.append(np.rint(self.offset * _OFFSET_STEPS).astype("<u2").tobytes())
            parts.append(np.rint(self.gain * _GAIN_STEPS).astype("<u2").tobytes())
        data = _MAGIC + struct.pack("<I", len(text)) + text + zlib.compress(b"".join(parts), 6)
        return data + hashlib.sha256(data).digest()

    @classmethod
    def from_bytes(cls, data: bytes) -> Rectification:
        """The inverse of `to_bytes`; raises BadRectification for anything that `to_bytes` did not write."""
        known = data[:5] in {_MAGIC, _FIRST_MAGIC}
        _refuse(len(data) < len(_MAGIC) + 4 + 32 or not known, "not a calibration record")
        _refuse(hashlib.sha256(data[:-32]).digest() != data[-32:], "the calibration record is damaged")
        (length,) = struct.unpack_from("<I", data, 5)
        _refuse(length > _HEAD_LIMIT or 9 + length > len(data) - 32, "head of the calibration record too long")
        head = _head(data[9 : 9 + length], sized=data[:5] == _MAGIC)
        body = _unpack(data[9 + length : -32])
        rows, columns = head["grid"]
        size = (head["rows"], head["columns"])
        cells = size[0] * size[1] * 2
        sizes = [rows * columns * 8, head["defects"] * 4] + ([cells, cells] if head["flat"] else [])
        _refuse(sum(sizes) != len(body), "arrays of the calibration record have another length")
        ends = np.cumsum([0, *sizes]).tolist()
        part = [body[a:b] for a, b in pairwise(ends)]
        return cls(
            id=head["id"],
            serial=head["serial"],
            width=head["width"],
            height=head["height"],
            rows=size[0],
            columns=size[1],
            homography=np.array(head["homography"], np.float64).reshape(3, 3),
            displacement=np.frombuffer(part[0], "<f4").reshape(rows, columns, 2).astype(np.float32),
            defects=np.frombuffer(part[1], "<u2").reshape(-1, 2).astype(np.int32),
            offset=_steps(part[2], _OFFSET_STEPS, size) if head["flat"] else None,
            gain=_steps(part[3], _GAIN_STEPS, size) if head["flat"] else None,
            valid_until=head["valid_until"],
        )


def _steps(data: bytes, steps: int, size: tuple[int, int]) -> Floats:
    return (np.frombuffer(data, "<u2").reshape(size) / steps).astype(np.float32)


def _hat(count: int, nodes: int) -> NDArray[np.float64]:
    """Bilinear weights float64[count, nodes] of `nodes` spread evenly from the first to the last of `count` pixels."""
    at = np.arange(count) * (nodes - 1) / max(count - 1, 1)
    return np.asarray(np.clip(1 - np.abs(at[:, None] - np.arange(nodes)), 0, 1))


_HEAD_TYPES: dict[str, type | tuple[type, ...]] = {
    "columns": int,
    "defects": int,
    "flat": bool,
    "grid": list,
    "height": int,
    "homography": list,
    "id": str,
    "rows": int,
    "serial": str,
    "valid_until": (str, type(None)),
    "width": int,
}


def _head(text: bytes, *, sized: bool) -> dict[str, Any]:
    try:
        head: dict[str, Any] = json.loads(text)
    except (ValueError, RecursionError):
        raise BadRectification("head of the calibration record is not JSON") from None
    if not sized and isinstance(head, dict):
        head = {**head, "rows": URU4500.rows, "columns": URU4500.columns}
    _refuse(
        not isinstance(head, dict) or set(head) != set(_HEAD_TYPES), "head of the calibration record has other keys"
    )
    _refuse(any(not isinstance(head[k], t) for k, t in _HEAD_TYPES.items()), "head value of a wrong type")
    counts = ("columns", "defects", "height", "rows", "width")
    _refuse(any(isinstance(head[k], bool) for k in counts), "head value of a wrong type")
    _refuse(not all(1 <= head[k] <= _SIDE_LIMIT for k in ("rows", "columns")), "frame size out of range")
    _refuse(not 0 <= head["defects"] <= _DEFECT_LIMIT, "more defects than a reader may have")
    numbers = head["homography"]
    _refuse(
        len(numbers) != 9 or any(type(v) not in (int, float) or not abs(v) < _NUMBER_LIMIT for v in numbers),
        "homography is not nine numbers",
    )
    grid = head["grid"]
    _refuse(len(grid) != 2 or any(type(v) is not int or not 0 <= v <= _GRID_LIMIT for v in grid), "displacement grid")
    if head["valid_until"] is not None:
        try:
            head["valid_until"] = date.fromisoformat(head["valid_until"])
        except ValueError:
            raise BadRectification("the last valid day is not a date") from None
    return head


def _unpack(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        body = unpacker.decompress(data, _BODY_LIMIT)
    except zlib.error:
        raise BadRectification("arrays of the calibration record do not unpack") from None
    _refuse(not unpacker.eof or bool(unpacker.unused_data), "arrays of the calibration record are cut or padded")
    return body
