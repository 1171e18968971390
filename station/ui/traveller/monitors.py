"""On which monitor the traveller's window stands: the choice as a pure function, and the window that follows it.

Where the traveller's monitor goes away, Qt moves its windows over whatever is left, which is the officer's (seen under
X11 with Qt 6.11), and leaves them there when the monitor comes back. Qt tells of the loss before it moves anything, so
the window is hidden first. A window manager moves windows, too, and later: under X11 the window is none of its business
(it takes no focus and fills its monitor), and wherever else it is moved off its monitor it is hidden at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

AUTOMATIC, OFF, LOOSE = "auto", "off", "window"
WATCH_MS = 1000  # how often the place of both windows is looked at
AGAIN_MS = 200  # after somebody moved the window


@dataclass(frozen=True)
class Monitor:
    """A monitor as Qt names it; left, top, width and height in virtual pixels."""

    name: str  # of its plug: "HDMI-1"
    serial: str = ""
    model: str = ""
    area: tuple[int, int, int, int] = (0, 0, 0, 0)

    def is_same(self, other: Monitor) -> bool:
        """By its serial where it has one: the plug may be another."""
        return self.serial == other.serial if self.serial and other.serial else self.name == other.name

    def is_called(self, wanted: str) -> bool:
        return wanted in {self.name, self.serial, self.model}

    def lies_on(self, other: Monitor) -> bool:
        """Both show a part of the same desktop, as mirrored monitors do."""
        return QRect(*self.area).intersects(QRect(*other.area))


def choose(monitors: Sequence[Monitor], officer: Monitor, wanted: str, before: Monitor | None) -> Monitor | None:
    """The monitor for the traveller; None: there is none, and the window stays hidden.

    wanted: AUTOMATIC takes the one that had it before, else the only other one; of several nobody guesses which faces
    the traveller. OFF is never. Anything else is the name, serial or model of a monitor.
    """
    others = [one for one in monitors if not one.is_same(officer) and not one.lies_on(officer)]
    if wanted == OFF:
        return None
    if wanted != AUTOMATIC:
        return next((one for one in others if one.is_called(wanted)), None)
    if before is not None:
        again = next((one for one in others if one.is_same(before)), None)
        if again is not None:
            return again
    return others[0] if len(others) == 1 else None


def monitor_of(screen: QScreen) -> Monitor:
    area = screen.geometry()
    return Monitor(
        screen.name(), screen.serialNumber(), screen.model(), (area.x(), area.y(), area.width(), area.height())
    )


def screens_of_qt() -> list[QScreen]:
    return list(QGuiApplication.screens())


class TravellerScreen(QObject):
    """Keeps the traveller's window on its monitor and off the officer's."""

    lost = Signal()
    found = Signal()

    def __init__(
        self,
        window: QWidget,
        officer: QWidget,
        wanted: str = AUTOMATIC,
        screens: Callable[[], Sequence[QScreen]] = screens_of_qt,
    ) -> None:
        super().__init__()
        self._window, self._officer, self._wanted, self._screens = window, officer, wanted, screens
        self._before: Monitor | None = None
        self._now: Monitor | None = None
        self._placing = False
        window.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.setInterval(WATCH_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication) and self._wanted not in {OFF, LOOSE}:
            app.screenAdded.connect(self.added)
            app.screenRemoved.connect(self.removed)
            app.primaryScreenChanged.connect(self.added)
            self._timer.start()
            if QGuiApplication.platformName() == "xcb":
                self._window.setWindowFlag(Qt.WindowType.BypassWindowManagerHint)
        self.look()

    def stop(self) -> None:
        app = QGuiApplication.instance()
        if self._timer.isActive() and isinstance(app, QGuiApplication):
            app.screenAdded.disconnect(self.added)
            app.screenRemoved.disconnect(self.removed)
            app.primaryScreenChanged.disconnect(self.added)
        self._timer.stop()
        self._window.hide()

    @property
    def shown(self) -> bool:
        return self._now is not None

    def removed(self, screen: QScreen) -> None:
        """A monitor goes away; Qt has not moved anything yet."""
        if self._now is not None and monitor_of(screen).is_same(self._now):
            self._hide()
        self.look(without=screen)

    def added(self, _screen: QScreen) -> None:
        self.look()

    def look(self, without: QScreen | None = None) -> None:
        """Where both windows stand now, and where the traveller's should."""
        if self._wanted == LOOSE:  # a demonstration on one monitor: a window like any other
            if not self._window.isVisible():
                self._window.show()
            return
        screens = {monitor_of(one): one for one in self._screens() if one is not without}
        officer = self._officer.screen()
        if officer is without or officer is None:
            self._hide()
            return
        chosen = choose(tuple(screens), monitor_of(officer), self._wanted, self._before)
        if chosen is None:
            self._hide()
        elif self._now is None or not chosen.is_same(self._now) or chosen.area != self._now.area:
            self._place(chosen, screens[chosen])
        elif not self._window.isVisible() or not self._at_home():
            self._place(chosen, screens[chosen])  # somebody else moved it

    def _at_home(self) -> bool:
        return self._now is not None and QRect(*self._now.area).contains(self._window.geometry())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        moved = event.type() in {QEvent.Type.Move, QEvent.Type.Resize}
        if moved and watched is self._window and self._now is not None and not self._placing and not self._at_home():
            self._window.hide()
            QTimer.singleShot(AGAIN_MS, self, self.look)
        return super().eventFilter(watched, event)

    def _place(self, monitor: Monitor, screen: QScreen) -> None:
        news = self._now is None
        self._placing = True
        self._window.hide()
        self._window.setScreen(screen)
        self._window.setGeometry(QRect(*monitor.area))
        self._window.setWindowState(Qt.WindowState.WindowFullScreen)
        self._window.show()  # showFullScreen would ask for the focus
        self._before = self._now = monitor
        self._placing = False
        if news:
            self.found.emit()

    def _hide(self) -> None:
        self._window.hide()
        if self._now is not None:
            self._now = None
            self.lost.emit()
