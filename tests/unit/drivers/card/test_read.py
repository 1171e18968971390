"""A whole document over any channel: every way in, what is genuine, what is not, and what no right chip does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card import read
from drivers.card.ciphers import AUTHENTICATION, ENCRYPTION, SUITES, derive
from drivers.card.password import check_digit, from_can, from_information, from_zone, information_of
from drivers.card.read import FILES, CardReading, Progress, WrongKey, read_document
from drivers.card.secure_messaging import Command, SecureSession
from drivers.card.variants import MOST_TRIES, tries, variants
from drivers.emulated.passport import (
    CardFault,
    EmulatedPassport,
    Traits,
    _command,
    _Pace,
    _Protection,
    with_changed_group,
    with_forged_sod,
    with_traits,
)
from drivers.emulated.passport_curves import NUMBERS, plain_curve
from drivers.emulated.passport_state import EmulatedState, tlv
from drivers.errors import Cancelled, Declined, DeviceError, Garbled, Unplugged
from models.document.chip import active
from models.document.chip.passive import Authenticity, authenticate, check_card_security
from models.document.chip.verdict import Result
from models.standards.curves import BY_NUMBER, Curve
from models.standards.security_info import parse
from tests.rig.passports import BAC_ONLY, LINES, NOW, key, passport, state, store

WAYS = {
    "BAC": Traits(pace=(), chip_authentication=1),
    "PACE-GM-3DES": Traits(pace=(("GM", 1, 13),)),
    "PACE-GM-AES-128": Traits(pace=(("GM", 2, 12),), chip_authentication=2),
    "PACE-GM-AES-192": Traits(pace=(("GM", 3, 15),), chip_authentication=3, active="rsa"),
    "PACE-GM-AES-256": Traits(pace=(("GM", 4, 13),), chip_authentication=4, nonce=32),
    "PACE-IM-3DES": Traits(pace=(("IM", 1, 8),)),
    "PACE-IM-AES-128": Traits(pace=(("IM", 2, 13),)),
    "PACE-IM-AES-256": Traits(pace=(("IM", 4, 12),)),
    "PACE-CAM-AES-128": Traits(pace=(("CAM", 2, 13), ("GM", 2, 13))),
    "PACE-CAM-AES-256": Traits(pace=(("CAM", 4, 12),)),
    "two groups": Traits(pace=(("GM", 2, 12), ("GM", 2, 13))),
    "extended": Traits(extended=True),
}


def judged(reading: CardReading, *states: EmulatedState) -> Authenticity:
    return authenticate(reading.files.get("SOD"), reading.groups, store(*states), NOW, com=reading.files.get("COM"))


def actively(reading: CardReading) -> Result:
    algorithm = parse(reading.files["DG14"]).active
    return active.verify(reading.files["DG15"], reading.active.challenge, reading.active.answer, algorithm)[0]


@pytest.mark.parametrize("traits", WAYS.values(), ids=WAYS)
def test_a_genuine_document_is_read_whole_and_found_genuine_by_every_way_in(traits: Traits):
    card = passport(traits)
    reading = read_document(card, key())
    assert {FILES[name]: data for name, data in reading.files.items()} == card.files
    assert not reading.aborted and not reading.absent and not reading.refused
    assert reading.chip_authentication is True
    assert judged(reading).verdict is Result.SUCCESSFUL
    assert actively(reading) is Result.SUCCESSFUL
    if traits.pace:
        assert (reading.access.way, reading.access.mapping) == ("PACE", traits.pace[0][0])
    if traits.pace and traits.pace[0][0] == "CAM":
        content, against = check_card_security(reading.card_security, store(), NOW)
        assert not [reason for reason in against if reason.result is not None]
        assert reading.mapping_proof.proves(parse(content).keys[0].key.public)


def test_the_curves_that_follow_from_points_are_those_of_the_standards():
    for number in NUMBERS:
        found, known = plain_curve(number), BY_NUMBER[number]
        assert isinstance(known, Curve)
        assert (found.p, found.a, found.b, found.g, found.n) == (
            known.p, known.a % known.p, known.b, known.generator, known.n
        )  # fmt: skip


def test_a_clone_carries_the_state_s_signature_and_proves_nothing():
    reading = read_document(passport(Traits(pace=(("CAM", 2, 12),))).clone(), key())
    assert judged(reading).verdict is Result.SUCCESSFUL
    assert reading.chip_authentication is False and reading.chip_authentication_detail
    assert actively(reading) is Result.FAILED
    content, _ = check_card_security(reading.card_security, store(), NOW)
    assert not reading.mapping_proof.proves(parse(content).keys[0].key.public)
    assert {"DG2", "DG11", "DG12"} <= set(reading.files)


def test_a_changed_group_a_forged_signature_and_an_expired_signer_fail_and_an_unknown_state_is_undetermined():
    def reasons(card: EmulatedPassport, *states: EmulatedState) -> tuple[Result, set[str]]:
        found = judged(read_document(card, key()), *states)
        return found.verdict, {reason.code for reason in found.reasons if reason.result is not None}

    assert reasons(with_changed_group(passport(), 2)) == (Result.FAILED, {"group_changed"})
    assert reasons(with_forged_sod(passport())) == (Result.FAILED, {"signer_certificate_forged"})
    expired = EmulatedState("UT", NOW, expired_signer=True)
    verdict, codes = reasons(passport(by=expired), expired)
    assert (verdict, codes) == (Result.FAILED, {"signer_not_valid_when_signing"})
    assert reasons(passport(), EmulatedState("XY", NOW)) == (Result.UNDETERMINED, {"state_unknown"})
    assert reasons(passport(), EmulatedState("UT", NOW)) == (Result.UNDETERMINED, {"authority_key_unknown"})


def test_groups_that_the_directory_hides_are_read_all_the_same():
    reading = read_document(passport(Traits(pace=(), hidden=frozenset({14, 15}))), key())
    assert {"DG14", "DG15"} <= set(reading.files) and reading.chip_authentication is True
    assert "com_differs" in {reason.code for reason in judged(reading).reasons}


def test_a_document_with_the_least_in_it_is_read_and_says_what_it_does_not_have():
    card = passport(Traits(pace=(), chip_authentication=0, active=""))
    del card.files[0x010B], card.files[0x010C]
    reading = read_document(card, key())
    assert reading.absent == ["DG14", "DG15", "DG11", "DG12"]
    assert reading.chip_authentication is None and reading.active is None


@pytest.mark.parametrize("traits", [BAC_ONLY, Traits()], ids=["BAC", "PACE"])
def test_a_wrong_key_is_told_apart_and_is_tried_once(traits: Traits):
    card = passport(traits)
    with pytest.raises(WrongKey) as caught:
        read_document(card, from_zone("L898902D", "740812", "320415"))
    assert caught.value.code == "card_key_wrong"
    assert card.commands < 14
    assert read_document(card, key()).groups  # the next key begins anew


def test_the_card_access_number_opens_by_pace_and_never_by_the_older_access():
    assert read_document(passport(Traits()), from_can("123456")).access.way == "PACE"
    with pytest.raises(WrongKey):
        read_document(passport(Traits()), from_can("654321"))
    with pytest.raises(Declined, match="card_needs_zone"):
        read_document(passport(), from_can("123456"))


def test_pace_that_breaks_falls_back_once_and_says_so():
    class Broken(EmulatedPassport):
        def _map(self, run: _Pace, value: bytes) -> bytes:
            return b"\x7c\x03\x82\x01\x04"

    reading = read_document(Broken(state(), passport().holder, Traits()), key())
    assert reading.access.way == "BAC" and reading.access.fell_back
    assert judged(reading).verdict is Result.SUCCESSFUL
    with pytest.raises(DeviceError):
        read_document(Broken(state(), passport().holder, Traits(bac=False)), key())


def test_a_card_that_is_no_passport_is_named():
    class Other:
        def transmit(self, apdu: bytes) -> bytes:
            return b"\x6a\x82"

        def reset(self) -> None: ...

    with pytest.raises(Declined, match="card_not_a_passport"):
        read_document(Other(), key())


@pytest.mark.parametrize(
    "traits",
    [
        Traits(announces_extended=True),
        Traits(extended=True, refused_read=230),
        Traits(refused_read=200),
        Traits(most_read=50),
        Traits(extended=True, most_read=900),
        Traits(pace=(), most_read=97),
    ],
    ids=["announces in vain", "extended but small", "poor reader", "short reads", "extended and short", "BAC short"],
)
def test_pieces_become_as_small_as_chip_and_reader_need(traits: Traits):
    card = passport(traits, octets=3000)
    reading = read_document(card, key())
    assert {FILES[name]: data for name, data in reading.files.items()} == card.files
    assert judged(reading).verdict is Result.SUCCESSFUL and reading.chip_authentication


@pytest.mark.parametrize("traits", [BAC_ONLY, Traits(), Traits(extended=True), Traits(pace=(), refused_read=200)])
def test_a_picture_beyond_32768_octets_is_read_whole(traits: Traits):
    card = passport(traits, octets=60_000)
    reading = read_document(card, key())
    assert reading.files["DG2"] == card.files[0x0102]
    assert judged(reading).verdict is Result.SUCCESSFUL


def test_what_the_officer_needs_first_comes_first():
    seen: list[Progress] = []
    read_document(passport(), key(), progress=seen.append)
    whole = [each.name for each in seen if each.data is not None]
    assert whole == ["COM", "SOD", "DG14", "DG15", "DG1", "DG2", "DG11", "DG12"]
    parts = [each.got for each in seen if each.name == "DG2"]
    assert len(parts) > 10 and parts == sorted(parts)


def test_a_lifted_card_is_named_and_read_when_it_is_laid_again():
    for count in (1, 5, 30, 60):
        card = with_traits(passport(), fault=CardFault.LIFTED, from_answer=count)
        with pytest.raises(Unplugged, match="card_lifted"):
            read_document(card, key())
        card = with_traits(card, fault=None)
        card.lifted = False
        card.reset()
        assert judged(read_document(card, key())).verdict is Result.SUCCESSFUL


def test_a_reading_ends_when_it_is_stopped_or_takes_too_long(monkeypatch: pytest.MonkeyPatch):
    asked = iter(range(1000))
    with pytest.raises(Cancelled):
        read_document(passport(), key(), stop=lambda: next(asked) > 20)
    monkeypatch.setattr(read, "MOST_COMMANDS", 60)
    reading = read_document(passport(octets=20_000), key())
    assert "DG1" in reading.files and set(reading.aborted) == {"DG2", "DG11", "DG12"}
    assert "card_slow" in reading.aborted["DG2"]
    with pytest.raises(DeviceError, match="card_slow"):
        read_document(passport(), key(), seconds=0)


def test_a_file_that_claims_to_be_endless_costs_that_file_only():
    card = passport()
    card.files[0x010B] = b"\x6b\x84\x7f\xff\xff\xff" + bytes(50)
    card.files[0x010C] = b"\x6c\x80\x00\x00" + bytes(50)
    reading = read_document(card, key())
    assert set(reading.aborted) == {"DG11", "DG12"} and "DG2" in reading.files
    assert reading.active is not None


@pytest.mark.parametrize("fault", [fault for fault in CardFault if fault is not CardFault.LIFTED])
def test_no_fault_from_any_answer_on_ends_otherwise_than_with_a_sentence(fault: CardFault):
    for traits in (BAC_ONLY, Traits()):
        for count in (0, 3, 8, 12, 25, 40):
            card = with_traits(passport(traits, octets=900), fault=fault, from_answer=count)
            try:
                reading = read_document(card, key(), seconds=20)
            except DeviceError as error:
                assert error.code.startswith("card_")
            else:
                assert len(reading.files) < 8 or reading.active is None or not reading.chip_authentication
            assert card.commands < 400


class Noise:
    """A channel of given answers, over and over."""

    def __init__(self, answers: list[bytes]) -> None:
        self.answers, self.count = answers, 0

    def transmit(self, apdu: bytes) -> bytes:
        self.count += 1
        return self.answers[self.count % len(self.answers)]

    def reset(self) -> None: ...


@settings(max_examples=80, deadline=None)
@given(st.lists(st.binary(max_size=300) | st.binary(max_size=40).map(lambda data: data + b"\x90\0"), min_size=1))
def test_no_row_of_answers_ends_otherwise_than_with_a_sentence(answers: list[bytes]):
    channel = Noise(answers)
    with pytest.raises(DeviceError):
        read_document(channel, key(), seconds=5)
    assert channel.count < 2000


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 255),
    st.integers(0, 3),
    st.binary(max_size=600),
    st.none() | st.integers(1, 65536),
)
def test_a_command_means_the_same_to_both_sides(p1: int, cla: int, data: bytes, le: int | None):
    command = Command(cla << 4 & 0x10, 0xB0, p1, 0, data, le)
    header, seen, wanted, extended = _command(command.encode())
    assert (header, seen, wanted) == (bytes((command.cla, 0xB0, p1, 0)), data, le)
    assert extended == command.extended


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from([1, 2, 3, 4]),
    st.sampled_from([0xB0, 0xB1]),
    st.binary(max_size=400),
    st.none() | st.integers(1, 65536),
    st.binary(max_size=400),
    st.binary(min_size=20, max_size=40),
)
def test_protected_words_are_understood_by_two_sides_that_share_no_code(
    cipher: int, ins: int, data: bytes, le: int | None, answer: bytes, secret: bytes
):
    suite = SUITES[cipher]
    ours = SecureSession(suite, derive(secret, ENCRYPTION, suite), derive(secret, AUTHENTICATION, suite))
    theirs = _Protection(cipher, secret)
    for _ in range(2):
        header, body, _, _ = _command(ours.protect(Command(0, ins, 1, 2, data, le)))
        assert theirs.open(header, body) == (data, le)
        assert ours.open(theirs.close(answer, 0x6282, bool(ins & 1))) == (answer, 0x6282)


@settings(max_examples=60)
@given(st.sampled_from([0x61, 0x75, 0x77]), st.integers(0, 70_000))
def test_the_length_of_a_file_follows_from_its_first_octets(tag: int, size: int):
    data = tlv(tag, bytes(size))
    assert read._length(data[:8]) == len(data)


@given(st.text("0O1IZ2S5G6B8DQAX37<", min_size=9, max_size=9), st.integers(0, 9))
def test_every_other_reading_of_a_zone_fits_its_digit_and_there_are_three_at_most(number: str, digit: int):
    information = number + str(digit) + "7408122" + "3204159"
    for other in variants(information):
        assert other != information and other[-14:] == information[-14:]
        assert check_digit(other[:9]) == other[9]
        assert sum(a != b for a, b in zip(information, other, strict=True)) <= 2
        from_information(other)
    found = tries(information)
    assert found[0] == information and len(found) == len(set(found)) <= MOST_TRIES


def test_a_letter_misread_so_that_the_digit_still_fits_is_found_again():
    true = "L89G902C" + "<"
    information = true + check_digit(true) + "74081223204159"
    misread = information.replace("G", "6", 1)
    assert misread[9] == check_digit(misread[:9])  # ten apart: the digit cannot tell them
    assert information in tries(misread)
    assert information_of(LINES) == "L898902C3674081223204159"[:24]


def test_a_reader_that_loses_long_answers_gets_shorter_ones():
    class Poor:
        """Loses every answer of more than 200 octets, as some readers do."""

        def __init__(self, card: EmulatedPassport) -> None:
            self.card = card

        def transmit(self, apdu: bytes) -> bytes:
            answer = self.card.transmit(apdu)
            if len(answer) > 230:
                raise Garbled("card_transport", "0x8010002F")
            return answer

        def reset(self) -> None:
            self.card.reset()

    card = passport(octets=2000)
    reading = read_document(Poor(card), key())
    assert {FILES[name]: data for name, data in reading.files.items()} == card.files
    assert reading.chunk == read.SMALLEST
