"""The pages of a visit and their parts."""
