"""`station-admin central status`: what central knows of its stations and of itself, as a table or as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from station.agency import expiry, status, trust_lists
from station.agency.status import StationLine
from station.cli.central_options import settings_of


def show(options: argparse.Namespace) -> int:
    settings = settings_of(options)
    found = status.read(
        settings, (*expiry.of(settings, options.authority, options.search_tls), *trust_lists.ends(settings))
    )
    alerts = found.alerts()
    if options.json:
        print(json.dumps({**asdict(found), "alerts": alerts}, indent=1, default=_plain))
        return 0
    print(f"mode {found.mode}, schema {found.schema}, {found.bytes / 1e6:.1f} MB, {found.now:%Y-%m-%d %H:%M:%S %Z}")
    _print_road(found.stations)
    _print_versions([line for line in found.stations if not line.revoked])
    for line in found.stations:
        for reason, records in sorted(line.refusals.items()):
            print(f"refused from {line.name}: {records} {reason}")
    for matcher in found.matchers:
        print(
            f"matcher {matcher.name}: {matcher.people} people, shards {matcher.covered} of {matcher.shards},"
            f" seen {matcher.age:.0f} s ago"
        )
    print(f"not receipted {found.unreceipted}, not searched {found.unmatched}, matcher lag {found.matcher_lag:.0f} s")
    print(f"erased {found.erased}, erasures to do {found.erasures_waiting}")
    for key, version in found.policies:
        print(f"policy {key}: number {version}")
    for end in found.expiries:
        print(f"{'list' if '/' in end.name else 'certificate'} {end.name}: until {end.until:%Y-%m-%d}")
    for alert in alerts:
        print(f"ALERT {alert}")
    return 0


def _print_road(stations: Sequence[StationLine]) -> None:
    print(
        f"{'station':<16}{'post':<8}{'contact':>10}{'waiting':>9}{'stored':>9}{'receipted':>11}{'refused':>9}{'clock':>10}"
    )
    for line in stations:
        age = "revoked" if line.revoked else "never" if line.contact_age is None else f"{line.contact_age:.0f} s"
        clock = "" if line.clock_offset_ms is None else f"{line.clock_offset_ms:.0f} ms"
        waiting = "" if line.waiting is None else str(line.waiting)
        print(
            f"{line.name:<16}{line.post:<8}{age:>10}{waiting:>9}{line.stored:>9}{line.receipted:>11}"
            f"{line.refused:>9}{clock:>10}"
        )


def _print_versions(stations: Sequence[StationLine]) -> None:
    print(f"{'station':<16}{'software':<10}{'schema':<8}{'identity until':<16}policy")
    for line in stations:
        said = line.said
        ends = line.identity_until or said.identity_until
        until = f"{ends:%Y-%m-%d}" if ends else "-"
        number = "" if said.policy_number is None else f" ({said.policy_number or 'own file'})"
        policy = said.policy + number + (f", {line.policy_due or 'own file'} is due" if line.policy_behind else "")
        print(f"{line.name:<16}{said.software or '-':<10}{said.schema or '-':<8}{until:<16}{policy or '-'}")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
