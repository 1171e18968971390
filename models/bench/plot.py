"""Line charts on logarithmic axes as plain SVG text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT = 460, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 16, 40, 56
_COLOURS = ("#0b5fa5", "#c2410c", "#15803d", "#7c3aed", "#a16207")
_DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 4")


@dataclass(frozen=True)
class Plotted:
    """One curve; points with a coordinate at or below 0 have no place on a logarithmic axis and are left out."""

    name: str
    x: Sequence[float]
    y: Sequence[float]


@dataclass(frozen=True)
class Plot:
    """One panel. Both axes are logarithmic."""

    title: str
    x_label: str
    y_label: str
    lines: Sequence[Plotted]


def svg(charts: Sequence[Plot]) -> str:
    """The panels side by side as one SVG document."""
    panels = [f'<g transform="translate({number * _WIDTH} 0)">{_panel(c)}</g>' for number, c in enumerate(charts)]
    width = _WIDTH * len(charts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_HEIGHT}" viewBox="0 0 {width} {_HEIGHT}" '
        f'font-family="Inter, sans-serif" font-size="12"><rect width="100%" height="100%" fill="#ffffff"/>'
        + "".join(panels)
        + "</svg>\n"
    )


def _panel(chart: Plot) -> str:
    points = [(x, y) for line in chart.lines for x, y in zip(line.x, line.y, strict=True) if x > 0 and y > 0]
    if not points:
        return _text(_WIDTH / 2, _HEIGHT / 2, f"{chart.title}: nothing to draw", "middle")
    x_from, x_to = _decades([x for x, _ in points])
    y_from, y_to = _decades([y for _, y in points])

    def across(x: float) -> float:
        return _LEFT + (math.log10(x) - x_from) / (x_to - x_from) * (_WIDTH - _LEFT - _RIGHT)

    def down(y: float) -> float:
        return _HEIGHT - _BOTTOM - (math.log10(y) - y_from) / (y_to - y_from) * (_HEIGHT - _TOP - _BOTTOM)

    parts = [_text(_LEFT, 20, chart.title, "start", bold=True)]
    for decade in range(x_from, x_to + 1):
        x = across(10.0**decade)
        parts.append(f'<path d="M{x:.1f} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="#d4d4d8"/>')
        parts.append(_text(x, _HEIGHT - _BOTTOM + 16, _power(decade), "middle"))
    for decade in range(y_from, y_to + 1):
        y = down(10.0**decade)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#d4d4d8"/>')
        parts.append(_text(_LEFT - 6, y + 4, _power(decade), "end"))
    parts.append(_text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 8, chart.x_label, "middle"))
    middle = (_TOP + _HEIGHT - _BOTTOM) / 2
    parts.append(f'<g transform="rotate(-90 14 {middle})">{_text(14, middle, chart.y_label, "middle")}</g>')
    for number, line in enumerate(chart.lines):
        colour, dash = _COLOURS[number % len(_COLOURS)], _DASHES[number % len(_DASHES)]
        drawn = [(across(x), down(y)) for x, y in zip(line.x, line.y, strict=True) if x > 0 and y > 0]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in drawn)
        style = f'fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash or "none"}"'
        if drawn:
            parts.append(f'<path d="M{path}" {style}/>')
        y = _TOP + 14 + 15 * number
        parts.append(f'<path d="M{_WIDTH - 150} {y - 4}h22" {style}/>')
        parts.append(_text(_WIDTH - 122, y, line.name, "start"))
    return "".join(parts)


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(values)) + 1e-9), math.ceil(math.log10(max(values)) - 1e-9)
    return low, max(high, low + 1)


def _power(decade: int) -> str:
    if -4 <= decade <= 4:
        return f"{10**decade:,}" if decade >= 0 else f"{10.0**decade:.{-decade}f}"
    return f"1e{decade}"


def _text(x: float, y: float, text: str, anchor: str, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#18181b"{weight}>{escape(text)}</text>'
