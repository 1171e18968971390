"""The words of a border post, as plain values; only the standard library is imported here."""
