"""What others wrote is read within bounds, and fails in one way only."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain import foreign
from station.domain.foreign import Malformed

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b"[1e999]",
        b"[-1e999]",
        b"[NaN]",
        b"[Infinity]",
        b"[" + b"9" * 5000 + b"]",
        b'{"a":1,"a":2}',
        b'["\\u0000"]',
        b'{"\\u0000":1}',
        b'["\\ud800"]',
        b'["\xff"]',
        b'["\xed\xa0\x80"]',
        "[\ud800]",
        '["\ud800"]',
        b"",
        b"[1] 2",
    ],
    ids=lambda content: repr(content[:16]),
)
def test_what_breaks_other_readers_is_one_kind_of_error_here(content: bytes | str) -> None:
    with pytest.raises(Malformed):
        foreign.read(content)


def test_what_is_longer_than_its_form_is_not_even_read() -> None:
    with pytest.raises(Malformed, match="longer"):
        foreign.read(b'"' + b"a" * 100 + b'"', size=50)


def test_brackets_inside_of_texts_do_not_count_as_depth() -> None:
    text = '["' + "[" * 100 + '", "\\"[[[[[[[[[[[[[[[[[[[[[["]'
    assert foreign.read(text) == json.loads(text)


def test_an_endless_text_costs_no_more_than_its_length() -> None:
    # many escaped quotes without an end: a careless pattern looks through all of it once for each
    with pytest.raises(Malformed):
        foreign.read(b"[" * 20 + b'"' + b'\\"' * 400_000)


@given(VALUES)
def test_what_is_within_the_bounds_is_read_as_it_was_written(value: object) -> None:
    assert foreign.read(json.dumps(value).encode(), depth=100) == value


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_any_octets_are_json_or_malformed(content: bytes | str) -> None:
    try:
        foreign.read(content)
    except Malformed:
        return
    json.loads(content)


def test_a_record_has_exactly_its_names() -> None:
    assert foreign.record(b'{"a":1,"b":2}', {"a"}, {"b"}) == {"a": 1, "b": 2}
    for content in (b"{}", b'{"a":1,"c":2}', b"[]", b"null"):
        with pytest.raises(Malformed):
            foreign.record(content, {"a"}, {"b"})


@pytest.mark.parametrize("value", ["", "a\x00", "\ud800", "a\nb", "a\u202eb", "x" * 201, 5, None])
def test_a_name_is_something_that_one_can_read_aloud(value: object) -> None:
    with pytest.raises(Malformed):
        foreign.name(value)


@pytest.mark.parametrize("value", [True, 1.0, "1", -1, 2**63, None, []])
def test_a_whole_number_is_neither_a_truth_value_nor_beyond_its_bounds(value: object) -> None:
    with pytest.raises(Malformed):
        foreign.whole(value)


def test_octets_have_the_length_that_was_asked_for() -> None:
    assert foreign.octets("00ff", 2) == b"\x00\xff"
    for value in ("00", "0g0g", "００００", 5, None):
        with pytest.raises(Malformed):
            foreign.octets(value, 2)
