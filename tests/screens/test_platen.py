"""The live platen on the fingers page: shown while the reader looks, empty again afterwards, F5 at hand meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from drivers.latest import Latest
from station.domain.desk import FingerHint
from station.domain.samples import RIGHT_FOUR, Finger
from station.ui.application import Application
from station.ui.counter.fingers import FingersScreen, FingersState
from station.ui.keys import Act
from tests.screens.gallery import settle
from tests.screens.shown import Nobody

BASE = {"hand": RIGHT_FOUR, "finger": Finger.RIGHT_INDEX, "busy": True, "capturing": True}


@pytest.fixture
def page(app: Application) -> Iterator[FingersScreen]:
    made = FingersScreen()
    yield made
    made.close()
    made.deleteLater()
    settle(app)


def shows(page: FingersScreen, pixels: object) -> bool:
    page.live._poll()
    return page.live._pixels is pixels


def test_the_live_picture_follows_the_reader_and_nobodys_finger_stays_on_it(page: FingersScreen):
    slot: Latest = Latest()
    page.live.watch(slot)
    page.render_view(FingersState(hint=FingerHint.SEARCHING_FINGERS, **BASE))
    assert page.live.isVisibleTo(page) and shows(page, None)
    for level in (10, 200):
        picture = np.full((383, 349), level, np.uint8)
        slot.put(picture)
        assert shows(page, picture)
    slot.put(None)
    assert shows(page, None)


def test_while_an_attempt_is_scored_its_print_is_shown_instead(page: FingersScreen):
    page.render_view(FingersState(hint=FingerHint.SCORING, **BASE))
    assert not page.live.isVisibleTo(page)
    page.render_view(FingersState(hint=FingerHint.MOVE_LEFT, **BASE))
    assert page.live.isVisibleTo(page)


def test_the_officer_can_take_the_picture_while_the_reader_looks(page: FingersScreen):
    presenter = Nobody()
    page.join(presenter)
    page.render_view(FingersState(hint=FingerHint.KEEP_STILL, **BASE))
    offered = {action.act: action.enabled for action in page.chrome().actions}
    assert offered[Act.CAPTURE] and Act.NEXT not in offered
    page.act(Act.CAPTURE)
    assert presenter.called == [("capture_now",)]
    page.render_view(FingersState(hand=RIGHT_FOUR, finger=Finger.RIGHT_INDEX))
    assert Act.CAPTURE not in {action.act for action in page.chrome().actions}
