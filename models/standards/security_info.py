"""SecurityInfos: what a chip can do, in EF.CardAccess, EF.CardSecurity and DG14 (ICAO Doc 9303-11, 9.2).

Those that are not known are left out and counted, as the standard asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from models.standards import ber
from models.standards.ber import BadEncoding, Item
from models.standards.curves import BY_NUMBER, Curve, Modp, NotOnCurve
from models.standards.key_info import AgreementKey, Unsupported, agreement_key

_BSI = "0.4.0.127.0.7.2.2"
PACE, CHIP_KEY, CHIP_AUTHENTICATION = f"{_BSI}.4", f"{_BSI}.1", f"{_BSI}.3"
TERMINAL_AUTHENTICATION = f"{_BSI}.2"
ACTIVE_AUTHENTICATION = "2.23.136.1.1.5"
MAPPINGS = {1: "GM", 2: "GM", 3: "IM", 4: "IM", 6: "CAM"}  # last but one arc; odd ones are over MODP groups
_MOST_INFOS = 64


@dataclass(frozen=True)
class PaceInfo:
    """One way of PACE. mapping: GM, IM or CAM; cipher: 1 3DES, 2 to 4 AES of 128, 192, 256; number: of the group."""

    oid: str
    mapping: str
    cipher: int
    number: int
    group: Curve | Modp


@dataclass(frozen=True)
class ChipAuthInfo:
    """One way of chip authentication. cipher: as for PACE; key: which of the chip's keys, None when it has one."""

    oid: str
    elliptic: bool
    cipher: int
    key: int | None


@dataclass(frozen=True)
class ChipKey:
    """A static key of the chip."""

    key: AgreementKey
    number: int | None


@dataclass(frozen=True)
class SecurityInfos:
    """What was understood. active: name of the signature by which active authentication answers, or nothing; unknown:
    object identifiers of what was not understood."""

    pace: tuple[PaceInfo, ...] = ()
    chip: tuple[ChipAuthInfo, ...] = ()
    keys: tuple[ChipKey, ...] = ()
    active: str = ""
    terminal: bool = False
    unknown: tuple[str, ...] = field(default=())


def parse(data: bytes) -> SecurityInfos:
    """A SET OF SecurityInfo, or DG14 with its tag 6E around one. Raises BadEncoding."""
    outer = ber.read_whole(data, most=1 << 16)
    if outer.tag == 0x6E:
        outer = ber.read_whole(outer.value)
    if outer.tag != ber.SET:
        raise BadEncoding("not a set of security infos")
    pace, chip, keys, unknown = [], [], [], []
    active, terminal = "", False
    for info in outer.items(_MOST_INFOS):
        parts = info.items(8)
        if not parts or info.tag != ber.SEQUENCE:
            raise BadEncoding("not a security info")
        name = ber.oid(parts[0])
        numbers = [ber.integer(part) for part in parts[1:] if part.tag == ber.INTEGER]
        arcs = [int(arc) for arc in name.split(".")]
        if name.startswith(PACE + ".") and (found := _pace(name, arcs, numbers)):
            pace.append(found)
        elif name.startswith(CHIP_AUTHENTICATION + ".") and _chip(arcs, numbers):
            chip.append(ChipAuthInfo(name, arcs[9] == 2, arcs[10], numbers[1] if len(numbers) > 1 else None))
        elif name.startswith(CHIP_KEY + ".") and len(parts) > 1 and (key := _key(parts[1])):
            keys.append(ChipKey(key, numbers[0] if numbers else None))
        elif name == ACTIVE_AUTHENTICATION and len(parts) > 2:
            active = ber.oid(parts[2])
        elif name == TERMINAL_AUTHENTICATION:
            terminal = True
        else:
            unknown.append(name)
    said = chip or any(name.startswith(CHIP_AUTHENTICATION) for name in unknown)
    if keys and not said:  # Doc 9303-11, 6.2.2: a key alone means this
        chip = [ChipAuthInfo(f"{CHIP_AUTHENTICATION}.2.1", True, 1, key.number) for key in keys[:1]]
    return SecurityInfos(tuple(pace), tuple(chip), tuple(keys), active, terminal, tuple(unknown))


def _chip(arcs: list[int], numbers: list[int]) -> bool:
    return len(arcs) == 11 and arcs[9] in (1, 2) and 1 <= arcs[10] <= 4 and numbers[:1] == [1]


def _pace(name: str, arcs: list[int], numbers: list[int]) -> PaceInfo | None:
    if len(arcs) != 11 or arcs[9] not in MAPPINGS or not 1 <= arcs[10] <= 4 or len(numbers) < 2 or numbers[0] != 2:
        return None
    group = BY_NUMBER.get(numbers[1])
    mapping = MAPPINGS[arcs[9]]
    elliptic = arcs[9] in (2, 4, 6)
    if group is None or isinstance(group, Curve) != elliptic or (mapping == "CAM" and arcs[10] == 1):
        return None
    if mapping == "IM" and isinstance(group, Curve) and group.p % 4 != 3:  # P-224: the point encoding is not defined
        return None
    return PaceInfo(name, mapping, arcs[10], numbers[1], group)


def _key(info: Item) -> AgreementKey | None:
    try:
        return agreement_key(info)
    except (Unsupported, NotOnCurve):
        return None


def best_pace(infos: SecurityInfos) -> PaceInfo | None:
    """The way to take: with the chip's own proof first, then the generic mapping, stronger ciphers first."""
    order = {"CAM": 0, "GM": 1, "IM": 2}
    return min(infos.pace, key=lambda info: (info.cipher == 1, order[info.mapping], -info.cipher), default=None)
