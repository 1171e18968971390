"""Biometrics: arrays in, arrays and dataclasses out; no Qt, no database, no device."""

from models.blas import use_one_thread

use_one_thread()
