"""Subcommands of `station-admin` for the central database: `central ...` and `station ...`.

`add_commands(subparsers)` adds them; each sets `run(options) -> int`.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from station.agency import expected, install, intake, watchlist, witness
from station.agency.certificates import CRL_FILE, Authority, write_private
from station.agency.desk import Desk
from station.agency.head_keeper import HeadKeeper
from station.agency.ledger import Ledger
from station.cli import asking, central_report, central_stations, central_status, central_trust, ending, given
from station.cli.admin_desk import FOUND
from station.cli.central_options import Commands, agency_keys, command, desk_of, settings_of
from station.config import MODES
from station.domain.watchlist import WatchEntry, WatchSource
from station.errors import StationError
from station.wire import outgoing, watch_files

PUBLISHED_KINDS = ("policy", "officer", "revocation", "revoked_identities")


def add_commands(subparsers: Commands) -> None:
    """Add `central` and `station` to a parser's subcommands."""
    central = subparsers.add_parser("central", help="the central database").add_subparsers(required=True)
    _add_certificates(central)
    made = command(central, "init", "build or upgrade the schema, roles and policies", run=initialise)
    made.add_argument("--mode", required=True, choices=MODES, help="said once, never changed")
    made = command(central, "process", "make the login of the station-central process", run=add_process)
    made.add_argument("--authority", type=Path, required=True, help="folder of the authority")
    made.add_argument("--out", type=Path, required=True, help="folder for its certificate and key")
    made = command(central, "status", "stations, backlog, receipts, matcher, alerts", run=central_status.show)
    made.add_argument("--json", action="store_true", help="for programs")
    made.add_argument("--authority", type=Path, help="folder of the authority, for the end of its revocation list")
    made.add_argument("--search-tls", type=Path, help="folder of the certificate for the search, for its end")
    made = central.add_parser("rules", help="print the lines that the server's pg_hba.conf needs")
    made.set_defaults(run=print_rules)
    made = command(central, "watch", "put entries on the watchlist, or take them off", run=watch, keys=True)
    made.add_argument("--add", type=Path, help="file of entries, one JSON object a line")
    made.add_argument("--remove", nargs="*", default=[], metavar="ID", help="entries that are taken off")
    made.add_argument("--import", type=Path, dest="list", help="UN list (XML), table (CSV) or JSON lines: what differs")
    made.add_argument("--source", default="", help="name of the list that --import brings; its file's name without it")
    made.add_argument("--by", default="", help="who imports it; the account of this machine without it")
    made.add_argument("--may-shrink", action="store_true", help="even where more than half of the list is taken back")
    made.add_argument("--log", action="store_true", help="who imported which list, and what came of it")
    made = command(central, "expect", "send records of people who are expected at a post", run=expect, keys=True)
    made.add_argument("post", help="the post")
    made.add_argument("records", nargs="+", metavar="RECORD", help="ids of the records")
    made = command(central, "publish", "send a policy, an officer, a revocation", run=publish, keys=True)
    made.add_argument("kind", choices=PUBLISHED_KINDS, help="what it is")
    made.add_argument("key", help="its name among those of its kind: main for the policy")
    made.add_argument("file", type=Path, help="its content; an empty file takes it back")
    made.add_argument("--post", help="for the stations of this post; for all without it")
    made.add_argument("--station", help="for this station")
    made = command(central, "bundle", "take a station's removable disk in and write the answer", run=bundle, keys=True)
    made.add_argument("file", type=Path, help="file of station-admin disk write")
    made.add_argument("answer", type=given.target, help="file that is written, for station-admin disk read")
    made = command(central, "checkpoints", "a station's audit log as central knows it", run=checkpoints)
    made.add_argument("station", help="name of the station")
    made.add_argument("--out", type=Path, help="file for the largest proven one: station-admin audit verify --witness")
    central_report.add_commands(central)
    central_trust.add_commands(central)
    central_stations.add_commands(subparsers)


def _add_certificates(central: Commands) -> None:
    made = central.add_parser("authority", help="make the authority, the server's and the owner's certificates")
    made.add_argument("directory", type=Path, help="where it is put; an authority that is there stays")
    made.add_argument("--host", action="append", required=True, help="name or address of the server; repeat it")
    made.add_argument("--owner", default="border_owner", help="login role of the database's owner")
    made.set_defaults(run=make_authority)
    made = central.add_parser("renew", help="a new certificate of the server, the owner or the process, or a new list")
    made.add_argument(
        "what", choices=("server", "owner", "process", "list"), help="of whom, or the list of revoked ones"
    )
    made.add_argument("authority", type=Path, help="folder of the authority")
    made.add_argument("--out", type=Path, help="folder for it; for the list the authority's own is enough")
    made.add_argument("--host", action="append", default=[], help="name or address of the server; repeat it")
    made.add_argument("--owner", default="border_owner", help="login role of the database's owner")
    made.set_defaults(run=renew)
    made = central.add_parser("peer", help="a certificate for a machine of the search: its scheduler or a worker")
    made.add_argument("name", help="a name for its certificate")
    made.add_argument("--host", action="append", required=True, help="its name or address; repeat it")
    made.add_argument("--authority", type=Path, required=True, help="folder of the authority")
    made.add_argument("--out", type=Path, required=True, help="folder for its certificate and key")
    made.set_defaults(run=add_peer)


def make_authority(options: argparse.Namespace) -> int:
    authority = Authority.create(options.directory, secret=asking.agency_word(options))
    certificate, key = authority.issue_server(options.host)
    write_private(options.directory / "server.key", key)
    (options.directory / "server.crt").write_bytes(certificate)
    authority.issue_client(options.owner, options.directory / "owner")
    print(f"authority, server certificate and {CRL_FILE} in {options.directory}")
    print(f"certificate of {options.owner} in {options.directory / 'owner'}")
    return 0


def renew(options: argparse.Namespace) -> int:
    authority = Authority(options.authority, asking.agency_word(options))
    out = options.out or options.authority
    if options.what == "list":
        write_private(out / CRL_FILE, authority.revoke(()))
    elif options.what == "server":
        if not options.host:
            raise StationError("--host is needed for the server's certificate", code="central_bad_address")
        certificate, key = authority.issue_server(options.host)
        write_private(out / "server.key", key)
        write_private(out / "server.crt", certificate)
    else:
        role = options.owner if options.what == "owner" else install.CENTRAL_ROLE
        authority.issue_client(role, options.out or options.authority / options.what)
    print(f"new {options.what} in {out}; let whoever uses it read it again (the server: reload)")
    return 0


def initialise(options: argparse.Namespace) -> int:
    install.initialise(settings_of(options), options.mode)
    print(f"schema, roles and policies are in place; mode {options.mode}")
    print("the server's pg_hba.conf needs:")
    print(install.ACCESS_RULES, end="")
    return 0


def print_rules(_: argparse.Namespace) -> int:
    print(install.ACCESS_RULES, end="")
    return 0


def add_process(options: argparse.Namespace) -> int:
    made = install.add_central_process(
        settings_of(options), Authority(options.authority, asking.agency_word(options)), options.out
    )
    print(f"{made.url}, certificate in {options.out}")
    return 0


def add_peer(options: argparse.Namespace) -> int:
    Authority(options.authority, asking.agency_word(options)).issue_peer(options.name, options.host, options.out)
    print(f"certificate of {options.name} in {options.out}; it is as good as a login on every machine of the search")
    return 0


def watch(options: argparse.Namespace) -> int:
    desk = desk_of(options)
    if options.add:
        try:
            entries = [WatchEntry.from_bytes(line) for line in options.add.read_bytes().splitlines() if line.strip()]
        except ValueError as error:
            raise StationError(str(error), code="bad_watchlist") from error
        print(f"{watchlist.publish(desk, entries)} entries are on the road")
    if options.remove:
        print(f"{watchlist.withdraw(desk, options.remove)} entries are taken back")
    if options.list:
        _follow(desk, options)
    if options.log:
        for line in watchlist.imports(desk):
            print(f"{line.at:%Y-%m-%d %H:%M:%S%z}  {line.by}  {_sum_of(line.source)}  sha256 {line.source.digest}")
    return 0


def _follow(desk: Desk, options: argparse.Namespace) -> None:
    source = options.source or options.list.stem
    found = watch_files.read(options.list, source)
    done = watchlist.follow(desk, found, source, options.by or getpass.getuser(), may_shrink=options.may_shrink)
    print(_sum_of(done))
    for key, why in found.refused:
        print(f"refused: {key}: {why}")
    if found.left_out:
        print(f"{found.left_out} entries are organisations and are left out")


def _sum_of(source: WatchSource) -> str:
    dated = f" of {source.dated}" if source.dated else ""
    return (
        f"{source.name}{dated}: {source.entries} entries; {source.added} new, {source.changed} changed,"
        f" {source.withdrawn} taken back, {len(source.refused)} refused"
    )


def expect(options: argparse.Namespace) -> int:
    sent = expected.expect(desk_of(options), Ledger(settings_of(options)), options.post, options.records)
    print(f"{sent} sealed copies are on the road to {options.post}")
    return 0


def publish(options: argparse.Namespace) -> int:
    audience = outgoing.EVERYBODY
    if options.post:
        audience = outgoing.post_audience(options.post)
    if options.station:
        audience = outgoing.station_audience(options.station)
    version = desk_of(options).post(audience, options.kind, options.key, options.file.read_bytes())
    print(f"{options.kind} {options.key}, version {version}, for {audience}")
    return 0


def bundle(options: argparse.Namespace) -> int:
    keys = agency_keys(options)
    settings = settings_of(options)
    taken = intake.take(options.file, settings)
    desk = Desk(settings, keys)
    while desk.receive():
        pass
    HeadKeeper(settings, keys).bring_up_to_date()
    rows = intake.answer(options.answer, settings, taken, keys.signer)
    for name, code in taken.refused:
        print(f"not taken: {name}, {code}")
    print(f"{taken.station}: {taken.records} records, {taken.new} of them new; {rows} rows in the answer")
    return 0


def checkpoints(options: argparse.Namespace) -> int:
    """Status 3 where the log was forked or something is not proven."""
    settings = settings_of(options)
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
    options.ask = asking.terminal

    def work() -> int:
        try:
            return int(options.run(options))
        except StationError as error:
            print(f"{error.code}: {error.detail}", file=sys.stderr)
            return 1

    return ending.of(work)


if __name__ == "__main__":
    sys.exit(main())
