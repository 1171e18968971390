"""Screening: what is shown and why, and what is not."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from models.face.template import FaceTemplate, template
from models.matching.calibration import LIVE, Calibration, FaceModel, FingerModel, ScoreModel
from station.counter.verify import Features
from station.domain.desk import ListState
from station.domain.visit import Document
from station.domain.watchlist import SOURCE_KIND, WatchEntry, WatchSource
from station.road.watchlist import LIMIT, PulledWatchlist, WatchlistIndex
from station.store import pulled

DRAW = np.random.default_rng(5)


def face() -> np.ndarray:
    vector = DRAW.standard_normal(128).astype(np.float32)
    return vector / np.linalg.norm(vector)


def near(vector: np.ndarray, cosine: float) -> np.ndarray:
    other = face()
    other -= (other @ vector) * vector
    other /= np.linalg.norm(other)
    return (cosine * vector + np.sqrt(1 - cosine**2) * other).astype(np.float32)


def stored(vector: np.ndarray) -> bytes:
    return vector.astype("<f4").tobytes()


def seen(vector: np.ndarray) -> FaceTemplate:
    return template({"dlib": vector})


# a model of its own, so that the test does not depend on the data of the day
MODEL = ScoreModel((0.0, 1.0), (-5.0, 15.0), (0.0, 0.90, 0.97), (1.0, 1e-3, 1e-5), 1, 1, "made for this test")
CALIBRATION = Calibration({LIVE: (FaceModel({"dlib": 1.0}, 0.0, MODEL),)}, FingerModel.alike(MODEL), "2026-01-01")
WANTED = face()
TRAVELLER = Document(
    "TD3", "P", "UTO", "L898902C3", "ERIKSSON", "ANNA MARIA", "UTO", "1974-08-12", "F", date(2030, 4, 15)
)
LIST = [
    WatchEntry("lost", documents=("UTO:X1234567",), reason="lost_document"),
    WatchEntry("elsewhere", documents=("IDN:L898902C3",), reason="lost_document"),
    WatchEntry("bare", documents=("K0O1234",), reason="lost_document"),
    WatchEntry("alias", names=("ERIKSSON, LARS", "AHMAD, MUHAMMAD"), birth="1980-01-XX", reason="overstay"),
    WatchEntry("cyrillic", names=("ЩЕРБАКОВ, ЮРИЙ",), birth="1961-05-06"),
    WatchEntry("face", names=("SOMEBODY, ELSE",), faces=(stored(face()), stored(WANTED)), reason="wanted"),
]


@pytest.fixture(scope="module")
def index() -> WatchlistIndex:
    return WatchlistIndex(LIST, CALIBRATION)


def traveller(**changes) -> Document:
    return replace(TRAVELLER, **changes)


def ids(candidates) -> list[str]:
    return [candidate.person for candidate in candidates]


def test_an_honest_traveller_meets_nobody(index) -> None:
    assert index.screen(TRAVELLER, seen(face())) == ()


def test_a_lost_document_is_found_by_issuer_and_number(index) -> None:
    (hit,) = index.screen(traveller(number="X1234567"), None)
    assert hit.person == "lost"
    assert hit.same_document
    assert hit.reasons == ("document", "lost_document")


def test_the_same_number_of_another_country_is_another_document(index) -> None:
    assert index.screen(traveller(number="L898902C3"), None) == ()
    assert ids(index.screen(traveller(number="L898902C3", issuer="IDN"), None)) == ["elsewhere"]


def test_letters_that_readers_confuse_do_not_hide_a_document(index) -> None:
    (hit,) = index.screen(traveller(number="K00I234"), None)
    assert hit.person == "bare"
    assert not hit.same_document


@pytest.mark.parametrize(
    ("surname", "given", "birth", "wanted"),
    [
        ("MOHAMED", "AHMED", "1980-01-15", "alias"),
        ("AHMED", "MOHAMED", "1979-11-02", "alias"),
        ("SHCHERBAKOV", "YURIY", "1961-05-06", "cyrillic"),
        ("SHCHERBAKOV", "IURII", "1961-XX-XX", "cyrillic"),
    ],
)
def test_a_name_is_found_in_any_spelling(index, surname, given, birth, wanted) -> None:
    (hit,) = index.screen(traveller(surname=surname, given_names=given, birth=birth), None)
    assert hit.person == wanted
    assert "name" in hit.reasons


def test_another_date_of_birth_speaks_against_a_name(index) -> None:
    assert index.screen(traveller(surname="MOHAMED", given_names="AHMED", birth="1955-03-03"), None) == ()


def test_a_face_is_found_under_another_name(index) -> None:
    (hit,) = index.screen(TRAVELLER, seen(near(WANTED, 0.985)))
    assert hit.person == "face"
    assert hit.reasons == ("face", "wanted")
    assert hit.score > 0
    assert hit.parts[0].part == "face"


def test_a_face_listed_with_every_encoder_is_found_by_what_the_traveller_has() -> None:
    other = face()
    both = FaceModel({"dlib": 0.5, "sface": 0.5}, 0.0, MODEL)
    alone = tuple(FaceModel({name: 1.0}, 0.0, MODEL) for name in ("sface", "dlib"))
    calibration = Calibration({LIVE: (both, *alone)}, FingerModel.alike(MODEL), "2026-01-01")
    listed = template({"dlib": WANTED, "sface": other}).encode()
    entry = WatchEntry("face", faces=(stored(WANTED),), face_templates=(listed, b"of a later version"))
    index = WatchlistIndex([entry, WatchEntry("old", faces=(stored(other),))], calibration)
    near_both = template({"dlib": near(WANTED, 0.985), "sface": near(other, 0.985)})
    assert ids(index.screen(TRAVELLER, near_both)) == ["face"]
    assert ids(index.screen(TRAVELLER, seen(near(WANTED, 0.985)))) == ["face"]
    assert ids(index.screen(TRAVELLER, seen(near(other, 0.985)))) == ["old"]
    assert index.screen(TRAVELLER, template({"dlib": near(WANTED, 0.985), "sface": face()})) == ()  # one against it


def test_two_reasons_rank_above_one_and_the_document_above_both(index) -> None:
    both = WatchEntry("both", names=("ERIKSSON, ANNA",), faces=(stored(WANTED),))
    document = WatchEntry("document", documents=("UTO:L898902C3",))
    name = WatchEntry("name", names=("ERIKSSON, ANNA MARIA",), birth="1974-08-12")
    index = WatchlistIndex([name, both, document], CALIBRATION)
    found = index.screen(TRAVELLER, seen(near(WANTED, 0.98)))
    assert ids(found) == ["both", "document", "name"]
    assert [hit.rank for hit in found] == [1, 2, 3]


def test_a_longer_list_asks_more_of_a_face() -> None:
    probe = face()
    crowd = [WatchEntry(f"c{n}", faces=(stored(face()),)) for n in range(3000)]

    def lowest(company: list[WatchEntry]) -> float:
        """The lowest cosine at which an entry is still shown."""
        for cosine in np.linspace(0.5, 0.999, 60):
            similar = WatchEntry("similar", faces=(stored(near(probe, float(cosine))),))
            index = WatchlistIndex([similar, *company], CALIBRATION)
            if "similar" in ids(index.screen(TRAVELLER, seen(probe))):
                return float(cosine)
        return 1.0

    assert lowest([]) < lowest(crowd) < 1.0


def test_no_more_are_shown_than_a_person_can_look_at() -> None:
    index = WatchlistIndex([WatchEntry(f"n{n}", names=("ERIKSSON, ANNA MARIA",)) for n in range(50)])
    assert len(index.screen(TRAVELLER, None)) == LIMIT


def test_a_list_of_five_thousand_names_is_screened_in_a_moment() -> None:
    syllables = ["KA", "RI", "MO", "SU", "TEN", "BA", "LI", "DO", "WAR", "NI", "PUT", "HAR", "SE", "GU", "YO", "MA"]
    word = lambda: "".join(DRAW.choice(syllables, DRAW.integers(2, 5)))  # noqa: E731
    index = WatchlistIndex([WatchEntry(f"n{n}", names=(f"{word()}, {word()}",)) for n in range(5_000)])
    started = time.process_time()
    for _ in range(5):
        index.screen(traveller(surname=word(), given_names=word()), None)
    assert (time.process_time() - started) / 5 < 0.4


def test_entries_survive_the_road_and_rubbish_is_no_entry() -> None:
    whole = replace(LIST[-1], face_templates=(template({"dlib": WANTED, "sface": face()}).encode(),))
    for entry in [*LIST, whole]:
        assert WatchEntry.from_bytes(entry.to_bytes()) == entry
    for rubbish in (b"", b"{}", b"[]", b'{"id": ""}', b'{"id": "x", "faces": ["AAAA"]}', b"\xff"):
        with pytest.raises(ValueError, match=r"."):
            WatchEntry.from_bytes(rubbish)


def test_an_entry_without_later_fields_has_the_octets_it_always_had() -> None:
    entry = WatchEntry("a", ("DOE, JANE",), ("UTO:1",), "1970-01-02", "F", "UTO", (), "wanted")
    assert entry.to_bytes() == (
        b'{"birth":"1970-01-02","documents":["UTO:1"],"faces":[],"id":"a","names":["DOE, JANE"],'
        b'"nationality":"UTO","reason":"wanted","sex":"F"}'
    )


def test_every_later_field_survives_the_road() -> None:
    entry = WatchEntry(
        "a", ("DOE, JANE",), births=("1976~", "1958/1960"), weak=("JJ",), nationalities=("UTO", "IDN"),
        titles=("Dr",), source="UN",
    )  # fmt: skip
    assert WatchEntry.from_bytes(entry.to_bytes()) == entry


@pytest.mark.parametrize("listed", ["UTO:G123456A7", "D<<:D12345XN1"])
def test_a_character_that_no_check_digit_separates_does_not_hide_a_document(listed) -> None:
    issuer, _, number = listed.rpartition(":")
    index = WatchlistIndex([WatchEntry("alike", documents=(listed.replace("<", ""),))])
    swapped = number.replace("G", "6").replace("N", "D", 1)
    hits = index.screen(traveller(number=swapped, issuer=issuer.replace("<", "")), None)
    assert ids(hits) == ["alike"]
    assert not hits[0].same_document


def test_a_number_with_many_such_characters_is_another_number() -> None:
    index = WatchlistIndex([WatchEntry("other", documents=("UTO:AAA123456",))])
    assert index.screen(traveller(number="KKK123456"), None) == ()


def test_germany_is_one_issuer_under_both_its_codes() -> None:
    index = WatchlistIndex([WatchEntry("lost", documents=("DEU:C01X00T47",))])
    assert ids(index.screen(traveller(number="C01X00T47", issuer="D"), None)) == ["lost"]


def test_the_evidence_says_which_words_paired_and_what_the_birth_date_says(index) -> None:
    (hit,) = index.screen(traveller(surname="SHCHERBAKOV", given_names="YURIY", birth="1961-05-06"), None)
    told = [part.part for part in hit.parts]
    assert told[0] == "name"
    assert set(told[1:]) == {"name:SHCHERBAKOV=SHCHERBAKOV", "name:YURIY=YURIY", "birth:same"}
    assert hit.score == 0.0  # nothing of it is a likelihood ratio


def test_an_alias_of_low_quality_is_shown_with_a_second_reason_only() -> None:
    index = WatchlistIndex([WatchEntry("weak", weak=("Zulkarnaen",), birth="1970-05-06", documents=("UTO:Z7654321",))])
    named = {"surname": "ZULKARNAEN", "given_names": ""}
    assert index.screen(traveller(**named), None) == ()
    (born,) = index.screen(traveller(**named, birth="1970-05-06"), None)
    assert born.reasons == ("name",)
    (papers,) = index.screen(traveller(**named, birth="XXXX-XX-XX", number="Z7654321"), None)
    assert papers.reasons == ("document", "name")


def test_an_entry_without_a_readable_name_is_counted() -> None:
    assert WatchlistIndex([WatchEntry("a", ("???",)), WatchEntry("b", ("DOE",))]).unreadable == 1


def test_the_station_says_how_many_entries_of_which_day_it_screens_against(store) -> None:
    listed = PulledWatchlist(store, CALIBRATION)
    assert listed.state() is None

    def put(kind: str, key: str, number: int, body: bytes) -> None:
        store.write(lambda unit: pulled.put(unit, kind, key, number, body))
        listed.changed(frozenset({kind}))

    put("watchlist", "a", 1, WatchEntry("a", ("DOE, JANE",), source="UN").to_bytes())
    assert listed.state() == ListState(1, None)
    put(SOURCE_KIND, "UN", 1, WatchSource("UN", date(2026, 11, 20), 1).to_bytes())
    put(SOURCE_KIND, "OWN", 1, WatchSource("OWN", date(2026, 11, 3), 1).to_bytes())
    assert listed.state() == ListState(1, date(2026, 11, 3))
    put("watchlist", "a", 2, b"")
    assert listed.state() == ListState(0, date(2026, 11, 3))
    assert listed.screen(traveller(surname="DOE", given_names="JANE"), Features(None, {})) == ()


def likeness(fields) -> dict[str, str]:
    return {one.field: one.likeness.value for one in fields}


def test_a_listed_person_is_laid_beside_the_traveller_field_by_field() -> None:
    entry = WatchEntry(
        "one", names=("TJAHJADI, JOESOEF",), documents=("IDN:B0O1234",), birth="1980-01-XX", nationality="IDN", sex="M",
        faces=(stored(WANTED),), reason="wanted",
    )  # fmt: skip
    index = WatchlistIndex([entry, *LIST], CALIBRATION)
    who = traveller(
        surname="CAHYADI", given_names="YUSUF", number="B001234", issuer="IDN", nationality="IDN", sex="M",
        birth="1980-01-15",
    )  # fmt: skip
    (hit,) = index.screen(who, None)
    fields = index.beside(who, None, hit)
    assert likeness(fields) == {
        "name": "alike", "birth": "alike", "nationality": "same", "sex": "same", "document": "alike",
        "face": "not_compared",
    }  # fmt: skip
    assert [(r.kind, r.own, r.listed) for r in fields[0].why] == [
        ("indonesian", "CAHYADI", "TJAHJADI"), ("indonesian", "YUSUF", "JOESOEF"),
    ]  # fmt: skip
    assert [r.kind for f in fields if f.field in {"birth", "document"} for r in f.why] == ["near_birth", "near_number"]
    other = likeness(
        index.beside(replace(who, birth="1955-03-03", nationality="UTO", number="X1", sex="F"), seen(face()), hit)
    )
    assert other["birth"] == other["nationality"] == other["document"] == other["sex"] == other["face"] == "different"


def test_what_a_list_does_not_say_is_not_compared_and_what_is_gone_is_nothing(index) -> None:
    (hit,) = index.screen(traveller(number="X1234567"), None)
    fields = index.beside(traveller(number="X1234567"), None, hit)
    assert likeness(fields) == {
        "name": "not_compared", "birth": "not_compared", "nationality": "not_compared", "document": "same",
        "face": "not_compared",
    }  # fmt: skip
    assert index.beside(TRAVELLER, None, replace(hit, person="withdrawn")) == ()
    (named,) = index.screen(traveller(surname="MOHAMED", given_names="AHMED", birth="1980-01-15"), None)
    assert likeness(index.beside(TRAVELLER, None, replace(named, reasons=("face",))))["name"] == "different"
