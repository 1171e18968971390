"""Invented people: fingerprints, faces and document pages that nobody owns."""
