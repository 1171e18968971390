"""`python -m tests.rig.bus_lock`: a counter's window that locks soon when nobody is there."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QTimer

from station.domain.sign_in import SignInRules
from station.ui import front
from station.ui.application import Application
from station.ui.shell import Shell
from station.ui.theme import THEMES, Look
from station.work import Now
from tests.screens.states import SESSION
from tests.screens.test_front import Back, Counter

IDLE, COUNTDOWN, LIVES = 2.0, 0.5, 60.0  # s


def main() -> None:
    app = Application(["station"], "en", Look(next(iter(THEMES.values()))))
    QTimer.singleShot(round(LIVES * 1000), app.quit)
    front.STATUS_MS = 100
    shell = Shell()
    rules = SignInRules(idle_after=timedelta(seconds=IDLE), countdown=timedelta(seconds=COUNTDOWN))
    made = front.Front(app, shell, Back(Counter()), Now(), Now(), rules)  # type: ignore[arg-type]
    shell.resize(1366, 768)
    shell.show()
    QTimer.singleShot(1000, lambda: made._arrived(SESSION))
    app.exec()


if __name__ == "__main__":
    main()
