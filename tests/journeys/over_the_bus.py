"""`python -m tests.journeys.over_the_bus --json OUT`: a counter's work done by somebody who has nothing of the window but
the accessibility bus: a whole visit, a case that a supervisor rules on, a technician's calibration, and an officer whom
the administrator adds.

Every control is found by its role and name, worked by its action, and every step waits for the sentence that is said of
it. The passwords go through keys, and whatever was sent on the bus meanwhile is searched for them.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from models.synthesis.people import SyntheticTraveller, travellers
from station.demo import CROWD, DEMO_PASSWORD
from tests.rig import over_the_bus
from tests.rig.over_the_bus import Person, letters

OPENS = 150.0  # the first sign-in waits for devices and models
GIVEN = "Kg7-tmWz-94xb"  # the new officer's own password, typed in a journey


def document(person: Person, traveller: SyntheticTraveller) -> None:
    person.write("Machine readable zone", "\n".join(traveller.mrz))
    person.press("Read the lines")
    person.hears("Compare the name with the document and confirm it")
    person.press("Name agrees")
    person.hears("Let the traveller read the privacy notice")
    person.press("Shown to the traveller", "check box")
    person.hears("Document and stay are complete.")
    person.press("To the face")
    person.hears("Face")


def visit(person: Person, traveller: SyntheticTraveller) -> None:
    """From the first page to the next traveller; one finger is bandaged."""
    document(person, traveller)
    person.hears("Fingers")
    person.hears("Right index: Place the finger on the scanner")
    person.press("Cannot be taken")
    person.choose("Reason", lambda line: line.startswith("Temporary"))
    person.press("Record")
    person.hears("Right middle: Place the finger on the scanner")
    person.hears("All prints are taken")
    person.press("Use")
    person.hears("Decision")
    person.hears("Choose with 1, 2 or 3.")
    person.press(_begins("Admit"), "radio button")
    person.press("Sign and seal")
    person.hears("Visit closed")
    person.hears("Give the document back.")
    person.press("Next traveller")
    person.hears("Document and stay")


def impostor(person: Person, crowd: list[SyntheticTraveller]) -> None:
    """Somebody with the document of who came before: a case is opened, the officer calls a supervisor."""
    person.choose("At the counter", _begins(_listed(crowd[1])))
    person.choose("shows the document of", _begins(_listed(crowd[0])))
    document(person, crowd[0])
    person.hears("A supervisor rules here or elsewhere.")


def _listed(traveller: SyntheticTraveller) -> str:
    return f"{traveller.surname or traveller.given_names}, {traveller.given_names}"


def _begins(words: str) -> Callable[[str], bool]:
    return lambda name: name.startswith(words)


def sign_out(person: Person) -> None:
    person.choose_from_menu("Sign out")
    person.hears("Sign in")


def ruling(person: Person) -> None:
    """By the supervisor: the case is taken, looked at and ruled."""


def calibration(person: Person) -> None: ...


def new_officer(person: Person) -> None: ...


STEPS: dict[str, Callable[[Person], None]] = {}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.journeys.over_the_bus", description=__doc__)
    parser.add_argument("--json", type=Path, required=True)
    given = parser.parse_args(arguments)
    if reason := over_the_bus.missing():
        print(reason, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
