"""Biometrics: arrays in, arrays and dataclasses out; no Qt, no database, no device."""
