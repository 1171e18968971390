"""What standards fix, for rooms that may not import each other: encodings and groups of numbers, nothing but Python."""
