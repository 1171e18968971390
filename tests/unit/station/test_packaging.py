"""The rules that the package carries for the machine's USB ports fit the readers that the station drives."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

import resources
from drivers.finger.registry import SCANNERS

DEBIAN = resources.path("packaging/debian")
USBGUARD = DEBIAN / "usbguard-rules.conf"
READERS = {f"{vendor:04x}:{product:04x}" for vendor, product in SCANNERS}


def rules() -> list[str]:
    lines = [line.strip() for line in USBGUARD.read_text().splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def test_udev_opens_every_reader_that_has_a_driver():
    text = (DEBIAN / "60-biometric-station.rules").read_text()
    found = re.findall(r'ATTR\{idVendor\}=="(\w{4})", ATTR\{idProduct\}=="(\w{4})"', text)
    assert {f"{vendor}:{product}" for vendor, product in found} == READERS


def test_usbguard_allows_exactly_those_readers_and_only_as_vendor_specific_devices():
    allowed = [rule for rule in rules() if rule.startswith("allow id ")]
    assert {rule.split()[2] for rule in allowed} == READERS
    assert all(rule.endswith("with-interface match-all { ff:*:* }") for rule in allowed)


def test_a_second_keyboard_is_never_allowed():
    """Every rule that lets a human interface device in does so only while none is in."""
    for rule in rules():
        if rule.startswith("allow") and re.search(r"\b03:", rule):
            wanted = rule.split(" if ")[0].removeprefix("allow ")
            assert rule.endswith(f" if !allowed-matches({wanted})"), rule
    assert not [rule for rule in rules() if rule.startswith("allow") and "*:*:*" in rule]


@pytest.mark.skipif(shutil.which("usbguard-rule-parser") is None, reason="usbguard is not installed here")
def test_usbguards_own_parser_takes_the_rules():
    done = subprocess.run(["usbguard-rule-parser", "-f", str(USBGUARD)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
