"""`python -m tests.journeys.spoken --json OUT`: what Orca says of a visit.

Orca runs without sound (Debian: orca, at-spi2-core, xvfb, openbox) beside a station that is worked over the bus. Each
sentence that the window announces must be in the text that Orca would speak, and no letter of the password.
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
from pathlib import Path

from models.synthesis.people import travellers
from station.demo import DEMO_PASSWORD
from station.ui.widgets.secret import BULLET
from tests.journeys.over_the_bus import enter, visit
from tests.rig import over_the_bus
from tests.rig.over_the_bus import Person

STARTS, CATCHES_UP, QUIET = 30.0, 40.0, 3.0
_LINE = re.compile(r"SPEECH OUTPUT: '(.*?)'(?:\{|$)")


def words(text: str) -> str:
    """A sentence without what a reader may say otherwise: breaks, signs, case."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def spoken(file: Path) -> list[str]:
    if not file.exists():
        return []
    return [
        found[1] for line in file.read_text("utf-8", errors="replace").splitlines() if (found := _LINE.search(line))
    ]


def _rest(person: Person, debug: Path) -> None:
    """Until Orca, which is slow while it writes all of this down, has said what it has to say."""
    end = time.monotonic() + CATCHES_UP
    size, since = -1, time.monotonic()
    while time.monotonic() < end and time.monotonic() - since < QUIET:
        person.hear(0.5)
        now = debug.stat().st_size
        if now != size:
            size, since = now, time.monotonic()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.journeys.spoken", description=__doc__)
    parser.add_argument("--json", type=Path, required=True, help="where the report goes")
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
            command = ["orca", "--replace", "--debug-file", str(debug)]
            orca = subprocess.Popen(command, env={**environment, "HOME": made}, cwd=folder, stderr=subprocess.DEVNULL)
            try:
                end = time.monotonic() + STARTS
                while not spoken(debug) and time.monotonic() < end and orca.poll() is None:
                    person.hear(0.2)
                _rest(person, debug)
                visit(person, travellers(1)[0], whole=True)
                _rest(person, debug)
            finally:
                orca.kill()
                orca.wait()
        lines = spoken(debug)
    said = words(" ".join(lines))
    told = [one for one in dict.fromkeys(person.said) if one != BULLET]
    silent = [one for one in told if words(one) not in said]
    hint = words(f"the password is {DEMO_PASSWORD}")  # said to everybody on the sign-in page of a demonstration
    leaked = words(DEMO_PASSWORD) in said.replace(hint, "")
    report = {"lines": len(lines), "sentences": len(told), "not_spoken": silent, "password_spoken": leaked}
    given.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(report, ensure_ascii=False))
    return 1 if silent or leaked or not told else 0


if __name__ == "__main__":
    sys.exit(main())
