"""`python -m tests.rig.quiet_visit FOLDER HEARD`: one visit in a process of its own, for who watches what it does.

A page read by the camera, a face, one finger, the check and the seal: every network and every library of the station.
"""

from __future__ import annotations

import ipaddress
import json
import sys
from pathlib import Path

HEARD: list[str] = []
LOOKS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


def _is_address(host: object) -> bool:
    """Numbers, which nobody is asked for."""
    try:
        ipaddress.ip_address(str(host))
    except ValueError:
        return False
    return True


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        HEARD.append(f"connect {arguments[1][0]}")
    elif event in LOOKS and not (event == "socket.getaddrinfo" and _is_address(arguments[0])):
        HEARD.append(f"{event} {arguments[0]}")


if __name__ == "__main__":
    sys.addaudithook(_hear)  # before anything of the station is imported

from models.synthesis.page import page, under_camera  # noqa: E402
from models.synthesis.people import travellers  # noqa: E402
from station import rehearsal  # noqa: E402
from station.domain.samples import Finger, MissingReason  # noqa: E402
from tests.rig import counter, quick  # noqa: E402


def main(folder: Path) -> None:
    quick.use()
    person = travellers(1)[0]
    rig = counter.build(folder)
    desk = rig.counter()
    desk.begin()
    looked_at = under_camera(page(person.mrz, person.face()), size=rehearsal.FRAME)
    assert rig.emulated.look(looked_at, rig.station.camera)
    desk.document.photograph()
    rig.document(desk, person.mrz)
    rig.stay(desk)
    rig.face(desk, person, 0)
    while (finger := desk.fingers.expected_finger()) is not None:
        if finger is Finger.RIGHT_INDEX:
            rig.finger(desk, person, finger, 0)
        else:
            desk.fingers.mark_missing(finger, MissingReason.UNABLE)
    desk.fingers.finish_fingers()
    desk.check.compare()
    print(rig.admit(desk).visit)
    desk.close()
    rig.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    Path(sys.argv[2]).write_text(json.dumps(HEARD))
