"""Lists as others publish them: what is read, what is refused by name, and what is not a list."""

from __future__ import annotations

import json
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.document.states import STATES, StateKind, code_named
from station.road import screen
from station.wire import watch_files
from station.wire.errors import CentralGarbled

PERSON = """<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>MADE</FIRST_NAME><SECOND_NAME>UP</SECOND_NAME>
<THIRD_NAME>PERSON</THIRD_NAME><REFERENCE_NUMBER>QDi.999</REFERENCE_NUMBER><GENDER>Male</GENDER>
<NAME_ORIGINAL_SCRIPT>ماد اوب</NAME_ORIGINAL_SCRIPT><TITLE><VALUE>Mullah</VALUE></TITLE>
<NATIONALITY><VALUE>Iran (Islamic Republic of)</VALUE><VALUE>Nowhereland</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Mada Opp; Abu Person (formerly listed as X)</ALIAS_NAME>
</INDIVIDUAL_ALIAS><INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Abu Musa</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Two Words</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1978-04-28</DATE></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1976</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1958</FROM_YEAR><TO_YEAR>1960</TO_YEAR>
</INDIVIDUAL_DATE_OF_BIRTH><INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>X 123-456 (expired)</NUMBER>
<ISSUING_COUNTRY>Yemen</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT><INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>National
Identification Number</TYPE_OF_DOCUMENT><NUMBER>123-456</NUMBER></INDIVIDUAL_DOCUMENT>
<INDIVIDUAL_DOCUMENT/></INDIVIDUAL>
"""


def un(tmp_path: Path, people: str, head: str = "") -> Path:
    file = tmp_path / "list.xml"
    entity = "<ENTITIES><ENTITY><FIRST_NAME>A COMPANY</FIRST_NAME></ENTITY></ENTITIES>"
    whole = f"<INDIVIDUALS>{people}</INDIVIDUALS>{entity}</CONSOLIDATED_LIST>"
    file.write_text(f'{head}<CONSOLIDATED_LIST dateGenerated="2026-11-20T23:00:04.625Z">{whole}', "utf-8")
    return file


def test_the_list_of_the_united_nations_is_read_with_all_that_it_says(tmp_path) -> None:
    found = watch_files.read(un(tmp_path, PERSON), "UN")
    (entry,) = found.entries
    assert (found.dated, found.left_out, entry.id, entry.source) == (date(2026, 11, 20), 1, "QDi.999", "UN")
    assert entry.names == ("MADE UP PERSON", "ماد اوب", "Mada Opp", "Abu Person", "Two Words")
    assert entry.weak == ("Abu Musa",)
    assert (entry.birth, entry.births) == ("1978-04-28", ("1978-04-28", "1976~", "1958/1960"))
    assert (entry.nationality, entry.sex, entry.titles) == ("IRN", "M", ("Mullah",))
    assert entry.documents == ("YEM:X123456",)


def test_elements_that_nobody_asks_for_are_let_go_and_no_entry_has_any_number_of_them(tmp_path) -> None:
    file = un(tmp_path, "<A><B/></A>" * 100_000 + PERSON)
    tracemalloc.start()
    found = watch_files.read(file, "UN")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [entry.id for entry in found.entries] == ["QDi.999"]
    assert most < 8 * file.stat().st_size  # the octets some times over, and no tree of them
    endless = PERSON.replace("<DATAID>", "<A/>" * watch_files.MOST_PARTS + "<DATAID>")
    with pytest.raises(CentralGarbled):
        watch_files.read(un(tmp_path, endless), "UN")


def test_an_entry_that_nothing_can_be_compared_with_is_refused_by_name(tmp_path) -> None:
    lines = [{"id": "a", "names": ["???"]}, {"id": "b"}, {"id": "c", "names": ["DOE"]}, {"id": "c", "names": ["ROE"]}]
    file = tmp_path / "own.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))
    found = watch_files.read(file, "OWN")
    assert [entry.names for entry in found.entries] == [("DOE",)]
    assert [key for key, _ in found.refused] == ["a", "b", "c"]


@pytest.mark.parametrize("script", ["王小明", "김정남", "สมชาย", "शर्मा", "ΓΕΩΡΓΙΟΣ", "ბერიძე", "አበበ", "မောင်"])
def test_a_name_in_any_script_can_be_compared(tmp_path, script) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text(json.dumps({"id": "a", "names": [script]}), "utf-8")
    assert watch_files.read(file, "OWN").refused == ()


def test_a_table_is_read_by_the_names_of_its_columns(tmp_path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(
        "Reference;Surname;Given names;Aliases;Date of birth;Nationality;Passport\n"
        'R1;SUTRISNO;BUDI;"BUDI TRISNO; PAK BUD";03/04/1970;Indonesia;Indonesia:A 123456\n',
        "utf-8-sig",
    )
    (entry,) = watch_files.read(file, "T").entries
    assert entry.names == ("SUTRISNO, BUDI", "BUDI TRISNO", "PAK BUD")
    assert (entry.id, entry.birth, entry.nationality) == ("R1", "1970-04-03", "IDN")
    assert entry.documents == ("IDN:A123456",)


@pytest.mark.parametrize(
    "octets",
    [
        b"", b"nothing,that,is,known\n1,2,3\n", b'{"id": "a"', b'{"names": ["x"]}', b"<CONSOLIDATED_LIST>", b"<a/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><CONSOLIDATED_LIST>&b;</CONSOLIDATED_LIST>',
        b"<CONSOLIDATED_LIST>" + b"<x>" * 40 + b"</x>" * 40 + b"</CONSOLIDATED_LIST>", b"\xff\xfe\x00name",
        b'{"id": "a", "names": "DOE"}', b'{"id":"a","names":[' + b'"x",' * 500 + b'"x"]}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_whole(tmp_path, octets) -> None:
    file = tmp_path / "list"
    file.write_bytes(octets)
    with pytest.raises(CentralGarbled) as refused:
        watch_files.read(file, "X")
    assert refused.value.code == "bad_watchlist"


@settings(max_examples=80, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from([b"", b"<CONSOLIDATED_LIST>", b"name,birth\n", b'{"id":"a","names":["'])
)
def test_no_octets_do_anything_but_be_read_or_refused(tmp_path_factory, octets, start) -> None:
    file = tmp_path_factory.getbasetemp() / "any.list"
    file.write_bytes(start + octets)
    try:
        watch_files.read(file, "X")
    except CentralGarbled as error:
        assert error.code == "bad_watchlist"


def test_every_state_is_known_by_its_own_name() -> None:
    for code, state in STATES.items():
        if state.kind is StateKind.STATE:
            assert code_named(state.english) == code
            assert code_named(code) == code


@pytest.mark.parametrize(
    ("word", "code"),
    [("Syrian Arab Republic", "SYR"), ("Türkiye", "TUR"), ("DEU", "D"), ("The Sudan", "SDN"), ("nowhere", ""),
     ("Republic of Korea", "KOR"), ("Democratic People's Republic of Korea", "PRK"), ("", ""),
     ("Côte d’Ivoire", "CIV")],
)  # fmt: skip
def test_a_state_is_known_by_the_words_of_lists(word, code) -> None:
    assert code_named(word) == code


def test_the_measure_counts_found_pairs_and_alarmed_strangers(tmp_path, capsys) -> None:
    (tmp_path / "pairs.json").write_text(json.dumps([
        {"listed": "TJAHJADI, JOESOEF", "mrz": "CAHYADI, YUSUF"}, {"listed": "ERIKSSON, LARS", "mrz": "OKAFOR, CHIDI"},
    ]))  # fmt: skip
    strangers = [{"name": "MADA OPP", "birth": "1930-01-02"}, "KUSUMA RATNA", ["DUBOIS, CLAIRE", "1980-01-02"]]
    (tmp_path / "strangers.json").write_text(json.dumps(strangers))
    out = tmp_path / "out.json"
    arguments = ["--list", str(un(tmp_path, PERSON)), "--pairs", str(tmp_path / "pairs.json")]
    assert screen.main([*arguments, "--strangers", str(tmp_path / "strangers.json"), "--json", str(out)]) == 0
    figures = json.loads(out.read_text())
    assert (figures["found"], figures["of"], figures["strangers"]) == (1, 2, 3)
    assert (figures["alarms"], figures["alarms_without_birth"]) == (0, 1)
    assert figures["ms"].keys() == {"median", "p99"}
    assert json.loads(capsys.readouterr().out) == figures


@pytest.mark.parametrize(
    "text",
    ["MADE UP PERSON\t1950-01-02\nKUSUMA RATNA\n", "name,dob\nMADE UP PERSON,1950-01-02\nKUSUMA RATNA,\n",
     '{"mrz": "MADE UP PERSON", "dob": "1950-01-02"}\n{"name": "KUSUMA RATNA"}\n',
     '{"strangers": [{"surname": "MADE", "given_names": "UP PERSON", "dob": "1950-01-02"}, {"name": "KUSUMA RATNA"}]}'],
)  # fmt: skip
def test_strangers_come_in_any_usual_form(tmp_path, text) -> None:
    (tmp_path / "strangers").write_text(text)
    figures = screen.measure(un(tmp_path, PERSON), None, tmp_path / "strangers")
    assert (figures["strangers"], figures["strangers_with_birth"], figures["alarms_without_birth"]) == (2, 1, 1)
