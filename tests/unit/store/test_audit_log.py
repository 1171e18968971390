from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from station.domain import merkle
from station.domain.audit import Act, AuditEvent
from station.store import audit_log, audit_verify, meta
from station.store.audit_verify import Defect
from station.store.errors import StoreDamaged
from station.vault import keys as vault_keys
from station.vault import note
from tests.rig import visits
from tests.rig.visits import PASSPHRASE, T0


def event(number: int, **changes) -> AuditEvent:
    fields = {"at": T0 + timedelta(seconds=number), "actor": "rini", "act": Act.VISIT_SEALED, "station": "POST-1"}
    return AuditEvent(**{**fields, "subject": f"v{number}", "detail": {"n": number}, **changes})


def fill(store, count: int = 12) -> None:
    with store.unit() as unit:
        for number in range(count):
            assert audit_log.append(unit, event(number)) == number


def run(store, statement: str, **values) -> None:
    with store.unit() as unit:
        unit.connection.execute(text(statement), values)


def found(store, witnesses=()) -> list[tuple[str, int]]:
    with store.reading() as unit:
        report = audit_verify.verify(unit, witnesses)
    assert report.sound is not report.findings
    return [(f.defect.value, f.number) for f in report.findings]


def test_an_untouched_log_is_sound(store):
    fill(store)
    with store.reading() as unit:
        report = audit_verify.verify(unit, [])
        assert report.sound
        assert (report.size, report.root, report.clock_steps) == (12, audit_log.root(unit), ())
        assert [e for _, e in audit_log.entries(unit)] == [event(n) for n in range(12)]
        assert [n for n, _ in audit_log.entries(unit, 3, 2)] == [3, 4]


def test_an_empty_log_is_sound_and_has_the_empty_root(store):
    with store.reading() as unit:
        report = audit_verify.verify(unit)
        assert report.sound
        assert report.root == audit_log.root(unit) == merkle.EMPTY_ROOT


def test_the_root_is_that_of_the_leaves(store):
    fill(store, 7)
    with store.reading() as unit:
        leaves = [row[0] for row in unit.connection.execute(text("SELECT leaf FROM audit_entries ORDER BY number"))]
        assert audit_log.root(unit) == merkle.root([merkle.leaf_hash(leaf) for leaf in leaves])


def test_proofs_are_made_from_the_stored_entries(store):
    fill(store, 11)
    with store.reading() as unit:
        leaf = unit.connection.execute(text("SELECT leaf FROM audit_entries WHERE number = 4")).scalar()
        root = audit_log.root(unit)
        (proof,) = audit_log.prove_inclusion(unit, [4], 11)
        assert merkle.includes(merkle.leaf_hash(leaf), 4, 11, proof, root)
        old = merkle.root(audit_log._hashes(unit, 6))
        assert merkle.is_consistent(6, old, 11, root, audit_log.prove_consistency(unit, 6, 11))


def test_a_checkpoint_is_signed_kept_and_witnessed(store):
    fill(store, 5)
    with store.unit() as unit:
        signed = audit_log.checkpoint(unit)
        assert audit_log.checkpoint(unit) == signed
        head = note.verify(signed, unit.keys.signer.public, "biometric-station/POST-1")
        assert (head.size, head.root) == (5, audit_log.root(unit))
        assert audit_log.checkpoints(unit) == [(signed, None)]
        audit_log.witnessed(unit, 5, T0)
        assert audit_log.checkpoints(unit) == [(signed, T0)]
    assert found(store, [signed]) == []


@pytest.mark.parametrize("number", [0, 5, 11])
def test_a_changed_entry_is_named(store, number):
    fill(store)
    changed = event(number, actor="somebody").leaf(number, bytes(32))
    run(store, "UPDATE audit_entries SET leaf = :leaf WHERE number = :n", leaf=changed, n=number)
    assert found(store) == [("changed", number)]


def test_two_changed_entries_are_both_named(store):
    fill(store)
    run(store, "UPDATE audit_entries SET leaf = CAST(replace(leaf, 'rini', 'toni') AS BLOB) WHERE number IN (2, 9)")
    assert found(store) == [("changed", 2), ("changed", 9)]


def test_an_entry_of_rubbish_is_named(store):
    fill(store)
    run(store, "UPDATE audit_entries SET leaf = x'00ff' WHERE number = 3")
    assert found(store) == [("changed", 3)]


def test_removed_entries_are_named(store):
    fill(store)
    run(store, "DELETE FROM audit_entries WHERE number IN (3, 6, 7)")
    assert found(store) == [("removed", 3), ("removed", 6), ("removed", 7)]


def test_a_removed_entry_is_named_even_when_the_rest_is_renumbered(store):
    fill(store)
    run(store, "DELETE FROM audit_entries WHERE number = 3")
    for number in range(4, 12):
        run(store, "UPDATE audit_entries SET number = :new WHERE number = :old", new=number - 1, old=number)
    names = found(store)
    assert ("removed", 3) in names
    assert {number for defect, number in names if defect == "reordered"} == set(range(4, 12))


def test_exchanged_entries_are_named(store):
    fill(store)
    for old, new in ((4, 99), (8, 4), (99, 8)):
        run(store, "UPDATE audit_entries SET number = :new WHERE number = :old", new=new, old=old)
    assert found(store) == [("reordered", 4), ("reordered", 8)]


def test_a_tail_that_was_cut_off_is_named(store):
    fill(store)
    run(store, "DELETE FROM audit_entries WHERE number >= 10")
    assert found(store) == [("removed", 10), ("removed", 11)]


def test_a_tail_that_was_cut_off_with_everything_local_is_shown_by_the_witness(store):
    with store.unit() as unit:
        for number in range(10):
            audit_log.append(unit, event(number))
        edge = meta.get(unit, "audit_edge")
        audit_log.append(unit, event(10))
        witness = audit_log.checkpoint(unit)
    run(store, "DELETE FROM audit_entries WHERE number >= 10")
    run(store, "DELETE FROM audit_checkpoints")
    with store.unit() as unit:
        meta.put(unit, "audit_edge", edge)
    assert found(store) == []  # nothing on this machine knows of it
    assert found(store, [witness]) == [("removed", 10)]


def test_a_history_written_anew_with_the_stations_own_key_is_shown_by_the_witness(store):
    witnesses = []
    with store.unit() as unit:
        for number in range(12):
            audit_log.append(unit, event(number))
            if number in (3, 7, 11):
                witnesses.append(audit_log.checkpoint(unit))
        unit.connection.execute(text("DELETE FROM audit_entries"))
        unit.connection.execute(text("DELETE FROM audit_checkpoints"))
        unit.connection.execute(text("DELETE FROM meta"))
        for number in range(12):
            audit_log.append(unit, event(number, actor="toni" if number == 5 else "rini"))
    assert found(store) == []
    assert found(store, witnesses) == [("rewritten", 7), ("rewritten", 11)]
    with store.reading() as unit:
        report = audit_verify.verify(unit, witnesses)
    assert report.findings[0].detail == "the entries 4 to 7 are not those of the checkpoint"


def test_an_entry_signed_into_the_middle_by_the_key_holder_is_shown_by_the_chain(store, keys):
    fill(store)
    forged = event(5, actor="toni").leaf(5, bytes(32))
    hashed = merkle.leaf_hash(forged)
    signature = keys.signer.sign(audit_log.entry_message("biometric-station/POST-1", 5, hashed, bytes(32)))
    run(
        store,
        "UPDATE audit_entries SET leaf = :leaf, root = :root, signature = :signature WHERE number = 5",
        leaf=forged,
        root=bytes(32),
        signature=signature,
    )
    assert found(store) == [("rewritten", 5), ("rewritten", 6)]


def test_a_back_dated_entry_is_named(store):
    with store.unit() as unit:
        for number in range(5):
            audit_log.append(unit, event(number))
        audit_log._append(unit, event(5, at=T0 - timedelta(days=1)), audit_log._edge(unit))
        audit_log.append(unit, event(6))
    assert found(store) == [("back_dated", 5)]


def test_a_clock_that_was_set_back_is_written_down_by_the_log_itself(store):
    with store.unit() as unit:
        audit_log.append(unit, event(0))
        assert audit_log.append(unit, event(1, at=T0 - timedelta(hours=3))) == 2
        (_, (number, step), _) = audit_log.entries(unit)
        report = audit_verify.verify(unit)
    assert (number, step.act, step.detail["seconds"]) == (1, "clock_set_back", 10800.0)
    assert report.sound
    assert report.clock_steps == (1,)


def test_small_differences_of_clocks_mean_nothing(store):
    with store.unit() as unit:
        audit_log.append(unit, event(2))
        audit_log.append(unit, event(1))
        assert audit_log.count(unit) == 2
    assert found(store) == []


def test_a_forged_checkpoint_is_named(store, agency, tmp_path):
    fill(store)
    other = visits.station_keys(tmp_path / "other", agency)
    with store.unit() as unit:
        head, _ = note.read(audit_log.checkpoint(unit))
    assert found(store, [note.sign(head, other.signer)]) == [("bad_checkpoint", -1)]
    assert found(store, ["rubbish"]) == [("bad_checkpoint", -1)]


def test_entries_of_a_renewed_signer_stay_valid(store, tmp_path):
    fill(store)
    store.keys = vault_keys.renew_signer(tmp_path / "keys", PASSPHRASE)
    with store.unit() as unit:
        audit_log.append(unit, event(12))
    assert found(store) == []


def test_a_damaged_edge_is_named_and_nothing_is_appended(store):
    fill(store)
    with store.unit() as unit:
        meta.put(unit, "audit_edge", b"\x00" * 70)
    with pytest.raises(StoreDamaged), store.unit() as unit:
        audit_log.append(unit, event(12))
    assert ("changed", 12) in found(store)


def test_defects_have_stable_names():
    assert {d.value for d in Defect} == {
        "removed", "changed", "reordered", "back_dated", "rewritten", "bad_checkpoint"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("leaf = replace(leaf, 'rini', 'budi')", "text where octets were"),
        ("leaf = CAST(replace(leaf, '+00:00', '') AS BLOB)", "a time without its zone"),
        ("leaf = CAST(replace(leaf, '\"rini\"', '7') AS BLOB)", "a number for a name"),
        ("root = 'x'", "no root"),
        ("signature = 0, root = 7", "no signature"),
    ],
)
def test_a_row_of_any_kind_of_value_is_named_and_stops_no_check(store, change, why):
    fill(store)
    run(store, f"UPDATE audit_entries SET {change} WHERE number = 4")  # noqa: S608  the five texts above
    assert found(store) == [("changed", 4)], why


def test_a_check_tells_how_far_it_is_and_ends_with_what_is_raised_there(store):
    fill(store)
    run(store, "DELETE FROM audit_entries WHERE number = 4")
    shares: list[float] = []
    with store.reading() as unit:
        audit_verify.verify(unit, (), shares.append)
        assert shares == sorted(shares) and shares[0] == 0.0 and shares[-1] >= 0.35

        def stop(share: float) -> None:
            raise InterruptedError

        with pytest.raises(InterruptedError):
            audit_verify.verify(unit, (), stop)
