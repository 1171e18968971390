"""The fixtures of this folder: a store on disk for each test."""

from tests.rig.stores import agency, clock, keys, store

__all__ = ["agency", "clock", "keys", "store"]
