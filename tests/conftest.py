"""Set before any Qt import: no screen. Fixtures that every room shares."""

from __future__ import annotations

import faulthandler
import gc
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# libpcsclite reads its socket's place once a process: no test's card readers are the machine's, and tests.rig.pcscd,
# which answers there, is found also where another test of this process looked before it.
os.environ["PCSCLITE_CSOCK_NAME"] = str(Path(tempfile.gettempdir()) / f"station-tests-{os.getpid()}.comm")


import hypothesis
import pytest

import models  # noqa: F401  before a file of tests imports onnxruntime, which would begin to speak to its maker
from tests import allowed_skips

# The same examples at every run, however long one takes: a run that fails says something about the change before it,
# not about luck or a busy machine. Others are drawn with --hypothesis-profile=search.
hypothesis.settings.register_profile(
    "same", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile(
    "search", deadline=None, max_examples=1000, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("same")


def _room_in_memory() -> Path | None:
    """A folder whose files wait for no disk. Stores, spools and key files are written through to the disk, thousands of
    times in this suite, and what they ask of the disk is asked here too, but answered at once. None where there is less
    room than twice what a run takes."""
    shm, need = Path("/dev/shm"), 4 << 30  # noqa: S108  a folder of pytest in it is this user's alone
    try:
        room = os.statvfs(shm)
        available = int(Path("/proc/meminfo").read_text().partition("MemAvailable:")[2].split()[0]) << 10
    except (OSError, ValueError, IndexError):
        return None
    return shm if os.access(shm, os.W_OK) and min(room.f_bavail * room.f_frsize, available // 2) > need else None


if "PYTEST_DEBUG_TEMPROOT" not in os.environ and (_memory := _room_in_memory()) is not None:
    os.environ["PYTEST_DEBUG_TEMPROOT"] = str(_memory)

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


def pytest_collection_finish() -> None:
    """Modules and tests, half a million objects, live to the end: no later collection walks through them (0.2 s)."""
    if "station.store.session" in sys.modules:
        from tests.rig import quick

        quick.use()
    gc.collect()
    gc.freeze()


def _qt_is_there() -> bool:
    core = sys.modules.get("PySide6.QtCore")  # tests without a window never import Qt
    return core is not None and core.QCoreApplication.instance() is not None


@pytest.fixture(autouse=True)
def _cycles_end_in_the_main_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Dozens of windows live and die in this process, a station has one. Python's cyclic collector works in whichever
    thread allocates: it would take the windows of earlier tests apart in a worker's thread, or while Qt walks through
    their children. So from the first application on it rests during tests, and works after each, here: through what the
    test made, and through what a file left when its last test is over."""
    here = str(request.node.path)
    if _qt_is_there():
        gc.disable()
        if _file_before != [here]:
            gc.collect()
            gc.freeze()
            _file_before[:] = [here]
    yield
    if not _qt_is_there():
        return
    thawed = gc.isenabled()  # GuiCollector.stop, which thaws
    gc.disable()
    core = sys.modules["PySide6.QtCore"]
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)
    core.QCoreApplication.processEvents()
    if gc.get_count()[0] > gc.get_threshold()[0]:
        gc.collect(0)
    if thawed:
        gc.freeze()
    assert _a_loop_runs(core), "this test left the application ending: exit was called, or arrived, outside of exec"


def _a_loop_runs(core: ModuleType) -> bool:
    """Whether QEventLoop.exec does anything. After an exit outside of QCoreApplication.exec every one returns -1 at
    once, until the application's next exec: waitUntil and waitSignal of a later test, in another file, then turn
    without delivering a single event, and whatever they wait for seems lost. Taken back here, so that one test fails.
    """
    loop = core.QEventLoop()
    core.QMetaObject.invokeMethod(loop, "quit", core.Qt.ConnectionType.QueuedConnection)
    if loop.exec() == 0:
        return True
    core.QTimer.singleShot(0, lambda: core.QCoreApplication.exit(0))
    core.QCoreApplication.exec()
    return False


_file_before: list[str] = []


@pytest.fixture(autouse=True, scope="module")
def _no_window_outlives_its_file() -> Iterator[None]:
    """What is left of windows and pages hears of every change of look or language of the files after it, and answers:
    ten seconds of a test that changes both. A window that no test closed tells of each page that goes while it is
    taken apart; a window of the station is closed before."""
    yield
    if not _qt_is_there():
        return
    from PySide6.QtWidgets import QApplication, QStackedWidget

    if isinstance(QApplication.instance(), QApplication):
        for window in QApplication.topLevelWidgets():
            if window.parent() is None:
                for stack in window.findChildren(QStackedWidget):
                    stack.blockSignals(True)
                window.deleteLater()
        core = sys.modules["PySide6.QtCore"]
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)


@pytest.fixture(autouse=True)
def _no_thread_is_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.node.get_closest_marker("shared_devices"):
        yield  # devices of the whole module: tests.rig.counter.Rig.close looks for what they leave behind
        return
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 20.0
    while True:
        left = [t for t in threading.enumerate() if t not in before and t.is_alive() and not t.daemon]
        if not left or time.monotonic() > deadline:
            break
        time.sleep(0.02)
    assert not left, f"threads left running: {[t.name for t in left]}"


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """In CI a skip that nobody listed is a failure: see tests/allowed_skips.py."""
    skipped = allowed_skips.unexpected([report.nodeid for report in terminalreporter.stats.get("skipped", [])])
    if skipped and os.environ.get("CI"):
        terminalreporter.section("skipped without being listed in .ci/skips.txt")
        for name in skipped:
            terminalreporter.line(name)
        terminalreporter._session.exitstatus = pytest.ExitCode.TESTS_FAILED  # the public hook runs too early


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """A thread that a failed test left behind would keep this process, and whoever waits for it, for ever."""
    left = [thread for thread in threading.enumerate() if not thread.daemon and thread is not threading.main_thread()]
    if left:
        sys.stdout.flush()
        print(f"threads that never ended: {[thread.name for thread in left]}", file=sys.stderr)
        faulthandler.dump_traceback(file=sys.stderr)
        sys.stderr.flush()
        os._exit(1)
