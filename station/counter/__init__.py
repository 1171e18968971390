"""The visit at the counter: document, face, fingers, check, decision, seal; the open visit outlives a stop."""
