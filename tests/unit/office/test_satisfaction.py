"""Answers of travellers: counted by day and half hour, and of nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from station.domain.audit import Act
from station.domain.outcome import Verdict
from station.domain.satisfaction import ToldAnswers
from station.office.satisfaction import Satisfaction
from station.store import audit_log, meta, outbox
from station.store.record import unpack
from station.store.session import Store
from station.vault import envelope
from station.wire.delivery import record_identity
from tests.rig import visits

AT = datetime(2026, 11, 29, 14, 45, 12, tzinfo=UTC)
DAY = AT.date()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("answers")
    opened = visits.open_store(folder, visits.station_keys(folder, visits.agency_keys(folder / "agency")))
    yield opened
    opened.close()


def test_an_answer_is_a_count_of_its_half_hour(store: Store):
    answers = Satisfaction(store, lambda: AT)
    for _ in range(2):
        answers.asked("ar", Verdict.REFUSE)
    answers.answered("ar", Verdict.REFUSE, 2)
    tally = Satisfaction(store, lambda: AT).of(DAY)
    assert tally.answers == (((29, "ar", "overall", 2), 1),)
    assert tally.asked == ((("ar", "refuse"), 2),) and tally.answered == ((("ar", "refuse"), 1),)
    assert answers.of(date(2026, 11, 28)).asked == ()


def test_the_further_question_is_counted_by_element_and_is_no_first_answer(store: Store):
    at = datetime(2026, 12, 10, 9, 5, tzinfo=UTC)
    answers = Satisfaction(store, lambda: at)
    answers.asked("id", Verdict.ADMIT)
    answers.answered("id", Verdict.ADMIT, 4)
    for element in ("time", "time", "cost"):
        answers.asked_further(element)
    answers.answered("id", Verdict.ADMIT, 2, "time")
    (tally,) = answers.between(date(2026, 12, 9), date(2026, 12, 11))
    assert tally.answers == (((18, "id", "overall", 4), 1), ((18, "id", "time", 2), 1))
    assert tally.answered == ((("id", "admit"), 1),) and tally.further == (("cost", 1), ("time", 2))
    for wrong in (
        lambda: answers.asked_further("overall"),
        lambda: answers.answered("id", Verdict.ADMIT, 2, "toilets"),
    ):
        with pytest.raises(ValueError, match="element"):
            wrong()


def test_neither_order_nor_outcome_leads_from_an_answer_to_a_visit(store: Store):
    """What is kept of two answers in one half hour is the same whichever came first."""
    day = datetime(2026, 12, 1, 9, 5, tzinfo=UTC)
    for scores, at in (((1, 4), day), ((4, 1), day.replace(day=2))):
        for score in scores:
            Satisfaction(store, lambda at=at: at).answered("id", Verdict.ADMIT, score)
    with store.reading() as unit:
        first, second = (meta.get(unit, f"satisfaction:2026-12-0{n}") for n in (1, 2))
    assert first == second and first is not None
    assert b"admit" not in first.split(b'"answers":')[1].split(b"}")[0]  # no score stands beside an outcome


@pytest.mark.parametrize("score", [0, 5, -1])
def test_no_other_score_is_kept(store: Store, score: int):
    with pytest.raises(ValueError, match="score"):
        Satisfaction(store, lambda: AT).answered("id", Verdict.ADMIT, score)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=60))
def test_what_cannot_be_read_stops_no_counter(store: Store, junk: bytes):
    at = datetime(2027, 1, 5, 8, 0, tzinfo=UTC)
    with store.unit() as unit:
        meta.put(unit, "satisfaction:2027-01-05", junk)
    answers = Satisfaction(store, lambda: at)
    answers.asked("id", Verdict.ADMIT)
    assert answers.of(at.date()).asked == ((("id", "admit"), 1),)


def test_a_month_that_is_over_goes_to_the_agency_once_as_what_may_be_told(tmp_path: Path):
    agency = visits.agency_keys(tmp_path / "agency")
    keys = visits.station_keys(tmp_path, agency)
    store = visits.open_store(tmp_path, keys)
    now = [datetime(2026, 9, 10, 8, 0, tzinfo=UTC)]
    answers = Satisfaction(store, lambda: now[0])

    def tap(count: int, score: int) -> None:
        for _ in range(count):
            answers.asked("id", Verdict.ADMIT)
            answers.answered("id", Verdict.ADMIT, score)

    def sent() -> list[ToldAnswers]:
        with store.reading() as unit:
            rows = outbox.take(unit, 50)
            entries = [event.act for _number, event in audit_log.entries(unit)]
        assert entries.count(Act.ANSWERS_SENT) == len(rows)
        found = []
        for row in rows:
            identity = record_identity("answers", keys.station, row.record_id)
            assert row.kind == "answers"
            opened = envelope.open_as_agency(row.body, agency.sealing_private, identity)
            found.append(unpack(ToldAnswers, opened))
        return found

    tap(12, 4)
    assert answers.hand_over("demo") == 0 and sent() == [], "the month goes on"
    now[0] = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
    tap(9, 1)
    assert answers.hand_over("demo") == 1
    assert answers.hand_over("demo") == 0
    now[0] = datetime(2026, 12, 1, 0, 10, tzinfo=UTC)
    assert answers.hand_over("demo") == 0, "nine answers are not told, and in November nobody was asked"
    (told,) = sent()
    assert (told.station, told.mode, told.month, told.answered, told.total) == (
        keys.station,
        "demo",
        date(2026, 9, 1),
        12,
        48,
    )
    assert told.scores == () and told.spread is None
    store.close()
