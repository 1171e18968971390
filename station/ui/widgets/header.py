"""The bar at the top: which station, how the devices and the central database are, who works here."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from station.domain.desk import Health, StationStatus
from station.domain.officer import Officer
from station.ui import words
from station.ui.widgets.basics import Icon, label

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


class _Part(QWidget):
    """Icon, a name, and how it stands."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self.icon = Icon(icon, "header_ok", 20)
        self.name, self.state = label("strong"), label("small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.icon)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.name)
        column.addWidget(self.state)
        row.addLayout(column)

    def say(self, icon: str, ink: str, name: str, state: str) -> None:
        self.icon.show_icon(icon, ink)
        self.name.setText(name)
        self.state.setText(state)
        self.setAccessibleName(f"{name}: {state}")


class Header(QFrame):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self._status = StationStatus("", "")
        self._officer: Officer | None = None
        self.brand = _Part("shield-check")
        self.scanner, self.camera = _Part("fingerprint"), _Part("camera")
        self.central, self.officer = _Part("cloud-upload"), _Part("user")
        row = self._row = QHBoxLayout(self)
        row.addWidget(self.brand)
        row.addStretch(1)
        for part in (self.scanner, self.camera, self.central, self.officer):
            row.addWidget(part)
        self.show_narrow(False)

    def show_narrow(self, narrow: bool) -> None:
        """Closer together where the window is narrow."""
        edge = 12 if narrow else 20
        self._row.setContentsMargins(edge, 9, edge, 9)
        self._row.setSpacing(14 if narrow else 26)

    def render_status(self, status: StationStatus, officer: Officer | None) -> None:
        self._status, self._officer = status, officer
        self.brand.say("shield-check", "header_ok", self.tr("Biometric Station"), f"{status.station} · {status.place}")
        scanner, camera = status.scanner, status.camera
        self.scanner.say("fingerprint", _HEALTH_INK[scanner], self.tr("Fingerprint scanner"), words.say(scanner))
        self.camera.say("camera", _HEALTH_INK[camera], self.tr("Face camera"), words.say(camera))
        self._render_central(status)
        self.officer.setVisible(officer is not None)
        if officer is not None:
            self.officer.say("user", "header_muted", officer.display, words.say(officer.role))

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
        self.central.setToolTip(words.say_problem(status.road) if status.road else "")
        if status.last_acknowledged is not None:
            text += " · " + self.tr("last {time}").format(time=acknowledged)
        title = self.tr("Central database")
        if status.stored:
            title = self.tr("Central: {receipted} of {stored} receipted").format(
                receipted=words.number(status.receipted), stored=words.number(status.stored)
            )
        self.central.say(icon, ink, title, text)

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
