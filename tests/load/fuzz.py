"""Each parser of what others write, for a minute: `python -m tests.load.fuzz [--seconds 60] [--only NAME] --json OUT`.

Good examples are changed octet by octet, cut, doubled and filled with what breaks JSON readers. A parser may accept or
refuse with an error of its own kind; anything else is a finding, as is one that takes longer than a second.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import logging
import os
import random
import struct
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np

import resources
from drivers.finger.rectify import BadRectification, Rectification
from models.document import codes
from models.document.chip import certificate, lists, seal, seal_nc
from models.errors import BiometricError
from models.exchange import an_itl, iso_records
from models.matching.calibration import DEFAULT_FILE, Calibration
from models.standards.ber import BadEncoding
from models.standards.key_info import Unsupported
from station.agency import desk
from station.cli import scrubbed
from station.counter.trust import assemble
from station.domain.audit import AuditEvent
from station.domain.calibration import BadCertificate, Certificate
from station.domain.camera_bench import CameraSetting
from station.domain.case import Case
from station.domain.visit import Visit
from station.domain.watchlist import WatchEntry
from station.errors import StationError
from station.office import exchange, proof_file
from station.road.pulled_officers import SentOfficer
from station.store import record
from station.vault import envelope, erasure, hybrid, identity, note
from station.vault.signing import Ed25519Signer
from station.wire import bundle, evidence, heads, receipts, trust_list, watch_files
from station.wire.delivery import Delivery, record_identity
from station.wire.pulled import Cursor, Pulled, PulledPage
from station.wire.said import Said
from station.wire.trust_list import ListKind, TrustList
from station.workflow import policy
from tests.rig import visits
from tests.rig.issuer import State

PROOF = b'[{"leaf":"AA==","number":1,"path":[],"checkpoint":"a"}]'
SLOW = 1.0  # seconds that no input of this size may take
NASTY = (
    b"[" * 50_000, b'{"a":' * 5_000, b"1e999", b"-1e999", b"NaN", b"Infinity", b"9" * 5_000, b'"\\u0000"', b'"\\ud800"',
    b"null", b"true", b"[]", b"{}", b'""', b"-1", b"1.5", b"\xff\xfe", b"\x00", b'"\\"' * 2_000, b"9223372036854775808",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    parse: Callable[[bytes], object]
    examples: tuple[bytes, ...]
    refuses: tuple[type[Exception], ...]  # what it may raise


def targets() -> dict[str, Target]:
    signer = Ed25519Signer(Ed25519Signer.new_seed())
    private = hybrid.new_private()
    public = hybrid.public_of(private)
    now = datetime(2026, 1, 2, tzinfo=UTC)
    name = str(uuid.UUID(int=7))
    receipt = receipts.Receipt(name, "CGK-1", "visit", "ab" * 32, "accepted", "", 5, now)
    head = heads.Head("*", name, 1, (0, 1), 1, bytes(32))
    issued = identity.Identity("CGK-1", signer.public, public, 5, now, now + timedelta(days=9))
    visit, case = visits.visit(octets=60), visits.case_of(visits.visit(octets=60), name)
    sealed = envelope.seal(b"payload", record_identity("visit", "CGK-1", name), public, signer).envelope
    delivery = Delivery(name, "CGK-1", "CGK", "visit", envelope.digest(sealed), sealed)
    entry = WatchEntry("w1", ("A, B",), ("IDN:1",), faces=(bytes(512),))
    event = AuditEvent(now, "a", "signed_in", "CGK-1", "x", {"n": 1})
    row = Pulled(1, 0, "*", "policy", "main", 1, b"body", bytes(64))
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))

    def signed(domain: bytes, read: Callable[[bytes, bytes], object]) -> Callable[[bytes], object]:
        return lambda octets: read(octets + signer.sign(domain + octets), signer.public)

    def in_a_file(magic: bytes, read: Callable[[Path], object]) -> Callable[[bytes], object]:
        def parse(octets: bytes) -> object:
            whole = magic + struct.pack(">I", len(octets)) + octets + b"body"

            path = folder / "bundle"
            path.write_bytes(whole + signer.sign(b"border-bundle-v1\n" + hashlib.sha256(whole).digest()))
            return read(path)

        return parse

    def outbound(path: Path) -> object:
        bundle.claimed_station(path)
        found, parcels = bundle.read_outbound(path, [signer.public])
        return found, list(parcels)

    def fault(octets: bytes) -> object:
        found = Delivery(name, "CGK-1", "CGK", "visit", envelope.digest(octets), octets)
        return desk.find_fault(found, [signer.public])

    def plain_fault(kind: str) -> Callable[[bytes], object]:
        return lambda octets: desk.find_fault(
            Delivery(name, "CGK-1", "CGK", kind, envelope.digest(octets), octets), [signer.public]
        )

    def text(read: Callable[[str], object]) -> Callable[[bytes], object]:
        return lambda octets: read(octets.decode("utf-8", "surrogateescape"))

    path = folder / "example"
    parcel = bundle.Parcel(name, "visit", "ab" * 32, b"body")
    bundle.write_outbound(path, bundle.Outbound("CGK-1", "demo", Cursor(name, 0, 1), 1), [parcel], signer)
    out_head = path.read_bytes()[8 : 8 + struct.unpack(">I", path.read_bytes()[4:8])[0]]
    bundle.write_answer(
        path,
        "CGK-1",
        bundle.BundleAnswer(PulledPage((row,), Cursor(name, 0, 1), False, "CGK", ()), (1, bytes(32))),
        signer,
    )
    answer_head = path.read_bytes()[8 : 8 + struct.unpack(">I", path.read_bytes()[4:8])[0]]
    own = (StationError,)
    return {
        "envelope": Target(envelope.parts, (sealed,), own),
        "desk": Target(fault, (sealed,), ()),
        "desk_checkpoint": Target(plain_fault("checkpoint"), (b"a\n1\nAA==\n\n\xe2\x80\x94 a AA==\n",), ()),
        "desk_erasure": Target(
            plain_fault("erasure"), (erasure.sign({"visit": name, "approval": "a", "at": "b"}, signer),), ()
        ),
        "visit": Target(lambda octets: record.unpack(Visit, octets), (record.pack(visit),), own),
        "case": Target(lambda octets: record.unpack(Case, octets), (record.pack(case),), own),
        "receipt": Target(signed(b"border-receipt-v1\n", receipts.read), (receipt.body(),), own),
        "head": Target(signed(b"border-head-v1\n", heads.read), (head.body(),), own),
        "evidence": Target(
            lambda octets: evidence.open_resealed(octets, private), (evidence.reseal(delivery, private, public),), own
        ),
        "bundle_out": Target(in_a_file(b"BPB1", outbound), (out_head,), own),
        "bundle_answer": Target(
            in_a_file(b"BPA1", lambda p: bundle.read_answer(p, signer.public, "CGK-1")), (answer_head,), own
        ),
        "identity": Target(
            text(lambda t: identity.signed(t, signer.public)), (identity.issue(issued, signer).encode(),), own
        ),
        "revoked": Target(
            text(lambda t: identity.read_revoked(t, signer.public)),
            (identity.sign_revoked([1, 2], 3, signer).encode(),),
            own,
        ),
        "note": Target(text(note.read), (b"a\n1\n" + b"A" * 43 + b"=\n\n\xe2\x80\x94 a AAAA\n",), own),
        "said": Target(text(Said.from_text), (Said("1", "2").to_text().encode(),), ()),
        "watchlist": Target(WatchEntry.from_bytes, (entry.to_bytes(),), (ValueError,)),
        "officer": Target(
            SentOfficer.from_bytes,
            (b'{"active":true,"display":"A","name":"a","password":"$argon2id$x","role":"officer"}',),
            own,
        ),
        "policy": Target(policy.parse, (resources.path("policy/policy.json").read_bytes(),), own),
        "audit": Target(AuditEvent.from_leaf, (event.leaf(1, bytes(32)),), (ValueError,)),
        "certificate": Target(Certificate.from_content, (b'{"version":1}',), (BadCertificate,)),
        "proofs": Target(
            proof_file.from_json, (b'[{"leaf":"AA==","number":1,"path":[],"checkpoint":"a"}]',), (ValueError,)
        ),
        **_of_other_agencies(folder, now),
        **_of_documents(now),
    }


def _of_other_agencies(folder: Path, now: datetime) -> dict[str, Target]:
    """Files that come from outside: exchanged records, lists of people, calibrations, lines of a log."""

    def in_a_file(name: str, read: Callable[[Path], object]) -> Callable[[bytes], object]:
        def parse(octets: bytes) -> object:
            path = folder / name
            path.write_bytes(octets)
            return read(path)

        return parse

    def rectification(octets: bytes) -> object:
        """Whoever writes such a record writes its digest as well."""
        return Rectification.from_bytes(octets + hashlib.sha256(octets).digest())

    jpeg = bytes(cv2.imencode(".jpg", np.full((64, 48, 3), 127, np.uint8))[1])
    day = now.date()
    sent = an_itl.write(
        an_itl.ItlTransaction(
            "ENR", "A", "B", "1", day,
            (
                an_itl.person({3: "A"}),
                an_itl.face(jpeg, 48, 64, day, "A"),
                an_itl.finger(2, jpeg, 48, 64, day, "A"),
                an_itl.finger(9, b"", 0, 0, day, "A", missing="XX"),
            ),
        )
    )  # fmt: skip
    fingers = iso_records.write_fingers((iso_records.FingerView(2, 48, 64, 61, iso_records.JPEG, jpeg),))
    united = (
        b'<?xml version="1.0"?><CONSOLIDATED_LIST dateGenerated="2026-01-02"><INDIVIDUALS><INDIVIDUAL>'
        b"<REFERENCE_NUMBER>QDi.1</REFERENCE_NUMBER><FIRST_NAME>A</FIRST_NAME><INDIVIDUAL_DATE_OF_BIRTH>"
        b"<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1970-01-02</DATE></INDIVIDUAL_DATE_OF_BIRTH></INDIVIDUAL>"
        b"</INDIVIDUALS></CONSOLIDATED_LIST>"
    )
    lists_of_people = (
        united,
        b"name,dob,passport\nA B,02/01/1970,IDN:A1\n",
        b'{"id":"w","names":["A"],"birth":"1970~"}\n',
    )
    return {
        "exchange": Target(exchange.held, (sent, fingers, iso_records.write_face(jpeg, 48, 64)), (StationError,)),
        "people": Target(
            in_a_file("people", lambda path: watch_files.read(path, "list")), lists_of_people, (StationError,)
        ),
        "calibration": Target(
            in_a_file("calibration", Calibration.load), (DEFAULT_FILE.read_bytes(),), (BiometricError,)
        ),
        "rectification": Target(rectification, (Rectification.nominal("A").to_bytes()[:-32],), (BadRectification,)),
        "camera_setting": Target(
            lambda octets: CameraSetting.from_text(octets.decode("utf-8", "surrogateescape")),
            (CameraSetting().as_text().encode(),),
            (ValueError,),
        ),
        "log": Target(
            lambda octets: list(scrubbed.lines(octets.decode(errors="replace").splitlines())),
            (b'{"timestamp":"2026-01-02T00:00:00Z","level":"info","event":"a","logger":"station","seconds":1.5}',),
            (),
        ),
    }


def _of_documents(now: datetime) -> dict[str, Target]:
    """What a chip, a seal or a state says; lists as the station keeps them may be anything and cost nobody a chip."""
    logging.getLogger("station").setLevel(logging.ERROR)  # a line for each list that is left out
    state = State()
    authority, revoked = state.authority.certificate, state.revoke(7)

    def kept(kind: ListKind) -> Callable[[bytes], object]:
        return lambda octets: assemble([(1, TrustList(kind, "UT", octets, now.date(), "A", "B", now))])

    row = trust_list.write(TrustList(ListKind.AUTHORITY, "UT", authority, now.date(), "A", "B", now))
    badly = (BadEncoding, Unsupported)
    sealed = (
        b'{"data":{"hdr":{"t":"icao.visa","v":1,"is":"UTO"},"msg":{"a":"b"}},'
        b'"sig":{"alg":"ES256","cer":"%s","sigvl":"AA"}}' % base64.b64encode(authority)
    )
    return {
        "trust_row": Target(trust_list.read, (row,), (StationError,)),
        "trust_kept": Target(kept(ListKind.AUTHORITY), (authority,), ()),
        "revoked_kept": Target(kept(ListKind.REVOCATIONS), (revoked,), ()),
        "master_kept": Target(kept(ListKind.MASTER), (authority,), ()),
        "deviations_kept": Target(kept(ListKind.DEVIATIONS), (authority,), ()),
        "x509": Target(certificate.parse, (authority,), badly),
        "revocations": Target(lists.parse_revocations, (revoked,), badly),
        "seal": Target(seal.parse, (bytes.fromhex("dc03") + bytes(60),), badly),
        "seal_nc": Target(seal_nc.parse, (sealed,), badly),
        "code": Target(
            lambda octets: codes.describe(octets.decode("utf-8", "replace")), (sealed, b"https://a.example/b?c=d"), ()
        ),
    }


def changed(example: bytes, chance: random.Random) -> bytes:
    octets = bytearray(example)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        start = chance.randrange(len(octets) + 1)
        match chance.randrange(6):
            case 0 if octets:
                octets[chance.randrange(len(octets))] = chance.randrange(256)
            case 1:
                octets[start : start + chance.choice((1, 8, 100))] = b""
            case 2:
                octets[start:start] = octets[start : start + chance.choice((1, 20, 200))]
            case 3:
                octets[start : start + chance.choice((0, 1, 5, 20))] = chance.choice(NASTY)
            case 4:  # a value of JSON for another one
                marks = [at for at, octet in enumerate(octets[:4000]) if octet in b":,["]
                if marks:
                    at = chance.choice(marks) + 1
                    end = min((octets.find(mark, at) for mark in b",]}" if octets.find(mark, at) > 0), default=at)
                    octets[at:end] = chance.choice(NASTY)
            case _:
                octets += os.urandom(chance.choice((1, 40)))
    return bytes(octets)


def fuzz(target: Target, seconds: float, seed: int) -> dict[str, Any]:
    chance = random.Random(seed)
    findings: list[str] = []
    tried = accepted = 0
    until = time.monotonic() + seconds
    for example in target.examples:
        target.parse(example) if not target.refuses else None
    while time.monotonic() < until:
        octets = chance.choice(NASTY) if tried < len(NASTY) else changed(chance.choice(target.examples), chance)
        tried += 1
        began = time.process_time()
        try:
            target.parse(octets)
            accepted += 1
        except target.refuses:
            pass
        except Exception as error:  # noqa: BLE001  this is what is looked for
            findings.append(f"{type(error).__name__}: {octets[:80]!r}")
        if time.process_time() - began > SLOW:
            findings.append(f"slow, {time.process_time() - began:.1f} s: {octets[:80]!r}")
        if len(findings) >= 10:
            break
    return {"tried": tried, "accepted": accepted, "findings": findings}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--only", action="append", help="name of one parser; repeat it")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    found = {
        name: fuzz(target, options.seconds, options.seed)
        for name, target in targets().items()
        if not options.only or name in options.only
    }
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))
    return 1 if any(result["findings"] for result in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
