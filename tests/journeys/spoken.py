"""`python -m tests.journeys.spoken --json OUT`: what Orca says of a visit.

Orca runs without sound (Debian: orca, at-spi2-core, xvfb, openbox) beside a station that is worked over the bus, at the
pace of somebody who listens: each act waits until Orca has said what it has to say. Each sentence that the window
announces must be in the text that Orca speaks, and no letter of the password. What goes on by itself, a capture, waits
for nobody, here as at a counter.

Orca writes what it speaks into its debug file. The description of every event that it would write there as well costs
some twenty calls to the window an event, which nobody's Orca does; it is switched off. `--hurry`: the acts wait for the
window only.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.synthesis.people import travellers
from station.domain.sign_in import DEMO_PASSWORD
from station.ui.widgets.secret import BULLET
from tests.journeys.over_the_bus import enter, visit
from tests.rig import over_the_bus
from tests.rig.at_spi import Event
from tests.rig.over_the_bus import Person

STARTS, CATCHES_UP, QUIET = 30.0, 25.0, 0.8
CUSTOM = """# written by the rehearsal: speech and what happens to events, but no description of each
import re
from orca import debug
debug.debugLevel = debug.LEVEL_INFO
debug.eventDebugFilter = re.compile(r"(?!)")
"""
_LINE = re.compile(r"SPEECH OUTPUT: '(.*?)'(?:\{|$)")
_GOT = re.compile(r"EVENT MANAGER: object:state-changed:showing for \[notification \| (.*?)(?:\]| \(\.\.\.\) \]) in ")
_DROPPED = "EVENT MANAGER: Not processing this event due to flood."


@dataclass(frozen=True)
class Told:
    """A sentence that the window announced, and what became of it."""

    sentence: str
    times: int
    spoken: bool
    why: str


def words(text: str) -> str:
    """A sentence without what a reader may say otherwise: breaks, signs, case."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def spoken(debug: str) -> list[str]:
    return [found[1] for line in debug.splitlines() if (found := _LINE.search(line))]


def fate(sentence: str, debug: list[str]) -> str:
    """Why a sentence was not spoken, by what Orca wrote of the notification that carried it."""
    wanted = words(sentence)
    for at, line in enumerate(debug):
        found = _GOT.search(line)
        if found is None or not words(found[1]) or not wanted.startswith(words(found[1])):
            continue
        after = next((one for one in debug[at + 1 :] if "gnoring" in one), "")
        if "Ignoring" in after and "Not ignoring" not in after:
            return after.split("EVENT MANAGER: ")[-1]
        return "taken in by Orca, then thrown away or spoken as the next one"
    return "Orca did not see it, or saw the next one in its place"


def verdicts(said: list[str], debug: str) -> list[Told]:
    text, lines = words(" ".join(spoken(debug))), debug.splitlines()
    found = []
    for sentence, times in Counter(one for one in said if one != BULLET).items():
        heard = words(sentence) in text
        found.append(Told(sentence, times, heard, "" if heard else fate(sentence, lines)))
    return found


def load(events: list[Event]) -> dict[str, Any]:
    """What the window sent meanwhile, by kind, and the most of a second."""
    kinds = Counter(event.kind for event in events)
    seconds = Counter(int(event.at) for event in events)
    return {"events": len(events), "most_in_a_second": max(seconds.values(), default=0), "by_kind": dict(kinds)}


class Ears:
    """Orca beside the person; they wait for it."""

    def __init__(self, person: Person, debug: Path) -> None:
        self._person, self._debug = person, debug
        self.waits: list[float] = []

    def text(self) -> str:
        return self._debug.read_text("utf-8", errors="replace") if self._debug.exists() else ""

    def listen(self) -> None:
        """Until Orca has been silent, or what a patient person waits for."""
        begun = since = time.monotonic()
        size = -1
        while time.monotonic() - begun < CATCHES_UP and time.monotonic() - since < QUIET:
            self._person.hear(0.1)
            now = self._debug.stat().st_size if self._debug.exists() else 0
            if now != size:
                size, since = now, time.monotonic()
        self.waits.append(round(time.monotonic() - begun - QUIET, 2))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.journeys.spoken", description=__doc__)
    parser.add_argument("--json", type=Path, required=True, help="where the report goes")
    parser.add_argument("--hurry", action="store_true", help="act without waiting for Orca")
    parser.add_argument("--keep", type=Path, help="a copy of Orca's debug file")
    given = parser.parse_args(arguments)
    reason = over_the_bus.missing() or ("" if shutil.which("orca") else "orca is not here")
    if reason:
        print(reason, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        debug = folder / "orca.txt"
        with over_the_bus.station(folder) as (person, environment):
            enter(person, "officer", "Document and stay")
            person.press("Skip the tour")
            person.said.clear()
            settings = Path(environment["XDG_DATA_HOME"]) / "orca"
            settings.mkdir()
            (settings / "orca-customizations.py").write_text(CUSTOM, "utf-8")
            command = ["orca", "--replace", "--debug-file", str(debug)]
            orca = subprocess.Popen(command, env={**environment, "HOME": made}, cwd=folder, stderr=subprocess.DEVNULL)
            ears = Ears(person, debug)
            try:
                end = time.monotonic() + STARTS
                while not spoken(ears.text()) and time.monotonic() < end and orca.poll() is None:
                    person.hear(0.2)
                ears.listen()
                ears.waits.clear()
                first, begun = len(person.reader.events), time.monotonic()
                if not given.hurry:
                    person.before_act = ears.listen
                visit(person, travellers(1)[0], whole=True)
                seconds = round(time.monotonic() - begun, 1)
                ears.listen()
            finally:
                orca.kill()
                orca.wait()
        text = ears.text()
        if given.keep is not None:
            given.keep.write_text(text, "utf-8")
    lines = spoken(text)
    told = verdicts(person.said, text)
    hint = words(f"the password is {DEMO_PASSWORD}")  # said to everybody on the sign-in page of a demonstration
    leaked = words(DEMO_PASSWORD) in words(" ".join(lines)).replace(hint, "")
    silent = [one for one in told if not one.spoken]
    for one in told:
        print(f"{'said    ' if one.spoken else 'NOT SAID'}  {one.sentence}" + (f"  ({one.why})" if one.why else ""))
    report = {
        "sentences": len(told),
        "spoken": len(told) - len(silent),
        "not_spoken": {one.sentence: one.why for one in silent},
        "password_spoken": leaked,
        "lines": len(lines),
        "seconds": seconds,
        "waited_for_orca": ears.waits,
        "thrown_away_by_orca": text.count(_DROPPED),
        **load(person.reader.events[first:]),
    }
    given.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(report, ensure_ascii=False))
    return 1 if silent or leaked or not told else 0


if __name__ == "__main__":
    sys.exit(main())
