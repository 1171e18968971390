from __future__ import annotations

from datetime import UTC, datetime

import pytest

from station.vault import totp

SECRET = b"12345678901234567890"  # RFC 6238, appendix B
AT = datetime(2026, 3, 1, 8, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238(seconds, code):
    assert totp.code(SECRET, seconds // 30, digits=8) == code


def test_the_neighbouring_steps_are_accepted_and_no_further():
    now = totp.step_at(AT)
    for away, accepted in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        step = totp.accepted_step(SECRET, totp.code(SECRET, now + away), AT, 0)
        assert (step == now + away) is accepted


def test_a_code_works_once():
    now = totp.step_at(AT)
    assert totp.accepted_step(SECRET, totp.code(SECRET, now), AT, now - 1) == now
    assert totp.accepted_step(SECRET, totp.code(SECRET, now), AT, now) is None


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "٠٠٠٠٠٠", "0000000"])
def test_what_is_no_code_is_refused(typed):
    assert totp.accepted_step(SECRET, typed, AT, 0) is None


def test_the_uri_names_station_and_officer():
    assert totp.uri(SECRET, "rini", "POST 1") == (
        "otpauth://totp/POST%201%3Arini?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=POST%201&digits=6&period=30"
    )


def test_secrets_are_long_and_differ():
    assert len(totp.new_secret()) == 20
    assert totp.new_secret() != totp.new_secret()
