"""What happens on the check page, without a widget: comparisons, inspections, and the case that is waited for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from station.domain.chip import against
from station.domain.desk import CaseState, CaseStatus, CheckResult, FingerAdvice
from station.domain.outcome import Comparison, Inspection, Modality, Outcome
from station.ui.counter.desk import CheckDesk, VisitDesk
from station.ui.counter.step_presenter import StepPresenter
from station.ui.presenter import Post, Problem
from station.work import Runner
from station.workflow.check import to_inspect
from station.workflow.counter import Event


@dataclass(frozen=True)
class CheckState:
    busy: bool = False
    problem: Problem | None = None
    result: CheckResult | None = None
    inspecting: Modality | None = None
    can_go_back: bool = False
    can_finish: bool = False
    can_raise: bool = False
    can_refer: bool = False
    can_park: bool = False

    @property
    def case(self) -> CaseState | None:
        return self.result.case if self.result is not None else None

    def comparison(self, modality: Modality) -> Comparison | None:
        if self.result is None:
            return None
        by_modality = {
            Modality.FACE: self.result.face, Modality.FINGERS: self.result.fingers, Modality.FUSED: self.result.fused,
        }  # fmt: skip
        return by_modality[modality]

    @property
    def exchanged(self) -> bool:
        """Fingers look exchanged, and nobody said yet whether they are."""
        return self.result is not None and self.case is None and bool(self.result.advice.exchanged)

    @property
    def clear(self) -> bool:
        """Nothing speaks against this traveller, and nothing waits for a word; what the register foresees is said at
        the decision."""
        result = self.result
        if result is None or result.case is not None or result.watchlist or self.exchanged or self.to_inspect:
            return False
        register = result.register
        if against(result.chip) or (register is not None and not (register.clear or register.foreseen)):
            return False
        if result.nothing_taken or result.one_finger:  # nothing that a person need not look at
            return False
        return result.first_visit or (result.fused is not None and result.fused.outcome is Outcome.MATCH)

    @property
    def to_inspect(self) -> tuple[Modality, ...]:
        """Single modalities that failed, and on which the officer has not said a word yet."""
        return to_inspect([c for m in Modality if (c := self.comparison(m)) is not None])


class CheckPresenter(StepPresenter[CheckState, CheckDesk]):
    def __init__(
        self,
        show: Callable[[CheckState], None],
        runner: Runner,
        visit: VisitDesk,
        desk: CheckDesk,
        post: Post,
        done: Callable[[], None],
        back: Callable[[], None],
        cancelled: Callable[[], None],
        relabel: Callable[[], None] = lambda: None,
        park: Callable[[], None] = lambda: None,
        supervisor_here: Callable[[str], None] = lambda _case: None,
    ) -> None:
        super().__init__(show, runner, CheckState(), visit, desk, back, cancelled)
        self._post, self._done, self._relabel = post, done, relabel
        self._park, self._supervisor_here = park, supervisor_here
        self._asking = False
        self._unwatch: Callable[[], None] | None = None

    def open(self) -> None:
        self.state = CheckState()
        self._asking = False
        self._do(self._desk.compare, self._checked)

    def _checked(self, result: CheckResult) -> None:
        """Something was compared, said or raised: the panel opens where the officer's word is missing."""
        waiting = replace(self.state, result=result).to_inspect
        self._stands(result, waiting[0] if waiting and result.case is None else None)
        if self.goes_on and self.state.clear and result.advice == FingerAdvice():
            self.next()

    def _stands(self, result: CheckResult, inspecting: Modality | None) -> None:
        allows = self._visit.allows
        waiting = replace(self.state, result=result).to_inspect
        exchanged = result.case is None and bool(result.advice.exchanged)
        self._update(
            busy=False, problem=None, result=result, inspecting=inspecting,
            can_go_back=allows(Event.BACK), can_finish=allows(Event.CHECKED) and not waiting and not exchanged,
            can_raise=allows(Event.CASE_RAISED), can_refer=allows(Event.REFERRED), can_park=allows(Event.PARKED),
        )  # fmt: skip
        if result.case is not None and self._unwatch is None:
            self._unwatch = self._desk.watch_case(lambda _case: self._post(self.poll))

    def relabel(self) -> None:
        """The fingers were given in another order: name them anew and compare again."""
        self._again(self._relabel)

    def keep_order(self) -> None:
        """The officer looked: the fingers are in order. Compare again, as they are."""
        self._again(self._desk.keep_order)

    def _again(self, first: Callable[[], None]) -> None:
        if self.state.busy or not self.state.exchanged:
            return
        desk = self._desk

        def job() -> CheckResult:
            first()
            return desk.compare()

        self._do(job, self._checked)

    def poll(self) -> None:
        """Ask how the case stands: when told of a change, and every few seconds for rulings made elsewhere."""
        case = self.state.case
        if case is None or case.status is CaseStatus.RULED or self._asking or self.state.busy:
            return
        if self._unwatch is None:  # left: a clock that still ticks asks nobody
            return
        self._asking = True
        self._runner.run(self._desk.case_state, self._asked, self._not_asked)

    def _asked(self, case: CaseState | None) -> None:
        self._asking = False
        if case is not None and self.state.result is not None and not self.state.busy:
            self._stands(replace(self.state.result, case=case), self.state.inspecting)  # what is being written stays

    def _not_asked(self, error: BaseException) -> None:
        self._asking = False
        self._failed(error)

    def toggle_inspect(self) -> None:
        """Look at a comparison that matched, or close the panel again."""
        if self.state.inspecting is not None:
            self._update(inspecting=None)
            return
        choices = self.state.to_inspect or tuple(
            m for m in (Modality.FACE, Modality.FINGERS) if self._inspectable(self.state.comparison(m))
        )
        if choices:
            self._update(inspecting=choices[0])

    @staticmethod
    def _inspectable(comparison: Comparison | None) -> bool:
        return comparison is not None and comparison.outcome is not Outcome.NOT_DONE

    def choose_inspect(self, modality: Modality) -> None:
        if self._inspectable(self.state.comparison(modality)):
            self._update(inspecting=modality)

    def inspect(self, inspection: Inspection, note: str) -> None:
        """The officer's word. Where it is against the traveller, the service raises a case."""
        modality, desk, note = self.state.inspecting, self._desk, note.strip()
        if modality is None or self.state.busy or not note:
            return

        def job() -> CaseState | None:
            desk.inspect(modality, inspection, note)
            return desk.case_state()

        self._do(job, lambda case: self._inspected(modality, inspection, note, case))

    def _inspected(self, modality: Modality, inspection: Inspection, note: str, case: CaseState | None) -> None:
        result, comparison = self.state.result, self.state.comparison(modality)
        if result is None or comparison is None:
            return
        said = replace(comparison, inspection=inspection, inspection_note=note)
        changed = replace(result, face=said) if modality is Modality.FACE else replace(result, fingers=said)
        self._checked(replace(changed, case=case) if case is not None else changed)

    def give_proof(self, proof: str, day: date | None, receipt: str) -> None:
        """What the traveller showed of a crossing that is missing, or the receipt of a fee."""
        desk = self._desk
        if self.state.result is not None and not self.state.busy:
            inspecting = self.state.inspecting
            self._do(lambda: desk.give_proof(proof, day, receipt), lambda result: self._stands(result, inspecting))

    def raise_case(self) -> None:
        if self.state.can_raise and not self.state.busy:
            self._do(self._desk.raise_case, self._raised)

    def _raised(self, case: CaseState) -> None:
        if self.state.result is not None:
            self._checked(replace(self.state.result, case=case))

    def next(self) -> None:
        state, desk = self.state, self._desk
        if state.busy:
            return
        if state.case is not None and state.case.status is CaseStatus.RULED:
            self._do(self._desk.case_state, self._left)  # asking for the state moves the visit on
        elif state.can_refer:
            self._do(desk.refer_while_waiting, self._left)
        elif state.can_finish:
            self._do(desk.finish_check, self._left)

    def park(self) -> None:
        if self.state.can_park and not self.state.busy:
            self._park()

    def supervisor_here(self) -> None:
        """A supervisor came to this counter and rules on the case that stands here."""
        case = self.state.case
        if case is not None and case.status is not CaseStatus.RULED and not self.state.busy:
            self._supervisor_here(case.id)

    def _left(self, _nothing: object) -> None:
        self._update(busy=False)
        self._done()

    def leave(self) -> None:
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None
