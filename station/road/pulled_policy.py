"""The policy in force: of a file, or as the agency sends it over the road, kept when it arrives and used from the next
start on."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import resources
from station.config import Config
from station.domain.audit import Act, AuditEvent, Detail
from station.store import audit_log, meta, pulled
from station.store.session import Store, Unit
from station.vault import policy_signature
from station.workflow import policy as policy_file
from station.workflow.policy import Policy, PolicyError

log = logging.getLogger("station.policy")

KIND = "policy"
KEY = "main"  # what `station-admin central publish policy main FILE` sends; other keys are kept and not applied
_IN_USE = "policy_in_use"
FILE, CENTRAL = "file", "central"  # where the policy in force came from


def read_file(config: Config, agency_signing: bytes | None = None) -> Policy:
    """The policy that ships, or the agency's own file: at a real counter only with the agency's signature beside it.

    Raises PolicyError; BadSignature for a file that is unsigned, changed, or signed by somebody else.
    """
    path = Path(config.policy) if config.policy else resources.path("policy/policy.json")
    try:
        if config.policy and agency_signing is not None:
            return policy_file.parse(policy_signature.read_verified(path, agency_signing))
        return policy_file.parse(path.read_bytes())
    except OSError as error:
        raise PolicyError(f"{path.name}: {error.strerror}") from error


def newest(store: Store, of_file: Policy) -> Policy:
    """What would be in force if the station started now; nothing is written down."""
    with store.reading() as unit:
        return _read(unit) or of_file


def in_force(store: Store, of_file: Policy) -> Policy:
    """The newest policy that central sent, else `of_file`; for the start of a station, never during a visit.

    The inbox kept it only with the agency's signature over its kind, key, version and content, and never steps back
    to an older version. One that this release cannot read is left out with a line in the log. A policy other than at
    the last start is written to the audit log.
    """

    def work(unit: Unit) -> Policy:
        sent = _read(unit)
        chosen = of_file if sent is None else sent
        number = 0 if sent is None else pulled.version(unit, KIND, KEY)
        _note(unit, FILE if sent is None else CENTRAL, chosen.version, number)
        return chosen

    return store.write(work)


def last_start(unit: Unit) -> tuple[str, int | None]:
    """Version of the policy in force and central's number of it (0: the file); number None before the first start."""
    kept = meta.get(unit, _IN_USE)
    if kept is None:
        return "", None
    fields = json.loads(kept)
    return str(fields["version"]), int(fields["number"])


def _read(unit: Unit) -> Policy | None:
    body = pulled.get(unit, KIND, KEY)
    if body is None:
        return None
    try:
        return policy_file.parse(body)
    except PolicyError as error:
        log.warning("the policy from central cannot be used, the file stays in force: %s", error.detail)
        return None


def is_signed(store: Store, config: Config) -> bool:
    """Whether the policy in force carries the agency's signature, checked here; the one that ships has none."""
    with store.reading() as unit:
        if _read(unit) is not None:
            return True
    return bool(config.policy) and config.mode == "production"


def _note(unit: Unit, source: str, version: str, number: int) -> None:
    """Remember what is in force; an audit entry where that is another one than before."""
    kept = meta.get(unit, _IN_USE)
    now: dict[str, Detail] = {"number": number, "source": source, "version": version}
    before = json.loads(kept) if kept is not None else None
    if before == now:
        return
    meta.put(unit, _IN_USE, json.dumps(now, sort_keys=True).encode())
    if before is None and source == FILE:
        return  # the first start: nothing has changed
    detail: dict[str, Detail] = {**now, "before": before["version"] if before is not None else ""}
    event = AuditEvent(unit.now(), "system", Act.POLICY_CHANGED, unit.keys.station, version, detail)
    audit_log.append(unit, event)
    log.info("policy changed: version %s from %s", version, source)
