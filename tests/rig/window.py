"""The whole window over the demonstration's devices, driven as an officer would, without clicks."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent

from station import app as root
from station.config import Config
from station.domain.outcome import Verdict
from station.domain.samples import Veto
from station.domain.sign_in import DEMO_PASSWORD
from station.ui.application import Application
from station.ui.collector import GuiCollector
from station.ui.facing import Facing
from station.ui.front import Front
from station.ui.shell import Shell
from station.ui.theme import THEMES, Look
from station.work import Pool


class Window:
    """`by_itself`: whether steps go on where everything is in order; most journeys look at each page first. `facing`:
    what the traveller sees, for journeys that look at it; whoever made it closes it."""

    def __init__(self, app: Application, folder: Path, by_itself: bool = False, facing: Facing | None = None) -> None:
        self.by_itself = by_itself
        config = Config(mode="demo", station="demo-01", place="Test", data=str(folder), language="en")
        self.app = app
        with contextlib.ExitStack() as guard:  # what was made is closed where the next cannot be made
            self.collector = GuiCollector()
            guard.callback(self.collector.stop)
            app.set_look(Look(THEMES["light"]))
            self.shell = Shell()
            self.behind = root.Behind(config, demo=True)
            self.side, self.in_order = Pool(2, "side", app.gui.post), Pool(1, "counter", app.gui.post)
            guard.callback(self.side.close)
            guard.callback(self.in_order.close)
            self.front = Front(
                app, self.shell, self.behind, self.side, self.in_order, root._idle_rules(demo=True), facing
            )
            self.shell.resize(1440, 900)
            self.shell.show()
            self.behind.start()
            guard.pop_all()

    def close(self) -> None:
        with contextlib.ExitStack() as closing:  # last to first, whatever one of them raises
            closing.callback(self.collector.stop)
            closing.callback(self._let_go)
            closing.callback(self.shell.close)
            closing.callback(self.behind.close)
            closing.callback(self.front.release)
            closing.callback(self.side.close)
            closing.callback(self.in_order.close)
            closing.callback(self.front.close)

    def _let_go(self) -> None:
        """Nobody holds the window when it is collected, in this thread."""
        app = self.app
        vars(self).clear()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        app.processEvents()

    @property
    def presenter(self) -> Any:
        return self.front._room.presenters[self.front._page]

    @property
    def state(self) -> Any:
        return self.presenter.state

    def until(self, what: Callable[[], bool], seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while not what():
            if self.front._counter is not None:
                self.front._counter.by_itself = self.by_itself
            assert time.monotonic() < end, f"on page {self.front._page}"
            self.app.processEvents()
            time.sleep(0.01)

    def page(self, name: str, seconds: float = 60.0) -> None:
        self.until(lambda: self.front._page == name, seconds)

    def sign_in(self, name: str, page: str) -> None:
        self.front._log_in.log_in(name, DEMO_PASSWORD, "", "")
        self.page(page, 120)

    def sign_out(self) -> None:
        self.front._sign_out()
        self.page("log_in")

    def up_to_fingers(self) -> None:
        self.page("document")
        demo = self.behind._opened.result().demo
        self.presenter.read(demo.lines())
        self.until(lambda: self.state.reading is not None)
        self.presenter.confirm_name(True)
        self.presenter.notice_shown(True)
        self.presenter.next()
        self.page("face")
        self.until(lambda: self.state.capture is not None)
        if self.state.shot.passed:
            self.presenter.accept()
        else:
            self.presenter.veto(Veto.OK_NO_OBVIOUS, "test")
        self.page("fingers")

    def up_to_check(self) -> None:
        self.up_to_fingers()
        self.until(lambda: self.state.done or self.state.task is not None, 120)
        while not self.state.done:
            self.until(lambda: self.state.done or (self.state.task is not None and not self.state.busy), 60)
            if not self.state.done:
                self.presenter.veto(Veto.OK_NO_OBVIOUS)
                self.until(lambda: self.state.task is None or self.state.done)
        self.until(lambda: not self.state.busy)
        self.presenter.use()
        self.page("check")
        self.until(lambda: self.state.result is not None)

    def admit(self) -> None:
        """From the check, which has said what it found, to the sealed visit."""
        self.presenter.next()
        self.page("decision")
        self.until(lambda: self.state.preview is not None)
        self.presenter.choose(Verdict.ADMIT)
        self.presenter.set_reason("in_order")
        self.presenter.sign()
        self.page("done")
