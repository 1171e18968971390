"""What may happen next, as tables; no clock, no input or output."""
