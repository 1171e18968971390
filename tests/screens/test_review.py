"""The supervisor's page under hands: tools and their keys, what they paint, the queue, passing a case on."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from station.domain.desk import CaseCount, CaseSummary, Fit, QueueView
from station.domain.outcome import CaseReason, CaseRuling, Feature, Seen
from station.errors import StationError
from station.ui.application import Application
from station.ui.keys import Act
from station.ui.page import AnyPage
from station.ui.review.odds import odds, share
from station.ui.review.pair_view import LARGEST, PairView, Sides, Way, hull
from station.ui.review.queue import CardList, CaseModel, Shelf, card_lines
from station.ui.review.supervisor import LINES, SupervisorPresenter, SupervisorScreen, offers
from station.ui.widgets.meters import same_at_start
from station.work import Now
from tests.screens.fakes import Seen as Views
from tests.screens.fakes import at_once
from tests.screens.gallery import settle, window
from tests.screens.people import NOW, fingerprint, portrait
from tests.screens.states import supervisor_states
from tests.screens.test_rooms import Cases

SHOWN = {shown.name: shown for shown in supervisor_states()}
LIVE, RECORD = fingerprint(2), fingerprint(2, 1)


def pixels(view: PairView) -> np.ndarray:
    image = view.grab().toImage().convertToFormat(view.grab().toImage().Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[..., :3].copy()


@pytest.fixture
def pair(app: Application) -> PairView:
    state = SHOWN["supervisor_case"].state.detail.fingers[0]
    view = PairView()
    view.resize(700, 420)
    view.show_sides(
        Sides(LIVE, RECORD, state.live_marks, state.record_marks, state.joined, state.fit, "now", "then", 500.0)
    )
    view.show()
    settle(app)
    return view


@pytest.mark.parametrize(
    "switched",
    [
        {"way": Way.OVERLAY}, {"way": Way.BLINK}, {"inverted": True}, {"enhanced": True}, {"mirrored": True},
        {"marks": False},
    ],
    ids=str,
)  # fmt: skip
def test_each_tool_changes_what_is_seen_and_is_taken_back(pair: PairView, switched):
    before = pixels(pair)
    usual = {name: getattr(pair.tools, name) for name in switched}
    pair.use(**switched)
    during = pixels(pair)
    assert np.mean(np.any(during != before, axis=-1)) > 0.002
    pair.use(**usual)
    assert np.array_equal(pixels(pair), before)


def test_an_overlay_is_dark_where_both_have_ridges_and_tinted_where_one_has(app: Application, pair: PairView):
    pair.show_sides(Sides(LIVE, LIVE, fit=Fit(1.0, 0.0, 0.0, 0.0), ppi=500.0))
    pair.use(way=Way.OVERLAY, marks=False)
    same = pixels(pair).astype(int)
    pair.show_sides(Sides(LIVE, np.full_like(LIVE, 255), fit=Fit(1.0, 0.0, 0.0, 0.0), ppi=500.0))
    alone = pixels(pair).astype(int)
    middle = np.s_[150:300, 300:400]
    assert same[middle].min(axis=(0, 1)).max() < 100  # both: dark in every colour
    assert (alone[middle][..., 0] - alone[middle][..., 2]).max() > 80  # one: blue


def test_pictures_that_are_tied_move_by_the_lines_and_apart_when_they_are_not(pair: PairView):
    fit = Fit(1.0, 0.3, 12.0, -9.0)
    pair.show_sides(Sides(LIVE, RECORD, fit=fit, ppi=500.0))
    pair.zoom_by(4.0)
    pair.use(tied=True)
    QTest.mousePress(pair, Qt.MouseButton.LeftButton, pos=QPoint(100, 200))
    QTest.mouseMove(pair, QPoint(60, 230))
    QTest.mouseRelease(pair, Qt.MouseButton.LeftButton, pos=QPoint(60, 230))
    at = pair._over().map(pair._centres[1])
    assert (at.x(), at.y()) == pytest.approx((pair._centres[0].x(), pair._centres[0].y()), abs=1e-6)
    pair.use(tied=False)
    stays = QPointF(pair._centres[1])
    QTest.keyClick(pair, Qt.Key.Key_Right)
    assert pair._centres[1] == stays and pair._centres[0] != pair._over().map(stays)


def test_a_zoom_keeps_the_place_under_the_pointer_and_has_an_end(pair: PairView):
    pair.zoom_by(2.0)
    at = QPointF(80, 120)
    before = pair._to_picture(0, at)
    pair.zoom_by(1.5, at)
    after = pair._to_picture(0, at)
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()), abs=1e-6)
    pair.zoom_by(1000)
    assert pair.zoom == LARGEST
    pair.zoom_by(1e-6)
    assert pair.zoom == 1.0
    assert pair._centres[0] == QPointF(LIVE.shape[1] / 2, LIVE.shape[0] / 2)


def test_faces_of_two_sizes_lie_on_each_other_and_a_missing_side_is_said(app: Application, pair: PairView):
    pair.show_sides(Sides(portrait(), portrait(2)[::2, ::2], live_says="now", record_says="then"))
    pair.use(way=Way.OVERLAY)
    assert pair._over().map(QPointF(150, 200)) == QPointF(300, 400)
    pixels(pair)
    pair.use(way=Way.BESIDE)
    pair.say_empty("nobody", "nothing")
    pair.show_sides(Sides(portrait(), None))
    pixels(pair)
    assert pair.accessibleDescription() == " / "


def test_a_hull_leaves_out_what_lies_inside():
    assert set(hull([(0, 0), (4, 0), (4, 4), (0, 4), (2, 2), (1, 3)])) == {(0, 0), (4, 0), (4, 4), (0, 4)}
    assert hull([(1, 1), (1, 1)]) == [(1, 1)]


def test_a_weight_is_said_as_odds_in_two_figures(app: Application):
    assert [odds(v) for v in (0.0, 2.5, 7.1, -3.2, 12.6)] == ["×1.0", "×12", "×1,200", "÷25", "×300,000"]
    assert share(100) == 1.0 and share(-100) == 1.0 and 0 < share(3) < 1


def opened(shown: str, app: Application):
    shell = window(SHOWN[shown], (1366, 768))
    settle(app)
    page = shell.page()
    assert isinstance(page, SupervisorScreen)
    return shell, page


def called(page: AnyPage) -> list[tuple]:
    return page.presenter.called  # tests.screens.shown.Nobody


@pytest.mark.parametrize(
    ("key", "says"),
    [
        (Qt.Key.Key_N, ("step_part", 1)), (Qt.Key.Key_F, ("show_part", "face")),
        (Qt.Key.Key_1, ("choose", CaseRuling.SAME_PERSON)), (Qt.Key.Key_3, ("choose", CaseRuling.REFER)),
    ],
)  # fmt: skip
def test_keys_of_a_case_reach_the_presenter(app: Application, key, says):
    shell, page = opened("supervisor_case", app)
    QTest.keyClick(page.queue.list, key)
    assert says in called(page)
    shell.close()


def test_every_tool_has_its_key_and_a_button_that_does_the_same(app: Application):
    shell, page = opened("supervisor_case", app)
    offered = {key.act for key in page.chrome().keys}
    assert set(page.tools.SWITCHES) <= offered
    for act, button in page.tools._buttons.items():
        before = page.pair.tools, page.pair.zoom
        button.click()
        if act not in (Act.FIT,):
            assert (page.pair.tools, page.pair.zoom) != before, act
    page.act(Act.SCALE)
    assert page.odds._table.isVisibleTo(page.odds) and page.odds._source.isVisibleTo(page.odds)
    shell.close()


def test_letters_in_a_note_are_no_tools(app: Application):
    shell, page = opened("supervisor_case", app)
    note = page.choices._note
    note.setFocus()
    before = page.pair.tools
    QTest.keyClicks(note, "o b i 123")
    assert page.pair.tools == before and note.toPlainText().startswith("o b i 123")
    shell.close()


def test_features_are_ticked_by_key_and_by_mouse(app: Application):
    shell, page = opened("supervisor_blind", app)
    QTest.keyClick(page.queue.list, Qt.Key.Key_D)
    assert ("tick", Feature.SKIN, Seen.DIFFERS) in called(page)
    page.features.table.cellClicked.emit(4, 3)
    assert ("tick", Feature.FOREHEAD, Seen.NOT_SEEN) in called(page)
    assert Act.SCALE not in {key.act for key in page.chrome().keys}  # nothing of a score before the first look
    assert not page.odds.isVisibleTo(page)
    shell.close()


def test_a_covered_case_says_neither_name_nor_reason(app: Application):
    covered = SHOWN["supervisor_blind"].state.queue[3]
    shell, page = opened("supervisor_blind", app)
    said = " ".join([*card_lines(replace(covered, name="HIDDEN")), page.chrome().title])
    assert "HIDDEN" not in said and "search" not in said.lower()
    shell.close()


def test_a_case_is_passed_on_by_what_is_filled_in(app: Application):
    state = SHOWN["supervisor_case"].state
    assert offers(state) == {Act.RELEASE}
    assert offers(replace(state, to="rhartono", why="late")) == {Act.RELEASE, Act.TRANSFER, Act.ESCALATE}
    ruled = SHOWN["supervisor_ruled"].state
    assert offers(ruled) == set()
    assert offers(replace(ruled, why="a twin")) == {Act.REOPEN}
    assert offers(replace(state, busy=True)) == set()


# ---- the queue


def row(number: int, **changes) -> CaseSummary:
    return replace(
        CaseSummary(f"id{number}", f"NAME {number}", (CaseReason.WATCHLIST,), "01", NOW + timedelta(minutes=number)),
        **changes,
    )


def test_what_stays_in_the_list_is_left_alone(app: Application):
    model = CaseModel()
    heard: list[tuple] = []
    model.rowsInserted.connect(lambda _, a, b: heard.append(("in", a, b)))
    model.rowsRemoved.connect(lambda _, a, b: heard.append(("out", a, b)))
    model.dataChanged.connect(lambda a, b, _: heard.append(("new", a.row(), b.row())))
    model.modelReset.connect(lambda: heard.append(("reset",)))
    first = tuple(row(n) for n in range(5))
    model.show_rows(first, more=True)
    assert heard == [("in", 0, 4)] and model.canFetchMore(model.index(-1, -1))
    heard.clear()
    model.show_rows((*first, row(5)), more=False)
    assert heard == [("in", 5, 5)]
    heard.clear()
    model.show_rows((first[0], *first[2:], row(5)), more=False)
    assert heard == [("out", 1, 1)] and model.rowCount() == 5
    heard.clear()
    changed = replace(first[2], claimed_by="budi")
    model.show_rows((first[0], changed, *first[3:], row(5)), more=False)
    assert heard == [("new", 1, 1)] and model.case(1).claimed_by == "budi"
    assert model.place("id4") == 3 and model.place("gone") == -1
    heard.clear()
    model.show_rows((), more=False)
    assert heard == [("out", 0, 4)]


def test_a_picture_is_asked_for_once_and_only_a_hundred_are_kept(app: Application):
    model = CaseModel()
    model.show_rows(tuple(row(n) for n in range(300)), more=False)
    wanted: list[str] = []
    model.thumb_wanted.connect(wanted.append)
    for _ in range(3):
        assert model.thumb("id7") is None
    assert wanted == [], "no worker is woken while cards are painted"
    app.processEvents()
    assert wanted == ["id7"]
    for n in range(300):
        model.put_thumb(f"id{n}", portrait() if n else None)
    assert len(model._thumbs) < 120 and model.thumb("id299") is not None
    assert not model.waits


def test_pictures_are_asked_for_one_after_another_and_none_of_what_was_scrolled_past(app: Application):
    model = CaseModel()
    model.show_rows(tuple(row(n) for n in range(300)), more=False)
    wanted: list[str] = []
    model.thumb_wanted.connect(wanted.append)
    model.in_sight = lambda: range(8)
    for n in range(8):
        model.thumb(f"id{n}")
    app.processEvents()
    assert wanted == ["id0"], "one at a time, from the top"
    model.put_thumb("id0", portrait())
    assert wanted == ["id0", "id1"]
    model.in_sight = lambda: range(200, 208)  # the supervisor went on meanwhile
    for n in range(200, 208):
        model.thumb(f"id{n}")
    model.put_thumb("id1", portrait())
    assert wanted == ["id0", "id1", "id200"]
    for n in range(200, 208):
        model.put_thumb(f"id{n}", portrait())
    assert wanted == ["id0", "id1", *(f"id{n}" for n in range(200, 208))] and not model.waits
    model.in_sight = lambda: range(8)
    assert model.thumb("id2") is None  # back again: painted again, and wanted again
    app.processEvents()
    assert wanted[-1] == "id2"


def test_the_list_says_which_cards_are_in_sight(app: Application):
    model = CaseModel()
    cards = CardList(model)
    assert list(cards.in_sight()) == []
    model.show_rows(tuple(row(n) for n in range(300)), more=False)
    cards.fit()
    cards.resize(300, 5 * cards.rowHeight(0) + 2)
    cards.show()
    app.processEvents()
    assert list(cards.in_sight()) == [0, 1, 2, 3, 4] or list(cards.in_sight()) == [0, 1, 2, 3, 4, 5]
    cards.verticalScrollBar().setValue(cards.verticalScrollBar().maximum())
    assert cards.in_sight()[-1] == 299 and 5 <= len(cards.in_sight()) <= 7
    model.show_rows((row(0), row(1)), more=False)
    app.processEvents()
    assert list(cards.in_sight()) == [0, 1]


def test_a_picture_that_cannot_be_had_keeps_no_other_from_being_asked_for(app: Application):
    class Lost(Cases):
        def thumbnail(self, case: str) -> np.ndarray:
            raise StationError(f"{case} is gone")

    presenter = SupervisorPresenter(lambda _state: None, Now(), Lost(), at_once)
    got: list[tuple[str, object]] = []
    with contextlib.suppress(StationError):
        presenter.thumbnail("id1", lambda case, picture: got.append((case, picture)))
    assert got == [("id1", None)] and presenter.state.problem is not None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 3), max_size=12), st.lists(st.integers(0, 3), max_size=12))
def test_as_much_is_the_same_at_the_start_as_one_look_after_another_says(one: list[int], other: list[int]):
    plain = 0
    while plain < min(len(one), len(other)) and one[plain] == other[plain]:
        plain += 1
    assert same_at_start(tuple(one), tuple(other)) == plain


def test_lines_that_stayed_the_same_are_not_looked_into(app: Application, monkeypatch: pytest.MonkeyPatch):
    """Ten thousand lines are compared with every reading, in the window's thread."""
    model = CaseModel()
    lines = tuple(row(n) for n in range(10_000))
    looks = 0

    def look(one: CaseSummary, other: object) -> bool:
        nonlocal looks
        looks += 1
        return one is other

    monkeypatch.setattr(CaseSummary, "__eq__", look)
    model.show_rows(lines, more=False)
    model.show_rows((lines[0], row(10_001), *lines[1:]), more=False)
    model.show_rows((*lines[:5000], *lines[5001:]), more=False)
    model.show_rows(tuple(lines), more=False)
    assert looks < 200 and model.place("id9999") == 9999


def test_cards_say_who_has_a_case_and_whose_turn_it_is(app: Application):
    assert card_lines(row(1, claimed_by="budi"))[-1] == "with budi"
    assert card_lines(row(1, opinions=1))[-1] == "second opinion"
    assert card_lines(row(1, opinions=2))[-1] == "third opinion decides"
    assert card_lines(row(1, own=True))[-1] == "for a colleague"
    assert "Escalated" in card_lines(row(1, escalated=True))


def test_new_cases_are_counted_and_heard_until_the_supervisor_does_something():
    desk, seen = Cases(), Views()
    presenter = SupervisorPresenter(seen.append, Now(), desk, at_once)
    presenter.open()
    assert seen.last.fresh == 0
    desk.queue = (*desk.queue, row(3), row(4))
    desk.changed()
    assert seen.last.fresh == 2
    presenter.select("c0")
    assert seen.last.fresh == 0


def test_the_queue_is_read_on_by_kind_and_shelf():
    desk, seen = Cases(), Views()
    presenter = SupervisorPresenter(seen.append, Now(), desk, at_once)
    presenter.open()
    presenter.show_kind(CaseReason.DOCUMENT)
    assert ("waiting", LINES, CaseReason.DOCUMENT, "") in desk.asked and seen.last.queue == ()
    presenter.show_kind(None)
    presenter.show_counter("07")
    assert desk.asked[-1] == ("waiting", LINES, None, "07")
    presenter.more()
    assert desk.asked[-1] == ("waiting", LINES, None, "07", "c1")
    assert len(seen.last.queue) == 2
    presenter.turn_shelf()
    assert seen.last.shelf is Shelf.RULED and seen.last.view == QueueView(
        (), (CaseCount(CaseReason.WATCHLIST, "01", 2),)
    )
    presenter.turn_shelf()
    assert seen.last.shelf is Shelf.WAITING


def test_ticks_parts_and_passing_on_go_through_the_presenter():
    class Passing(Cases):
        def transfer(self, *what):
            self.asked.append(("transfer", *what))

        def escalate(self, *what):
            self.asked.append(("escalate", *what))

        def reopen(self, *what):
            self.asked.append(("reopen", *what))

        def look_first(self, case, *what):
            self.asked.append(("look", case, *what))
            return replace(self.open_case(case), blind=False)

    desk, seen = Passing(), Views()
    presenter = SupervisorPresenter(seen.append, Now(), desk, at_once)
    presenter.open()
    presenter.select("c0")
    presenter.tick(Feature.EARS, Seen.DIFFERS)
    presenter.tick(Feature.NOSE, Seen.AGREES)
    presenter.tick(Feature.NOSE, Seen.AGREES)
    assert dict(seen.last.features) == {Feature.EARS: Seen.DIFFERS}
    presenter.step_part(1)
    presenter._update(detail=replace(seen.last.detail, blind=True))
    presenter.choose(CaseRuling.SAME_PERSON)
    presenter.rule()
    assert ("look", "c0", CaseRuling.SAME_PERSON, "", (("ears", "differs"),)) in desk.asked
    assert seen.last.ruling is None and not seen.last.detail.blind and dict(seen.last.features)
    presenter.transfer()
    presenter.escalate()
    assert not [w for w in desk.asked if w[0] in ("transfer", "escalate")]
    presenter.set_to("budi")
    presenter.transfer()
    assert ("transfer", "c0", "budi") in desk.asked and seen.last.detail is None
    presenter.select("c1")
    presenter.set_why(" late ")
    presenter.escalate()
    assert desk.asked[-2][:3] == ("escalate", "c0", "late")
    presenter.select("c1")
    presenter.release()
    assert seen.last.detail is None and seen.last.problem is None
