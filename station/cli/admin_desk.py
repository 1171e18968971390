"""What the subcommands of `station-admin` share: the settings, the station's keys, the store, two people."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import resources
from station import config
from station.config import Config
from station.errors import StationError
from station.services.log_in import LogIn, rules_of
from station.services.two_person import Approval, TwoPeople
from station.store.session import Store
from station.vault import agency, keys
from station.vault.keys import StationKeys
from station.workflow import policy as policy_file
from station.workflow.policy import Policy

PASSPHRASE_VARIABLE = "STATION_PASSPHRASE"  # noqa: S105  the name of a variable
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
    return os.environ.get(PASSPHRASE_VARIABLE) or str(options.ask(words))


def new_passphrase(options: argparse.Namespace, whose: str) -> str:
    """Typed twice; raises NotTheSame."""
    first = str(options.ask(f"New passphrase or PIN of {whose}: "))
    if first != options.ask("Once more: "):
        raise NotTheSame
    return first


def unlock(options: argparse.Namespace) -> tuple[StationKeys, str]:
    """The station's keys and what opened them."""
    secret = passphrase(options)
    return keys.unlock(key_folder(options), secret), secret


def agency_keys(options: argparse.Namespace) -> agency.AgencyKeys:
    """The agency's keys, from the folder of the command; on the agency's own machine."""
    return agency.unlock(options.folder, options.ask("Passphrase of the agency: "))


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[Store]:
    found, _ = unlock(options)
    store = Store.open(database(options), found)
    try:
        yield store
    finally:
        store.close()


def policy(options: argparse.Namespace) -> Policy:
    chosen = settings(options).policy
    path = Path(chosen) if chosen else resources.path("policy/policy.json")
    return policy_file.parse(path.read_bytes())


def two_people(options: argparse.Namespace, store: Store, act: str, subject: str) -> tuple[Approval, TwoPeople]:
    """Both sign in here; raises NotAllowed or SignInRefused."""
    log_in = LogIn(store, rules_of(policy(options)))
    people = TwoPeople(store, log_in)
    first = str(options.first)
    code = options.ask("Authenticator code of the first person: ") if log_in.needs_second_factor(first) else None
    session = log_in.sign_in(first, options.ask(f"Password of {first}: "), code)
    password = options.ask(f"Password of {options.second}: ")
    approval = people.approve(act, subject, session, options.second, password, reason=options.reason)
    log_in.sign_out(session)
    return approval, people


def add_two_people(made: argparse.ArgumentParser) -> None:
    made.add_argument("--first", required=True, help="sign-in name of the person at the keyboard")
    made.add_argument("--second", required=True, help="sign-in name of the person who agrees")
    made.add_argument("--reason", required=True, help="reference of the request")
