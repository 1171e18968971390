"""`station-admin central trust`: the states' lists, taken in by two people and sent to every station."""

from __future__ import annotations

import argparse
from pathlib import Path

from models.document.chip import certificate
from models.standards.ber import BadEncoding
from station.agency import trust_lists
from station.cli.central_options import Commands, command, desk_of
from station.errors import StationError


def add_commands(central: Commands) -> None:
    made = central.add_parser("trust", help="master lists, revocations, deviations and certificates of the states")
    every = made.add_subparsers(required=True)
    made = command(every, "import", "take in a list or certificates, by two people", run=take_in, keys=True)
    made.add_argument("file", type=Path)
    made.add_argument("--csca", type=Path, help="certificate (DER) of the authority that vouches for the list")
    _people(made)
    command(every, "list", "what the stations have", run=show, keys=True)
    made = command(every, "withdraw", "take one back at every station, by two people", run=withdraw, keys=True)
    made.add_argument("key", help="as `list` prints it")
    _people(made)


def _people(made: argparse.ArgumentParser) -> None:
    made.add_argument("--first", required=True, help="name of the first person")
    made.add_argument("--second", required=True, help="name of the second person")


def take_in(options: argparse.Namespace) -> int:
    desk = desk_of(options)
    named = []
    try:
        data = options.file.read_bytes()
        if options.csca is not None:
            named.append(certificate.parse(options.csca.read_bytes()))
    except (OSError, BadEncoding) as error:
        raise StationError(str(error), code="trust_unreadable") from error
    kept = trust_lists.standing(desk)
    proposed = trust_lists.look(data, trust_lists.authorities(kept), named)
    for part in proposed.parts:
        print(part.says)
    if proposed.vouched:
        print(f"vouched for by {proposed.vouched}")
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
    version = trust_lists.withdraw(desk, options.key, _typed(options, found.sha256 if found is not None else ""))
    print(f"{options.key} is taken back, version {version}")
    return 0


def _typed(options: argparse.Namespace, fingerprint: str) -> list[tuple[str, str]]:
    """The fingerprint is shown without its end; each of the two types that from where they have it."""
    end = trust_lists.TYPED
    shown = fingerprint[:-end]
    print(f"SHA-256 {' '.join(shown[at : at + 8] for at in range(0, len(shown), 8))} ...")
    words = f"the last {end} digits of the fingerprint, from elsewhere than this file: "
    return [(name, str(options.ask(f"{name}, {words}"))) for name in (options.first, options.second)]
