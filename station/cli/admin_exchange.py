"""`station-admin exchange`: a visit for another agency, and what another agency sent (ANSI/NIST-ITL, ISO 19794)."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from models.exchange.an_itl import MOST_OCTETS
from station.cli import admin_desk as desk
from station.cli.central_options import Commands
from station.office import exchange, proof_file
from station.workflow.policy import EXPORT


def add_commands(commands: Commands) -> None:
    every = commands.add_parser("exchange", help="files for and from other agencies").add_subparsers(required=True)
    made = every.add_parser("write", help="a visit as a file of ANSI/NIST-ITL or ISO/IEC 19794; two people by policy")
    made.add_argument("visit", help="id of the visit")
    made.add_argument("out", type=Path, help="file that is written")
    made.add_argument("--to", required=True, help="agency that receives it (1.007)")
    made.add_argument("--sender", required=True, help="agency that sends it (1.008)")
    made.add_argument(
        "--form", choices=[form.value for form in exchange.ExchangeForm], default=exchange.ExchangeForm.AN_ITL.value,
        help="a record of ISO/IEC 19794 has the fingers, or the face, and no name; --to goes into the audit log",
    )  # fmt: skip
    desk.add_two_people(made)
    made.set_defaults(run=write)
    made = every.add_parser("read", help="what is in a file: ANSI/NIST-ITL, ISO 19794-4 or -5; status 3 for a problem")
    made.add_argument("file", type=Path, help="file of the other agency")
    made.set_defaults(run=read)


def _octets(path: Path) -> bytes:
    """Raises NotExchanged."""
    try:
        if path.stat().st_size > MOST_OCTETS:
            raise exchange.NotExchanged("larger than any")
        return path.read_bytes()
    except OSError as error:
        raise exchange.NotExchanged(error.strerror or "cannot be read") from error


def write(options: argparse.Namespace) -> int:
    proof_file.may_write(options.out)
    with desk.opened(options) as store:
        approval, people = desk.two_people(options, store, EXPORT, options.visit)
        form = exchange.ExchangeForm(options.form)
        octets = exchange.export_visit(
            store, options.visit, approval, people, to=options.to, sender=options.sender, form=form
        )
    proof_file.write(options.out, octets)
    print(f"{len(octets)} octets in {options.out}")
    return 0


def read(options: argparse.Namespace) -> int:
    found, pictures = exchange.held(_octets(options.file))
    words = {"kind": found.kind, "to": found.to, "from": found.sender, "control": found.control}
    print(json.dumps(words | {"pictures": [asdict(picture) for picture in pictures]}, indent=1))
    return desk.FOUND if any(picture.problem for picture in pictures) else 0
