import csv
import io
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from station.charts import (
    LABEL,
    LEGIBLE,
    LETTER,
    NOTHING,
    READABLE,
    Axes,
    BarChart,
    CurveChart,
    Figure,
    Heat,
    Ink,
    Line,
    StackChart,
    contrast,
    figure,
    grid,
    ink_on,
    nice_top,
    svg,
)
from station.pdf import PdfDocument

BARS = BarChart(
    "By day", "day", "visits", ("1", "2", "3"), (3.0, None, 9.0), (2.0, None, 7.0), (4.0, None, 11.5), 1, 10.0
)
HEAT = Heat("By hour", "day", ("Mon", "Tue"), ("00", "01", "02"), ((1.0, 2.0, None), (0.0, 40.0, 3.0)))
CURVES = CurveChart("DET", "FMR", "FNMR", (Line("face", ((0.1, 0.001), (0.001, 0.02))), Line("few", ())))
STACK = StackChart("Decisions", "direction", ("admit", "refuse"), ("in", "out"), ((0.75, 0.25), None))
EVERY = (BARS, HEAT, CURVES, STACK)


class Seen:
    """A surface that remembers what was painted."""

    def __init__(self):
        self.texts, self.boxes, self.lines = [], [], []

    def text(self, x, y, text, size=9.0, **more):
        self.texts.append((x, y, text))

    def box(self, x, y, wide, high, colour):
        self.boxes.append((x, y, wide, high))

    def line(self, points, width=0.5, colour=(0, 0, 0)):
        self.lines.append(tuple(points))


def painted(chart):
    seen = Seen()
    chart.paint(seen, Axes(10, 20, 400, 200), Ink())
    return seen


@pytest.mark.parametrize("chart", EVERY, ids=lambda c: type(c).__name__)
def test_the_file_is_the_table_and_nothing_else(chart):
    assert tuple(tuple(row) for row in csv.reader(io.StringIO(chart.csv()))) == chart.table()


@pytest.mark.parametrize("chart", EVERY, ids=lambda c: type(c).__name__)
def test_a_chart_stays_within_its_frame(chart):
    seen = painted(chart)
    for x, y, wide, high in seen.boxes:
        assert 10 <= x <= x + wide <= 410.01
        assert 20 <= y <= y + high <= 220.01
    for x, y in (point for line in seen.lines for point in line):
        assert 9.99 <= x <= 410.01
        assert 19.99 <= y <= 220.01
    assert (10, 28, chart.title) in seen.texts


@pytest.mark.parametrize("chart", EVERY, ids=lambda c: type(c).__name__)
def test_each_chart_goes_on_paper_and_into_a_drawing(chart):
    paper = PdfDocument("t")
    chart.paint(paper, Axes(40, 60, 500, 150), Ink())
    assert paper.to_bytes().startswith(b"%PDF")
    root = fromstring(svg(chart))
    assert root.find("{http://www.w3.org/2000/svg}title").text == chart.title
    assert {e.text for e in root.iter("{http://www.w3.org/2000/svg}text")} >= {chart.title}


def test_bars_are_as_high_as_their_values():
    seen = painted(BARS)
    (_, _, _, three), (_, _, _, nine) = seen.boxes
    assert nine == pytest.approx(3 * three)
    assert BARS.table() == (
        ("day", "visits", "95 % <", "95 % >"), ("1", "3.0", "2.0", "4.0"), ("2", NOTHING, NOTHING, NOTHING),
        ("3", "9.0", "7.0", "11.5"),
    )  # fmt: skip


@given(st.floats(1e-6, 1e9))
def test_what_stands_at_a_line_of_the_grid_is_the_value_of_that_line(value):
    top = nice_top(value)
    lines = grid(top)
    assert lines[0][0] == 0 and lines[-1][0] == pytest.approx(top) and len(lines) in (5, 6)
    for mark, digits in lines:
        assert float(f"{mark:.{digits}f}") == pytest.approx(mark, rel=1e-9, abs=top * 1e-9)


class Sizes(Seen):
    def text(self, x, y, text, size=9.0, **more):
        super().text(x, y, text)
        self.sizes = [*getattr(self, "sizes", []), (text, size, y)]


@pytest.mark.parametrize("count", [1, 5, 9, 24, 52, 365])
def test_labels_below_bars_can_be_read_and_do_not_run_into_each_other(count):
    names = tuple(f"Requirement {n}" for n in range(count))
    seen = Sizes()
    chart = BarChart("By name", "name", "visits", names, (1.0,) * count)
    chart.paint(seen, Axes(0, 0, 400, 200), Ink())
    said = [(place, size) for place, (text, size, _) in enumerate(seen.sizes) if text in names]
    assert said and min(size for _, size in said) >= LEGIBLE
    for line in {seen.sizes[place][2] for place, _ in said}:
        ends = [
            (seen.texts[p][0], seen.texts[p][0] + len(seen.texts[p][2]) * size * LETTER)
            for p, size in said
            if seen.sizes[p][2] == line
        ]
        assert all(end <= begin for (_, end), (begin, _) in pairwise(ends))


def test_the_room_left_of_bars_is_that_of_their_numbers():
    seen = painted(BARS)
    assert min(x for x, *_ in seen.boxes) < 10 + LABEL


def test_each_cell_of_a_heat_map_carries_its_figure():
    texts = [text for _, _, text in painted(HEAT).texts]
    assert texts.count("40") == 1
    assert texts.count(NOTHING) == 1
    assert HEAT.table()[1] == ("Mon", "1", "2", NOTHING)


class German:
    """A language with its own decimals and days."""

    def figure(self, value, digits):
        return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))

    def day(self, value):
        return f"{value.day}.{value.month}.{value.year}"


def test_a_language_writes_the_numbers_and_days_of_page_and_drawing_and_no_file():
    day = date(2026, 11, 30)
    plain = BarChart(
        "By day", "day", "s", (day, "all"), (1234.5, None), (1.0, None), (2500.25, None), 1,
        more=(("n", (Figure(12345), Figure(None))),),
    )  # fmt: skip
    said = replace(plain, writing=German())
    assert said.table()[1:] == (("30.11.2026", "1.234,5", "1,0", "2.500,2", "12.345"), ("all", *[NOTHING] * 4))
    assert "30.11.2026" in {text for _, _, text in painted(said).texts}
    assert said.csv() == plain.csv() and "2026-11-30,1234.5,1.0,2500.2,12345\r\n" in said.csv()
    heat = replace(HEAT, values=((1234.0, 2.0, None), (0.0, 40.0, 3.0)), writing=German())
    assert heat.table()[1][1] == "1.234" and "1.234" in {text for _, _, text in painted(heat).texts}
    assert "1234" in heat.csv() and replace(STACK, writing=German()).table()[1] == ("in", "75,0", "25,0")


def test_a_curve_goes_through_its_points_on_logarithmic_axes():
    (curve,) = [
        line
        for line in painted(CURVES).lines
        if len(line) == 2 and line[0][0] != line[1][0] and line[0][1] != line[1][1]
    ]
    (x1, y1), (x2, y2) = curve
    plot_wide = 400 - LABEL
    assert (x1 - x2) / plot_wide == pytest.approx(2 / 5)  # two decades of five
    assert y2 < y1


@given(st.tuples(*[st.floats(0, 1)] * 3))
def test_a_figure_can_be_read_on_any_colour(ground):
    assert contrast(ink_on(ground, Ink()), ground) >= READABLE


def test_shares_of_which_nothing_is_told_have_no_boxes():
    seen = painted(STACK)
    assert len(seen.boxes) == 2 + 2  # two shares of one row, two of the legend
    assert STACK.table()[2] == ("out", NOTHING, NOTHING)


def test_what_is_told_of_people_cannot_close_a_tag():
    odd = BarChart('<&"', "a", "b", ("</svg>",), (1.0,))
    assert fromstring(svg(odd)).find("{http://www.w3.org/2000/svg}title").text == '<&"'


@pytest.mark.parametrize(("value", "top"), [(0, 1), (1, 1), (1.1, 2), (2.2, 2.5), (37, 40), (80.5, 100), (0.03, 0.04)])
def test_an_axis_ends_at_a_round_number(value, top):
    assert nice_top(value) == pytest.approx(top)


def test_a_figure_that_is_not_told_is_a_dash():
    assert figure(None, 2) == figure(float("nan"), 2) == NOTHING
    assert figure(2.345, 1) == "2.3"
