"""Every intermediate value of the worked examples of ICAO Doc 9303-11 (appendices D, F, G, H and I), each by its name.

The examples lie beside the project; without them these tests are skipped, and `test_access.py` tries the same code
against a chip written in the test.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivers.card import pace
from drivers.card.bac import Bac
from drivers.card.ciphers import (
    AES_128,
    AUTHENTICATION,
    ENCRYPTION,
    PASSWORD,
    TRIPLE_DES,
    decrypt,
    derive,
    encrypt,
)
from drivers.card.password import MRZ, Password, from_information, information_of, zone_information
from drivers.card.secure_messaging import Command
from models.standards import ber
from models.standards.curves import BY_NUMBER, Curve, Modp
from models.standards.security_info import PaceInfo, parse

FILE = Path(__file__).resolve().parents[5] / "shared/data/chip/icao9303-11-worked-examples.json"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the worked examples are not beside the project here")
EXAMPLES: dict[str, dict[str, Any]] = json.loads(FILE.read_text("utf-8")) if FILE.is_file() else {}
BP256, MODP = BY_NUMBER[13], BY_NUMBER[0]
assert isinstance(BP256, Curve)
assert isinstance(MODP, Modp)


def octets(example: str, name: str) -> bytes:
    return bytes.fromhex(EXAMPLES[example][name])


# --- appendix D: basic access control and secure messaging -------------------------------------------------------


def bac() -> tuple[Bac, bytes]:
    """A run with the example's numbers, up to its command."""
    numbers = iter([octets("bac", "rnd_ifd"), octets("bac", "k_ifd")])
    run = Bac(from_information(EXAMPLES["bac"]["mrz_info"]), lambda size: next(numbers))
    return run, run.ask(octets("bac", "rnd_ic")).data


def bac_session_key(counter: int) -> bytes:
    seed = bytes(a ^ b for a, b in zip(octets("bac", "k_ifd"), octets("bac", "k_ic"), strict=True))
    return derive(seed, counter, TRIPLE_DES)


def bac_answer() -> bytes:
    """The chip's side, from its share of the key."""
    from drivers.card.ciphers import authenticate

    run, _ = bac()
    plain = octets("bac", "rnd_ic") + octets("bac", "rnd_ifd") + octets("bac", "k_ic")
    hidden = encrypt(TRIPLE_DES, run.encryption, plain)
    return hidden + authenticate(TRIPLE_DES, run.authentication, hidden)


BAC: dict[str, Callable[[], bytes]] = {
    "sha1": lambda: from_information(EXAMPLES["bac"]["mrz_info"]).secret,
    "kseed": lambda: from_information(EXAMPLES["bac"]["mrz_info"]).seed,
    "kenc": lambda: bac()[0].encryption,
    "kmac": lambda: bac()[0].authentication,
    "cmd": lambda: bac()[1],
    "resp": bac_answer,
    "ksenc": lambda: bac_session_key(ENCRYPTION),
    "ksmac": lambda: bac_session_key(AUTHENTICATION),
    "ssc": lambda: bac()[0].take(octets("bac", "resp")).counter,
}


@pytest.mark.parametrize("name", BAC)
def test_basic_access_control_gives(name: str):
    assert BAC[name]().hex().upper() == EXAMPLES["bac"][name]


@pytest.mark.parametrize(("lines", "information"), [
    ("mrz_td2", "mrz_info"), ("mrz_td1", "mrz_info"), ("mrz_td2_long", "mrz_info_long"),
    ("mrz_td1_long", "mrz_info_long"),
])  # fmt: skip
def test_the_zone_s_information_is_taken_from_every_layout(lines: str, information: str):
    assert information_of(tuple(EXAMPLES["bac"][lines])) == EXAMPLES["bac"][information]


def test_the_zone_s_information_is_made_from_its_fields():
    assert zone_information("L898902C", "690806", "940623") == EXAMPLES["bac"]["mrz_info"]
    assert zone_information("D23145890734", "340712", "950712") == EXAMPLES["bac"]["mrz_info_long"]


def test_secure_messaging_protects_and_opens_the_example_s_commands():
    session = bac()[0].take(octets("bac", "resp"))
    read = b""
    for step in EXAMPLES["bac"]["sm"]:
        plain = bytes.fromhex(step["plain"])
        le = plain[4] if len(plain) == 5 else None
        command = Command(*plain[:4], b"" if le is not None else plain[5:], le)
        assert command.encode() == plain
        assert session.protect(command).hex().upper() == step["cmd"]
        data, status = session.open(bytes.fromhex(step["resp"]))
        assert (data.hex().upper(), status) == (step["data"], 0x9000)
        read += data
    assert read == octets("bac", "ef_com")


# --- appendices G, H and I: PACE --------------------------------------------------------------------------------


def zone_secret(example: str) -> bytes:
    return hashlib.sha1("".join(EXAMPLES[example]["mrz"]).encode(), usedforsecurity=False).digest()


def nonce(example: str) -> bytes:
    return decrypt(AES_128, octets(example, "kpi"), octets(example, "z"))


def private(example: str, name: str) -> int:
    return int(EXAMPLES[example][name], 16)


def point(example: str, name: str) -> bytes:
    """A public key as the chip sends it: the example leaves out the 04."""
    return b"\x04" + octets(example, name)


def coordinates(value: object) -> bytes:
    assert isinstance(value, tuple)
    return BP256.encode(value)[1:]  # type: ignore[arg-type, union-attr]


def generator(example: str) -> Any:
    return pace.map_generic(BP256, octets(example, "s"), private(example, "map_sk_t"), point(example, "map_pk_c"))


def curve_parameter(name: str) -> Callable[[], bytes]:
    return lambda: getattr(BP256, name).to_bytes(32, "big")


def ecdh(example: str, oid: str, at: Callable[[], Any]) -> dict[str, Callable[[], bytes]]:
    """From the generator on, the three appendices over the curve go the same way."""

    def secret() -> bytes:
        return pace.agree(BP256, private(example, "sk_t"), point(example, "pk_c"))

    def key(counter: int) -> bytes:
        return derive(secret(), counter, AES_128)

    return {
        "s": lambda: nonce(example),
        "pk_t": lambda: pace.public(BP256, private(example, "sk_t"), at())[1:],
        "secret": secret,
        "ksenc": lambda: key(ENCRYPTION),
        "ksmac": lambda: key(AUTHENTICATION),
        "t_ifd": lambda: pace.token(AES_128, key(AUTHENTICATION), oid, BP256, point(example, "pk_c")),
        "t_ic": lambda: pace.token(AES_128, key(AUTHENTICATION), oid, BP256, point(example, "pk_t")),
    }


def mapped(example: str) -> dict[str, Callable[[], bytes]]:
    return {
        "k": lambda: zone_secret(example),
        "kpi": lambda: derive(octets(example, "k"), PASSWORD, AES_128),
        "map_pk_t": lambda: pace.public(BP256, private(example, "map_sk_t"))[1:],
        "map_pk_c": lambda: pace.public(BP256, private(example, "map_sk_c"))[1:],
        "g": lambda: coordinates(generator(example)),
        "pk_c": lambda: pace.public(BP256, private(example, "sk_c"), generator(example))[1:],
    }


GM, DH, IM, DHIM, CAM = "pace_ecdh_gm", "pace_dh_gm", "pace_ecdh_im", "pace_dh_im", "pace_ecdh_cam"
DH_OID = "0.4.0.127.0.7.2.2.4.1.2"


def dh_generator() -> int:
    found = pace.map_generic(MODP, octets(DH, "s"), private(DH, "map_sk_t"), octets(DH, "map_pk_c"))
    assert isinstance(found, int)
    return found


def dh_key(counter: int) -> bytes:
    return derive(pace.agree(MODP, private(DH, "sk_t"), octets(DH, "pk_c")), counter, AES_128)


def im_generator() -> Any:
    return pace.map_integrated(BP256, AES_128, octets(IM, "s"), octets(IM, "t"))


def im_coordinate(at: int) -> bytes:
    return im_generator()[at].to_bytes(32, "big")


def proof() -> int:
    return pace.chip_data(AES_128, octets(CAM, "ksenc"), octets(CAM, "enc_ca"))


def static_key() -> bytes:
    infos = ber.write(ber.SET, octets(CAM, "ca_public_key_info"))
    return parse(infos).keys[0].key.public[1:]


VALUES: dict[str, dict[str, Callable[[], bytes]]] = {
    GM: ecdh(GM, "0.4.0.127.0.7.2.2.4.2.2", lambda: generator(GM)) | mapped(GM) | {
        "h": lambda: pace.shared_point(BP256, private(GM, "map_sk_t"), point(GM, "map_pk_c"))[1:],
    },
    DH: {
        "p": lambda: MODP.encode(MODP.p),
        "g": lambda: MODP.encode(MODP.g),
        "q": lambda: MODP.q.to_bytes(20, "big"),
        "s": lambda: nonce(DH),
        "ghat": lambda: MODP.encode(dh_generator()),
        "pk_t": lambda: pace.public(MODP, private(DH, "sk_t"), dh_generator()),
        "ksenc": lambda: dh_key(ENCRYPTION),
        "ksmac": lambda: dh_key(AUTHENTICATION),
        "t_ifd": lambda: pace.token(AES_128, octets(DH, "ksmac"), DH_OID, MODP, octets(DH, "pk_c")),
        "t_ic": lambda: pace.token(AES_128, octets(DH, "ksmac"), DH_OID, MODP, octets(DH, "pk_t")),
    },
    IM: ecdh(IM, "0.4.0.127.0.7.2.2.4.4.2", im_generator) | {
        "r": lambda: pace.pseudo_random(AES_128, octets(IM, "s"), octets(IM, "t"), BP256.p)[0],
        "rp": lambda: pace.pseudo_random(AES_128, octets(IM, "s"), octets(IM, "t"), BP256.p)[1].to_bytes(32, "big"),
        "gx": lambda: im_coordinate(0),
        "gy": lambda: im_coordinate(1),
    },
    DHIM: {
        "rp": lambda: MODP.encode(pace.pseudo_random(AES_128, octets(DHIM, "s"), octets(DHIM, "t"), MODP.p)[1]),
        "ghat": lambda: MODP.encode(pace.map_integrated(MODP, AES_128, octets(DHIM, "s"), octets(DHIM, "t"))),  # type: ignore[arg-type]
    },
    CAM: ecdh(CAM, "0.4.0.127.0.7.2.2.4.6.2", lambda: generator(CAM)) | mapped(CAM) | {
        "iv": lambda: encrypt(AES_128, octets(CAM, "ksenc"), b"\xff" * 16),
        "ca_ic": lambda: proof().to_bytes(32, "big"),
        "pk_ic": static_key,
    },
}  # fmt: skip


@pytest.mark.parametrize(("example", "name"), [(example, name) for example, names in VALUES.items() for name in names])
def test_pace_gives(example: str, name: str):
    assert VALUES[example][name]().hex().upper() == EXAMPLES[example][name]


@pytest.mark.parametrize("name", ["p", "a", "b", "gx", "gy", "n"])
@pytest.mark.parametrize("example", [GM, IM, CAM])
def test_the_curve_of_the_examples_is_ours(example: str, name: str):
    assert getattr(BP256, name) == int(EXAMPLES[example]["curve"][name], 16)


def test_the_chip_of_appendix_i_proves_its_static_key_and_no_other():
    assert pace.chip_proves(BP256, proof(), b"\x04" + octets(CAM, "pk_ic"), point(CAM, "map_pk_c"))  # type: ignore[arg-type]
    assert not pace.chip_proves(BP256, proof() + 1, b"\x04" + octets(CAM, "pk_ic"), point(CAM, "map_pk_c"))  # type: ignore[arg-type]
    last = ber.read(octets(CAM, "last_response"))
    assert last.need(0x8A).value == octets(CAM, "enc_ca")
    assert last.need(0x86).value == octets(CAM, "t_ic")


def test_the_info_of_appendix_g_is_read():
    found = parse(ber.write(ber.SET, octets(GM, "paceinfo")))
    assert found.pace == (PaceInfo(EXAMPLES[GM]["oid"], "GM", 2, EXAMPLES[GM]["curve"]["id"], BP256),)  # type: ignore[arg-type]


def test_a_whole_run_of_appendix_g_sends_its_commands_and_ends_in_its_session():
    scalars = iter([private(GM, "map_sk_t"), private(GM, "sk_t")])
    info = parse(ber.write(ber.SET, octets(GM, "paceinfo"))).pace[0]
    run = pace.Pace(info, Password(MRZ, octets(GM, "k")), scalar=lambda n: next(scalars))
    first, second, last = EXAMPLES[GM]["apdus"]
    assert run.select().encode().hex().upper() == first[0]
    assert run.ask_nonce().encode().hex().upper() == second[0]
    run.take_nonce(bytes.fromhex(second[1]))
    run.ask_map()
    run.take_map(ber.write(0x7C, ber.write(0x82, point(GM, "map_pk_c"))))
    run.ask_key()
    run.take_key(ber.write(0x7C, ber.write(0x84, point(GM, "pk_c"))))
    assert run.ask_token().encode().hex().upper() == last[0]
    session = run.take_token(bytes.fromhex(last[1]))
    assert session.counter == bytes(16)
