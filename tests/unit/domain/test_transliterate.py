"""One person, many spellings; two people, and not one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain.transliterate import jaro_winkler, name_likeness, skeleton, spellings
from station.road.watchlist import NAME_LIKENESS


def best(first: str, second: str) -> float:
    return max(name_likeness(a, b) for a in spellings(first) for b in spellings(second))


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("MÜLLER, JÖRG", "MUELLER JOERG"),
        ("MÜLLER, JÖRG", "MULLER JORG"),
        ("ØSTERGÅRD", "OESTERGAARD"),
        ("Łukasz Żółć", "LUKASZ ZOLC"),
        ("ЩЕРБАКОВ ЮРИЙ", "SHCHERBAKOV IURII"),
        ("ЩЕРБАКОВ ЮРИЙ", "SHCHERBAKOV YURIY"),
        ("O'NEILL", "ONEILL"),
        ("ŞAHİN", "SAHIN"),
        ("Nguyễn Văn Đức", "NGUYEN VAN DUC"),
        ("محمد", "MHMD"),
    ],
)
def test_a_name_is_spelled_as_icao_9303_says_and_as_people_write(name, spelling) -> None:
    assert spelling in spellings(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MUHAMMAD, AHMAD", "MOHAMED AHMED"),
        ("MOHAMMED BIN RASHID", "RASHID, MUHAMAD"),
        ("SUHARTO, BUDI", "SOEHARTO BUDI"),
        ("MÜLLER, HANS", "MUELLER, HANS"),
        ("MÜLLER, HANS", "MULLER HANS"),
        ("ЧЕРНЫШЕВСКИЙ, НИКОЛАЙ", "CHERNYSHEVSKY NIKOLAI"),
        ("ERIKSSON, ANNA MARIA", "ANNA ERIKSSON"),
        ("ERIKSSON, ANNA MARIA", "ERIKSON, ANNA MARIA"),
        ("SCHMIDT, PETER", "SCHMITD PETER"),
        ("HUSSEIN, SADDAM", "HUSAYN, SADAM"),
        ("WIDODO, JOKO", "JOKO WIDODO"),
        ("محمد حسين", "MOHAMMED HUSSEIN"),
        ("GARCÍA LÓPEZ, JOSÉ", "GARCIA LOPEZ, JOSE"),
        ("YUSUF, ABDULRAHMAN", "YOUSSEF ABDUL RAHMAN"),
    ],
)
def test_two_spellings_of_one_name_are_shown(one, other) -> None:
    assert best(one, other) >= NAME_LIKENESS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MUHAMMAD, AHMAD", "MUHAMMAD, YUSUF"),
        ("ERIKSSON, ANNA MARIA", "ERIKSSON, LARS"),
        ("SMITH, JOHN", "SMITH, ROBERT"),
        ("SUHARTO, BUDI", "SUHARTO, WAYAN"),
        ("GARCIA, JOSE", "MARTINEZ, JOSE"),
        ("WIDODO, JOKO", "WIBOWO, EKO"),
        ("LEE, MIN", "LEE, SOO JIN"),
        ("IVANOV, PETR", "IVANOV, SERGEI"),
        ("ANNA", "ANNA MARIA ERIKSSON"),
    ],
)
def test_two_people_are_not_one(one, other) -> None:
    assert best(one, other) < NAME_LIKENESS


def test_what_ears_write_differently_has_one_skeleton() -> None:
    assert {skeleton(word) for word in ("MUHAMMAD", "MOHAMED", "MOHAMMED", "MUHAMAD", "MEHMED")} == {"MHMD"}
    assert skeleton("SOEHARTO") == skeleton("SUHARTO")


def test_winkler_1990_gives_its_published_values() -> None:
    """W. Winkler, String Comparator Metrics, 1990, table of examples."""
    assert jaro_winkler("MARTHA", "MARHTA") == pytest.approx(0.961, abs=5e-4)
    assert jaro_winkler("DWAYNE", "DUANE") == pytest.approx(0.84, abs=5e-4)
    assert jaro_winkler("DIXON", "DICKSONX") == pytest.approx(0.813, abs=5e-4)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_have_a_likeness_between_0_and_1_that_knows_no_order(one, other) -> None:
    for a in spellings(one):
        assert set(a) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ ")
        for b in spellings(other):
            assert 0 <= name_likeness(a, b) <= 1
            assert name_likeness(a, b) == pytest.approx(name_likeness(b, a), abs=0.02)
