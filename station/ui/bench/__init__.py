"""The technician's page and its parts."""
