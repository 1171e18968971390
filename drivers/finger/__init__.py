"""Fingerprint readers, one file a make."""
