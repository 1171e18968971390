"""The window while a machine becomes a station: one page, no officer, the keys of language, theme and text size."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from station.domain.desk import StationStatus
from station.ui.application import LANGUAGES, Application
from station.ui.keys import Act
from station.ui.office.commission import CommissionScreen
from station.ui.office.commission_desk import CommissionDesk, CommissionPresenter, CommissionState
from station.ui.shell import Shell
from station.ui.theme import Tone
from station.ui.widgets.user_menu import Wish
from station.ui.words import say_problem
from station.work import Runner


def turn_window(app: Application, act: Act | Wish) -> None:
    """Language, theme and text size of a window in which nobody is signed in."""
    if isinstance(act, Wish):
        if act.kind == "language":
            app.set_language(act.value)
        else:
            app.choose_theme(act.value)
    elif act is Act.LANGUAGE:
        app.next_language()
    elif act is Act.THEME:
        app.next_theme()
    elif act in {Act.LARGER, Act.SMALLER}:
        app.resize_text(1 if act is Act.LARGER else -1)


class CommissionFront(QObject):
    """`ended`: the station is one, and the page has left the window."""

    def __init__(
        self, app: Application, shell: Shell, runner: Runner, desk: CommissionDesk, ended: Callable[[], None]
    ) -> None:
        super().__init__()
        self._app, self._shell, self._ended = app, shell, ended
        self.page = CommissionScreen()
        self.presenter = CommissionPresenter(self._show, runner, desk, self._speak, self._end)
        self.page.join(self.presenter)
        shell.add_page("commission", self.page)
        shell.asked.connect(self._asked)
        app.failed.connect(self._say_failed)
        self.presenter.refresh()
        shell.show_page("commission")
        self.presenter.open()

    def _show(self, state: CommissionState) -> None:
        facts = state.facts
        if facts is not None:
            self._shell.render_status(StationStatus(facts.station, facts.place, facts.mode), None)
        self.page.render_view(state)

    def _speak(self, language: str) -> None:
        if language in LANGUAGES:
            self._app.set_language(language)

    def _asked(self, act: Act | Wish) -> None:
        turn_window(self._app, act)

    def _say_failed(self, code: str) -> None:
        self._shell.say(Tone.BAD, lambda: say_problem(code))

    def _end(self) -> None:
        self.close()
        self._ended()

    def close(self) -> None:
        self._shell.asked.disconnect(self._asked)
        self._app.failed.disconnect(self._say_failed)
        self._shell.remove_page(self.page)
