"""Documents laid on a reader and lifted again, through the system's real PC/SC service and its virtual reader.

    python -m tests.load.card_lifts --lifts 100 --json OUT

First a whole document (DG1, DG2 with 23 kB, DG11, DG12, DG14, DG15, SOD) for each way that a chip is opened, without
delay and with `--delay` (12 ms) a command; then `--lifts` times a document is laid down, read by the counter's own chip
reader, and lifted, the ways in turn; every fifth is torn away while it is read and laid down again. OUT: {ways {name:
{seconds, data_seconds, commands_delayed_seconds}}, lifts, read, lost, torn}. The exit is 1 where one was lost, or where
a delayed document took more than `MOST_SECONDS`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from drivers.card.source import PcscSource
from drivers.emulated.passport import EmulatedPassport, Traits, with_traits
from drivers.emulated.vpcd import VpcdCard
from station.counter.chip_faces import FacesOfChip
from station.counter.chip_reader import ChipReader
from station.counter.trust import Trust, TrustLibrary
from station.domain.chip import ChipResult, TrustLists
from station.domain.desk import ChipPhase, ChipView
from tests.rig.passports import LINES, NOW, passport, store
from tests.rig.pcscd import SOCKET, Pcscd, missing

OCTETS = 23_000  # of the picture in DG2
MOST_SECONDS = 7.0  # of a whole document with the delay (BSI TR-03135-1, 4.1)
GONE_SECONDS = 0.6  # the service looks every 0.4 s; no hand exchanges two documents faster
WAYS = {
    "BAC": Traits(pace=(), chip_authentication=1),
    "PACE-GM": Traits(pace=(("GM", 2, 12),)),
    "PACE-IM": Traits(pace=(("IM", 2, 12),)),
    "PACE-CAM": Traits(pace=(("CAM", 2, 12),)),
}


class NoFaces(FacesOfChip):
    """What is measured is the chip, not the network that compares faces."""

    def __init__(self) -> None:
        pass

    @staticmethod
    def picture(group: bytes) -> object:
        return group

    def template(self, bgr: object) -> None:  # type: ignore[override]
        return None


class Post:
    """The counter's chip reader behind the service."""

    def __init__(self, port: int) -> None:
        self.port = port
        known = store()
        trust = Trust(known, (), (), TrustLists(authorities=known.keys))
        self.chip = ChipReader(PcscSource(), NoFaces(), TrustLibrary(None, trust), rehearsal=True, clock=lambda: NOW)
        self.data: float | None = None
        self.began = 0.0
        self.chip.watch(self._told)
        self.chip.start()

    def _told(self, view: ChipView) -> None:
        if self.data is None and view.evidence is not None and view.evidence.lines:
            self.data = time.monotonic() - self.began

    def read(self, card: EmulatedPassport, visit: str, tear: bool = False) -> tuple[float, float] | None:
        """Seconds until the data and until the last check, from when the card answers; None where it was lost."""
        self.data = None
        self.chip.read(visit, LINES)
        if tear:
            with VpcdCard(card, self.port):
                self._until(lambda view: view.phase is ChipPhase.READING)
                time.sleep(0.05)
            self._until(lambda view: view.phase in (ChipPhase.STOPPED, ChipPhase.DONE))
            time.sleep(GONE_SECONDS)
        with VpcdCard(card, self.port):
            self._until(lambda view: view.phase in (ChipPhase.READING, ChipPhase.DONE))
            self.began = time.monotonic()
            view = self._until(lambda view: view.phase in (ChipPhase.DONE, ChipPhase.STOPPED))
            took = time.monotonic() - self.began
        found = view.evidence
        self.chip.forget()
        time.sleep(GONE_SECONDS)
        whole = view.phase is ChipPhase.DONE and found is not None and found.verdict is ChipResult.SUCCESSFUL
        return (self.data or took, took) if whole else None

    def _until(self, what: Callable[[ChipView], bool], seconds: float = 30.0) -> ChipView:
        end = time.monotonic() + seconds
        while not what(self.chip.view) and time.monotonic() < end:
            time.sleep(0.002)
        return self.chip.view


def run(lifts: int, delay: float) -> dict[str, object]:
    """The figures; see the module."""
    with tempfile.TemporaryDirectory() as folder:
        service = Pcscd(Path(folder))
        os.environ[SOCKET] = str(service.link)
        service.start()
        post = Post(service.port)
        try:
            cards = {name: passport(traits, octets=OCTETS) for name, traits in WAYS.items()}
            ways: dict[str, dict[str, float | None]] = {}
            for name, card in cards.items():
                plain = post.read(card, f"{name} plain")
                slow = post.read(with_traits(card, seconds=delay), f"{name} slow")
                with_traits(card, seconds=0.0)
                ways[name] = {
                    "data_seconds": round(plain[0], 3) if plain else None,
                    "seconds": round(plain[1], 3) if plain else None,
                    "delayed_data_seconds": round(slow[0], 3) if slow else None,
                    "delayed_seconds": round(slow[1], 3) if slow else None,
                }
                print(name, ways[name], file=sys.stderr, flush=True)
            lost, torn = [], 0
            for number in range(lifts):
                name = list(cards)[number % len(cards)]
                tear = number % 5 == 4
                torn += tear
                if post.read(cards[name], f"lift {number}", tear) is None:
                    lost.append({"lift": number, "way": name, "phase": post.chip.view.phase.value})
            return {"ways": ways, "lifts": lifts, "read": lifts - len(lost), "lost": lost, "torn": torn}
        finally:
            post.chip.close()
            service.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lifts", type=int, default=100)
    parser.add_argument("--delay", type=float, default=0.012, help="seconds that the chip takes for each command")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    if why := missing():
        print(why, file=sys.stderr)
        return 2
    found = run(given.lifts, given.delay)
    text = json.dumps(found, indent=1)
    print(text)
    if given.json is not None:
        given.json.write_text(text)
    ways = found["ways"]
    assert isinstance(ways, dict)
    slow = [way["delayed_seconds"] for way in ways.values()]
    return 1 if found["lost"] or any(took is None or took > MOST_SECONDS for took in slow) else 0


if __name__ == "__main__":
    sys.exit(main())
