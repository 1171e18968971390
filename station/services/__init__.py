"""Verbs that join device, model and record; the only room that sees all three."""
