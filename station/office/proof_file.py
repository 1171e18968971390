"""Proofs that the audit log holds an entry, as a file that anybody with the station's public key can check."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from station.domain import foreign
from station.errors import StationError
from station.office.retain import ErasureProof
from station.vault import files

MOST = 64 << 20  # octets of a file, and proofs in it


class FileUnwritten(StationError):
    """The file cannot be written where it is wanted."""

    code = "file_unwritten"


def to_json(proofs: Sequence[ErasureProof]) -> bytes:
    """A list of leaf (base64), number, path (hexadecimal, RFC 6962 2.1.1) and checkpoint (C2SP note)."""
    fields = [
        {
            "leaf": files.text(proof.leaf),
            "number": proof.number,
            "path": [step.hex() for step in proof.path],
            "checkpoint": proof.checkpoint,
        }
        for proof in proofs
    ]
    return json.dumps(fields, indent=1).encode()


def from_json(content: bytes) -> list[ErasureProof]:
    """Raises ValueError for anything but a file of `to_json`."""
    try:
        return [
            ErasureProof(
                files.octets(fields["leaf"]),
                foreign.whole(fields["number"]),
                tuple(foreign.octets(step) for step in foreign.items(fields["path"], 64)),
                foreign.text(fields["checkpoint"]),
            )
            for fields in foreign.items(foreign.read(content, size=MOST), MOST)
        ]
    except (KeyError, TypeError) as error:
        raise ValueError("not a file of proofs") from error


def write(path: Path, content: bytes) -> None:
    """Raises FileUnwritten."""
    try:
        files.write(path, content)
    except OSError as error:
        raise FileUnwritten(error.strerror or "not written") from error


def may_write(path: Path) -> None:
    """Before an act that cannot be taken back: whether its proof will find room. Raises FileUnwritten."""
    beside = path.with_name(f"{path.name}.try")
    write(beside, b"")
    beside.unlink()
