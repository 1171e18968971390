"""One person, many spellings; strangers, and not one; and nothing that anybody can be called breaks the search."""

from __future__ import annotations

import tracemalloc
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.names import index as arranged
from models.names.birth import Birth, birth_bits
from models.names.index import Listed, NameIndex, telling
from models.names.sound import codes
from models.names.spelling import spellings
from tests.unit.models.name_pairs import PAIRS, STRANGERS

# Pairs that are not found beside a list of their own length; each is a difference that costs more strangers than it is
# worth, or a script whose sounds the letters do not show.
MISSED = 0.1

LETTERS = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)
WORDS = st.lists(st.text(alphabet="ABCDEFGHIKLMNOPRSTUVYZ", min_size=2, max_size=9), min_size=1, max_size=5)


@pytest.fixture(scope="module")
def crowd() -> NameIndex:
    return NameIndex([Listed(f"{n}", listed) for n, (listed, _) in enumerate(PAIRS)])


def owners(index: NameIndex, name: str, birth: Birth | None = None) -> set[str]:
    return {hit.listed.owner for hit in index.screen(name, birth)}


def test_the_spellings_of_forty_tongues_are_found(crowd) -> None:
    missed = [pair for n, pair in enumerate(PAIRS) if str(n) not in owners(crowd, pair[1])]
    assert len(missed) <= MISSED * len(PAIRS), missed


def test_either_spelling_may_stand_on_the_list() -> None:
    turned = NameIndex([Listed(f"{n}", mrz) for n, (_, mrz) in enumerate(PAIRS)])
    missed = [pair for n, pair in enumerate(PAIRS) if str(n) not in owners(turned, pair[0])]
    assert len(missed) <= 1.5 * MISSED * len(PAIRS), missed


def test_strangers_meet_nobody(crowd) -> None:
    stopped = [(name, crowd.screen(name)[0].listed.name) for name in STRANGERS if crowd.screen(name)]
    assert len(stopped) <= 0.05 * len(STRANGERS), stopped


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
        ("MUH. RIZKI", "MUHAMMAD RIZKI"),
        ("김정남", "GIM JEONG NAM"),
        ("ΓΕΩΡΓΙΟΣ", "GEORGIOS"),
    ],
)
def test_a_name_is_spelled_as_icao_9303_says_and_as_people_write(name, spelling) -> None:
    assert spelling in spellings(name)


@settings(max_examples=60, deadline=None)
@given(WORDS)
def test_whoever_is_listed_is_found_under_that_name(words) -> None:
    name = " ".join(words)
    index = NameIndex([Listed("them", name), Listed("other", "SOMEBODY, ELSE ENTIRELY")])
    assert "them" in owners(index, name)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(alphabet="ABDEGIKLMNOPRSTU", min_size=3, max_size=9), min_size=2, max_size=4, unique=True),
    st.data(),
)
def test_the_order_of_the_words_does_not_matter(words, data) -> None:
    index = NameIndex([Listed("them", " ".join(words))])
    assert "them" in owners(index, " ".join(data.draw(st.permutations(words))))


@settings(max_examples=150, deadline=None)
@given(LETTERS, LETTERS)
def test_nothing_that_anybody_is_called_breaks_the_search(listed, own) -> None:
    index = NameIndex([Listed("them", listed), Listed("other", "ERIKSSON, ANNA")])
    index.screen(own)
    index.screen(own, Birth.of("1970-01-01"), "IDN")
    assert len(index) + len(index.unreadable) == 2


@given(st.text(max_size=30))
def test_any_text_is_a_date_of_birth_or_none(text) -> None:
    birth = Birth.of(text)
    assert birth is None or 1850 <= birth.first <= birth.last <= 2200


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=60))
def test_every_code_says_of_which_family_it_is(word) -> None:
    assert all(code[0] in "WBASCDKI" and code[1:].isascii() for code in codes(word))


def test_a_name_without_a_letter_is_named_as_unreadable() -> None:
    index = NameIndex([Listed("a", "???"), Listed("b", "ERIKSSON")])
    assert [name.owner for name in index.unreadable] == ["a"]
    assert len(index) == 1


def test_a_single_name_doubled_in_the_zone_is_one_name() -> None:
    assert telling("SUHARTO SUHARTO") == ("SUHARTO",)


def test_titles_are_left_out_but_never_the_whole_name() -> None:
    assert telling("PROF DR WILHELM KRAUSENECK") == ("WILHELM", "KRAUSENECK")
    assert telling("HAJI") == ("HAJI",)


def test_an_alias_of_low_quality_needs_a_date_of_birth_as_a_second_reason() -> None:
    index = NameIndex([Listed("weak", "Zulkarnaen", (Birth(1970, 1970, 5, 6),), weak=True)])
    (bare,) = index.screen("ZULKARNAEN")
    (dated,) = index.screen("ZULKARNAEN", Birth.of("1970-05-06"))
    assert bare.needs_second
    assert not dated.needs_second


def test_an_alias_of_low_quality_does_not_hide_a_name_of_the_same_entry() -> None:
    index = NameIndex([Listed("one", "ABDULKARIM", weak=True), Listed("one", "ABDULKARIM SIHABUDIN")])
    (hit,) = index.screen("ABDUL KARIM SIHABUDDIN")
    assert not hit.needs_second


def test_another_year_of_birth_speaks_against_a_name_and_the_same_day_for_it() -> None:
    index = NameIndex([Listed("one", "HASSAN, ALI", (Birth.of("1980-03-04"),)), Listed("two", "ERIKSSON, ANNA")])
    assert owners(index, "HASAN, ALI", Birth.of("1980-03-04")) == {"one"}
    assert owners(index, "HASAN, ALI", Birth.of("1955-03-04")) == set()


@pytest.mark.parametrize(
    ("listed", "own", "said"),
    [
        ("1980-03-04", "1980-03-04", "same"), ("1980-03-04", "1980-04-03", "near"), ("1976~", "1979-01-01", "near"),
        ("1958/1960", "1959-07-07", "near"), ("1958/1960", "1971-07-07", "other"), ("1980-03-04", "1990-03-04", "near"),
        ("1980-03-04", "1993-08-09", "other"), ("1980", "1980-03-04", "near"), ("1980-01-XX", "1981-01-15", "near"),
    ],
)  # fmt: skip
def test_a_date_of_birth_is_weighed_as_the_list_has_it(listed, own, said) -> None:
    assert birth_bits([Birth.of(listed)], Birth.of(own))[1] == said


def test_the_evidence_names_the_words_that_paired() -> None:
    index = NameIndex([Listed("one", "TJAHJADI, JOESOEF"), Listed("two", "ERIKSSON, ANNA")])
    (hit,) = index.screen("CAHYADI, YUSUF")
    assert {(pair.own, pair.listed) for pair in hit.pairs} == {("CAHYADI", "TJAHJADI"), ("YUSUF", "JOESOEF")}


def test_no_two_forms_of_one_question_cost_more_than_a_glance() -> None:
    """Words that half of a list shares: few of its names are compared, the one that is meant among them."""
    common = ["MUHAMMAD ALI HASAN", "AHMAD HUSAYN ALI", "ALI MUHAMMAD KHAN"]
    crowd = NameIndex(
        [Listed(f"{n}", f"{common[n % 3]} {chr(65 + n % 26)}AR{chr(65 + n // 26 % 26)}IM") for n in range(900)]
    )
    meant = crowd.screen("CARBIM, MOHAMED ALI KHAN", limit=5)
    assert any(hit.listed.name == "ALI MUHAMMAD KHAN CARBIM" for hit in meant)


def test_what_is_kept_of_a_listed_name_is_small_and_as_much_of_every_one() -> None:
    draw = Random(1)

    def kept(count: int) -> float:
        def name() -> str:
            words = ("".join(draw.choice("BDGKLMNRSTW") + draw.choice("AIU") for _ in range(4)) for _ in range(3))
            return " ".join(words)

        listed = [Listed(f"{number}", name()) for number in range(count)]
        tracemalloc.start()
        try:
            index = NameIndex(listed)
            for cache in (arranged._forms, arranged._by_chance, codes, spellings):
                cache.cache_clear()  # they hold what was asked last, whatever the length of the list
            assert len(index) == count
            return tracemalloc.get_traced_memory()[0] / count
        finally:
            tracemalloc.stop()

    few, many = kept(300), kept(1200)
    assert many < 1.3 * few and many < 4000
