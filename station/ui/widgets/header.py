"""The bar at the top: which station, how the devices and the central database are, who works here and their menu."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from station.domain.desk import Health, StationStatus
from station.domain.officer import Officer, Permission
from station.ui import keys, words
from station.ui.aloud import Teller
from station.ui.keys import Act
from station.ui.widgets.basics import Icon, label
from station.ui.widgets.user_menu import UserMenu

_HEALTH_INK = {
    Health.READY: "header_ok",
    Health.BUSY: "header_ok",
    Health.ABSENT: "header_warn",
    Health.STALLED: "header_warn",
    Health.FAULT: "header_bad",
    Health.REFUSED: "header_bad",
    Health.UNUSED: "header_warn",
    Health.ASLEEP: "header_muted",
}
_MARK = {"header_ok": "check", "header_warn": "triangle-alert", "header_bad": "octagon-alert"}
FULL, SHORT, MARKS = 0, 1, 2
"""How much a part says: all; one line; its icon and a mark beside it, and the words when it is asked for them."""


class _Part(QWidget):
    """Icon, a name, and how it stands."""

    def __init__(self, icon: str, short_name: bool = False) -> None:
        """With `short_name` the one line is the name, otherwise how it stands."""
        super().__init__()
        self._short_name, self._short, self._full = short_name, "", ""
        self._level = FULL
        self._ink = ""
        self.icon, self.mark = Icon(icon, "header_ok", 20), Icon("", "header_ok", 14)
        self.name, self.state = label("strong"), label("small")
        self.mark.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.icon)
        row.addWidget(self.mark)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.name)
        column.addWidget(self.state)
        row.addLayout(column)

    def say(self, icon: str, ink: str, name: str, state: str, short: str = "") -> None:
        self._ink, self._full, self._short = ink, state, short or state
        self.icon.show_icon(icon, ink)
        self.mark.show_icon(_MARK.get(ink, ""), ink)
        self.name.setText(name)
        self.state.setText(state if self._level == FULL else self._short)
        self.setAccessibleName(f"{name}: {state}")
        self.setToolTip("" if self._level == FULL else f"{name}: {state}")

    def show_level(self, level: int) -> None:
        if level != self._level:
            self._level = level
            self.name.setVisible(level == FULL or (level == SHORT and self._short_name))
            self.state.setVisible(level == FULL or (level == SHORT and not self._short_name))
            self.mark.setVisible(level == MARKS and not self._short_name)
            self.state.setText(self._full if level == FULL else self._short)
            self.setToolTip("" if level == FULL else self.accessibleName())

    def width_of(self, level: int) -> int:
        """What it takes to say it at a level, in pixels."""
        icon, gap = self.icon.sizeHint().width(), 10
        name = self.name.fontMetrics().horizontalAdvance(self.name.text())
        if level == FULL:
            return icon + gap + max(name, self.state.fontMetrics().horizontalAdvance(self._full)) + 2
        if level == SHORT:
            short = name if self._short_name else self.state.fontMetrics().horizontalAdvance(self._short)
            return icon + gap + short + 2
        return icon + (0 if self._short_name else gap + self.mark.sizeHint().width())


class Header(QFrame):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self._status = StationStatus("", "")
        self._officer: Officer | None = None
        self.brand = _Part("shield-check", short_name=True)
        self.scanner, self.camera = _Part("fingerprint"), _Part("camera")
        self.central, self.menu = _Part("cloud-upload"), UserMenu()
        self.alarm = _Part("activity")
        self.alarm.hide()
        self._alarm_told = Teller(self.alarm)
        self._rung: set[tuple[date, str]] = set()  # for which look it was sounded, and to whom
        self._parts = (self.brand, self.alarm, self.scanner, self.camera, self.central)
        row = self._row = QHBoxLayout(self)
        row.addWidget(self.brand)
        row.addStretch(1)
        for part in (self.alarm, self.scanner, self.camera, self.central, self.menu):
            row.addWidget(part)
        self.show_narrow(False)

    def show_narrow(self, narrow: bool) -> None:
        """Closer together where the window is narrow."""
        edge = 12 if narrow else 20
        self._row.setContentsMargins(edge, 5, edge, 5)
        self._row.setSpacing(14 if narrow else 26)
        self.fit()

    def fit(self) -> None:
        """As many words as the window is wide enough for: the text may be large, or the language long."""
        margins = self._row.contentsMargins()
        parts = [part for part in self._parts if not part.isHidden()]
        gaps = margins.left() + margins.right() + self._row.spacing() * (len(parts) + 1)
        for level in (FULL, SHORT, MARKS):
            self.menu.show_short(level != FULL)
            if sum(part.width_of(level) for part in parts) + self.menu.sizeHint().width() + gaps <= self.width():
                break
        for part in self._parts:
            part.show_level(level)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def render_status(self, status: StationStatus, officer: Officer | None) -> None:
        self._status, self._officer = status, officer
        name = self.tr("Biometric Station")
        self.brand.say("shield-check", "header_ok", name, f"{status.station} · {status.place}")
        scanner, camera = status.scanner, status.camera
        self.scanner.say("fingerprint", _HEALTH_INK[scanner], self.tr("Fingerprint scanner"), words.say(scanner))
        self.camera.say("camera", _HEALTH_INK[camera], self.tr("Face camera"), words.say(camera))
        self._render_central(status)
        self._render_alarm(status.alarm, officer)
        self.menu.render_officer(officer)
        self.fit()

    def _render_alarm(self, day: date | None, officer: Officer | None) -> None:
        """In every room of a supervisor, until a later look has none."""
        shown = day is not None and officer is not None and officer.may(Permission.ADJUDICATE)
        self.alarm.setVisible(shown)
        if not shown or day is None or officer is None:
            self._alarm_told.tell("")
            return
        where = self.tr("Alarm on {day}: {key}, then {errors}").format(
            day=words.day(day), key=keys.cap(Act.FIGURES), errors=keys.cap(Act.FIGURES_LOOKS)
        )
        title = self.tr("Weekly look")
        self.alarm.say("activity", "header_bad", title, where, self.tr("Alarm on {day}").format(day=words.day(day)))
        self._alarm_told.tell(f"{title}. {where}", urgent=True)
        if (day, officer.name) not in self._rung:  # a look once for each supervisor, like a new case
            self._rung.add((day, officer.name))
            QApplication.beep()
            QApplication.alert(self.window())

    def _render_central(self, status: StationStatus) -> None:
        acknowledged = words.moment(status.last_acknowledged)
        if status.disk_full:
            text, icon, ink = self.tr("Disk full"), "octagon-alert", "header_bad"
        elif not status.online:
            text = self.tr("Offline · {count} waiting").format(count=status.waiting)
            icon, ink = "cloud-off", "header_warn"
        elif status.waiting:
            text = self.tr("{count} waiting").format(count=status.waiting)
            icon, ink = "cloud-upload", "header_ok"
        else:
            text, icon, ink = self.tr("All sent"), "cloud-check", "header_ok"
        if not status.disk_full and status.road == "pull_gap":
            text, icon, ink = self.tr("Something is missing here"), "octagon-alert", "header_bad"
        elif not status.disk_full and status.road:  # no waiting mends it, so it is not said as a missing line
            text = self.tr("Not admitted · {count} waiting").format(count=status.waiting)
            if status.road in {"central_certificate_expired", "central_authority_expired"}:
                text = self.tr("Certificate has ended · {count} waiting").format(count=status.waiting)
            icon, ink = "octagon-alert", "header_bad"
        short = text
        if status.last_acknowledged is not None:
            text += " · " + self.tr("last {time}").format(time=acknowledged)
        title = self.tr("Central database")
        if status.stored:
            title = self.tr("Central: {receipted} of {stored} receipted").format(
                receipted=words.number(status.receipted), stored=words.number(status.stored)
            )
        self.central.say(icon, ink, title, text, short)
        if status.road:
            self.central.setToolTip(words.say_problem(status.road))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.render_status(self._status, self._officer)
        super().changeEvent(event)


class Banner(QLabel):
    """On every page of a station that does not run for real; in production it takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self._mode = "production"
        self.hide()

    def render_mode(self, mode: str) -> None:
        self._mode = mode
        texts = {
            "demo": self.tr("DEMONSTRATION: synthetic travellers and emulated devices. Nothing here is a real record."),
            "training": self.tr("TRAINING: nothing recorded here counts, and nothing goes to the production database."),
        }
        self.setText(texts.get(mode, ""))
        self.setVisible(mode in texts)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.render_mode(self._mode)
        super().changeEvent(event)
