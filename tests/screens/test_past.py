"""Past travellers: searched for as one types, one history in one page, for whoever has the right; nothing stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from station.counter.enrol import seal_visit
from station.domain.audit import Act as Acted
from station.domain.chip import ChipResult, SealEvidence
from station.domain.officer import Officer, Role
from station.domain.register import TravellerPage
from station.office.accounts import Accounts
from station.office.log_in import LogIn
from station.register.past import PastTravellers
from station.store import audit_log
from station.store.session import Store
from station.ui.application import Application
from station.ui.keys import Act
from station.ui.review.past import PastScreen
from station.ui.review.past_desk import PastPresenter, PastState
from station.ui.shell import Shell
from station.vault import passwords
from station.work import Now
from tests.rig import visits
from tests.screens import chip_states
from tests.screens.gallery import settle

WORD = "selamat pagi"


class Later:
    """Runs a job when it is told to."""

    def __init__(self) -> None:
        self.jobs: list[Callable[[], None]] = []

    def run(self, job: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[BaseException], None]) -> None:
        self.jobs.append(lambda: done(job()))

    def step(self) -> None:
        self.jobs.pop(0)()


class Desk:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def search(self, typed: str, after: int | None = None) -> TravellerPage:
        self.asked.append(typed)
        return TravellerPage((), None)

    def history(self, person: str) -> Any:
        raise AssertionError


def test_what_was_typed_while_a_search_ran_is_searched_for_next_and_nothing_between():
    shown: list[PastState] = []
    later, desk = Later(), Desk()
    presenter = PastPresenter(shown.append, later, desk)
    for typed in ("t", "ta", "tan", "tanu", "tanuw"):
        presenter.write(typed)
    assert len(later.jobs) == 1
    later.step()
    assert not shown[-1].searched  # "ta" is not what stands in the field
    later.step()
    assert desk.asked == ["ta", "tanuw"] and shown[-1].searched and later.jobs == []
    presenter.write("t")
    assert (shown[-1].searched, later.jobs) == (False, [])


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)
    opened = visits.open_store(tmp_path, visits.station_keys(tmp_path, visits.agency_keys(tmp_path / "agency")))
    yield opened
    opened.close()


def test_a_history_is_found_by_typing_and_every_search_is_in_the_log(store: Store, shell: Shell, app: Application):
    seals = (SealEvidence(b"seal", "visa", "UTO", ChipResult.UNDETERMINED, visits.T0),)
    made = visits.visit(1, chip=chip_states.CLONE, page=b"\xff\xd8\xff", seals=seals)
    seal_visit(store, made)
    Accounts(store).add("system", Officer("rini", "Rini", Role.OFFICER), WORD, must_change=False)
    session = LogIn(store).sign_in("rini", WORD)
    page = PastScreen()
    presenter = PastPresenter(page.render_view, Now(), PastTravellers(store, session))
    page.join(presenter)
    shell.add_page("past", page)
    presenter.open()
    shell.show_page("past")
    settle(app)
    QTest.keyClicks(shell.focusWidget(), "tanuwi")
    assert [one.person for one in page.state.travellers] == [made.person]
    page._table.setFocus()
    QTest.keyClick(page._table, Qt.Key.Key_Down)
    settle(app)
    history = page.state.history
    assert history is not None and [one.id for one in history.crossings] == [made.id]
    assert page._crossings.rowCount() == 1 and page._stays.rowCount() == 1 and page._crossings.isVisible()
    with store.reading() as unit:
        acts = [event.act for _, event in audit_log.newest(unit) if event is not None]
    assert acts.count(Acted.RECORDS_SEARCHED) == len("tanuwi") - 1 and acts.count(Acted.RECORD_READ) == 1
    page._crossings.setFocus()
    QTest.keyClick(page._crossings, Qt.Key.Key_Down)
    settle(app)
    assert page.state.kept is not None and page.state.crossing == made.id
    said = page._document._kept.text()
    assert all(word in said for word in ("page", "DG2", "seals: 1")) and page._document._faces.isVisible()
    closed: list[bool] = []
    page.closed.connect(lambda: closed.append(True))
    QTest.keyClick(shell, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    presenter.leave()
    assert closed == [True] and page.state.travellers == () and page._field.text() == ""


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_and_the_help_offer_it_to_whoever_may(shell: Shell, app: Application, role: Role):
    shell.header.menu.render_officer(Officer("x", "X", role))
    offered = Act.PAST in shell._everywhere()
    assert offered is (role in {Role.OFFICER, Role.SUPERVISOR})
    shell.header.menu._list.aboutToShow.emit()
    texts = {action.text().split("\t")[0] for action in shell.header.menu._list.actions()}
    assert ("Past travellers" in texts) is offered
