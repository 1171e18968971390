"""Document and stay: type, scan or photograph the zone, confirm the name, say why and how long, show the notice."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.desk import ChipPhase
from station.ui import words
from station.ui.counter.chip_panel import ChipCard, SealNotice, speaks
from station.ui.counter.document_desk import DocumentPresenter, DocumentView
from station.ui.counter.document_parts import Closeups, FieldsCard, InterruptedCard, NoticeCard, say_code
from station.ui.counter.mrz_edit import MrzEdit
from station.ui.counter.parked import ParkedButton
from station.ui.counter.stay_card import StayCard
from station.ui.counter.wedge_keys import WedgeKeys
from station.ui.keys import Act
from station.ui.page import Action, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice, button, label
from station.ui.widgets.images import ImageView

USUAL, WITH_CHIP = (38, 31, 31), (29, 40, 31)
CODES_MS = 1500  # how often the page looks whether the traveller holds a barcode before the camera


class DocumentScreen(Page[DocumentView, DocumentPresenter]):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = Card()
        self.camera = ImageView(fill=True)
        self.page_picture, self.closeups = ImageView(), Closeups()
        self.keys = WedgeKeys(self)
        self._zone_label = label("small", wrap=True)
        self._zone = MrzEdit()
        self._notice = Notice()
        self._read_button = button()
        self._code, self.seals = Notice(), SealNotice()
        pictures = (self.camera, self.page_picture)
        for part in (*pictures, self.closeups, self._zone_label, self._zone, self._code, self.seals, self._notice):
            self._source.body.addWidget(part, 1 if part in pictures else 0)
        self._source.head.addWidget(self._read_button)
        self.fields, self.stay, self.privacy = FieldsCard(), StayCard(), NoticeCard()
        self.chip = ChipCard()
        middle = QVBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.fields, 1)
        middle.addWidget(self.chip)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.stay)
        right.addWidget(self.privacy, 1)
        self._row = row = QHBoxLayout()
        self.foldable(row)
        row.setSpacing(14)
        row.addWidget(self._source)
        row.addLayout(middle)
        row.addLayout(right)
        self._share(chip=False)
        self.interrupted = InterruptedCard()
        offer = QHBoxLayout()
        offer.addStretch(1)
        offer.addWidget(self.interrupted, 6, Qt.AlignmentFlag.AlignTop)
        offer.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(row, 1)
        whole.addLayout(offer)
        self._read_button.clicked.connect(self._read_zone)
        self.chip.unfolded.connect(lambda _open: self._show_fields())
        self._codes = QTimer(self)
        self._codes.setInterval(CODES_MS)
        self.parked = ParkedButton(self)
        self.parked.changed.connect(self.changed)

    def _share(self, chip: bool) -> None:
        """Shares of picture, fields and stay; a chip that must be read takes room of the picture."""
        for place, share in enumerate(WITH_CHIP if chip else USUAL):
            self._row.setStretch(place, share)

    def _show_fields(self) -> None:
        if self.rendered:
            state, chip = self.state, self.state.chip
            must = chip is not None and speaks(chip)
            self._share(chip=must)
            self.fields.brief(must and not self.chip.details.isChecked())
            self.fields.render_fields(state.reading, state.name_confirmed, state.expired_seen, state.link, state.busy)

    def join(self, presenter: DocumentPresenter) -> None:
        super().join(presenter)
        self.keys.listen(presenter.wedge(), presenter.scanned)
        self.link(self._codes.timeout, presenter.look_for_codes)
        self.link(self._zone.complete, presenter.read)
        self.link(self._zone.edited, presenter.edited)
        self.link(self.fields.document_chosen, presenter.choose_document)
        self.link(self.fields.answered, presenter.answer)
        self.link(self.fields.name_confirmed, presenter.confirm_name)
        self.link(self.fields.expired_seen, presenter.see_expired)
        self.link(self.fields.link_chosen, presenter.choose_link)
        self.link(self.chip.key_chosen, presenter.choose_chip_key)
        self.link(self.chip.number.given, presenter.open_chip_with)
        self.link(self.chip.taken, presenter.take_chip_lines)
        self.link(self.stay.direction_chosen, presenter.set_direction)
        self.link(self.stay.purpose_chosen, presenter.set_purpose)
        self.link(self.stay.visa_chosen, presenter.set_visa)
        self.link(self.stay.days_chosen, presenter.set_days)
        self.link(self.stay.proof_given, presenter.give_proof)
        self.link(self.privacy.language_chosen, presenter.set_notice_language)
        self.link(self.privacy.shown, presenter.notice_shown)

    def part(self) -> None:
        self.keys.listen(None, lambda _scan: None)
        super().part()

    def showEvent(self, event: QShowEvent) -> None:
        self._codes.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._codes.stop()
        super().hideEvent(event)

    def first_focus(self) -> QWidget | None:
        """The zone; the footer's first choice while an interrupted visit is offered."""
        return self._zone if not self.rendered or self.state.offered is None else None

    def translate(self) -> None:
        self._source.heading.setText(self.tr("Document"))
        self._zone_label.setText(self.tr("Type or scan the two or three lines"))
        self._zone.setAccessibleName(self.tr("Machine readable zone"))
        self._read_button.setText(self.tr("Read the lines"))
        self.camera.setAccessibleName(self.tr("Live picture of the page"))
        self.closeups.say(self.tr("Places to compare, enlarged"))
        self.page_picture.setAccessibleName(self.tr("The lines as photographed"))
        self.camera.say_empty(self.tr("No picture from the camera"))
        self.interrupted.translate()
        self.fields.translate()
        self.chip.translate()
        self.stay.translate()
        self.privacy.translate()

    def paint_state(self, state: DocumentView) -> None:
        if state.reading is None and not state.lines:
            self._zone.empty()
        self._zone.show_lines(state.lines)
        reading = state.reading
        photographed = reading is not None and reading.photographed and reading.picture is not None
        self.camera.setVisible(not photographed)
        self.page_picture.setVisible(photographed)
        self.page_picture.show_picture(reading.picture if reading is not None and photographed else None)
        self.closeups.show_reading(reading)
        self.seals.show_seals(reading.seals if reading is not None else ())
        self._code.say(Tone.INFO, say_code(state.code) if state.code is not None else "")
        offered = state.offered
        self._zone.setEnabled(not state.busy)
        self._read_button.setEnabled(not state.busy)
        for card in (self._source, self.fields, self.stay, self.privacy):
            card.setVisible(offered is None)
        self._source.chip.say(Tone.INFO, self.tr("Photographing …") if state.photographing else "")
        problem = state.problem
        text = ""
        if problem is not None:
            text = words.say_problem(problem.code)
            if problem.field:
                text = f"{words.say_key('field', problem.field)}: {text}"
        self._notice.say(Tone.BAD, text)
        self.interrupted.show_visit(offered, text)
        self._show_fields()
        self.chip.render_chip(state.chip if state.offered is None else None, state.chip_refused, state.busy)
        self.stay.render_stay(state)
        self.privacy.render_notice(state.notice, state.notice_shown, state.languages)

    def _offer(self, state: DocumentView) -> Chrome:
        go = self.presenter
        return Chrome(
            self.tr("A visit was interrupted"),
            self.tr("Is the traveller still here? Then go on with the visit; nothing that was accepted is lost."),
            message=(Tone.WARN, self.tr("Resume the interrupted visit or discard it. A new one can begin afterwards.")),
            actions=(
                Action(Act.CANCEL, self.tr("Discard it"), go.discard, not state.busy, "danger"),
                Action(Act.NEXT, self.tr("Resume the visit"), go.resume, not state.busy, "primary", "play"),
            ),
        )

    def chrome(self) -> Chrome:
        state, go = self.state, self.presenter
        if state.offered is not None:
            return self._offer(state)
        missing = {
            "document": self.tr("Type or scan the lines, or photograph the page."),
            "choice": self.tr("Say which of the documents it is."),
            "question": self.tr("Answer the question; the document leaves it open."),
            "problems": self.tr("Correct what is marked in red, or enter the document by hand."),
            "name": self.tr("Compare the name with the document and confirm it; no check digit protects it."),
            "expired": self.tr("The document has expired. Say that you have seen it before you go on."),
            "stay": self.tr("Correct the stay."),
            "notice": self.tr("Let the traveller read the privacy notice, then go on."),
            "": self.tr("Document and stay are complete."),
        }[state.missing]
        tone = (
            Tone.OK
            if not state.missing
            else Tone.WARN
            if state.missing in {"problems", "expired", "question", "choice"}
            else Tone.INFO
        )
        stop = state.photographing
        ready = state.missing in {"", "notice"} and not state.busy
        onward = self.tr("Notice shown, to the face") if state.missing == "notice" else self.tr("To the face")
        reading = state.reading
        document = reading is not None and reading.document is not None and not reading.questions
        return Chrome(
            self.tr("Document and stay"),
            self.tr("Read the zone, confirm the name, then ask for the purpose and the length of the stay."),
            message=(tone, missing),
            actions=(
                Action(Act.CANCEL, self.tr("Cancel visit"), go.cancel, True, "danger"),
                *self.parked.actions(state.reading is None and not state.busy),
                Action(
                    Act.PHOTOGRAPH,
                    self.tr("Stop") if stop else self.tr("Photograph"),
                    go.photograph,
                    stop or not state.busy,
                    "",
                    "camera",
                ),
                Action(Act.BY_HAND, self.tr("By hand"), go.enter_by_hand, not state.busy, "", "pen-line"),
                *self._chip_again(),
                Action(
                    Act.CONFIRM_NAME,
                    self.tr("Name agrees"),
                    self.fields.toggle_name,
                    document and not state.busy,
                    "",
                    "check",
                ),
                Action(Act.NEXT, onward, go.next, ready, "primary", "arrow-right"),
            ),
        )

    def _chip_again(self) -> tuple[Action, ...]:
        """Offered where reading it once more may help."""
        chip = self.state.chip
        if chip is None or chip.phase is not ChipPhase.STOPPED or self.state.reading is None:
            return ()
        again = self.presenter.read_chip_again
        return (Action(Act.CHIP, self.tr("Chip again"), again, not self.state.busy, "", "rotate-ccw"),)

    def _read_zone(self) -> None:
        self.presenter.read(self._zone.lines())
