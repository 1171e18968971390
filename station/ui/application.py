"""The QApplication: fonts of our own, one look, two languages, and a hook for what nobody expected."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Protocol
from weakref import ref

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QObject, Qt, QTranslator, Signal
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

import resources
from station.ui import aloud, theme
from station.ui.bridge import GuiThread
from station.ui.clipboard import ClosedClipboard
from station.ui.theme import Look

FONTS = (
    "Inter-Regular.otf",
    "Inter-Medium.otf",
    "Inter-SemiBold.otf",
    "Inter-Bold.otf",
    "JetBrainsMono-Medium.ttf",
    # what a traveller may read; see resources/packaging/traveller_fonts.py
    "StationSansArabic-Regular.ttf",
    "StationSansArabic-Bold.ttf",
    "StationSansSC-Regular.otf",
    "StationSansSC-Bold.otf",
    "StationSansJP-Regular.otf",
    "StationSansJP-Bold.otf",
    "StationSansKR-Regular.otf",
    "StationSansKR-Bold.otf",
)
HAND_OVER_S = 0.001
"""How long a thread that computes keeps the interpreter when another wants it. The window's thread lets it go in many
calls of Qt, and would wait the usual 5 ms behind a worker for each time that it takes it again; a frame is 16 ms."""
LANGUAGES = {"id": QLocale("id_ID"), "en": QLocale("en_GB")}
SCALES = (0.9, 1.0, 1.1, 1.2, 1.35, 1.5, 1.75, 2.0)


def system_language(spoken: Sequence[str] | None = None) -> str:
    """The first language of the system ("id-ID", "en-Latn-GB" ...) that the station speaks; English where none is.

    `spoken`: what the system names, the most wanted first; None asks it.
    """
    named = QLocale.system().uiLanguages() if spoken is None else spoken
    return next((code for one in named if (code := one.replace("_", "-").split("-")[0]) in LANGUAGES), "en")


Hook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def clear_foreign_qt() -> None:
    """A wheel of OpenCV with windows (opencv-python) points Qt at its own Qt 5 plug-ins and fonts when it is imported;
    call after every first import."""
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(name, None)


def _deliver(*kinds: QEvent.Type) -> None:
    """Have what waits of these kinds arrive now, and nothing else: no key, no timer, no slot."""
    for kind in kinds:
        QCoreApplication.sendPostedEvents(None, kind.value)


class Dresses(Protocol):
    """A window that keeps the style sheet on the parts of it that are seen."""

    def dress(self) -> None:
        """The look of now on what is seen now."""


class Application(QApplication):
    """One a process. `gui` is the only door into this thread."""

    failed = Signal(str)  # code of the sentence to show, after an exception that nobody expected
    turned = Signal()  # there is another look or language, and whoever watches sees events again

    def __init__(self, argv: Sequence[str] = (), language: str = "id", look: Look | None = None) -> None:
        clear_foreign_qt()
        sys.setswitchinterval(HAND_OVER_S)
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        super().__init__(list(argv) or ["station"])
        self.setApplicationName("Biometric Station")
        # A window of the station says by itself that it is the end (Shell.closing). Qt would say it a second time, with
        # an event that is posted while the first already ends the loop: it outlives that loop, and the next call of
        # processEvents then marks this thread as one that ends, in which no further QEventLoop runs or delivers.
        self.setQuitOnLastWindowClosed(False)
        self.setStyle("Fusion")
        aloud.install()
        self.gui = GuiThread(self)
        self._clipboard = ClosedClipboard(self)
        for name in FONTS:
            QFontDatabase.addApplicationFont(str(resources.path(f"fonts/{name}")))
        QFont.insertSubstitutions(theme.FAMILY, list(theme.SUBSTITUTES))
        font = QFont(theme.FAMILY)
        font.setPixelSize(14)
        self.setFont(font)
        self._translator: QTranslator | None = None
        self._failing, self._looked = False, False
        self._windows: list[ref[Dresses]] = []
        self._watchers: list[ref[QObject]] = []
        self._unseen = 0
        self.language = ""
        self.set_language(language)
        self.set_look(look or Look())

    # ---- looks

    def set_look(self, look: Look) -> None:
        """To polish every widget anew is the dearest thing that a window does, 1 ms each: a window that `dresses` keeps
        the style sheet on the parts that are seen, and only what has no such window gets the application's."""
        windows = self._dressing()
        sheet = "" if windows else theme.sheet(look)
        if self._looked and look == theme.look() and sheet == self.styleSheet():
            return
        self._looked = True
        theme.use(look)
        with self._unwatched():
            self.setPalette(theme.palette(look.tokens))
            font = QFont(theme.FAMILY)  # here and not in the style sheet, which would set it on each widget anew
            font.setPixelSize(look.px(14))
            if font != self.font():
                self.setFont(font)
            if sheet != self.styleSheet():
                self.setStyleSheet(sheet)
            for window in windows:
                window.dress()
            self._redo_pages()
            _deliver(QEvent.Type.ApplicationPaletteChange, QEvent.Type.ApplicationFontChange)
            _deliver(QEvent.Type.LayoutRequest)
        self.turned.emit()

    def dresses(self, window: Dresses) -> None:
        """This window gives its parts the style sheet by itself."""
        self._windows = [*(ref(one) for one in self._dressing()), ref(window)]
        self.setStyleSheet("")

    def _dressing(self) -> list[Dresses]:
        """Those that are still there; nobody is kept by being listed here."""
        return [window for kept in self._windows if (window := kept()) is not None and isValid(window)]

    def next_theme(self) -> None:
        names = list(theme.THEMES)
        now = theme.look()
        following = names[(names.index(now.tokens.name) + 1) % len(names)]
        self.set_look(replace(now, tokens=theme.THEMES[following]))

    def choose_theme(self, name: str) -> None:
        self.set_look(replace(theme.look(), tokens=theme.THEMES[name]))

    def resize_text(self, steps: int) -> None:
        now = theme.look()
        nearest = min(range(len(SCALES)), key=lambda i: abs(SCALES[i] - now.scale))
        place = min(max(nearest + steps, 0), len(SCALES) - 1)
        self.set_look(replace(now, scale=SCALES[place]))

    def _redo_pages(self) -> None:
        from station.ui.page import Page  # noqa: PLC0415  pages import the theme, not this file

        for window in self.topLevelWidgets():
            pages = [window] if isinstance(window, Page) else window.findChildren(Page)
            for page in pages:
                page.redo()

    # ---- who sees every event

    def watch(self, watcher: QObject) -> None:
        """Let `watcher` filter the events of every window, before those that watch already: keys and the mouse,
        whatever has the focus. It does not see those of a change of look or language, which are five thousand at a time
        and a call of Python each; nobody presses anything in between."""
        self.unwatch(watcher)
        self._watchers.append(ref(watcher))
        if not self._unseen:
            self.installEventFilter(watcher)

    def unwatch(self, watcher: QObject) -> None:
        self._watchers = [ref(one) for one in self._watching() if one is not watcher]
        self.removeEventFilter(watcher)

    def _watching(self) -> list[QObject]:
        return [one for kept in self._watchers if (one := kept()) is not None and isValid(one)]

    @contextmanager
    def _unwatched(self) -> Iterator[None]:
        """What happens inside is the window's own doing, and no watcher is asked."""
        if not self._unseen:
            for one in self._watching():
                self.removeEventFilter(one)
        self._unseen += 1
        try:
            yield
        finally:
            self._unseen -= 1
            if not self._unseen:
                for one in self._watching():
                    self.installEventFilter(one)

    # ---- languages

    def set_language(self, code: str) -> None:
        """Every visible page hears of it as a LanguageChange event."""
        if code == self.language:
            return
        self.language = code
        QLocale.setDefault(LANGUAGES[code])
        with self._unwatched():
            if self._translator is not None:
                self.removeTranslator(self._translator)
                self._translator = None
            if code != "en":  # the sources are English
                self._translator = QTranslator(self)
                self._translator.load(str(resources.path(f"i18n/station_{code}.qm")))
                self.installTranslator(self._translator)
            _deliver(QEvent.Type.LanguageChange)
            _deliver(QEvent.Type.LayoutRequest)
        self.turned.emit()

    def next_language(self) -> None:
        codes = list(LANGUAGES)
        self.set_language(codes[(codes.index(self.language) + 1) % len(codes)])

    # ---- what nobody expected

    def install_hook(self, log: Hook) -> None:
        """Log every uncaught exception and show the officer a sentence; the station goes on."""

        def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            if issubclass(kind, KeyboardInterrupt):
                sys.__excepthook__(kind, error, trace)
                return
            log(kind, error, trace)
            if not self._failing:  # what fails while the sentence is shown must not ask for the sentence again
                self._failing = True
                try:
                    self.failed.emit("unexpected")
                finally:
                    self._failing = False

        sys.excepthook = hook
