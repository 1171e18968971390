"""Charts of our own: bars, a heat map, curves on logarithmic axes, stacked shares. Each is a frozen table that knows
how to paint itself on any surface with text, lines and boxes: a page (station.pdf), SVG here, a window.

What is painted and what stands in the table below are the same strings, dates and numbers as a language writes them
(`writing`); a CSV file has the same cells in the one form that every program reads. Nothing is told by colour alone:
bars carry their numbers or labels, shares their patterns' order, cells their figures.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Protocol

Colour = tuple[float, float, float]
Point = tuple[float, float]
Table = tuple[tuple[str, ...], ...]  # the first row is the head

NOTHING = "–"  # where a figure is not told
SMALL, USUAL = 6.5, 8.0
READABLE = 4.5  # contrast of text (WCAG 2.2, 1.4.3)
LABEL = 84.0  # points left of a plot, for names that stand at its rows
LETTER = 0.55  # of the size: how wide one is on average
FOOT = 14.0  # points below a plot
LEGIBLE = 5.0  # no label below a bar is smaller: it goes to a second line, or every other is left out
FEW = 24  # so many bars have each a label


class Surface(Protocol):
    """What a chart is painted on: coordinates from the top left corner, y down, a text by its baseline."""

    def text(
        self, x: float, y: float, text: str, size: float = 9.0, *, bold: bool = False, colour: Colour = (0, 0, 0),
        right: bool = False,
    ) -> None: ...  # fmt: skip

    def line(self, points: Sequence[Point], width: float = 0.5, colour: Colour = (0, 0, 0)) -> None: ...

    def box(self, x: float, y: float, wide: float, high: float, colour: Colour) -> None: ...


@dataclass(frozen=True)
class Ink:
    """Colours of a theme, each 0 .. 1."""

    ink: Colour = (0.1, 0.12, 0.16)
    faint: Colour = (0.55, 0.58, 0.63)
    grid: Colour = (0.86, 0.88, 0.91)
    bar: Colour = (0.16, 0.39, 0.62)
    band: Colour = (0.72, 0.81, 0.9)
    limit: Colour = (0.74, 0.22, 0.16)
    shares: tuple[Colour, ...] = ((0.16, 0.39, 0.62), (0.42, 0.62, 0.79), (0.93, 0.72, 0.36), (0.74, 0.33, 0.22))
    low: Colour = (0.95, 0.97, 0.99)
    high: Colour = (0.1, 0.3, 0.52)


def contrast(one: Colour, other: Colour) -> float:
    """1..21, of two colours in sRGB (WCAG 2.2)."""
    dark, light = sorted(
        sum(
            share * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
            for share, c in zip((0.2126, 0.7152, 0.0722), colour, strict=True)
        )
        for colour in (one, other)
    )
    return (light + 0.05) / (dark + 0.05)


def ink_on(ground: Colour, look: Ink) -> Colour:
    """What a figure is written with on a colour: the theme's own where it can be read there, else black or white."""
    own = max((look.ink, look.low), key=lambda ink: contrast(ink, ground))
    if contrast(own, ground) >= READABLE:
        return own
    return max(((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)), key=lambda ink: contrast(ink, ground))


@dataclass(frozen=True)
class Axes:
    """Where a chart is painted, title and legend included."""

    x: float
    y: float
    wide: float
    high: float


@dataclass(frozen=True)
class Figure:
    """A number of a cell; None is not told."""

    value: float | None
    digits: int = 0


Cell = str | date | Figure


class Writing(Protocol):
    """How a language writes what is no word."""

    def figure(self, value: float, digits: int) -> str: ...
    def day(self, value: date) -> str: ...


class Plain:
    """As files have it: 1234.5 and 2026-11-30."""

    def figure(self, value: float, digits: int) -> str:
        return f"{value:.{digits}f}"

    def day(self, value: date) -> str:
        return value.isoformat()


PLAIN = Plain()


@dataclass(frozen=True)
class Diagram:
    title: str
    writing: Writing = field(default=PLAIN, kw_only=True, repr=False, compare=False)

    def cells(self) -> tuple[tuple[Cell, ...], ...]:
        """The table, its head first, before anything is written."""
        raise NotImplementedError

    def table(self) -> Table:
        return tuple(tuple(_written(cell, self.writing) for cell in row) for row in self.cells())

    def say(self, cell: Cell) -> str:
        """A cell as this chart writes it."""
        return _written(cell, self.writing)

    def _figure(self, value: float | None, digits: int) -> str:
        return _written(Figure(value, digits), self.writing)

    def paint(self, surface: Surface, frame: Axes, look: Ink) -> None:
        raise NotImplementedError

    def csv(self) -> str:
        """The table as a file: comma separated, RFC 4180; numbers and dates as programs read them."""
        out = io.StringIO()
        csv.writer(out).writerows([_written(cell, PLAIN) for cell in row] for row in self.cells())
        return out.getvalue()


def _written(cell: Cell, writing: Writing) -> str:
    if isinstance(cell, Figure):
        untold = cell.value is None or math.isnan(cell.value)
        return NOTHING if untold else writing.figure(float(cell.value or 0.0), cell.digits)
    return writing.day(cell) if isinstance(cell, date) else cell


def figure(value: float | None, digits: int) -> str:
    """A number as files have it; a dash where it is not told."""
    return _written(Figure(value, digits), PLAIN)


@dataclass(frozen=True)
class BarChart(Diagram):
    """One value a label, with limits where there are any, and a line that values are held against."""

    name: str  # of what the labels are
    measure: str
    labels: tuple[str | date, ...]
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    digits: int = 0
    budget: float | None = None
    limits: tuple[str, str] = ("95 % <", "95 % >")  # heads of the limits' columns
    more: tuple[tuple[str, tuple[Cell, ...]], ...] = ()  # columns of the table that are not painted: head, and cells

    def cells(self) -> tuple[tuple[Cell, ...], ...]:
        limits = bool(self.low)
        head = (self.name, self.measure, *(self.limits if limits else ()), *(name for name, _ in self.more))
        rows: list[tuple[Cell, ...]] = []
        for i, label in enumerate(self.labels):
            ends = (Figure(self.low[i], self.digits), Figure(self.high[i], self.digits)) if limits else ()
            rows.append((label, Figure(self.values[i], self.digits), *ends, *(cells[i] for _, cells in self.more)))
        return (head, *rows)

    def paint(self, surface: Surface, frame: Axes, look: Ink) -> None:
        tops = [v for v in (*self.values, *self.high, self.budget) if v is not None]
        top = nice_top(max(tops, default=1.0))
        marks = [self._figure(mark, digits) for mark, digits in grid(top)]
        labels = [self.say(label) for label in self.labels]
        longest = max(map(len, labels), default=1)
        left = _room(marks)
        lines, every = _lines(len(labels), longest, frame.wide - left)
        plot = _plot(surface, frame, look, self.title, left, FOOT * (1 + lines) / 2)
        for i, mark in enumerate(marks):
            y = plot.y + plot.high * (1 - i / (len(marks) - 1))
            surface.line([(plot.x, y), (plot.x + plot.wide, y)], 0.4, look.grid)
            surface.text(plot.x - 4, y + 2, mark, SMALL, colour=look.faint, right=True)
        step = plot.wide / max(1, len(self.labels))
        size = min(SMALL, _fitting(step * every * lines, longest))  # so that no label runs into the next
        for i, (label, value) in enumerate(zip(labels, self.values, strict=True)):
            x = plot.x + i * step
            if value is not None:
                high = plot.high * value / top
                surface.box(x + step * 0.15, plot.y + plot.high - high, step * 0.7, high, look.bar)
            if self.low and self.low[i] is not None and self.high[i] is not None:
                ends = [plot.y + plot.high * (1 - float(v or 0.0) / top) for v in (self.low[i], self.high[i])]
                for wide, colour in ((2.4, look.low), (1.0, look.ink)):  # seen on the bar and beside it
                    surface.line([(x + step / 2, ends[0]), (x + step / 2, ends[1])], wide, colour)
            whole = x + step * 0.15 + len(label) * size * LETTER <= frame.x + frame.wide
            if i % every == 0 and (whole or i == 0):  # the last may have no room
                below = 9 + i // every % lines * FOOT / 2
                surface.text(x + step * 0.15, plot.y + plot.high + below, label, size, colour=look.ink)
        if self.budget is not None:
            y = plot.y + plot.high * (1 - self.budget / top)
            surface.line([(plot.x, y), (plot.x + plot.wide, y)], 1.0, look.limit)
            surface.text(
                plot.x + plot.wide, y - 2, self._figure(self.budget, self.digits), SMALL, colour=look.limit, right=True
            )


@dataclass(frozen=True)
class Heat(Diagram):
    """A figure for each row and column, in its cell."""

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    digits: int = 0

    def cells(self) -> tuple[tuple[Cell, ...], ...]:
        body: list[tuple[Cell, ...]] = [
            (row, *(Figure(v, self.digits) for v in values)) for row, values in zip(self.rows, self.values, strict=True)
        ]
        return ((self.name, *self.columns), *body)

    def paint(self, surface: Surface, frame: Axes, look: Ink) -> None:
        plot = _plot(surface, frame, look, self.title, _room(self.rows))
        known = [v for row in self.values for v in row if v is not None]
        top = max(known, default=0.0) or 1.0
        wide, high = plot.wide / max(1, len(self.columns)), plot.high / max(1, len(self.rows))
        size = max(3.5, min(SMALL, wide * 0.36, high * 0.85))
        for r, row in enumerate(self.rows):
            lettered = max(3.5, min(SMALL, high * 0.85))
            surface.text(plot.x - 4, plot.y + (r + 0.5) * high + 2, row, lettered, colour=look.ink, right=True)
            for c in range(len(self.columns)):
                value = self.values[r][c]
                share = 0.0 if value is None else value / top
                red, green, blue = (a + (b - a) * share for a, b in zip(look.low, look.high, strict=True))
                ground = (red, green, blue)
                surface.box(plot.x + c * wide, plot.y + r * high, wide - 0.5, high - 0.5, ground)
                x, y = plot.x + (c + 0.92) * wide, plot.y + (r + 0.5) * high + size / 3
                surface.text(x, y, self._figure(value, self.digits), size, colour=ink_on(ground, look), right=True)
        for c, column in enumerate(self.columns):
            surface.text(plot.x + (c + 0.92) * wide, plot.y + plot.high + 9, column, size, colour=look.ink, right=True)


@dataclass(frozen=True)
class Line:
    name: str
    points: tuple[tuple[float, float], ...]  # x and y, shares above 0


@dataclass(frozen=True)
class CurveChart(Diagram):
    """Shares against shares, both on logarithmic axes: DET curves."""

    x_name: str
    y_name: str
    lines: tuple[Line, ...]
    least: float = 1e-5  # where the axes begin

    def cells(self) -> tuple[tuple[Cell, ...], ...]:
        rows = [(line.name, f"{x:.3g}", f"{y:.3g}") for line in self.lines for x, y in line.points]
        return (("", self.x_name, self.y_name), *rows)

    def paint(self, surface: Surface, frame: Axes, look: Ink) -> None:
        plot = _plot(surface, frame, look, self.title)
        decades = round(-math.log10(self.least))

        def place(x: float, y: float) -> Point:
            across, up = (1 + math.log10(max(v, self.least)) / decades for v in (x, y))
            return plot.x + plot.wide * across, plot.y + plot.high * (1 - up)

        for i in range(decades + 1):
            share = 10.0 ** (i - decades)
            (x, bottom), (_, y) = place(share, self.least), place(self.least, share)
            surface.line([(x, plot.y), (x, bottom)], 0.4, look.grid)
            surface.line([(plot.x, y), (plot.x + plot.wide, y)], 0.4, look.grid)
            percent = f"{share * 100:g} %"
            surface.text(x, plot.y + plot.high + 9, percent, SMALL, colour=look.ink, right=i > 0)
            surface.text(plot.x - 4, y + 2, percent, SMALL, colour=look.ink, right=True)
        for i, line in enumerate(self.lines):
            points = [place(x, y) for x, y in line.points]
            colour = look.shares[i % len(look.shares)]
            if len(points) > 1:
                surface.line(points, 1.4, colour)
            if points:  # each curve's name at another part of it
                x, y = points[min(len(points) - 1, len(points) * (i + 1) // (len(self.lines) + 1))]
                surface.text(x + 3, y - 3, line.name, SMALL, colour=look.ink)


@dataclass(frozen=True)
class StackChart(Diagram):
    """Shares that make a whole, a row each; a row of which nothing is told has none."""

    name: str
    parts: tuple[str, ...]
    rows: tuple[str, ...]
    shares: tuple[tuple[float, ...] | None, ...]
    digits: int = 1
    unit: str = field(default="%")

    def cells(self) -> tuple[tuple[Cell, ...], ...]:
        body: list[tuple[Cell, ...]] = [
            (row, *(Figure(None if shares is None else shares[i] * 100, self.digits) for i in range(len(self.parts))))
            for row, shares in zip(self.rows, self.shares, strict=True)
        ]
        return ((self.name, *(f"{part} ({self.unit})" for part in self.parts)), *body)

    def paint(self, surface: Surface, frame: Axes, look: Ink) -> None:
        plot = _plot(surface, frame, look, self.title)
        high = plot.high / max(1, len(self.rows))
        for r, (row, shares) in enumerate(zip(self.rows, self.shares, strict=True)):
            y = plot.y + r * high
            surface.text(plot.x - 4, y + high / 2 + 2, row, SMALL, colour=look.ink, right=True)
            if shares is None:
                surface.text(plot.x, y + high / 2 + 2, NOTHING, SMALL, colour=look.faint)
                continue
            x = plot.x
            for i, share in enumerate(shares):
                wide = plot.wide * share
                ground = look.shares[i % len(look.shares)]
                surface.box(x, y + high * 0.15, wide, high * 0.7, ground)
                if wide > 24:
                    told = self._figure(share * 100, 0)
                    surface.text(x + 3, y + high / 2 + 2, told, SMALL, colour=ink_on(ground, look))
                x += wide
        x = plot.x
        for i, part in enumerate(self.parts):
            surface.box(x, plot.y + plot.high + 3, 7, 7, look.shares[i % len(look.shares)])
            surface.text(x + 10, plot.y + plot.high + 9, part, SMALL, colour=look.ink)
            x += plot.wide / max(1, len(self.parts))


def _plot(surface: Surface, frame: Axes, look: Ink, title: str, left: float = LABEL, foot: float = FOOT) -> Axes:
    """Paints the title; where the plot itself is."""
    surface.text(frame.x, frame.y + USUAL, title, USUAL, bold=True, colour=look.ink)
    top = USUAL * 2.2
    return Axes(frame.x + left, frame.y + top, frame.wide - left, frame.high - top - foot)


def _room(names: Sequence[str]) -> float:
    """Points left of a plot for these names at its rows."""
    return min(LABEL, max(map(len, names), default=1) * SMALL * LETTER * 1.15 + 6)


def _fitting(wide: float, longest: int) -> float:
    """The size in which the longest label fits into so many points, a little air at its end."""
    return wide * 0.85 / (longest * LETTER)


def _lines(count: int, longest: int, wide: float) -> tuple[int, int]:
    """On how many lines the labels of so many bars stand, and every which of them."""
    step = wide / max(1, count)
    every = max(1, math.ceil(22 / step))
    if _fitting(step * every, longest) >= LEGIBLE:
        return 1, every
    if count <= FEW:
        return 2, every
    return 1, math.ceil(LEGIBLE * longest * LETTER / 0.85 / step)


def grid(top: float) -> list[tuple[float, int]]:
    """The values at the lines of a grid up to `top` (of `nice_top`), each with the digits that write it exactly."""
    lead = top / 10.0 ** math.floor(math.log10(top) + 1e-9)
    step = top / (4 if any(math.isclose(lead, m) for m in (2, 4, 8)) else 5)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    return [(step * i, digits) for i in range(round(top / step) + 1)]


def nice_top(value: float) -> float:
    """The least of 1, 2, 2.5, 4, 5, 8 times a power of ten that is at least `value`."""
    if value <= 0 or not math.isfinite(value):
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(m * power for m in (1, 2, 2.5, 4, 5, 8, 10) if m * power >= value * (1 - 1e-9))


class Svg:
    """A surface that becomes an SVG file."""

    def __init__(self, wide: float, high: float, title: str) -> None:
        self._head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" role="img" '
            f'font-family="Inter, sans-serif"><title>{escape(title)}</title>'
        )
        self._parts: list[str] = []

    def text(
        self, x: float, y: float, text: str, size: float = 9.0, *, bold: bool = False, colour: Colour = (0, 0, 0),
        right: bool = False,
    ) -> None:  # fmt: skip
        weight, anchor = ' font-weight="bold"' if bold else "", ' text-anchor="end"' if right else ""
        said = escape("".join(c if c.isprintable() else " " for c in text))
        self._parts.append(
            f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size:g}" fill="{_hex(colour)}"{weight}{anchor}>{said}</text>'
        )

    def line(self, points: Sequence[Point], width: float = 0.5, colour: Colour = (0, 0, 0)) -> None:
        places = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
        self._parts.append(
            f'<polyline points="{places}" fill="none" stroke="{_hex(colour)}" stroke-width="{width:g}"/>'
        )

    def box(self, x: float, y: float, wide: float, high: float, colour: Colour) -> None:
        self._parts.append(
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{wide:.2f}" height="{high:.2f}" fill="{_hex(colour)}"/>'
        )

    def to_text(self) -> str:
        return "\n".join([self._head, *self._parts, "</svg>\n"])


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(min(1.0, max(0.0, c)) * 255):02x}" for c in colour)


def svg(chart: Diagram, wide: float = 520.0, high: float = 220.0, look: Ink | None = None) -> str:
    """The chart as a file of its own."""
    surface = Svg(wide, high, chart.title)
    chart.paint(surface, Axes(8, 8, wide - 16, high - 16), look or Ink())
    return surface.to_text()
