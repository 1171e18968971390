"""Elliptic curves for the emulated passport, apart from the reader's own: plain affine sums, and no table of constants.

`cryptography` computes points but gives neither p, a nor b. They follow from points: y^2 - x^3 = a x + b (mod p) holds
for every one of them, so determinants of three points are multiples of p, and their greatest common divisor is p.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec

Point = tuple[int, int] | None  # None: the point at infinity

# Numbers of the standardised groups (BSI TR-03110-3, A.2.1.1) that `cryptography` has a curve for.
NUMBERS: dict[int, ec.EllipticCurve] = {
    8: ec.SECP192R1(),
    10: ec.SECP224R1(),
    12: ec.SECP256R1(),
    13: ec.BrainpoolP256R1(),
    15: ec.SECP384R1(),
    16: ec.BrainpoolP384R1(),
    17: ec.BrainpoolP512R1(),
    18: ec.SECP521R1(),
}
_POINTS = 12  # enough determinants for small factors to fall out


@dataclass(frozen=True)
class PlainCurve:
    """A curve y^2 = x^3 + a x + b over p, with base point g of order n."""

    p: int
    a: int
    b: int
    g: tuple[int, int]
    n: int

    @property
    def size(self) -> int:
        """Octets of a coordinate."""
        return (self.p.bit_length() + 7) // 8

    def add(self, one: Point, other: Point) -> Point:
        """Sum of two points."""
        if one is None or other is None:
            return other if one is None else one
        (x1, y1), (x2, y2) = one, other
        if x1 == x2:
            if (y1 + y2) % self.p == 0:
                return None
            slope = (3 * x1 * x1 + self.a) * pow(2 * y1, -1, self.p)
        else:
            slope = (y2 - y1) * pow(x2 - x1, -1, self.p)
        x = (slope * slope - x1 - x2) % self.p
        return x, (slope * (x1 - x) - y1) % self.p

    def times(self, factor: int, point: Point) -> Point:
        """A multiple of a point."""
        result: Point = None
        for bit in bin(factor % self.n)[2:]:
            result = self.add(result, result)
            if bit == "1":
                result = self.add(result, point)
        return result

    def write(self, point: Point) -> bytes:
        """Uncompressed octets. Raises ValueError for infinity."""
        if point is None:
            raise ValueError("infinity has no octets")
        return b"\x04" + point[0].to_bytes(self.size, "big") + point[1].to_bytes(self.size, "big")

    def read(self, octets: bytes) -> tuple[int, int]:
        """A point from its octets. Raises ValueError when it is not on the curve."""
        if len(octets) != 1 + 2 * self.size or octets[0] != 4:
            raise ValueError("not an uncompressed point")
        x, y = int.from_bytes(octets[1 : 1 + self.size], "big"), int.from_bytes(octets[1 + self.size :], "big")
        if x >= self.p or y >= self.p or (y * y - x**3 - self.a * x - self.b) % self.p:
            raise ValueError("not on the curve")
        return x, y


@cache
def plain_curve(number: int) -> PlainCurve:
    """The curve of a standardised number. Raises KeyError for one that `cryptography` does not have."""
    named = NUMBERS[number]
    points = []
    for private in range(1, _POINTS + 1):
        found = ec.derive_private_key(private, named).public_key().public_numbers()
        points.append((found.x, found.y))
    right = [y * y - x**3 for x, y in points]
    (x0, _), (x1, _) = points[:2]
    p = math.gcd(
        *((right[0] - right[1]) * (x0 - points[at][0]) - (right[0] - right[at]) * (x0 - x1) for at in range(2, _POINTS))
    )
    for small in range(2, 1000):  # what all the determinants happen to share besides
        while p % small == 0:
            p //= small
    a = (right[0] - right[1]) * pow(x0 - x1, -1, p) % p
    return PlainCurve(p, a, (right[0] - a * x0) % p, points[0], named.group_order)
