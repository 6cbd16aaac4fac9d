"""Criminal statistics: a register of crimes without names, the figures made of it, the analysis of places.

Three wings: `register` (reports, crimes, classification, rules, imports), `statistics` (releases, tables, protection),
`analysis` (hot spots, assessments, integrity signals). Runs in the statistics profile, apart from community rooms.
"""
