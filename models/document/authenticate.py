"""Judges a security object, its data groups and seals against states' certificates, from files:

    python -m models.document.authenticate --sod FILE --dg FILE ... --csca DIR --json OUT
    python -m models.document.authenticate --seal FILE --signer DIR [--csca DIR] --json OUT

OUT has `sod, hashes, signer, chain, verdict, reasons` and `store`; the exit status is 0 whatever the verdict, 2 when a
file cannot be read.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from models.document.chip import certificate as x509
from models.document.chip import groups, lists, sealed
from models.document.chip.certificate import ChipCertificate
from models.document.chip.lists import DeviationList, Revocations
from models.document.chip.passive import Authenticity, authenticate
from models.document.chip.seal import Seal
from models.document.chip.sealed import SealFinding
from models.document.chip.trust import TrustStore
from models.document.chip.verdict import GroupState, Reason, Result, combine
from models.standards.ber import BadEncoding
from models.standards.key_info import Unsupported

MOST_FILE = 16 << 20  # octets
Json = dict[str, object]


def certificates(places: Iterable[Path]) -> tuple[list[ChipCertificate], int]:
    """Every certificate in files and folders, PEM or DER, also those of master lists; and how many could not be read.

    A master list from the command line is taken as it is: who names it there answers for it.
    """
    found: list[ChipCertificate] = []
    unreadable = 0
    for path in _files(places):
        data = _octets(path)
        try:
            listed = lists.parse_master_list(data)
        except (BadEncoding, Unsupported):
            got, bad = x509.parse_all(data)
        else:
            got, bad = list(listed.certificates), listed.unreadable
        found += got
        unreadable += bad
    return found, unreadable


def _files(places: Iterable[Path]) -> list[Path]:
    return sorted(
        path
        for place in places
        for path in ([place] if not place.is_dir() else place.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    )


def _octets(path: Path) -> bytes:
    if path.stat().st_size > MOST_FILE:
        raise OSError(f"{path.name} has more than {MOST_FILE} octets")
    return path.read_bytes()


def _der(data: bytes) -> bytes:
    """The octets of a file that may be PEM. Raises BadEncoding."""
    if not data.startswith(b"-----BEGIN"):
        return data
    try:
        return base64.b64decode(b"".join(line for line in data.splitlines() if not line.startswith(b"-----")))
    except binascii.Error as error:
        raise BadEncoding("not PEM") from error


def _data_groups(paths: Iterable[Path]) -> tuple[dict[int, bytes], bytes | None, list[Reason]]:
    files: dict[int, bytes] = {}
    com, reasons = None, []
    for path in paths:
        data = _octets(path)
        number = groups.number_of(data)
        if data[:1] == bytes([groups.EF_COM]):
            com = data
        elif number is None:
            reasons.append(
                Reason("group_not_conforming", Result.FAILED, f"{path.name}: no data group begins like this")
            )
        elif number in files:
            reasons.append(Reason("group_twice", Result.FAILED, f"{path.name}: DG{number} again"))
        else:
            files[number] = data
    return files, com, reasons


def report(found: Authenticity) -> Json:
    """What was found as JSON: results in the words of TR-03135, reasons as codes."""
    sod = found.security_object
    return {
        "sod": {
            "result": found.checks.get("sod"),
            "lds_security_object": sod.version if sod else None,
            "hash": sod.digest if sod else None,
            "groups": sorted(sod.hashes) if sod else [],
            "signed": _time(found.signing_time),
        },
        "hashes": {
            "result": found.checks.get("hashes", Result.NOT_SUPPORTED),
            "groups": {f"DG{number}": state for number, state in found.groups.items()},
        },
        **_signed(found),
        "reasons": [reason.code for reason in found.reasons if reason.result is not None],
        "remarks": [reason.code for reason in found.reasons if reason.result is None],
        "details": [{"code": r.code, "result": r.result, "detail": r.detail} for r in found.reasons],
    }


def seal_report(found: Sequence[SealFinding]) -> Json:
    """What was found of the seals of one code as JSON: the first in the keys of a document, all under `seals`."""
    rows = [_seal(each) for each in found]
    first = dict(rows[0])
    reasons = [reason for each in found for reason in each.reasons]
    return first | {
        "verdict": combine(each.verdict for each in found),
        "reasons": [reason.code for reason in reasons if reason.result is not None],
        "remarks": [reason.code for reason in reasons if reason.result is None],
        "details": [{"code": r.code, "result": r.result, "detail": r.detail} for r in reasons],
        "seals": rows,
    }


def _seal(found: SealFinding) -> Json:
    what: Json = {"result": found.checks.get("integrity")}
    if isinstance(found.seal, Seal):
        what |= {
            "version": found.seal.version,
            "country": found.seal.country,
            "signer": found.seal.signer,
            "reference": found.seal.reference,
            "issued": found.seal.issued.isoformat() if found.seal.issued else None,
            "sealed": found.seal.sealed.isoformat() if found.seal.sealed else None,
            "feature": f"{found.seal.feature:04X}",
            "kind": found.seal.kind,
            "messages": {f"{tag:02X}": value.hex() for tag, value in found.seal.messages.items()},
        }
    elif found.seal is not None:
        what |= {"kind": found.seal.kind, "country": found.seal.issuer, "message": found.seal.message}
    return {
        "seal": what,
        **_signed(found),
    }


def _signed(found: Authenticity | SealFinding) -> Json:
    """Signer, chain, every check, and what they come to."""
    return {
        "signer": {"result": found.checks.get("signer", Result.NOT_SUPPORTED), **_certificate(found.signer)},
        "chain": {
            "result": found.checks.get("chain", Result.NOT_SUPPORTED),
            "certificate": found.certificate,
            "path": [_certificate(each) for each in found.path],
        },
        "checks": dict(found.checks),
        "verdict": found.verdict,
    }


def _certificate(found: ChipCertificate | None) -> Json:
    if found is None:
        return {}
    try:
        key = found.key.name
    except ValueError as error:
        key = f"not usable: {error}"
    return {
        "subject": str(found.subject),
        "issuer": str(found.issuer),
        "serial": f"{found.serial:x}",
        "valid": [_time(found.not_before), _time(found.not_after)],
        "key": key,
        "sha256": found.fingerprint,
    }


def _time(when: datetime | None) -> str | None:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ") if when is not None else None


def _store(args: argparse.Namespace) -> tuple[TrustStore, list[DeviationList], Json]:
    authorities, unreadable = certificates(args.csca)
    revocations: list[Revocations] | None = None
    if args.crl:
        revocations = [lists.parse_revocations(_der(_octets(path))) for path in _files(args.crl)]
    store = TrustStore(authorities, revocations)
    deviations = [lists.parse_deviations(_der(_octets(path))) for path in args.deviations]
    trusted = [each for each in deviations if each.issued_under(c for c in store.certificates if store.path(c))]
    counts: Json = {
        "certificates": len(authorities),
        "keys": store.keys,
        "refused": [{**_certificate(c), "why": why} for c, why in store.refused],
        "unreadable": unreadable,
        "deviation_lists": len(trusted),
    }
    return store, trusted, counts


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.document.authenticate", description=__doc__.split("\n")[0])
    parser.add_argument("--sod", type=Path, help="EF.SOD")
    parser.add_argument("--dg", type=Path, nargs="+", action="extend", default=[], help="data groups and EF.COM, whole")
    parser.add_argument("--com", type=Path, help="EF.COM")
    parser.add_argument("--csca", type=Path, nargs="+", action="extend", default=[], help="authorities' certificates")
    parser.add_argument("--signer", type=Path, nargs="+", action="extend", default=[], help="signers' certificates")
    parser.add_argument("--crl", type=Path, nargs="+", action="extend", default=[], help="lists of revocations")
    parser.add_argument("--deviations", type=Path, nargs="+", action="extend", default=[], help="deviation lists")
    parser.add_argument("--seal", type=Path, help="a visible digital seal: the octets of its barcode, or VDS-NC")
    parser.add_argument("--at", type=datetime.fromisoformat, help="the moment of inspection, ISO 8601; default: now")
    parser.add_argument("--json", type=Path, help="where the findings go; default: standard output")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """The command."""
    args = _arguments(argv)
    now = args.at or datetime.now(UTC)
    now = now if now.tzinfo else now.replace(tzinfo=UTC)
    try:
        out = _judge(args, now)
    except (OSError, BadEncoding, Unsupported) as error:
        print(f"cannot read: {error}", file=sys.stderr)  # noqa: T201 - a command
        return 2
    text = json.dumps(out, indent=1, ensure_ascii=False)
    if args.json:
        args.json.write_text(text + "\n", encoding="utf-8")
    else:
        print(text)  # noqa: T201 - a command
    return 0


def _judge(args: argparse.Namespace, now: datetime) -> Json:
    store, deviations, counts = _store(args)
    leaves = [c for c in store.certificates if not store.path(c)]
    if args.seal:
        known, _ = certificates(args.signer)
        data = _octets(args.seal)
        findings = sealed.judge(data, [*known, *leaves], store if args.csca else None, now)
        if leaves and not any(each.path for each in findings):  # no authority vouches; perhaps who was named himself
            pinned = sealed.judge(data, leaves, None, now)
            findings = pinned if any(each.verdict is Result.SUCCESSFUL for each in pinned) else findings
        return seal_report(findings) | {"store": counts}
    if not args.sod and not args.dg:
        return {"store": counts}
    files, com, broken = _data_groups(args.dg)
    com = _octets(args.com) if args.com else com
    signers = [*certificates(args.signer)[0], *leaves]  # a folder of the states' may hold signers too
    sod = _octets(args.sod) if args.sod else None
    found = authenticate(sod, files, store, now, com=com, signers=signers, deviations=deviations)
    out = report(found)
    if broken:
        out["verdict"] = Result.FAILED
        out["reasons"] = [reason.code for reason in broken] + list(out["reasons"])  # type: ignore[call-overload]
        out["hashes"] = {
            "result": Result.FAILED,
            "groups": {f"DG{number}": state for number, state in found.groups.items()}
            | {reason.detail.split(":")[0]: GroupState.NON_CONFORMANCE for reason in broken},
        }
    out["store"] = counts
    return out


if __name__ == "__main__":
    sys.exit(main())
