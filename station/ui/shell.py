"""The window: header, banner, step rail, pages, footer. It shows pages and hands on keys, and knows nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from weakref import WeakKeyDictionary

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from station.domain.desk import StationStatus
from station.domain.officer import Officer
from station.ui import keys, theme
from station.ui.aloud import Teller, Told
from station.ui.application import Application
from station.ui.keys import EVERYWHERE, KEYS, Act
from station.ui.page import AnyPage, Chrome, Page
from station.ui.theme import Look, Tone
from station.ui.widgets.basics import Chip, label, say_long
from station.ui.widgets.footer import NARROW, Footer
from station.ui.widgets.header import Banner, Header
from station.ui.widgets.help_card import HelpCard
from station.ui.widgets.page_area import PageArea, SideArea, SidePanel
from station.ui.widgets.rail import Rail, RailState, TravellerState

SMALLEST = QSize(1024, 600)  # a projector, or a small laptop less its task bar
NORMAL = QSize(1440, 900)
SIDE_WIDTH, NARROW_SIDE = 258, 200
LARGEST_SHARE = 0.28  # of a window whose text is large
HELP_SHARE = 1.25  # keys take more width than steps


class Shell(QMainWindow):
    asked = Signal(object)  # Act of EVERYWHERE except HELP and MENU, or a Wish: language, theme, text size, lock, leave
    closing = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        if isinstance(app, Application):
            app.dresses(self)
        self.setMinimumSize(SMALLEST)
        self._dressed: WeakKeyDictionary[QWidget, Look] = WeakKeyDictionary()
        self._pages: dict[str, AnyPage] = {}
        self._areas: dict[str, PageArea] = {}
        self._narrow: bool | None = None
        self._focused: QWidget | None = None  # before the page changed
        self._placed = True  # the cursor stands where the page wants it; False while nothing there can take it
        self._chrome = Chrome("")
        self._said: tuple[Tone, Callable[[], str]] | None = None
        self.header, self.banner = Header(), Banner()
        self.rail, self.footer = Rail(), Footer()
        self._title, self._subtitle, self._chip = label("title", wrap=True), label("muted", wrap=True), Chip()
        self._stack = QStackedWidget()
        self._stack.setObjectName("pages")
        self._sides = QStackedWidget()
        self._side_of: dict[QWidget, SideArea] = {}
        self._add_side(self.rail)
        self._has_side = False
        self._help = HelpCard()
        self._title_told = Teller(self, settle_ms=0)  # before what stands on the page
        self.setCentralWidget(self._build())
        self._told = Told(self._whole)
        self._stack.currentChanged.connect(self._dress_seen)
        self._sides.currentChanged.connect(self._dress_seen)
        self._dress_seen()
        self._help.close_button.clicked.connect(self._toggle_help)
        self.footer.pressed.connect(self._act)
        self.header.menu.asked.connect(self._wished)
        self._name_window()
        self._shortcuts: dict[Act, QShortcut] = {}
        self._offered = set(EVERYWHERE)
        for act in KEYS:
            self._add_shortcut(act)

    def _build(self) -> QWidget:
        whole = self._whole = QWidget()
        whole.setAutoFillBackground(True)  # the palette's: a style sheet here would be one for everything inside
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.banner)
        self._column = column
        self._tools: QWidget | None = None
        self._bars: list[QWidget] = []
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self._side = SidePanel(Qt.Edge.RightEdge)
        inside = QVBoxLayout(self._side)
        inside.setContentsMargins(0, 0, 1, 0)
        inside.addWidget(self._sides)
        middle.addWidget(self._side)
        main = self._main = QVBoxLayout()
        main.setSpacing(2)
        self._head = QWidget()  # one part to dress, not three: each costs the reading of a style sheet
        lines = QVBoxLayout(self._head)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._chip)
        lines.addLayout(top)
        lines.addWidget(self._subtitle)
        main.addWidget(self._head)
        main.addSpacing(8)
        main.addWidget(self._stack, 1)
        middle.addLayout(main, 1)
        self._help_side = SidePanel(Qt.Edge.LeftEdge)
        beside = QVBoxLayout(self._help_side)
        beside.setContentsMargins(1, 0, 0, 0)
        self._help_area = SideArea(self._help)
        self._help_area.stilled.connect(self._place_focus)
        beside.addWidget(self._help_area)
        self._help_side.hide()
        middle.addWidget(self._help_side)
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
        self._areas[name].stilled.connect(self._place_focus)
        self._stack.addWidget(self._areas[name])
        if page.side is not None:
            self._add_side(page.side)
        page.translate()
        page.changing.connect(self._page_changing)
        page.changed.connect(self._page_changed)
        page.redone.connect(self._page_redone)

    def _add_side(self, panel: QWidget) -> None:
        area = self._side_of[panel] = SideArea(panel)
        area.setAccessibleName(self.tr("Side panel"))
        area.stilled.connect(self._place_focus)
        self._sides.addWidget(area)

    def remove_page(self, page: AnyPage) -> None:
        """For a window that outlives its pages."""
        for name in [n for n, one in self._pages.items() if one is page]:
            area = self._areas.pop(name)
            del self._pages[name]
            self._stack.removeWidget(area)
            if page.side is not None:
                side = self._side_of.pop(page.side)
                self._sides.removeWidget(side)
                side.deleteLater()
            area.deleteLater()

    def show_page(self, name: str) -> None:
        page = self._pages[name]
        self._said = None
        self._has_side = page.has_rail or page.side is not None
        self._sides.setCurrentWidget(self._side_of[page.side if page.side is not None else self.rail])
        self._show_sides()
        self._stack.setCurrentWidget(self._areas[name])
        self._render_chrome()
        self._place_focus()

    def page(self) -> AnyPage | None:
        area = self._stack.currentWidget()
        page = area.widget() if isinstance(area, PageArea) else None
        return page if isinstance(page, Page) else None

    def render_status(self, status: StationStatus, officer: Officer | None) -> None:
        before = self._everywhere()
        self.header.render_status(status, officer)
        self.banner.render_mode(status.mode)
        if self.help_shown and self._everywhere() != before:
            if officer is None:  # whoever comes next opens it anew
                self._toggle_help()
            else:
                self._render_help(self._chrome)

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
            self._dress_seen()

    def show_under_banner(self, bar: QWidget) -> None:
        """A bar that stays, shown and hidden by whoever made it."""
        self._column.insertWidget(2, bar)
        self._bars.append(bar)
        self._dress_seen()

    def say(self, tone: Tone, sentence: Callable[[], str]) -> None:
        """A sentence from outside the page, until the page says something new; asked for again in a new language."""
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

    def _page_redone(self) -> None:
        """What was said from outside stays, in the language of now."""
        if self.sender() is self.page():
            self._render_chrome()

    def _keep_focus(self) -> None:
        """Where a part with the cursor went away, Qt takes the next one: never what cancels the visit."""
        focused = self.focusWidget()
        usable = focused is not None and focused.isVisible() and focused.isEnabled()
        usable = usable and self._placed  # what the page wants may be possible only now
        if self._tools is not None and focused is not self._focused and self._tools.isAncestorOf(focused):
            usable = False  # it fell out of the page
        if focused is None or not usable or (focused is not self._focused and focused.property("kind") == "danger"):
            self._place_focus()

    def _place_focus(self) -> None:
        """To where the page wants the cursor, else to its main button; where it has none that can be pressed, the
        cursor stays, or goes to the menu from what the tab key does not reach."""
        page = self.page()
        target = page.first_focus() if page is not None else None
        if target is not None:
            target.setFocus()
            self._placed = target.isEnabled()
        else:
            self._placed = self.footer.focus_primary()
        focused = self.focusWidget()
        if not self._placed and (focused is None or focused.focusPolicy() == Qt.FocusPolicy.NoFocus):
            self.header.menu.setFocus()

    def _render_chrome(self) -> None:
        page = self.page()
        if page is None or not page.rendered:
            return
        chrome = page.chrome()
        if self._said is not None:
            chrome = replace(chrome, message=(self._said[0], self._said[1]()))
        if chrome == self._chrome:
            return
        self._chrome = chrome
        say_long(self._title, chrome.title)
        self._title_told.tell(chrome.title)
        area = self._stack.currentWidget()
        if area is not None:
            area.setAccessibleName(chrome.title)
        self._title.setVisible(bool(chrome.title) and chrome.headed)
        self._subtitle.setText(chrome.subtitle)
        self._subtitle.setVisible(bool(chrome.subtitle) and chrome.headed)
        tone, text = chrome.chip or (Tone.OFF, "")
        self._chip.say(tone, text)
        self._head.setVisible(bool(text) or (chrome.headed and bool(chrome.title or chrome.subtitle)))
        self.footer.render_chrome(chrome)
        if self.help_shown:
            self._render_help(chrome)
        offered = {a.act for a in chrome.actions if a.enabled} | {key.act for key in chrome.keys}
        self._offered = offered | set(EVERYWHERE)
        self._listen()

    def _listen(self) -> None:
        """To the keys of the page; where it has no use for Esc, that closes the help."""
        offered = self._offered | ({Act.CANCEL} if self.help_shown else set())
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
        if act is Act.HELP or (act is Act.CANCEL and act not in self._offered):
            self._toggle_help()
        elif act is Act.MENU:
            self.header.menu.open_list()
        elif act in EVERYWHERE:
            self.asked.emit(act)
        else:
            page = self.page()
            if page is not None:
                page.act(act)

    def _wished(self, wish: object) -> None:
        if isinstance(wish, Act):
            self._act(wish)
        else:
            self.asked.emit(wish)

    @property
    def help_shown(self) -> bool:
        return not self._help_side.isHidden()

    def _everywhere(self) -> tuple[Act, ...]:
        """What works on every page for who is here."""
        return tuple(act for act in EVERYWHERE if self.header.menu.offers(act))

    def _render_help(self, chrome: Chrome) -> None:
        self._help.render_keys(chrome, self._everywhere())
        self._help_area.setAccessibleName(self._help.accessibleName())
        shown = self.page()
        self._help.render_guide(next((name for name, page in self._pages.items() if page is shown), ""))

    def _toggle_help(self) -> None:
        shown = not self.help_shown
        if shown:
            self._render_help(self._chrome)
        self._help_side.setVisible(shown)
        self._listen()
        self._dress_seen()
        self._show_sides()
        if not shown:
            self._keep_focus()

    def _show_sides(self) -> None:
        """In a narrow window the keys stand in the place of the side panel."""
        self._side.setVisible(self._has_side and not (self._narrow and self.help_shown))

    def _name_window(self) -> None:
        self.setWindowTitle(self.tr("Biometric Station"))

    def _fit(self) -> None:
        """Give a narrow window's page what the side panel and the margins can spare."""
        look = theme.look()
        narrow = self.width() < look.px(NARROW)
        width = min(look.px(NARROW_SIDE if narrow else SIDE_WIDTH), round(self.width() * LARGEST_SHARE))
        self._side.setFixedWidth(width)
        self._help_side.setFixedWidth(round(width * HELP_SHARE))
        self.header.fit()
        if narrow is self._narrow:
            return
        self._narrow = narrow
        self._show_sides()
        edge = 12 if narrow else 20
        self._main.setContentsMargins(edge, 12, edge, 14)
        self.rail.show_narrow(narrow)
        self.header.show_narrow(narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._name_window()
            for area in self._side_of.values():
                area.setAccessibleName(self.tr("Side panel"))

    # ---- the look

    def dress(self) -> None:
        """Another theme or text size: now on what is seen, on everything else when it is shown."""
        self._dress_seen()
        if self._narrow is None:
            return
        self._fit()  # the text has another size
        for area in self._areas.values():
            area.fold()
        self._chrome = Chrome("")  # its icons have other colours now
        self._render_chrome()

    def _dress_seen(self) -> None:
        """The look of now on every part that is seen and has another one: its style sheet is polished into every widget
        inside, so that what is hidden waits."""
        seen: list[QWidget] = [self.header, self.banner, self._head, self.footer, *self._bars]
        shown = (self._tools, self._stack.currentWidget(), self._sides.currentWidget())
        seen += [part for part in shown if part is not None]
        if self.help_shown:
            seen.append(self._help_area)
        look = theme.look()
        for part in seen:
            if self._dressed.get(part) != look:
                self._dressed[part] = look
                part.setStyleSheet(theme.sheet(look))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)
        for stack in (self._stack, self._sides):  # they tell of every page that goes when they are taken apart, and who
            stack.blockSignals(True)  # would be told is then half gone
