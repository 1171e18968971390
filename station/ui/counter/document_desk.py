"""What happens on the document page, without a widget: readings, confirmations, the stay and the notice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from station.domain.desk import (
    NO_CLASS,
    ChipPhase,
    ChipView,
    DocumentReading,
    InterruptedVisit,
    NoticeText,
    PurposeName,
    TravelCode,
    VisaClass,
)
from station.domain.visit import Direction, Purpose
from station.ui import notice as notices
from station.ui.counter.desk import DocumentDesk, KeyWedge, Scanned, VisitDesk
from station.ui.presenter import Post, Presenter, Problem, code_of, problem_of
from station.work import Runner
from station.workflow.counter import Event

PATIENCE = 10  # looks for a barcode that are left out after one without a picture
TRIES = 6  # pictures of a page before the officer is told that there is nothing to read


@dataclass(frozen=True)
class DocumentView:
    offered: InterruptedVisit | None = None  # resume or discard it; nothing else is possible
    busy: bool = False
    photographing: bool = False
    problem: Problem | None = None
    lines: tuple[str, ...] = ()
    reading: DocumentReading | None = None  # of `lines` and nothing else: a change of the text drops it
    code: TravelCode | None = None  # a barcode that was scanned last
    name_confirmed: bool = False
    expired_seen: bool = False
    link: str | None = None  # person
    direction: Direction = Direction.ARRIVAL
    purpose: str = Purpose.TOURISM
    purposes: tuple[PurposeName, ...] = ()  # of this traveller
    visas: tuple[VisaClass, ...] = ()  # of this traveller, for the purpose
    classes_known: bool = False  # a document is read, so that `visas` are all there are
    visa_class: str = ""  # "": none is chosen yet; NO_CLASS: none fits
    class_chosen: bool = False  # by the officer
    proofs: tuple[tuple[str, str], ...] = ()  # what was shown, by what the class asks for
    confirmed: bool = True  # the policy's classes and lists, by the agency
    stay_warning: str = ""  # nothing that stops, but that the record says: "passport_too_short"
    days: int = 30
    last_day: date | None = None
    stay_problem: Problem | None = None
    notice: NoticeText | None = None
    notice_shown: bool = False
    languages: tuple[str, ...] = ()  # in which the notice can be shown here
    chip: ChipView | None = None
    chip_refused: bool = False  # the officer said that the printed lines stand, not the chip's

    @property
    def missing(self) -> str:
        """What is still to be done, as a key; empty when the page may be left."""
        reading = self.reading
        if reading is None or reading.document is None:
            if reading is None:
                return "document"
            return "choice" if reading.choices else "problems" if reading.problems else "document"
        left = {
            "problems": bool(reading.problems),
            "question": bool(reading.questions),
            "name": not self.name_confirmed,
            "expired": reading.expired and not self.expired_seen,
            "stay": self.stay_problem is not None,
            "notice": not self.notice_shown,
        }
        return next((key for key, open_ in left.items() if open_), "")


_UNREAD: dict[str, Any] = {
    "reading": None,
    "name_confirmed": False,
    "expired_seen": False,
    "link": None,
    "code": None,
    "chip_refused": False,
}


class DocumentPresenter(Presenter[DocumentView]):
    """`language` is the officer's, for the first notice; `notice` gives the text in a language, `offered` those of the
    policy's languages that can be shown here. Once a document is read its nationality suggests the language.

    `by_hand` is asked to have the document entered, starting from what was read; `entered` takes what comes of it.
    `resumed` is called when the officer goes on with an interrupted visit; `discards` asks why it is to be given up.
    """

    def __init__(
        self,
        show: Callable[[DocumentView], None],
        runner: Runner,
        visit: VisitDesk,
        desk: DocumentDesk,
        done: Callable[[], None],
        cancelled: Callable[[], None],
        language: Callable[[], str] = lambda: "id",
        notice: Callable[[str], NoticeText] = notices.read,
        offered: Callable[[Sequence[str]], tuple[str, ...]] = notices.offered,
        resumed: Callable[[], None] = lambda: None,
        discards: Callable[[], None] = lambda: None,
        by_hand: Callable[[DocumentReading | None], None] = lambda _reading: None,
        post: Post = lambda call: call(),
    ) -> None:
        super().__init__(show, runner, DocumentView())
        self._gone_on, self._discards = resumed, discards
        self._visit, self._desk, self._done, self._cancelled = visit, desk, done, cancelled
        self._notice, self._language, self._offered = notice, language, offered
        self._by_hand = by_hand
        self._stop = threading.Event()
        self._looking, self._patience = False, 0  # for barcodes
        self._post = post
        self._unwatch: Callable[[], None] | None = None
        self._next_scan: tuple[str, ...] = ()  # came while something else was read

    def wedge(self) -> KeyWedge:
        return self._desk.wedge()

    def open(self, fresh: bool = True) -> None:
        """A new traveller, or back to this page with everything that was entered."""
        if fresh:
            languages = self._offered(self._desk.notice_languages())
            self.state = DocumentView(notice=self._notice(self._language()), languages=languages)
            self._set_stay()
        else:
            self._update(busy=False, photographing=False, problem=None)
        if self._unwatch is None:
            self._unwatch = self._desk.watch_chip(lambda view: self._post(lambda: self._chip(view)))
        self._update(chip=self._desk.chip)

    def leave(self) -> None:
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None

    # ---- the chip

    def _chip(self, view: ChipView) -> None:
        if self._unwatch is not None and view is not self.state.chip:
            self._update(chip=view)

    def choose_chip_key(self, index: int) -> None:
        """The number that the officer reads in the document; the chip is tried with it."""
        if not self.state.busy:
            self._desk.choose_chip_key(index)

    def open_chip_with(self, number: str) -> None:
        """The card access number that the officer reads on the document."""
        if not self.state.busy and number.strip():
            self._runner.run(
                lambda: self._desk.open_chip_with(number), lambda _: self._update(problem=None), self._failed
            )

    def read_chip_again(self) -> None:
        if not self.state.busy:
            self._desk.read_chip_again()

    def take_chip_lines(self, taken: bool) -> None:
        """The officer looked at the page: the chip's lines stand there, or the printed ones do."""
        chip = self.state.chip
        if self.state.busy or chip is None or chip.evidence is None or chip.phase is not ChipPhase.DONE:
            return
        if taken:
            self.read(chip.evidence.lines)
        else:
            self._update(chip_refused=True)

    def offer(self, visit: InterruptedVisit) -> None:
        """A visit that was open when the station stopped."""
        self.open()
        self._update(offered=visit)

    def resume(self) -> None:
        offered, visit = self.state.offered, self._visit
        if offered is not None and not self.state.busy:
            self._do(lambda: visit.resume(offered.id), self._resumed)

    def taken_up(self) -> None:
        """A visit that was set aside is in hand again."""
        self._resumed(None)

    def _resumed(self, _step: object) -> None:
        """The page as it was left, in case the officer comes back to it."""
        visit = self._visit.view
        self.open()
        self._update(
            reading=visit.reading, lines=visit.reading.lines if visit.reading is not None else (),
            name_confirmed=visit.document is not None, expired_seen="expired_document" in visit.warnings,
            link=visit.person if "renewed_document" in visit.warnings else None,
        )  # fmt: skip
        if visit.notice is not None:
            self._update(notice=self._notice(visit.notice.language), notice_shown=True)
        if visit.stay is not None:
            stay = visit.stay
            self._update(proofs=stay.proofs, class_chosen=True)
            self._set_stay(stay.direction, stay.purpose, stay.visa_class or NO_CLASS, stay.days)
        self._gone_on()

    def discard(self) -> None:
        """Not by one key: whoever is asked says why."""
        if self.state.offered is not None and not self.state.busy:
            self._discards()

    def read(self, lines: tuple[str, ...]) -> None:
        if not self.state.busy and lines:
            text = "\n".join(lines)
            self._do(lambda: self._again().read_lines(text), self._read, lines=lines, **_UNREAD)

    def edited(self, lines: tuple[str, ...]) -> None:
        """The officer changed the text: whatever was read and confirmed of it holds no more."""
        if not self.state.busy and lines != self.state.lines:
            self._update(lines=lines, problem=None, **_UNREAD)

    def scanned(self, scan: Scanned) -> None:
        """A document reader sent something, whatever had the focus; it replaces what stands here."""
        if self.state.offered is not None:
            return
        if not scan.lines:
            self._update(code=self._desk.name_code(scan.text))
            self._judge_code(scan.text)
        elif self.state.busy:
            self._next_scan = scan.lines
            self._stop.set()
        else:
            self.read(scan.lines)

    def _judge_code(self, text: str) -> None:
        """A seal is judged; its visa joins the stay."""
        code = self.state.code
        if self.state.busy or code is None or not code.signed or code.lost:
            return

        def judged(reading: DocumentReading | None) -> None:
            if reading is None:
                self._update(busy=False)
                return
            self._update(busy=False, code=None, reading=reading)  # the seal stands for itself now
            self._set_stay()

        self._do(lambda: self._again().take_code(text), judged)

    def choose_document(self, index: int) -> None:
        """Of several documents in one picture."""
        if not self.state.busy:
            self._do(lambda: self._again().choose_document(index), self._read, **_UNREAD)

    def answer(self, concern: str, choice: str) -> None:
        """The officer's answer to a question of the reading."""
        if not self.state.busy:
            self._do(lambda: self._again().answer_document({concern: choice}), self._answered, name_confirmed=False)

    def _answered(self, reading: DocumentReading) -> None:
        self._update(busy=False, reading=reading, expired_seen=False, link=None)
        self._set_stay()

    def enter_by_hand(self) -> None:
        if not self.state.busy and self.state.offered is None:
            self._by_hand(self.state.reading)

    def entered(self, reading: DocumentReading) -> None:
        """The document was entered by hand."""
        self._update(lines=(), code=None, problem=None)
        self._read(reading)

    def photograph(self) -> None:
        """Take pictures until a zone is read; pressed once more, stop."""
        if self.state.photographing:
            self._stop.set()
        elif not self.state.busy:
            self._stop = stop = threading.Event()
            job = lambda: self._photograph(stop)  # noqa: E731
            self._do(job, self._read, photographing=True, lines=(), **_UNREAD)

    def _photograph(self, stop: threading.Event) -> DocumentReading:
        desk = self._again()
        for _ in range(TRIES - 1):
            try:
                return desk.photograph(stop.is_set)
            except Exception as error:
                if not code_of(error) or stop.is_set():
                    raise
        return desk.photograph(stop.is_set)

    def look_for_codes(self) -> None:
        """What barcode the traveller holds before the camera, at any moment of this page. The page asks again and
        again; it never waits for the answer, and a camera that gives nothing is asked less often."""
        if self.state.busy or self.state.offered is not None or self._looking:
            return
        if self._patience:
            self._patience -= 1
            return
        self._looking = True
        self._runner.run(self._desk.read_codes, self._codes_seen, self._no_codes)

    def _codes_seen(self, codes: tuple[TravelCode, ...]) -> None:
        self._looking = False
        if codes and codes[0] != self.state.code:
            self._update(code=codes[0])

    def _no_codes(self, error: BaseException) -> None:
        self._looking, self._patience = False, PATIENCE
        if not code_of(error):
            raise error

    def _again(self) -> DocumentDesk:
        """The desk, back at the document if the visit was already at the stay. Runs in the worker."""
        visit = self._visit
        if not visit.allows(Event.DOCUMENT_READ) and visit.allows(Event.BACK):
            visit.back()
        return self._desk

    def _read(self, reading: DocumentReading) -> None:
        self._update(
            busy=False, photographing=False, reading=reading, lines=reading.lines or self.state.lines,
            name_confirmed=False, expired_seen=False, link=None,
        )  # fmt: skip
        if self._read_next():
            return
        if not self.state.class_chosen:
            self._update(visa_class="")
        if reading.visa is not None:  # what the sticker says need not be typed
            self._update(proofs=tuple({**dict(self.state.proofs), "visa_number": reading.visa.number}.items()))
        self._set_stay()
        if reading.document is not None and not self.state.notice_shown:
            language = notices.suggested(reading.document.nationality, self.state.languages)
            if language is not None:
                self.set_notice_language(language)

    def _failed(self, error: BaseException) -> None:
        self._update(photographing=False)
        if self._next_scan and code_of(error):
            self._update(busy=False)
            self._read_next()
        else:
            super()._failed(error)

    def _read_next(self) -> bool:
        """A scan that came meanwhile is read now, instead of what stands here."""
        scan, self._next_scan = self._next_scan, ()
        if scan:
            self.read(scan)
        return bool(scan)

    def confirm_name(self, confirmed: bool) -> None:
        if confirmed and (self.state.reading is None or self.state.reading.questions):
            return
        self._update(name_confirmed=confirmed)

    def see_expired(self, seen: bool) -> None:
        self._update(expired_seen=seen)

    def choose_link(self, person: str) -> None:
        self._update(link=person or None)

    def set_direction(self, direction: Direction) -> None:
        self._set_stay(direction=direction)

    def set_purpose(self, purpose: str) -> None:
        self._update(class_chosen=False)
        self._set_stay(purpose=purpose, visa_class="")

    def set_visa(self, key: str) -> None:
        self._update(class_chosen=True)
        self._set_stay(visa_class=key)

    def give_proof(self, ask: str, text: str) -> None:
        """What the officer typed from a visa or permit."""
        self._update(proofs=tuple({**dict(self.state.proofs), ask: text}.items()))
        self._set_stay()

    def set_days(self, days: int) -> None:
        self._set_stay(days=days)

    def _set_stay(
        self,
        direction: Direction | None = None,
        purpose: str | None = None,
        visa_class: str | None = None,
        days: int | None = None,
    ) -> None:
        """What was not changed stays; what this traveller may have is asked for again after every change."""
        state, desk = self.state, self._desk
        direction, purpose = direction or state.direction, purpose or state.purpose
        purposes = desk.purposes()
        if purposes and purpose not in {p.key for p in purposes}:
            purpose, visa_class = purposes[0].key, ""
        days = state.days if days is None else days
        chosen = state.visa_class if visa_class is None else visa_class
        visas = desk.visa_classes(purpose)
        known = {v.key: v for v in visas}
        kept = chosen in known or (chosen == NO_CLASS and state.class_chosen)
        if not kept:  # what needs no paper may stand there; a visa that nobody has shown may not
            chosen = next((v.key for v in visas if not v.asks), "")
        offered = known.get(chosen)
        if offered is not None and offered.days is not None and chosen != state.visa_class:
            days = min(days, offered.days)
        last, problem, warning = None, None, ""
        try:
            last = desk.last_day(direction, purpose, chosen, days, dict(state.proofs))
            warning = desk.stay_warning(direction, chosen, last)
        except Exception as error:
            if not code_of(error):
                raise
            problem = problem_of(error)
        self._update(
            direction=direction, purpose=purpose, purposes=purposes, visas=visas, visa_class=chosen, days=days,
            last_day=last, stay_problem=problem, stay_warning=warning, classes_known=desk.classes_known(),
            confirmed=desk.stays_confirmed(),
        )  # fmt: skip

    def set_notice_language(self, language: str) -> None:
        self._update(notice=self._notice(language), notice_shown=False)

    def notice_shown(self, shown: bool) -> None:
        self._update(notice_shown=shown)

    def next(self) -> None:
        """On to the face. Where only the notice is missing, going on says that it was shown."""
        if self.state.missing == "notice" and not self.state.busy:
            self._update(notice_shown=True)
        state = self.state
        notice, reading = state.notice, state.reading
        if state.busy or state.missing or notice is None or reading is None or reading.document is None:
            return
        document = replace(reading.document, name_confirmed=True)
        visit, desk = self._visit, self._desk

        def job() -> None:
            if visit.allows(Event.DOCUMENT_CONFIRMED):
                desk.confirm_document(document, state.expired_seen, state.link)
            desk.set_stay(
                state.direction, state.purpose, state.visa_class, state.days, notice.language, dict(state.proofs)
            )  # fmt: skip

        self._do(job, self._left)

    def _left(self, _nothing: None) -> None:
        self._update(busy=False)
        self._done()

    def cancel(self) -> None:
        self._stop.set()
        self._cancelled()
