"""Invented jamoats and mahallas inside the real districts."""

from datetime import date
from typing import Any

from hamkori import demo_data
from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM
from hamkori.kernel.registries import DemoPart, demo_parts
from hamkori.society.places.actions import NewPlace, add_places, set_risk_level
from hamkori.society.places.models import Place

NOTE = "Invented for the demo"


def _names(text: demo_data.Text) -> dict[str, str]:
    return {"tg": text.tg, "ru": text.ru, "en": text.en}


def rows(first_day: date, risk: dict[str, str]) -> list[NewPlace]:
    """Every jamoat and mahalla of the demo; a careful district's places are careful too (K32)."""
    found = []
    for jamoat in demo_data.load().jamoats:
        code = f"{jamoat.district}-{jamoat.code}"
        level = risk.get(jamoat.district, Place.Risk.NORMAL.value)
        found.append(
            NewPlace(
                parent=jamoat.district,
                code=code,
                kind=jamoat.kind,
                names=_names(jamoat.names),
                urban=jamoat.kind == "town",
                population=jamoat.population,
                population_on=first_day,
                population_source=NOTE,
                risk_level=level,
            )
        )
        found += [
            NewPlace(
                parent=code,
                code=f"{code}-{mahalla.code}",
                kind=mahalla.kind,
                names=_names(mahalla.names),
                urban=jamoat.kind == "town",
                population=mahalla.population,
                population_on=first_day,
                population_source=NOTE,
                risk_level=level,
            )
            for mahalla in jamoat.mahallas
        ]
    return found


def fill(*, first_day: date, **_rest: Any) -> None:
    """Enter the invented places, and say where more care is needed."""
    risk = dict(demo_data.load().risk_levels)
    with clock.travel(first_day):
        for place in Place.objects.filter(code__in=risk):
            set_risk_level(actor=SYSTEM, place=place, risk_level=risk[place.code])
        add_places(actor=SYSTEM, rows=rows(first_day, risk))


def register() -> None:
    demo_parts.register("places", DemoPart(fill), order=20)
