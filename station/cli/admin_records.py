"""`station-admin audit|retain|erase|export|store`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TypeAlias

from station.cli import admin_desk as desk
from station.cli import given
from station.office import proof_file
from station.office.export import export_person
from station.office.retain import Retain
from station.store import audit_log, audit_verify, look_back
from station.store.folder_lock import StationRunning
from station.store.session import Store
from station.workflow.policy import ERASE, EXPORT

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_commands(commands: Commands) -> None:
    audit = commands.add_parser("audit", help="the audit log").add_subparsers(required=True)
    made = audit.add_parser("verify", help="find removed, changed, moved and back-dated entries; status 3 if any")
    made.add_argument("--witness", type=Path, nargs="*", default=[], help="checkpoints that central kept")
    made.add_argument("--json", action="store_true", help="for programs")
    made.set_defaults(run=verify)
    made = audit.add_parser("list", help="the entries, oldest first")
    made.add_argument("--from", dest="start", type=int, default=0, help="number of the first entry")
    made.add_argument("--limit", type=int, default=100, help="entries at most (default: %(default)s)")
    made.set_defaults(run=listed)
    made = audit.add_parser("checkpoint", help="the signed checkpoint of the log as it is")
    made.set_defaults(run=checkpoint)
    made = audit.add_parser("accept-older", help="older records were put back, and somebody has looked: go on")
    made.add_argument("--reason", required=True, help="why older records are here")
    made.set_defaults(run=accept_older)

    made = commands.add_parser("retain", help="remove what is past its days")
    made.set_defaults(run=retain)
    made = commands.add_parser(
        "erase", help="destroy the data of a visit or a person; two people by policy; window closed"
    )
    made.add_argument("subject", help="id of the visit or the person")
    made.add_argument("--proof", type=Path, required=True, help="file for the proof")
    desk.add_two_people(made)
    made.set_defaults(run=erase)
    made = commands.add_parser("export", help="everything about one person, in the clear; two people by policy")
    made.add_argument("person", help="id of the person")
    made.add_argument("out", type=Path, help="a ZIP file")
    desk.add_two_people(made)
    made.set_defaults(run=export)
    made = commands.add_parser("complete-faces", help="vectors of newer encoders for old records; the window is closed")
    made.set_defaults(run=complete_faces)
    made = commands.add_parser("check", help="read and authenticate every page of the database")
    made.set_defaults(run=check)


def verify(options: argparse.Namespace) -> int:
    witnesses = [given.text(path) for path in options.witness]
    with desk.opened(options) as store, store.reading() as unit:
        report = audit_verify.verify(unit, witnesses)
    if options.json:
        findings = [{"defect": f.defect.value, "number": f.number, "detail": f.detail} for f in report.findings]
        fields = {"size": report.size, "root": report.root.hex(), "findings": findings}
        print(json.dumps({**fields, "clock_steps": report.clock_steps, "checkpoints": report.checkpoints}))
    else:
        print(f"{report.size} entries, root {report.root.hex()}, {report.checkpoints} checkpoints compared")
        for number in report.clock_steps:
            print(f"entry {number}: the clock was set back")
        for finding in report.findings:
            print(f"entry {finding.number}: {finding.defect.value} {finding.detail}".rstrip())
        if report.sound:
            print("sound")
    return 0 if report.sound else desk.FOUND


def listed(options: argparse.Namespace) -> int:
    with desk.opened(options) as store, store.reading() as unit:
        for number, event in audit_log.entries(unit, options.start, options.limit):
            detail = json.dumps(dict(event.detail), sort_keys=True)
            print(f"{number}\t{event.at.isoformat()}\t{event.actor}\t{event.act}\t{event.subject}\t{detail}")
    return 0


def checkpoint(options: argparse.Namespace) -> int:
    with desk.opened(options) as store, store.unit() as unit:
        print(audit_log.checkpoint(unit), end="")
    return 0


def accept_older(options: argparse.Namespace) -> int:
    """Status 3 where nothing is to be accepted."""
    with desk.opened(options) as store:
        with store.reading() as unit:
            ahead = look_back.noted(unit)
        if not ahead:
            print("nothing outside is ahead of these records")
            return desk.FOUND
        store.write(lambda unit: look_back.accept(unit, "station-admin", options.reason))
    print(f"{ahead} was ahead; visits are opened again")
    return 0


def complete_faces(options: argparse.Namespace) -> int:
    from models.face.detect import Detector  # noqa: PLC0415  networks that no other command needs
    from models.face.embed import Embedder  # noqa: PLC0415
    from models.matching.calibration import Calibration  # noqa: PLC0415
    from station.counter.kept_gallery import KeptGallery  # noqa: PLC0415
    from station.office.complete_faces import complete  # noqa: PLC0415

    with desk.window_closed(options), desk.opened(options) as store:
        calibration = Calibration.load()
        done = complete(store, Detector(), Embedder(), calibration, "station-admin")
        kept = KeptGallery(store, calibration)
        for person in done.people:  # the station puts them in again when it starts
            kept.gallery.remove(person)
            kept.changed()
        kept.save()
    print(
        f"{done.lacking} references lacked an encoder: {done.completed} completed, {done.no_picture} without a picture,"
        f" {done.no_face} without a face in it, {done.another} whose picture shows somebody else"
    )
    return 0


def _out_of_the_gallery(store: Store) -> None:
    """Whoever is no longer on record leaves the file of the gallery as well, not only at the station's next start."""
    from models.matching.calibration import Calibration  # noqa: PLC0415  arrays that few commands need
    from station.counter.kept_gallery import FOLDER, KeptGallery  # noqa: PLC0415

    if (store.path.parent / FOLDER).is_dir():
        kept = KeptGallery(store, Calibration.load())
        kept.mend(lambda _person, _visit: False)  # who is missing is put in when the station starts
        kept.changed(at_once=True)
        kept.save()


def retain(options: argparse.Namespace) -> int:
    try:
        with desk.window_closed(options), desk.opened(options) as store:
            report = Retain(store, desk.policy(options, store).retention).run()
            if report.visits_removed or report.references_removed:
                _out_of_the_gallery(store)
    except StationRunning:
        print("the station's window is open here; it does this itself every hour")
        return 0
    print(
        f"{report.keys_removed} keys, {report.visits_removed} visits, {report.references_removed} references,"
        f" {report.cases_removed} cases, {report.open_visits_removed} open visits removed"
    )
    return 0


def erase(options: argparse.Namespace) -> int:
    proof_file.may_write(options.proof)
    with desk.window_closed(options), desk.opened(options) as store:
        approval, people = desk.two_people(options, store, ERASE, options.subject)
        proofs = Retain(store, desk.policy(options, store).retention).erase(options.subject, approval, people)
        _out_of_the_gallery(store)
    proof_file.write(options.proof, proof_file.to_json(proofs))
    print(f"{len(proofs)} visits erased; older backups still hold them until they are pruned")
    return 0


def export(options: argparse.Namespace) -> int:
    proof_file.may_write(options.out)
    with desk.opened(options) as store:
        approval, people = desk.two_people(options, store, EXPORT, options.person)
        proof_file.write(options.out, export_person(store, options.person, approval, people))
    return 0


def check(options: argparse.Namespace) -> int:
    with desk.opened(options) as store:
        store.check()
    print("every page authenticates")
    return 0
