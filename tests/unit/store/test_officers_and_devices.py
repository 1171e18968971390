from __future__ import annotations

from datetime import timedelta

import pytest

from station.domain.officer import Officer, Role
from station.store import devices, officers
from station.store.errors import RecordExists, RecordMissing
from station.store.names import fold
from tests.rig.visits import T0


def test_an_officer_is_found_without_case(store):
    with store.unit() as unit:
        officers.add(unit, Officer("Rini", "Rini S.", Role.OFFICER), "hash")
        found = officers.get(unit, "RINI")
        assert found.officer == Officer("rini", "Rini S.", Role.OFFICER)
        assert (found.password, found.failures, found.locked_until, found.active) == ("hash", 0, None, True)
        with pytest.raises(RecordExists):
            officers.add(unit, Officer("rini", "x", Role.AUDITOR), "hash")
        assert officers.count(unit) == 1


def test_an_account_can_be_changed(store):
    with store.unit() as unit:
        officers.add(unit, Officer("rini", "Rini S.", Role.OFFICER), "hash", must_change=True)
        officers.failed(unit, "rini", 4, T0)
        assert officers.get(unit, "rini").locked_until == T0
        officers.set_password(unit, "rini", "new")
        officers.set_role(unit, "rini", Role.SUPERVISOR)
        officers.set_totp(unit, "rini", b"secret")
        officers.set_finger(unit, "rini", b"template")
        officers.totp_used(unit, "rini", 77)
        officers.confirmed(unit, "rini", T0 + timedelta(days=2))
        officers.set_active(unit, "rini", False)
        (found,) = officers.every(unit)
    assert found.officer.role is Role.SUPERVISOR
    assert (found.password, found.totp, found.totp_last, found.finger_template) == ("new", b"secret", 77, b"template")
    assert (found.failures, found.locked_until, found.active, found.must_change) == (0, None, False, False)
    assert found.confirmed_at == T0 + timedelta(days=2)


def test_an_unknown_officer_is_named(store):
    with store.unit() as unit:
        assert officers.find(unit, "nobody") is None
        with pytest.raises(RecordMissing):
            officers.set_role(unit, "nobody", Role.OFFICER)


def test_an_account_does_not_show_its_hash(store):
    with store.unit() as unit:
        officers.add(unit, Officer("rini", "Rini S.", Role.OFFICER), "secret-hash")
        assert "secret-hash" not in repr(officers.get(unit, "rini"))


def test_a_device_is_new_once(store):
    with store.unit() as unit:
        assert devices.seen(unit, "S1", "U.are.U 4500")
        assert not devices.seen(unit, "S1", "U.are.U 4500")
        assert devices.is_allowed(unit, "S1") is True
        devices.allow(unit, "S1", False)
        devices.seen(unit, "S1", "U.are.U 4500")
        assert devices.is_allowed(unit, "S1") is False
        assert devices.is_allowed(unit, "S2") is None
        (found,) = devices.every(unit)
        assert found.last_seen > found.first_seen
        with pytest.raises(RecordMissing):
            devices.allow(unit, "S2", True)


def test_the_newest_calibration_is_in_use_and_the_old_ones_stay(store):
    with store.unit() as unit:
        assert devices.calibration(unit, "S1") is None
        for number in (1, 3, 2):
            made = T0 + timedelta(days=number)
            devices.put_calibration(
                unit, devices.StoredCalibration(f"c{number}", "S1", made, "tono", bytes([number]), "note")
            )
        assert devices.calibration(unit, "S1").id == "c3"
        assert [c.id for c in devices.calibration_history(unit, "S1")] == ["c3", "c2", "c1"]


def test_the_history_of_a_device_is_newest_first(store):
    with store.unit() as unit:
        for kind in ("plugged", "fault", "unplugged"):
            devices.add_event(unit, devices.DeviceEventRow("S1", T0, kind, ""))
        assert [e.kind for e in devices.history(unit, "S1")] == ["unplugged", "fault", "plugged"]
        assert devices.history(unit, "S2") == []


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("O'Brien", "O BRIEN"),
        ("Ærøskøbing", "AEROESKOEBING"),
        ("  de  la   Cruz ", "DE LA CRUZ"),
        ("ßtraße", "SSTRASSE"),
    ],
)
def test_names_are_folded_as_icao_transliterates(text, folded):
    assert fold(text) == folded
