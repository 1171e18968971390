"""The states' lists that chips and seals are judged by: what the agency sent, read once and again when it changes."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from models.document.chip import certificate, lists
from models.document.chip.certificate import ChipCertificate
from models.document.chip.lists import DeviationList, Revocations
from models.document.chip.trust import TrustStore
from models.standards.ber import BadEncoding
from models.standards.key_info import Unsupported
from station import logs
from station.domain.chip import TrustLists
from station.store import pulled
from station.store.session import Store, Unit
from station.wire import custodians, trust_list
from station.wire.custodians import Custodian
from station.wire.errors import CentralError
from station.wire.trust_list import ListKind, TrustList


@dataclass(frozen=True)
class Trust:
    """What documents and seals are judged by. lists: the same in figures, for the screen and the record."""

    store: TrustStore
    signers: tuple[ChipCertificate, ...]
    deviations: tuple[DeviationList, ...]
    lists: TrustLists


NOTHING = Trust(TrustStore([]), (), (), TrustLists())


def assemble(found: Iterable[tuple[int, TrustList]]) -> Trust:
    """Of lists with their versions; one that cannot be read is left out with a line in the log."""
    authorities: list[ChipCertificate] = []
    signers: list[ChipCertificate] = []
    deviations: list[DeviationList] = []
    revocations: list[Revocations] | None = None
    newest, days = 0, list[date]()
    for version, one in found:
        try:
            if one.kind is ListKind.MASTER:
                authorities += lists.parse_master_list(one.octets).certificates
            elif one.kind is ListKind.AUTHORITY:
                authorities.append(certificate.parse(one.octets))
            elif one.kind is ListKind.SIGNER:
                signers.append(certificate.parse(one.octets))
            elif one.kind is ListKind.DEVIATIONS:
                deviations.append(lists.parse_deviations(one.octets))
            else:
                revocations = [*(revocations or ()), lists.parse_revocations(one.octets)]
        except (BadEncoding, Unsupported) as error:
            logs.log.warning("a list of a state cannot be read", kind=one.kind.value, detail=str(error))
            continue
        newest = max(newest, version)
        if one.dated is not None:
            days.append(one.dated)
    store = TrustStore(authorities, revocations)
    figures = TrustLists(
        version=newest,
        authorities=store.keys,
        revocations=None if revocations is None else len({r.issuer.country for r in revocations}),
        deviations=len(deviations),
        dated=min(days, default=None),
    )
    return Trust(store, tuple(signers), tuple(deviations), figures)


class TrustLibrary:
    """The trust of one station; for any thread."""

    def __init__(self, store: Store | None, fixed: Trust | None = None) -> None:
        """`fixed`: of the demonstration, whose states are emulated; nothing is looked up then."""
        self._store, self._fixed = store, fixed
        self._lock = threading.Lock()
        self._read: Trust | None = None

    def now(self) -> Trust:
        if self._fixed is not None:
            return self._fixed
        with self._lock:
            if self._read is None:
                self._read = assemble(kept(self._store) if self._store is not None else ())
            return self._read

    @property
    def figures(self) -> TrustLists:
        """Of what was read last; at once."""
        found = self._fixed or self._read
        return found.lists if found is not None else TrustLists()

    def told(self, kinds: frozenset[str]) -> None:
        """Which kinds of rows the road brought; another list is read before the next document."""
        if kinds & {trust_list.KIND, custodians.CUSTODIAN, custodians.AGREED}:
            with self._lock:
                self._read = None


@dataclass(frozen=True)
class KeptList:
    """A list as it is kept. agreed: custodians whose signatures on these octets were checked here; believed: two of
    them, or there are no two custodians yet and the agency's word is all there is."""

    version: int
    one: TrustList
    agreed: tuple[str, ...]
    believed: bool


def every(store: Store) -> list[KeptList]:
    """The lists that the agency sent; one that cannot be read is left out with a line in the log."""
    found = []
    with store.reading() as unit:
        known = _custodians(unit)
        bound = len(known) >= custodians.NEEDED
        for key, body in pulled.every(unit, trust_list.KIND):
            try:
                one = trust_list.read(body)
            except CentralError as error:
                logs.log.warning("a list of a state cannot be read", detail=error.detail)
                continue
            names = custodians.agreed(_approvals(unit, one.sha256), known, custodians.Consent.TAKE_IN, one.sha256)
            believed = not bound or len(names) >= custodians.NEEDED
            if not believed:
                logs.log.warning("no two custodians agreed to a list of a state", kind=one.kind.value)
            found.append(KeptList(pulled.version(unit, trust_list.KIND, key), one, names, believed))
    return found


def ending(found: Iterable[tuple[int, TrustList]], at: datetime) -> tuple[tuple[str, datetime], ...]:
    """Lists of revocations that have ended by `at` (aware), or end soon: (key, end). Afterwards whatever their state
    signed stays undetermined."""
    made = []
    for _, one in found:
        if one.kind is ListKind.REVOCATIONS:
            try:
                read = lists.parse_revocations(one.octets)
            except (BadEncoding, Unsupported):  # `assemble` says so
                continue
            if read.due <= at:
                made.append((one.key, read.ends))
    return tuple(sorted(made, key=lambda end: (end[1], end[0])))


def kept(store: Store) -> list[tuple[int, TrustList]]:
    """Those that are believed, with their versions."""
    return [(row.version, row.one) for row in every(store) if row.believed]


def custodians_of(store: Store) -> tuple[Custodian, ...]:
    """Who may agree to lists, as the agency sent it."""
    with store.reading() as unit:
        return _custodians(unit)


def _custodians(unit: Unit) -> tuple[Custodian, ...]:
    rows = [
        (pulled.version(unit, custodians.CUSTODIAN, key), body)
        for key, body in pulled.every(unit, custodians.CUSTODIAN)
    ]
    return custodians.appointed(rows, lambda digest: _approvals(unit, digest))


def _approvals(unit: Unit, digest: str) -> tuple[str, ...]:
    """What was said for the octets with this SHA-256, not yet checked."""
    body = pulled.get(unit, custodians.AGREED, digest)
    if body is None:
        return ()
    try:
        return custodians.read_agreed(body)
    except CentralError as error:
        logs.log.warning("approvals cannot be read", detail=error.detail)
        return ()


def days_old(found: TrustLists, today: date | None = None) -> int | None:
    """Days since the oldest list; None where none says its day."""
    if found.dated is None:
        return None
    return ((today or datetime.now(UTC).date()) - found.dated).days
