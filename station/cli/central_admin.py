"""Subcommands of `station-admin` for the central database: `central ...` and `station ...`.

`add_commands(subparsers)` adds them; each sets `run(options) -> int`.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TypeAlias

from station.central import expected, install, intake, outgoing, watchlist, witness
from station.central.certificates import CRL_FILE, Authority, write_private
from station.central.desk import Desk
from station.central.head_keeper import HeadKeeper
from station.central.ledger import Ledger
from station.central.settings import CentralSettings
from station.cli import central_status
from station.cli.admin_desk import FOUND
from station.cli.central import passphrase
from station.domain.watchlist import WatchEntry
from station.errors import StationError
from station.vault import agency, files

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
PUBLISHED_KINDS = ("policy", "officer", "revocation", "revoked_identities")


def add_commands(subparsers: Commands) -> None:
    """Add `central` and `station` to a parser's subcommands."""
    central = subparsers.add_parser("central", help="the central database").add_subparsers(required=True)
    made = central.add_parser("authority", help="make the authority, the server's and the owner's certificates")
    made.add_argument("directory", type=Path)
    made.add_argument("--host", action="append", required=True, help="name or address of the server; repeat it")
    made.add_argument("--owner", default="border_owner", help="login role of the database's owner")
    made.set_defaults(run=make_authority)

    made = _command(central, "init", "build or upgrade the schema, roles and policies", run=initialise)
    made.add_argument("--mode", required=True, choices=("production", "training", "demo"))
    made = _command(central, "process", "make the login of the station-central process", run=add_process)
    made.add_argument("--authority", type=Path, required=True)
    made.add_argument("--out", type=Path, required=True)
    made = _command(central, "status", "stations, backlog, receipts, matcher, alerts", run=central_status.show)
    made.add_argument("--json", action="store_true")
    made = central.add_parser("rules", help="print the lines that the server's pg_hba.conf needs")
    made.set_defaults(run=print_rules)
    made = _command(central, "watch", "put entries on the watchlist, or take them off", run=watch, keys=True)
    made.add_argument("--add", type=Path, help="file of entries, one JSON object a line")
    made.add_argument("--remove", nargs="*", default=[], metavar="ID")
    made = _command(central, "expect", "send records of people who are expected at a post", run=expect, keys=True)
    made.add_argument("post")
    made.add_argument("records", nargs="+", metavar="RECORD")
    made = _command(central, "publish", "send a policy, an officer, a revocation", run=publish, keys=True)
    made.add_argument("kind", choices=PUBLISHED_KINDS)
    made.add_argument("key")
    made.add_argument("file", type=Path, help="its content; an empty file takes it back")
    made.add_argument("--post")
    made.add_argument("--station")
    made = _command(central, "bundle", "take a station's removable disk in and write the answer", run=bundle, keys=True)
    made.add_argument("file", type=Path)
    made.add_argument("answer", type=Path)
    made = _command(central, "checkpoints", "a station's audit log as central knows it", run=checkpoints)
    made.add_argument("station")
    made.add_argument("--out", type=Path, help="file for the largest proven one: station-admin audit verify --witness")

    station = subparsers.add_parser("station", help="commission and cut off stations").add_subparsers(required=True)
    made = _command(station, "add", "commission a station, or renew its certificate", run=add_station)
    made.add_argument("name")
    made.add_argument("post", help="the post in capitals, e.g. CGK")
    made.add_argument("--authority", type=Path, required=True)
    made.add_argument("--out", type=Path, required=True, help="folder for the station's certificate and key")
    made.add_argument("--keys", type=Path, help="the station's key file; only its public part is read")
    made = _command(station, "revoke", "cut a station off", run=revoke_station)
    made.add_argument("name")
    made.add_argument("--authority", type=Path, required=True)
    made.add_argument("--crl", type=Path, help="where the server reads its revocation list")
    _command(station, "list", "the stations in service", run=list_stations)


def _command(
    parent: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    text: str,
    *,
    run: object,
    keys: bool = False,
) -> argparse.ArgumentParser:
    made = parent.add_parser(name, help=text)
    made.add_argument("--central", required=True, help="postgresql://ROLE@HOST:PORT/border")
    made.add_argument("--tls", type=Path, required=True, help="folder of ca.crt, client.crt and client.key")
    if keys:
        made.add_argument("--agency", type=Path, required=True, help="folder of the agency's key file")
    made.set_defaults(run=run)
    return made


def _settings(options: argparse.Namespace) -> CentralSettings:
    return CentralSettings.from_url(options.central, options.tls, timeout=60.0)


def _desk(options: argparse.Namespace) -> Desk:
    return Desk(_settings(options), agency.unlock(options.agency, passphrase()))


def make_authority(options: argparse.Namespace) -> int:
    authority = Authority.create(options.directory)
    certificate, key = authority.issue_server(options.host)
    write_private(options.directory / "server.key", key)
    (options.directory / "server.crt").write_bytes(certificate)
    authority.issue_client(options.owner, options.directory / "owner")
    print(f"authority, server certificate and {CRL_FILE} in {options.directory}")
    print(f"certificate of {options.owner} in {options.directory / 'owner'}")
    return 0


def initialise(options: argparse.Namespace) -> int:
    install.initialise(_settings(options), options.mode)
    print(f"schema, roles and policies are in place; mode {options.mode}")
    print("the server's pg_hba.conf needs:")
    print(install.ACCESS_RULES, end="")
    return 0


def print_rules(_: argparse.Namespace) -> int:
    print(install.ACCESS_RULES, end="")
    return 0


def add_process(options: argparse.Namespace) -> int:
    made = install.add_central_process(_settings(options), Authority(options.authority), options.out)
    print(f"{made.url}, certificate in {options.out}")
    return 0


def add_station(options: argparse.Namespace) -> int:
    signing = recipient = None
    if options.keys:
        public = json.loads(options.keys.read_text())["public"]
        if public["station"] != options.name:
            raise StationError("the key file belongs to another station", code="station_bad_name")
        signing, recipient = files.octets(public["signer"]), files.octets(public["recipient"])
    made = install.add_station(
        _settings(options),
        Authority(options.authority),
        options.name,
        options.post,
        options.out,
        signing_key=signing,
        recipient_key=recipient,
    )
    print(f"{made.url}, certificate in {options.out}")
    if signing is None:
        print("no --keys: its records are stored, but not receipted until its keys are known")
    return 0


def revoke_station(options: argparse.Namespace) -> int:
    publish = options.crl.write_bytes if options.crl else None
    install.revoke_station(_settings(options), Authority(options.authority), options.name, publish)
    print(f"{options.name} is cut off")
    if publish is None:
        print(f"let the server read {options.authority / CRL_FILE} (ssl_crl_file, then reload)")
    return 0


def list_stations(options: argparse.Namespace) -> int:
    for entry in install.stations(_settings(options)):
        print(f"{entry.name}\t{entry.post}\t{entry.role}")
    return 0


def watch(options: argparse.Namespace) -> int:
    desk = _desk(options)
    if options.add:
        try:
            entries = [WatchEntry.from_bytes(line) for line in options.add.read_bytes().splitlines() if line.strip()]
        except ValueError as error:
            raise StationError(str(error), code="bad_watchlist") from error
        print(f"{watchlist.publish(desk, entries)} entries are on the road")
    if options.remove:
        print(f"{watchlist.withdraw(desk, options.remove)} entries are taken back")
    return 0


def expect(options: argparse.Namespace) -> int:
    sent = expected.expect(_desk(options), Ledger(_settings(options)), options.post, options.records)
    print(f"{sent} sealed copies are on the road to {options.post}")
    return 0


def publish(options: argparse.Namespace) -> int:
    audience = outgoing.EVERYBODY
    if options.post:
        audience = outgoing.post_audience(options.post)
    if options.station:
        audience = outgoing.station_audience(options.station)
    version = _desk(options).post(audience, options.kind, options.key, options.file.read_bytes())
    print(f"{options.kind} {options.key}, version {version}, for {audience}")
    return 0


def bundle(options: argparse.Namespace) -> int:
    keys = agency.unlock(options.agency, passphrase())
    settings = _settings(options)
    taken = intake.take(options.file, settings)
    desk = Desk(settings, keys)
    while desk.receive():
        pass
    HeadKeeper(settings, keys).bring_up_to_date()
    rows = intake.answer(options.answer, settings, taken, keys.signer)
    print(f"{taken.station}: {taken.records} records, {taken.new} of them new; {rows} rows in the answer")
    return 0


def checkpoints(options: argparse.Namespace) -> int:
    """Status 3 where the log was forked or something is not proven."""
    settings = _settings(options)
    witness.examine(settings)
    kept = witness.checkpoints(settings, options.station)
    for one in kept:
        print(f"{one.size}\t{one.verdict or 'unseen'}\t{one.received}")
    good = [one for one in kept if one.verdict in witness.GOOD]
    if options.out:
        if not good:
            raise StationError("central holds no proven checkpoint of that station", code="no_checkpoint")
        options.out.write_text(good[-1].note)
    return 0 if len(good) == len(kept) else FOUND


def main(arguments: list[str] | None = None) -> int:
    """These commands alone; `station-admin` has them among its others."""
    parser = argparse.ArgumentParser(prog="station-admin")
    add_commands(parser.add_subparsers(required=True))
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except StationError as error:
        print(f"{error.code}: {error.detail}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
