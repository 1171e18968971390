"""The supervisor: cases, rulings, admission in spite of a failed check."""
