from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from station.cli import central_trust
from station.counter.enrol import seal_visit
from station.store import records
from station.store.session import Store
from station.vault import custodian, keys
from station.vault.errors import KeysDamaged, KeySourceAbsent, WrongSecret
from station.vault.token import Pkcs11Token
from station.wire import custodians
from station.wire.custodians import Consent, Custodian
from tests.rig import softhsm, visits

PIN = "314159"
LABEL = "station"
ROOT = bytes(range(32))


@pytest.fixture(scope="module")
def module(tmp_path_factory):
    """The module is loaded once a process, and reads its configuration then."""
    if reason := softhsm.missing():
        pytest.skip(reason)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(softhsm.configure(tmp_path_factory.mktemp("softhsm"))))
        softhsm.make_token("station", PIN)
        softhsm.make_token("another", PIN)
        import pkcs11

        pkcs11.lib(str(softhsm.module())).reinitialize()
        yield softhsm.module()


@pytest.fixture
def token(module):
    return Pkcs11Token(module, "station")


def test_a_key_comes_back_with_the_pin(token):
    wrapped = token.wrap(ROOT, PIN)
    assert ROOT.hex() not in str(wrapped)
    assert token.unwrap(wrapped, PIN) == ROOT


def test_a_wrong_pin_is_refused(token):
    wrapped = token.wrap(ROOT, PIN)
    with pytest.raises(WrongSecret):
        token.unwrap(wrapped, "000000")
    assert token.unwrap(wrapped, PIN) == ROOT


def test_the_key_on_the_token_cannot_be_taken_out(token, module):
    import pkcs11

    wrapped = token.wrap(ROOT, PIN)
    with pkcs11.lib(str(module)).get_token(token_label=LABEL).open(user_pin=PIN) as session:
        key = session.get_key(object_class=pkcs11.ObjectClass.SECRET_KEY, id=bytes.fromhex(wrapped["key"]))
        assert key[pkcs11.Attribute.EXTRACTABLE] is False
        assert key[pkcs11.Attribute.SENSITIVE] is True
        assert key[pkcs11.Attribute.NEVER_EXTRACTABLE] is True
        with pytest.raises(pkcs11.AttributeSensitive):
            _ = key[pkcs11.Attribute.VALUE]


def test_another_token_does_not_open_it(token, module):
    wrapped = token.wrap(ROOT, PIN)
    with pytest.raises(KeySourceAbsent):
        Pkcs11Token(module, "another").unwrap(wrapped, PIN)


def test_a_token_that_is_not_plugged_in_is_named(module):
    with pytest.raises(KeySourceAbsent):
        Pkcs11Token(module, "at home").wrap(ROOT, PIN)


def test_a_module_that_is_not_there_is_named():
    with pytest.raises(KeySourceAbsent):
        Pkcs11Token(Path("/usr/lib/no-such-module.so"), "station").wrap(ROOT, PIN)


def test_a_changed_wrapping_is_named(token):
    wrapped = token.wrap(ROOT, PIN)
    with pytest.raises(KeysDamaged):
        token.unwrap({**wrapped, "sealed": wrapped["sealed"][:-8] + "AAAAAAA="}, PIN)
    with pytest.raises(KeysDamaged):
        token.unwrap({}, PIN)


def test_a_station_is_commissioned_with_a_token(token, tmp_path):
    agency = visits.agency_keys(tmp_path / "agency")
    made = keys.create(tmp_path / "keys", PIN, station="POST-1", agency=agency.public, source=token)
    store = Store.open(tmp_path / "station.db", made)
    seal_visit(store, visits.visit(1))
    store.close()
    assert keys.source_name(tmp_path / "keys") == "pkcs11"
    again = Store.open(tmp_path / "station.db", keys.unlock(tmp_path / "keys", PIN, {"pkcs11": token}))
    with again.reading() as unit:
        assert records.exists(unit, visits.visit(1).id)
    again.close()


def test_a_token_that_is_plugged_in_is_found_without_its_pin(module):
    assert Pkcs11Token(module, LABEL).there()
    assert not Pkcs11Token(module, "not-here").there()


def test_a_custodian_s_key_opens_with_the_token_and_its_pin_alone(module, tmp_path, monkeypatch):
    monkeypatch.setenv("STATION_PKCS11_MODULE", str(module))
    monkeypatch.setenv("STATION_PKCS11_TOKEN", LABEL)
    options = argparse.Namespace(
        folder=tmp_path / "ana", name="Ana", source="pkcs11", ask=lambda _question: PIN, custodian=tmp_path / "ana"
    )
    assert central_trust.make_custodian(options) == 0
    public = Custodian.from_bytes((tmp_path / "ana" / central_trust.PUBLIC).read_bytes())
    own = custodian.unlock(tmp_path / "ana", PIN)
    assert (own.name, own.signer.public) == ("Ana", public.public)
    said = custodians.approve(own.name, own.signer, Consent.TAKE_IN, ["ab" * 32])
    assert custodians.agrees(said, (public,), Consent.TAKE_IN, "ab" * 32) == "Ana"
    with pytest.raises(WrongSecret):
        custodian.unlock(tmp_path / "ana", "000000")
    monkeypatch.setenv("STATION_PKCS11_TOKEN", "another")  # somebody else's
    with pytest.raises(KeySourceAbsent):
        custodian.unlock(tmp_path / "ana", PIN)
    monkeypatch.setenv("STATION_PKCS11_TOKEN", "none at all")
    with pytest.raises(KeySourceAbsent):
        central_trust.make_custodian(options)
