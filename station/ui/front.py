"""Joins pages to desks and walks between them: sign-in, the counter's steps, the rooms of the table."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QTimer

from station.domain.officer import Permission
from station.domain.sign_in import IdleLock, IdleState, Session, SignInRules
from station.ui.application import Application
from station.ui.counter.demo_bar import DemoBar
from station.ui.counter.desk import CounterDesk
from station.ui.counter.room import PAGE_OF, CounterRoom, Window
from station.ui.keys import Act
from station.ui.office.log_in_desk import LogInPresenter
from station.ui.pages import Pages
from station.ui.presenter import code_of
from station.ui.rooms import Back, Furnish, OpenRoom, Room, Stage, room_of
from station.ui.shell import Shell
from station.ui.theme import Tone
from station.ui.widgets.rail import RailState, TravellerState
from station.ui.words import say_problem
from station.work import Runner

T = TypeVar("T")

STATUS_MS = 700
ACTIVITY = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


class Front(QObject):
    """One window for one officer at a time. No rule of the border lives here: the desks answer `allows`."""

    def __init__(
        self, app: Application, shell: Shell, back: Back, runner: Runner, in_order: Runner, rules: SignInRules
    ) -> None:
        """`in_order` runs one job at a time: a capture, its end, and what follows it rely on that."""
        super().__init__()
        self._app, self._shell, self._back, self._runner, self._in_order = app, shell, back, runner, in_order
        self._session: Session | None = None
        self._room: OpenRoom | None = None
        self._page = "log_in"
        self._counter: CounterRoom | None = None  # where the room is a counter
        self._idle = IdleLock(rules, time.monotonic())
        self._pages = Pages()
        self._page_before = "log_in"
        self._halted = False  # the lock stopped a capture
        for name, page in self._pages.named().items():
            shell.add_page(name, page)
            page.turned.connect(self._turn)
        log_in = self._pages.log_in
        self._log_in = LogInPresenter(log_in.render_view, runner, back.log_in_desk(), self._arrived, app.gui.post)
        log_in.join(self._log_in)
        shell.asked.connect(self._asked)
        app.failed.connect(self._say_failed)
        app.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.setInterval(STATUS_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._log_in.open()
        self._go("log_in")
        self._tick()
        self._hint()

    # ---- arriving and leaving

    def _arrived(self, session: Session) -> None:
        """A new officer, the same one after the lock, or a colleague who takes the counter over with its visit."""
        kept, before, counter = self._room, self._session, self._counter
        self._session = session
        self._idle.unlock(time.monotonic())
        if kept is not None and before is not None and session.id == before.id:
            self._back_to_page()
        elif counter is not None and session.officer.may(Permission.ENROL):
            counter.desk.take_over(
                session.officer
            )  # only a counter goes from hand to hand; other rooms are one person's
            self._back_to_page()
        else:
            self._close_room()
            self._enter(session)

    def _back_to_page(self) -> None:
        self._go(self._page_before)
        halted, self._halted = self._halted, False
        if halted and self._counter is not None:
            self._counter.fingers.open()

    def _enter(self, session: Session) -> None:
        """The room of the officer's role."""
        officer, room = session.officer, room_of(session.officer)
        if officer.may(Permission.ENROL):
            self._open(lambda: self._back.counter(officer), self._counter_open)
        elif room is not None:
            self._open(lambda: room.build(self._back, session), lambda furnish: self._room_open(room, furnish))
        else:
            self._no_room("no_room_for_role")

    def _open(self, build: Callable[[], T], opened: Callable[[T], None]) -> None:
        self._shell.say(Tone.INFO, self.tr("Opening devices and records …"))
        self._runner.run(build, opened, self._could_not_open)

    def _could_not_open(self, error: BaseException) -> None:
        code = code_of(error)
        self._no_room(code or "unexpected")
        if not code:
            raise error

    def _no_room(self, code: str) -> None:
        self._sign_out()
        self._shell.say(Tone.BAD, say_problem(code))

    def _sign_out(self) -> None:
        session, self._session = self._session, None
        self._close_room()
        if session is not None:
            self._runner.run(lambda: self._back.sign_out(session), lambda _: None, self._unexpected)
        self._log_in.open()
        self._go("log_in")
        self._hint()

    def _close_room(self) -> None:
        room, self._room = self._room, None
        counter, self._counter = self._counter, None
        if counter is not None:
            counter.close()
        self._rail(RailState(), TravellerState())
        self._shell.show_tools(None)
        if room is not None:
            room.leave()
            self._in_order.run(room.close, lambda _: None, self._unexpected)

    def _hint(self) -> None:
        """The demonstration has no secrets: who may sign in, and with what."""
        if self._back.status().mode == "demo":
            text = self.tr(
                "Sign in as officer, supervisor, technician, administrator or auditor; the password is {password}."
            )
            self._shell.say(Tone.INFO, text.format(password="demo-demo"))  # noqa: S106

    def _unexpected(self, error: BaseException) -> None:
        """An expected error becomes a sentence; the hook logs any other and says so."""
        code = code_of(error)
        if not code:
            raise error
        self._shell.say(Tone.BAD, say_problem(code))

    # ---- the counter

    def _counter_open(self, desk: CounterDesk) -> None:
        window = Window(
            self._pages,
            self._in_order,
            self._app.gui.post,
            language=lambda: self._app.language,
            page=lambda: self._page,
            go=self._go,
            rail=self._rail,
            online=lambda: self._back.status().online,
            refuse=self._no_room,
            fail=self._unexpected,
        )
        self._counter = counter = CounterRoom(window, desk)
        counter.join()
        self._room = OpenRoom(counter.presenters, desk.close)
        self._show_demo()
        counter.open()

    def _show_demo(self) -> None:
        """The demonstration's own bar."""
        demo = self._back.rehearsal()
        if demo is None:
            return
        bar = DemoBar(demo.names)
        bar.chosen.connect(demo.choose)
        bar.scanned.connect(lambda: self._scan(demo.lines()))
        self._shell.show_tools(bar)

    def _scan(self, lines: tuple[str, ...]) -> None:
        if self._counter is not None:
            self._counter.document.read(lines)

    def _rail(self, rail: RailState, traveller: TravellerState) -> None:
        self._shell.render_rail(rail)
        self._shell.render_traveller(traveller)

    # ---- the other rooms

    def _room_open(self, room: Room, furnish: Furnish) -> None:
        self._room = furnish(Stage(self._pages, self._runner, self._in_order, self._app.gui.post))
        self._turn(next(iter(self._room.presenters)))
        if room.permission in {Permission.DEVICES, Permission.ADMINISTER}:
            self._warn_of_identity()

    def _turn(self, name: str) -> None:
        """To a page of the room that is open; the page before forgets what only it may show."""
        if self._room is None or name not in self._room.presenters:
            return
        before = self._room.presenters.get(self._page)
        if before is not None and name != self._page:
            before.leave()
        self._room.presenters[name].open()
        self._go(name)

    def _warn_of_identity(self) -> None:
        """To whoever can have it renewed; an officer hears of it only where no visit can be opened."""
        code = self._back.status().identity
        if code:
            self._shell.say(Tone.WARN, say_problem(code))

    # ---- the window

    def _go(self, name: str) -> None:
        self._page = name
        if name != "log_in":
            self._page_before = name
        self._shell.show_page(name)

    def _asked(self, act: Act) -> None:
        if act is Act.LANGUAGE:
            self._app.next_language()
        elif act is Act.THEME:
            self._app.next_theme()
        elif act in {Act.LARGER, Act.SMALLER}:
            self._app.resize_text(1 if act is Act.LARGER else -1)
        elif act is Act.LOCK and self._session is not None and self._page != "log_in":
            self._idle.lock()
            self._lock()
        elif act is Act.SIGN_OUT and self._session is not None:
            self._sign_out()

    def _lock(self) -> None:
        session = self._session
        if session is None or self._page == "log_in":
            return
        self._runner.run(lambda: self._back.locked(session), lambda _: None, self._unexpected)
        counter = self._counter
        if counter is not None and self._page == "fingers" and counter.fingers.state.capturing:
            counter.fingers.leave()  # the scanner is free for the finger of whoever takes over
            self._halted = True
        self._log_in.open(session)
        self._go("log_in")

    def _tick(self) -> None:
        officer = self._session.officer if self._session is not None else None
        self._shell.render_status(self._back.status(), officer)
        if self._session is None or self._page == "log_in":
            return
        state, left = self._idle.state(time.monotonic())
        if state is IdleState.LOCKED:
            self._lock()
        elif state is IdleState.COUNTDOWN:
            self._shell.say(
                Tone.WARN, self.tr("Locking in {seconds} s. The visit is kept.").format(seconds=round(left))
            )
        if self._counter is not None and self._page in PAGE_OF.values():
            self._counter.rail()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in ACTIVITY:
            self._idle.touch(time.monotonic())
        return super().eventFilter(watched, event)

    def _say_failed(self, code: str) -> None:
        self._shell.say(Tone.BAD, say_problem(code))

    def close_after(self, seconds: float) -> None:
        """For measuring the start: close the window by itself."""
        QTimer.singleShot(round(seconds * 1000), self._shell.close)

    def close(self) -> None:
        """Before the window goes: end captures, so that no worker waits for a device."""
        self._timer.stop()
        self._app.removeEventFilter(self)
        self._app.failed.disconnect(self._say_failed)
        self._log_in.leave()
        if self._room is not None:
            self._room.leave()

    def release(self) -> None:
        """After the last job has ended: let go of what the officer had open."""
        room, self._room = self._room, None
        if room is not None:
            room.close()
