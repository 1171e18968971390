"""Fields for passwords, PINs and codes: they work like any field, and nothing but dots leaves them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from station.ui.widgets.secret import BULLET, SecretEdit
from tests.rig import bus
from tests.rig.bus_typing import CONTROL, SECRET

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def field(qtbot):
    made = SecretEdit()
    qtbot.addWidget(made)
    return made


def below(field: SecretEdit) -> str:
    """What Qt holds and tells."""
    return QLineEdit.text(field)


def test_what_is_typed_and_corrected_is_there_and_only_dots_are_below(field):
    QTest.keyClicks(field, "abc def")
    for _ in range(3):
        QTest.keyClick(field, Qt.Key.Key_Left)
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClicks(field, "-")
    assert (field.text(), below(field)) == ("abc-def", BULLET * 7)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert field.text() == "abc-ef"
    QTest.keyClick(field, Qt.Key.Key_Home)
    QTest.keyClick(field, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(field, "Z")
    assert (field.text(), below(field)) == ("Zbc-ef", BULLET * 6)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert (field.text(), below(field)) == ("", "")


def test_neither_copy_nor_undo_brings_a_secret_out_and_paste_brings_one_in(field):
    QGuiApplication.clipboard().setText("from elsewhere")
    QTest.keyClicks(field, "secret")
    field.selectAll()
    for key in (Qt.Key.Key_C, Qt.Key.Key_X):
        QTest.keyClick(field, key, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == "from elsewhere"
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert (field.text(), below(field)) == ("from elsewhere", BULLET * 14)
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (field.text(), below(field)) == ("from elsewhere", BULLET * 14)


def test_an_input_method_brings_whole_letters_and_its_drafts_stay_hidden(field):
    draft = QInputMethodEvent("de", [])
    QGuiApplication.sendEvent(field, draft)
    assert (field.text(), below(field)) == ("", "")
    done = QInputMethodEvent("", [])
    done.setCommitString("\u00e9")
    QGuiApplication.sendEvent(field, done)
    assert (field.text(), below(field)) == ("\u00e9", BULLET)


def test_a_longer_text_than_the_field_takes_is_cut_alike_above_and_below(field):
    field.setMaxLength(5)
    field.insert("1234567")
    assert (field.text(), below(field)) == ("12345", BULLET * 5)
    field.setText("abcdefgh")
    assert (field.text(), below(field)) == ("abcde", BULLET * 5)


def test_every_hidden_field_of_the_window_is_one_of_these():
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "station" / "ui").rglob("*.py")
        if "setEchoMode" in path.read_text("utf-8")
    }
    assert found == {"station/ui/widgets/secret.py"}


@pytest.mark.slow
def test_nothing_that_listens_on_the_accessibility_bus_hears_a_secret(tmp_path):
    if reason := bus.missing():
        pytest.skip(reason)
    heard = tmp_path / "heard"
    with bus.bus(tmp_path) as environment, bus.listener(environment, heard):
        typed = subprocess.run(
            [sys.executable, "-m", "tests.rig.bus_typing"],
            env={**environment, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])},
            cwd=ROOT, capture_output=True, text=True, timeout=150, check=False,
        )  # fmt: skip
    assert typed.returncode == 0, typed.stderr
    assert typed.stdout.strip() == "7"  # four of the sign-in page, two of travellers' rights, one of the backup
    lines = heard.read_text("utf-8").splitlines()
    letters = [line.split("\t")[1].strip("'") for line in lines if line.startswith("object:text-changed:insert")]
    assert "".join(letters).startswith(CONTROL[0]) and set(CONTROL) <= set("".join(letters))  # the bus is heard
    after = "".join(letters).replace(BULLET, "")
    assert not set(after) - set(CONTROL)
    assert not [line for line in lines if SECRET in line or SECRET[::-1] in line]
