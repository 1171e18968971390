"""Who cannot use the station? `python -m tests.access --json OUT`: every page in every state of the gallery, looked at,
at 100 and 200 % in 1366 x 768, in Indonesian and English, and at 100 % in touch mode; and every view of the traveller's
screen in its languages.

Found are, by widget and from rendered pixels: controls without a name or with a role that no reader can use, text under
4.5:1 (3:1 where large), edges of controls under 3:1, targets under 24 x 24 px (WCAG 2.2, 2.5.8; 44 px in touch mode and
on the traveller's screen), places that the tab key does not leave, texts that need more room than they have, parts
that lie on each other, days as files have them, a second primary button, and rows of a table that run into each other.

What it does not measure stands in `NOT_MEASURED` and in the report, so that nobody takes a zero for more than it is.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QFontMetrics, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSpinBox,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QTableWidget,
    QWidget,
)

from station.ui import theme
from station.ui.application import Application
from station.ui.office.commission import TestTable
from station.ui.shell import Shell
from station.ui.theme import THEMES, Look
from station.ui.traveller.view import view_of
from station.ui.traveller.window import TravellerWindow
from station.ui.widgets.images import ImageView
from tests.screens.gallery import poll, settle, swap, window
from tests.screens.shown import Shown
from tests.screens.states import all_states
from tests.screens.traveller_gallery import Slot
from tests.screens.traveller_states import LANGUAGES as TEN
from tests.screens.traveller_states import traveller_facts

SIZE = (1366, 768)
SCALES = (1.0, 2.0)
LANGUAGES = ("en", "id")
TEXT_RATIO, LARGE_RATIO, EDGE_RATIO = 4.5, 3.0, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
LARGE_PX, LARGE_BOLD_PX = 24, 18.66  # 18 pt and 14 pt bold at 96 dots an inch, before the user's own enlargement
TARGET_PX, TOUCH_PX = 24, 44  # WCAG 2.2, 2.5.8 and 2.5.5
SLACK = 1  # a pixel of rounding
_PIECE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]|[^\s\u200b\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]+")
TAB_PRESSES = 150
NOT_MEASURED = (
    "text that a widget paints itself (score scale, meters, hands, prints): its contrast, its room and its overlap",
    "icons and pictures: their contrast",
    "menus, lists of a combo box and cards that are open, except those of the gallery's states",
    "the accessibility bus: names and roles are asked of Qt in this process, not heard through AT-SPI or Orca",
    "missing glyphs: tests/screens/test_glyphs.py looks at every text that is painted",
)

INPUTS = (QAbstractButton, QComboBox, QLineEdit, QSpinBox, QListWidget, QPlainTextEdit, QTableWidget)
USABLE_ROLES = {
    QAccessible.Role.Button,
    QAccessible.Role.CheckBox,
    QAccessible.Role.RadioButton,
    QAccessible.Role.ButtonMenu,
    QAccessible.Role.ComboBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.SpinBox,
    QAccessible.Role.List,
    QAccessible.Role.Table,
    QAccessible.Role.Slider,
    QAccessible.Role.ScrollBar,
    QAccessible.Role.PageTab,
    QAccessible.Role.Link,
}


# ---- rectangles


def place(widget: QWidget, top: QWidget) -> QRect:
    return QRect(widget.mapTo(top, QPoint(0, 0)), widget.size())


def seen(widget: QWidget, top: QWidget) -> QRect:
    """The part of a widget that no parent cuts off, in the coordinates of `top`."""
    area, parent = place(widget, top), widget.parentWidget()
    while parent is not None and parent is not top:
        area = area.intersected(place(parent, top))
        parent = parent.parentWidget()
    return area.intersected(top.rect())


def where(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else widget.accessibleName()
    if not text:
        text = ", ".join(part.text() for part in widget.findChildren(QLabel) if part.isVisible() and part.text())
    return f"{type(widget).__name__}({text[:50]!r})"


def shown_widgets(shell: QWidget) -> list[QWidget]:
    return [w for w in shell.findChildren(QWidget) if w.isVisible()]


def overlaps(shell: QWidget) -> list[str]:
    """Pairs of widgets of one parent whose visible rectangles share more than a pixel; a widget that lies on one of
    another parent makes their parents lie on each other, so every pair of the window is looked at. So are the rows of
    every list."""
    found = []
    for parent in [shell, *shown_widgets(shell)]:
        children = [c for c in parent.children() if isinstance(c, QWidget) and c.isVisible() and not c.isWindow()]
        floating = parent.property("overlays")  # parts that are meant to lie on a picture
        if isinstance(parent, QAbstractItemView) or floating:
            continue
        areas = [(c, seen(c, shell)) for c in children]
        for (first, one), (second, other) in combinations(areas, 2):
            both = one.intersected(other)
            if both.width() > SLACK and both.height() > SLACK:
                found.append(f"{where(first)} on {where(second)} in {type(parent).__name__}: {both.getRect()}")
    for rows in shell.findChildren(QListWidget):
        if rows.isVisible():
            items = [rows.visualItemRect(rows.item(n)) for n in range(rows.count())]
            found += [f"rows of {where(rows)}" for a, b in combinations(items, 2) if a.intersects(b)]
    return found


# ---- room


def inside(widget: QWidget, shell: QWidget) -> bool:
    """Whether the whole widget lies inside every parent; a scroll area may hide parts of what it scrolls."""
    area = place(widget, shell)
    parent = widget.parentWidget()
    while parent is not None and parent is not shell:
        scrolled = parent.parentWidget()  # `parent` may be the viewport of a scroll area
        if not place(parent, shell).contains(area):
            if not isinstance(scrolled, QScrollArea) or parent is not scrolled.viewport():
                return False
            return scrolled.focusPolicy() != Qt.FocusPolicy.NoFocus and area.width() <= parent.width()
        parent = parent.parentWidget()
    return shell.rect().contains(area)


def fits(widget: QWidget) -> bool:
    """Whether the text of a widget has the room that it asks for."""
    hint = widget.sizeHint()
    if isinstance(widget, QLabel) and not widget.text():
        return True
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.heightForWidth(widget.width()) <= widget.height() + SLACK and _widest(widget)
    if isinstance(widget, QLabel | QAbstractButton):
        return hint.width() <= widget.width() + SLACK and hint.height() <= widget.height() + SLACK
    if isinstance(widget, QComboBox):
        return _combo_fits(widget)
    if isinstance(widget, QLineEdit):
        text = widget.placeholderText() if not widget.text() else ""  # what is written there scrolls with its cursor
        room = widget.contentsRect().width() - 4
        high = widget.fontMetrics().height() <= widget.contentsRect().height() + SLACK
        return high and widget.fontMetrics().horizontalAdvance(text) <= room + SLACK
    return True


def _widest(widget: QLabel) -> bool:
    """No word of a label that wraps is wider than the label: Qt would cut it."""
    return max(map(widget.fontMetrics().horizontalAdvance, _pieces(widget.text())), default=0) <= widget.width() + SLACK


def _pieces(text: str) -> Iterator[str]:
    """What a line is never broken within; Chinese and Japanese are broken between most of their characters."""
    yield from _PIECE.findall(text)


def _combo_fits(box: QComboBox) -> bool:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field_ = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    metrics = box.fontMetrics()
    wide = metrics.horizontalAdvance(box.currentText()) <= field_.width() + SLACK
    return wide and metrics.height() <= field_.height() + SLACK


def _rows_fit(rows: QListWidget) -> Iterator[str]:
    for n in range(rows.count()):
        area, item = rows.visualItemRect(rows.item(n)), rows.item(n)
        if rows.itemWidget(item) is not None:
            continue
        icon = rows.style().pixelMetric(QStyle.PixelMetric.PM_ListViewIconSize) if not item.icon().isNull() else 0
        room = QRect(0, 0, area.width() - icon - 4, 10_000)
        text = rows.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), item.text())
        if text.height() > area.height() + SLACK or text.width() > room.width() + SLACK:
            yield f"row {item.text()[:40]!r}"


def _cells_fit(table: QTableWidget) -> Iterator[str]:
    shown = [c for c in range(table.columnCount()) if not table.isColumnHidden(c)]
    beyond = sum(table.columnWidth(c) for c in shown) > table.viewport().width() + SLACK
    if beyond and table.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
        yield f"columns beyond {table.accessibleName()!r}"
    header = table.horizontalHeader()
    if header.isVisible():
        for c in shown:
            if header.sectionSizeHint(c) > table.columnWidth(c) + SLACK:
                item = table.horizontalHeaderItem(c)
                yield f"heading {item.text() if item else c!r} of {table.accessibleName()!r}"
    for c in shown:
        for r in range(table.rowCount()):
            item = table.item(r, c)
            if item is None or not item.text() or table.cellWidget(r, c) is not None or table.columnSpan(r, c) > 1:
                continue
            metrics = QFontMetrics(item.font()) if item.data(Qt.ItemDataRole.FontRole) else table.fontMetrics()
            room = QRect(0, 0, table.columnWidth(c) - 6, 10_000)
            flags = int(Qt.TextFlag.TextWordWrap) if table.wordWrap() else 0
            text = metrics.boundingRect(room, flags, item.text())
            if text.width() > room.width() + SLACK or text.height() > table.rowHeight(r) + SLACK:
                yield f"cell {item.text()[:40]!r} of {table.accessibleName()!r}"


def clipped(shell: QWidget) -> list[str]:
    widgets = shown_widgets(shell)
    texts = [w for w in widgets if isinstance(w, QLabel | QAbstractButton | QComboBox | QLineEdit)]
    found = [f"clipped {where(w)} {w.width()}x{w.height()}" for w in texts if not fits(w)]
    found += [f"outside {where(w)}" for w in texts if not inside(w, shell)]
    for rows in shell.findChildren(QListWidget):
        if rows.isVisible():
            found += _rows_fit(rows)
    for table in shell.findChildren(QTableWidget):
        if table.isVisible():
            found += _cells_fit(table)
    return found


# ---- what is read and pressed


_RAW_DAY = re.compile(r"(?<![\w.-])\d{4}-(0\d|1[0-2])-[0-3]\d(?![\w.-])")


def raw_days(shell: QWidget) -> list[str]:
    """Days that stand as files have them and not as the language writes them; in labels, fields and tables, but not in
    that of the self-test, which is a paper for the technician."""
    texts = [(w, w.text()) for w in shown_widgets(shell) if isinstance(w, QLabel | QAbstractButton | QLineEdit)]
    texts += [(w, w.placeholderText()) for w in shown_widgets(shell) if isinstance(w, QLineEdit)]
    for table in (one for one in shown_tables(shell) if not isinstance(one, TestTable)):
        cells = (table.item(r, c) for r in range(table.rowCount()) for c in range(table.columnCount()))
        texts += [(table, cell.text()) for cell in cells if cell is not None]
    return [f"{found[0]} in {where(widget)}" for widget, text in texts if (found := _RAW_DAY.search(text))]


def shown_tables(shell: QWidget) -> list[QTableWidget]:
    return [table for table in shell.findChildren(QTableWidget) if table.isVisible()]


def several_primaries(shell: QWidget) -> list[str]:
    """More than one button that says it is what comes next."""
    pressed = [w for w in shown_widgets(shell) if isinstance(w, QPushButton) and w.property("kind") == "primary"]
    return [", ".join(map(where, pressed))] if len(pressed) > 1 else []


def crowded_rows(shell: QWidget) -> list[str]:
    """Rows of a table that stand as close to each other as the lines within one do."""
    found = []
    for table in shown_tables(shell):
        for row in range(table.rowCount() if table.wordWrap() and not table.verticalHeader().isVisible() else 0):
            asked = table.sizeHintForRow(row)
            if asked > 1.5 * table.fontMetrics().height() and table.rowHeight(row) < asked + 4:
                item = table.item(row, 0)
                found.append(f"{item.text()[:40] if item is not None else row!r} of {table.accessibleName()!r}")
    return found


# ---- names, roles, targets, tab


def controls(shell: QWidget) -> list[QWidget]:
    return [
        w
        for w in shown_widgets(shell)
        if isinstance(w, INPUTS)
        and w.objectName() != "qt_spinbox_lineedit"
        and not isinstance(w.parentWidget(), QAbstractItemView | QComboBox)
        and w.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]


def spoken(part: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """What a screen reader walks through."""
    if part.state().invisible:
        return
    yield part
    for index in range(part.childCount()):
        child = part.child(index)
        if child is not None and child.isValid():
            yield from spoken(child)


def without_name(shell: QWidget) -> list[str]:
    found = [where(w) for w in controls(shell) if not _name(w)]
    pictures = [w for w in shown_widgets(shell) if isinstance(w, ImageView)]
    return found + [where(w) for w in pictures if not w.accessibleName().strip()]


def _name(widget: QWidget) -> str:
    part = QAccessible.queryAccessibleInterface(widget)
    return part.text(QAccessible.Text.Name).strip() if part is not None else ""


def wrong_role(shell: QWidget) -> list[str]:
    """Controls of no role that a reader can use; and those of a group of which one is chosen that do not say so."""
    found = []
    for widget in controls(shell):
        part = QAccessible.queryAccessibleInterface(widget)
        if part is None or part.role() not in USABLE_ROLES:
            found.append(f"{where(widget)}: {part.role() if part is not None else None}")
    return found


def targets_too_small(shell: QWidget, least: int = TARGET_PX) -> list[str]:
    found = []
    for widget in controls(shell):
        if isinstance(widget, QListWidget | QTableWidget | QPlainTextEdit) or not widget.isEnabled():
            continue
        if min(widget.width(), widget.height()) < least:
            found.append(f"{where(widget)} {widget.width()}x{widget.height()}")
    return found


def key_traps(shell: QWidget, app: Application) -> list[str]:
    """Where the tab key does not come round to the control it began at."""
    begun = shell.focusWidget()
    if begun is None:
        return ["the cursor is nowhere"]
    QTest.keyClick(begun, Qt.Key.Key_Tab)  # a page may begin where the tab key does not go
    first = shell.focusWidget() or begun
    last: QWidget = first
    for _press in range(TAB_PRESSES):
        QTest.keyClick(last, Qt.Key.Key_Tab)
        now = shell.focusWidget()
        if now is first:
            return []
        if now is None or now is last:
            return [where(last)]
        last = now
    return [f"{where(first)} never comes again"]


# ---- contrast, from pixels

Pixels = npt.NDArray[np.uint8]


def picture(widget: QWidget) -> Pixels:
    """What stands on the screen, (height, width, 3) in R, G, B."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def luminance(colors: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Relative luminance of sRGB colours, (..., 3) in 0..255 -> (...) in 0..1 (WCAG 2.2)."""
    values = colors.astype(np.float64) / 255.0
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    total: npt.NDArray[np.float64] = linear @ np.array([0.2126, 0.7152, 0.0722])
    return total


def ratio(first: float, second: float) -> float:
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def text_contrast(box: Pixels, share: float = 0.01) -> float:
    """Contrast of the ink in a box of text: background is its commonest colour, ink the colours furthest from it that
    together cover `share` of the box (the middle of a stroke; what is lighter is its smoothed edge)."""
    packed = box.reshape(-1, 3).astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    colors, counts = np.unique(packed, return_counts=True)
    rgb = np.stack([colors >> 16, (colors >> 8) & 255, colors & 255], 1)
    light = luminance(rgb)
    ground = light[int(np.argmax(counts))]
    ratios = (np.maximum(light, ground) + 0.05) / (np.minimum(light, ground) + 0.05)
    order = np.argsort(-ratios)
    covered = np.cumsum(counts[order]) >= share * counts.sum()
    return float(ratios[order[int(np.argmax(covered))]])


def contrast_failures(shell: QWidget, scale: float) -> list[str]:
    whole = picture(shell)
    found = []
    for widget in shown_widgets(shell):
        if not widget.isEnabled():
            continue  # 1.4.3 exempts what cannot be used
        area = _ink(widget)
        if area is None:
            continue
        area = area.translated(widget.mapTo(shell, QPoint(0, 0)))
        whole_area, area = area, area.intersected(seen(widget, shell))
        if area.width() < 6 or area.height() < min(whole_area.height(), widget.fontMetrics().height()):
            continue  # scrolled out of sight: half a line is no measure of its ink
        box = whole[area.top() : area.bottom() + 1, area.left() : area.right() + 1]
        font = widget.fontInfo()
        px = font.pixelSize() / scale
        large = px >= LARGE_PX or (px >= LARGE_BOLD_PX and font.bold())
        measured, least = text_contrast(box), LARGE_RATIO if large else TEXT_RATIO
        if measured < least - 0.005:
            found.append(f"{where(widget)}: {measured:.2f} of {least}")
    found += _edges(shell, whole)
    return found


def _ink(widget: QWidget) -> QRect | None:
    """Where the words of a widget stand, inside it."""
    if isinstance(widget, QLabel) and widget.text():
        metrics, area = widget.fontMetrics(), widget.contentsRect()
        side = QStyle.visualAlignment(widget.layoutDirection(), widget.alignment())
        flags = int(side) | (int(Qt.TextFlag.TextWordWrap) if widget.wordWrap() else 0)
        return metrics.boundingRect(area, flags, widget.text())
    if isinstance(widget, QCheckBox | QRadioButton) and widget.text():
        option = QStyleOptionButton()
        widget.initStyleOption(option)
        return widget.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, widget)
    if isinstance(widget, QPushButton) and widget.text():
        return widget.rect().adjusted(6, 6, -6, -6)
    if isinstance(widget, QComboBox) and widget.currentText():
        wide = widget.fontMetrics().horizontalAdvance(widget.currentText()) + 12
        return widget.rect().adjusted(6, 6, -widget.height(), -6).intersected(QRect(0, 0, wide + 6, 10_000))
    if isinstance(widget, QLineEdit) and widget.objectName() != "qt_spinbox_lineedit":
        text = widget.text() or widget.placeholderText()
        wide = widget.fontMetrics().horizontalAdvance(text)
        return widget.contentsRect().adjusted(2, 4, 0, -4).intersected(QRect(0, 0, wide + 12, 10_000)) if text else None
    return None


def _edges(shell: QWidget, whole: Pixels) -> list[str]:
    """The edge of a field, box or button against what lies outside of it, half way up its left side."""
    found = []
    for widget in controls(shell):
        quiet = widget.property("kind") in {"quiet", "user"}  # its words say that it can be pressed
        if not widget.isEnabled() or quiet or not isinstance(widget, QPushButton | QComboBox | QLineEdit | QSpinBox):
            continue
        area = seen(widget, shell)
        row = area.center().y()
        if area != place(widget, shell) or area.left() < 2 or not 0 <= row < whole.shape[0]:
            continue
        outside = float(luminance(whole[row, area.left() - 2]))
        edge = max(ratio(float(one), outside) for one in luminance(whole[row, area.left() : area.left() + 3]))
        if edge < EDGE_RATIO - 0.005:
            found.append(f"edge of {where(widget)}: {edge:.2f} of {EDGE_RATIO}")
    return found


# ---- the whole gallery


@dataclass
class Report:
    """What was found, each with the page, language, text size and theme where it was seen."""

    controls: int = 0
    pages: int = 0
    found: dict[str, list[str]] = field(default_factory=dict)

    def note(self, key: str, at: str, what: list[str]) -> None:
        self.found.setdefault(key, []).extend(f"{at}: {one}" for one in what)

    def numbers(self) -> dict[str, Any]:
        counted: dict[str, Any] = {"controls": self.controls}
        counted |= {key: len(self.found.get(key, [])) for key in KEYS}
        return counted | {"pages": self.pages, "not_measured": list(NOT_MEASURED), "found": self.found}


KEYS = (
    "without_name", "wrong_role", "contrast_failures", "targets_too_small", "key_traps", "clipped", "overlaps",
    "raw_days", "several_primaries", "crowded_rows",
)  # fmt: skip


def look_at(
    app: Application,
    states: list[Shown],
    *,
    scale: float,
    languages: tuple[str, ...] = LANGUAGES,
    themes: tuple[str, ...] = ("light",),
    size: tuple[int, int] = SIZE,
    pixels: bool = True,
    keyboard: bool = True,
    report: Report | None = None,
    each: Callable[[str], None] = lambda name: None,
    touch: bool = False,
) -> Report:
    """Every state in one window of `size` at a text size, in every language and theme."""
    report = report or Report()
    before = app.language, theme.look()
    app.set_look(Look(THEMES[themes[0]], scale, touch))
    shell: Shell | None = None
    for shown in states:
        each(shown.name)
        shell = window(shown, size) if shell is None else swap(shell, shown)
        for language in languages:
            app.set_language(language)
            settle(app)
            poll(shell)
            settle(app)
            at = f"{shown.name} {language} {round(scale * 100)} %{' touch' if touch else ''}"
            report.pages += 1
            report.controls += len(controls(shell))
            report.note("without_name", at, without_name(shell))
            report.note("wrong_role", at, wrong_role(shell))
            report.note("targets_too_small", at, targets_too_small(shell, TOUCH_PX if touch else TARGET_PX))
            report.note("clipped", at, clipped(shell))
            report.note("overlaps", at, overlaps(shell))
            report.note("raw_days", at, raw_days(shell))
            report.note("several_primaries", at, several_primaries(shell))
            report.note("crowded_rows", at, crowded_rows(shell))
            if keyboard:
                report.note("key_traps", at, key_traps(shell, app))
        for name in themes if pixels else ():
            app.set_look(Look(THEMES[name], scale, touch))
            settle(app)
            report.note("contrast_failures", f"{at} {name}", contrast_failures(shell, scale))
        app.set_look(Look(THEMES[themes[0]], scale, touch))
    if shell is not None:
        shell.close()
        shell.deleteLater()
    app.set_language(before[0])
    app.set_look(before[1])
    settle(app)
    return report


def look_at_traveller(
    app: Application, report: Report, languages: tuple[str, ...], scales: tuple[float, ...] = SCALES, only: str = ""
) -> Report:
    """Every view of the traveller's screen, in pixels too."""
    window = TravellerWindow(moves=False)
    window.resize(*SIZE)
    window.offer_languages(TEN)
    window.watch(Slot())
    window.show()
    for scale in scales:
        for language in languages:
            for name, facts in traveller_facts(language).items():
                if only not in name:
                    continue
                window.render_view(view_of(facts))
                window.enlarge(scale)
                window.mirror._poll()
                settle(app)
                at = f"traveller_{name} {language} {round(scale * 100)} %"
                report.pages += 1
                report.controls += len(controls(window))
                report.note("without_name", at, without_name(window))
                report.note("wrong_role", at, wrong_role(window))
                report.note("targets_too_small", at, targets_too_small(window, TOUCH_PX))
                report.note("clipped", at, clipped(window))
                report.note("overlaps", at, overlaps(window))
                report.note("contrast_failures", at, contrast_failures(window, 1.0))
    window.close()
    window.deleteLater()
    settle(app)
    return report


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.access", description=__doc__)
    parser.add_argument("--json", type=Path, required=True, help="where the report goes")
    parser.add_argument("--only", default="", help="states whose name holds this")
    parser.add_argument("--scales", default=",".join(str(s) for s in SCALES))
    parser.add_argument("--themes", default=",".join(THEMES))
    parser.add_argument("--traveller", default=",".join(TEN), help="languages of the traveller's screen")
    given = parser.parse_args()
    app = Application(language="en")
    states = [s for s in all_states() if given.only in s.name]
    report = Report()
    for scale in [float(s) for s in given.scales.split(",")]:
        look_at(
            app,
            states,
            scale=scale,
            themes=tuple(given.themes.split(",")),
            report=report,
            each=lambda name: print(f"\r{name:<40}", end="", file=sys.stderr, flush=True),
        )
    look_at(app, states, scale=1.0, pixels=False, keyboard=False, report=report, touch=True)
    wanted = tuple(code for code in given.traveller.split(",") if code)
    look_at_traveller(app, report, wanted, only=given.only.removeprefix("traveller_"))
    numbers = report.numbers()
    given.json.write_text(json.dumps(numbers, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print("\r" + json.dumps({k: v for k, v in numbers.items() if isinstance(v, int)}))
    return 1 if any(report.found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
