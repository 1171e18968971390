"""Makes a machine a station, one checked step after the other: what `station-admin` does by its commands and the
commissioning page by its steps, in one place.

Whoever holds the passphrase that is chosen here does this; in the audit log they are `station-admin`.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from drivers.camera.find import find_cameras
from drivers.errors import DeviceError
from drivers.finger.registry import SCANNERS
from drivers.finger.transport import find_devices, system_backend
from models.document.codes import qr_modules
from station import __version__
from station import config as settings
from station.config import Config
from station.counter.slip_printer import print_pdf
from station.domain.commissioning import NOTE_FILE, Agrees, CommissionFacts, SelfTested, TestedPoint
from station.domain.office import Secret
from station.domain.officer import Officer, Role
from station.errors import StationError
from station.office import rotate
from station.office.accounts import Accounts
from station.office.log_in import LogIn, rules_of
from station.office.registry import NAME, BadOfficer
from station.office.two_person import TwoPeople
from station.paper_file import write_whole
from station.road import pulled_policy, standing
from station.store import officers, space
from station.store.folder_lock import FolderLock
from station.store.mode import bind_mode
from station.store.session import Store
from station.vault import files, hybrid, keys, policy_signature, process, recovery, sources
from station.vault.agency import AgencyPublic
from station.vault.errors import KeysDamaged, KeySourceAbsent
from station.vault.keys import StationKeys
from station.vault.sources import KeySource
from station.vault.tpm import Tpm
from station.wire.settings import CA_FILE, CERTIFICATE_FILE, KEY_FILE
from station.workflow.commissioning import CommissionStep, after_keys
from station.workflow.policy import EXPORT_KEY, Policy

ACTOR = "station-admin"  # whoever holds the station's passphrase
REQUEST_FILE = "station.request.json"
SYSTEM_CREDENTIALS = Path("/etc/biometric-station/credentials")
MODES = ("production", "training")
LONGEST_FILE = 1 << 20  # octets of a key, an identity or a policy
STATION_NAME = r"[A-Za-z0-9][A-Za-z0-9-]{0,39}"  # as the agency takes it: agency.install


class CommissionRefused(StationError):
    """What was entered at a step does not fit; the code says what is to be done."""

    code = "commission_refused"


# ---- what the commands do, too


def make_station(config: Config, of_agency: AgencyPublic, source: KeySource, secret: str) -> StationKeys:
    """Keys of a new station, its database and the request for the agency, in the folder of the settings.

    Raises KeysDamaged (`keys_exist`): a station is commissioned once.
    """
    if isinstance(source, Tpm):
        source.set_lock_out()
    folder = config.data_folder / "keys"
    folder.mkdir(parents=True, exist_ok=True)
    for private in (config.data_folder, folder):
        private.chmod(0o700)
    made = keys.create(folder, secret, station=config.station, agency=of_agency, source=source)
    note(config.data_folder, CommissionStep.IDENTITY)
    store = open_records(config, made)  # bound to its mode before anything is in it
    space.restore(store)  # room for the last visit is kept from the first day
    store.close()
    write_request(folder, made)
    return made


def open_records(config: Config, found: StationKeys) -> Store:
    """The database of the settings, in the mode it was made in and in no other."""
    store = Store.open(config.data_folder / "station.db", found)
    try:
        bind_mode(store, config.mode)
    except BaseException:
        store.close()
        raise
    return store


def write_request(folder: Path, made: StationKeys) -> Path:
    """What the agency is asked to put its word under."""
    fields = {
        "station": made.station,
        "signer": files.text(made.signer.public),
        "recipient": files.text(made.recipient_public),
    }
    files.write(folder / REQUEST_FILE, files.canonical(fields), 0o644)
    return folder / REQUEST_FILE


def note(folder: Path, step: CommissionStep | None) -> None:
    """Where commissioning goes on when it is opened again; None: it is done."""
    path = folder / NOTE_FILE
    if step is None:
        path.unlink(missing_ok=True)
    else:
        files.write(path, step.value.encode())


def noted(folder: Path) -> str:
    """The step at which commissioning was left; empty where it is done."""
    try:
        return (folder / NOTE_FILE).read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return ""


# ---- the steps


class Commissioning:
    """Behind the commissioning page; every method may block and none is called beside another. `reach` gives the
    seconds by which central's clock is ahead of ours, over the way in of the settings; `look` tests the whole station.
    """

    def __init__(
        self,
        config: Config,
        file: Path,
        reach: Callable[[Config, StationKeys], float],
        look: Callable[[Config, Store], list[TestedPoint]],
    ) -> None:
        self.config, self._file, self._reach, self._look = config, file, reach, look
        self._agency: AgencyPublic | None = None
        self._store: Store | None = None
        self._lock: FolderLock | None = None
        self._offset: float | None = None
        self.secret = ""  # what opens the keys, once it was chosen or proved

    # ---- what is there

    def facts(self) -> CommissionFacts:
        config, folder = self.config, self._keys
        made = keys.exists(folder)
        credential = _credential_file()
        found = CommissionFacts(
            settings=str(self._file), folder=str(config.data_folder), mode=config.mode, station=config.station,
            place=config.place, language=config.language,
            agency=_fingerprint(self._agency) if self._agency is not None else "",
            sources=_sources(), made=made, open=self._store is not None, camera=config.camera,
            source=keys.source_name(folder) if made else "",
            credential=str(credential) if credential is not None else "",
            kept=credential is not None and credential.exists(),
            address=config.central.url, offset=self._offset,
        )  # fmt: skip
        store = self._store
        if store is None:
            return found
        report, policy = standing.look(store), self._policy(store)
        listed = Accounts(store).every()
        return replace(
            found,
            agency=_fingerprint(store.keys.agency),
            request=str(folder / REQUEST_FILE),
            identity=report.standing.value,
            identity_until=report.identity.not_after if report.identity is not None else None,
            policy=policy.version,
            policy_signed=pulled_policy.is_signed(store, config),
            officers=tuple((one.officer.name, one.officer.display, one.officer.role) for one in listed),
            recovery=(folder / recovery.COPY_FILE).exists(),
            second_factor=bool(policy.sessions.second_factor),
            two_for_recovery=TwoPeople(store, LogIn(store), policy.two_person).needs_two(EXPORT_KEY),
        )

    def devices(self) -> CommissionFacts:
        """The same, and what hangs on this machine now."""
        try:
            there = find_devices(system_backend())
        except DeviceError:
            there = []
        readers = tuple(
            f"{one.idVendor:04x}:{one.idProduct:04x}" for one in there if (one.idVendor, one.idProduct) in SCANNERS
        )
        cameras = tuple((camera.serial or camera.name, camera.name) for camera in find_cameras())
        return replace(self.facts(), readers=readers, cameras=cameras)

    def goes_on(self) -> CommissionStep:
        """Where to begin: a station whose keys are not open begins with them."""
        if self._store is not None:
            return after_keys(noted(self.config.data_folder))
        return CommissionStep.KEYS if keys.exists(self._keys) else CommissionStep.LANGUAGE

    def note(self, step: CommissionStep) -> None:
        """The step that is shown now; nothing is noted before there are keys."""
        if self._store is not None:
            note(self.config.data_folder, step)

    # ---- language, name, agency, keys

    def choose_language(self, language: str) -> None:
        """Raises SettingsUnwritable, also for every other step of the settings."""
        self._keep(language=language)

    def name_station(self, mode: str, name: str, place: str) -> None:
        """Raises CommissionRefused: `station_bad_name`, `place_missing`."""
        if not re.fullmatch(STATION_NAME, name.strip()):
            raise CommissionRefused(name, "station_bad_name")
        if not place.strip():
            raise CommissionRefused(code="place_missing")
        if mode not in MODES:
            raise CommissionRefused(mode, "commission_refused")
        changes = {"mode": mode, "station": name.strip(), "place": place.strip()}
        if self.config.data:  # chosen at the command: the next start has to find it, too
            changes["data"] = self.config.data
        self._keep(**changes)

    def take_agency(self, file: Path) -> None:
        """Raises CommissionRefused `agency_key_unfit`."""
        try:
            self._agency = AgencyPublic.from_text(_text(file).strip())
        except KeysDamaged as error:
            raise CommissionRefused(error.detail, "agency_key_unfit") from error

    def make_keys(self, source: str, secret: str, keep: bool) -> None:
        """Make this station's keys; `keep`: the passphrase stands in the file from which a start reads it.

        Raises KeySourceAbsent, KeysDamaged (`keys_exist`), and what the TPM or the token refuses.
        """
        if self._agency is None:
            raise CommissionRefused(code="agency_key_unfit")
        made = make_station(self.config, self._agency, sources.find(source), secret)
        self._open(made, secret)
        self._remember(secret, keep)

    def unlock(self, secret: str, keep: bool) -> None:
        """Open the keys of a station that was not finished. Raises WrongSecret, SecretLocked, KeysDamaged."""
        self._open(keys.unlock(self._keys, secret), secret)
        self._remember(secret, keep)

    # ---- the agency's answer

    def save_request(self, to: Path) -> None:
        """A copy for the agency. Raises CommissionRefused `file_unwritten`."""
        try:
            shutil.copyfile(self._keys / REQUEST_FILE, to)
        except OSError as error:
            raise CommissionRefused(error.strerror or "", "file_unwritten") from error

    def install_identity(self, file: Path) -> None:
        """Raises IdentityUnfit, with the standing as its code."""
        standing.install(self._opened, _text(file), ACTOR)

    def reach_central(self, address: str, folder: Path) -> None:
        """Take certificate and key of this folder, and keep both only once central was reached with them.

        Raises CommissionRefused `certificate_folder_unfit`, CentralError.
        """
        names = (CA_FILE, CERTIFICATE_FILE, KEY_FILE)
        kept = Path(self.config.central.tls) if self.config.central.tls else self.config.data_folder / "tls"
        if folder.resolve() != kept.resolve() and not all((folder / name).is_file() for name in names):
            raise CommissionRefused(str(folder), "certificate_folder_unfit")
        tried = kept
        if folder.resolve() != kept.resolve():
            tried = self.config.data_folder / "tls.tried"
            shutil.rmtree(tried, ignore_errors=True)
            try:
                tried.mkdir(mode=0o700, parents=True)
                for name in names:
                    files.write(tried / name, (folder / name).read_bytes())
            except OSError as error:
                raise CommissionRefused(error.strerror or "", "certificate_folder_unfit") from error
        central = replace(self.config.central, url=address.strip(), tls=str(tried))
        try:
            offset = self._reach(replace(self.config, central=central), self._opened.keys)
            if tried != kept:
                for name in names:
                    files.write(kept / name, (tried / name).read_bytes())
        finally:
            if tried != kept:
                shutil.rmtree(tried, ignore_errors=True)
        settings.keep(self._file, {"central.url": central.url, "central.tls": str(kept)})
        self.config = replace(self.config, central=replace(central, tls=str(kept)))
        self._offset = offset

    # ---- devices, rules, people

    def choose_camera(self, camera: str) -> None:
        self._keep(camera=camera or "0")

    def take_policy(self, file: Path | None) -> None:
        """The agency's own rules, with its signature beside them where this is no training; None: those that ship.

        Raises PolicyError, BadSignature.
        """
        if file is None:
            return
        signing = self._signing
        pulled_policy.read_file(replace(self.config, policy=str(file)), signing)
        kept = self.config.data_folder / "policy.json"
        for one, to in ((file, kept), (policy_signature.beside(file), policy_signature.beside(kept))):
            if one.exists() and one.resolve() != to.resolve():
                files.write(to, one.read_bytes(), 0o644)
        pulled_policy.read_file(replace(self.config, policy=str(kept)), signing)  # what was copied is what was read
        self._keep(policy=str(kept))

    def add_officer(self, name: str, display: str, role: Role, password: str) -> Secret | None:
        """The authenticator's secret where the policy lets nobody of this role sign in without one, shown once.

        Raises BadOfficer, NameReserved, RecordExists, SignInRefused (a first password that anybody would guess).
        """
        name, display = name.strip().casefold(), display.strip()
        if not NAME.fullmatch(name):
            raise BadOfficer(code="sign_in_name_unfit")
        if not display:
            raise BadOfficer(code="display_name_missing")
        store = self._opened
        Accounts(store).add(ACTOR, Officer(name, display, role), password)
        if role not in self._policy(store).sessions.second_factor:
            return None
        uri = Accounts(store).set_totp(ACTOR, name)
        return Secret(name, uri, tuple(tuple(row) for row in qr_modules(uri).tolist()))

    def enough_officers(self) -> None:
        """Raises CommissionRefused `no_administrator_yet`: nobody could be added afterwards."""
        if not any(one.officer.role is Role.ADMINISTRATOR and one.active for one in Accounts(self._opened).every()):
            raise CommissionRefused(code="no_administrator_yet")

    def set_recovery(self, file: Path, first: Agrees, second: Agrees) -> None:
        """Leave a copy of the keys for the holder of this public key; who agrees, by the policy, are two people.

        Raises CommissionRefused `recovery_key_unfit`, SignInRefused, NotAllowed.
        """
        store = self._opened
        try:
            public = files.octets(_text(file).strip())
        except ValueError as error:
            raise CommissionRefused(code="recovery_key_unfit") from error
        if len(public) != hybrid.PUBLIC_BYTES:
            raise CommissionRefused(f"{len(public)} octets", "recovery_key_unfit")
        policy = self._policy(store)
        log_in = LogIn(store, rules_of(policy))
        people = TwoPeople(store, log_in, policy.two_person)
        two = people.needs_two(EXPORT_KEY)
        subject = sha256(public).hexdigest()
        session = log_in.sign_in(first.name, self._word(first), first.code or None, new=first.new)
        try:
            approval = people.approve(
                EXPORT_KEY, subject, session, second.name if two else "", self._word(second), reason="commissioning",
                code=second.code or None, new=second.new,
            )  # fmt: skip
            rotate.recovery_key(store, self._keys, self.secret, public, approval, people)
        finally:
            log_in.sign_out(session)

    # ---- the end

    def self_test(self) -> SelfTested:
        config = self.config
        points = tuple(self._look(config, self._opened))
        return SelfTested(config.station, config.place, config.mode, __version__, datetime.now(UTC), points)

    def save_report(self, to: Path, paper: bytes) -> None:
        """Raises CertificateUnwritten."""
        write_whole(to, paper)

    def print_report(self, paper: bytes) -> None:
        """On the printer of this machine. Raises SlipNotPrinted."""
        print_pdf(paper)

    def finish(self) -> None:
        """The station is one, and its records are closed for the window that opens them."""
        note(self.config.data_folder, None)
        self.close()

    def close(self) -> None:
        store, self._store = self._store, None
        if store is not None:
            store.close()
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.release()

    # ---- inside

    @property
    def _keys(self) -> Path:
        return self.config.data_folder / "keys"

    @property
    def _opened(self) -> Store:
        if self._store is None:
            raise CommissionRefused("the keys are not open", "keys_missing")
        return self._store

    @property
    def _signing(self) -> bytes | None:
        return self._opened.keys.agency.signing if self.config.mode == "production" else None

    def _policy(self, store: Store) -> Policy:
        signing = store.keys.agency.signing if self.config.mode == "production" else None
        return pulled_policy.newest(store, pulled_policy.read_file(self.config, signing))

    def _keep(self, **changes: str) -> None:
        settings.keep(self._file, changes)
        self.config = replace(self.config, **changes)  # type: ignore[arg-type]  # every one is a text

    def _open(self, found: StationKeys, secret: str) -> None:
        path = self.config.data_folder / "station.db"
        self._lock = FolderLock(path.with_name(f"{path.name}.lock"))
        try:
            self._store = open_records(self.config, found)
        except BaseException:
            self._lock.release()
            self._lock = None
            raise
        self.secret = secret

    def _remember(self, secret: str, keep: bool) -> None:
        credential = _credential_file()
        if keep and credential is not None:
            files.write(credential, f"{secret}\n".encode())
            _give(credential, self.config.data_folder)

    def _must_change(self, name: str) -> bool:
        with self._opened.reading() as unit:
            account = officers.find(unit, name)
        return account is not None and account.must_change

    def _word(self, one: Agrees) -> str:
        """The password of now: the new one where an earlier try has put it in force already."""
        return one.password if self._must_change(one.name) or not one.new else one.new


def _sources() -> tuple[str, ...]:
    found = []
    for name in sources.ORDER:
        try:
            if sources.find(name).there():
                found.append(name)
        except KeySourceAbsent:
            continue
    return tuple(found)


def _fingerprint(of_agency: AgencyPublic) -> str:
    """As `sha256sum` says of the octets of the key, for two people to compare."""
    return sha256(of_agency.signing + of_agency.sealing).hexdigest()


def _credential_file() -> Path | None:
    """Where a start looks for the passphrase, if this account may write there."""
    folder = Path(os.environ.get(process.CREDENTIALS_FOLDER) or SYSTEM_CREDENTIALS)
    return folder / process.CREDENTIALS[process.STATION_PASSPHRASE] if os.access(folder, os.W_OK) else None


def _give(file: Path, folder: Path) -> None:
    """What root wrote for the account to which this folder belongs has to be that account's."""
    if os.name == "posix" and os.geteuid() == 0:
        owner = folder.stat()
        os.chown(file, owner.st_uid, owner.st_gid)


def _text(file: Path) -> str:
    """Raises CommissionRefused `file_unread`."""
    try:
        with file.open("rb") as opened:
            octets = opened.read(LONGEST_FILE + 1)
        if len(octets) > LONGEST_FILE:
            raise CommissionRefused("longer than a key or an identity can be", "file_unread")
        return octets.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise CommissionRefused(type(error).__name__, "file_unread") from error
