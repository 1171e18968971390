"""`python -m tests.journeys.over_the_bus --json OUT`: a station's work done by somebody who has nothing of the window
but the accessibility bus: a whole visit, a case that a supervisor rules on, a technician's measurement of the camera,
and an officer whom the administrator adds.

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
from station.demo import CROWD
from station.domain.sign_in import DEMO_PASSWORD
from station.ui.widgets.secret import BULLET
from tests.rig import over_the_bus
from tests.rig.at_spi import DOWN, RETURN, NotThere
from tests.rig.over_the_bus import Person

OPENS = 150.0  # the first sign-in waits for devices and models
GIVEN = "Kg7-tmWz-94xb-Qpl2"  # the new officer's own password, typed in a journey


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


def visit(person: Person, traveller: SyntheticTraveller, whole: bool = False) -> None:
    """From the first page to the next traveller; one finger is bandaged, unless the hand is `whole`."""
    document(person, traveller)
    person.hears("Fingers")
    person.hears("Right index: Place the finger on the scanner")
    if not whole and bandaged(person):
        person.hears("All prints are taken")
        person.press("Use")
    person.hears("Decision")
    person.hears("Choose with 1, 2 or 3.")
    person.press(_begins("Admit"), "radio button")
    person.hears("Read the record once more, then sign.")
    person.press("Sign and seal")
    person.hears("Visit closed")
    person.hears("may stay until")
    person.hears("Give the document back.")
    person.press("Next traveller")
    person.hears("Document and stay")


def bandaged(person: Person) -> bool:
    """Record a finger as one that cannot be taken; the invented traveller lays each down at once, so that on a slow
    machine all may be there before."""
    for _ in range(3):
        try:
            person.press("Cannot be taken", seconds=3)
            person.choose("Reason", _begins("Temporary"), seconds=3)
            person.press("Record", seconds=1)
        except NotThere:
            continue
        return True
    return False


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
    """By the supervisor: the case is opened from the queue, and ruled on with a reason and a note."""
    cases = person.find("table", "Waiting cases")
    person.reader.focus(cases)
    person.hear(0.3)
    person.reader.key(RETURN)
    person.hears("Rule with 1, 2 or 3, choose the reason and write a note.")
    person.press("Different people", "radio button")
    person.choose("Reason", lambda line: not line.startswith("Choose"))
    person.write("Note for the record", "Looked at face and fingers; not the person of the document.")
    person.press("Record the ruling")
    person.hears("The ruling is recorded, and the counter that waits sees it.")


def calibration(person: Person) -> None:
    """By the technician: the camera is chosen, and measured before its chart."""
    devices = person.find("list", "Devices")
    person.reader.focus(devices)
    person.hear(0.3)
    person.reader.key(DOWN)
    person.reader.key(RETURN)
    person.find("push button", "Measure")
    person.hear(1.0)
    person.press("Measure")
    person.find("push button", "Save certificate", 60)


def new_officer(person: Person) -> None:
    """By the administrator: somebody is added, and chooses a password of their own when they sign in."""
    person.press("Add an officer")
    person.write("Sign-in name", "b.susanto")
    person.write("Name that others see", "B. Susanto")
    person.press("Add this officer")
    person.hears("Tell b.susanto this temporary password now.")
    shown = person.reader.text(person.find("text", "Temporary password"))
    sign_out(person)
    person.sign_in("b.susanto", shown)
    person.hears("Choose a new password before you go on.")
    person.type_secret("New password", GIVEN)
    person.type_secret("New password once more", GIVEN)
    person.press("Sign in")
    person.hears("Document and stay", OPENS)
    sign_out(person)


def enter(person: Person, name: str, title: str) -> None:
    person.sign_in(name, DEMO_PASSWORD)
    person.hears(title, OPENS)


def leaks(person: Person) -> int:
    """How many events carried a secret, or a letter into a field of one."""
    person.hear(0.5)
    count = 0
    for event in person.reader.events:
        text = event.data if isinstance(event.data, str) else ""
        hint = f"the password is {DEMO_PASSWORD}" in text  # on the sign-in page of the demonstration, for everybody
        count += (DEMO_PASSWORD in text and not hint) or GIVEN in text
        count += event.place in person.secrets and event.kind.startswith("object:text-changed")
    return count


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.journeys.over_the_bus", description=__doc__)
    parser.add_argument("--json", type=Path, required=True, help="where the report goes")
    given = parser.parse_args(arguments)
    if reason := over_the_bus.missing():
        print(reason, file=sys.stderr)
        return 2
    crowd = travellers(CROWD)
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, over_the_bus.station(Path(folder)) as (person, _):

        def step(name: str, what: Callable[[], object]) -> None:
            before = time.monotonic()
            what()
            seconds[name] = round(time.monotonic() - before, 1)
            print(f"{name}: {seconds[name]} s", file=sys.stderr, flush=True)

        step("signed in", lambda: enter(person, "officer", "Document and stay"))
        person.press("Skip the tour")
        step("visit", lambda: visit(person, crowd[0]))
        step("impostor", lambda: impostor(person, crowd))
        person.press("Set aside")
        person.hears("Document and stay")
        sign_out(person)
        enter(person, "supervisor", "Cases")
        step("case ruled", lambda: ruling(person))
        sign_out(person)
        enter(person, "technician", "Devices")
        step("camera measured", lambda: calibration(person))
        sign_out(person)
        enter(person, "administrator", "Officers")
        step("officer added and signed in", lambda: new_officer(person))
        report = {
            "seconds": seconds,
            "controls": len(person.controls),
            "without_name": sorted(person.unnamed),
            "sentences": len(set(person.said) - {BULLET}),
            "events": len(person.reader.events),
            "secrets_on_the_bus": leaks(person),
        }
    given.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(report, ensure_ascii=False))
    return 1 if report["without_name"] or report["secrets_on_the_bus"] else 0


if __name__ == "__main__":
    sys.exit(main())
