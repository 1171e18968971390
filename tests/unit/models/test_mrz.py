"""The machine readable zone: ICAO's own specimens, long numbers, unknown dates, centuries, and every wrong digit."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.document.compose import compose, transliterate
from models.document.layout import FILLER, LAYOUTS, VALUES, check_digit
from models.document.mrz import PERMANENT, BadMrz, Mrz, examine, parse
from models.document.repair import best_guess, nearest_state, read_repaired
from models.document.states import STATES, StateKind, same_state, state
from models.document.visa import differences

TODAY = date(2026, 6, 15)
TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def lines(kind: str = "TD3", **fields: object) -> tuple[str, ...]:
    given_fields: dict[str, object] = {
        "issuer": "UTO", "number": "AB1234567", "surname": "Siregar", "given_names": "Putri", "nationality": "UTO",
        "birth": "1990-02-03", "sex": "F", "expiry": date(2030, 4, 5),
    }  # fmt: skip
    return compose(kind, **(given_fields | fields))  # type: ignore[arg-type]


def test_the_check_digits_of_icao_s_worked_examples_are_computed():
    # Doc 9303-3, 4.9 and the specimens of parts 4 and 5
    assert check_digit("520727") == "3"
    assert check_digit("AB2134<<<") == "5"
    assert check_digit("L898902C3") == "6"
    assert check_digit("D23145890734") == "9"


def test_the_passport_specimen_is_read():
    mrz = parse(TD3, TODAY)
    assert (mrz.kind, mrz.code, mrz.issuer, mrz.number) == ("TD3", "P", "UTO", "L898902C3")
    assert (mrz.surname, mrz.given_names, mrz.sex) == ("ERIKSSON", "ANNA MARIA", "F")
    assert (mrz.birth, mrz.expiry, mrz.optional) == ("1974-08-12", date(2012, 4, 15), "ZE184226B")


def test_a_number_that_runs_on_is_read_whole():
    # the specimen of Doc 9303-5 with a number of twelve characters
    td1 = ("I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<")
    mrz = parse(td1, TODAY)
    assert mrz.number == "D23145890734"
    assert mrz.optional == ""
    assert (mrz.birth, mrz.expiry) == ("1934-07-12", date(1995, 7, 12))
    td2 = ("I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<", "D23145890<UTO3407127M95071227349<<<8")
    assert parse(td2, TODAY).number == "D23145890734"


def test_every_document_of_the_shared_folder_is_read(shared: Path):
    truth = json.loads((shared / "data/documents/truth.json").read_text())
    kinds = {name: parse(text, TODAY).kind for name, text in truth.items() if text}
    assert kinds == {"mrva.jpg": "MRV-A", "mrvb.jpg": "MRV-B", "td1.jpg": "TD1", "td2.jpg": "TD2", "td3.jpg": "TD3"}


def test_a_short_state_code_is_read_without_its_fillers():
    mrz = parse(lines("TD1", issuer="D", nationality="D"), TODAY)
    assert (mrz.issuer, mrz.nationality) == ("D", "D")


def test_unknown_parts_of_the_birth_stay_unknown():
    for birth in ("1974-XX-XX", "1974-05-XX", "XXXX-XX-XX", "XXXX-05-12"):
        assert parse(lines(birth=birth), TODAY).birth == birth


def test_a_birth_is_never_in_the_future():
    assert parse(lines(birth="2026-06-15"), TODAY).birth == "2026-06-15"
    assert parse(lines(birth="2026-06-16"), TODAY).birth == "1926-06-16"
    assert parse(lines(birth="2026-07-XX"), TODAY).birth == "1926-07-XX"


def test_a_birth_is_never_after_the_expiry():
    assert parse(lines(birth="1921-01-01", expiry=date(2019, 1, 1)), TODAY).birth == "1921-01-01"


def test_an_expiry_is_read_as_the_date_nearest_to_today():
    assert parse(lines(expiry=date(2036, 1, 1)), TODAY).expiry == date(2036, 1, 1)
    assert parse(lines(expiry=date(1999, 1, 2)), TODAY).expiry == date(1999, 1, 2)
    assert parse(lines(expiry=date(2075, 1, 1)), TODAY).expiry == date(2075, 1, 1)


def test_lines_without_trailing_fillers_with_blanks_or_in_small_letters_are_accepted():
    typed = "p<utoeriksson<<anna<maria\n L898902C3 6UTO 7408122 F1204159 ZE184226B<<<<<10\n\n"
    assert parse(typed, TODAY).lines == TD3


def test_a_single_name_has_no_given_names():
    mrz = parse(lines(surname="Sukarno", given_names=""), TODAY)
    assert (mrz.surname, mrz.given_names) == ("SUKARNO", "")


def test_a_name_too_long_is_cut_and_says_so():
    mrz = parse(lines("TD1", surname="Nilavadhanananda", given_names="Chayapa Dejthamrong"), TODAY)
    assert mrz.name_may_be_cut
    assert (mrz.surname, mrz.given_names) == ("NILAVADHANANANDA", "CHAYAPA DEJT")
    very_long = parse(lines("TD1", surname="A" * 50, given_names="Putri"), TODAY)
    assert very_long.given_names == "P"


def test_letters_outside_the_alphabet_are_transliterated():
    assert transliterate("Müller-Løvås d'Été Straße") == "MUELLER<LOEVAAS<DETE<STRASSE"


@pytest.mark.parametrize(
    ("row", "column", "new", "code", "field"),
    [
        (1, 0, "M", "mrz_check_digit", "number"),
        (1, 9, "7", "mrz_check_digit", "number"),
        (1, 14, "5", "mrz_check_digit", "birth"),
        (1, 22, "3", "mrz_check_digit", "expiry"),
        (1, 29, "F", "mrz_check_digit", "optional"),
        (1, 43, "1", "mrz_check_digit", "composite"),
        (1, 20, "Q", "mrz_sex", "sex"),
        (1, 13, "O", "mrz_character", "birth"),
        (0, 8, "1", "mrz_character", "name"),
        (0, 2, "<", "mrz_missing", "issuer"),
        (0, 0, "<", "mrz_kind", "code"),
    ],
)
def test_an_error_names_the_field_at_fault(row: int, column: int, new: str, code: str, field: str):
    wrong = list(TD3)
    wrong[row] = wrong[row][:column] + new + wrong[row][column + 1 :]
    with pytest.raises(BadMrz) as caught:
        parse(wrong, TODAY)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_every_wrong_field_is_listed():
    with pytest.raises(BadMrz) as caught:
        parse((TD3[0], "L898902C37UTO7408123F1204159ZE184226B<<<<<10"), TODAY)
    assert caught.value.fields == ("number", "birth")


def test_a_date_that_no_calendar_has_is_refused():
    for birth, expiry, field in (("1990-13-01", date(2030, 1, 1), "birth"), ("1991-02-29", date(2030, 1, 1), "birth")):
        with pytest.raises(BadMrz) as caught:
            parse(lines(birth=birth, expiry=expiry), TODAY)
        assert (caught.value.code, caught.value.field) == ("mrz_date", field)


def test_a_field_too_long_cannot_be_composed():
    with pytest.raises(BadMrz, match="number has 10"):
        lines("TD3", number="A123456789")


def test_look_alikes_are_mended_where_the_alphabet_proves_it():
    read = ("P<UT0ERIKSSON<<ANNA<MAR1A", "L898902C36UT074O8I22F12O4159ZE184226B<<<<<10")
    mrz = read_repaired(read, TODAY)
    assert mrz.lines == TD3
    assert set(mrz.repaired) == {"issuer", "name", "nationality", "birth", "expiry"}


def test_lost_and_doubled_fillers_are_mended_where_the_digits_prove_it():
    for run in ("<<<", "<<<<<<<<"):
        assert read_repaired((TD3[0], TD3[1].replace("<<<<<", run)), TODAY).lines == TD3


def test_a_letter_read_among_the_fillers_behind_a_name_is_dropped_and_said():
    mrz = read_repaired((TD3[0][:-6] + "A<<<<<", TD3[1]), TODAY)
    assert (mrz.lines, mrz.repaired) == (TD3, ("name",))


def test_given_names_behind_three_fillers_are_kept():
    line = "P<UTOERIKSSON<<<ANNA<MARIA".ljust(44, FILLER)
    for read in (parse, read_repaired):
        mrz = read((line, TD3[1]), TODAY)
        assert (mrz.surname, mrz.given_names) == ("ERIKSSON", "ANNA MARIA")


def test_a_look_alike_in_the_number_is_mended_only_if_one_reading_fits():
    good = lines(number="XK0333777")
    mrz = read_repaired((good[0], good[1].replace("XK0", "XKO")), TODAY)
    assert (mrz.number, mrz.repaired) == ("XK0333777", ("number",))
    ambiguous = (TD3[0], TD3[1].replace("L898", "LB98"))  # L898..., LB9B... and ...90Z... all fit the digit
    with pytest.raises(BadMrz) as caught:
        read_repaired(ambiguous, TODAY)
    assert caught.value.field == "number"


def test_the_best_guess_keeps_what_was_read_for_the_officer():
    assert best_guess(("P<UTOERIKSSON<<ANNA<MARIA", "LB98902C36UT07408122F1204159ZE184226B<<<<<10"))[1][10:13] == "UTO"
    assert best_guess(["???", "x y"]) == ("???", "XY")


# ---- what only the officer can settle


def concerns(mrz: Mrz) -> list[tuple[str, str]]:
    return [(concern.code, concern.field) for concern in mrz.concerns]


def asked(mrz: Mrz) -> dict[str, tuple[str, ...]]:
    return {concern.code: concern.choices for concern in mrz.questions}


def digits_right(*wrong: str) -> tuple[str, ...]:
    """Two lines of 44 with their digits computed anew."""
    first, second = wrong
    number, birth, expiry, optional = second[:9], second[13:19], second[21:27], second[28:42]
    body = (
        number + check_digit(number) + second[10:13] + birth + check_digit(birth) + second[20]
        + expiry + check_digit(expiry) + optional + check_digit(optional)
    )  # fmt: skip
    return first, body + check_digit(body[:10] + body[13:20] + body[21:43])


def test_a_holder_without_surname_is_read_and_said():
    mrz = parse(("P<UTO<<ANNA<MARIA".ljust(44, FILLER), TD3[1]), TODAY)
    assert (mrz.surname, mrz.given_names) == ("", "ANNA MARIA")
    assert ("surname_empty", "name") in concerns(mrz)


def test_a_document_without_a_last_day_is_permanent_and_needs_no_answer():
    for printed in ("<<<<<<0", "<<<<<<<"):
        text = lines("TD2")
        first, second = text[0], text[1][:21] + printed + text[1][28:35]
        whole = second + check_digit(second[:10] + second[13:20] + second[21:35])
        mrz = parse((first, whole), TODAY)
        assert (mrz.expiry, mrz.permanent, mrz.questions) == (PERMANENT, True, ())


@pytest.mark.parametrize("expiry", [date(1999, 12, 31), date(1999, 1, 1)])
def test_the_year_9999_is_not_1999_without_a_question(expiry: date):
    mrz = parse(lines(expiry=expiry), TODAY)
    assert mrz.permanent
    choices = asked(mrz)["expiry_permanent"]
    assert choices[0] == "9999-12-31"
    assert expiry.isoformat() in choices
    assert f"2{expiry.isoformat()[1:]}".replace("2999", "2099") in choices


def test_an_expiry_a_generation_ago_may_be_one_of_the_next_century_and_is_asked():
    assert asked(parse(lines(expiry=date(2004, 5, 6)), TODAY)) == {"expiry_century": ("2004-05-06", "2104-05-06")}
    assert asked(parse(lines(expiry=date(2012, 5, 6)), TODAY)) == {}


def test_a_person_born_in_1921_is_no_child_without_a_question():
    assert asked(parse(lines(birth="1921-03-04"), TODAY)) == {"birth_century": ("2021-03-04", "1921-03-04")}
    assert asked(parse(lines(birth="2021-03-XX"), TODAY)) == {"birth_century": ("2021-03-XX", "1921-03-XX")}
    assert asked(parse(lines(birth="1974-08-12"), TODAY)) == {}
    assert asked(parse(lines(birth="2012-08-12"), TODAY)) == {}  # nobody of 113 stands at a counter


def test_a_code_that_no_state_has_is_a_warning_of_what_was_typed_and_a_refusal_of_what_was_read():
    wrong = ("P<XQZDOE<<JANE".ljust(44, FILLER), TD3[1].replace("UTO", "XQZ"))
    assert concerns(parse(wrong, TODAY)) == [("state_unknown", "issuer"), ("state_unknown", "nationality")]
    with pytest.raises(BadMrz) as caught:
        read_repaired(wrong, TODAY)
    assert (caught.value.code, caught.value.field) == ("mrz_state", "issuer")


def test_a_state_is_mended_towards_the_table_and_nowhere_else():
    assert [nearest_state(code) for code in ("E6Y", "0", "O", "1DN", "U5A", "8GD")] == [
        "EGY", "D", "D", "IDN", "USA", "BGD",
    ]  # fmt: skip
    assert nearest_state("TOE") is None
    assert nearest_state("XQZ") is None
    read = ("P<E6YMABROUK<<ALAA".ljust(44, FILLER), digits_right("", TD3[1].replace("UTO", "E6Y"))[1])
    mrz = read_repaired(read, TODAY)
    assert (mrz.issuer, mrz.nationality, mrz.repaired) == ("EGY", "EGY", ("issuer", "nationality"))


def test_a_photographed_passport_whose_states_differ_is_compared_and_a_refugee_s_is_not():
    with pytest.raises(BadMrz) as caught:
        read_repaired(lines(issuer="AUS", nationality="AUT"), TODAY)
    assert (caught.value.code, caught.value.field) == ("mrz_state", "nationality")
    for issuer, nationality in (("D", "XXB"), ("GBR", "GBN"), ("UNO", "FRA")):
        assert read_repaired(lines(issuer=issuer, nationality=nationality), TODAY).nationality == nationality


@pytest.mark.parametrize("name", ["ERIKSSON<CANNACACCCCCACCCCCCCAC<CCCCCC", "SPECINEN<<SPECINEN<<<<C<CCC", "KKKAREN"])
def test_fillers_read_as_letters_are_no_name(name: str):
    read = (("P<UTO" + name).ljust(44, FILLER), TD3[1])
    assert ("name_implausible", "name") in concerns(parse(read, TODAY))
    with pytest.raises(BadMrz) as caught:
        read_repaired(read, TODAY)
    assert (caught.value.code, caught.value.field) == ("mrz_name", "name")


def test_a_regnal_number_is_a_name():
    assert concerns(parse(("P<UTODOE<<JOHN<III".ljust(44, FILLER), TD3[1]), TODAY)) == []


def test_places_that_no_digit_can_prove_are_pointed_out_on_what_was_read():
    mrz = read_repaired(lines(number="AG1234567"), TODAY)
    places = {concern.span.start: concern.choices for concern in mrz.concerns if concern.span and not concern.asks}
    assert {1: ("G", "6", "Q"), 7: ("6", "G")}.items() <= places.items()
    for choices in places.values():
        assert len({VALUES[c] % 10 for c in choices}) == 1


def test_a_passport_size_with_another_code_is_read_with_a_warning():
    mrz = parse(digits_right("TDUTOERIKSSON<<ANNA".ljust(44, FILLER), TD3[1]), TODAY)
    assert (mrz.kind, mrz.code, concerns(mrz)) == ("TD3", "TD", [("kind_unusual", "code")])


def test_a_visa_is_no_identity_document():
    assert [kind for kind in sorted(LAYOUTS) if parse(lines(kind), TODAY).is_visa] == ["MRV-A", "MRV-B"]


def test_a_zone_without_nationality_leaves_the_rest_for_manual_entry():
    first, second = TD3[0], TD3[1].replace("UTO", "<<<")
    seen = examine((first, second), TODAY)
    assert (seen.mrz, seen.missing, seen.refused) == (None, ("nationality",), ())
    assert {part.name: part.value for part in seen.parts}["surname"] == "ERIKSSON"


def test_an_impossible_birth_is_named_and_everything_else_kept():
    seen = examine(lines(birth="2011-02-29"), TODAY)
    assert (seen.mrz, seen.missing, seen.refused) == (None, (), ("birth",))
    assert {part.name: (part.value, part.text) for part in seen.parts}["birth"] == ("", "110229")
    assert all(part.value for part in seen.parts if part.name != "birth")


def test_a_character_given_up_refuses_its_field_only():
    seen = examine((TD3[0], TD3[1][:14] + "?" + TD3[1][15:]), TODAY)
    assert (seen.problems[0].code, seen.refused) == ("mrz_rejected", ("birth",))
    assert seen.kind == "TD3"


def test_what_is_no_zone_misses_everything():
    seen = examine("border pass no 17", TODAY)
    assert (seen.kind, seen.parts) == ("", ())
    assert {"number", "surname", "nationality", "birth"} <= set(seen.missing)


def test_a_whole_zone_in_one_line_or_with_tabs_is_read():
    for kind in ("TD3", "TD1", "TD2", "MRV-A"):
        assert parse("".join(lines(kind)), TODAY).lines == lines(kind)
        assert parse("\t".join(lines(kind)), TODAY).lines == lines(kind)


def test_the_table_of_states_has_both_names_and_every_code_its_length():
    assert len([s for s in STATES.values() if s.kind is StateKind.STATE]) == 249  # ISO 3166-1, Germany as D
    assert all(s.english and s.indonesian and 1 <= len(s.code) <= 3 for s in STATES.values())
    assert state("DEU") is not state("D<<")
    assert (state("D<<") or STATES["UTO"]).indonesian == "Jerman"
    assert same_state("D", "DEU")
    assert not same_state("GBR", "GBN")


def test_a_visa_agrees_with_its_passport_or_says_in_what_it_does_not():
    passport = parse(lines(surname="Nilavadhanananda", given_names="Chayapa Dejthamrong"), TODAY)
    visa = lines("MRV-B", issuer="IDN", surname="Nilavadhanananda", given_names="Chayapa Dejthamrong", number="9A12")
    assert differences(parse(visa, TODAY), passport) == ()
    other = lines("MRV-B", issuer="IDN", nationality="AFG", birth="1988-02-29", sex="M")
    assert differences(parse(other, TODAY), passport) == ("name", "nationality", "birth", "sex")
    german = parse(lines("MRV-A", issuer="IDN", nationality="DEU", birth="1990-XX-XX", sex="X"), TODAY)
    assert differences(german, parse(lines(issuer="D", nationality="D"), TODAY)) == ()


NAMES = st.lists(st.text(LETTERS, min_size=1, max_size=6), min_size=1, max_size=2).map(" ".join)


@given(
    kind=st.sampled_from(sorted(LAYOUTS)),
    number=st.text("0123456789" + LETTERS, min_size=1, max_size=9),
    tail=st.text("0123456789" + LETTERS, max_size=5),
    surname=NAMES,
    given_names=st.one_of(st.just(""), NAMES),
    birth=st.dates(date(1927, 1, 1), date(2026, 6, 15)),
    sex=st.sampled_from("FMX"),
    expiry=st.dates(date(2026, 6, 16), date(2075, 1, 1)),
    states=st.tuples(st.text(LETTERS, min_size=1, max_size=3), st.text(LETTERS, min_size=1, max_size=3)),
)
def test_what_is_composed_is_read_back(kind, number, tail, surname, given_names, birth, sex, expiry, states):
    if LAYOUTS[kind].long_number and len(number) == 9:
        number += tail
    written = compose(
        kind, issuer=states[0], nationality=states[1], number=number, surname=surname, given_names=given_names,
        birth=birth.isoformat(), sex=sex, expiry=expiry,
    )  # fmt: skip
    mrz = parse(written, TODAY)
    assert (mrz.kind, mrz.number, mrz.issuer, mrz.nationality) == (kind, number, *states)
    assert (mrz.birth, mrz.sex, mrz.expiry) == (birth.isoformat(), sex, expiry)
    if not mrz.name_may_be_cut:
        assert (mrz.surname, mrz.given_names) == (surname, given_names)
    assert parse(mrz.lines, TODAY) == mrz


@given(data=st.data(), kind=st.sampled_from(sorted(LAYOUTS)))
def test_one_wrong_character_is_noticed_as_far_as_the_weights_permit(data, kind):
    good = lines(kind)
    layout = LAYOUTS[kind]
    protected = [getattr(layout, name) for name in ("number", "number_digit", "birth", "expiry", "expiry_digit")]
    protected += [*layout.composite]
    span = data.draw(st.sampled_from(protected))
    column = data.draw(st.integers(span.start, span.stop - 1))
    old = good[span.line][column]
    new = data.draw(st.sampled_from("".join(VALUES)))
    if (VALUES[new] - VALUES[old]) % 10 == 0:
        return  # 7, 3 and 1 are prime to ten: exactly the differences that are multiples of ten escape
    wrong = list(good)
    wrong[span.line] = wrong[span.line][:column] + new + wrong[span.line][column + 1 :]
    with pytest.raises(BadMrz):
        parse(wrong, TODAY)


@given(
    st.one_of(
        st.lists(st.text(), max_size=4),
        st.text(),
        st.tuples(*[st.text("".join(VALUES), max_size=46)] * 2),
        st.tuples(*[st.text("".join(VALUES), min_size=30, max_size=30)] * 3),
    )
)
def test_garbage_raises_bad_mrz_and_nothing_else(garbage):
    for read in (parse, read_repaired):
        try:
            read(garbage, TODAY)
        except BadMrz as error:
            assert error.code.startswith("mrz_")
    best_guess(garbage)
    seen = examine(garbage, TODAY)
    assert (seen.mrz is None) == bool(seen.problems)


@given(st.data())
def test_a_damaged_zone_raises_bad_mrz_and_nothing_else(data):
    kind = data.draw(st.sampled_from(sorted(LAYOUTS)))
    damaged = [list(line) for line in lines(kind)]
    for _ in range(data.draw(st.integers(1, 4))):
        row = data.draw(st.integers(0, len(damaged) - 1))
        damaged[row][data.draw(st.integers(0, len(damaged[row]) - 1))] = data.draw(st.sampled_from("".join(VALUES)))
    text = ["".join(row) for row in damaged]
    try:
        mrz = read_repaired(text, TODAY)
    except BadMrz:
        examine(text, TODAY)
        return
    assert replace(parse(mrz.lines, TODAY), repaired=mrz.repaired, concerns=mrz.concerns) == mrz
    assert FILLER not in mrz.number
