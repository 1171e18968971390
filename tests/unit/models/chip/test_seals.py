"""Seals made here and reference seals: genuine ones are recognised, changed ones named, random codes do no harm."""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.document.chip import certificate as x509
from models.document.chip import seal, seal_nc, sealed
from models.document.chip.sealed import SealFinding
from models.document.chip.trust import TrustStore
from models.document.chip.verdict import Result
from models.standards import ber
from models.standards.ber import BadEncoding
from tests.rig import issuer
from tests.rig.issuer import Holder, State, Wish, certify, ec_key

NOW = datetime(2026, 11, 29, tzinfo=UTC)
BESIDE = Path(__file__).resolve().parents[5] / "shared/data/chip"
beside = pytest.mark.skipif(not BESIDE.is_dir(), reason="the reference seals are not beside the project here")
SIGNER = Wish(common="VS", serial=0x2A, start="2024-01-01", end="2029-01-01", usage=b"\x03\x02\x07\x80", authority=None)
ALPHABET = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def pack(text: str) -> bytes:
    """C40 as Doc 9303-13 has it: three characters in two octets, one left over as ASCII, two filled up."""
    text, out = text.replace("<", " "), b""
    for at in range(0, len(text), 3):
        three = text[at : at + 3]
        if len(three) == 1:
            return out + bytes((0xFE, ord(three) + 1))
        digits = [ALPHABET.index(c) + 3 for c in three] + [0] * (3 - len(three))
        out += (1600 * digits[0] + 40 * digits[1] + digits[2] + 1).to_bytes(2, "big")
    return out


def day(when: date) -> bytes:
    return int(when.strftime("%m%d%Y")).to_bytes(3, "big")


ZONE = ("VCUTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F2804159")
MESSAGES = {1: pack("".join(ZONE)), 3: b"\x02", 4: b"\x1e\x00\x00", 5: pack("L898902C3")}


def plain(signature: bytes, curve: str) -> bytes:
    size = (issuer.BY_NAME[curve].n.bit_length() + 7) // 8
    return b"".join(int.from_bytes(item.value, "big").to_bytes(size, "big") for item in ber.read(signature).items())


def make(signer: Holder, *, version: int = 4, country: str = "UTO", reference: str = "2A",
         when: date = date(2026, 1, 31), messages: dict[int, bytes] = MESSAGES,
         signer_name: str = "UTVS") -> bytes:  # fmt: skip
    who = (
        signer_name
        + (f"{len(reference):02X}" if version == 4 else "")
        + (reference if version == 4 else reference.rjust(5, "0"))
    )
    head = (
        bytes((0xDC, version - 1))
        + pack(country)
        + pack(who.ljust(-(-len(who) // 3) * 3, "<"))
        + day(when) * 2
        + b"\x5d\x01"
    )
    body = head + b"".join(bytes((tag, len(value))) + value for tag, value in messages.items())
    bits = signer.key.curve.n.bit_length()
    name = {224: "sha224", 256: "sha256", 384: "sha384"}.get(bits, "sha512")
    signature = plain(issuer.replace(signer.key, digest=name).sign(body), signer.key.curve.name)
    length = bytes([len(signature)]) if len(signature) < 128 else bytes([0x81, len(signature)])
    return body + b"\xff" + length + signature


STATE = State()


def signer_of(curve: str = "secp256r1", wish: Wish = SIGNER, state: State = STATE) -> Holder:
    return certify(wish, ec_key(curve), state.authority)


VISA_SIGNER = signer_of()
TRUSTED = TrustStore([x509.parse(STATE.authority.certificate)])


def judge(data: bytes, *signers: Holder, store: TrustStore | None = TRUSTED) -> SealFinding:
    (found,) = sealed.judge(data, [x509.parse(each.certificate) for each in signers], store, NOW)
    return found


def codes(found: SealFinding) -> set[str]:
    return {reason.code for reason in found.reasons if reason.result is not None}


@pytest.mark.parametrize("curve", ["brainpoolP224r1", "brainpoolP256r1", "secp384r1", "brainpoolP512r1", "secp521r1"])
@pytest.mark.parametrize("version", [3, 4])
def test_a_genuine_seal_is_recognised_whatever_its_key(curve: str, version: int):
    signer = signer_of(curve)
    found = judge(make(signer, version=version), signer)
    assert found.verdict is Result.SUCCESSFUL, found.reasons
    assert isinstance(found.seal, seal.Seal)
    assert (found.seal.version, found.seal.country, found.seal.signer) == (version, "UTO", "UTVS")
    assert (found.seal.sealed, found.seal.kind) == (date(2026, 1, 31), "visa")


def test_the_visa_in_a_seal_is_read():
    found = seal.visa(seal.parse(make(VISA_SIGNER)))
    assert found.lines == ZONE
    assert (found.entries, found.stay, found.passport) == (2, (30, 0, 0), "L898902C3")
    with pytest.raises(BadEncoding):
        seal.visa(seal.parse(make(VISA_SIGNER, messages={3: b"\x01"})))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_seal_with_any_octet_changed_is_never_green(draw: st.DataObject):
    octets = bytearray(make(VISA_SIGNER))
    octets[draw.draw(st.integers(0, len(octets) - 1))] ^= draw.draw(st.integers(1, 255))
    assert judge(bytes(octets), VISA_SIGNER).verdict is not Result.SUCCESSFUL


def test_a_changed_stay_fails_and_an_unknown_signer_leaves_it_open():
    changed = make(VISA_SIGNER).replace(b"\x04\x03\x1e\x00\x00", b"\x04\x03\xb4\x00\x00")
    assert (judge(changed, VISA_SIGNER).verdict, codes(judge(changed, VISA_SIGNER))) == (
        Result.FAILED,
        {"seal_signature_wrong"},
    )
    assert codes(judge(make(VISA_SIGNER))) == {"seal_signer_unknown"}
    other = signer_of(wish=issuer.replace(SIGNER, serial=0x2B))
    assert codes(judge(make(VISA_SIGNER), other)) == {"seal_signer_unknown"}
    assert judge(make(VISA_SIGNER), other, VISA_SIGNER).verdict is Result.SUCCESSFUL


def test_the_signer_needs_an_authority_unless_it_was_pinned_by_hand():
    forger = State()
    forged = signer_of(state=forger)
    assert judge(make(forged), forged).verdict is Result.UNDETERMINED
    pinned = judge(make(forged), forged, store=None)
    assert pinned.verdict is Result.SUCCESSFUL
    assert "signer_pinned" in {reason.code for reason in pinned.reasons}


def test_state_and_validity_of_the_signer_are_judged():
    assert codes(judge(make(VISA_SIGNER, country="IDN"), VISA_SIGNER)) == {"states_differ"}
    assert judge(make(VISA_SIGNER, country="IDN"), VISA_SIGNER).verdict is Result.FAILED
    assert codes(judge(make(VISA_SIGNER, when=date(2023, 1, 1)), VISA_SIGNER)) == {"signer_not_valid_when_signing"}
    assert codes(judge(make(VISA_SIGNER, when=date(2027, 1, 1)), VISA_SIGNER)) == {"signed_in_the_future"}


@given(st.text(ALPHABET, max_size=60))
def test_packed_text_comes_back(text: str):
    assert seal.c40(pack(text)) == text


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_random_codes_are_named_and_nothing_else(data: bytes):
    for octets in (data, b"\xdc\x03" + data, b"\xdc\x02" + data, b'{"data":' + data):
        assert judge(octets, VISA_SIGNER).verdict is not Result.SUCCESSFUL
    try:
        seal.c40(data)
    except BadEncoding:
        return


# --- VDS-NC -----------------------------------------------------------------------------------------------------


def url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def nc(signer: Holder, message: object, algorithm: str = "ES256", country: str = "UTO") -> dict[str, object]:
    content = {"hdr": {"t": "icao.visa", "v": 1, "is": country}, "msg": message}
    octets = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    key = issuer.replace(signer.key, digest=f"sha{algorithm[2:]}")
    signature = plain(key.sign(octets), key.curve.name)
    return {"sig": {"alg": algorithm, "sigvl": url(signature), "cer": url(signer.certificate)}, "data": content}


MESSAGE = {"uvi": "Ünïcode", "pid": {"n": "Müller Jörg", "dn": "E1234567P"}, "list": [1, None, True, "x"]}


@pytest.mark.parametrize(
    ("algorithm", "curve"), [("ES256", "secp256r1"), ("ES384", "secp384r1"), ("ES512", "secp521r1")]
)
def test_a_genuine_seal_for_screens_is_recognised(algorithm: str, curve: str):
    signer = signer_of(curve)
    found = judge(json.dumps(nc(signer, MESSAGE, algorithm)).encode())
    assert found.verdict is Result.SUCCESSFUL, found.reasons
    assert isinstance(found.seal, seal_nc.SealNC)
    assert found.seal.message == MESSAGE
    assert codes(judge(json.dumps(nc(signer, MESSAGE, algorithm, "IDN")).encode())) == {"states_differ"}


def test_a_changed_seal_for_screens_fails_and_a_list_is_judged_one_by_one():
    genuine, changed = nc(VISA_SIGNER, MESSAGE), nc(VISA_SIGNER, MESSAGE)
    changed["data"] = json.loads(json.dumps(changed["data"]).replace("E1234567P", "E1234567Q"))
    found = sealed.judge(json.dumps([genuine, changed]).encode(), [], TRUSTED, NOW)
    assert [each.verdict for each in found] == [Result.SUCCESSFUL, Result.FAILED]


@pytest.mark.parametrize("text", [
    '{"data":{"hdr":{"t":"icao.visa","v":1,"is":"UTO"},"msg":{"a":1.5}},"sig":{}}', '{"a":1,"a":2}', "[]", "{",
    '{"data":[]}',     "[" * 3000, '{"data":{"hdr":{},"msg":{"a":NaN}}}', '{"a":' + "9" * 6000 + "}", '"text"', "{}",
    '{"data":{"hdr":{"t":"icao.visa","v":1,"is":"UTO"},"msg":{}},"sig":{"alg":[],"cer":"AA","sigvl":"AA"}}',
])  # fmt: skip
def test_json_that_is_no_seal_is_named(text: str):
    found = judge(text.encode())
    assert (found.verdict, codes(found)) == (Result.FAILED, {"seal_not_conforming"})


# --- reference seals --------------------------------------------------------------------------------------------


@beside
@pytest.mark.parametrize(("name", "verdict"), [
    ("addressStickerId", Result.SUCCESSFUL), ("residentPermit", Result.SUCCESSFUL), ("tempPassport", Result.SUCCESSFUL),
    ("visa_224bitSig", Result.SUCCESSFUL), ("arrivalAttestation", Result.UNDETERMINED),
    ("socialInsurance", Result.UNDETERMINED),
])  # fmt: skip
def test_the_reference_seals_are_judged_and_their_changed_copies_fail(name: str, verdict: Result):
    data = (BESIDE / f"vds/{name}.bin").read_bytes()
    signers = [x509.parse(path.read_bytes()) for path in sorted((BESIDE / "vds").glob("*.crt"))]
    (found,) = sealed.judge(data, signers, None, NOW)
    assert found.verdict is verdict, found.reasons
    changed = bytearray(data)
    changed[12] ^= 1
    (found,) = sealed.judge(bytes(changed), signers, None, NOW)
    assert found.verdict is (Result.FAILED if verdict is Result.SUCCESSFUL else Result.UNDETERMINED)


@beside
@pytest.mark.parametrize("name", ["icao-test", "single-vaccine"])
def test_the_reference_seals_for_screens_are_right_and_their_issuer_is_unknown(name: str):
    data = (BESIDE / f"vdsnc/{name}.json").read_bytes()
    (found,) = sealed.judge(data, [], TRUSTED, NOW)
    assert found.checks["integrity"] is Result.SUCCESSFUL
    assert (found.verdict, "state_unknown" in codes(found)) == (Result.UNDETERMINED, True)
    (found,) = sealed.judge(data.replace(b"UTO", b"UTQ"), [], TRUSTED, NOW)
    assert (found.verdict, codes(found)) == (Result.FAILED, {"seal_signature_wrong"})


@beside
def test_the_face_in_a_reference_seal_is_a_picture():
    found = seal.parse((BESIDE / "vds/tempPassport.bin").read_bytes())
    assert found.messages[1].startswith(b"\xff\x4f\xff\x51")
