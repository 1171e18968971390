"""Why two names count as alike, in the words that paired."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.names.index import Listed, NameIndex
from models.names.why import KINDS, why_alike
from tests.unit.models.name_pairs import PAIRS


def why(own: str, listed: str) -> list[tuple[str, str, str]]:
    hit = NameIndex([Listed("one", listed), Listed("two", "KRAUSENECK, WILHELM")]).screen(own)[0]
    pairs = [(pair.own, pair.listed) for pair in hit.pairs]
    return [(one.kind, one.own, one.listed) for one in why_alike(own, hit.listed.name, pairs)]


@pytest.mark.parametrize(
    ("own", "listed", "said"),
    [
        (
            "SUCIPTO, JOKO",
            "SOETJIPTO, DJOKO",
            [("indonesian", "SUCIPTO", "SOETJIPTO"), ("indonesian", "JOKO", "DJOKO")],
        ),
        ("MOHAMED, AHMED HASSAN", "MUHAMMAD, AHMAD HASAN", ["arabic"]),
        ("ZHOU, JIANGUO", "CHOU, CHIEN KUO", ["chinese"]),
        ("M. FAJAR, HENDRA", "MUHAMMAD FAJAR, HENDRA", [("initial", "M", "MUHAMMAD")]),
        ("KARIMZADE, ALIREZA", "KARIM ZADEH, ALI REZA", ["joined"]),
        ("WANG, JIANHUA", "WANG, DAVID JIANHUA", [("only_listed", "", "DAVID")]),
        ("SALAM, SHAIKH ABDUS", "SHEIKH ABDUS SALAM", [("order", "", "")]),
        ("HRYHORIEV, ANDRII PETROVICH", "GRIGORYEV, ANDREY PETROVICH", ["slavic"]),
    ],
)
def test_the_reason_is_named_with_its_words(own, listed, said):
    found = why(own, listed)
    for one in said:
        assert one in found if isinstance(one, tuple) else one in {kind for kind, _, _ in found}, found


def test_another_script_is_one_reason_and_not_a_spelling_that_nobody_wrote():
    assert why("CHANG, WEI MING", "张伟明") == [("script", "CHANG, WEI MING", "张伟明")]
    assert why("BICH HANG, TRAN THI", "TRẦN THỊ BÍCH HẰNG")[0][0] == "marks"


def test_the_same_name_has_no_reason():
    assert why("ERIKSSON, ANNA MARIA", "ERIKSSON, ANNA MARIA") == []


def test_every_hard_pair_that_is_found_has_a_reason_or_is_the_same_name():
    for pair in PAIRS:
        listed, own = pair[0], pair[1]
        hits = NameIndex([Listed("one", listed), Listed("two", "KRAUSENECK, WILHELM")]).screen(own)
        if hits:
            assert all(kind in KINDS for kind, _, _ in why(own, listed))


@given(
    st.text(max_size=40),
    st.text(max_size=40),
    st.lists(st.tuples(st.text("ABC", min_size=1), st.text("ABC", min_size=1))),
)
def test_no_text_stops_it(own, listed, pairs):
    assert all(one.kind in KINDS for one in why_alike(own, listed, pairs))
