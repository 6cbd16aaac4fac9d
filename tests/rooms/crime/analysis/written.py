"""A year that was drawn with arrays, written into the register row by row: reports, crimes, offences, steps."""

from datetime import date, datetime, time, timedelta
from typing import Any

from hamkori.rooms.crime.analysis.events import here
from hamkori.rooms.crime.analysis.trial import NEVER, Drawn
from hamkori.rooms.crime.demo_country.lands import lands
from hamkori.rooms.crime.demo_country.mix import MIX
from hamkori.rooms.crime.models import Article, Crime, Offence, Report, Step
from hamkori.rooms.crime.register.classification import read_articles
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place


def write(drawn: Drawn) -> None:
    """The paths of the places are the codes of the areas."""
    _Writing(drawn).run()


class _Writing:
    def __init__(self, drawn: Drawn) -> None:
        self.drawn, self.zone = drawn, here()

    def at(self, day: date, minutes: int = 9 * 60) -> datetime:
        return datetime.combine(day, time(), self.zone) + timedelta(minutes=minutes)

    def run(self) -> None:
        drawn = self.drawn
        names = {land.code: dict(land.names) for land in lands()}
        self.places = Place.objects.bulk_create(
            [Place(code=code, path=code, kind="district", depth=0, names=names[code]) for code in drawn.codes]
        )
        self.offices = Organisation.objects.bulk_create(
            [
                Organisation(
                    kind="district_police",
                    names=place.names,
                    place=place,
                    is_police=True,
                    from_on=drawn.first,
                )
                for place in self.places
            ]
        )
        rows = Article.objects.bulk_create(
            [
                Article(number=one.number, part=one.part, titles=dict(one.titles), gravity=one.gravity, valid_from=one.since)
                for one in read_articles()[0]
            ]
        )  # fmt: skip
        self.articles = {row.code: row for row in rows}
        refused = [
            self.report(f"R{at}", int(area), drawn.day(day), "refused", reason="no_signs")
            for at, (area, day) in enumerate(zip(drawn.refused_area, drawn.refused_reported, strict=True))
        ]
        decided = [
            self.report(f"J{at}", int(area), drawn.day(drawn.reported[at]), "initiated")
            for at, area in enumerate(drawn.area)
        ]
        Report.objects.bulk_create([*refused, *decided])
        crimes = Crime.objects.bulk_create([self.crime(at) for at in range(drawn.area.size)])
        Offence.objects.bulk_create(
            [
                Offence(crime=crime, position=1, article=self.articles[self.codes(at)[1]], attempted=bool(drawn.attempted[at]))
                for at, crime in enumerate(crimes)
            ]
        )  # fmt: skip
        Step.objects.bulk_create([step for at, crime in enumerate(crimes) for step in self.steps(at, crime)])

    def codes(self, at: int) -> tuple[str, str]:
        """The article at first and in the end."""
        kind, drawn = MIX[int(self.drawn.kind[at])], self.drawn
        if drawn.reclassified[at] == NEVER:
            return kind.article, kind.article
        return kind.article, kind.lighter if drawn.downwards[at] else kind.heavier

    def report(self, number: str, area: int, day: date, state: str, **more: Any) -> Report:
        moment = self.at(day)
        return Report(
            number=number, journal_number=number, office=self.offices[area], area=self.places[area],
            path=self.places[area].path, way="call", reported_at=self.at(day, 0), keyed_at=moment, changed_at=moment,
            decide_by=day + timedelta(3), state=state, decided_on=day + timedelta(2), **more,
        )  # fmt: skip

    def crime(self, at: int) -> Crime:
        drawn = self.drawn
        place, office = self.places[drawn.area[at]], self.offices[drawn.area[at]]
        reported, minute = drawn.day(drawn.reported[at]), int(drawn.minute[at])
        happened = self.at(reported, max(minute, 0))
        state, more = "open", {}
        if drawn.removed[at] != NEVER:
            state, more = "removed", {"removed_on": drawn.day(drawn.removed[at])}
        elif drawn.cleared[at] != NEVER and drawn.reopened[at] == NEVER:
            state, more = "cleared", {"cleared_on": drawn.day(drawn.cleared[at]), "clearance": "charged"}
        return Crime(
            uid=f"{at:08}", record_number=str(at), office=office, area=place, path=place.path, place_type="street",
            occurred_from=happened, occurred_until=happened, time_known=minute >= 0, reported_at=self.at(reported, 0),
            recorded_on=drawn.day(drawn.recorded[at]), keyed_at=self.at(drawn.day(drawn.keyed[at])),
            changed_at=self.at(drawn.day(drawn.keyed[at])), state=state, **more,
        )  # fmt: skip

    def steps(self, at: int, crime: Crime) -> list[Step]:
        drawn = self.drawn
        before, after = self.codes(at)
        found = [("recorded", drawn.recorded[at], {}, {"offences": [[before, False]]})]
        if drawn.reclassified[at] != NEVER:
            found.append(
                (
                    "reclassified",
                    drawn.reclassified[at],
                    {"offences": [[before, False]]},
                    {"offences": [[after, False]]},
                )
            )
        for verb, days in (
            ("removed", drawn.removed),
            ("cleared", drawn.cleared),
            ("reopened", drawn.reopened),
        ):
            if days[at] != NEVER:
                found.append((verb, days[at], {}, {}))
        return [
            Step(crime=crime, verb=verb, on=drawn.day(day), at=self.at(drawn.day(day)), before=was, after=now)
            for verb, day, was, now in found
        ]
