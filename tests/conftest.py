"""Set before any Qt import: no screen. Fixtures that every room shares."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def shared() -> Path:
    """Research material beside the checkout; absent for users, so the test skips itself."""
    if not SHARED.is_dir():
        pytest.skip("the folder of shared measuring data is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def qapp_cls() -> type:
    """pytest-qt makes one application a session: the station's own."""
    from station.ui.application import Application  # tests without a window never import Qt

    return Application


@pytest.fixture(autouse=True)
def _no_thread_is_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.node.get_closest_marker("shared_devices"):
        yield  # devices of the whole module: tests.rig.counter.Rig.close looks for what they leave behind
        return
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 3.0
    while True:
        left = [t for t in threading.enumerate() if t not in before and t.is_alive() and not t.daemon]
        if not left or time.monotonic() > deadline:
            break
        time.sleep(0.02)
    assert not left, f"threads left running: {[t.name for t in left]}"
