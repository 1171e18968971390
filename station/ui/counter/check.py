"""The check: the traveller against the record, ranked candidates, the watchlist, and waiting for a supervisor."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station.domain.chip import against
from station.domain.desk import CaseState, CaseStatus, CheckedCandidate
from station.domain.outcome import CaseReason, CaseRuling, Modality, Outcome
from station.ui import words
from station.ui.counter.check_desk import CheckPresenter, CheckState
from station.ui.counter.check_parts import (
    CandidateTable,
    ComparisonRow,
    FindingCard,
    InspectPanel,
    PrintStrip,
    VerdictBar,
)
from station.ui.counter.chip_panel import ChipFaces
from station.ui.counter.document_parts import AskPanel
from station.ui.counter.listed_person import ListedPerson, MayDo, list_reason
from station.ui.counter.stay_history import StayHistory, say_finding, tone_of
from station.ui.keys import Act
from station.ui.page import Action, Chrome, Page
from station.ui.theme import Tone
from station.ui.widgets.basics import Card, Notice, button, label
from station.ui.widgets.images import ImageView

FACE = 104  # px that a face asks for where much else stands on the page
POLL_MS = 2000  # how often a waiting counter asks for the ruling


class CheckScreen(Page[CheckState, CheckPresenter]):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = QTimer(self)
        self._clock.setInterval(POLL_MS)
        self._left = Card()
        self._live, self._record = ImageView(), ImageView()
        self._names = (label("small"), label("small"))
        faces = QHBoxLayout()
        faces.setSpacing(14)
        for name, view in zip(self._names, (self._live, self._record), strict=True):
            column = QVBoxLayout()
            column.addWidget(name)
            view.want(FACE)
            column.addWidget(view, 1)
            faces.addLayout(column, 1)
        self.rows = {m: ComparisonRow(m) for m in (Modality.FACE, Modality.FINGERS, Modality.FUSED)}
        self.prints = PrintStrip()
        self._left.body.addWidget(self.rows[Modality.FACE])
        self._left.body.addLayout(faces, 5)
        self._left.body.addWidget(self.rows[Modality.FINGERS])
        self._left.body.addWidget(self.prints, 2)
        self._left.body.addWidget(self.rows[Modality.FUSED])
        self.chip = ChipFaces()
        self.inspect = InspectPanel()
        self.verdict, self._advice, self.order = VerdictBar(), Notice(), AskPanel()
        self.details = button()
        self.details.setCheckable(True)
        self.details.toggled.connect(self._fold)
        self._left.head.addWidget(self.details)
        self.may_do = MayDo()
        self._left.body.addWidget(self.may_do)
        self._left.body.addWidget(self._advice)
        self._left.body.addWidget(self.order)
        right = self._answers()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addWidget(self.verdict)
        row = QHBoxLayout()
        self.foldable(row)
        row.setSpacing(14)
        row.addWidget(self._left, 1)
        row.addLayout(right, 1)
        whole.addLayout(row, 1)
        self._fold(False)

    def _answers(self) -> QVBoxLayout:
        """Identity, watchlist and stay, each with its sentence, below what must be seen first."""
        self._case, self._problem = Notice(), Notice()
        self._watch, self._list = CandidateTable(), CandidateTable()
        self.history = StayHistory(asking=True)
        self.identity, self.listed, self.stay = FindingCard(), FindingCard(), FindingCard()
        self.identity.body.addWidget(self._list)
        self.person = ListedPerson()
        self.listed.body.addWidget(self._watch)
        self.listed.body.addWidget(self.person)
        self._watch.currentCellChanged.connect(self._other_person)
        self.stay.body.addWidget(self.history)
        right = QVBoxLayout()
        right.setSpacing(6)
        for part in (self._problem, self._case, self.inspect, self.chip):
            right.addWidget(part)
        self._sorted = QVBoxLayout()
        self._sorted.setSpacing(6)
        for card in (self.identity, self.listed, self.stay):
            self._sorted.addWidget(card)
        right.addLayout(self._sorted)
        right.addStretch(1)
        return right

    def join(self, presenter: CheckPresenter) -> None:
        super().join(presenter)
        self.link(self._clock.timeout, presenter.poll)  # time to ask for the ruling again
        self.link(self.inspect.decided, presenter.inspect)
        self.link(self.order.answered, self._ordered)
        self.link(self.history.proof_given, presenter.give_proof)
        for row in self.rows.values():
            self.link(row.looked_at, presenter.choose_inspect)

    def _ordered(self, _code: str, answer: str) -> None:
        if answer == "relabel":
            self.presenter.relabel()
        else:
            self.presenter.keep_order()

    def _fold(self, open_: bool) -> None:
        """Numbers are the technician's words: they stand under Details."""
        for row in self.rows.values():
            row.show_numbers(open_)
        for table in (self._watch, self._list):
            table.setColumnHidden(3, not open_)
            table.horizontalHeader().setVisible(open_)  # a name and a document say themselves what they are
            table.fit_columns()
        self.person.show_numbers(open_)
        if self.rendered:
            self._show_rest(self.state)

    def translate(self) -> None:
        self.details.setText(self.tr("Details"))
        self._left.heading.setText(self.tr("Against the record"))
        self._names[0].setText(self.tr("At the counter, now"))
        self._names[1].setText(self.tr("On record"))
        self._live.setAccessibleName(self.tr("Face at the counter"))
        self._record.setAccessibleName(self.tr("Face on record"))
        for card, name in (
            (self.identity, self.tr("Identity")),
            (self.listed, self.tr("Watchlist")),
            (self.stay, self.tr("Stay")),
        ):
            card.name.setText(name)
        for table in (self._watch, self._list):
            table.translate()
        self.chip.translate()
        self.inspect.translate()
        self.history.translate()
        self.may_do.translate()

    def first_focus(self) -> QWidget | None:
        """While everything else waits for the comparison, the cursor stands on what ends nothing."""
        return self.details if self.rendered and self.state.busy and self.details.isEnabled() else None

    def paint_state(self, state: CheckState) -> None:
        result = state.result
        comparing = state.busy and result is None
        self._live.say_empty(self.tr("Comparing …") if comparing else self.tr("No face was taken"))
        self._record.say_empty(self.tr("Comparing …") if comparing else self.tr("Nothing on record"))
        self._live.show_picture(result.live_face if result else None)
        self._record.show_picture(result.reference_face if result else None)
        for modality, row in self.rows.items():
            shown = modality is not Modality.FUSED or self._sum_shown(state)  # a row that comes and goes costs a layout
            row.render_comparison(state.comparison(modality), modality is state.inspecting, shown)
        self.chip.render_faces(
            result.chip if result else None, result.chip_face if result else None, result.page_face if result else None
        )
        self.verdict.say(*self._verdict(state))
        self.verdict.spread(state.case is not None)
        self._advise(state)
        comparison = state.comparison(state.inspecting) if state.inspecting is not None else None
        self.inspect.render_inspection(comparison)
        self._problem.say(Tone.BAD, words.say_problem(state.problem.code) if state.problem else "")
        self._say_case(state.case)
        if state.case is not None and state.case.status is not CaseStatus.RULED:
            self._clock.start()
        else:
            self._clock.stop()
        watch = result.watchlist if result else ()
        self._watch.setVisible(len(watch) > 1)
        self._watch.show_candidates(watch, fixed=True)
        self._show_person()
        waits = state.case is not None and state.case.status is not CaseStatus.RULED
        self.may_do.setVisible(waits)
        self._say_identity(state)
        self._say_list(state)
        self._say_stay(state)
        self._sort()
        self.prints.show_prints(result.prints if result else ())
        self._show_rest(state)

    def _show_person(self) -> None:
        """Who stands in the row that the officer chose, else the strongest, field by field."""
        watch = self.state.result.watchlist if self.state.result else ()
        self.person.show_person(self._chosen_hit(watch) if watch else None)

    def _other_person(self, row: int, _column: int, before: int, _before_column: int) -> None:
        if self.rendered and row != before and row >= 0:
            self._show_person()
            self._say_list(self.state)

    def _show_rest(self, state: CheckState) -> None:
        """What folds out: the sum of face and fingers, and who is alike where that is only the traveller."""
        self.rows[Modality.FUSED].setVisible(self._sum_shown(state))
        candidates = state.result.candidates if state.result else ()
        self._list.setVisible(bool(candidates) and (bool(self._others(state)) or self.details.isChecked()))

    def _sum_shown(self, state: CheckState) -> bool:
        fused = state.comparison(Modality.FUSED)
        failed = fused is not None and fused.outcome is Outcome.NO_MATCH and state.case is None  # the identity says it
        return fused is not None and (failed or self.details.isChecked())

    @staticmethod
    def _others(state: CheckState) -> list[CheckedCandidate]:
        """Who is alike and not this document: a likelihood ratio below 1 speaks for two people, and is no candidate."""
        candidates = state.result.candidates if state.result else ()
        return [one for one in candidates if not one.candidate.same_document and one.candidate.score > 0]

    def _sort(self) -> None:
        """Worst first, somebody listed above everything; where nothing is wrong, as always."""
        worst = (Tone.BAD, Tone.WARN)
        cards = (self.identity, self.listed, self.stay)
        hit = self.listed if self.state.result is not None and self.state.result.watchlist else None
        wanted = sorted(
            cards, key=lambda card: (card is not hit, worst.index(card.tone) if card.tone in worst else len(worst))
        )
        if sorted(cards, key=self._sorted.indexOf) != wanted:
            for card in wanted:
                self._sorted.removeWidget(card)
                self._sorted.addWidget(card)

    def _say_identity(self, state: CheckState) -> None:
        result = state.result
        if result is None:
            self.identity.say(Tone.INFO, self.tr("Comparing …") if state.busy else "–")
            return
        self._list.show_candidates(result.candidates)
        others = self._others(state)
        text = self.tr("Searched {size} people on this station. A candidate is for you to judge, never an identity.")
        if not others:
            text = self.tr("Nobody else alike among {size} people on this station.")
        if result.gallery_missing:
            text += " " + self.tr("{missing} people on record are still being read in and were not searched.")
        size, missing = words.number(result.gallery_size), words.number(result.gallery_missing)
        if result.nothing_taken:
            text = self.tr("Neither face nor finger was taken: nobody of {size} people was compared.")
            self.identity.say(Tone.WARN, self.tr("Nobody was searched"), text.format(size=size))
            return
        if result.one_finger:
            text += " " + self.tr("One finger alone was searched: somebody else may go unnoticed.")
        fused = result.fused
        if fused is not None and fused.outcome is Outcome.NO_MATCH:
            tone, said = Tone.BAD, self.tr("Not the person of this record, by face and fingers")
        elif result.first_visit:
            tone, said = Tone.WARN if result.one_finger else Tone.OK, self.tr("First crossing here")
        elif any(one.candidate.same_document for one in result.candidates):
            tone, said = Tone.OK, self.tr("Known here under this name and document")
        else:
            tone, said = Tone.OK, self.tr("Known here")
        self.identity.say(tone, said, text.format(size=size, missing=missing))

    def _say_stay(self, state: CheckState) -> None:
        """What the register of stays says; the verdict above may lead with the same finding."""
        answer = state.result.register if state.result is not None else None
        self.history.show_answer(answer, not state.busy, leading=True)
        if answer is None:
            text = self.tr("Comparing …") if state.busy else self.tr("Nothing is known of earlier stays")
            self.stay.say(Tone.INFO, text)
        elif answer.findings and self._stay_leads(state):
            over = self.tr("{days} days over").format(days=words.number(answer.over))
            self.stay.say(tone_of(answer), over if answer.over else self.tr("Something of the stay is open"))
        elif answer.findings:
            self.stay.say(tone_of(answer), say_finding(answer, answer.findings[0]))
        else:
            self.stay.say(Tone.OK, self.tr("Nothing open from earlier visits"))

    def _say_list(self, state: CheckState) -> None:
        """What the watchlist said, also where it said nothing."""
        result = state.result
        if result is None:
            self.listed.say(Tone.INFO, self.tr("Comparing …") if state.busy else "–")
            return
        dated = result.list_state.dated if result.list_state is not None else None
        entries = words.number(result.list_state.entries if result.list_state is not None else 0)
        of = self.tr("List of {day}, {entries} entries.") if dated is not None else self.tr("{entries} entries.")
        of = of.format(day=words.day(dated), entries=entries)
        self.listed.name.setText(self.tr("Watchlist"))
        if result.watchlist:
            kind = list_reason(self._chosen_hit(result.watchlist))
            said = self.tr("May be a listed person") + (f": “{kind}”" if kind else "")
            if result.list_state is not None:
                self.listed.name.setText(" · ".join((self.tr("Watchlist"), of)))
            self.listed.say(Tone.BAD, said, self.person.summary() or of)
        elif result.list_state is not None and result.list_state.entries:
            self.listed.say(Tone.OK, self.tr("Clear: not on the watchlist"), of)
        else:
            self.listed.say(Tone.WARN, self.tr("This station has no watchlist: nothing was looked through."))

    def _chosen_hit(self, watch: tuple[CheckedCandidate, ...]) -> CheckedCandidate:
        row = self._watch.currentRow()
        return watch[row if 0 <= row < len(watch) else 0]

    def _advise(self, state: CheckState) -> None:
        """What the officer is told of fingers that could not be compared as they came."""
        advice = state.result.advice if state.result is not None else None
        told = []
        if advice is not None and advice.too_little:
            fingers = ", ".join(words.say(f) for f in advice.too_little)
            told.append(words.say_key("advice", "too_little").format(fingers=fingers))
        if advice is not None and advice.turned is not None:
            told.append(words.say_key("advice", "turned").format(degrees=advice.turned))
        self._advice.say(Tone.WARN, "\n".join(told))
        if advice is None or not state.exchanged:
            self.order.ask("", "", ())
            return
        pairs = [
            words.say_key("advice", "exchanged").format(given=words.say(given), looks=words.say(looks))
            for given, looks in advice.exchanged
        ]
        answers = tuple((key, words.say_key("advice", key)) for key in ("relabel", "keep"))
        self.order.ask("order", "\n".join(pairs), answers, not state.busy)

    def _verdict(self, state: CheckState) -> tuple[Tone, str, str]:
        """Title and one plain sentence: what to do, not what was measured."""
        result, case = state.result, state.case
        if result is None or (case is not None and case.status is CaseStatus.RULED):
            return Tone.INFO, self.tr("Comparing …") if result is None else self.tr("The supervisor has ruled"), ""
        if case is not None or result.watchlist:
            stop = self.tr("Stop: a supervisor must look at this")
            return Tone.BAD, stop, self._why_stopped(state)
        if state.exchanged:
            return Tone.WARN, self.tr("Fingers look exchanged"), self.tr("Look at the hand and say which it is.")
        if state.to_inspect:
            modalities = ", ".join(words.say(m) for m in state.to_inspect)
            text = self.tr("Does not agree with the record: {modalities}. Say what you see.")
            return Tone.WARN, self.tr("Look for yourself"), text.format(modalities=modalities)
        if against(result.chip):
            text = self.tr("The chip speaks against this document. Read why, then decide.")
            return Tone.BAD, self.tr("The chip does not agree"), text
        return self._agrees(state, first=result.first_visit)

    def _why_stopped(self, state: CheckState) -> str:
        """What a supervisor is asked about, and who looks at it."""
        result, case = state.result, state.case
        said = [self.tr("Possible watchlist hit.")] if result is not None and result.watchlist else []
        if case is not None:
            reasons = [words.say(r) for r in case.reasons if not (said and r is CaseReason.WATCHLIST)]
            said += [f"{', '.join(reasons)}."] if reasons else []
            who = words.say(case.status)
            said.append(f"{who}: {case.supervisor}." if case.supervisor else f"{who}.")
        return " ".join(said)

    def _agrees(self, state: CheckState, first: bool) -> tuple[Tone, str, str]:
        register = state.result.register if state.result is not None else None
        if register is not None and not register.clear:
            return Tone.WARN, self.tr("Look at the stay"), say_finding(register, register.findings[0])
        if state.result is not None and state.result.nothing_taken:
            text = self.tr("No face, no finger. Compare the traveller with the photograph in the document yourself.")
            return Tone.WARN, self.tr("The document is all there is"), text
        if first and state.result is not None and state.result.one_finger:
            text = self.tr("One finger was compared. Compare the traveller with the photograph in the document, too.")
            return Tone.WARN, self.tr("First crossing here, by one finger"), text
        if first:
            text = self.tr("Nothing speaks against this traveller.")
            screened = state.result.list_state if state.result is not None else None
            if screened is None or not screened.entries:
                text = self.tr("Nobody at this station is alike. No watchlist was looked through.")
            return Tone.OK, self.tr("First crossing here"), text
        fused = state.comparison(Modality.FUSED)
        if fused is not None and fused.outcome is Outcome.MATCH:
            text = self.tr("It agrees with the record. Nothing speaks against this traveller.")
            if state.result is not None and state.result.one_finger:
                text = self.tr("One finger agrees with the record, no face was compared. Look at the traveller, too.")
            return Tone.OK, self.tr("Same person as on record"), text
        return Tone.WARN, self.tr("Not compared"), self.tr("Look at the traveller and at the record yourself.")

    def _stay_leads(self, state: CheckState) -> bool:
        """The verdict is what the register found: it is not said twice."""
        result = state.result
        if result is None or result.register is None or result.register.clear:
            return False
        return not (result.case or result.watchlist or state.exchanged or state.to_inspect or against(result.chip))

    def _say_case(self, case: CaseState | None) -> None:
        if case is None:
            self._case.say(Tone.INFO, "")
            return
        if case.status is CaseStatus.RULED and case.ruling is not None:
            tone = Tone.OK if case.ruling.ruling is CaseRuling.SAME_PERSON else Tone.BAD
            text = self.tr("{supervisor} ruled: {ruling} ({reason}).").format(
                supervisor=case.supervisor or case.ruling.supervisor,
                ruling=words.say(case.ruling.ruling),
                reason=words.say_key("reason", case.ruling.reason),
            )
            self._case.say(tone, f"{text} {case.ruling.note}".strip())
            return
        self._case.say(Tone.INFO, "")  # the verdict above says how it stands

    def _calls(self, open_case: bool) -> tuple[Action, ...]:
        """Call a supervisor; once called, have them rule here, or set the visit aside and take the next traveller."""
        state, go = self.state, self.presenter
        idle = not state.busy
        if not open_case:
            call = Action(Act.RAISE_CASE, self.tr("Supervisor"), go.raise_case, idle and state.can_raise, "", "users")
            return (call,)
        return (
            Action(Act.PARK, self.tr("Set aside"), go.park, idle and state.can_park, "", "hourglass"),
            Action(Act.SUPERVISOR_HERE, self.tr("Supervisor is here"), go.supervisor_here, idle, "", "gavel"),
        )

    def chrome(self) -> Chrome:
        state, go = self.state, self.presenter
        case = state.case
        ruled = case is not None and case.status is CaseStatus.RULED
        waits = self.tr("A supervisor rules here or elsewhere. Set the visit aside, or refer now.")
        if state.problem is not None:
            message = (Tone.BAD, words.say_problem(state.problem.code))
        elif state.result is None:
            message = (Tone.INFO, self.tr("Comparing with the record, everybody on this station and the watchlist …"))
        elif case is not None:
            text = self.tr("Go on with the ruling.") if ruled else waits
            message = (Tone.OK if ruled else Tone.WARN, text)
        elif state.exchanged:
            message = (Tone.WARN, self.tr("Look at the hand and say which it is."))
        elif state.to_inspect:
            message = (Tone.WARN, self.tr("Compare them yourself and say what you see."))
        elif against(state.result.chip):
            message = (Tone.BAD, self.tr("The chip speaks against this document. Read why, then decide."))
        elif state.result.register is not None and not state.result.register.clear:
            message = (Tone.WARN, self.tr("The register asks you to look at the stay; then go on and decide."))
        elif state.result.nothing_taken or state.result.one_finger:
            message = (Tone.WARN, self.tr("Compare traveller and document yourself; a supervisor may look, too (F4)."))
        elif state.result.first_visit:
            text = self.tr("No earlier record here. Compare the traveller with the document, then go on.")
            message = (Tone.OK, text)
        else:
            message = (Tone.OK, self.tr("Nothing speaks against this traveller. Look at both faces, then go on."))
        idle = not state.busy
        open_case = case is not None and not ruled
        onward = self.tr("Refer now") if open_case else self.tr("To the decision")
        can_go = idle and (ruled or (open_case and state.can_refer) or state.can_finish)
        return Chrome(
            self.tr("Check"),
            self.tr("The traveller against the record, against everybody on this station, and against the watchlist."),
            message=message,
            actions=(
                Action(Act.CANCEL, self.tr("Cancel visit"), go.cancel, True, "danger"),
                Action(Act.BACK, self.tr("Back"), go.back, idle and state.can_go_back),
                *self._calls(open_case),
                Action(Act.VETO, self.tr("Inspect"), go.toggle_inspect, idle and state.result is not None, "", "eye"),
                Action(Act.NEXT, onward, go.next, can_go, "primary", "arrow-right"),
            ),
            headed=False,  # the verdict is the title
        )
