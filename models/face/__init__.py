"""Faces: detection, landmarks, gate, embedding, presentation attacks."""
