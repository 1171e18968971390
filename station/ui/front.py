"""Joins pages to desks and walks between them: sign-in, the counter's steps, the rooms of the table."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from shiboken6 import isValid

from station.domain.officer import Permission, Preferences
from station.domain.sign_in import IdleLock, IdleState, Session, SignInRules
from station.ui import theme
from station.ui.application import LANGUAGES, SCALES, Application
from station.ui.counter.demo_bar import DemoBar
from station.ui.counter.desk import CounterDesk
from station.ui.counter.room import PAGE_OF, CounterRoom, Window
from station.ui.facing import Facing
from station.ui.guest import Guest
from station.ui.keys import Act
from station.ui.office.log_in_desk import LogInPresenter
from station.ui.pages import Pages
from station.ui.presence import Presence
from station.ui.presenter import code_of
from station.ui.review.figures_desk import FiguresDesk, FiguresPresenter
from station.ui.review.past_desk import PastDesk, PastPresenter
from station.ui.review.stays_desk import StaysDesk, StaysPresenter
from station.ui.rooms import Back, Furnish, OpenRoom, Rehearsal, Room, Stage, room_of
from station.ui.shell import Shell
from station.ui.theme import Tone
from station.ui.widgets.rail import RailState, TravellerState
from station.ui.widgets.tour_bar import TourBar
from station.ui.widgets.user_menu import Wish
from station.ui.words import say_problem
from station.work import Runner

T = TypeVar("T")

STATUS_MS = 700
REST_S = 1.0  # without a key or a mouse
TYPING_SECONDS = 1.0  # a longer pause between two letters, and they were not typed in one go
ACTIVITY = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


_OVER = frozenset({"past", "stays", "figures"})  # pages that lie over another one
_OVER_NEEDS = {Act.PAST: Permission.VERIFY, Act.STAYS: Permission.ADJUDICATE, Act.FIGURES: Permission.VERIFY}

OverPresenter = PastPresenter | StaysPresenter | FiguresPresenter


class Front(QObject):
    """One window for one officer at a time. No rule of the border lives here: the desks answer `allows`."""

    def __init__(
        self,
        app: Application,
        shell: Shell,
        back: Back,
        runner: Runner,
        in_order: Runner,
        rules: SignInRules,
        facing: Facing | None = None,
    ) -> None:
        """`in_order` runs one job at a time: a capture, its end, and what follows it rely on that. `facing`: what the
        traveller sees; None: this counter has no screen for them."""
        super().__init__()
        self._app, self._shell, self._back, self._runner, self._in_order = app, shell, back, runner, in_order
        self._session: Session | None = None
        self._room: OpenRoom | None = None
        self._page = "log_in"
        self._facing = facing
        self._counter: CounterRoom | None = None  # where the room is a counter
        self._idle = IdleLock(rules, time.monotonic())
        self._pages = Pages()
        self._page_before = "log_in"
        self._halted = False  # the lock stopped a capture
        self._recalled, self._toured = False, False  # whether the officer's preferences have come, and said so
        self._over: OverPresenter | None = None
        self._covered = ""  # the page under that of past travellers or of stays
        self._pages.past.closed.connect(self._close_over)
        self._pages.stays.closed.connect(self._close_over)
        self._pages.figures.closed.connect(self._close_over)
        self._typed_at = -math.inf  # when a letter was last typed on the sign-in page, or right after it
        self._usual = self._now_liked()
        self._tour = TourBar()
        stage = Stage(self._pages, runner, in_order, app.gui.post)
        self._guest = Guest(stage, back, self._go, self._guest_ended, self._unexpected)
        shell.show_under_banner(self._tour)
        self._tour.ended.connect(self._tour_ended)
        for name, page in self._pages.named().items():
            shell.add_page(name, page)
            page.turned.connect(self._turn)
            page.changed.connect(self._face_traveller)
        log_in = self._pages.log_in
        self._log_in = LogInPresenter(log_in.render_view, runner, back.log_in_desk(), self._arrived, app.gui.post)
        log_in.join(self._log_in)
        log_in.rehearsal = back.status().mode == "demo"
        shell.asked.connect(self._asked)
        app.failed.connect(self._say_failed)
        self._presence = Presence(self._present, self)
        self._presence.watch_all(shell)  # what was made before; what comes is watched when it is polished
        app.watch(self)
        app.turned.connect(self._look_turned)
        self._timer = QTimer(self)
        self._timer.setInterval(STATUS_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._log_in.open()
        self._go("log_in")
        self._tick()

    # ---- arriving and leaving

    def _arrived(self, session: Session) -> None:
        """A new officer, the same one after the lock, or a colleague who takes the counter over with its visit."""
        kept, before, counter = self._room, self._session, self._counter
        self._session = session
        self._idle.unlock(time.monotonic())
        if before is None or session.officer != before.officer:
            self._recalled = False
            self._recall_preferences(session)
        if kept is not None and before is not None and session.id == before.id:
            self._back_to_page()
        elif counter is not None and session.officer.may(Permission.ENROL):
            counter.desk.take_over(
                session.officer
            )  # only a counter goes from hand to hand; other rooms are one person's
            self._end_over()
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
        self._log_in.enters(True)
        self._runner.run(build, lambda desk: self._opened(lambda: opened(desk)), self._could_not_open)

    def _opened(self, show: Callable[[], None]) -> None:
        self._log_in.enters(False)
        show()

    def _could_not_open(self, error: BaseException) -> None:
        code = code_of(error)
        self._log_in.enters(False)
        self._no_room(code or "unexpected")
        if not code:
            raise error

    def _no_room(self, code: str) -> None:
        self._sign_out()
        self._shell.say(Tone.BAD, lambda: say_problem(code))

    def _sign_out(self) -> None:
        self._guest.end()
        session, self._session = self._session, None
        self._tour.hide()
        if self._over is not None:
            self._over.leave()
        self._close_room()
        if session is not None:
            self._like(self._usual)  # of the station, not of the officer who left
        if session is not None:
            self._runner.run(lambda: self._back.sign_out(session), lambda _: None, self._unexpected)
        self._log_in.open()
        self._go("log_in")

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

    def _unexpected(self, error: BaseException) -> None:
        """An expected error becomes a sentence; the hook logs any other and says so."""
        code = code_of(error)
        if not code:
            raise error
        self._shell.say(Tone.BAD, lambda: say_problem(code))

    # ---- what each officer likes

    def _now_liked(self) -> Preferences:
        look = theme.look()
        return Preferences(self._app.language, look.tokens.name, look.scale, self._toured)

    def _like(self, liked: Preferences) -> None:
        """Show the window so; a language or a theme that this version does not have is left as it is."""
        if liked.language in LANGUAGES:
            self._app.set_language(liked.language)
        now = theme.look()
        scale = min(max(liked.scale, SCALES[0]), SCALES[-1])
        self._app.set_look(replace(now, tokens=theme.THEMES.get(liked.theme, now.tokens), scale=scale))
        self._toured = liked.toured

    def _recall_preferences(self, session: Session) -> None:
        def found(liked: Preferences | None) -> None:
            if self._session is not None and self._session.id == session.id:
                if liked is not None:
                    self._like(liked)
                self._recalled = True
                self._first_tour()

        self._runner.run(lambda: self._back.preferences(session), found, self._unexpected)

    def _keep_preferences(self) -> None:
        """Of whoever is signed in; before that the window changes for the moment only."""
        session, liked = self._session, self._now_liked()
        if session is not None and self._page != "log_in" and not self._guest.here:
            self._in_order.run(lambda: self._back.keep_preferences(session, liked), lambda _: None, self._unexpected)

    # ---- the tour of the demonstration

    def _first_tour(self) -> None:
        """Once for each officer of a demonstration that is at the counter."""
        asked = self._recalled and not self._toured and not self._tour.isVisible()
        if asked and self._back.rehearsal() is not None and self._counter is not None:
            self._show_tour()

    def _show_tour(self) -> None:
        """From its beginning, or away with it."""
        if self._back.rehearsal() is None:
            return
        if self._tour.isVisible():
            self._tour.hide()
            self._tour_ended()
        else:
            self._tour.start()

    def _tour_ended(self) -> None:
        if not self._toured:
            self._toured = True
            self._keep_preferences()

    # ---- what lies over another page: past travellers, stays, figures

    def _show_over(self, act: Act) -> None:
        """From any page of those who may, but from one that captures; what it covers is kept."""
        session = self._session
        if session is None or self._page in {"log_in", "face", "fingers"} or not session.officer.may(_OVER_NEEDS[act]):
            return
        if self._page in _OVER:
            self._close_over()
        self._covered = self._page
        if act is Act.PAST:
            self._runner.run(lambda: self._back.past(session), self._past_open, self._unexpected)
        elif act is Act.STAYS:
            self._runner.run(lambda: self._back.stays(session), self._stays_open, self._unexpected)
        else:
            self._runner.run(lambda: self._back.figures(session), self._figures_open, self._unexpected)

    def _past_open(self, desk: PastDesk) -> None:
        if self._may_cover():
            page = self._pages.past
            presenter = PastPresenter(page.render_view, self._runner, desk)
            page.join(presenter)
            self._cover("past", presenter)

    def _stays_open(self, desk: StaysDesk) -> None:
        if self._may_cover():
            page = self._pages.stays
            presenter = StaysPresenter(page.render_view, self._runner, desk)
            page.join(presenter)
            self._cover("stays", presenter)

    def _figures_open(self, desk: FiguresDesk) -> None:
        if self._may_cover():
            page = self._pages.figures
            presenter = FiguresPresenter(page.render_view, self._runner, desk)
            page.join(presenter)
            self._cover("figures", presenter)

    def _cover(self, name: str, presenter: OverPresenter) -> None:
        self._over = presenter
        presenter.open()
        self._go(name)

    def _may_cover(self) -> bool:
        """Nobody signed out, locked or went on meanwhile."""
        return self._session is not None and self._page == self._covered

    def _end_over(self) -> None:
        """What the officer before searched for is theirs, and so would be, in the log, whatever is asked on there."""
        over, self._over = self._over, None
        if over is not None:
            over.leave()
            if self._page_before in _OVER:
                self._page_before = self._covered

    def _close_over(self) -> None:
        if self._over is not None and self._page in _OVER:
            self._over.leave()
            self._go(self._covered)

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
            supervisor=self._guest.ask,
        )
        self._counter = counter = CounterRoom(window, desk)
        counter.join()
        self._room = OpenRoom(counter.presenters, desk.close)
        self._show_demo()
        counter.open()

    def _guest_ended(self) -> None:
        """The supervisor has gone; the counter is its officer's alone."""
        self._pages.log_in.join(self._log_in)
        self._log_in.refresh()
        if self._counter is not None:
            self._go("check")
            self._counter.check.poll()

    def _show_demo(self) -> None:
        """The demonstration's own bar."""
        demo = self._back.rehearsal()
        if demo is None:
            return
        self._shell.header.menu.offer_tour(True)
        bar = DemoBar(demo.names, demo.chosen)
        bar.chosen.connect(partial(self._comes, demo, bar))
        bar.scanned.connect(lambda: self._scan(demo.lines()))
        self._shell.show_tools(bar)
        self._first_tour()

    def _comes(self, demo: Rehearsal, bar: DemoBar, bearer: int, document: int) -> None:
        """Another traveller of the demonstration steps before the camera; painting a face takes a worker a while."""

        def there() -> None:
            if isValid(bar):  # signed out meanwhile
                bar.show_coming(False)

        def failed(error: BaseException) -> None:
            there()
            self._unexpected(error)

        bar.show_coming(True)
        self._runner.run(lambda: demo.choose(bearer, document), lambda _: there(), failed)

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
            self._shell.say(Tone.WARN, lambda: say_problem(code))

    # ---- the window

    def _go(self, name: str) -> None:
        self._page = name
        if name != "log_in":
            self._page_before = name
        self._shell.show_page(name)
        self._face_traveller()

    def _face_traveller(self) -> None:
        if self._facing is not None:
            self._facing.follow(self._page, self._counter, self._pages.done)

    def _asked(self, act: Act | Wish) -> None:
        if isinstance(act, Wish):
            if act.kind == "language":
                self._app.set_language(act.value)
            else:
                self._app.choose_theme(act.value)
            self._keep_preferences()
        elif act is Act.LANGUAGE:
            self._app.next_language()
            self._keep_preferences()
        elif act is Act.THEME:
            self._app.next_theme()
            self._keep_preferences()
        elif act in {Act.LARGER, Act.SMALLER}:
            self._app.resize_text(1 if act is Act.LARGER else -1)
            self._keep_preferences()
        elif act is Act.TOUR:
            self._show_tour()
        elif act in _OVER_NEEDS:
            self._show_over(act)
        elif act is Act.SIGN_OUT and self._guest.here:
            self._guest.end()  # the supervisor goes; the officer stays
        elif act is Act.LOCK and self._session is not None and (self._page != "log_in" or self._guest.here):
            self._idle.lock()
            self._lock()
        elif act is Act.SIGN_OUT and self._session is not None:
            self._sign_out()

    def _lock(self) -> None:
        self._guest.end()
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
        officer = self._guest.officer or (self._session.officer if self._session is not None else None)
        status = self._back.status()
        self._shell.render_status(status, officer)
        self._log_in.station_opens(status.opening)
        if self._page == "done":
            self._pages.done.follow(status.online, status.waiting)
        if self._session is None or (self._page == "log_in" and not self._guest.here):
            return
        state, left = self._idle.state(time.monotonic())
        if state is IdleState.LOCKED:
            self._lock()
        elif state is IdleState.COUNTDOWN:
            self._shell.say(
                Tone.WARN, lambda: self.tr("Locking in {seconds} s. The visit is kept.").format(seconds=round(left))
            )
        if self._counter is not None and self._page in PAGE_OF.values():
            self._counter.rail()

    def at_rest(self) -> bool:
        """Whether nobody has done anything at the window for a moment, so that a longer pause of it is not felt."""
        return self._idle.untouched(time.monotonic()) >= REST_S

    def _look_turned(self) -> None:
        """What the page has made anew meanwhile was polished while nobody watched."""
        page = self._shell.page()
        if page is not None:
            self._presence.watch_all(page)

    def _present(self) -> None:
        """Somebody works here."""
        self._idle.touch(time.monotonic())

    def _travellers(self, watched: QObject) -> bool:
        return self._facing is not None and self._facing.owns(watched)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.Polish and not self._travellers(watched):
            self._presence.watch(watched)
        if kind in ACTIVITY:
            if self._travellers(watched):
                return super().eventFilter(watched, event)  # the traveller's touch keeps no officer signed in
            self._present()
        if kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._belongs_to_a_password(event):
            return True
        return super().eventFilter(watched, event)

    def _belongs_to_a_password(self, event: QKeyEvent) -> bool:
        """Whether a letter goes on with what was typed on the sign-in page: the page may have changed under the hands
        of whoever typed, and what follows a part of a password is no traveller's document."""
        text, now = event.text(), time.monotonic()
        commanded = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if not text or commanded or not (text.isprintable() or text in "\r\n"):
            return False
        if self._page == "log_in":
            self._typed_at = now if text.isprintable() else self._typed_at
            return False
        if now - self._typed_at > TYPING_SECONDS:
            return False
        self._typed_at = now
        return True

    def _say_failed(self, code: str) -> None:
        self._shell.say(Tone.BAD, lambda: say_problem(code))

    def close_after(self, seconds: float) -> None:
        """For measuring the start: close the window by itself."""
        QTimer.singleShot(round(seconds * 1000), self._shell.close)

    def close(self) -> None:
        """Before the window goes: end captures, so that no worker waits for a device."""
        self._timer.stop()
        if self._facing is not None:
            self._facing.close()
        self._app.unwatch(self)
        self._app.turned.disconnect(self._look_turned)
        self._app.failed.disconnect(self._say_failed)
        self._guest.end()
        self._log_in.leave()
        if self._room is not None:
            self._room.leave()

    def release(self) -> None:
        """After the last job has ended: let go of what the officer had open."""
        room, self._room = self._room, None
        if room is not None:
            room.close()
