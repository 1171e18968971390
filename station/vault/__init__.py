"""Keys and ciphertext; no database."""
