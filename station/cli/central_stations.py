"""`station-admin station`: commission stations, renew what the agency says of them, and cut them off."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from station.agency import identities, install
from station.agency import revoke as central_revoke
from station.agency.certificates import CRL_FILE, Authority
from station.cli import asking, given
from station.cli.central_options import Commands, command, desk_of, settings_of
from station.domain import foreign
from station.errors import StationError
from station.vault import files
from station.vault.agency import AgencyPublic
from station.vault.identity import Identity

WAIT_MINUTES = 10.0
say = partial(print, flush=True)


def add_commands(subparsers: Commands) -> None:
    station = subparsers.add_parser("station", help="commission and cut off stations").add_subparsers(required=True)
    made = command(station, "add", "commission a station, or renew its certificate", run=add)
    made.add_argument("name", help="name of the station, its login follows from it")
    made.add_argument("post", help="the post in capitals, e.g. CGK")
    made.add_argument("--authority", type=Path, required=True, help="folder of the authority")
    made.add_argument("--out", type=Path, required=True, help="folder for the station's certificate and key")
    made.add_argument("--identity", type=Path, help="the identity that the agency issued; its keys are taken")
    made.add_argument("--agency-public", type=Path, help="file with the agency's public key (with --identity)")
    made.add_argument(
        "--keys", type=Path, help="without an identity: the station's key file; only public parts are read"
    )
    made = command(station, "renew", "take a station's new identity", run=renew)
    made.add_argument("name", help="name of the station")
    made.add_argument("--identity", type=Path, required=True, help="the identity that the agency issued")
    made.add_argument("--agency-public", type=Path, required=True, help="file with the agency's public key")
    made = command(station, "certificate", "a new certificate for a station in service", run=certificate)
    made.add_argument("name", help="name of the station")
    made.add_argument("--authority", type=Path, required=True, help="folder of the authority")
    made.add_argument("--out", type=Path, required=True, help="folder for the station's certificate and key")
    made = command(station, "revoke", "tell a station that it is revoked, then cut it off", run=revoke)
    made.add_argument("name", help="name of the station; it never comes back")
    made.add_argument("--authority", type=Path, required=True, help="folder of the authority")
    made.add_argument("--crl", type=Path, help="where the server reads its revocation list")
    made.add_argument("--agency", type=Path, help="folder of the agency's key file; without it nothing is sent")
    made.add_argument("--reason", default="revoked", help="sent to the station; nothing personal")
    made.add_argument("--wait", type=float, default=WAIT_MINUTES, metavar="MINUTES", help="for the station to read it")
    made = command(station, "revoke-identity", "revoke one identity; the station stays", run=revoke_identity, keys=True)
    made.add_argument("name", help="name of the station")
    made.add_argument("serial", type=int, help="serial of the identity")
    command(station, "list", "the stations in service", run=list_all)


def _agency_signing(options: argparse.Namespace) -> bytes:
    if options.agency_public is None:
        raise StationError("--identity needs --agency-public", code="identity_unverified")
    return AgencyPublic.from_text(given.text(options.agency_public).strip()).signing


def _public(path: Path) -> dict[str, Any]:
    """The public part of a station's key file. Raises StationError (`keys_damaged`)."""
    try:
        public = files.parse(path.read_bytes())["public"]
        return {name: foreign.text(public[name]) for name in ("station", "signer", "recipient")}
    except (KeyError, TypeError, ValueError) as error:
        raise StationError(f"{path.name}: no key file of a station", code="keys_damaged") from error


def add(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    signing = recipient = document = None
    if options.identity:
        document = given.text(options.identity)
        found = identities.check(document, _agency_signing(options), options.name)
        signing, recipient = found.public, found.recipient
    elif options.keys:
        public = _public(options.keys)
        if public["station"] != options.name:
            raise StationError("the key file belongs to another station", code="station_bad_name")
        signing, recipient = files.octets(public["signer"]), files.octets(public["recipient"])
    authority = Authority(options.authority, asking.agency_word(options))
    made = install.add_station(
        settings, authority, options.name, options.post, options.out, signing_key=signing, recipient_key=recipient
    )
    print(f"{made.url}, certificate in {options.out}")
    if document is not None:
        _kept(identities.renew(settings, options.name, document, _agency_signing(options)))
    elif signing is None:
        print("no --identity and no --keys: its records are stored, but not receipted until its keys are known")
    else:
        print("no --identity: its records are taken as long as it is in service")
    return 0


def renew(options: argparse.Namespace) -> int:
    document = given.text(options.identity)
    _kept(identities.renew(settings_of(options), options.name, document, _agency_signing(options)))
    return 0


def certificate(options: argparse.Namespace) -> int:
    until = install.renew_certificate(
        settings_of(options), Authority(options.authority, asking.agency_word(options)), options.name, options.out
    )
    print(f"{options.name}: certificate in {options.out}, valid until {until:%Y-%m-%d}, to be copied there")
    return 0


def _kept(found: Identity) -> None:
    print(f"{found.station}: identity {found.serial}, valid until {found.not_after:%Y-%m-%d}")


def revoke(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    if options.agency:
        version = central_revoke.announce(desk_of(options), settings, options.name, options.reason)
        if not central_revoke.wait_until_read(settings, options.name, version, options.wait * 60, say):
            print(f"{options.name} has not read it; it is cut off and goes on offline until it learns of it")
    else:
        print("no --agency: the station is not told; it goes on offline until its identity ends")
    publish = options.crl.write_bytes if options.crl else None
    install.revoke_station(settings, Authority(options.authority, asking.agency_word(options)), options.name, publish)
    print(f"{options.name} is cut off")
    if publish is None:
        print(f"let the server read {options.authority / CRL_FILE} (ssl_crl_file, then reload)")
    return 0


def revoke_identity(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    desk = desk_of(options)
    identities.revoke_one(settings, options.name, options.serial)
    listed = central_revoke.publish_list(desk, settings)
    print(f"identity {options.serial} is revoked; {listed} serials are on the list that is on the road")
    return 0


def list_all(options: argparse.Namespace) -> int:
    for entry in install.stations(settings_of(options)):
        print(f"{entry.name}\t{entry.post}\t{entry.role}")
    return 0
