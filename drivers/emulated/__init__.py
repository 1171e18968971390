"""Devices made of software, for demo, training and tests."""
