"""Passports for the tests of reading: one state, one holder, every trait."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from functools import cache

from drivers.card.password import Password, from_lines
from drivers.emulated.passport import EmulatedPassport, Holder, Traits
from drivers.emulated.passport_state import EmulatedState
from models.document.chip.certificate import parse
from models.document.chip.trust import TrustStore

LINES = ("P<UTOERIKSSON<<ANNA<MARIA".ljust(44, "<"), "L898902C36UTO7408122F3204159" + "<" * 16)
NOW = datetime(2026, 11, 29, tzinfo=UTC)
BAC_ONLY = Traits(pace=())


@cache
def state() -> EmulatedState:
    return EmulatedState("UT", NOW)


def holder(octets: int = 6000) -> Holder:
    picture = b"\xff\xd8" + random.Random(7).randbytes(octets)
    return Holder(LINES, picture, "ERIKSSON<<ANNA<MARIA", date(1974, 8, 12), issued=date(2024, 3, 1))


def passport(traits: Traits | None = None, octets: int = 6000, by: EmulatedState | None = None) -> EmulatedPassport:
    return EmulatedPassport(by or state(), holder(octets), traits or BAC_ONLY)


def key() -> Password:
    return from_lines(LINES)


def store(*states: EmulatedState) -> TrustStore:
    return TrustStore([parse(each.authority.der) for each in states or (state(),)])
