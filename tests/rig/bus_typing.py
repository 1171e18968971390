"""`python -m tests.rig.bus_typing`: every secret field of the window is typed into, corrected and emptied."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from station.ui.application import Application
from station.ui.office.log_in import LogInScreen
from station.ui.office.premises import PremisesScreen
from station.ui.office.rights import RightsScreen
from station.ui.theme import THEMES, Look
from station.ui.widgets.secret import SecretEdit

SECRET = "Xq7#vZwK"  # noqa: S105  typed in a test
CONTROL = "overheard"


def type_into(field: QLineEdit, text: str) -> None:
    """As keys that reach the field: without a window manager no window of this screen becomes the active one."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(field, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def settle(app: Application, seconds: float = 0.25) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        app.processEvents()
        time.sleep(0.01)


def main() -> None:
    app = Application(["station"], "en", Look(next(iter(THEMES.values()))))
    QTimer.singleShot(100_000, app.quit)
    plain = QLineEdit()
    pages: list[QWidget] = [plain, LogInScreen(), RightsScreen(), PremisesScreen()]
    for page in pages:
        page.show()
    settle(app, 1.5)
    plain.setFocus()
    type_into(plain, CONTROL)
    settle(app)
    count = 0
    for page in pages[1:]:
        for field in page.findChildren(SecretEdit):
            field.show()
            field.setEnabled(True)
            field.setFocus()
            type_into(field, SECRET)
            assert field.text() == SECRET
            settle(app)
            field.setText(SECRET[::-1])
            settle(app)
            field.clear()
            settle(app)
            count += 1
    print(count)


if __name__ == "__main__":
    main()
