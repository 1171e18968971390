"""The auditor and the administrator in the real window, offscreen: an edited log, a colleague with two factors."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from station.domain.audit import Defect
from station.domain.officer import Role
from station.domain.samples import Finger
from station.vault import totp
from tests.rig.window import Window

pytestmark = pytest.mark.slow


@pytest.mark.timeout(300)
def test_the_auditor_sees_which_entry_somebody_edited_under_the_window(window: Window, tmp_path: Path):
    window.sign_in("auditor", "auditor")
    window.until(lambda: window.state.page is not None)
    assert window.state.page.entries[0].act == "log_read"
    window.presenter.verify()
    window.until(lambda: window.state.report is not None)
    assert window.state.report.sound

    store = window.behind._opened.result().store
    with store.unit() as unit:
        edit = "UPDATE audit_entries SET leaf = CAST(replace(leaf, 'signed_in', 'signed_on') AS BLOB) WHERE number = :n"
        number = next(e.number for e in window.state.page.entries if e.act == "signed_in")
        unit.connection.execute(text(edit), {"n": number})
        unit.connection.execute(text("DELETE FROM audit_entries WHERE number = 0"))
    window.presenter.verify()
    window.until(lambda: window.state.report is not None)
    found = [(f.defect, f.number) for f in window.state.report.findings]
    assert found == [(Defect.REMOVED, 0), (Defect.CHANGED, number)]
    window.presenter.save_list(str(tmp_path / "list.json"))
    window.until(lambda: bool(window.state.saved))
    assert "signed_on" in (tmp_path / "list.json").read_text()


@pytest.mark.timeout(400)
def test_a_colleague_signs_in_with_first_password_code_and_finger(window: Window):
    window.sign_in("administrator", "officers")
    window.until(lambda: bool(window.state.officers))
    window.presenter.begin_adding()
    window.presenter.add("wati", "W. Anggraini", Role.AUDITOR)
    window.until(lambda: window.state.secret is not None)
    password = window.state.secret.text
    window.presenter.set_totp()
    window.until(lambda: window.state.secret is not None and bool(window.state.secret.modules))
    secret = _secret(window.state.secret.text)
    window.presenter.set_finger(Finger.RIGHT_INDEX)
    window.until(lambda: not window.state.busy, 120)
    assert window.state.problem is None, window.state.problem
    assert window.state.officer.finger and window.state.officer.totp
    window.sign_out()

    page = window.front._log_in
    page.log_in("wati", password, "", "")
    window.until(lambda: page.state.must_change)
    page.log_in("", "", "", "sore hari ini", "sore hari ini")
    window.until(lambda: page.state.finger_runs)
    page.log_in("", "", totp.code(secret, totp.step_at(datetime.now(UTC))), "")  # rather the code
    window.page("auditor", 120)
    assert window.front._session.factors == ("password", "totp")
    window.sign_out()

    page.log_in("wati", "sore hari ini", "", "")
    window.page("auditor", 120)
    assert window.front._session.factors == ("password", "finger")


@pytest.mark.timeout(300)
def test_a_locked_room_is_not_a_colleagues(window: Window):
    window.sign_in("administrator", "officers")
    window.until(lambda: bool(window.state.officers))
    window.front._lock()
    window.page("log_in")
    window.sign_in("auditor", "auditor")
    assert list(window.front._room.presenters) == ["auditor"]
    window.front._lock()
    window.sign_in("auditor", "auditor")


def _secret(uri: str) -> bytes:
    found = re.search(r"secret=([A-Z2-7]+)", uri)
    assert found is not None
    return base64.b32decode(found[1] + "=" * (-len(found[1]) % 8))
