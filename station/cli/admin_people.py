"""`station-admin officers`: who may sign in at this station."""

from __future__ import annotations

import argparse
from typing import TypeAlias

from station.cli import admin_desk as desk
from station.domain.officer import Officer, Role
from station.office.accounts import Accounts

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
ACTOR = "station-admin"  # whoever holds the station's passphrase


def add_commands(commands: Commands) -> None:
    officers = commands.add_parser("officers", help="who may sign in here").add_subparsers(required=True)
    made = officers.add_parser("list", help="every account: role, state, second factor")
    made.set_defaults(run=listed)
    made = officers.add_parser("add", help="the first password must be changed at the first sign-in")
    made.add_argument("name", help="sign-in name")
    made.add_argument("--display", required=True, help="name that the windows show")
    made.add_argument("--role", required=True, choices=[role.value for role in Role], help="what the person does here")
    made.set_defaults(run=add)
    made = officers.add_parser("role", help="another role")
    made.add_argument("name", help="sign-in name")
    made.add_argument("role", choices=[role.value for role in Role], help="the new role")
    made.set_defaults(run=set_role)
    for name, words, active in (("close", "nobody signs in with it", False), ("open", "again", True)):
        made = officers.add_parser(name, help=f"the account: {words}")
        made.add_argument("name", help="sign-in name")
        made.set_defaults(run=set_active, active=active)
    made = officers.add_parser("password", help="a new first password; ends a lock-out")
    made.add_argument("name", help="sign-in name")
    made.set_defaults(run=reset)
    made = officers.add_parser("totp", help="a new authenticator secret; prints its URI once")
    made.add_argument("name", help="sign-in name")
    made.set_defaults(run=set_totp)


def listed(options: argparse.Namespace) -> int:
    with desk.opened(options) as store:
        for account in Accounts(store).every():
            second = "totp" if account.totp else "finger" if account.finger_template else "-"
            state = "open" if account.active else "closed"
            officer = account.officer
            print(f"{officer.name}\t{officer.role.value}\t{state}\t{second}\t{account.confirmed_at:%Y-%m-%d}")
    return 0


def add(options: argparse.Namespace) -> int:
    with desk.opened(options) as store:
        officer = Officer(options.name, options.display, Role(options.role))
        Accounts(store).add(ACTOR, officer, desk.new_passphrase(options, options.name))
    return 0


def set_role(options: argparse.Namespace) -> int:
    with desk.opened(options) as store:
        Accounts(store).set_role(ACTOR, options.name, Role(options.role))
    return 0


def set_active(options: argparse.Namespace) -> int:
    with desk.opened(options) as store:
        Accounts(store).set_active(ACTOR, options.name, options.active)
    return 0


def reset(options: argparse.Namespace) -> int:
    with desk.opened(options) as store:
        Accounts(store).reset_password(ACTOR, options.name, desk.new_passphrase(options, options.name))
    return 0


def set_totp(options: argparse.Namespace) -> int:
    with desk.opened(options) as store:
        print(Accounts(store).set_totp(ACTOR, options.name))
    return 0
