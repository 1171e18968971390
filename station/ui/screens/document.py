"""Document and stay: type, scan or photograph the zone, confirm the name, say why and how long, show the notice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.desk import DocumentReading, NoticeText, VisaClass
from station.domain.visit import Direction, Document, Purpose
from station.ui import notice as notices
from station.ui import words
from station.ui.keys import Act
from station.ui.presenter import Presenter, Problem, problem_of
from station.ui.screens.page import Action, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice, button, label
from station.ui.widgets.document_parts import FieldsCard, NoticeCard, StayCard
from station.ui.widgets.images import ImageView
from station.ui.widgets.mrz_edit import MrzEdit
from station.work import Runner
from station.workflow.counter import Event


class DocumentDesk(Protocol):
    """What the document page needs; `station.services.counter.Counter` has it."""

    def allows(self, event: Event) -> bool: ...
    def back(self) -> None: ...
    def read_lines(self, text: str) -> DocumentReading: ...
    def photograph(self) -> DocumentReading:
        """Read the page that the camera sees now. Raises "no_document" and the like."""
        ...

    def visa_classes(self, purpose: Purpose) -> tuple[VisaClass, ...]: ...
    def last_day(self, direction: Direction, purpose: Purpose, visa_class: str, days: int) -> date | None:
        """At once, without a disk. Raises StayError."""
        ...

    def confirm_document(self, document: Document, accept_expired: bool, renewed_person: str | None) -> None: ...
    def set_stay(self, direction: Direction, purpose: Purpose, visa_class: str, days: int, language: str) -> object: ...


TRIES = 6  # pictures of a page before the officer is told that there is nothing to read


@dataclass(frozen=True)
class DocumentView:
    busy: bool = False
    photographing: bool = False
    problem: Problem | None = None
    lines: tuple[str, ...] = ()
    reading: DocumentReading | None = None
    name_confirmed: bool = False
    expired_seen: bool = False
    link: str | None = None  # person
    direction: Direction = Direction.ARRIVAL
    purpose: Purpose = Purpose.TOURISM
    visas: tuple[VisaClass, ...] = ()
    visa_class: str = ""
    days: int = 30
    last_day: date | None = None
    stay_problem: Problem | None = None
    notice: NoticeText | None = None
    notice_shown: bool = False

    @property
    def missing(self) -> str:
        """What is still to be done, as a key; empty when the page may be left."""
        reading = self.reading
        if reading is None or reading.document is None:
            return "document"
        if reading.problems:
            return "problems"
        if not self.name_confirmed:
            return "name"
        if reading.expired and not self.expired_seen:
            return "expired"
        if self.stay_problem is not None:
            return "stay"
        return "" if self.notice_shown else "notice"


class DocumentPresenter(Presenter[DocumentView]):
    """`language` is the officer's, for the first notice; `notice` gives the text in a language."""

    def __init__(
        self,
        show: Callable[[DocumentView], None],
        runner: Runner,
        desk: DocumentDesk,
        done: Callable[[], None],
        cancelled: Callable[[], None],
        language: Callable[[], str] = lambda: "id",
        notice: Callable[[str], NoticeText] = notices.read,
    ) -> None:
        super().__init__(show, runner, DocumentView())
        self._desk, self._done, self._cancelled = desk, done, cancelled
        self._notice, self._language = notice, language
        self._stop = threading.Event()

    def open(self, fresh: bool = True) -> None:
        """A new traveller, or back to this page with everything that was entered."""
        if fresh:
            self.state = DocumentView(notice=self._notice(self._language()))
            self._set_stay()
        else:
            self._update(busy=False, photographing=False, problem=None)

    def read(self, lines: tuple[str, ...]) -> None:
        if not self.state.busy and lines:
            text = "\n".join(lines)
            self._do(
                lambda: self._again().read_lines(text), self._read, lines=lines, reading=None, name_confirmed=False
            )

    def photograph(self) -> None:
        """Take pictures until a zone is read; pressed once more, stop."""
        if self.state.photographing:
            self._stop.set()
        elif not self.state.busy:
            self._stop = stop = threading.Event()
            job = lambda: self._photograph(stop)  # noqa: E731
            self._do(job, self._read, photographing=True, reading=None, name_confirmed=False)

    def _photograph(self, stop: threading.Event) -> DocumentReading:
        desk = self._again()
        for _ in range(TRIES - 1):
            try:
                return desk.photograph()
            except Exception as error:
                if not hasattr(error, "code") or stop.is_set():
                    raise
        return desk.photograph()

    def _again(self) -> DocumentDesk:
        """The desk, back at the document if the visit was already at the stay. Runs in the worker."""
        desk = self._desk
        if not desk.allows(Event.DOCUMENT_READ) and desk.allows(Event.BACK):
            desk.back()
        return desk

    def _read(self, reading: DocumentReading) -> None:
        self._update(
            busy=False, photographing=False, reading=reading, lines=reading.lines or self.state.lines,
            name_confirmed=False, expired_seen=False, link=None,
        )  # fmt: skip

    def _failed(self, error: BaseException) -> None:
        self._update(photographing=False)
        super()._failed(error)

    def confirm_name(self, confirmed: bool) -> None:
        self._update(name_confirmed=confirmed)

    def see_expired(self, seen: bool) -> None:
        self._update(expired_seen=seen)

    def choose_link(self, person: str) -> None:
        self._update(link=person or None)

    def set_direction(self, direction: Direction) -> None:
        self._set_stay(direction=direction)

    def set_purpose(self, purpose: Purpose) -> None:
        self._set_stay(purpose=purpose, visa_class="")

    def set_visa(self, key: str) -> None:
        self._set_stay(visa_class=key)

    def set_days(self, days: int) -> None:
        self._set_stay(days=days)

    def _set_stay(self, **changes: object) -> None:
        """Ask for the visa classes and the last day again after every change."""
        merged = {"direction": self.state.direction, "purpose": self.state.purpose, **changes}
        direction, purpose = merged["direction"], merged["purpose"]
        visas = self._desk.visa_classes(purpose)  # type: ignore[arg-type]
        chosen = str(changes.get("visa_class", self.state.visa_class))
        if chosen not in {v.key for v in visas}:
            chosen = visas[0].key if visas else ""
        days = int(changes.get("days", self.state.days))  # type: ignore[call-overload]
        last, problem = None, None
        try:
            last = self._desk.last_day(direction, purpose, chosen, days)  # type: ignore[arg-type]
        except Exception as error:
            if not hasattr(error, "code"):
                raise
            problem = problem_of(error)
        stay = {"visas": visas, "visa_class": chosen, "days": days, "last_day": last, "stay_problem": problem}
        self._update(**{**changes, **stay})

    def set_notice_language(self, language: str) -> None:
        self._update(notice=self._notice(language), notice_shown=False)

    def notice_shown(self, shown: bool) -> None:
        self._update(notice_shown=shown)

    def next(self) -> None:
        state = self.state
        notice, reading = state.notice, state.reading
        if state.busy or state.missing or notice is None or reading is None or reading.document is None:
            return
        document = replace(reading.document, name_confirmed=True)
        desk = self._desk

        def job() -> None:
            if desk.allows(Event.DOCUMENT_CONFIRMED):
                desk.confirm_document(document, state.expired_seen, state.link)
            desk.set_stay(state.direction, state.purpose, state.visa_class, state.days, notice.language)

        self._do(job, self._left)

    def _left(self, _nothing: None) -> None:
        self._update(busy=False)
        self._done()

    def cancel(self) -> None:
        self._stop.set()
        self._cancelled()


class DocumentScreen(Page):
    read = Signal(object)
    photograph = Signal()
    next_pressed = Signal()
    cancel_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = Card()
        self.camera = ImageView(fill=True)
        self._zone_label = label("small")
        self._zone = MrzEdit()
        self._notice = Notice()
        self._read_button = button()
        for part in (self.camera, self._zone_label, self._zone, self._notice):
            self._source.body.addWidget(part, 1 if part is self.camera else 0)
        self._source.head.addWidget(self._read_button)
        self.fields, self.stay, self.privacy = FieldsCard(), StayCard(), NoticeCard()
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.stay)
        right.addWidget(self.privacy, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._source, 38)
        row.addWidget(self.fields, 31)
        row.addLayout(right, 31)
        self._zone.complete.connect(self.read)
        self._read_button.clicked.connect(self._read_zone)

    def join(self, presenter: DocumentPresenter) -> None:
        self.link(self.read, presenter.read)
        self.link(self.photograph, presenter.photograph)
        self.link(self.next_pressed, presenter.next)
        self.link(self.cancel_pressed, presenter.cancel)
        self.link(self.fields.name_confirmed, presenter.confirm_name)
        self.link(self.fields.expired_seen, presenter.see_expired)
        self.link(self.fields.link_chosen, presenter.choose_link)
        self.link(self.stay.direction_chosen, presenter.set_direction)
        self.link(self.stay.purpose_chosen, presenter.set_purpose)
        self.link(self.stay.visa_chosen, presenter.set_visa)
        self.link(self.stay.days_chosen, presenter.set_days)
        self.link(self.privacy.language_chosen, presenter.set_notice_language)
        self.link(self.privacy.shown, presenter.notice_shown)

    def first_focus(self) -> QWidget | None:
        return self._zone

    def translate(self) -> None:
        self._source.heading.setText(self.tr("Document"))
        self._zone_label.setText(self.tr("Type or scan the two or three lines"))
        self._zone.setAccessibleName(self.tr("Machine readable zone"))
        self._read_button.setText(self.tr("Read the lines"))
        self.camera.setAccessibleName(self.tr("Live picture of the page"))
        self.camera.say_empty(self.tr("No picture from the camera"))
        self.fields.translate()
        self.stay.translate()
        self.privacy.translate()

    def paint_state(self, state: DocumentView) -> None:
        if state.reading is None and not state.lines:
            self._zone.empty()
        self._zone.show_lines(state.lines)
        self._zone.setEnabled(not state.busy)
        self._read_button.setEnabled(not state.busy)
        self._source.chip.say(Tone.INFO, self.tr("Photographing …") if state.photographing else "")
        problem = state.problem
        text = ""
        if problem is not None:
            text = words.say_problem(problem.code)
            if problem.field:
                text = f"{words.say_key('field', problem.field)}: {text}"
        self._notice.say(Tone.BAD, text)
        self.fields.render_fields(state.reading, state.name_confirmed, state.expired_seen, state.link, state.busy)
        self.stay.render_stay(
            state.direction, state.purpose, state.visas, state.visa_class, state.days, state.last_day,
            words.say_problem(state.stay_problem.code) if state.stay_problem else "",
        )  # fmt: skip
        self.privacy.render_notice(state.notice, state.notice_shown)

    def chrome(self) -> Chrome:
        state: DocumentView = self.state
        missing = {
            "document": self.tr("Type or scan the lines, or photograph the page."),
            "problems": self.tr("Correct the fields marked in red; compare them with the document."),
            "name": self.tr("Compare the name with the document and confirm it; no check digit protects it."),
            "expired": self.tr("The document has expired. Say that you have seen it before you go on."),
            "stay": self.tr("Correct the stay."),
            "notice": self.tr("Show the privacy notice to the traveller and tick it."),
            "": self.tr("Document and stay are complete."),
        }[state.missing]
        tone = Tone.OK if not state.missing else Tone.WARN if state.missing in {"problems", "expired"} else Tone.INFO
        stop = state.photographing
        ready = not state.missing and not state.busy
        document = state.reading is not None and state.reading.document is not None
        return Chrome(
            self.tr("Document and stay"),
            self.tr("Read the zone, confirm the name, then ask for the purpose and the length of the stay."),
            message=(tone, missing),
            actions=(
                Action(Act.CANCEL, self.tr("Cancel visit"), True, "danger"),
                Action(
                    Act.PHOTOGRAPH,
                    self.tr("Stop") if stop else self.tr("Photograph"),
                    stop or not state.busy,
                    "",
                    "camera",
                ),
                Action(Act.CONFIRM_NAME, self.tr("Name agrees"), document and not state.busy, "", "check"),
                Action(Act.NEXT, self.tr("To the face"), ready, "primary", "arrow-right"),
            ),
        )

    def act(self, act: Act) -> None:
        if act is Act.CANCEL:
            self.cancel_pressed.emit()
        elif act is Act.PHOTOGRAPH:
            self.photograph.emit()
        elif act is Act.CONFIRM_NAME:
            self.fields.toggle_name()
        elif act is Act.NEXT:
            self.next_pressed.emit()

    def _read_zone(self) -> None:
        self.read.emit(self._zone.lines())
