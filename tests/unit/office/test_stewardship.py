from __future__ import annotations

from dataclasses import replace

import pytest

import resources
from station.config import Config
from station.counter.enrol import seal_visit
from station.domain.audit import Act
from station.domain.officer import Officer, Role
from station.domain.sign_in import Session
from station.errors import NotAllowed
from station.office.backup import BackupUnprepared
from station.office.stewardship import NoBackup, Stewardship
from station.store import audit_log
from station.store.migrations import HEAD
from station.vault import keys as vault_keys
from station.vault import recovery
from station.vault.errors import WrongSecret
from station.workflow import policy
from tests.rig import visits
from tests.rig.visits import PASSPHRASE, QUICK, T0

ADMINISTRATOR = Session("s-2", Officer("adi", "Adi", Role.ADMINISTRATOR), T0, ("password",), None)
POLICY = policy.parse(resources.path("policy/policy.json").read_bytes())
WORD = "word of the recovery officer"


@pytest.fixture
def room(store, tmp_path):
    config = Config(station="POST-1", place="Gate", data=str(tmp_path), backup=str(tmp_path / "disk"))
    return Stewardship(store, config, POLICY, ADMINISTRATOR)


@pytest.fixture
def recovery_set(store, tmp_path):
    public = recovery.create(tmp_path / "safe", WORD, QUICK)
    store.keys = vault_keys.set_recovery(tmp_path / "keys", PASSPHRASE, public)
    return tmp_path / "safe"


def test_the_facts_are_those_of_this_station(room, store):
    seal_visit(store, visits.visit(1))
    facts = room.facts()
    assert (facts.station, facts.mode, facts.key_source, facts.schema) == ("POST-1", "production", "passphrase", HEAD)
    assert (facts.identity, facts.recovery_key, facts.visits, facts.waiting) == ("identity_missing", False, 1, 1)
    assert (facts.policy, facts.policy_source, facts.policy_signed) == (POLICY.version, "shipped", False)
    assert facts.database_bytes > 0 and facts.free_bytes > 0
    assert (facts.last_backup, facts.last_rehearsal, facts.rehearsal_sound) == (None, None, None)


def test_a_policy_file_counts_as_signed_where_only_a_signed_one_is_read(room):
    own = replace(room, config=replace(room.config, policy="policy.json"))
    assert (own.facts().policy_source, own.facts().policy_signed) == ("file", True)
    rehearsal = replace(own, config=replace(own.config, mode="demo"))
    assert not rehearsal.facts().policy_signed


def test_a_backup_is_made_and_rehearsed_and_the_room_shows_when(room, store, recovery_set):
    seal_visit(store, visits.visit(1))
    done = room.back_up()
    assert done.new_blocks > 0
    rehearsed = room.rehearse(recovery_set, WORD)
    assert (rehearsed.visits, rehearsed.sound) == (1, True)
    facts = room.facts()
    assert facts.recovery_key and facts.rehearsal_sound
    assert facts.last_backup is not None and facts.last_rehearsal > facts.last_backup
    with store.reading() as unit:
        (_, entry) = next(audit_log.newest(unit))
    assert (entry.actor, entry.act, entry.subject) == ("adi", Act.BACKUP_REHEARSED, done.name)


def test_the_wrong_word_of_the_recovery_officer_rehearses_nothing(room, recovery_set):
    room.back_up()
    with pytest.raises(WrongSecret):
        room.rehearse(recovery_set, "guess")
    assert room.facts().last_rehearsal is None


def test_what_is_missing_for_a_backup_is_named(room, recovery_set, tmp_path):
    with pytest.raises(NoBackup) as caught:
        replace(room, config=replace(room.config, backup="")).back_up()
    assert caught.value.code == "backup_no_target"
    with pytest.raises(NoBackup) as caught:
        room.rehearse(recovery_set, WORD)
    assert caught.value.code == "backup_none"
    (tmp_path / "disk").write_text("a file, not a folder")
    with pytest.raises(NoBackup) as caught:
        room.back_up()
    assert caught.value.code == "backup_unwritten"


def test_a_backup_that_nobody_could_open_is_not_made(room):
    with pytest.raises(BackupUnprepared):
        room.back_up()


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_comes_in(room, role):
    other = replace(room, session=replace(ADMINISTRATOR, officer=Officer("x", "X", role)))
    for call in (other.facts, other.back_up):
        with pytest.raises(NotAllowed):
            call()
