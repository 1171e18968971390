"""The window: header, banner, step rail, pages, footer. It shows pages and hands on keys, and knows nothing else."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from station.domain.desk import StationStatus
from station.domain.officer import Officer
from station.ui import keys, theme
from station.ui.keys import EVERYWHERE, KEYS, Act
from station.ui.page import AnyPage, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Chip, label, say_long
from station.ui.widgets.footer import NARROW, Footer
from station.ui.widgets.header import Banner, Header
from station.ui.widgets.help_card import HelpCard
from station.ui.widgets.page_area import PageArea
from station.ui.widgets.rail import Rail, RailState, TravellerState

SMALLEST = QSize(1024, 600)  # a projector, or a small laptop less its task bar
NORMAL = QSize(1440, 900)
SIDE_WIDTH, NARROW_SIDE = 258, 200


class Shell(QMainWindow):
    asked = Signal(object)  # Act of EVERYWHERE except HELP: language, theme, text size, lock, sign out
    closing = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(SMALLEST)
        self._pages: dict[str, AnyPage] = {}
        self._areas: dict[str, PageArea] = {}
        self._narrow: bool | None = None
        self._focused: QWidget | None = None  # before the page changed
        self._chrome = Chrome("")
        self._said: tuple[Tone, str] | None = None
        self.header, self.banner = Header(), Banner()
        self.rail, self.footer = Rail(), Footer()
        self._title, self._subtitle, self._chip = label("title", wrap=True), label("muted", wrap=True), Chip()
        self._stack = QStackedWidget()
        self._stack.setObjectName("pages")
        self._sides = QStackedWidget()
        self._sides.addWidget(self.rail)
        self.setCentralWidget(self._build())
        self._help = HelpCard(self)
        self.footer.pressed.connect(self._act)
        self._name_window()
        self._shortcuts: dict[Act, QShortcut] = {}
        for act in KEYS:
            self._add_shortcut(act)

    def _build(self) -> QWidget:
        whole = QWidget()
        whole.setObjectName("desk")
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.banner)
        self._column = column
        self._tools: QWidget | None = None
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self._side = QFrame()
        self._side.setObjectName("side")
        inside = QVBoxLayout(self._side)
        inside.setContentsMargins(0, 0, 1, 0)
        inside.addWidget(self._sides)
        middle.addWidget(self._side)
        main = self._main = QVBoxLayout()
        main.setSpacing(2)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._chip)
        main.addLayout(top)
        main.addWidget(self._subtitle)
        main.addSpacing(8)
        main.addWidget(self._stack, 1)
        middle.addLayout(main, 1)
        column.addLayout(middle, 1)
        column.addWidget(self.footer)
        return whole

    # ---- what app.py calls

    def open_up(self) -> None:
        """Show the window as large as its screen; put back to a normal size, it is never larger than that."""
        screen = self.screen().availableSize()
        self.setMinimumSize(SMALLEST.boundedTo(screen))
        self.resize(NORMAL.boundedTo(screen))
        self.showMaximized()

    def add_page(self, name: str, page: AnyPage) -> None:
        self._pages[name] = page
        self._areas[name] = PageArea(page)
        self._stack.addWidget(self._areas[name])
        if page.side is not None:
            self._sides.addWidget(page.side)
        page.translate()
        page.changing.connect(self._page_changing)
        page.changed.connect(self._page_changed)

    def show_page(self, name: str) -> None:
        page = self._pages[name]
        self._said = None
        self._side.setVisible(page.has_rail or page.side is not None)
        self._sides.setCurrentWidget(page.side if page.side is not None else self.rail)
        self._stack.setCurrentWidget(self._areas[name])
        self._render_chrome()
        self._place_focus()

    def page(self) -> AnyPage | None:
        area = self._stack.currentWidget()
        page = area.widget() if isinstance(area, PageArea) else None
        return page if isinstance(page, Page) else None

    def render_status(self, status: StationStatus, officer: Officer | None) -> None:
        self.header.render_status(status, officer)
        self.banner.render_mode(status.mode)

    def render_rail(self, state: RailState) -> None:
        self.rail.render_rail(state)

    def render_traveller(self, state: TravellerState) -> None:
        self.rail.render_traveller(state)

    def show_tools(self, tools: QWidget | None) -> None:
        """A bar of its own under the banner, for the demonstration; None takes it away."""
        if self._tools is not None:
            self._column.removeWidget(self._tools)
            self._tools.deleteLater()
        self._tools = tools
        if tools is not None:
            self._column.insertWidget(2, tools)

    def say(self, tone: Tone, sentence: str) -> None:
        """A sentence from outside the page, until the page says something new."""
        self._said = (tone, sentence)
        self._render_chrome()

    # ---- inside

    def _page_changing(self) -> None:
        self._focused = self.focusWidget()

    def _page_changed(self) -> None:
        if self.sender() is self.page():
            self._said = None
            self._render_chrome()
            self._keep_focus()

    def _keep_focus(self) -> None:
        """Where a part with the cursor went away, Qt takes the next one: never what cancels the visit."""
        focused = self.focusWidget()
        usable = focused is not None and focused.isVisible() and focused.isEnabled()
        if focused is None or not usable or (focused is not self._focused and focused.property("kind") == "danger"):
            self._place_focus()

    def _place_focus(self) -> None:
        """To where the page wants the cursor, else to its main button."""
        page = self.page()
        target = page.first_focus() if page is not None else None
        if target is not None:
            target.setFocus()
        else:
            self.footer.focus_primary()

    def _render_chrome(self) -> None:
        page = self.page()
        if page is None or not page.rendered:
            return
        chrome = page.chrome()
        if self._said is not None:
            chrome = Chrome(chrome.title, chrome.subtitle, chrome.chip, self._said, chrome.actions, chrome.keys)
        if chrome == self._chrome:
            return
        self._chrome = chrome
        say_long(self._title, chrome.title)
        area = self._stack.currentWidget()
        if area is not None:
            area.setAccessibleName(chrome.title)
        self._title.setVisible(bool(chrome.title))
        self._subtitle.setText(chrome.subtitle)
        self._subtitle.setVisible(bool(chrome.subtitle))
        tone, text = chrome.chip or (Tone.OFF, "")
        self._chip.say(tone, text)
        self.footer.render_chrome(chrome)
        offered = {a.act for a in chrome.actions if a.enabled} | {key.act for key in chrome.keys} | set(EVERYWHERE)
        for act, shortcut in self._shortcuts.items():
            shortcut.setEnabled(act in offered)

    def _add_shortcut(self, act: Act) -> None:
        shortcut = self._shortcuts[act] = QShortcut(keys.sequence(act), self)
        if act is Act.LARGER:  # the plus key without shift, and the number pad's
            shortcut.setKeys([keys.sequence(act), QKeySequence("Ctrl+=")])
        elif act is Act.NEXT:
            shortcut.setKeys([keys.sequence(act), QKeySequence("Ctrl+Enter")])
        shortcut.setProperty("act", act)
        shortcut.setEnabled(act in EVERYWHERE)
        shortcut.activated.connect(self._shortcut)

    def _shortcut(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._act(sender.property("act"))

    def _act(self, act: Act) -> None:
        if act is Act.HELP:
            self._help.toggle()
        elif act in EVERYWHERE:
            self.asked.emit(act)
        elif act is Act.CANCEL and self._help.isVisible():
            self._help.hide()
        else:
            page = self.page()
            if page is not None:
                page.act(act)

    def _name_window(self) -> None:
        self.setWindowTitle(self.tr("Biometric Station"))

    def _fit(self) -> None:
        """Give a narrow window's page what the side panel and the margins can spare."""
        look = theme.look()
        narrow = self.width() < look.px(NARROW)
        self._side.setFixedWidth(look.px(NARROW_SIDE if narrow else SIDE_WIDTH))
        if narrow is self._narrow:
            return
        self._narrow = narrow
        edge = 12 if narrow else 20
        self._main.setContentsMargins(edge, 12, edge, 14)
        self.rail.show_narrow(narrow)
        self.header.show_narrow(narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._help.hide()
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._name_window()
        elif event.type() == QEvent.Type.StyleChange and self._narrow is not None:
            self._fit()  # the text has another size

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)
