"""Analysis of places, never of persons: pictures of hot spots, assessments of responses, signals about record keeping.

`hot_spots`, `assessment` and `signals` count with numpy and are called by jobs and commands only; everything else
of the wing is light, and pages draw from what was kept.
"""
