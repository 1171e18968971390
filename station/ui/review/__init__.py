"""The supervisor's page and its parts."""
