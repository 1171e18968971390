"""The stay card of the document page, with the real document step behind it: who is offered which class.

Readings come from composed lines of documents, typed into the page; no camera and no reader is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

import resources
from models.document.compose import compose
from station.counter.document_step import DocumentStep
from station.counter.documents import Documents
from station.counter.in_hand import VisitInHand
from station.counter.kept_visit import KeptVisits
from station.counter.timing import Stopwatch
from station.domain.desk import NO_CLASS, DocumentEntry, NoticeText
from station.domain.officer import Officer, Role
from station.domain.visit import ManualReason
from station.office.accounts import Accounts
from station.store.session import Store
from station.ui.application import Application
from station.ui.counter.document import DocumentScreen
from station.ui.counter.document_desk import DocumentPresenter
from station.vault import passwords
from station.work import Now
from station.workflow import policy as policy_file
from station.workflow.counter import Event, Step
from station.workflow.policy import StayError
from tests.rig import visits

POLICY = policy_file.parse(resources.path("policy/policy.json").read_bytes())
TODAY = date(2026, 11, 29)
OFFICER = Officer("rini", "Rini", Role.OFFICER)


class Page:
    """The document page of one counter."""

    def __init__(self, qtbot: QtBot, store: Store, today: date = TODAY) -> None:
        kept = KeptVisits(store, POLICY.retention.open_visit_hours)
        self.visit = VisitInHand(OFFICER, "POST-1", store, POLICY, kept, Stopwatch(), lambda: today, "+07:00")
        documents = Documents(store, None, lambda: today)  # type: ignore[arg-type]  nothing is photographed
        self.step = DocumentStep(self.visit, documents, None)  # type: ignore[arg-type]
        self.screen = DocumentScreen()
        qtbot.addWidget(self.screen)
        notice = lambda language: NoticeText("1", language, "…")  # noqa: E731
        self.presenter = DocumentPresenter(
            self.screen.render_view, Now(), self.visit, self.step, lambda: None, lambda: None, lambda: "en", notice,
            lambda _languages: ("en", "id"),
        )  # fmt: skip
        self.screen.translate()
        self.screen.join(self.presenter)
        self.visit.fire(Event.BEGIN)
        self.presenter.open()

    def reads(
        self, nationality: str, expiry: date = date(2032, 1, 1), kind: str = "TD3", birth: str = "1984-02-11"
    ) -> None:
        lines = compose(
            kind, issuer=nationality, nationality=nationality, number="C1234567", surname="SARI", given_names="DEWI",
            birth=birth, sex="F", expiry=expiry,
        )  # fmt: skip
        self.presenter.read(lines)
        assert self.presenter.state.reading is not None and self.presenter.state.reading.document is not None

    @property
    def card(self):
        return self.screen.stay

    def offered(self) -> list[str]:
        return [key for key in _keys(self.card._visa) if key != NO_CLASS]

    def purposes(self) -> list[str]:
        return _keys(self.card._purpose)

    def pick(self, box: QComboBox, key: str, qtbot: QtBot) -> None:
        """With the keyboard, as an officer does."""
        box.setFocus()
        at = box.findData(key)
        assert at >= 0, key
        qtbot.keyClick(box, Qt.Key.Key_Home)
        while box.currentIndex() < at:
            qtbot.keyClick(box, Qt.Key.Key_Down)
        box.activated.emit(box.currentIndex())

    def go(self) -> str:
        """On to the face; what is missing where the page does not go."""
        self.presenter.confirm_name(True)
        self.presenter.notice_shown(True)
        self.presenter.next()
        return self.presenter.state.missing


def _keys(box: QComboBox) -> list[str]:
    return [box.itemData(at) for at in range(box.count())]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)


@pytest.fixture
def page(qtbot: QtBot, qapp: Application, tmp_path: Path) -> Iterator[Page]:
    qapp.set_language("en")
    store = visits.open_store(tmp_path, visits.station_keys(tmp_path, visits.agency_keys(tmp_path / "agency")))
    Accounts(store).add("system", OFFICER, "selamat pagi", must_change=False)
    yield Page(qtbot, store)
    store.close()


def test_nothing_is_preselected_before_a_document_is_read(page: Page):
    assert page.offered() == [] and page.presenter.state.visa_class == "" and not page.card._visa.isEnabled()
    assert page.card._last.text() == "–"


@pytest.mark.parametrize(("state", "chosen"), [("SGP", "A1"), ("HKG", "A1"), ("BRA", "A1"), ("D", "B1"), ("AUS", "B1")])
def test_what_needs_no_visa_stands_there_by_the_lists(page: Page, state: str, chosen: str):
    page.reads(state)
    assert page.presenter.state.visa_class == chosen
    assert page.presenter.state.last_day == TODAY + timedelta(days=29)
    assert page.go() == ""
    stay = page.visit.draft.stay
    assert stay is not None and (stay.visa_class, stay.zone, stay.day) == (chosen, "+07:00", TODAY)


def test_a_german_is_offered_no_exemption(page: Page):
    page.reads("D")
    assert "A1" not in page.offered()
    with pytest.raises(StayError) as caught:
        page.step.last_day(page.presenter.state.direction, "tourism", "BVK", 30)
    assert caught.value.code == "visa_nationality"


@pytest.mark.parametrize(("state", "purpose"), [("ISR", "business"), ("AFG", "tourism"), ("NGA", "tourism")])
def test_who_stands_on_no_list_is_offered_visas_only_and_none_is_preselected(page: Page, qtbot, state, purpose):
    page.reads(state)
    page.pick(page.card._purpose, purpose, qtbot)
    assert not {"A1", "B1"} & set(page.offered()) and page.offered()
    assert page.presenter.state.visa_class == ""
    assert page.go() == "stay" and page.visit.step is Step.DOCUMENT
    page.presenter.confirm_name(True)
    document = replace(page.presenter.state.reading.document, name_confirmed=True)
    page.step.confirm_document(document, accept_expired=False, renewed_person=None)
    for name in ("BVK", "VOA"):
        with pytest.raises(StayError):
            page.step.set_stay(page.presenter.state.direction, purpose, name, 30, "en")
    assert page.visit.draft.stay is None


def test_a_visa_asks_for_its_number_and_the_record_keeps_it(page: Page, qtbot):
    page.reads("AFG")
    page.pick(page.card._visa, "C1", qtbot)
    assert page.go() == "stay"
    name, edit = page.card.proofs[0]
    assert edit.isVisibleTo(page.card) and name.text() == "Visa number"
    qtbot.keyClicks(edit, "2C1AB12345")
    assert page.presenter.state.last_day == TODAY + timedelta(days=29)
    assert page.go() == ""
    assert page.visit.draft.stay.proofs == (("visa_number", "2C1AB12345"),)


def test_a_permit_names_the_last_day_and_one_that_ended_is_refused(page: Page, qtbot):
    page.reads("AFG")
    page.pick(page.card._purpose, "work", qtbot)
    page.pick(page.card._visa, "E23", qtbot)
    number, until = (edit for _, edit in page.card.proofs)
    qtbot.keyClicks(number, "2C11JE1234")
    qtbot.keyClicks(until, "2026-11-28")
    assert page.presenter.state.stay_problem.code == "proof_over"
    until.clear()
    qtbot.keyClicks(until, "2027-08-15")
    assert page.presenter.state.last_day == date(2027, 8, 15) and page.go() == ""


def test_an_indonesian_has_no_stay_and_no_visa(page: Page):
    page.reads("IDN")
    assert page.purposes() == ["returning"] and page.offered() == ["NATIONAL"]
    assert page.presenter.state.last_day is None and page.card._last.text() == "no limit"
    assert page.go() == ""
    stay = page.visit.draft.stay
    assert (stay.kind, stay.purpose, stay.last_day) == ("none", "returning", None)
    for name in ("VOA", "C1"):
        with pytest.raises(StayError) as caught:
            POLICY.last_day(stay.direction, "tourism", name, 30, TODAY, page.visit.draft.document, {"visa_number": "1"})
        assert caught.value.code == "visa_national"


def test_a_passport_that_ends_in_five_days_gets_no_thirty(page: Page):
    page.reads("SGP", expiry=TODAY + timedelta(days=5))
    assert page.presenter.state.last_day == TODAY + timedelta(days=5)
    assert "not valid long enough" in page.card._problem.text.text()
    assert page.go() == ""  # it stops nobody: the decision asks for a word, the record says it
    assert "passport_too_short" in page.visit.draft.stay.findings
    assert "passport_too_short" in page.visit.draft.warnings


def test_six_months_less_a_day_are_too_short_and_six_months_are_not(page: Page):
    page.reads("SGP", expiry=date(2027, 5, 28))
    assert page.presenter.state.stay_warning == "passport_too_short"
    page.reads("SGP", expiry=date(2027, 5, 29))
    assert page.presenter.state.stay_warning == ""


def test_a_list_holds_from_its_day_on():
    brazilian = replace(visits.document(), nationality="BRA", issuer="BRA")
    assert "A1" not in POLICY.visas_for("tourism", brazilian, date(2025, 7, 2))
    assert "A1" in POLICY.visas_for("tourism", brazilian, date(2025, 7, 3))


def test_no_class_is_a_choice_that_goes_on_and_blocks_the_admission(page: Page, qtbot):
    page.reads("AFG")
    page.pick(page.card._visa, NO_CLASS, qtbot)
    assert page.go() == ""
    stay = page.visit.draft.stay
    assert (stay.visa_class, stay.last_day, stay.findings) == ("", None, ("stay_without_class",))


def test_another_document_takes_back_what_the_first_one_chose(page: Page):
    page.reads("SGP")
    assert page.presenter.state.visa_class == "A1"
    page.reads("AFG")
    assert page.presenter.state.visa_class == "" and "A1" not in page.offered()
    page.reads("IDN")
    assert page.presenter.state.visa_class == "NATIONAL"


def test_a_card_or_a_letter_of_a_neighbour_gets_a_border_pass_and_no_exemption(page: Page):
    entry = DocumentEntry(ManualReason.LETTER, "DOS SANTOS", "TLS", "MARIA", "PLB 123", "TLS", "1980-01-01", "F")
    page.presenter.entered(page.step.enter_document(entry))
    assert not {"A1", "B1"} & set(page.offered())
    assert page.presenter.state.visa_class == "BORDER_PASS"
    assert page.presenter.state.last_day == TODAY + timedelta(days=9)


def test_a_diplomat_has_no_last_day(page: Page, qtbot):
    lines = list(compose("TD3", issuer="NGA", nationality="NGA", number="D1234567", surname="ADE", given_names="BOLA",
                         birth="1970-01-01", sex="M", expiry=date(2032, 1, 1)))  # fmt: skip
    lines[0] = "PD" + lines[0][2:]
    page.presenter.read(tuple(lines))
    page.pick(page.card._purpose, "official", qtbot)
    assert page.presenter.state.visa_class == "DIPLOMATIC" and page.presenter.state.last_day is None


def test_a_sticker_belongs_to_the_stay_and_its_number_need_not_be_typed(page: Page, qtbot):
    page.reads("AFG")
    reading = page.presenter.state.reading
    sticker = replace(reading.document, kind="MRV-A", code="V", number="V7654321")
    page.visit.draft.reading = replace(reading, visa=sticker)
    page.presenter._read(page.visit.draft.reading)
    page.pick(page.card._visa, "C1", qtbot)
    assert page.go() == ""
    stay = page.visit.draft.stay
    assert stay.proofs == (("visa_number", "V7654321"),) and stay.sticker == sticker


def test_only_examples_are_said_to_be_examples(page: Page):
    page.reads("SGP")
    assert not POLICY.stays.confirmed and page.card._examples.isVisibleTo(page.card)


def test_a_policy_from_before_nationalities_opens_and_allows_what_it_allowed():
    import json

    raw = json.loads(resources.path("policy/policy.json").read_bytes())
    del raw["stays"]
    raw["visas"] = {"BVK": {"days": 30, "purposes": ["tourism"]}, "NONE": {"days": None, "purposes": ["returning"]}}
    old = policy_file.parse(json.dumps(raw))
    arrival = next(d for d in type(visits.visit().stay.direction) if d.value == "arrival")
    german = replace(visits.document(), nationality="D")
    assert old.last_day(arrival, "tourism", "BVK", 30, TODAY, german) == TODAY + timedelta(days=29)
    assert old.last_day(arrival, "returning", "NONE", 0, TODAY) is None


def test_the_permanent_and_the_very_old_are_asked_about_and_not_made_expired_or_a_child(page: Page):
    page.reads("SGP", birth="1921-01-01")
    codes = {concern.code for concern in page.presenter.state.reading.questions}
    assert "birth_century" in codes
    assert page.go() == "question"
