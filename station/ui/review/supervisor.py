"""The supervisor: the queue of cases, one case side by side, and the ruling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from station.domain.chip import against
from station.domain.desk import CaseDetail, CaseSummary, FingerPair, Picture, QueueView, RulingChoice
from station.domain.outcome import CaseReason, CaseRuling, Feature, Opinion, Seen
from station.ui import glyphs, keys, theme, words
from station.ui.keys import Act
from station.ui.page import Action, Chrome, Key, Page
from station.ui.presenter import Post, Presenter, Problem
from station.ui.review.evidence_parts import (
    CHIP,
    FACE,
    PAGE,
    RECORD_CHIP,
    ChipCaseCard,
    FeatureCard,
    HistoryCard,
    PaperCard,
    PartTabs,
    ToolBar,
    first_part,
    parts_of,
)
from station.ui.review.odds import OddsCard
from station.ui.review.pair_view import STEP, PairView, Sides, Way
from station.ui.review.queue import CaseQueue, Shelf, card_title
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice, button, label, name_box
from station.ui.widgets.choices import ChoicePanel
from station.ui.widgets.flow import Flow
from station.ui.widgets.page_area import ScrollArea
from station.work import Runner


class SupervisorDesk(Protocol):
    """What the page needs; bound to the supervisor who signed in."""

    def waiting(
        self, lines: int, reason: CaseReason | None = None, counter: str = "", after: CaseSummary | None = None
    ) -> QueueView:
        """The first lines of the open cases, the longest waiting first, or those after a line."""
        ...

    def ruled(self, lines: int, after: CaseSummary | None = None) -> QueueView:
        """The latest rulings, or those before one."""
        ...

    def thumbnail(self, case: str) -> Picture: ...
    def open_case(self, case: str, *, take_over: bool = False) -> CaseDetail:
        """Claim a case and read both sides; a ruled one is only read. Raises "case_conflict" when a colleague has it
        and keeps it."""
        ...

    def release(self, case: str) -> None: ...
    def transfer(self, case: str, to: str) -> None: ...
    def escalate(self, case: str, why: str) -> None: ...
    def reopen(self, case: str, why: str) -> None: ...
    def choices(self) -> tuple[RulingChoice, ...]: ...
    def look_first(
        self, case: str, ruling: CaseRuling, note: str, features: tuple[tuple[str, str], ...] = ()
    ) -> CaseDetail: ...
    def rule(
        self, case: str, ruling: CaseRuling, reason: str, note: str, features: tuple[tuple[str, str], ...] = ()
    ) -> bool:
        """Whether the case is ruled by it; otherwise another supervisor is asked."""
        ...

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Tell that the queue changed, from any thread; returns how to stop that."""
        ...


LINES = 200  # of the queue that are read at once
POLLED_LINES = 5 * LINES


@dataclass(frozen=True)
class SupervisorState:
    busy: bool = False
    problem: Problem | None = None
    view: QueueView = field(default_factory=lambda: QueueView(()))
    shelf: Shelf = Shelf.WAITING
    kind: CaseReason | None = None
    counter: str = ""
    fresh: int = 0  # cases that came since the supervisor last did something
    selected: str = ""
    detail: CaseDetail | None = None
    part: str = ""
    features: Mapping[Feature, Seen] = field(default_factory=dict)
    choices: tuple[RulingChoice, ...] = ()
    ruling: CaseRuling | None = None
    reason: str = ""
    note: str = ""
    to: str = ""  # the colleague who is to take the case
    why: str = ""  # it is passed on, or opened again
    ruled: str = ""  # the case that was ruled last
    judged: str = ""  # the case that waits for another opinion after this supervisor's
    guest: bool = False  # at an officer's counter

    @property
    def queue(self) -> tuple[CaseSummary, ...]:
        return self.view.rows

    @property
    def reasons(self) -> tuple[str, ...]:
        return next((c.reasons for c in self.choices if c.ruling is self.ruling), ())

    @property
    def ready(self) -> bool:
        if self.detail is None or self.busy or not self.detail.may_rule or self.ruling is None:
            return False
        return self.detail.blind or (bool(self.reason) and bool(self.note.strip()))

    @property
    def open_case(self) -> str:
        """The case that this supervisor has claimed."""
        return self.detail.summary.id if self.detail is not None and self.detail.ruling is None else ""


_CLEAN: dict[str, Any] = {
    "detail": None,
    "part": "",
    "features": {},
    "ruling": None,
    "reason": "",
    "note": "",
    "to": "",
    "why": "",
}


class SupervisorPresenter(Presenter[SupervisorState]):
    def __init__(
        self,
        show: Callable[[SupervisorState], None],
        runner: Runner,
        desk: SupervisorDesk,
        post: Post,
        give_back: Callable[[], None] | None = None,
    ) -> None:
        """`give_back`: the supervisor stands at an officer's counter, which is given back so."""
        super().__init__(show, runner, SupervisorState(guest=give_back is not None))
        self.give_back = give_back or (lambda: None)
        self._desk, self._post = desk, post
        self._unwatch: Callable[[], None] | None = None
        self._reading = self._again = self._further = False
        self._lines = LINES
        self._waited: int | None = None

    def open(self) -> None:
        self._reading = False
        self._update(choices=self._desk.choices())
        if self._unwatch is None:
            self._unwatch = self._desk.watch(lambda: self._post(self.reload))
        self.reload()

    # ---- the queue

    def poll(self) -> None:
        """Every few seconds: whatever changes is told as it happens, so a list of thousands is not read for this."""
        if self._lines <= POLLED_LINES:
            self.reload()

    def reload(self) -> None:
        """Read the queue again; the open case stays open."""
        if self._unwatch is None:
            return
        if self._reading:
            self._again = True  # what changed since the reading began is not lost
            return
        self._reading, self._again = True, False
        lines, state = self._lines, self.state

        def read() -> QueueView:
            if state.shelf is Shelf.RULED:
                return self._desk.ruled(lines)
            return self._desk.waiting(lines, state.kind, state.counter)

        self._runner.run(read, self._queue, self._no_queue)

    def _queue(self, view: QueueView) -> None:
        self._reading = False
        if self._unwatch is None:  # signed out while it was read
            return
        came = 0 if self._waited is None else max(0, view.waiting - self._waited)
        self._waited = view.waiting
        if view != self.state.view or came or not self.state.selected:
            self._update(view=view, fresh=self.state.fresh + came)
        if self._again:
            self.reload()
        elif self._further:
            self.more()

    def _no_queue(self, error: BaseException) -> None:
        self._reading = False
        self._failed(error)

    def more(self) -> None:
        """The end of what was read is in sight: the next lines alone are read."""
        state, rows = self.state, self.state.view.rows
        if self._reading:
            self._further = True
        if self._unwatch is None or self._reading or not rows:
            return
        self._further = False
        self._reading, self._lines = True, len(rows) + LINES

        def read() -> QueueView:
            if state.shelf is Shelf.RULED:
                page = self._desk.ruled(LINES, rows[-1])
            else:
                page = self._desk.waiting(LINES, state.kind, state.counter, rows[-1])
            return replace(page, rows=(*rows, *page.rows))

        self._runner.run(read, self._queue, self._no_queue)

    def show_shelf(self, shelf: Shelf) -> None:
        self._lines = LINES
        self._update(shelf=shelf, fresh=0)
        self.reload()

    def turn_shelf(self) -> None:
        self.show_shelf(Shelf.RULED if self.state.shelf is Shelf.WAITING else Shelf.WAITING)

    def show_kind(self, kind: CaseReason | None) -> None:
        self._lines = LINES
        self._update(kind=kind)
        self.reload()

    def show_counter(self, counter: str) -> None:
        self._lines = LINES
        self._update(counter=counter)
        self.reload()

    def thumbnail(self, case: str, got: Callable[[str, Picture], None]) -> None:
        """The picture of a card in sight; none where it cannot be had, so that the next is asked for."""

        def none(error: BaseException) -> None:
            got(case, None)
            self._failed(error)

        self._runner.run(lambda: self._desk.thumbnail(case), lambda picture: got(case, picture), none)

    # ---- one case

    def select(self, case: str) -> None:
        """Claim and open a case; the one that was open goes back into the queue.

        One that a colleague has is refused the first time; who chooses it again takes it over.
        """
        shown = self.state.detail.summary.id if self.state.detail is not None else ""
        if self.state.busy or shown == case:
            return
        before = self.state.open_case
        again = case == self.state.selected and self.state.problem == Problem("case_conflict")

        def job() -> CaseDetail:
            if before:
                self._desk.release(before)
            return self._desk.open_case(case, take_over=True) if again else self._desk.open_case(case)

        self._do(job, self._opened, selected=case, fresh=0, ruled="", judged="", **_CLEAN)

    def _opened(self, detail: CaseDetail) -> None:
        self._update(busy=False, detail=detail, part=first_part(detail))
        self.reload()

    def show_part(self, part: str) -> None:
        self._update(part=part)

    def step_part(self, by: int) -> None:
        if self.state.detail is not None:
            names = parts_of(self.state.detail)
            now = names.index(self.state.part) if self.state.part in names else 0
            if names:
                self._update(part=names[(now + by) % len(names)])

    def tick(self, feature: Feature, seen: Seen) -> None:
        """A second time takes it back."""
        features = dict(self.state.features)
        if features.get(feature) is seen:
            del features[feature]
        else:
            features[feature] = seen
        self._update(features=features)

    def choose(self, ruling: CaseRuling) -> None:
        if self.state.detail is not None and self.state.detail.may_rule:
            self._update(ruling=ruling)
            if self.state.reason not in self.state.reasons:
                self._update(reason="")

    def set_reason(self, reason: str) -> None:
        self._update(reason=reason if reason in self.state.reasons else "")

    def set_note(self, note: str) -> None:
        self._update(note=note)

    def set_to(self, to: str) -> None:
        self._update(to=to)

    def set_why(self, why: str) -> None:
        self._update(why=why)

    def rule(self) -> None:
        state = self.state
        if not state.ready or state.detail is None or state.ruling is None:
            return
        case, ruling, note = state.detail.summary.id, state.ruling, state.note.strip()
        ticked = tuple((f.value, s.value) for f, s in state.features.items())
        more = (ticked,) if ticked else ()
        if state.detail.blind:
            self._do(lambda: self._desk.look_first(case, ruling, note, *more), self._looked)
        else:
            self._do(lambda: self._desk.rule(case, ruling, state.reason, note, *more), self._ruled)

    def _looked(self, detail: CaseDetail) -> None:
        """Everything is shown now; what was ticked and written stays for the ruling."""
        self._update(busy=False, detail=detail, part=first_part(detail), ruling=None, reason="")
        self.reload()

    def _ruled(self, ruled: bool) -> None:
        done = self.state.selected
        self._update(busy=False, selected="", ruled=done if ruled else "", judged="" if ruled else done, **_CLEAN)
        self.reload()

    def release(self) -> None:
        case = self.state.open_case
        if case:
            self._do(lambda: self._desk.release(case), self._gone)

    def transfer(self) -> None:
        case, to = self.state.open_case, self.state.to
        if case and to:
            self._do(lambda: self._desk.transfer(case, to), self._gone)

    def escalate(self) -> None:
        case, why = self.state.open_case, self.state.why.strip()
        if case and why:
            self._do(lambda: self._desk.escalate(case, why), self._gone)

    def reopen(self) -> None:
        detail, why = self.state.detail, self.state.why.strip()
        if detail is not None and detail.ruling is not None and why:
            case = detail.summary.id
            self._update(shelf=Shelf.WAITING)
            self._do(lambda: self._desk.reopen(case, why), self._gone)

    def _gone(self, _nothing: None) -> None:
        self._update(busy=False, selected="", **_CLEAN)
        self.reload()

    def leave(self) -> None:
        """Signing out: the open case goes back into the queue."""
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None
        case = self.state.open_case
        if case:
            self._runner.run(lambda: self._desk.release(case), lambda _none: None, self._failed)
        self._update(detail=None, selected="")


_NO_VIEW = QueueView(())
POLL_MS = 5000  # how often the queue is read again


CHOICES = (Act.CHOICE_1, Act.CHOICE_2, Act.CHOICE_3)
CHOICES_HEIGHT = 236  # of the choices with reason and note, at the usual text size
RIGHT_WIDTH = 340  # of the column beside the pictures, at the usual text size


class PassOn(Card):
    """A case goes back, to a colleague, before all others, or is opened again."""

    asked = Signal(object)  # Act
    to_chosen = Signal(str)
    why_written = Signal(str)

    ACTS = (Act.RELEASE, Act.TRANSFER, Act.ESCALATE, Act.REOPEN)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._to, self._why = QComboBox(), QLineEdit()
        self._to.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._to.setMinimumContentsLength(8)
        self._why.setMaxLength(200)
        self._why_name = label("small", wrap=True)
        self._why_name.setBuddy(self._why)
        for part in (self._to, self._why_name, self._why):
            self.body.addWidget(part)
        row = Flow(6)
        self.buttons = {act: button() for act in self.ACTS}
        for act, one in self.buttons.items():
            one.setProperty("act", act)
            one.clicked.connect(self._clicked)
            row.addWidget(one)
        self.body.addLayout(row)
        self._to.activated.connect(lambda i: self.to_chosen.emit(self._to.itemData(i)))
        self._why.textEdited.connect(self.why_written)

    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.asked.emit(sender.property("act"))

    def translate(self) -> None:
        self.heading.setText(self.tr("Pass on"))
        name_box(self._to, self.tr("Colleague"))
        self._why.setAccessibleName(self.tr("Why"))
        self._why_name.setText(self.tr("Why it is escalated or opened again"))
        for act, text in (
            (Act.RELEASE, self.tr("Back to the queue")),
            (Act.TRANSFER, self.tr("Hand over")),
            (Act.ESCALATE, self.tr("Escalate")),
            (Act.REOPEN, self.tr("Open again")),
        ):
            self.buttons[act].setText(f"{text}  {keys.cap(act)}")
            self.buttons[act].setAccessibleName(text)

    def render_ways(self, state: SupervisorState) -> None:
        detail = state.detail
        ruled = detail is not None and detail.ruling is not None
        wanted = [
            ("", self.tr("Colleague …")),
            *((name, glyphs.shown(shown)) for name, shown in (detail.colleagues if detail else ())),
        ]
        if [(self._to.itemData(i), self._to.itemText(i)) for i in range(self._to.count())] != wanted:
            self._to.clear()
            for name, shown in wanted:
                self._to.addItem(shown, name)
        self._to.setCurrentIndex(max(0, self._to.findData(state.to)))
        self._to.setVisible(not ruled)
        if self._why.text() != state.why:
            self._why.setText(state.why)
        offered = offers(state)
        for act, one in self.buttons.items():
            one.setVisible(ruled == (act is Act.REOPEN))
            one.setEnabled(act in offered)


def offers(state: SupervisorState) -> set[Act]:
    """How the open case may be passed on now."""
    if state.detail is None or state.busy:
        return set()
    why = bool(state.why.strip())
    if state.detail.ruling is not None:
        return {Act.REOPEN} if why else set()
    found = {Act.RELEASE}
    return found | ({Act.TRANSFER} if state.to else set()) | ({Act.ESCALATE} if why else set())


class SupervisorScreen(Page[SupervisorState, SupervisorPresenter]):
    has_rail = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = QTimer(self)
        self._clock.setInterval(POLL_MS)
        self.shown.connect(self._clock.start)
        self.left.connect(self._clock.stop)
        self.queue = CaseQueue()
        self.side = self.queue
        self.tabs, self.tools, self.pair = PartTabs(), ToolBar(), PairView()
        self._legend = label("small", wrap=True)
        self._blind, self._colleague, self._problem = Notice(), Notice(), Notice()
        self.odds, self.features, self.history = OddsCard(), FeatureCard(), HistoryCard()
        self._papers, self._chip = PaperCard(), ChipCaseCard()
        self.pass_on = PassOn()
        self._decision = Card()
        self._said = label("small", wrap=True)
        self.choices = ChoicePanel(CHOICES)
        self._finding = label("small", wrap=True)
        for part in (self._problem, self._colleague, self._said):
            self._decision.body.addWidget(part)
        self._decision.body.addWidget(self.choices, 1)
        self._decision.body.addWidget(self._finding)
        self._nothing = label("muted", wrap=True)
        self._scroll = ScrollArea()
        self._build()
        self._heard = 0
        self._rest: SupervisorState | None = None  # what is painted beside the queue

    def _build(self) -> None:
        left = self._left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self.tabs, self.tools):
            column.addWidget(part)
        column.addWidget(self.pair, 1)
        column.addWidget(self._legend)
        column.addWidget(self._blind)
        cards = QWidget()
        stack = QVBoxLayout(cards)
        stack.setContentsMargins(0, 0, 2, 0)
        stack.setSpacing(8)
        for card in (self.features, self._chip, self.odds, self._papers, self.history, self.pass_on):
            stack.addWidget(card)
        stack.addStretch(1)
        self._scroll.setWidget(cards)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setMinimumHeight(110)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        right = self._right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(8)
        beside.addWidget(self._scroll, 1)
        beside.addWidget(self._decision)
        row = QHBoxLayout(self)
        self.foldable(row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._nothing)
        row.addWidget(left, 1)
        row.addWidget(right)

    def fold(self, width: int) -> None:
        super().fold(width)
        self.choices.setMaximumHeight(theme.look().px(CHOICES_HEIGHT))
        wide = theme.look().px(RIGHT_WIDTH)
        self._right.setMinimumWidth(0 if self._folded else wide)
        self._right.setMaximumWidth(16_777_215 if self._folded else max(wide, width // 4))

    def join(self, presenter: SupervisorPresenter) -> None:
        super().join(presenter)
        self._heard = 0
        self.queue.model.forget_thumbs()
        self.link(self._clock.timeout, presenter.poll)
        self.link(self.queue.selected, presenter.select)
        self.link(self.queue.shelf_chosen, presenter.show_shelf)
        self.link(self.queue.kind_chosen, presenter.show_kind)
        self.link(self.queue.counter_chosen, presenter.show_counter)
        self.link(self.queue.model.more, presenter.more)
        self.link(self.queue.model.thumb_wanted, self._want_thumb)
        self.link(self.tabs.chosen, presenter.show_part)
        self.link(self.tools.asked, self.act)
        self.link(self.pair.zoomed, self._show_tools)
        self.link(self.features.ticked, presenter.tick)
        self.link(self.choices.chosen, presenter.choose)
        self.link(self.choices.reason_chosen, presenter.set_reason)
        self.link(self.choices.note_written, presenter.set_note)
        self.link(self.pass_on.to_chosen, presenter.set_to)
        self.link(self.pass_on.why_written, presenter.set_why)
        self.link(self.pass_on.asked, self.act)
        self.link(self.odds.more.clicked, self.odds.updateGeometry)

    def _want_thumb(self, case: str) -> None:
        self.presenter.thumbnail(case, self.queue.model.put_thumb)

    def first_focus(self) -> QWidget | None:
        return self.queue.first()

    def translate(self) -> None:
        self._rest = None
        self._nothing.setText(self.tr("Up and down choose a case, Enter opens it."))
        self._scroll.setAccessibleName(self.tr("What speaks for and against"))
        self.pair.setAccessibleName(self.tr("At the counter and on record"))
        for part in (
            self.queue, self.tools, self.odds, self.features, self.history, self._papers, self._chip, self.choices,
            self.pass_on,
        ):  # fmt: skip
            part.translate()

    def paint_state(self, state: SupervisorState) -> None:
        self.queue.render_queue(state.view, state.selected, state.shelf, state.kind, state.counter, state.fresh)
        if state.fresh > self._heard:  # in whichever room its supervisor is
            QApplication.beep()
            QApplication.alert(self.window())
        self._heard = state.fresh
        rest = replace(state, view=_NO_VIEW, fresh=0)
        if rest == self._rest:  # the queue alone was read again
            return
        self._rest = rest
        detail = state.detail
        self._left.setVisible(detail is not None)
        self._right.setVisible(detail is not None or state.problem is not None)
        self._nothing.setVisible(detail is None and state.problem is None and bool(state.queue))
        self._scroll.setVisible(detail is not None)
        self.choices.setVisible(detail is not None and detail.ruling is None)
        self._problem.say(Tone.BAD, words.say_problem(state.problem.code) if state.problem else "")
        self._decision.heading.setText(self._decision_title(detail))
        self._decision.chip.say(Tone.INFO, self._round(detail))
        self._say_colleague(detail)
        self._said.setText("\n".join(self._opinion(one) for one in detail.opinions) if detail else "")
        self._said.setVisible(bool(self._said.text()))
        may = detail is not None and detail.may_rule and not state.busy
        choices = tuple((r, words.say(r), may) for r in CaseRuling)
        blind = detail is not None and detail.blind
        self.choices.render_choices(choices, state.ruling, () if blind else state.reasons, state.reason, state.note)
        self._finding.setText(self._says_of(state))
        self._finding.setVisible(bool(self._finding.text()))
        if detail is not None:
            self._show_case(detail, state)

    def _decision_title(self, detail: CaseDetail | None) -> str:
        if detail is None:
            return self.tr("Cases")
        if detail.ruling is not None:
            return self.tr("The ruling")
        return self.tr("Your first look") if detail.blind else self.tr("Your decision")

    def _round(self, detail: CaseDetail | None) -> str:
        if detail is None or detail.ruling is not None or detail.needed < 2:
            return ""
        return self.tr("opinion {number}").format(number=words.number(detail.given + 1))

    def _opinion(self, one: Opinion) -> str:
        way = self.tr("First look") if one.blind else one.supervisor
        return f"{way}, {words.moment(one.given_at)}: {words.say(one.ruling)}"

    def _says_of(self, state: SupervisorState) -> str:
        """What the record will say of the comparison."""
        if state.detail is None:
            return ""
        chosen = state.ruling or (state.detail.ruling.ruling if state.detail.ruling else None)
        found = next((said for ruling, said in state.detail.findings if ruling is chosen), None)
        if found is None:
            return ""
        return self.tr("Of the comparison the record says: {finding}.").format(
            finding=words.say_key("finding", found.value)
        )

    def _show_case(self, detail: CaseDetail, state: SupervisorState) -> None:
        self.tabs.render_parts(detail, state.part)
        face = state.part == FACE
        self.odds.setVisible(not detail.blind)
        self._papers.setVisible(not detail.blind and bool(detail.differences))
        if face or detail.blind:
            if not self.features.made:
                QWidget.setTabOrder(self.pair, self.features.table)
            self.features.render_features(state.features)
        self.features.setVisible(face or detail.blind)
        if not detail.blind:
            self.odds.render_total(detail)
        self._papers.render_papers(detail.differences)
        # Beside the pictures of a document, and wherever it is what speaks against the traveller.
        told = state.part in (PAGE, CHIP, RECORD_CHIP) or against(detail.chip)
        self._chip.render_evidence(detail.chip if told else None)
        self.history.render_history(detail)
        self.pass_on.render_ways(state)
        self._blind.say(
            Tone.INFO,
            self.tr("Look first. Scores, names and the counter's view open after your first look, and both are kept.")
            if detail.blind
            else "",
        )
        self.pair.say_empty(self.tr("Nothing was taken at the counter"), self.tr("No picture on record"))
        self.pair.show_sides(self._sides(detail, state.part))
        self._legend.setText(self._explained(detail, state.part))
        self._show_tools()

    def _sides(self, detail: CaseDetail, part: str) -> Sides:
        now, then = self.tr("At the counter"), self.tr("On record")
        recorded = f"{then} {words.moment(detail.recorded_at)}" if detail.recorded_at else then
        if part == FACE:
            poor = self.tr("quality too low")
            return Sides(
                detail.live_face,
                detail.record_face,
                live_says=now if detail.live_ok else f"{now} · {poor}",
                record_says=recorded if detail.record_ok else f"{recorded} · {poor}",
            )
        if part in (PAGE, CHIP, RECORD_CHIP):
            return self._paper_sides(detail, part, now)
        pair = self._pair(detail, part)
        if pair is None:
            return Sides()
        return Sides(
            pair.live,
            pair.record,
            pair.live_marks,
            pair.record_marks,
            pair.joined,
            pair.fit,
            self._quality(now, pair.live_quality),
            self._quality(recorded, pair.record_quality),
            pair.ppi,
        )

    def _paper_sides(self, detail: CaseDetail, part: str, now: str) -> Sides:
        """The traveller beside a picture of a document; of two pages, one beside the other."""
        here, before = self.tr("Page at the counter"), self.tr("Page on record")
        if part == CHIP:
            in_chip = self.tr("In the chip at the counter")
            return Sides(detail.live_face, detail.live_chip, live_says=now, record_says=in_chip)
        if part == RECORD_CHIP:
            on_record = self.tr("In the chip on record")
            return Sides(detail.live_face, detail.record_chip, live_says=now, record_says=on_record)
        if detail.live_page is None:
            return Sides(detail.live_face, detail.document_face, live_says=now, record_says=before)
        if detail.document_face is None:
            return Sides(detail.live_face, detail.live_page, live_says=now, record_says=here)
        return Sides(detail.live_page, detail.document_face, live_says=here, record_says=before)

    def _quality(self, side: str, quality: int | None) -> str:
        said = "–" if quality is None else words.number(quality)
        worth = self.tr("quality {value}").format(value=said)
        return f"{side} · {worth}"

    @staticmethod
    def _pair(detail: CaseDetail, part: str) -> FingerPair | None:
        return next((pair for pair in detail.fingers if str(int(pair.finger)) == part), None)

    def _explained(self, detail: CaseDetail, part: str) -> str:
        pair = self._pair(detail, part)
        if pair is None:
            return ""
        if detail.blind:
            return self.tr("Circle: ridge ending. Square: fork.")
        if not pair.joined:
            return self.tr("No minutiae agree well enough to be joined. Circle: ridge ending. Square: fork.")
        return self.tr("Joined: the score rests on these. Pale: no partner. Circle: ridge ending. Square: fork.")

    def _show_tools(self) -> None:
        self.tools.render_tools(self.pair.tools, self.pair.zoom)

    def _say_colleague(self, detail: CaseDetail | None) -> None:
        if detail is not None and detail.ruling is not None:
            said = self.tr("{ruling}, ruled by {supervisor} at {time}").format(
                ruling=words.say(detail.ruling.ruling),
                supervisor=detail.ruling.supervisor,
                time=words.moment(detail.ruling.decided_at),
            )
            self._colleague.say(Tone.INFO, said)
        elif detail is not None and not detail.may_rule:
            self._colleague.say(Tone.WARN, self.tr("A colleague must rule on this case; you took part in it."))
        else:
            self._colleague.say(Tone.INFO, "")

    def _way_back(self) -> tuple[Action, ...]:
        if not self.state.guest:
            return ()
        return (Action(Act.CANCEL, self.tr("Back to the officer"), self.presenter.give_back),)

    def _switch(self, act: Act) -> None:
        tools = self.pair.tools
        if act is Act.TIE:
            self.pair.use(tied=not tools.tied)
        elif act is Act.OVERLAY:
            self.pair.use(way=Way.BESIDE if tools.way is Way.OVERLAY else Way.OVERLAY)
        elif act is Act.BLINK:
            self.pair.use(way=Way.BESIDE if tools.way is Way.BLINK else Way.BLINK)
        elif act is Act.INVERT:
            self.pair.use(inverted=not tools.inverted)
        elif act is Act.ENHANCE:
            self.pair.use(enhanced=not tools.enhanced)
        elif act is Act.MIRROR:
            self.pair.use(mirrored=not tools.mirrored)
        elif act is Act.MARKS:
            self.pair.use(marks=not tools.marks)
        self._show_tools()

    def _case_keys(self) -> tuple[Key, ...]:
        """Each tool's key while a case is open."""
        state, go = self.state, self.presenter
        if state.detail is None:
            return ()
        switches = (Act.TIE, Act.OVERLAY, Act.BLINK, Act.INVERT, Act.ENHANCE, Act.MIRROR, Act.MARKS)
        found = [Key(act, partial(self._switch, act)) for act in switches]
        found += [
            Key(Act.ZOOM_IN, lambda: self.pair.zoom_by(STEP)),
            Key(Act.ZOOM_OUT, lambda: self.pair.zoom_by(1 / STEP)),
            Key(Act.FIT, self.pair.whole),
            Key(Act.FACE_PART, lambda: go.show_part(FACE)),
            Key(Act.NEXT_PART, lambda: go.step_part(1)),
            Key(Act.PREVIOUS_PART, lambda: go.step_part(-1)),
        ]
        if not state.detail.blind:
            found.append(Key(Act.SCALE, self.odds.more.toggle))
        if state.part == FACE or state.detail.blind:
            marks = zip((Act.AGREES, Act.DIFFERS, Act.NOT_SEEN), Seen, strict=True)
            found += [Key(act, partial(self.features.table.tick, seen)) for act, seen in marks]
        if state.detail.may_rule:
            found += [Key(act, partial(self.choices.press, act)) for act in CHOICES]
        ways = {
            Act.RELEASE: go.release, Act.TRANSFER: go.transfer, Act.ESCALATE: go.escalate, Act.REOPEN: go.reopen,
        }  # fmt: skip
        found += [Key(act, ways[act]) for act in PassOn.ACTS if act in offers(state)]
        return tuple(found)

    def chrome(self) -> Chrome:
        state, go = self.state, self.presenter
        detail = state.detail
        if detail is not None:
            reasons = ", ".join(words.say(r) for r in detail.summary.reasons)
            opened = words.moment(detail.summary.opened_at)
            subtitle = self.tr("Raised by {counter} at {time}").format(counter=detail.summary.counter, time=opened)
            title = f"{detail.summary.name}: {reasons}" if detail.summary.name else reasons
            if detail.summary.blind:
                title = card_title(detail.summary)  # why it was raised would be the first thing to be believed
        else:
            title = self.tr("Cases")
            subtitle = self.tr("Choose a case from the queue.") if state.queue else self.tr("No case is waiting.")
        record = self.tr("Keep the first look") if detail is not None and detail.blind else self.tr("Record the ruling")
        return Chrome(
            title,
            subtitle,
            None,
            self._message(state),
            (
                *self._way_back(),
                Action(Act.REFRESH, self.tr("Read again"), go.reload, True, "", "refresh-cw"),
                Action(Act.NEXT, record, go.rule, state.ready, "primary", "gavel"),
            ),
            (Key(Act.SHELF, go.turn_shelf), *self._case_keys()),
        )

    def _message(self, state: SupervisorState) -> tuple[Tone, str]:
        if state.problem is not None:
            return Tone.BAD, words.say_problem(state.problem.code)
        if state.detail is None:
            return self._between(state)
        if state.detail.ruling is not None:
            return Tone.INFO, self.tr("This case is ruled. It can be opened again with a reason.")
        if state.detail.blind:
            return Tone.INFO, self.tr("Say with 1, 2 or 3 what the pictures show.")
        if state.ready:
            return Tone.OK, self.tr("The ruling goes into the audit log and to the counter that waits.")
        return Tone.INFO, self.tr("Rule with 1, 2 or 3, choose the reason and write a note.")

    def _between(self, state: SupervisorState) -> tuple[Tone, str]:
        """What is said while no case is open."""
        if state.ruled and not state.busy:
            return Tone.OK, self.tr("The ruling is recorded, and the counter that waits sees it.")
        if state.judged and not state.busy:
            return Tone.OK, self.tr("Your opinion is kept and covered. Another supervisor is asked.")
        if not state.queue and state.shelf is Shelf.WAITING:
            return Tone.INFO, self.tr("No case is waiting.")
        return Tone.INFO, self.tr("Up and down choose a case, Enter opens it.")
