"""What of the counter faces the traveller: gathered from its pages into plain facts, shown in a window of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from station.domain.desk import Guidance
from station.domain.outcome import Verdict
from station.domain.satisfaction import OVERALL
from station.ui.counter.done import DoneScreen
from station.ui.counter.room import CounterRoom
from station.ui.traveller.view import Facts, Scene, TravellerView, view_of
from station.ui.traveller.voice import Voice
from station.ui.traveller.window import TravellerWindow

RESULT_MS = 25_000  # the result, and the question below it, until nobody answers
FURTHER_MS = 8_000  # the further question, until nobody answers
THANKS_MS = 3_000

Keep = Callable[[str, Verdict, str, int | None], None]
"""Language, outcome, element and score of an answer; None: the traveller was asked. Returns at once."""


def facts_of(page: str, counter: CounterRoom | None, done: DoneScreen) -> Facts:
    """What may face the traveller of the visit in hand: no name, no number, no score."""
    if counter is None:
        return Facts()
    document, face, fingers = counter.document.state, counter.face.state, counter.fingers.state
    if document.offered is not None or document.notice is None:  # whose visit that was, nobody has said yet
        return Facts()
    facts = Facts(
        page,
        document.notice.language,
        document.notice,
        document.notice_shown,
        document.reading is not None and document.reading.document is not None,
    )
    if page == "face":
        guidance = face.event.guidance if face.event is not None else Guidance.TURN_HEAD if face.turning else None
        return replace(facts, capturing=face.capturing, guidance=guidance)
    if page == "fingers":
        return replace(
            facts, capturing=fingers.capturing, finger=fingers.finger, slap=fingers.slap, hint=fingers.hint,
            hand=fingers.hand, taken=frozenset(one.finger for one in fingers.taken),
            missing=frozenset(one.finger for one in fingers.missing),
        )  # fmt: skip
    if page == "done" and done.rendered:
        record = done.state.record
        return replace(facts, verdict=record.verdict, direction=record.direction, last_day=record.last_day)
    return facts


class Facing(QObject):
    """Follows the officer's pages; nothing of a traveller outlasts their visit."""

    def __init__(
        self,
        window: TravellerWindow,
        keep: Keep,
        voice: Voice | None = None,
        answers: bool = True,
        draw: Callable[[], str] = lambda: "",
    ) -> None:
        """`draw`: which of the nine elements is asked after the first tap, by chance; "" for none."""
        super().__init__()
        self.window = window
        self._draw, self._further = draw, ""
        self._keep, self._voice, self._answers = keep, voice, answers
        self._counter: CounterRoom | None = None
        self._facts = Facts()
        self._over = False  # the result was shown for long enough
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._end_result)
        window.read.connect(self._read)
        window.language_chosen.connect(self._choose)
        window.scored.connect(self._scored)
        window.skipped.connect(self._end_result)

    def owns(self, watched: QObject) -> bool:
        """Whether an event came to the traveller's window: it is no sign of the officer."""
        if watched is self.window or watched is self.window.windowHandle():
            return True
        parent = watched.parent()
        while parent is not None and parent is not self.window:
            parent = parent.parent()
        return parent is self.window

    def follow(self, page: str, counter: CounterRoom | None, done: DoneScreen) -> None:
        """The officer's window shows `page` now, or it shows something new."""
        if counter is not self._counter:
            self._counter = counter
            self.window.watch(counter.desk.face.face_camera() if counter is not None else None)
            if counter is not None:
                self.window.offer_languages(counter.desk.document.notice_languages())
        facts = facts_of(page, counter, done)
        if facts == self._facts:
            return
        was, self._facts = self._facts, facts
        if facts.page != "done":
            self._over, self._further = False, ""
            self._timer.stop()
        elif was.page != "done" and facts.verdict is not None:
            self._timer.start(RESULT_MS)
            if self._answers:
                self._keep(facts.language, facts.verdict, OVERALL, None)
        self._show()

    def _show(self) -> None:
        facts = replace(self._facts, further=self._further)
        view = view_of(facts) if not self._over else TravellerView(language=facts.language)
        before = self.window.view
        if view != before:
            self.window.render_view(view)
            self._speak(before, view)

    def _speak(self, before: TravellerView, view: TravellerView) -> None:
        """The heading of a new scene or finger; then what changes of the guidance."""
        if self._voice is None:
            return
        if view.scene is Scene.BLANK:
            self._voice.hush()
        elif (view.scene, view.heading, view.language) != (before.scene, before.heading, before.language):
            self._voice.say(view.language, view.heading)
        elif view.cue_text and view.cue_text != before.cue_text:
            self._voice.say(view.language, view.cue_text)

    def _end_result(self) -> None:
        self._over = True
        self._show()

    # ---- what the traveller touched

    def _read(self) -> None:
        if self._counter is not None and self.window.view.scene is Scene.NOTICE:
            self._counter.document.notice_shown(True)

    def _choose(self, language: str) -> None:
        if self._counter is not None and self.window.view.scene is Scene.NOTICE:
            self._counter.document.set_notice_language(language)

    def _scored(self, score: int) -> None:
        facts = self._facts
        if facts.verdict is not None and self._answers:
            self._keep(facts.language, facts.verdict, self._further or OVERALL, score)
            first = not self._further
            self._further = self._draw() if first else self._further
            if first and self._further:
                self._keep(facts.language, facts.verdict, self._further, None)
                self._show()
            self._timer.start(FURTHER_MS if first and self._further else THANKS_MS)

    # ---- what the officer is told

    def say_lost(self) -> str:
        return self.tr("The traveller's screen is not connected. The visit goes on without it.")

    def say_found(self) -> str:
        return self.tr("The traveller's screen is connected.")

    def close(self) -> None:
        self._timer.stop()
        self._facts, self._over, self._further = Facts(), False, ""
        self.window.watch(None)
        self.window.render_view(TravellerView())
        if self._voice is not None:
            self._voice.hush()
