"""Measuring scanners and cameras against targets: arrays in, results out."""
