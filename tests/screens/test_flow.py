"""Rows of parts that come and go beside other layouts that come and go, as in a window whose pages change."""

from __future__ import annotations

import gc
from weakref import ref

from PySide6.QtCore import QCoreApplication, QEvent, QRect
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from station.ui.application import Application
from station.ui.widgets.flow import Flow

MANY = 20


def _end(widget: QWidget) -> None:
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _parts() -> list[QPushButton]:
    return [QPushButton("x") for _ in range(MANY)]


def _lie_in(flow: Flow) -> list[QWidget | None]:
    found = [flow.itemAt(index) for index in range(flow.count())]
    return [None if item is None else item.widget() for item in found]


def test_parts_outlive_the_page_whose_parts_lay_there_before(app: Application):
    """Qt gives what a part of a page leaves to the next part that comes: here always to one of the rows."""
    holder, rows = QWidget(), Flow(4)
    holder.setLayout(rows)
    for _round in range(8):
        page, row, old = QWidget(), QHBoxLayout(), _parts()
        column = QVBoxLayout(page)
        for part in old:
            row.addWidget(part)
        column.addLayout(row)
        new = _parts()
        for part in old:
            part.setParent(None)
        for part in new:
            rows.addWidget(part)
        del column, row, old
        _end(page)
        assert _lie_in(rows) == new
        rows.setGeometry(QRect(0, 0, 300, 300))
        assert rows.sizeHint().width() > 300
        assert len({part.y() for part in new}) > 1
        for part in new:
            _end(part)
        assert rows.count() == 0


def test_a_part_that_goes_takes_its_place_with_it(app: Application):
    holder, rows = QWidget(), Flow(4)
    holder.setLayout(rows)
    parts = _parts()[:6]
    for part in parts:
        rows.addWidget(part)
    held = [rows.itemAt(index) for index in range(rows.count())]
    _end(parts[0])  # Qt's own ways to take one away ...
    parts[1].setParent(None)
    rows.removeWidget(parts[2])  # ... and ours
    taken = rows.takeAt(0)
    assert taken is not None and taken.widget() is parts[3]
    del taken
    rows.insert_widget(0, parts[5])
    assert _lie_in(rows) == [parts[5], parts[4]]
    assert [item is not None and isValid(item) for item in held] == [False] * 3 + [True, True, False]
    assert [isValid(part) for part in parts] == [False] + [True] * 5


def test_the_rows_hold_their_parts_until_their_widget_does(app: Application):
    rows = Flow(4)
    rows.addWidget(QPushButton("held by nobody else"))
    gc.collect()
    holder = QWidget()
    QVBoxLayout(holder).addLayout(rows)
    rows.addWidget(QPushButton("nor this"))
    gc.collect()
    parts = _lie_in(rows)
    assert [part is not None and part.parentWidget() is holder for part in parts] == [True, True]
    seen = [ref(part) for part in parts if part is not None]
    del parts
    _end(holder)
    del holder, rows
    gc.collect()
    assert [one() for one in seen] == [None, None]
