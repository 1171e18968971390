"""A reader that poses as a keyboard: told from typing by its speed, whatever it sends around and between the lines."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.document.compose import compose
from models.document.layout import LAYOUTS, Span
from models.document.mrz import parse
from models.document.wedge import LONGEST, Keys, Scan, Wedge, WedgeSettings, decode

TODAY = date(2026, 6, 15)
BURST, HAND = 0.001, 0.12  # seconds from key to key
GERMAN = str.maketrans("YZyz<", "ZYzy;")
FRENCH = str.maketrans("AQWZM<1234567890", "QAZW?.&é\"'(-è_çà")


def zone(kind: str = "TD3", surname: str = "Yilmaz", number: str = "AB1234567", **fields: str) -> tuple[str, ...]:
    return compose(
        kind, issuer="NZL", nationality="NZL", number=number, surname=surname, given_names="Zoey", birth="1990-02-03",
        sex="F", expiry=date(2030, 4, 5), **fields,
    )  # fmt: skip


def typed(wedge: Wedge, text: str, apart: float, start: float = 100.0) -> tuple[str, list[Scan]]:
    """What comes out while `text` is typed and after a second of silence."""
    released, scans = "", []
    given: list[Keys] = []
    for i, character in enumerate(text):
        given.append(wedge.key(character, start + i * apart))
    given.append(wedge.idle(start + len(text) * apart + 1))
    for keys in given:
        released += keys.released
        scans += [keys.scan] if keys.scan else []
    return released, scans


@pytest.mark.parametrize(
    "settings",
    [
        WedgeSettings(),
        WedgeSettings(prefix="\x02", suffix="\x03"),
        WedgeSettings(prefix="MRZ:", suffix="#"),
        WedgeSettings(suffix="\r"),
        WedgeSettings(line_end="\t"),
        WedgeSettings(line_end="$"),
        WedgeSettings(line_end="\r\n", reject="*"),
    ],
    ids=repr,
)
@pytest.mark.parametrize("kind", sorted(LAYOUTS))
def test_a_zone_comes_as_one_scan_whatever_stands_around_and_between_its_lines(settings: WedgeSettings, kind: str):
    lines = zone(kind)
    text = settings.prefix + settings.line_end.join((*lines, "")) + settings.suffix
    released, scans = typed(Wedge(settings), text, BURST)
    assert released == ""
    assert [scan.lines for scan in scans] == [lines]
    assert parse(scans[0].lines, TODAY).lines == lines


@pytest.mark.parametrize("kind", ["TD3", "TD1", "TD2", "MRV-A"])
def test_a_zone_without_line_ends_is_cut_where_its_kind_says(kind: str):
    released, (scan,) = typed(Wedge(), "".join(zone(kind)) + "\r", BURST)
    assert (released, scan.lines) == ("", zone(kind))


def test_two_documents_in_a_row_are_two_scans_and_neither_holds_the_other():
    wedge = Wedge()
    first, second = zone(), zone(surname="Tan", number="K1234567E")
    one = typed(wedge, "\r".join(first) + "\r", BURST, 100)
    two = typed(wedge, "\r".join(second) + "\r", BURST, 102)
    assert [one[1][0].lines, two[1][0].lines] == [first, second]
    assert one[0] == two[0] == ""


def test_a_hand_and_a_key_that_repeats_are_typing():
    assert typed(Wedge(), "Passport of Anna Maria, damaged", HAND) == ("Passport of Anna Maria, damaged", [])
    assert typed(Wedge(), "x" * 60, 0.03) == ("x" * 60, [])


def test_what_was_typed_before_a_scan_is_given_back():
    wedge = Wedge()
    assert wedge.key("x", 0.0) == Keys()
    assert wedge.key("P", 1.0).released == "x"
    _, scans = typed(wedge, "\r".join(zone())[1:] + "\r", BURST, 1.001)
    assert scans[0].lines == zone()


def test_with_a_prefix_everything_else_is_typing_at_once():
    wedge = Wedge(WedgeSettings(prefix="\x02", suffix="\x03"))
    assert wedge.key("a", 0).released == "a"
    assert typed(wedge, "\r".join(zone()), BURST)[1] == []


def test_a_suffix_ends_a_scan_without_waiting():
    wedge = Wedge(WedgeSettings(suffix="\x03"))
    text = "\r".join(zone()) + "\x03"
    keys = [wedge.key(c, i * BURST) for i, c in enumerate(text)]
    assert keys[-1].scan is not None
    assert not wedge.holding
    assert wedge.due is None


def test_a_pause_between_lines_does_not_part_them():
    wedge = Wedge()
    first, second = zone()
    typed_first = [wedge.key(c, i * BURST) for i, c in enumerate(first + "\r")]
    start = len(first) * BURST + 0.12
    rest = [wedge.key(c, start + i * BURST) for i, c in enumerate(second + "\r")]
    assert all(keys == Keys() for keys in (*typed_first, *rest))
    assert wedge.due is not None
    end = wedge.idle(wedge.due + 0.001).scan
    assert end is not None
    assert end.lines == zone()


def test_a_character_that_the_reader_gave_up_is_named_and_never_read():
    first, second = zone()
    scan = decode(f"{first}\r{second[:3]}~{second[4:]}\r", WedgeSettings(reject="~"))
    assert scan.rejected == (Span(1, 3, 4),)
    assert scan.lines[1][3] == "?"


def test_a_station_with_another_keyboard_reads_the_same_zone():
    lines = zone()
    german = decode("\r".join(lines).translate(GERMAN), WedgeSettings(keyboard="de"))
    assert (german.lines, german.keyboard) == (lines, "de")
    french = decode("\r".join(lines).translate(FRENCH))
    assert (french.lines, french.keyboard) == (lines, "fr")


def test_letters_that_two_keyboards_give_differently_are_not_guessed():
    number_without_y_or_z = decode("\r".join(zone()).translate(GERMAN))
    assert "?" in number_without_y_or_z.lines[0]
    assert all(number_without_y_or_z.lines[s.line][s.start] == "?" for s in number_without_y_or_z.rejected)


def test_the_text_of_a_barcode_is_a_scan_that_is_no_zone():
    text = "https://evisa.imigrasi.go.id/check/AB-12?x=1"
    _, (scan,) = typed(Wedge(), text + "\r", BURST)
    assert (scan.text, scan.is_zone) == (text, False)


def test_a_burst_without_end_is_cut_and_says_so():
    _, (scan,) = typed(Wedge(), "AB<" * LONGEST, 0.0001)
    assert scan.cut
    assert len(scan.text) <= LONGEST


@pytest.mark.parametrize("bad", [{"apart": 0}, {"apart": 1, "quiet": 0.5}, {"reject": "A"}, {"reject": "<"},
                                 {"line_end": "A"}, {"prefix": "x" * 17}, {"keyboard": "ru"}])  # fmt: skip
def test_settings_that_no_text_could_be_told_from_are_refused(bad: dict[str, object]):
    with pytest.raises(ValueError, match=r"at most|seconds|reject|keyboard|line end"):
        WedgeSettings(**bad)  # type: ignore[arg-type]


SIGNS = st.text(st.characters(codec="latin-1", exclude_characters="\0"), max_size=40)


@given(
    events=st.lists(st.tuples(SIGNS, st.sampled_from([0.001, 0.04, 0.1, 0.3])), max_size=12),
    settings=st.builds(
        WedgeSettings, prefix=st.sampled_from(["", "\x02", "AB"]), suffix=st.sampled_from(["", "\x03", "\r"])
    ),
)
def test_no_character_is_lost_or_doubled(events, settings):
    """With nothing around a scan, what is released and what is scanned is what was typed."""
    wedge, at = Wedge(settings), 0.0
    out: list[Keys] = []
    for text, pause in events:
        at += pause
        for character in text:
            at += 0.002
            out.append(wedge.key(character, at))
    out.append(wedge.idle(at + 9))
    assert not wedge.holding
    released = "".join(keys.released for keys in out)
    typed_text = "".join(text for text, _ in events)
    if not any(keys.scan for keys in out):
        assert released == typed_text
    else:
        assert len(released) < len(typed_text)


@given(st.text(), st.sampled_from(["", "*", "?"]), st.sampled_from([None, "", "de", "fr", "latin"]))
def test_any_text_is_decoded(text, reject, keyboard):
    scan = decode(text, WedgeSettings(reject=reject, keyboard=keyboard))
    assert len(scan.rejected) == sum(line.count("?") for line in scan.lines)


@given(
    kind=st.sampled_from(sorted(LAYOUTS)),
    surname=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=20),
    number=st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=5, max_size=9),
    small=st.booleans(),
    end=st.sampled_from(["\r", "\n", "\r\n", "\t", "\r\r"]),
)
def test_every_zone_comes_through(kind, surname, number, small, end):
    lines = zone(kind, surname, number)
    sent = end.join(lines) + end
    _, scans = typed(Wedge(), sent.lower() if small else sent, BURST)
    assert [scan.lines for scan in scans] == [lines]
