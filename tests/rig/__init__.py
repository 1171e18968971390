"""Things that pretend to be hardware, people and a ministry."""
