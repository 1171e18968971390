"""What somebody signed: one shape for all forms that travel. Fields with fixed names, in the one canonical JSON, under
a domain of their own, so that no signature made for one form can be taken for another.

The signature stands behind the octets (receipts, heads), beside them in an object (identities, erasures, lists), or
apart from them in a column (rows on the way back, by `message`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from station.domain import foreign
from station.vault import files, signing
from station.vault.errors import BadSignature
from station.vault.signing import SIGNATURE_BYTES, Signer


@dataclass(frozen=True)
class Form:
    """`names`: of the fields, exactly these. `beside`: the object that holds them, beside their signature."""

    domain: bytes
    names: frozenset[str]
    beside: str = ""
    longest: int = foreign.SIZE
    ascii: bool = False  # other letters are written as \\u escapes

    def octets(self, fields: Mapping[str, Any]) -> bytes:
        """The canonical octets of the fields."""
        if not self.ascii:
            return files.canonical(dict(fields))
        return json.dumps(dict(fields), sort_keys=True, separators=(",", ":")).encode()

    def message(self, fields: Mapping[str, Any]) -> bytes:
        """What is signed."""
        return self.domain + self.octets(fields)

    def behind(self, fields: Mapping[str, Any], signer: Signer) -> bytes:
        """The canonical octets and the 64 octets of their signature."""
        return self.octets(fields) + signer.sign(self.message(fields))

    def read_behind(self, proof: bytes, public: bytes) -> dict[str, Any]:
        """The fields, if the holder of `public` signed them; raises BadSignature, Malformed."""
        body = proof[:-SIGNATURE_BYTES]
        signing.check(public, proof[-SIGNATURE_BYTES:], self.domain + body)
        found = foreign.record(body, self.names, size=self.longest)
        if self.octets(found) != body:
            raise foreign.Malformed("signed, but not in its canonical form")
        return found

    def parts(self, fields: Mapping[str, Any], signer: Signer) -> dict[str, Any]:
        """An object that holds the fields and, beside them, their signature."""
        return {self.beside: dict(sorted(fields.items())), "signature": files.text(signer.sign(self.message(fields)))}

    def read_parts(self, document: bytes | str, public: bytes) -> dict[str, Any]:
        """The fields, if the holder of `public` signed them; raises BadSignature, also for what is not of this form."""
        try:
            found = foreign.record(document, {self.beside, "signature"}, size=self.longest)
            fields = foreign.fields(found[self.beside], self.names)
            signature = files.octets(foreign.text(found["signature"], 200))
        except ValueError as error:
            raise BadSignature(f"no {self.beside}") from error
        signing.check(public, signature, self.message(fields))
        return fields
