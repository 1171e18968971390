"""The window that the traveller looks at."""
