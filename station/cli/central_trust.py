"""`station-admin central trust`: the states' lists, agreed to by two custodians and sent to every station."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from models.document.chip import certificate
from models.document.chip.certificate import ChipCertificate
from models.standards.ber import BadEncoding
from station.agency import trust_lists
from station.agency.desk import Desk
from station.cli import asking
from station.cli.admin_desk import NotTheSame
from station.cli.central_options import Commands, command, desk_of
from station.errors import StationError
from station.vault import custodian, sources
from station.vault.errors import KeySourceAbsent
from station.vault.tpm import Tpm
from station.wire import custodians
from station.wire.custodians import Consent, Custodian

PUBLIC = "custodian.public.json"  # beside a custodian's key


def add_commands(central: Commands) -> None:
    made = central.add_parser("trust", help="master lists, revocations, deviations and certificates of the states")
    every = made.add_subparsers(required=True)
    made = command(every, "import", "take in a list or certificates, by two people", run=take_in, keys=True)
    made.add_argument("file", type=Path, help="the list or certificate")
    _authority(made)
    _people(made)
    command(every, "list", "what the stations have", run=show, keys=True)
    made = command(every, "withdraw", "take one back at every station, by two people", run=withdraw, keys=True)
    made.add_argument("key", help="as `list` prints it")
    _people(made)
    made = every.add_parser(
        "approve", help="agree to a list as a custodian; needs neither the agency's keys nor a line"
    )
    made.add_argument("file", type=Path, help="the list, or with --appoint the other custodian's public file")
    made.add_argument("--custodian", type=Path, required=True, help="folder of the own key")
    made.add_argument("--out", type=Path, required=True, help="file for the approval")
    _authority(made)
    acts = made.add_mutually_exclusive_group()
    acts.add_argument("--withdraw", action="store_true", help="agree that this list is taken back")
    acts.add_argument("--appoint", action="store_true", help="agree to another custodian")
    acts.add_argument("--dismiss", action="store_true", help="agree that a custodian is none any more")
    made.set_defaults(run=approve)
    _add_custodians(every)


def _add_custodians(every: Commands) -> None:
    made = every.add_parser("custodian", help="the people without two of whom no list is taken in").add_subparsers(
        required=True
    )
    one = made.add_parser("make", help="a key of one's own, on one's own machine or stick")
    one.add_argument("folder", type=Path, help="where the key is put; one that is there is never replaced")
    one.add_argument("--name", required=True, help="who the custodian is")
    one.add_argument(
        "--source", choices=sources.ORDER, default=sources.ORDER[-1],
        help="what the key opens with: a passphrase, a token (pkcs11) or a machine's own TPM; default: passphrase",
    )  # fmt: skip
    one.set_defaults(run=make_custodian)
    one = command(made, "appoint", "let a custodian agree from now on", run=appoint, keys=True)
    one.add_argument("public", type=Path, help=f"the {PUBLIC} that `make` wrote")
    _approvals(one)
    one = command(made, "dismiss", "a custodian is none any more", run=dismiss, keys=True)
    one.add_argument("name", help="who the custodian is")
    _approvals(one)
    command(made, "list", "who is appointed", run=show_custodians, keys=True)


def _authority(made: argparse.ArgumentParser) -> None:
    made.add_argument("--csca", type=Path, help="certificate (DER) of the authority that vouches for the list")


def _approvals(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--approval", type=Path, action="append", default=[], help="of a custodian, as `approve` wrote it; repeat it"
    )


def _people(made: argparse.ArgumentParser) -> None:
    _approvals(made)
    made.add_argument("--first", default="", help="name of the first person, while there are no two custodians")
    made.add_argument("--second", default="", help="name of the second person")


def take_in(options: argparse.Namespace) -> int:
    desk = desk_of(options)
    data, named = _read(options)
    kept = trust_lists.standing(desk)
    proposed = trust_lists.look(data, trust_lists.authorities(kept), named)
    for part in proposed.parts:
        print(part.says)
    if proposed.vouched:
        print(f"vouched for by {proposed.vouched}")
    if options.approval:
        versions = trust_lists.take_in(desk, proposed, approvals=_given(options))
    else:
        _only_without(desk)
        versions = trust_lists.take_in(desk, proposed, _typed(options, proposed.fingerprint))
    print(f"{len(versions)} rows are on the road" if versions else "the stations have it already")
    return 0


def show(options: argparse.Namespace) -> int:
    for version, one in sorted(trust_lists.standing(desk_of(options)), key=lambda row: row[1].key):
        dated = one.dated.isoformat() if one.dated else "undated"
        print(f"{one.key}\t{dated}\tversion {version}\t{one.first}, {one.second}\tsha256 {one.sha256}")
    return 0


def withdraw(options: argparse.Namespace) -> int:
    desk = desk_of(options)
    found = next((one for _, one in trust_lists.standing(desk) if one.key == options.key), None)
    if options.approval:
        version = trust_lists.withdraw(desk, options.key, approvals=_given(options))
    else:
        _only_without(desk)
        version = trust_lists.withdraw(desk, options.key, _typed(options, found.sha256 if found is not None else ""))
    print(f"{options.key} is taken back, version {version}")
    return 0


def approve(options: argparse.Namespace) -> int:
    """Shows what it is without the end of its fingerprint, which the custodian types from elsewhere."""
    if options.appoint or options.dismiss:
        act = Consent.APPOINT if options.appoint else Consent.DISMISS
        digests: tuple[str, ...] = (_public(options.file).sha256,)
        shown = digests[0]
    else:
        act = Consent.WITHDRAW if options.withdraw else Consent.TAKE_IN
        data, named = _read(options)
        digests = trust_lists.digests_of(data, named)
        shown = digests[-1] if named or len(digests) == 1 else hashlib.sha256(data).hexdigest()
        print(f"{len(digests)} lists or certificates; who vouches for them is looked at when they are taken in")
    own = custodian.unlock(options.custodian, options.ask("Passphrase or PIN of the custodian: "))
    _, typed = _typed(options, shown, (own.name,))[0]
    trust_lists.compare(shown, typed)
    options.out.write_text(custodians.approve(own.name, own.signer, act, digests) + "\n", encoding="utf-8")
    print(f"{own.name} agrees ({act.value}); {options.out} is for the agency")
    return 0


def make_custodian(options: argparse.Namespace) -> int:
    chosen = None if options.source == sources.Passphrase.name else sources.find(options.source)
    if chosen is not None and not chosen.there():
        raise KeySourceAbsent(f"no {chosen.name} here")
    if isinstance(chosen, Tpm):
        chosen.set_lock_out()
    first, again = asking.new_secret(options.ask, "New passphrase of the custodian, or PIN, for nobody else: ")
    if first != again:
        raise NotTheSame("the custodian's passphrase")
    options.folder.mkdir(parents=True, exist_ok=True)
    made = Custodian(options.name, custodian.create(options.folder, options.name, first, chosen))
    (options.folder / PUBLIC).write_bytes(made.to_bytes())
    print(f"{options.folder / PUBLIC} is for the agency; SHA-256 {_groups(made.sha256)}")
    return 0


def appoint(options: argparse.Namespace) -> int:
    desk, one = desk_of(options), _public(options.public)
    version = trust_lists.appoint(desk, one, _given(options))
    print(f"{one.name} is a custodian, version {version}; SHA-256 {_groups(one.sha256)}")
    doubted = [row.key for _, row in trust_lists.standing(desk)]
    if len(trust_lists.custodians_of(desk)) == custodians.NEEDED and doubted:
        print("from now on stations believe no list without two custodians. Take these in again, with approvals:")
        print("\n".join(doubted))
    return 0


def dismiss(options: argparse.Namespace) -> int:
    desk = desk_of(options)
    version = trust_lists.dismiss(desk, options.name, _given(options))
    print(f"{options.name} is no custodian any more, version {version}")
    theirs = [row.key for _, row in trust_lists.standing(desk) if options.name in (row.first, row.second)]
    if len(trust_lists.custodians_of(desk)) < custodians.NEEDED:
        print("there are no two custodians: stations believe names that are typed, and say so, until two are appointed")
    elif theirs:
        print("their word counts no more. Take these in again, with approvals of two others:")
        print("\n".join(theirs))
    return 0


def show_custodians(options: argparse.Namespace) -> int:
    for one in trust_lists.custodians_of(desk_of(options)):
        print(f"{one.name}\tSHA-256 {_groups(one.sha256)}")
    return 0


def _read(options: argparse.Namespace) -> tuple[bytes, list[ChipCertificate]]:
    """The file, and the authority that is named beside it. Raises StationError (`trust_unreadable`)."""
    try:
        data = options.file.read_bytes()
        named = [certificate.parse(options.csca.read_bytes())] if options.csca is not None else []
    except (OSError, BadEncoding) as error:
        raise StationError(str(error), code="trust_unreadable") from error
    return data, named


def _public(file: Path) -> Custodian:
    """Raises StationError (`trust_unreadable`, `trust_garbled`)."""
    try:
        return Custodian.from_bytes(file.read_bytes())
    except OSError as error:
        raise StationError(str(error), code="trust_unreadable") from error


def _given(options: argparse.Namespace) -> list[str]:
    try:
        return [file.read_text("utf-8") for file in options.approval]
    except (OSError, UnicodeDecodeError) as error:
        raise StationError(str(error), code="trust_unreadable") from error


def _only_without(desk: Desk) -> None:
    """Typed names count while there are no two custodians; nobody types digits for nothing."""
    if len(trust_lists.custodians_of(desk)) >= custodians.NEEDED:
        raise StationError("--approval of two custodians is needed", code="trust_not_agreed")


def _groups(digits: str) -> str:
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))


def _typed(options: argparse.Namespace, fingerprint: str, names: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """The fingerprint is shown without its end; each of them types that from where they have it."""
    end = trust_lists.TYPED
    print(f"SHA-256 {_groups(fingerprint[:-end])} ...")
    words = f"the last {end} digits of the fingerprint, from elsewhere than this file: "
    return [(name, str(options.ask(f"{name}, {words}"))) for name in names or (options.first, options.second)]
