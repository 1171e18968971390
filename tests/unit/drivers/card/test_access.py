"""Access and secure messaging against a chip that is written here, and against what no right chip sends."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card import pace
from drivers.card.bac import GET_CHALLENGE, Bac
from drivers.card.chip_authentication import ChipAuthentication, choose
from drivers.card.ciphers import (
    AUTHENTICATION,
    ENCRYPTION,
    SUITES,
    TRIPLE_DES,
    BadAnswer,
    Suite,
    authenticate,
    decrypt,
    derive,
    encrypt,
    pad,
    unpad,
)
from drivers.card.password import Password, from_can, from_lines, from_zone
from drivers.card.secure_messaging import Command, SecureSession
from models.standards import ber
from models.standards.curves import BY_NUMBER, CURVES, GROUPS, Curve, Modp
from models.standards.security_info import PACE, PaceInfo, best_pace, parse

PASSWORD = from_zone("L898902C", "690806", "940623")


class Chip:
    """The other side of PACE, straight from Doc 9303-11. `static`: its own key, for the chip authentication mapping."""

    def __init__(self, info: PaceInfo, password: Password, static: int = 0) -> None:
        self.info, self.suite, self.group = info, SUITES[info.cipher], info.group
        self.order = self.group.n if isinstance(self.group, Curve) else self.group.q
        self.key, self.static = pace.password_key(password, self.suite), static
        self.nonce = secrets.token_bytes(self.suite.nonce)
        self.private = 0
        self.mapping = 0

    def answer(self, command: Command) -> bytes:
        objects = {item.tag: item.value for item in ber.read(command.data).items()}
        if not objects:
            return ber.write(0x7C, ber.write(0x80, encrypt(self.suite, self.key, self.nonce)))
        tag, value = next(iter(objects.items()))
        return ber.write(0x7C, {0x81: self.map, 0x83: self.agree, 0x85: self.finish}[tag](value))

    def map(self, value: bytes) -> bytes:
        if self.info.mapping == "IM":
            self.generator = pace.map_integrated(self.group, self.suite, self.nonce, value)
            return ber.write(0x82)
        self.mapping = secrets.randbelow(self.order - 1) + 1
        self.generator = pace.map_generic(self.group, self.nonce, self.mapping, value)
        return ber.write(0x82, pace.public(self.group, self.mapping))

    def agree(self, value: bytes) -> bytes:
        self.private, self.theirs = secrets.randbelow(self.order - 1) + 1, value
        self.public = pace.public(self.group, self.private, self.generator)
        secret = pace.agree(self.group, self.private, value)
        self.keys = [derive(secret, counter, self.suite) for counter in (ENCRYPTION, AUTHENTICATION)]
        return ber.write(0x84, self.public)

    def finish(self, value: bytes) -> bytes:
        right = pace.token(self.suite, self.keys[1], self.info.oid, self.group, self.public)
        self.wrong_password = value != right
        proof = b""
        if self.info.mapping == "CAM":
            number = pow(self.static, -1, self.order) * self.mapping % self.order
            iv = encrypt(self.suite, self.keys[0], b"\xff" * 16)
            plain = pad(number.to_bytes(self.group.octets, "big"), 16)
            proof = ber.write(0x8A, encrypt(self.suite, self.keys[0], plain, iv))
        return ber.write(0x86, pace.token(self.suite, self.keys[1], self.info.oid, self.group, self.theirs)) + proof


def run(terminal: pace.Pace, chip: Chip) -> SecureSession:
    for ask, take in ((terminal.ask_nonce, terminal.take_nonce), (terminal.ask_map, terminal.take_map),
                      (terminal.ask_key, terminal.take_key)):  # fmt: skip
        take(chip.answer(ask()))
    return terminal.take_token(chip.answer(terminal.ask_token()))


ARCS = {("GM", Modp): 1, ("GM", Curve): 2, ("IM", Modp): 3, ("IM", Curve): 4, ("CAM", Curve): 6}


def info(mapping: str, cipher: int, group: Curve | Modp) -> PaceInfo:
    return PaceInfo(f"{PACE}.{ARCS[mapping, type(group)]}.{cipher}", mapping, cipher, group.number, group)


WAYS = [
    *(("GM", cipher, curve) for cipher in (1, 2, 3, 4) for curve in CURVES if cipher == 2 or curve.number in (12, 13)),
    *(("IM", 2, curve) for curve in CURVES if curve.p % 4 == 3),
    *((mapping, cipher, group) for mapping in ("GM", "IM") for cipher, group in zip((1, 3, 4), GROUPS, strict=True)),
    *(("IM", cipher, CURVES[2]) for cipher in (1, 3, 4)),
    *(("CAM", cipher, curve) for cipher, curve in zip((2, 3, 4), CURVES[2:5], strict=True)),
]


@pytest.mark.parametrize(
    ("mapping", "cipher", "group"), WAYS, ids=[f"{m}-{SUITES[c].name}-{g.name}" for m, c, g in WAYS]
)
def test_pace_opens_a_session_in_which_both_sides_understand_each_other(mapping: str, cipher: int, group: Curve | Modp):
    static = secrets.randbelow(1 << 150) + 1
    chip = Chip(info(mapping, cipher, group), PASSWORD, static)
    terminal = pace.Pace(chip.info, PASSWORD)
    session = run(terminal, chip)
    assert not chip.wrong_password
    other = SecureSession(chip.suite, *chip.keys)
    assert answer(other, session.protect(Command(0, 0xB0, 0, 0, le=16)), b"sixteen octets!!") == b"sixteen octets!!"
    if mapping == "CAM":
        assert terminal.chip_proves(pace.public(group, static))
        assert not terminal.chip_proves(pace.public(group, static + 1))


def answer(chip: SecureSession, command: bytes, data: bytes, status: int = 0x9000) -> bytes:
    """What a terminal that shares the chip's keys reads of a protected answer; the chip counts the command first."""
    twin = SecureSession(chip.suite, chip._encryption, chip._authentication, chip.counter)
    twin._counter += 1
    assert command[:1] == b"\x0c"
    opened, found = twin.open(protected(chip, data, status))
    assert found == status
    return opened


def protected(chip: SecureSession, data: bytes, status: int = 0x9000, odd: bool = False) -> bytes:
    """A chip's answer: counted twice since the last one."""
    chip._counter += 2
    block = chip.suite.block
    iv = encrypt(chip.suite, chip._encryption, chip.counter) if chip.suite.aes else None
    objects = b""
    if data:
        hidden = encrypt(chip.suite, chip._encryption, pad(data, block), iv)
        objects = ber.write(0x85, hidden) if odd else ber.write(0x87, b"\x01", hidden)
    objects += ber.write(0x99, status.to_bytes(2, "big"))
    whole = chip.counter + objects
    mac = authenticate(chip.suite, chip._authentication, pad(whole, block) if chip.suite.aes else whole)
    return objects + ber.write(0x8E, mac) + status.to_bytes(2, "big")


def test_a_wrong_password_ends_in_a_token_that_is_not_the_chip_s():
    chip = Chip(info("GM", 2, CURVES[2]), PASSWORD)
    with pytest.raises(BadAnswer, match="chip_mac"):
        run(pace.Pace(chip.info, from_can("123456")), chip)


def test_a_chip_that_sends_our_own_key_back_or_a_point_off_the_curve_is_refused():
    chip = Chip(info("GM", 2, CURVES[2]), PASSWORD)
    terminal = pace.Pace(chip.info, PASSWORD)
    terminal.take_nonce(chip.answer(terminal.ask_nonce()))
    terminal.take_map(chip.answer(terminal.ask_map()))
    mine = ber.read(terminal.ask_key().data).need(0x83).value
    with pytest.raises(BadAnswer, match="our own key"):
        terminal.take_key(ber.write(0x7C, ber.write(0x84, mine)))
    with pytest.raises(BadAnswer, match="chip_key"):
        terminal.take_key(ber.write(0x7C, ber.write(0x84, mine[:-1] + bytes([mine[-1] ^ 1]))))
    for wrong in (0, 1, GROUPS[0].p - 1, GROUPS[0].p):
        with pytest.raises(ValueError, match="member"):
            pace.agree(GROUPS[0], 3, wrong.to_bytes(128, "big"))


def test_basic_access_control_opens_a_session_and_a_wrong_zone_none():
    assert GET_CHALLENGE.encode() == bytes.fromhex("0084000008")
    challenge, share = secrets.token_bytes(8), secrets.token_bytes(16)

    def chip(command: Command, key: Bac) -> bytes:
        plain = decrypt(TRIPLE_DES, key.encryption, command.data[:32])
        hidden = encrypt(TRIPLE_DES, key.encryption, challenge + plain[:8] + share)
        return hidden + authenticate(TRIPLE_DES, key.authentication, hidden)

    terminal, right = Bac(PASSWORD), Bac(PASSWORD)
    session = terminal.take(chip(terminal.ask(challenge), right))
    assert session.counter[:4] == challenge[4:]
    wrong = Bac(from_zone("L898902O", "690806", "940623"))
    with pytest.raises(BadAnswer, match="chip_mac"):
        terminal.take(chip(terminal.ask(challenge), wrong))
    with pytest.raises(BadAnswer, match="another challenge"):
        old = chip(terminal.ask(challenge), right)
        terminal.ask(challenge)
        terminal.take(old)


def session(suite: Suite) -> SecureSession:
    return SecureSession(suite, bytes(range(suite.key)), bytes(range(1, suite.key + 1)), bytes(suite.block))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(SUITES)), st.binary(max_size=700), st.booleans(), st.integers(0, 0xFFFF))
def test_what_a_chip_protects_is_opened(cipher: int, data: bytes, odd: bool, status: int):
    terminal, chip = session(SUITES[cipher]), session(SUITES[cipher])
    terminal.protect(Command(0, 0xB1 if odd else 0xB0, 0, 0, b"T\x01\x00" if odd else b"", 65536))
    assert terminal.open(protected(chip, data, status, odd)) == (data, status)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(SUITES)), st.binary(min_size=1, max_size=120), st.data())
def test_a_protected_answer_with_any_octet_changed_is_refused_and_ends_the_session(
    cipher: int, data: bytes, draw: st.DataObject
):
    terminal, chip = session(SUITES[cipher]), session(SUITES[cipher])
    terminal.protect(Command(0, 0xB0, 0, 0, le=256))
    sent = bytearray(protected(chip, data))
    sent[draw.draw(st.integers(0, len(sent) - 3))] ^= draw.draw(st.integers(1, 255))
    with pytest.raises(BadAnswer):
        terminal.open(bytes(sent))
    assert terminal.over
    with pytest.raises(BadAnswer, match="ended"):
        terminal.protect(Command(0, 0xB0, 0, 0, le=4))


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=200))
def test_random_answers_are_refused(data: bytes):
    for cipher in SUITES.values():
        with pytest.raises(BadAnswer):
            session(cipher).open(data)
    for mapping in ("GM", "IM", "CAM"):
        terminal = pace.Pace(info(mapping, 2, CURVES[2]), PASSWORD)
        with pytest.raises(BadAnswer):
            terminal.take_nonce(ber.write(0x7C, data))
    with pytest.raises(BadAnswer):
        Bac(PASSWORD).take(data)


def test_an_answer_without_protection_is_a_lost_session():
    terminal = session(TRIPLE_DES)
    terminal.protect(Command(0, 0xB0, 0, 0, le=4))
    with pytest.raises(BadAnswer) as error:
        terminal.open(bytes.fromhex("6988"))
    assert error.value.code == "chip_session_lost"


def test_lengths_take_the_long_form_where_they_need_it():
    assert Command(0, 0xB0, 0, 0, le=256).encode() == bytes.fromhex("00b0000000")
    assert Command(0, 0xB0, 0, 0, le=257).encode() == bytes.fromhex("00b00000000101")
    assert Command(0, 0xB0, 0, 0, le=65536).encode() == bytes.fromhex("00b00000000000")
    long = session(SUITES[4]).protect(Command(0, 0xD6, 0, 0, bytes(300)))
    assert long[4] == 0
    assert int.from_bytes(long[5:7], "big") == len(long) - 9
    assert long[-2:] == b"\0\0"


def test_padding_that_is_none_is_named():
    assert unpad(pad(b"abc", 8)) == b"abc"
    for wrong in (b"", bytes(8), b"abcdefgh"):
        with pytest.raises(BadAnswer, match="chip_padding"):
            unpad(wrong)


def test_the_password_of_printed_lines_is_that_of_their_fields():
    lines = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
    assert from_lines(lines) == from_zone("L898902C3", "740812", "120415")
    assert "L898902C3" not in repr(from_lines(lines))
    with pytest.raises(ValueError, match="layout"):
        from_lines(("P<UTO",))


def chip_infos(*rows: bytes) -> bytes:
    return ber.write(0x6E, ber.write(ber.SET, *rows))


@pytest.mark.parametrize("cipher", [1, 2, 3, 4])
@pytest.mark.parametrize("group", [BY_NUMBER[13], BY_NUMBER[14], BY_NUMBER[1]], ids=lambda group: group.name)
def test_chip_authentication_gives_both_sides_the_same_session(cipher: int, group: Curve | Modp):
    static = secrets.randbelow(1 << 150) + 1
    elliptic = isinstance(group, Curve)
    kind = f"0.4.0.127.0.7.2.2.3.{2 if elliptic else 1}.{cipher}"
    public = pace.public(group, static)
    octets = public if elliptic else ber.write_integer(int.from_bytes(public, "big"))
    algorithm = ber.write(ber.SEQUENCE, ber.write_oid("0.4.0.127.0.7.1.2"), ber.write_integer(group.number))
    key = ber.write(ber.SEQUENCE, algorithm, ber.write(ber.BIT_STRING, b"\0", octets))
    infos = parse(chip_infos(
        ber.write(ber.SEQUENCE, ber.write_oid(kind), ber.write_integer(1), ber.write_integer(5)),
        ber.write(ber.SEQUENCE, ber.write_oid(f"0.4.0.127.0.7.2.2.1.{1 + elliptic}"), key, ber.write_integer(5)),
        ber.write(ber.SEQUENCE, ber.write_oid("1.2.3.4"), ber.write_integer(1)),
    ))  # fmt: skip
    assert infos.unknown == ("1.2.3.4",)
    chosen = choose(infos)
    assert chosen is not None
    terminal = ChipAuthentication(*chosen)
    *_, last = terminal.commands()
    sent = ber.items(last.data)[0]
    mine = sent.value if cipher == 1 else sent.need(0x80).value
    secret = pace.agree(group, static, mine)
    chip = SecureSession(
        SUITES[cipher], *(derive(secret, counter, SUITES[cipher]) for counter in (ENCRYPTION, AUTHENTICATION))
    )
    session = terminal.session()
    session.protect(Command(0, 0xB0, 0, 0, le=4))
    assert session.open(protected(chip, b"DG14")) == (b"DG14", 0x9000)


def test_the_way_with_the_chip_s_proof_comes_first_and_what_is_unknown_is_left():
    def row(oid: str, number: int, version: int = 2) -> bytes:
        return ber.write(ber.SEQUENCE, ber.write_oid(oid), ber.write_integer(version), ber.write_integer(number))

    rows = [row(f"{PACE}.2.1", 13), row(f"{PACE}.2.4", 13), row(f"{PACE}.6.2", 13), row(f"{PACE}.4.2", 10),
            row(f"{PACE}.2.2", 77), row(f"{PACE}.6.1", 13), row(f"{PACE}.9.2", 13),
            row(f"{PACE}.2.2", 13, 1)]  # fmt: skip
    infos = parse(ber.write(ber.SET, *rows))
    assert [(each.mapping, each.cipher) for each in infos.pace] == [("GM", 1), ("GM", 4), ("CAM", 2)]
    assert len(infos.unknown) == 5
    best = best_pace(infos)
    assert best is not None
    assert best.mapping == "CAM"
