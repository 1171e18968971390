"""The camera bench's chart as a page to print: A4, turned, true to size when printed without scaling."""

from __future__ import annotations

import numpy as np

from models.calibration import camera_chart as chart
from models.calibration import colour
from station.pdf import HEIGHT, WIDTH, Colour, PdfDocument

POINT = 72 / 25.4  # points per mm
NOTE = (
    "Print at 100 %, measure the long side: 280 mm. Colours count only where this print or its patches were measured."
)


def chart_pdf() -> bytes:
    """The board turned by 90 degrees, so that its 280 x 200 mm fit on the page."""
    paper = PdfDocument("Camera chart")
    left, top = (WIDTH - chart.HEIGHT * POINT) / 2, (HEIGHT - chart.WIDTH * POINT) / 2

    def place(x: float, y: float) -> tuple[float, float]:
        return left + (chart.HEIGHT - y) * POINT, top + x * POINT

    def box(x: float, y: float, wide: float, high: float, fill: Colour) -> None:
        paper.polygon([place(x, y), place(x + wide, y), place(x + wide, y + high), place(x, y + high)], fill)

    def grey(level: float) -> Colour:
        return level / 255, level / 255, level / 255

    box(0, 0, chart.WIDTH, chart.HEIGHT, grey(chart.GROUND))
    cell = chart.MARKER / 6
    for number, (x, y) in enumerate(chart.MARKERS):
        side = chart.MARKER + 2 * chart.QUIET
        box(x - chart.QUIET, y - chart.QUIET, side, side, grey(255))
        for row, line in enumerate(chart.marker_cells(number)):
            for column, white in enumerate(line):
                if not white:
                    box(x + column * cell, y + row * cell, cell, cell, grey(0))
    for (x, y), (r, g, b) in zip(chart.patch_centres(), colour.CHART_24 / 255, strict=True):
        half = chart.PATCH / 2
        box(float(x) - half, float(y) - half, chart.PATCH, chart.PATCH, (float(r), float(g), float(b)))
    c, s = float(np.cos(np.radians(chart.SLANT))), float(np.sin(np.radians(chart.SLANT)))
    for x, y in chart.SQUARES:
        half = chart.SQUARE / 2
        corners = [(-half, -half), (half, -half), (half, half), (-half, half)]
        paper.polygon([place(x + c * i - s * j, y + s * i + c * j) for i, j in corners], grey(chart.SQUARE_LEVEL))
    paper.text(left, HEIGHT - 8, NOTE, 7)
    return paper.to_bytes()
