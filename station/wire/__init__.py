"""The forms that a station and the agency exchange; road and agency meet here and nowhere else."""
