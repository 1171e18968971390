"""What a screen reader says by itself: sentences that appear while the cursor stands elsewhere.

Qt tells the accessibility bus that a label has another name, and no reader speaks that. An announcement is spoken by
readers that know it; Orca does from its version 45 on. Older ones (Debian 12 has 43) speak an object of the role
"notification" when it appears, so the window keeps one, and it appears anew with each sentence (`Told`).
"""

from __future__ import annotations

import re
import sys
import time
from collections import deque
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QLoggingCategory, QObject, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QHideEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAccessibleWidget, QLabel, QWidget

SETTLE_MS = 120  # a sentence that is gone sooner, nobody reads either
AGAIN_SECONDS = 10.0  # a sentence of which only a number changes, a countdown, is not said more often
KEPT = 24  # sentences that a reader may come to late
MOST_WAITING = 24  # sentences
AGAIN_MS, MOST_TIMES = 1500, 12  # a page that gave way to another held Orca 43 up for 5 s on a busy machine
FEW_TIMES = 3  # where nobody has read anything yet
GAP_MS = 150  # without a question, and the reader is done with the sentence before
KNOWS_ANNOUNCEMENTS = 45  # Orca's first version that speaks them
ORCA = tuple(
    Path(f"{prefix}/{python}/dist-packages/orca/orca_platform.py")
    for prefix in ("/usr/lib", "/usr/local/lib")
    for python in ("python3", f"python3.{sys.version_info.minor}")
)
_NUMBER = re.compile(r"\d+")
_VERSION = re.compile(r'^version\s*=\s*"(\d+)', re.MULTILINE)


@lru_cache(maxsize=1)
def needs_notification(files: tuple[Path, ...] = ORCA) -> bool:
    """Whether the reader that this machine has speaks no announcement."""
    for file in files:
        if file.is_file():
            found = _VERSION.search(file.read_text("utf-8", errors="replace")[:10_000])
            return found is not None and int(found[1]) < KNOWS_ANNOUNCEMENTS
    return False


class Told(QWidget):
    """Sentences for readers that know no announcement: a pixel of the window that appears with each of them.

    Such a reader throws away what appears while more than fifty changes of a window wait for it, and asks for the name
    of what appeared when it comes to it, which may be seconds later. A sentence therefore stays until the reader asks
    what labels it, which it does to speak it, and appears again if it did not; then comes the next one.
    """

    def __init__(self, parent: QWidget, again_ms: int = AGAIN_MS) -> None:
        super().__init__(parent)
        self.setGeometry(0, 0, 1, 1)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._waiting: deque[str] = deque(maxlen=MOST_WAITING)
        self._shown, self._times = "", 0
        self._read = False  # a reader is there that speaks them
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(again_ms)
        self._timer.timeout.connect(self._again)
        self._gap = QTimer(self)
        self._gap.setSingleShot(True)
        self._gap.setInterval(GAP_MS)
        self._gap.timeout.connect(self._next)

    def tell(self, text: str, urgent: bool = False) -> None:
        """`urgent`: before those that wait. As long as nobody reads them, only the newest waits."""
        if not self._read:
            self._waiting.clear()
        if text in self._waiting:
            return
        if urgent:
            self._waiting.appendleft(text)
        else:
            self._waiting.append(text)
        if not self._gap.isActive():
            self._next()

    def asked(self) -> None:
        """A reader wants to know what labels it: it is about to speak it."""
        if self._shown:
            self._read, self._shown = True, ""
            self._timer.stop()
            self._gap.start()
        elif self._gap.isActive():
            self._gap.start()  # it is in the middle of its questions

    def _next(self) -> None:
        if self._waiting and not self._shown:
            self._shown, self._times = self._waiting.popleft(), 0
            self.setAccessibleName(self._shown)
            self._again()

    def _again(self) -> None:
        if self._times >= (MOST_TIMES if self._read else FEW_TIMES):  # nobody reads them
            self._read, self._shown = False, ""
            while len(self._waiting) > 1:
                self._waiting.popleft()
            self._next()
        elif self._shown:
            self._times += 1
            self._timer.start()
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.ObjectShow))

    def accessible(self) -> QAccessibleInterface:
        return _Appeared(self)


class _Appeared(QAccessibleWidget):
    """As the reader asks for it."""

    def __init__(self, told: Told) -> None:
        super().__init__(told, QAccessible.Role.Notification)
        self._told = told

    def relations(
        self, match: QAccessible.RelationFlag = QAccessible.RelationFlag.AllRelations
    ) -> list[tuple[QAccessibleInterface, QAccessible.RelationFlag]]:
        self._told.asked()
        return []


def _interface(_class: str, thing: QObject) -> QAccessibleInterface | None:
    """Widgets that tell more or less than Qt would make their own."""
    make: Callable[[], QAccessibleInterface] | None = getattr(thing, "accessible", None)
    return make() if callable(make) else None


def install() -> None:
    """Once a process, before the first window."""
    QAccessible.installFactory(_interface)
    # Qt warns at each letter that a field without a text on the bus got one: it is meant so (SecretEdit).
    QLoggingCategory.setFilterRules("qt.accessibility.atspi.warning=false")


def tell(source: QWidget, text: str, urgent: bool = False) -> None:
    """Have it spoken, now; `urgent` before what is being spoken."""
    if not text or not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(source, text)
    levels = QAccessible.AnnouncementPoliteness
    event.setPoliteness(levels.Assertive if urgent else levels.Polite)
    QAccessible.updateAccessibility(event)
    told = source.window().findChild(Told) if needs_notification() else None
    if told is not None:
        told.tell(text, urgent)


class Teller(QObject):
    """Of one place in which sentences appear: each is spoken once it stands there."""

    def __init__(self, place: QWidget, settle_ms: int = SETTLE_MS) -> None:
        super().__init__(place)
        self._place = place
        self._text, self._urgent = "", False
        self._said, self._said_at = "", 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(settle_ms)
        self._timer.timeout.connect(self._now)

    def tell(self, text: str, urgent: bool = False) -> None:
        """`text` stands there now; "" nothing does."""
        if (text, urgent) != (self._text, self._urgent):
            self._text, self._urgent = text, urgent
            self.again()

    def again(self) -> None:
        """The place may be seen now."""
        if QAccessible.isActive():
            self._timer.start()

    def forget(self) -> None:
        """The place is no longer seen; what appears there is new."""
        self._said = ""

    def _now(self) -> None:
        if not self._place.isVisible():
            return
        now = time.monotonic()
        counted = self._said and _NUMBER.sub("0", self._text) == _NUMBER.sub("0", self._said)
        if self._text == self._said or (counted and now - self._said_at < AGAIN_SECONDS):
            return
        self._said, self._said_at = self._text, now
        tell(self._place, self._text, self._urgent)


class Spoken(QLabel):
    """A label whose sentences are spoken when they appear."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.teller = Teller(self)

    def say(self, text: str, urgent: bool = False) -> None:
        self.setText(text)
        self.teller.tell(text, urgent)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.teller.again()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.teller.forget()
