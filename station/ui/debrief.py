"""The debrief after a rehearsal: the mark, what it is made of, what was missed, and what a good officer does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from station.domain.desk import StationStatus
from station.domain.training import Marking, Scenario
from station.ui import words
from station.ui.application import Application
from station.ui.commissioning import turn_window
from station.ui.keys import Act
from station.ui.noop import QT_TRANSLATE_NOOP
from station.ui.page import Action, Chrome, Page
from station.ui.shell import Shell
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Chip, Notice, Pairs, label
from station.workflow.training import GRAVE_CAP, PASS_MARK, WEIGHTS

PARTS: Mapping[str, str] = {
    "decision": QT_TRANSLATE_NOOP("DebriefScreen", "Decision"),
    "procedure": QT_TRANSLATE_NOOP("DebriefScreen", "Procedure"),
    "time": QT_TRANSLATE_NOOP("DebriefScreen", "Time"),
    "courtesy": QT_TRANSLATE_NOOP("DebriefScreen", "Courtesy"),
}
MOST = 12  # sentences that one page shows; no scenario has more checks


@dataclass(frozen=True)
class DebriefState:
    scenario: Scenario
    marked: Marking

    @property
    def passed(self) -> bool:
        return self.marked.mark >= PASS_MARK


class Closes:
    """Where the page leads: out of the window."""

    def __init__(self, close: Callable[[], object]) -> None:
        self.close = close


class DebriefScreen(Page[DebriefState, Closes]):
    has_rail = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark, self._seen = Card(), Card()
        self._chip, self._parts = Chip(), Pairs(len(WEIGHTS) + 1)
        self._capped = Notice()
        for part in (self._chip, self._parts, self._capped):
            self._mark.body.addWidget(part)
        self._mark.body.addStretch(1)
        self._good_head, self._good = label("heading", wrap=True), label("", wrap=True)
        self._all_done = Notice()
        self._missed = [Notice() for _ in range(MOST)]
        for one in (self._all_done, *self._missed):
            self._seen.body.addWidget(one)
        self._seen.body.addSpacing(8)
        self._seen.body.addWidget(self._good_head)
        self._seen.body.addWidget(self._good)
        self._seen.body.addStretch(1)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self._mark)
        right.addWidget(self._seen)
        self.stand_beside((left, 40), (right, 60))

    def translate(self) -> None:
        self._mark.heading.setText(self.tr("The mark"))
        self._seen.heading.setText(self.tr("What was missed"))
        self._good_head.setText(self.tr("What a good officer does"))

    def paint_state(self, state: DebriefState) -> None:
        marked, language = state.marked, _language()
        self._chip.say(Tone.OK if state.passed else Tone.WARN, self._passed(state))
        rows = [(self.tr("Mark"), self._of(marked.mark, 100.0))]
        rows += [(self.tr(name), self._of(marked.parts.get(part, 0.0) * WEIGHTS[part], WEIGHTS[part]))
                 for part, name in PARTS.items()]  # fmt: skip
        self._parts.show_rows(rows)
        capped = self.tr("A wrong admission or a wrong accusation: no mark above {cap}.").format(cap=f"{GRAVE_CAP:.0f}")
        self._capped.say(Tone.BAD, capped if marked.grave else "")
        told = [(Tone.BAD, check) for check in marked.grave] + [(Tone.WARN, check) for check in marked.missed]
        self._all_done.say(Tone.OK, "" if told else self.tr("Nothing was missed."))
        for place, notice in enumerate(self._missed):
            tone, check = told[place] if place < len(told) else (Tone.INFO, None)
            notice.say(tone, "" if check is None else check.say[language])
        self._good.setText(state.scenario.good[language])

    def _passed(self, state: DebriefState) -> str:
        return self.tr("Passed") if state.passed else self.tr("Not passed yet")

    def _of(self, reached: float, whole: float) -> str:
        said = self.tr("{reached} of {whole}")
        return said.format(reached=words.number(reached, 0), whole=words.number(whole, 0))

    def chrome(self) -> Chrome:
        state = self.state
        need = self.tr("{mark} of 100 are needed to pass. The scenario can be played as often as you like.")
        again = need.format(mark=f"{PASS_MARK:.0f}")
        kept = self.tr("The mark stands in the book of the course.")
        message = (Tone.OK, kept) if state.passed else (Tone.INFO, again)
        return Chrome(
            self.tr("Debrief: {scenario}").format(scenario=state.scenario.title[_language()]),
            self.tr("From the station's own log and the sealed record; nobody watched."),
            message=message,
            actions=(Action(Act.NEXT, self.tr("Close"), self.presenter.close, True, "primary", enter=True),),
        )


def _language() -> str:
    """Scenarios are written in two languages, as the window is."""
    return "id" if QLocale().language() == QLocale.Language.Indonesian else "en"


class DebriefFront(QObject):
    """The window after a rehearsal: one page, no officer, the keys of language, theme and text size."""

    def __init__(self, app: Application, shell: Shell, state: DebriefState, close: Callable[[], object]) -> None:
        super().__init__()
        self.page = DebriefScreen()
        self.page.join(Closes(close))
        shell.render_status(StationStatus("", "", "training"), None)
        shell.add_page("debrief", self.page)
        self.page.render_view(state)
        shell.asked.connect(lambda act: turn_window(app, act))
        shell.closing.connect(close)
        shell.show_page("debrief")
