"""What happens on the auditor's page, without a widget: the list, the check of the whole log, files of evidence."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from station.domain.office import LogPage, LogQuery, LogReport, Witnessed
from station.ui.presenter import Post, Presenter, Problem
from station.work import Runner


class AuditorDesk(Protocol):
    """What the page needs; `station.office.auditing.Auditing` has it. Each call may block."""

    def actors(self) -> tuple[str, ...]: ...
    def query(self, query: LogQuery) -> LogPage: ...
    def page(self, query: LogQuery, below: int | None) -> LogPage: ...
    def witnessed(self) -> Witnessed: ...
    def verify(
        self, witnesses: Sequence[Path], cancel: threading.Event, on_progress: Callable[[float], None]
    ) -> LogReport: ...
    def save_checkpoint(self, path: Path) -> int: ...
    def save_proof(self, number: int, path: Path) -> None: ...
    def save_list(self, query: LogQuery, path: Path) -> int: ...


ALL = LogQuery()


@dataclass(frozen=True)
class AuditorState:
    busy: bool = False
    problem: Problem | None = None
    query: LogQuery = ALL
    actors: tuple[str, ...] = ()
    page: LogPage | None = None
    grouped: bool = False  # what is about one visit stands together
    turned: int = 0  # pages back from the newest
    selected: int | None = None  # number of an entry
    witnessed: Witnessed | None = None
    witnesses: tuple[Path, ...] = ()  # files with central's checkpoints
    verifying: bool = False
    share: float = 0.0
    report: LogReport | None = None
    saved: str = ""  # name of the file that was written last


@dataclass(frozen=True)
class _OpenedLog:
    page: LogPage
    actors: tuple[str, ...]
    witnessed: Witnessed


class AuditorPresenter(Presenter[AuditorState]):
    def __init__(self, show: Callable[[AuditorState], None], runner: Runner, desk: AuditorDesk, post: Post) -> None:
        super().__init__(show, runner, AuditorState())
        self._desk, self._post = desk, post
        self._stop = threading.Event()
        self._tops: list[int | None] = [None]  # below which number each page that was turned to begins

    def open(self) -> None:
        self.state = AuditorState()
        self.ask(ALL)

    # ---- the list

    def ask(self, query: LogQuery) -> None:
        """The newest page of a new list."""
        if self.state.busy:
            return
        desk = self._desk

        def job() -> _OpenedLog:
            page = desk.query(query)
            return _OpenedLog(page, desk.actors(), desk.witnessed())

        self._do(job, self._asked, query=query, selected=None, saved="")

    def _asked(self, opened: _OpenedLog) -> None:
        self._tops = [None]
        self._update(busy=False, page=opened.page, actors=opened.actors, witnessed=opened.witnessed, turned=0)

    def again(self) -> None:
        self.ask(self.state.query)

    def group(self, grouped: bool) -> None:
        self._update(grouped=grouped)

    def older(self) -> None:
        page = self.state.page
        if page is not None and page.older and not self.state.busy:
            self._turn([*self._tops, page.entries[-1].number])

    def newer(self) -> None:
        if len(self._tops) > 1 and not self.state.busy:
            self._turn(self._tops[:-1])

    def _turn(self, tops: list[int | None]) -> None:
        desk, query = self._desk, self.state.query

        def done(page: LogPage) -> None:
            self._tops = tops
            self._update(busy=False, page=page, turned=len(tops) - 1)

        self._do(lambda: desk.page(query, tops[-1]), done, selected=None, saved="")

    def select(self, number: int) -> None:
        if number != self.state.selected:
            self._update(selected=number)

    # ---- the check

    def verify(self) -> None:
        """Begin the check of the whole log; while it runs: stop it."""
        if self.state.verifying:
            self._stop.set()
            return
        self._stop = stop = threading.Event()
        desk, witnesses = self._desk, self.state.witnesses

        def progress(share: float) -> None:  # called from the worker
            self._post(lambda: self._progress(stop, share))

        self._update(verifying=True, share=0.0, report=None, problem=None, saved="")
        self._runner.run(
            lambda: desk.verify(witnesses, stop, progress),
            lambda report: self._update(verifying=False, report=report),
            self._not_verified,
        )

    def _progress(self, stop: threading.Event, share: float) -> None:
        if stop is self._stop and self.state.verifying:
            self._update(share=share)

    def _not_verified(self, error: BaseException) -> None:
        self._update(verifying=False)
        self._failed(error)

    def add_witness(self, path: str) -> None:
        """A file with a checkpoint that central gave out; the next check compares it."""
        if path and Path(path) not in self.state.witnesses:
            self._update(witnesses=(*self.state.witnesses, Path(path)), report=None)

    # ---- files

    def save_checkpoint(self, path: str) -> None:
        self._save(path, self._desk.save_checkpoint)

    def save_proof(self, path: str) -> None:
        number = self.state.selected
        if number is not None:
            self._save(path, lambda file: self._desk.save_proof(number, file))

    def save_list(self, path: str) -> None:
        query = self.state.query
        self._save(path, lambda file: self._desk.save_list(query, file))

    def _save(self, path: str, write: Callable[[Path], object]) -> None:
        if path and not self.state.busy:
            file = Path(path)
            self._do(lambda: write(file), lambda _done: self._update(busy=False, saved=file.name), saved="")

    def leave(self) -> None:
        """Signing out: no check goes on without its auditor."""
        self._stop.set()
