"""Fingerprints: segmentation, minutiae, quality, codecs, comparison."""
