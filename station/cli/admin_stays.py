"""`station-admin stay`: what becomes of a stay away from the counter, by two people."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from typing import TypeAlias

from station.cli import admin_desk as desk
from station.domain.register import StayRecord
from station.office.stay_changes import StayChanges
from station.store import stays
from station.store.session import Store
from station.workflow.policy import CHANGE_STAY
from station.workflow.stay_rules import post_day

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_commands(commands: Commands) -> None:
    stay = commands.add_parser("stay", help="the register of stays").add_subparsers(required=True)
    made = stay.add_parser("show", help="the stays of a person or of a document, with what happened to them")
    made.add_argument("of", help="id of the person, or the document as ISSUER:NUMBER")
    made.set_defaults(run=show)
    made = stay.add_parser("extend", help="another last day, by a decision; two people")
    made.add_argument("stay", help="id of the stay")
    made.add_argument("--until", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD", help="the new last day")
    made.add_argument("--decision", required=True, help="number of the decision")
    desk.add_two_people(made)
    made.set_defaults(run=extend)
    made = stay.add_parser("correct", help="a day that the register has wrong; two people")
    made.add_argument("stay", help="id of the stay")
    made.add_argument("--arrived", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day of arrival as it was")
    made.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the last permitted day")
    desk.add_two_people(made)
    made.set_defaults(run=correct)
    made = stay.add_parser("void", help="a stay that was entered by mistake; two people")
    made.add_argument("stay", help="id of the stay")
    desk.add_two_people(made)
    made.set_defaults(run=void)


def show(options: argparse.Namespace) -> int:
    of = str(options.of)
    with desk.opened(options) as store, store.reading() as unit:
        found = stays.of_traveller(unit, {of}, of)
        for one in found:
            _print(one)
            for event in stays.events(unit, one.id):
                second = f", {event.second}" if event.second else ""
                words = " ".join(part for part in (event.proof, event.note) if part)
                day = event.day.isoformat() if event.day is not None else "-"
                print(f"\t{event.at.isoformat()}\t{event.act.value}\t{event.actor}{second}\t{day}\t{words}".rstrip())
    return 0 if found else desk.FOUND


def extend(options: argparse.Namespace) -> int:
    with desk.opened(options) as store:
        approval, people = desk.two_people(options, store, CHANGE_STAY, options.stay)
        _print(_changes(options, store).extend(options.stay, options.until, options.decision, approval, people))
    return 0


def correct(options: argparse.Namespace) -> int:
    with desk.opened(options) as store:
        approval, people = desk.two_people(options, store, CHANGE_STAY, options.stay)
        changes = _changes(options, store)
        _print(changes.correct(options.stay, approval, people, arrived_on=options.arrived, last_day=options.until))
    return 0


def void(options: argparse.Namespace) -> int:
    with desk.opened(options) as store:
        approval, people = desk.two_people(options, store, CHANGE_STAY, options.stay)
        _print(_changes(options, store).void(options.stay, approval, people))
    return 0


def _changes(options: argparse.Namespace, store: Store) -> StayChanges:
    """Today is the post's: the machine's own day may be another."""
    config, policy = desk.settings(options), desk.policy(options, store)
    today = post_day(datetime.now(UTC), config.zone or policy.stays.zone(config.station))
    return StayChanges(store, policy, today)


def _print(stay: StayRecord) -> None:
    days = [day.isoformat() if day is not None else "-" for day in (stay.arrived_on, stay.last_day, stay.left_on)]
    closing = stay.closing.value if stay.closing is not None else "open"
    print("\t".join((stay.id, stay.visa_class, *days, closing, stay.certainty.value)))
