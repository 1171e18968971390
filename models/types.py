"""The words that cross between the rooms of fingerprints, faces and matching."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.errors import BadTemplate

FloatArray = npt.NDArray[np.float32]
ByteArray = npt.NDArray[np.uint8]

OTHER, ENDING, BIFURCATION = 0, 1, 2  # kinds of minutia, numbered as in ISO/IEC 19794-2:2005 7.4.2.2.1


@dataclass(frozen=True, eq=False)
class Minutiae:
    """The n minutiae of one impression at 500 ppi.

    x: float32[n], pixels to the right; y: float32[n], pixels down; angle: float32[n], radians in
    [0, 2 pi), counter-clockwise with y up; kind: uint8[n], 0 other, 1 ending, 2 bifurcation;
    quality: uint8[n], 0..100; width, height: size of the 500-ppi image in pixels.
    """

    x: FloatArray
    y: FloatArray
    angle: FloatArray
    kind: ByteArray
    quality: ByteArray
    width: int
    height: int

    def __post_init__(self) -> None:
        shape = self.x.shape
        if len(shape) != 1 or any(a.shape != shape for a in (self.y, self.angle, self.kind, self.quality)):
            raise BadTemplate("the columns of a minutiae table differ in length")

    def __len__(self) -> int:
        return len(self.x)

    def take(self, index: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> Minutiae:
        """The minutiae chosen by an index or a mask, in that order."""
        return Minutiae(
            self.x[index],
            self.y[index],
            self.angle[index],
            self.kind[index],
            self.quality[index],
            self.width,
            self.height,
        )


def minutiae(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    angle: npt.ArrayLike,
    kind: npt.ArrayLike,
    quality: npt.ArrayLike,
    *,
    size: tuple[int, int],
) -> Minutiae:
    """Minutiae from anything array-like: types set, angles brought into [0, 2 pi). size: width and height in pixels."""
    turn = np.mod(np.asarray(angle, np.float64), 2 * np.pi).astype(np.float32)
    turn[turn >= np.float32(2 * np.pi)] = 0.0  # rounding to float32 can reach 2 pi itself
    return Minutiae(
        np.asarray(x, np.float32),
        np.asarray(y, np.float32),
        turn,
        np.asarray(kind, np.uint8),
        np.asarray(quality, np.uint8),
        int(size[0]),
        int(size[1]),
    )
