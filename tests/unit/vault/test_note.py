from __future__ import annotations

import pytest

from station.domain.audit import Checkpoint
from station.vault import note
from station.vault.errors import BadSignature
from station.vault.signing import Ed25519Signer

SIGNER = Ed25519Signer(bytes(range(32)))
HEAD = Checkpoint("biometric-station/POST-1", 7, bytes(range(32)))


def test_a_checkpoint_has_the_c2sp_form():
    text = note.sign(HEAD, SIGNER)
    lines = text.split("\n")
    assert lines[:3] == ["biometric-station/POST-1", "7", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="]
    assert lines[3] == ""
    assert lines[4].startswith("\u2014 biometric-station/POST-1 ")
    assert text.endswith("\n")
    assert note.verify(text, SIGNER.public, HEAD.origin) == HEAD


def test_the_key_hash_is_that_of_the_specification():
    # The example key of golang.org/x/mod/sumdb/note: PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW
    import base64

    public = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
    assert note.key_hash("PeterNeumann", public).hex() == "c74f20a3"


@pytest.mark.parametrize(
    ("old", "new"), [("\n7\n", "\n8\n"), ("POST-1\n", "POST-2\n"), ("\u2014", "-"), ("\n\n", "\n"), ("AAEC", "AAED")]
)
def test_a_changed_checkpoint_is_refused(old, new):
    text = note.sign(HEAD, SIGNER)
    assert old in text
    with pytest.raises(BadSignature):
        note.verify(text.replace(old, new), SIGNER.public, HEAD.origin)


def test_another_station_s_checkpoint_is_refused():
    with pytest.raises(BadSignature):
        note.verify(note.sign(HEAD, Ed25519Signer(bytes(32))), SIGNER.public, HEAD.origin)
