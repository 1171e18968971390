"""`station-admin commission|keys|recovery|policy`."""

from __future__ import annotations

import argparse
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from station.cli import admin_desk as desk
from station.cli import given
from station.office import commissioning, rotate
from station.vault import files, hybrid, keys, policy_signature, process, recovery, sources
from station.vault.agency import AgencyPublic
from station.vault.tpm import Tpm
from station.workflow.policy import EXPORT_KEY

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
SOURCES = sources.ORDER
REQUEST_FILE = commissioning.REQUEST_FILE


def add_commands(commands: Commands) -> None:
    made = commands.add_parser("commission", help="make this station's keys and its database")
    made.add_argument("--agency", type=Path, required=True, help="file with the agency's public key")
    made.add_argument("--source", choices=SOURCES, help="default: the first of these that this machine has")
    made.set_defaults(run=commission)

    of_keys = commands.add_parser("keys", help="change and rotate keys").add_subparsers(required=True)
    made = of_keys.add_parser("source", help="move the keys to a passphrase, a TPM or a token")
    made.add_argument("source", choices=SOURCES, help="what opens them from now on")
    made.set_defaults(run=change_source)
    made = of_keys.add_parser("rotate", help="a new key, the window closed; may be interrupted and called again")
    made.add_argument("what", choices=("record", "database", "signer"), help="which key")
    made.set_defaults(run=rotate_key)
    made = of_keys.add_parser("agency", help="take the agency's new public key and seal again what waits")
    made.add_argument("file", type=Path, help="file with the agency's public key")
    made.set_defaults(run=change_agency)

    of_recovery = commands.add_parser("recovery", help="the recovery officer's key").add_subparsers(required=True)
    made = of_recovery.add_parser("create", help="make it, on a machine that is no station")
    made.add_argument("folder", type=Path, help="where its key file is put; one that is there is never replaced")
    made.set_defaults(run=create_recovery)
    made = of_recovery.add_parser("set", help="leave a copy of this station's keys for it; two people by policy")
    made.add_argument("file", type=Path, help="file with its public key")
    desk.add_two_people(made)
    made.set_defaults(run=set_recovery)

    of_policy = commands.add_parser("policy", help="sign and check policy files").add_subparsers(required=True)
    made = of_policy.add_parser("sign", help="at the agency: put its signature beside a policy file")
    made.add_argument("folder", type=Path, help="the agency's key folder")
    made.add_argument("file", type=Path, help="the policy; its signature is put beside it")
    made.set_defaults(run=sign_policy)
    made = of_policy.add_parser("verify", help="whether the agency signed a policy file")
    made.add_argument("file", type=Path, help="the policy, its signature beside it")
    made.set_defaults(run=verify_policy)


def commission(options: argparse.Namespace) -> int:
    settings = desk.settings(options)
    folder = desk.key_folder(options)
    of_agency = AgencyPublic.from_text(given.text(options.agency).strip())
    source = sources.find(options.source) if options.source else sources.strongest()
    print(f"the keys will come from: {source.name}")
    secret = desk.new_passphrase(options, "this station", process.STATION_PASSPHRASE)
    commissioning.make_station(settings, of_agency, source, secret)
    print(f"{settings.station}: keys from {source.name}; give {folder / REQUEST_FILE} to the agency")
    print("no visit is opened before the identity that it issues is here: station-admin identity install FILE")
    return 0


def change_source(options: argparse.Namespace) -> int:
    secret = desk.passphrase(options)
    new = sources.find(options.source)
    if isinstance(new, Tpm):
        new.set_lock_out()
    keys.change_source(desk.key_folder(options), secret, desk.new_passphrase(options, options.source), new)
    print(f"the keys come from {options.source} now")
    return 0


def rotate_key(options: argparse.Namespace) -> int:
    """What is rotated under an open window would be lost: it writes on into the old file, with the old keys."""
    with desk.window_closed(options):
        return _rotate(options)


def _rotate(options: argparse.Namespace) -> int:
    folder = desk.key_folder(options)
    found, secret = desk.unlock(options)
    if options.what == "database":
        rotate.database_key(desk.database(options), folder, secret)
        print("the database is under a new key")
        return 0
    store = desk.open_store(options, found)
    try:
        if options.what == "record":
            print(f"{rotate.record_key(store, folder, secret)} data keys are under a new record key")
        else:
            rotate.signer(store, folder, secret)
            commissioning.write_request(folder, store.keys)
            print(f"a new signing key; give {folder / REQUEST_FILE} to the agency")
            print("no new visit is opened until its new identity is here: station-admin identity install FILE")
    finally:
        store.close()
    return 0


def change_agency(options: argparse.Namespace) -> int:
    found, secret = desk.unlock(options)
    new = AgencyPublic.from_text(given.text(options.file).strip())
    with desk.window_closed(options):
        store = desk.open_store(options, found)
        try:
            done = rotate.agency_key(store, desk.key_folder(options), secret, new)
        finally:
            store.close()
    print(f"{done} waiting records are sealed for the new key")
    print("no new visit is opened until an identity by the new key is here: station-admin identity install FILE")
    return 0


def create_recovery(options: argparse.Namespace) -> int:
    print(files.text(recovery.create(options.folder, desk.new_passphrase(options, "the recovery officer"))))
    return 0


def set_recovery(options: argparse.Namespace) -> int:
    try:
        public = given.key(given.text(options.file), hybrid.PUBLIC_BYTES)
    except ValueError as error:
        raise given.FileUnreadable(f"{options.file}: no public key of a recovery officer") from error
    found, secret = desk.unlock(options)
    store = desk.open_store(options, found)
    try:
        subject = sha256(public).hexdigest()
        approval, people = desk.two_people(options, store, EXPORT_KEY, subject)
        rotate.recovery_key(store, desk.key_folder(options), secret, public, approval, people)
    finally:
        store.close()
    print("backups can be made now")
    return 0


def sign_policy(options: argparse.Namespace) -> int:
    signature = policy_signature.sign(options.file.read_bytes(), desk.agency_keys(options).signer)
    policy_signature.beside(options.file).write_text(signature)
    return 0


def verify_policy(options: argparse.Namespace) -> int:
    found, _ = desk.unlock(options)
    policy_signature.read_verified(options.file, found.agency.signing)
    print("signed by the agency")
    return 0
