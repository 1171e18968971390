"""Biometrics: arrays in, arrays and dataclasses out; no Qt, no database, no device."""

from models.quiet import be_quiet

be_quiet()  # before any library that could speak to somebody

from models.blas import use_one_thread  # noqa: E402

use_one_thread()
