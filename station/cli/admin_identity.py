"""`station-admin agency|identity|status`: who the agency says that this station is."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from station.cli import admin_desk as desk
from station.cli import given
from station.domain import foreign
from station.office import commissioning
from station.road import expiry, pulled_policy, standing
from station.road.standing import Report, Standing
from station.store import audit_log, outbox, space
from station.store.session import Store
from station.vault import agency, files, hybrid, identity, keys, process
from station.vault.signing import PUBLIC_BYTES

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
ACTOR = "station-admin"  # whoever holds the station's passphrase


def add_commands(commands: Commands) -> None:
    of_agency = commands.add_parser("agency", help="the agency's keys").add_subparsers(required=True)
    made = of_agency.add_parser("create", help="make the agency's keys; its public key is printed")
    made.add_argument("folder", type=Path, help="where the keys are put; keys that are there are never replaced")
    made.set_defaults(run=create_agency)
    made = of_agency.add_parser("issue", help="issue a station's identity from its request")
    made.add_argument("folder", type=Path, help="the agency's key folder")
    made.add_argument("request", type=Path, help="station.request.json, from the keys of the station")
    made.add_argument("out", type=Path, help="the identity, for the station")
    made.add_argument("--serial", type=int, required=True, help="a number that no identity has had")
    made.add_argument("--days", type=int, default=365, help="how long it holds (default: %(default)s)")
    made.set_defaults(run=issue)
    made = of_agency.add_parser("revoke", help="sign the list of revoked identities")
    made.add_argument("folder", type=Path, help="the agency's key folder")
    made.add_argument("out", type=Path, help="the list, for the stations")
    made.add_argument("serials", type=int, nargs="*", help="every serial that is revoked, the earlier ones too")
    made.add_argument("--number", type=int, required=True, help="greater than that of the last list")
    made.set_defaults(run=revoke)

    of_identity = commands.add_parser("identity", help="the agency's word for this station")
    every = of_identity.add_subparsers(required=True)
    made = every.add_parser("install", help="take the identity that the agency issued; it is verified first")
    made.add_argument("file", type=Path, help="the identity")
    made.set_defaults(run=install)
    made = every.add_parser("revoked", help="take the agency's list of revoked identities; an older one is refused")
    made.add_argument("file", type=Path, help="the list")
    made.set_defaults(run=take_revoked)
    made = commands.add_parser(
        "status", help="identity, keys, room, policy, outbox; exit 3 while the identity opens no visit"
    )
    made.set_defaults(run=status)


def create_agency(options: argparse.Namespace) -> int:
    made = agency.create(options.folder, desk.new_passphrase(options, "the agency", process.AGENCY_PASSPHRASE))
    print(made.public.to_text())
    return 0


def _asked(request: str, path: Path) -> tuple[str, bytes, bytes]:
    """Name and public keys of the station that asks. Raises FileUnreadable."""
    try:
        found = files.parse(request.encode())
        signer = given.key(foreign.text(found["signer"]), PUBLIC_BYTES)
        return foreign.text(found["station"]), signer, given.key(foreign.text(found["recipient"]), hybrid.PUBLIC_BYTES)
    except (ValueError, KeyError, TypeError) as error:
        raise given.FileUnreadable(f"{path}: no request of a station (station.request.json)") from error


def issue(options: argparse.Namespace) -> int:
    station, signer, recipient = _asked(given.text(options.request), options.request)
    now = datetime.now(UTC)
    made = identity.Identity(
        station,
        signer,
        recipient,
        options.serial,
        now.replace(hour=0, minute=0, second=0, microsecond=0),  # the station's clock may be behind the agency's
        now + timedelta(days=options.days),
    )
    options.out.write_text(identity.issue(made, desk.agency_keys(options).signer))
    print(f"{made.station}: serial {made.serial}, valid until {made.not_after:%Y-%m-%d}")
    return 0


def revoke(options: argparse.Namespace) -> int:
    options.out.write_text(identity.sign_revoked(options.serials, options.number, desk.agency_keys(options).signer))
    return 0


def install(options: argparse.Namespace) -> int:
    with desk.opened(options) as store:
        report = standing.install(store, given.text(options.file), ACTOR)
        commissioning.note(desk.settings(options).data_folder, None)  # the window opens the station from now on
    print(_line(report))
    return 0


def take_revoked(options: argparse.Namespace) -> int:
    text = given.text(options.file)
    with desk.opened(options) as store:
        number = store.write(lambda unit: standing.take_revoked(unit, text, ACTOR))
        report = standing.look(store)
    print(f"list {number} of revoked identities is here")
    print(_line(report))
    return 0 if report.may_open_visit else desk.FOUND


def _line(report: Report) -> str:
    warning = f", {report.days_left} days left: renew it" if report.standing is Standing.ENDING else ""
    return f"{report.standing.value}: {report.detail}{warning}"


def status(options: argparse.Namespace) -> int:
    with desk.opened(options) as store:
        report, room = standing.look(store), space.restore(store)
        lines = _lines(store)
        road = desk.settings(options).central
        ends = expiry.of_the_station(store, Path(road.tls) if road.url else None)
        policy = desk.policy(options, store)
        signed = "signed" if pulled_policy.is_signed(store, desk.settings(options)) else "NOT signed"
    print(f"identity   {_line(report)}")
    print(f"revoked    list {lines.pop('revoked')}")
    print(f"keys       from {keys.source_name(desk.key_folder(options))}")
    print(f"disk       {room.state.value}, {room.free_bytes // 2**20} MiB free")
    print(f"swap       {' '.join(process.swap_in_use()) or 'none'}")
    print(f"policy     {policy.version}, {signed} by the agency")
    for name, text in lines.items():
        print(f"{name:<10} {text}")
    for end in ends:
        words = (end.what, end.detail, f"{end.until:%Y-%m-%d}", end.code(datetime.now(UTC)))
        print(f"{'ends':<10} {' '.join(word for word in words if word)}")
    return 0 if report.may_open_visit else desk.FOUND


def _lines(store: Store) -> dict[str, str]:
    with store.reading() as unit:
        counts = outbox.counts(unit)
        return {
            "revoked": str(standing.revoked_number(unit)),
            "outbox": f"{counts.waiting} waiting, {counts.stored} stored, {counts.receipted} receipted",
            "audit": f"{audit_log.size(unit)} entries",
        }
