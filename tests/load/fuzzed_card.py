"""A card that answers whatever it likes, for as long as one wishes.

    python -m tests.load.fuzzed_card --seconds 600 --json OUT

An emulated passport is read over and over, each time with other mischief between it and its reader: answers that are
random, cut off, empty, endless, prolonged, changed in some octets (also inside the protection, where the reader trusts
what is authentic), of other files, repeated, slow; files whose lengths and tags lie; a card lifted. What comes out must
be a reading or an error with a code; anything else is a crash. OUT: {seconds, readings, whole, commands, crashes
[{seed, mischief, error}], hangs, slowest, outcomes {code: count}, megabytes {first, last, grown}}; the exit is 1 for a
crash, a hang, or memory that grows by more than `GROWS` megabytes after the first tenth. `--seed` begins with another.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from drivers.card.password import from_lines
from drivers.card.read import CardReading, read_document
from drivers.emulated.passport import EmulatedPassport, Holder, Traits
from drivers.emulated.passport_state import EmulatedState, tlv
from drivers.errors import DeviceError, Unplugged
from models.document.chip import active, face, groups
from models.document.chip.certificate import parse as parse_certificate
from models.document.chip.passive import authenticate, check_card_security
from models.document.chip.trust import TrustStore
from models.standards.ber import BadEncoding
from models.standards.curves import NotOnCurve
from models.standards.key_info import Unsupported
from models.standards.security_info import parse as parse_infos

LINES = ("P<UTOERIKSSON<<ANNA<MARIA".ljust(44, "<"), "L898902C36UTO7408122F3204159" + "<" * 16)
MOST_SECONDS = 3.0  # for one reading; what the reader is told
HANGS_AFTER = 8.0  # seconds: the time of a reading, one command more, and a loaded machine
GROWS = 16.0  # megabytes
STATUSES = (
    "6282", "6300", "63C0", "6700", "6982", "6985", "6987", "6988", "6A80", "6A82", "6A88", "6B00", "6CFF", "6C00",
    "6D00", "6F00", "61FF", "9000",
)  # fmt: skip
WAYS = (
    Traits(pace=()),
    Traits(pace=(), active="rsa", chip_authentication=1),
    Traits(pace=(("GM", 2, 12),)),
    Traits(pace=(("IM", 2, 12),), extended=True),
    Traits(pace=(("CAM", 2, 12),)),
)


class Mischief:
    """Between a card and its reader. kind: what it does to an answer; from, share: since when, and how often."""

    def __init__(self, card: EmulatedPassport, kind: str, dice: random.Random) -> None:
        self.card, self.kind, self.dice = card, kind, dice
        self.start, self.share = dice.choice((0, 0, 2, 5, 8, 12, 20, 40, 90)), dice.choice((1.0, 0.5, 0.1, 0.02))
        self.count = 0
        self.before = b"\x90\x00"

    def reset(self) -> None:
        self.card.reset()

    def transmit(self, apdu: bytes) -> bytes:
        self.count += 1
        answer = self.card.transmit(apdu)
        if self.count > self.start and self.dice.random() < self.share:
            spoiled = KINDS[self.kind](self, answer)
            self.before = answer
            return spoiled
        self.before = answer
        return answer

    def lifted(self) -> bytes:
        raise Unplugged("card_lifted")

    def slow(self, answer: bytes) -> bytes:
        time.sleep(self.dice.choice((0.01, 0.01, 0.01, 0.2, 1.0)))
        return answer


def _changed(dice: random.Random, data: bytes) -> bytes:
    if not data:
        return data
    out = bytearray(data)
    for _ in range(dice.choice((1, 1, 3, 20))):
        out[dice.randrange(len(out))] = dice.randrange(256)
    return bytes(out)


KINDS: dict[str, Callable[[Mischief, bytes], bytes]] = {
    "none": lambda m, a: a,
    "random": lambda m, a: m.dice.randbytes(m.dice.choice((0, 1, 2, 3, 10, 40, 250, 300, 5000))),
    "random with success": lambda m, a: m.dice.randbytes(m.dice.choice((1, 8, 16, 40, 223))) + b"\x90\x00",
    "status": lambda m, a: m.dice.randbytes(2),
    "known status": lambda m, a: bytes.fromhex(m.dice.choice(STATUSES)),
    "cut": lambda m, a: a[: m.dice.randrange(len(a) + 1)],
    "longer": lambda m, a: m.dice.randbytes(m.dice.choice((1, 300, 70_000))) + a,
    "octets": lambda m, a: _changed(m.dice, a),
    "repeated": lambda m, a: m.before,
    "endless": lambda m, a: m.dice.randbytes(200) + b"\x61\xff",
    "lifted": lambda m, a: m.lifted(),
    "slow": Mischief.slow,
    # The next ones are done to files instead: what comes is authentic, and lies.
    "files: octets": lambda m, a: a,
    "files: lengths": lambda m, a: a,
    "files: random": lambda m, a: a,
    "files: nested": lambda m, a: a,
    "files: swapped": lambda m, a: a,
}


def _spoil_files(card: EmulatedPassport, kind: str, dice: random.Random) -> None:
    for files in (card.files, card.master):
        for name, data in list(files.items()):
            if dice.random() < 0.4:
                continue
            if kind == "files: octets":
                files[name] = data[:1] + _changed(dice, data[1:])
            elif kind == "files: lengths":
                size = dice.choice((0, 1, 0x7F, 0x80, 0xFF, 0xFFFF, 0xFFFFFF, 0x7FFFFFFF, 0xFFFFFFFF))
                octets = size.to_bytes(max(1, (size.bit_length() + 7) // 8), "big")
                files[name] = data[:1] + bytes((0x80 | len(octets),)) + octets + data[4:]
            elif kind == "files: random":
                files[name] = data[:1] + tlv(0x30, dice.randbytes(dice.choice((0, 1, 100, 2000))))[1:]
            elif kind == "files: nested":
                inner = b""
                for _ in range(dice.choice((10, 31, 33, 500))):
                    inner = tlv(dice.choice((0x30, 0x31, 0x7F61 & 0xFF, 0xA0)), inner)
                files[name] = data[:1] + tlv(0x30, inner)[1:]
            else:
                files[name] = dice.choice(list(files.values()))


def _judge(reading: CardReading, store: TrustStore) -> None:
    """What the station does with a reading: none of it may raise but for what its reader is told it raises."""
    now = datetime.now(UTC)
    authenticate(
        reading.files.get("SOD"),
        reading.groups,
        store,
        now,
        com=reading.files.get("COM"),
        aborted=frozenset(int(name[2:]) for name in reading.aborted if name.startswith("DG")),
    )
    readers: dict[str, Callable[[bytes], object]] = {
        "COM": groups.com, "DG1": groups.zone, "DG2": face.faces, "DG11": groups.person, "DG12": groups.issue,
        "DG14": parse_infos, "DG15": active.public_key,
    }  # fmt: skip
    for name, read in readers.items():
        if name in reading.files:
            try:
                read(reading.files[name])
            except (BadEncoding, Unsupported, NotOnCurve):
                continue
    if reading.active is not None and "DG15" in reading.files:
        active.verify(reading.files["DG15"], reading.active.challenge, reading.active.answer)
    if reading.card_security:
        content, _ = check_card_security(reading.card_security, store, now)
        if content is not None and reading.mapping_proof is not None:
            try:
                for key in parse_infos(content).keys:
                    reading.mapping_proof.proves(key.key.public)
            except (BadEncoding, Unsupported, NotOnCurve):
                pass


def _megabytes() -> float:
    """Resident memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def fuzz(seconds: float, seed: int = 1) -> dict[str, object]:
    """Runs it and gives the figures; see the module."""
    state = EmulatedState("UT")
    picture = b"\xff\xd8" + bytes(3000)
    holder = Holder(LINES, picture, "ERIKSSON<<ANNA<MARIA", date(1974, 8, 12), issued=date(2024, 3, 1))
    genuine = [EmulatedPassport(state, holder, traits) for traits in WAYS]
    store = TrustStore([parse_certificate(state.authority.der)])
    password = from_lines(LINES)
    outcomes: Counter[str] = Counter()
    crashes: list[dict[str, object]] = []
    hangs: list[dict[str, object]] = []
    commands, whole, slowest, first = 0, 0, 0.0, 0.0
    began = time.monotonic()
    number = seed
    while (gone := time.monotonic() - began) < seconds:
        if not first and gone > seconds / 10:
            gc.collect()
            first = _megabytes()
        dice = random.Random(number)
        card = dice.choice(genuine)
        files, master = dict(card.files), dict(card.master)
        card.reset()
        kind = dice.choice(list(KINDS))
        if kind.startswith("files"):
            _spoil_files(card, kind, dice)
        channel = Mischief(card, kind, dice)
        start = time.monotonic()
        try:
            reading = read_document(channel, password, seconds=MOST_SECONDS)
            _judge(reading, store)
            outcomes["read" if not reading.aborted else "read in part"] += 1
            whole += len(reading.files) == 8
        except DeviceError as error:
            outcomes[error.code] += 1
        except Exception:  # noqa: BLE001 - what this command is for
            crashes.append({"seed": number, "mischief": kind, "error": traceback.format_exc(limit=-4)})
        took = time.monotonic() - start
        slowest = max(slowest, took)
        if took > HANGS_AFTER:
            hangs.append({"seed": number, "mischief": kind, "seconds": round(took, 2)})
        commands += channel.count
        card.files, card.master = files, master
        number += 1
    gc.collect()
    last = _megabytes()
    return {
        "seconds": round(time.monotonic() - began, 1),
        "readings": number - seed,
        "whole": whole,
        "commands": commands,
        "crashes": crashes[:50],
        "crashed": len(crashes),
        "hangs": hangs,
        "slowest": round(slowest, 2),
        "outcomes": dict(outcomes.most_common()),
        "megabytes": {"first": round(first, 1), "last": round(last, 1), "grown": round(last - first, 1)},
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    found = fuzz(given.seconds, given.seed)
    text = json.dumps(found, indent=1)
    if given.json:
        given.json.write_text(text, encoding="utf-8")
    print(text)
    grown = found["megabytes"]["grown"]  # type: ignore[index]
    return int(bool(found["crashed"] or found["hangs"] or grown > GROWS))


if __name__ == "__main__":
    sys.exit(main())
