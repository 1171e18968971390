"""The listener for document readers that pose as keyboards, at the end of its page's life."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from station.ui.application import Application
from station.ui.counter.wedge_keys import WedgeKeys


def test_a_listener_that_the_collector_has_emptied_lets_everything_pass(app: Application):
    page = QWidget()
    keys = WedgeKeys(page)
    vars(keys).clear()  # what the collector of cycles does before Qt takes the object apart, which still asks it
    for kind in (QEvent.Type.Hide, QEvent.Type.Show, QEvent.Type.KeyPress):
        assert keys.eventFilter(page, QEvent(kind)) is False
    page.deleteLater()
