"""The technician: readers, cameras, calibration, certificates."""
