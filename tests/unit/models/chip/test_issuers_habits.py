"""Forms that issuers write and libraries do not: old certificates, odd names and times, BER, keys of other kinds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from models.document.chip import certificate as x509
from models.document.chip import keys
from models.document.chip.passive import Authenticity, authenticate
from models.document.chip.trust import TrustStore
from models.document.chip.verdict import Result
from models.standards import ber
from models.standards.ber import BadEncoding, Item, write, write_integer, write_oid
from tests.rig import issuer
from tests.rig.issuer import SIGNER, Holder, Key, SodWish, State, Wish, bit_string, certify, day, moment, name, seq

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def judge(state: State, sod: bytes | None = None, authority: bytes | None = None) -> Authenticity:
    known = [x509.parse(authority or state.authority.certificate)]
    return authenticate(sod or state.sod(), state.groups, TrustStore(known), NOW)


def codes(found: Authenticity) -> set[str]:
    return {reason.code for reason in found.reasons if reason.result is not None}


# --- certificates -----------------------------------------------------------------------------------------------


def bare(key: Key, subject: bytes, signing: Key, by: bytes, serial: int, *, version: int | None = None) -> bytes:
    """A certificate without any extension; of version 1 where none is said."""
    signed = seq(
        *([] if version is None else [write(0xA0, write_integer(version))]),
        write_integer(serial), signing.algorithm(), by, seq(moment(day("2020-01-01")), moment(day("2035-01-01"))),
        subject, key.info(),
    )  # fmt: skip
    return seq(signed, signing.algorithm(), bit_string(signing.sign(signed)))


@pytest.mark.parametrize("version", [None, 2])
def test_certificates_without_extensions_are_chained_by_trying_the_keys_of_the_state(version: int | None):
    state = State()
    subject, who = name("UT", "CSCA Utopia"), name("UT", "DS Utopia")
    authority = bare(state.authority_key, subject, state.authority_key, subject, 1, version=version)
    signer = bare(state.signer_key, who, state.authority_key, subject, 7, version=version)
    found = judge(state, state.sod(signer=Holder(state.signer_key, who, signer, b"")), authority)
    assert found.verdict is Result.SUCCESSFUL
    stranger = State()
    other = bare(stranger.authority_key, subject, stranger.authority_key, subject, 1, version=version)
    assert judge(state, state.sod(signer=Holder(state.signer_key, who, signer, b"")), other).verdict is not (
        Result.SUCCESSFUL
    )


@pytest.mark.parametrize("kind", [0x0C, 0x13, 0x14, 0x16])
@pytest.mark.parametrize("country", ["UT", "ut"])
def test_names_in_any_kind_of_string_are_the_same_names(kind: int, country: str):
    state = State()
    written = seq(
        *(
            write(0x31, seq(write_oid(oid), write(tag, text.encode())))
            for oid, tag, text in (("2.5.4.3", kind, "csca  UTOPIA"), ("2.5.4.6", 0x13, country))
        )
    )
    signer = certify(SIGNER, state.signer_key, state.authority, issuer_name=written)
    assert judge(state, state.sod(signer=signer)).verdict is Result.SUCCESSFUL


def test_a_signer_that_is_named_with_other_words_of_the_same_state_is_found_by_its_number():
    state = State()
    content = issuer.security_content(state.groups, SodWish())
    for who, right in ((name("UT", "Another name of the authority"), True), (name("UX", "CSCA Utopia"), False)):
        data = issuer.signed_data(content, "2.23.136.1.1.1", state.signer, SodWish(), who, SIGNER.serial)
        found = judge(state, write(0x77, data))
        assert (found.verdict is Result.SUCCESSFUL) is right
        assert right or codes(found) == {"signer_missing"}


@pytest.mark.parametrize("end", ["9999-12-31", "2050-01-01"])
def test_a_certificate_without_an_end_is_judged(end: str):
    state = State(authority_wish=Wish(end=end), signer_wish=replace(SIGNER, end=end))
    assert judge(state).verdict is Result.SUCCESSFUL


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        (0x18, b"99991231235959Z", (9999, 12)), (0x18, b"00010101000000Z", (1, 1)),
        (0x18, b"20200102030405.678Z", (2020, 1)), (0x17, b"2001020304Z", (2020, 1)),
        (0x17, b"200102030405+0700", (2020, 1)), (0x17, b"20200102030405Z", (2020, 1)),
    ],
)  # fmt: skip
def test_times_are_read_and_a_day_can_be_added_and_taken(tag: int, text: bytes, expected: tuple[int, int]):
    found = ber.moment(Item(tag, text, b""))
    assert (found.year, found.month) == expected
    assert found - DAY < found < found + DAY


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([0x17, 0x18]), st.from_regex(rb"[0-9]{8,16}(\.[0-9])?(Z|[+-][0-9]{4})?", fullmatch=True))
def test_any_digits_are_a_time_with_neighbours_or_none(tag: int, text: bytes):
    try:
        found = ber.moment(Item(tag, text, b""))
    except BadEncoding:
        return
    assert found - DAY < found + DAY


def test_certificates_side_by_side_are_all_read_whatever_octet_the_last_one_ends_with():
    one, other = State().authority.certificate, State().authority.certificate
    for end in (other[:-1] + b"\0", other[:-2] + b"\0\0", other):
        for behind in (b"", bytes(7)):
            found, bad = x509.parse_all(one + end + behind)
            assert ([each.raw for each in found], bad) == ([one, end], 0)


# --- keys and signatures ----------------------------------------------------------------------------------------

_LARGE: dict[int, rsa.RSAPrivateKey] = {}


def large(bits: int, scheme: str = "pkcs1", digest: str = "sha256", salt: int = 32) -> Key:
    """RSA with the exponent 3, which old authorities have."""
    if bits not in _LARGE:
        _LARGE[bits] = rsa.generate_private_key(3, bits)
    return Key(_LARGE[bits], None, scheme, digest, digest, salt)


@pytest.mark.parametrize("scheme", ["pkcs1", "pss"])
def test_the_exponent_three_is_verified(scheme: str):
    key = large(2048, scheme, "sha512", 64)
    assert judge(State(authority_key=key, signer_key=key)).verdict is Result.SUCCESSFUL


@dataclass(frozen=True)
class PssOnly(Key):
    """An RSA key whose own algorithm says that it is for PSS."""

    def info(self) -> bytes:
        return super().info().replace(write_oid("1.2.840.113549.1.1.1"), write_oid("1.2.840.113549.1.1.10"), 1)


@dataclass(frozen=True)
class Written(Key):
    """A key whose signatures are written in another form. form: "plain" r and s under the name of the sequence,
    "longer" with a zero before, "recommended" under a name that says no hash."""

    form: str = ""

    def algorithm(self) -> bytes:
        if self.form == "recommended":
            return seq(write_oid("1.2.840.10045.4.2"))
        return super().algorithm()

    def sign(self, data: bytes) -> bytes:
        made = super().sign(data)
        if self.form == "plain":
            r, s = (ber.natural(part) for part in ber.read(made).items())
            size = (self.curve.n.bit_length() + 7) // 8 if self.curve else 0
            return r.to_bytes(size, "big") + s.to_bytes(size, "big")
        return b"\0" + made if self.form == "longer" else made


def curve_key(form: str, curve: str = "secp256r1", digest: str = "sha256") -> Written:
    made = issuer.ec_key(curve, digest)
    return Written(made.private, made.curve, "ecdsa", digest, form=form)


def rsa_key(form: str, scheme: str = "pkcs1") -> Written:
    made = issuer.rsa_key(scheme)
    return Written(made.private, None, scheme, "sha256", form=form)


def test_a_key_that_is_for_pss_alone_is_one():
    made = issuer.rsa_key("pss")
    key = PssOnly(made.private, None, "pss", "sha256", "sha256", 32)
    state = State(authority_key=key, signer_key=key)
    assert judge(state).verdict is Result.SUCCESSFUL


@pytest.mark.parametrize(
    "key",
    [
        curve_key("plain"), curve_key("plain", "brainpoolP320r1", "sha384"), curve_key("recommended"),
        curve_key("recommended", "secp384r1", "sha384"), curve_key("recommended", "brainpoolP512r1", "sha512"),
        rsa_key("longer"),
    ],
    ids=lambda key: f"{key.scheme} {key.form}",
)  # fmt: skip
def test_signatures_in_other_forms_are_verified_and_one_changed_octet_is_not(key: Written):
    state = State(authority_key=key, signer_key=key)
    sod = state.sod()
    assert judge(state, sod).verdict is Result.SUCCESSFUL
    changed = sod[:-9] + bytes([sod[-9] ^ 1]) + sod[-8:]
    assert judge(state, changed).verdict is Result.FAILED


@dataclass(frozen=True)
class Foreign(Key):
    """A key and a signature of a kind that is not known here: DSA."""

    def info(self) -> bytes:
        numbers = seq(write_integer((1 << 1024) + 643), write_integer((1 << 160) + 7), write_integer(2))
        return seq(seq(write_oid("1.2.840.10040.4.1"), numbers), bit_string(write_integer(5)))

    def algorithm(self) -> bytes:
        return seq(write_oid("2.16.840.1.101.3.4.3.2"))

    def sign(self, data: bytes) -> bytes:
        return seq(write_integer(3), write_integer(4))


def test_a_key_of_a_kind_that_is_not_known_says_nothing_against_its_holder():
    foreign = Foreign(7)
    for state in (State(signer_key=foreign), State(authority_key=foreign)):
        found = judge(state)
        assert found.verdict is Result.UNDETERMINED, codes(found)
    store = TrustStore([x509.parse(State(authority_key=foreign).authority.certificate)])
    assert store.keys == 0
    assert len(store.refused) == 1
    (refused,) = store.certificates
    assert refused.usable_key is None
    assert store.path(refused) == ()


# --- BER --------------------------------------------------------------------------------------------------------


def indefinite(data: bytes, depth: int = 0) -> bytes:
    """The same in the encoding of old signers: lengths left open, octet strings in pieces. Certificates and signed
    attributes stay as they are, for a signature is over their octets."""
    item = ber.read(data)
    if item.tag == ber.OCTET_STRING and len(item.value) > 80:
        half = len(item.value) // 2
        pieces = write(ber.OCTET_STRING, item.value[:half]) + write(ber.OCTET_STRING, item.value[half:])
        return b"\x24\x80" + pieces + b"\0\0"
    if not item.constructed or (depth > 2 and item.tag == 0xA0 and item.value[:1] == b"\x30"):
        return data
    inner = b"".join(indefinite(part.raw, depth + 1) for part in item.items())
    return bytes([item.tag, 0x80]) + inner + b"\0\0"


@pytest.mark.parametrize("wish", [SodWish(), SodWish(by_key_id=True), SodWish(unordered=True, version=1)])
def test_an_object_in_ber_is_judged_as_in_der(wish: SodWish):
    state = State()
    sod = ber.read(state.sod(wish))
    old = write(0x77, indefinite(sod.value))
    assert b"\x24\x80" in old
    assert judge(state, old).verdict is Result.SUCCESSFUL
    forged = State(authority_key=state.authority_key)
    forged.groups = {1: issuer.dg1(), 2: write(0x75, b"another" * 40)}
    assert judge(forged, old).verdict is Result.FAILED


def test_the_hash_of_the_recommended_scheme_goes_by_the_length_of_the_key():
    algorithm = keys.signature_algorithm(ber.read(seq(write_oid("1.2.840.10045.4.2"))))
    assert (algorithm.kind, algorithm.digest) == ("ecdsa", None)


# --- spoiled --------------------------------------------------------------------------------------------------------

STATE = State()
SPOILED = [
    STATE.sod(SodWish(by_key_id=True)),
    State(authority_key=STATE.authority_key, signer_key=issuer.ec_key("brainpoolP256r1", explicit=True)).sod(),
    State(authority_key=STATE.authority_key, signer_key=issuer.rsa_key("pss")).sod(SodWish(by_key_id=True, version=1)),
]
AT = st.integers(0, 1 << 30)
CHANGES = st.lists(st.tuples(AT, st.integers(0, 6), st.binary(max_size=6)), min_size=1, max_size=4)


def spoil(data: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    """Octets taken out and others put in."""
    octets = bytearray(data)
    for at, gone, put in changes:
        start = at % max(1, len(octets))
        octets[start : start + gone] = put
    return bytes(octets)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SPOILED), CHANGES)
def test_a_spoiled_object_is_judged_and_raises_nothing(sod: bytes, changes: list[tuple[int, int, bytes]]):
    found = authenticate(spoil(sod, changes), STATE.groups, TrustStore([x509.parse(STATE.authority.certificate)]), NOW)
    assert found.verdict in set(Result)


@settings(max_examples=40, deadline=None)
@given(CHANGES, st.booleans())
def test_a_spoiled_authority_costs_nobody_a_judgement(changes: list[tuple[int, int, bytes]], explicit: bool):
    state = EXPLICIT if explicit else STATE
    try:
        spoiled = x509.parse(spoil(state.authority.certificate, changes))
    except BadEncoding:
        return
    store = TrustStore([spoiled])
    store.path(spoiled)
    assert authenticate(state.sod(), state.groups, store, NOW).verdict in set(Result)


EXPLICIT = State(authority_key=issuer.ec_key("brainpoolP384r1", "sha384", explicit=True))


def test_a_certificate_whose_key_cannot_be_read_is_no_signer_and_raises_nothing():
    info = STATE.signer.key.info()
    broken = STATE.signer.certificate.replace(info, info.replace(b"\x03\x42\0\x04", b"\x03\x42\x09\x04"))
    assert broken != STATE.signer.certificate
    assert x509.parse(broken).key_names == {STATE.signer.key_id}
    sod = STATE.sod(SodWish(by_key_id=True), signer=replace(STATE.signer, certificate=broken))
    assert judge(STATE, sod).verdict is not Result.SUCCESSFUL
