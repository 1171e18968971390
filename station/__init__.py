"""The counter: what officers, supervisors and technicians do at a border post."""
