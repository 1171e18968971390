from __future__ import annotations

import json
import struct
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from station.domain import foreign
from station.domain.case import Case
from station.domain.visit import Visit
from station.store import record
from station.store.errors import BadRecord
from tests.rig import visits

st.register_type_strategy(float, st.floats(allow_nan=False))
# as long as a record takes: hypothesis also tries constants of the program, and curves have longer ones
st.register_type_strategy(int, st.integers(-(10**98), 10**98))
st.register_type_strategy(bytes, st.binary(max_size=40))
MOST = 10**foreign.MOST_DIGITS - 1  # a larger number is refused when it is written, see below
st.register_type_strategy(int, st.one_of(st.integers(-1000, 1000), st.integers(-MOST, MOST)))

WHOLE = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@WHOLE
@given(st.from_type(Visit))
def test_every_possible_visit_comes_back_equal(visit):
    octets = record.encode(visit)
    assert record.decode(octets) == visit
    assert record.encode(record.decode(octets)) == octets


@WHOLE
@given(st.from_type(Case))
def test_every_possible_case_comes_back_equal(case):
    assert record.unpack(Case, record.pack(case)) == case


@pytest.mark.parametrize("attempt", [MOST, -MOST])
def test_the_largest_number_that_is_written_is_read(attempt):
    visit = replace(visits.visit(), warnings=(), fingers=(replace(visits.visit().fingers[0], attempt=attempt),))
    assert record.decode(record.encode(visit)) == visit


@pytest.mark.parametrize(
    ("beyond", "why"),
    [
        (lambda v: replace(v, fingers=(replace(v.fingers[0], attempt=MOST + 1),)), "digits"),
        (lambda v: replace(v, fingers=(replace(v.fingers[0], attempt=-MOST - 1),)), "digits"),
        (lambda v: replace(v, fingers=v.fingers[:1] * (record.MOST_PARTS + 1)), "parts"),
        (lambda v: replace(v, warnings=("x" * record.LONGEST_HEAD,)), "head"),
    ],
)
def test_nothing_is_written_that_could_not_be_read_again(beyond, why):
    with pytest.raises(ValueError, match=why):
        record.encode(beyond(visits.visit()))


@given(st.binary(max_size=300))
def test_rubbish_is_no_record(rubbish):
    with pytest.raises(BadRecord):
        record.decode(rubbish)
    with pytest.raises(BadRecord):
        record.decode(record.MAGIC + rubbish)


@given(st.data())
def test_a_cut_record_is_refused(data):
    octets = record.encode(visits.visit(octets=20))
    with pytest.raises(BadRecord):
        record.decode(octets[: data.draw(st.integers(0, len(octets) - 1))])


def test_octets_behind_the_record_are_refused():
    with pytest.raises(BadRecord):
        record.decode(record.encode(visits.visit()) + b"\x00")


def rewritten(change) -> bytes:
    octets = record.encode(visits.visit(octets=20))
    (length,) = struct.unpack_from(">I", octets, 4)
    head = json.loads(octets[8 : 8 + length])
    change(head)
    new = json.dumps(head).encode()
    return octets[:4] + struct.pack(">I", len(new)) + new + octets[8 + length :]


@pytest.mark.parametrize(
    "change",
    [
        lambda h: h.update(version=2),
        lambda h: h.update(kind="Case"),
        lambda h: h["value"].update(tomorrow=1),
        lambda h: h["value"].pop("person"),
        lambda h: h["value"].update(person=None),
        lambda h: h["value"].update(person=7),
        lambda h: h["value"].update(opened_at="yesterday"),
        lambda h: h["value"]["stay"].update(direction="sideways"),
        lambda h: h["value"]["face"].update(image={"part": 99}),
        lambda h: h["value"].update(fingers="none"),
        lambda h: h["parts"].__setitem__(0, -1),
    ],
)
def test_a_head_that_does_not_fit_is_refused(change):
    with pytest.raises(BadRecord):
        record.decode(rewritten(change))


def test_a_field_with_a_default_may_be_missing_from_an_older_record():
    assert record.decode(rewritten(lambda h: h["value"].pop("warnings"))) == visits.visit(octets=20)


def test_what_is_no_plain_value_cannot_be_recorded():
    with pytest.raises(TypeError):
        record.encode(replace(visits.visit(), warnings=(object(),)))


def test_the_value_of_a_case_is_read_without_its_pictures():
    octets = record.pack(visits.case_of(visits.visit(1, 50_000)))
    stream = BytesIO(octets)
    value = record.value_at_start(stream.read)
    assert value["visit"] == visits.visit(1, 50_000).id and value["told_at"] is None
    assert stream.tell() < len(octets) / 10


@WHOLE
@given(st.one_of(st.binary(max_size=60), st.binary(max_size=60).map(lambda more: b"BSR1\0\0\0\x08" + more)))
def test_rubbish_has_no_value(rubbish):
    with pytest.raises(BadRecord):
        record.value_at_start(BytesIO(rubbish).read)
