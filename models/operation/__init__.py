"""How a station does in operation: error rates from its own traffic, after section 3.10-3.12 of TR-03121-3-1.

`traffic` is what goes in, rows as a record holds them and the arrays that they become; `judges` how often those err who
say what a non-match was; `intervals` what can be said of a rate when people come back; `evaluate` FMR, FNMR, FPIR, FNIR
and what another threshold, encoder or calibration would have done; `groups` differences between groups of people;
`looks` how often one may look; `impostor_cache` whom a probe is compared with where there is no register.
"""
