"""The generated country: a year of recorded crime of national size, invented record by record.

National numbers of the kinds that press figures name are those of 2025; everything else, every record and every
place's share is invented. Seven areas bend their books in known ways, so that the signals can be tried.
"""

from hamkori.rooms.crime.demo_country.living import Country, generate

__all__ = ["Country", "generate"]
