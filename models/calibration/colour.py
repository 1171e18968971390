"""sRGB, CIELAB and the colour difference CIEDE2000; the 24 patches of the usual chart.

IEC 61966-2-1 (sRGB), CIE 15 (CIELAB, D65), CIE 142-2001 in the form of G. Sharma, W. Wu and E. Dalal, "The CIEDE2000
color-difference formula: implementation notes", Color Research and Application 30 (2005).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# The manufacturer's sRGB values of the 24 patches (ColorChecker Classic), row by row; the last six are the greys.
CHART_24: Floats = np.array(
    [
        (115, 82, 68), (194, 150, 130), (98, 122, 157), (87, 108, 67), (133, 128, 177), (103, 189, 170),
        (214, 126, 44), (80, 91, 166), (193, 90, 99), (94, 60, 108), (157, 188, 64), (224, 163, 46),
        (56, 61, 150), (70, 148, 73), (175, 54, 60), (231, 199, 31), (187, 86, 149), (8, 133, 161),
        (243, 243, 242), (200, 200, 200), (160, 160, 160), (122, 122, 121), (85, 85, 85), (52, 52, 52),
    ],
    np.float64,
)  # fmt: skip
GREYS = slice(18, 24)

_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = _TO_XYZ.sum(axis=1)  # D65: what R = G = B = 1 gives


def linear(srgb: Floats) -> Floats:
    """0..255 sRGB to linear light 0..1."""
    v = np.asarray(srgb, np.float64) / 255
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)


def encoded(light: Floats) -> Floats:
    """Linear light 0..1 to sRGB 0..255, clipped."""
    v = np.clip(light, 0, 1)
    return 255 * np.where(v <= 0.0031308, 12.92 * v, 1.055 * v ** (1 / 2.4) - 0.055)


def lab(srgb: Floats) -> Floats:
    """float64[..., 3] sRGB 0..255 (R, G, B) to L*, a*, b*."""
    ratio = linear(srgb) @ _TO_XYZ.T / _WHITE
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)


def difference(one: Floats, other: Floats) -> Floats:
    """CIEDE2000 of L*a*b* float64[..., 3]; about 1 is just noticeable."""
    (l1, a1, b1), (l2, a2, b2) = (np.moveaxis(np.asarray(x, np.float64), -1, 0) for x in (one, other))
    mean_c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    g = 0.5 * (1 - np.sqrt(mean_c7 / (mean_c7 + 25.0**7)))
    c1, c2 = np.hypot((1 + g) * a1, b1), np.hypot((1 + g) * a2, b2)
    h1 = np.degrees(np.arctan2(b1, (1 + g) * a1)) % 360
    h2 = np.degrees(np.arctan2(b2, (1 + g) * a2)) % 360
    grey = c1 * c2 == 0
    turn = (h2 - h1 + 180) % 360 - 180
    turn = np.where(grey, 0.0, np.where((h2 - h1) == 180, 180.0, turn))
    dl, dc, dh = l2 - l1, c2 - c1, 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    ml, mc = (l1 + l2) / 2, (c1 + c2) / 2
    apart = np.abs(h1 - h2) > 180
    mh = np.where(grey, h1 + h2, np.where(apart, (h1 + h2 + np.where(h1 + h2 < 360, 360, -360)) / 2, (h1 + h2) / 2))
    rad = np.radians
    t = 1 - 0.17 * np.cos(rad(mh - 30)) + 0.24 * np.cos(rad(2 * mh))
    t = t + 0.32 * np.cos(rad(3 * mh + 6)) - 0.20 * np.cos(rad(4 * mh - 63))
    sl = 1 + 0.015 * (ml - 50) ** 2 / np.sqrt(20 + (ml - 50) ** 2)
    sc, sh = 1 + 0.045 * mc, 1 + 0.015 * mc * t
    rc = 2 * np.sqrt(mc**7 / (mc**7 + 25.0**7))
    rt = -np.sin(rad(60 * np.exp(-(((mh - 275) / 25) ** 2)))) * rc
    return np.asarray(
        np.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * (dc / sc) * (dh / sh)), np.float64
    )
