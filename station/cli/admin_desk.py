"""What the subcommands of `station-admin` share: the settings, the station's keys, the store, two people."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from station import config
from station.cli import asking
from station.cli.sign_in import signed_in, with_code
from station.config import Config
from station.errors import StationError
from station.office import commissioning
from station.office.log_in import LogIn, rules_of
from station.office.two_person import Approval, TwoPeople
from station.road import pulled_policy
from station.store.folder_lock import FolderLock
from station.store.session import Store
from station.vault import agency, keys, process
from station.vault.keys import StationKeys
from station.workflow.policy import Policy

FOUND = 3  # exit status: something was found that must not be


class NotTheSame(StationError):
    """The two times that a new passphrase was typed differ."""

    code = "passphrases_differ"


def settings(options: argparse.Namespace) -> Config:
    return config.load(options.config)


def key_folder(options: argparse.Namespace) -> Path:
    return settings(options).data_folder / "keys"


def database(options: argparse.Namespace) -> Path:
    return settings(options).data_folder / "station.db"


def passphrase(options: argparse.Namespace, words: str = "Passphrase or PIN of the station's keys: ") -> str:
    return process.secret(process.STATION_PASSPHRASE) or str(options.ask(words))


def new_passphrase(options: argparse.Namespace, whose: str, standing: str = "") -> str:
    """Typed twice at a terminal; `standing` names the variable or credential that may give it. Raises NotTheSame."""
    first, again = asking.new_secret(options.ask, f"New passphrase or PIN of {whose}: ", standing)
    if first != again:
        raise NotTheSame
    return first


def unlock(options: argparse.Namespace) -> tuple[StationKeys, str]:
    """The station's keys and what opened them."""
    secret = passphrase(options)
    return keys.unlock(key_folder(options), secret), secret


def agency_keys(options: argparse.Namespace) -> agency.AgencyKeys:
    """The agency's keys, from the folder of the command; on the agency's own machine."""
    return agency.unlock(options.folder, asking.agency_passphrase(options))


@contextmanager
def window_closed(options: argparse.Namespace) -> Iterator[None]:
    """The window is closed, and waits until this is done: it holds keys, faces and fingers in memory, and the database
    itself open. Raises StationRunning."""
    path = database(options)
    lock = FolderLock(path.with_name(f"{path.name}.lock"), passing=True)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[Store]:
    found, _ = unlock(options)
    store = open_store(options, found)
    try:
        yield store
    finally:
        store.close()


def open_store(options: argparse.Namespace, found: StationKeys) -> Store:
    """The database of the settings, in the mode it was made in and in no other: an unsigned policy, one person where
    two are needed, come with the mode."""
    return commissioning.open_records(settings(options), found)


def policy(options: argparse.Namespace, store: Store) -> Policy:
    """What is in force at this station: as the agency sent it, or of the settings' file, signed at a real counter."""
    chosen = settings(options)
    signing = store.keys.agency.signing if chosen.mode == "production" else None
    return pulled_policy.newest(store, pulled_policy.read_file(chosen, signing))


def two_people(options: argparse.Namespace, store: Store, act: str, subject: str) -> tuple[Approval, TwoPeople]:
    """Both sign in here, or one where the policy asks for one; raises NotAllowed or SignInRefused."""
    in_force = policy(options, store)
    log_in = LogIn(store, rules_of(in_force))
    people = TwoPeople(store, log_in, in_force.two_person)
    first, second = str(options.first), str(options.second or "")
    session = signed_in(options.ask, log_in, first)
    password = options.ask(f"Password of {second}: ") if second else ""

    def approve(code: str | None) -> Approval:
        return people.approve(act, subject, session, second, password, reason=options.reason, code=code)

    approval = with_code(options.ask, second, approve)
    log_in.sign_out(session)
    return approval, people


def add_two_people(made: argparse.ArgumentParser) -> None:
    made.add_argument("--first", required=True, help="sign-in name of the person at the keyboard")
    made.add_argument("--second", help="sign-in name of the person who agrees, where the policy asks for two")
    made.add_argument("--reason", required=True, help="reference of the request")
