"""A SoftHSM2 token in a folder of its own."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

MODULES = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
    Path("/usr/lib64/pkcs11/libsofthsm2.so"),
)


def module() -> Path | None:
    return next((path for path in MODULES if path.exists()), None)


def missing() -> str | None:
    """Why no token test can run here, or None."""
    if module() is None or shutil.which("softhsm2-util") is None:
        return "SoftHSM2 is not installed (Debian: softhsm2)"
    try:
        import pkcs11  # noqa: F401
    except ImportError:
        return "python-pkcs11 is not installed (extra 'token')"
    return None


def configure(directory: Path) -> Path:
    """A configuration over an empty folder. SOFTHSM2_CONF names it before the module is loaded, once a process."""
    (directory / "tokens").mkdir(parents=True)
    configuration = directory / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {directory / 'tokens'}\nlog.level = ERROR\n")
    return configuration


def make_token(label: str, pin: str) -> None:
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", pin, "--so-pin", "87654321"],
        check=True,
        capture_output=True,
    )
