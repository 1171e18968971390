"""The auditor's and the administrator's pages in the states that matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from models.document.codes import qr_modules
from station import checkup
from station.domain.audit import Act, Defect, Finding
from station.domain.commissioning import CommissionFacts, SelfTested, TestedPoint
from station.domain.desk import FingerHint
from station.domain.office import (
    BackupDone,
    FoundPerson,
    LogEntry,
    LogPage,
    LogQuery,
    LogReport,
    OfficerRow,
    RehearsalDone,
    Secret,
    StateList,
    StateLists,
    StationFacts,
    Witnessed,
)
from station.domain.officer import Officer, Role
from station.ui.office.auditor import AuditorScreen
from station.ui.office.auditor_desk import AuditorState
from station.ui.office.commission import CommissionScreen
from station.ui.office.commission_desk import CommissionState
from station.ui.office.officers import OfficersScreen
from station.ui.office.officers_desk import OfficersState
from station.ui.office.premises import PremisesScreen
from station.ui.office.premises_desk import PremisesState
from station.ui.office.rights import RightsScreen
from station.ui.office.rights_desk import RightsState
from station.ui.office.states import StatesScreen
from station.ui.office.states_desk import StatesState
from station.ui.presenter import Problem
from station.workflow.commissioning import CommissionStep
from tests.screens.people import NOW
from tests.screens.shown import Shown

AUDITOR = Officer("nrahayu", "N. Rahayu", Role.AUDITOR)
ADMINISTRATOR = Officer("dkusuma", "D. Kusuma", Role.ADMINISTRATOR)
VISIT = "3f0c7a52-8f1e-4b6b-9b71-5d2f1c9e8a04"
ACTS: tuple[tuple[str, Act, str, dict[str, object]], ...] = (
    ("nrahayu", Act.LOG_READ, "s-41", {}),
    ("awijaya", Act.VISIT_SEALED, VISIT, {"verdict": "admit", "digest": "9b1f6f0c2a"}),
    ("awijaya", Act.NOTICE_SHOWN, VISIT, {"version": "2026-11-1", "language": "en"}),
    ("system", Act.RECEIPT_ACCEPTED, VISIT, {}),
    ("system", Act.CLOCK_SET_BACK, "", {"before": "2026-11-24T09:10:00+00:00", "seconds": 372.0}),
    ("shartono", Act.CASE_RULED, "c-19", {"ruling": "same_person", "reason": "poor_capture"}),
    ("unknown", Act.SIGN_IN_FAILED, "", {"why": "sign_in_wrong"}),
    ("dkusuma", Act.OFFICER_CHANGED, "awijaya", {"second_factor": "totp"}),
    ("shartono", Act.TWO_PERSON_ACT, VISIT, {"act": "erase", "second": "dkusuma"}),
    ("awijaya", Act.SIGNED_IN, "s-40", {"factors": "password finger"}),
)
PAGE = LogPage(
    tuple(
        LogEntry(2417 - i, NOW - timedelta(minutes=4 * i), *ACTS[i % len(ACTS)]) if i != 6 else LogEntry(2417 - i, None)
        for i in range(50)
    ),
    older=True,
)
HELD = Witnessed(2418, 2410, 2396, NOW - timedelta(minutes=14))
FINDINGS = (
    Finding(Defect.REMOVED, 611),
    Finding(Defect.CHANGED, 1204, "the entry is not the one that was signed"),
    Finding(Defect.REORDERED, 1377, "stands at 1380", 1380),
    Finding(Defect.REORDERED, 1380, "stands at 1377", 1377),
    Finding(Defect.BACK_DATED, 2011, "earlier than the entry before it"),
    Finding(Defect.REWRITTEN, 2395, "the entries 2300 to 2395 are not those of the checkpoint", 2300),
)


def _report(findings: tuple[Finding, ...]) -> LogReport:
    return LogReport(2418, "a3" * 32, findings, (2413,), 31, 1, NOW)


def auditor_states() -> Iterator[Shown]:
    actors = ("awijaya", "dkusuma", "nrahayu", "shartono", "station-admin", "system", "unknown")
    full = AuditorState(actors=actors, page=PAGE, witnessed=HELD)

    def shown(name: str, state: AuditorState) -> Shown:
        return Shown(f"auditor_{name}", AuditorScreen, state, officer=AUDITOR)

    yield shown("reading", AuditorState(busy=True))
    yield shown("log", AuditorState(actors=actors, page=PAGE, witnessed=HELD, selected=2413, saved="audit-log.pdf"))
    yield shown("grouped", replace(full, grouped=True, query=LogQuery(text="visit")))
    day = NOW.date()
    none = AuditorState(
        actors=actors, page=LogPage((), older=False), witnessed=Witnessed(1), query=LogQuery(day, day, "shartono")
    )
    yield shown("nothing_fits", none)
    running = AuditorState(actors=actors, page=PAGE, witnessed=HELD, verifying=True, share=0.42)
    yield shown("verifying", running)
    files = (Path("central-2396.txt"),)
    sound = AuditorState(
        actors=actors, page=PAGE, witnessed=HELD, witnesses=files, report=_report(()), turned=2, selected=2400
    )
    yield shown("sound", sound)
    yield shown("broken", AuditorState(actors=actors, page=PAGE, witnessed=HELD, report=_report(FINDINGS)))
    yield shown("unwritten", AuditorState(problem=Problem("file_unwritten"), page=full.page, witnessed=HELD))


def _officer(name: str, display: str, role: Role, **changes: object) -> OfficerRow:
    fields: dict[str, object] = {
        "active": True, "must_change": False, "locked_until": None, "last_sign_in": NOW - timedelta(hours=3),
        "totp": False, "finger": False, "needs_second_factor": False, "own": False,
    }  # fmt: skip
    return OfficerRow(name, display, role, **{**fields, **changes})  # type: ignore[arg-type]


OFFICERS = (
    _officer("awijaya", "A. Wijaya", Role.OFFICER, finger=True, totp=True),
    _officer("bsantoso", "B. Santoso", Role.OFFICER, locked_until=NOW + timedelta(minutes=8)),
    _officer("dkusuma", "D. Kusuma", Role.ADMINISTRATOR, totp=True, own=True, needs_second_factor=True),
    _officer("nrahayu", "N. Rahayu", Role.AUDITOR, needs_second_factor=True, must_change=True, last_sign_in=None),
    _officer("rputra", "R. Putra", Role.TECHNICIAN, active=False, last_sign_in=NOW - timedelta(days=210)),
    _officer("shartono", "S. Hartono", Role.SUPERVISOR, totp=True),
)
SECRET = "otpauth://totp/POST-07%3Abs?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=POST-07&digits=6&period=30"  # noqa: S105


def officer_states() -> Iterator[Shown]:
    def shown(name: str, **changes: object) -> Shown:
        state = OfficersState(officers=OFFICERS, **changes)  # type: ignore[arg-type]
        return Shown(f"officers_{name}", OfficersScreen, state, officer=ADMINISTRATOR)

    yield Shown("officers_reading", OfficersScreen, OfficersState(busy=True), officer=ADMINISTRATOR)
    yield shown("list", selected="bsantoso")
    yield shown("own", selected="dkusuma")
    yield shown("adding", selected="bsantoso", adding=True)
    yield shown("refused", selected="shartono", adding=True, problem=Problem("sign_in_name_unfit"))
    yield shown("password", selected="bsantoso", secret=Secret("bsantoso", "k7fm-2xqd-4hpt"))
    modules = tuple(tuple(row) for row in qr_modules(SECRET).tolist())
    yield shown("authenticator", selected="bsantoso", secret=Secret("bsantoso", SECRET, modules))
    yield shown(
        "finger", selected="bsantoso", busy=True, finger_runs=True, hint=FingerHint.SEARCHING_FINGERS
    )  # fmt: skip
    yield shown("changed", selected="awijaya", changed="awijaya")


FACTS = StationFacts(
    station="POST-07", place="Terminal 3", mode="production", identity="identity_good",
    identity_until=NOW + timedelta(days=204), key_source="tpm", recovery_key=True, policy="2026-11-1",
    policy_source="central", policy_signed=True, database_bytes=412_000_000, free_bytes=61_000_000_000, ballast=True,
    schema="0002", visits=1831, waiting=3, receipted=1826, last_acknowledged=NOW - timedelta(minutes=12),
    backup_target="/mnt/backup/post-07", last_backup=NOW - timedelta(hours=7),
    last_rehearsal=NOW - timedelta(days=19), rehearsal_sound=True,
)  # fmt: skip


def premises_states() -> Iterator[Shown]:
    from dataclasses import replace

    def shown(name: str, **changes: object) -> Shown:
        state = PremisesState(**{"facts": FACTS, **changes})  # type: ignore[arg-type]
        return Shown(f"premises_{name}", PremisesScreen, state, officer=ADMINISTRATOR)

    yield Shown("premises_reading", PremisesScreen, PremisesState(busy=True), officer=ADMINISTRATOR)
    yield shown("good")
    bare = replace(
        FACTS, identity="identity_missing", identity_until=None, key_source="passphrase", recovery_key=False,
        policy_source="shipped", policy_signed=False, ballast=False, backup_target="", last_backup=None,
        last_rehearsal=None, rehearsal_sound=None, last_acknowledged=None,
    )  # fmt: skip
    yield shown("bare", facts=bare)
    yield shown("backup", backup=BackupDone("20261124T.manifest.json", 6604, 24, 1_530_000))
    yield shown("rehearsing", busy=True, running="rehearsal")
    yield shown("rehearsed", rehearsal=RehearsalDone(NOW - timedelta(hours=7), 1829, 21_044, sound=True))
    yield shown("refused", problem=Problem("wrong_passphrase"))


FOUND = (
    FoundPerson("p-1", "SANTOSO, DEWI LESTARI", "IDN:X4921773", "1989-04-17", 4, NOW - timedelta(days=11)),
    FoundPerson("p-2", "SANTOSO, DEWI", "UTO:B0037718", "1991-12-02", 1, NOW - timedelta(days=390)),
)


def rights_states() -> Iterator[Shown]:
    def shown(name: str, **changes: object) -> Shown:
        return Shown(f"rights_{name}", RightsScreen, RightsState(**changes), officer=ADMINISTRATOR)  # type: ignore[arg-type]

    yield shown("empty")
    yield shown("nobody", searched=True)
    yield shown("chosen", searched=True, people=FOUND, selected="p-1")
    yield shown("refused", searched=True, people=FOUND, selected="p-1", problem=Problem("second_person_needed"))
    yield shown("exported", searched=True, people=FOUND, selected="p-1", exported="person.zip")
    yield shown("erased", searched=True, people=FOUND[1:], erased=(4, "erasure.proof.json"))


def state_list_states() -> Iterator[Shown]:
    def shown(name: str, state: StatesState) -> Shown:
        return Shown(f"states_{name}", StatesScreen, state, officer=ADMINISTRATOR)

    day = NOW.date()

    def one(
        kind: str, origin: str, name: str, days: int | None, until: int | None, holds: int, number: int
    ) -> StateList:
        """`days` old, `until` so many days from now."""
        dated = None if days is None else day - timedelta(days=days)
        ends = None if until is None else day + timedelta(days=until)
        holder = f"{name[2:4]} {name.rpartition('=')[2]}" if name else origin
        overdue, vouched = until is not None and until < 0, "" if kind == "authority" else "c4" * 32
        return StateList(
            f"{kind}/{origin}", kind, origin, name, holder, dated, days, ends, overdue, kind != "deviations", holds,
            4096 * number, 40 + number, f"{number % 256:02x}" * 32, vouched, "S. Rahman", "M. Lestari Kusumawardhani",
            NOW - timedelta(days=number),
        )  # fmt: skip

    authority = "C=DE,O=Federal Republic of Germany,OU=BSI,CN=CSCA-GERMANY"
    lists = (
        one("deviations", "FR", "", 240, None, 0, 9),
        one("revocations", "DE-7F3C21AA", "C=DE,O=bund,OU=bsi,CN=csca-germany", 96, -6, 14, 3),
        one("authority", "a1" * 32, authority, None, 900, 1, 4),
        one("master", "DE", "", 41, None, 608, 380),
        one("revocations", "UT-0A11B2C3", "C=UT,O=Utopia,CN=CSCA Utopia", 12, 78, 0, 5),
        one("signer", "b2" * 32, "C=UT,O=Utopia,CN=US Visa Signer 03", None, 400, 1, 6),
    )
    found = StateLists(lists, 608, 2, 1, 240)
    people = ("M. Lestari Kusumawardhani", "S. Rahman")
    good = StateLists(tuple(replace(one, signed=True) for one in lists[2:5]), 608, 1, 0, 41, custodians=people)
    doubted = replace(good, lists=(replace(lists[3], believed=False), *good.lists[:1]), authorities=1)
    yield shown("reading", StatesState(busy=True))
    yield shown("overdue", StatesState(found=found, selected=lists[1].key))
    yield shown("good", StatesState(found=good, selected=lists[3].key))
    yield shown("authority", StatesState(found=good, selected=lists[2].key))
    yield shown("doubted", StatesState(found=doubted, selected=lists[3].key))
    yield shown("none", StatesState(found=StateLists()))
    yield shown("emulated", StatesState(found=StateLists(authorities=1, emulated=True)))


COMMISSIONED = CommissionFacts(
    settings="/etc/biometric-station/station.toml", folder="/var/lib/biometric-station", mode="production",
    station="CGK-T3-01", place="Terminal 3, arrivals", language="id", agency="9b1f6f0c" * 8,
    sources=("tpm", "passphrase"), source="tpm", made=True, open=True,
    credential="/etc/biometric-station/credentials/station-passphrase", kept=True,
    request="/var/lib/biometric-station/keys/station.request.json", identity="identity_good",
    identity_until=NOW + timedelta(days=365), address="postgresql://station_cgk_t3_01@db.example.org/border",
    offset=0.4, readers=("05ba:000a", "1491:0020"),
    cameras=(("usb-046d_HD_Pro_Webcam_C920_4F2A", "HD Pro Webcam C920"),), policy="2026-11-1",
    officers=(("dkusuma", "D. Kusuma", Role.ADMINISTRATOR), ("shartono", "S. Hartono", Role.SUPERVISOR)),
)  # fmt: skip
EMPTY = CommissionFacts(
    settings="/etc/biometric-station/station.toml",
    folder="/var/lib/biometric-station",
    mode="production",
    sources=("tpm", "passphrase"),
)


def _tested(point: str, found: str, to_do: str = "", **values: str) -> TestedPoint:
    advice = checkup.TO_DO[to_do].format(**values) if to_do else ""
    return TestedPoint(
        point, not to_do, checkup.FOUND[found].format(**values), advice, found, to_do, tuple(values.items())
    )


TESTED = SelfTested(
    "CGK-T3-01", "Terminal 3, arrivals", "production", "1.0", NOW,
    (
        _tested("clock", "clock_kept", now="2026-11-24 09:12:40"),
        _tested("keys", "keys_open", source="tpm"),
        _tested("identity", "identity_good", serial="5", until="2027-11-24"),
        _tested("policy", "policy_unsigned", "policy_unsigned", version="2026-11-1"),
        _tested("readers", "readers", names="05ba:000a, 1491:0020"),
        _tested("central", "central", offset="+0.4"),
    ),
)  # fmt: skip


def commission_states() -> Iterator[Shown]:
    def shown(name: str, **changes: object) -> Shown:
        state = CommissionState(**{"facts": COMMISSIONED, **changes})  # type: ignore[arg-type]
        return Shown(f"commission_{name}", CommissionScreen, state, officer=None)

    new = replace(COMMISSIONED, made=False, open=False, source="", identity="", address="", officers=())
    yield shown("opening", facts=None, busy=True)
    yield shown("language", facts=EMPTY)
    yield shown("station", facts=EMPTY, step=CommissionStep.STATION, problem=Problem("station_bad_name"))
    yield shown("agency", facts=new, step=CommissionStep.AGENCY, problem=Problem("agency_key_unfit"))
    yield shown("keys", facts=new, step=CommissionStep.KEYS, kept="agency")
    yield shown("goes_on", facts=replace(COMMISSIONED, open=False), step=CommissionStep.KEYS)
    yield shown("identity", step=CommissionStep.IDENTITY, kept="keys")
    yield shown("central", step=CommissionStep.CENTRAL, kept="identity")
    yield shown("reaching", step=CommissionStep.CENTRAL, busy=True)
    yield shown("devices", step=CommissionStep.DEVICES, kept="central")
    yield shown("no_devices", step=CommissionStep.DEVICES, facts=replace(COMMISSIONED, readers=(), cameras=()))
    yield shown("policy", step=CommissionStep.POLICY, problem=Problem("policy_unsigned"))
    yield shown("officers", step=CommissionStep.OFFICERS, kept="officer")
    modules = tuple(tuple(row) for row in qr_modules(SECRET).tolist())
    yield shown("authenticator", step=CommissionStep.OFFICERS, secret=Secret("dkusuma", SECRET, modules))
    yield shown("recovery", step=CommissionStep.RECOVERY)
    asks = replace(COMMISSIONED, second_factor=True)
    yield shown("recovery_codes", step=CommissionStep.RECOVERY, facts=asks, problem=Problem("second_factor_needed"))
    yield shown("self_test", step=CommissionStep.SELF_TEST, tested=TESTED)


def office_states() -> list[Shown]:
    return [
        *commission_states(),
        *auditor_states(),
        *officer_states(),
        *premises_states(),
        *rights_states(),
        *state_list_states(),
    ]
