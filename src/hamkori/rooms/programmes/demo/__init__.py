"""This room's part of the demo country: a programme of the Ministry, self-assessments of some departments."""

import random
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Actor, Role
from hamkori.kernel.registries import DemoPart, demo_parts
from hamkori.rooms.bodies.queries import office_for
from hamkori.rooms.programmes.actions import framework as writing
from hamkori.rooms.programmes.actions import reporting, selfcheck
from hamkori.rooms.programmes.demo import words
from hamkori.rooms.programmes.elements import ELEMENTS
from hamkori.rooms.programmes.models import Actual, Framework, Indicator, Period, Result, SelfCheck, SelfScore
from hamkori.society.accounts.demo import actor_of, new_person, posting_of
from hamkori.society.accounts.models import Organisation, Posting

LANGUAGES = ("tg", "ru", "en")
DEPARTMENTS = 6


def said(text: words.Words) -> dict[str, str]:
    return {language: text[at] for at, language in enumerate(LANGUAGES) if text[at]}


def fill(*, today: date, seed: int, **_rest: Any) -> None:
    """A programme since the beginning of the year before, and self-assessments of six departments."""
    ministry = Organisation.objects.filter(kind="ministry").select_related("place").first()
    if ministry is None:
        return
    rng = random.Random(f"programmes {seed}")
    keeper = _posted(ministry, Role.COMMANDER)
    if keeper is None:
        return
    _programme(ministry, keeper, _officer(ministry, today), today)
    _self_checks(today, rng)


def _posted(office: Organisation, role: Role) -> Actor | None:
    found = Posting.objects.filter(organisation=office, role=role, until_on__isnull=True).select_related(
        "organisation__place", "place", "user"
    )
    first = found.order_by("pk").first()
    return actor_of(first) if first is not None else None


def _officer(ministry: Organisation, today: date) -> Actor:
    """Writes the values down that another approves."""
    since = today - timedelta(days=900)
    with clock.travel(since):
        user = new_person(username="programme-officer", on=since, language="ru")
        posting = posting_of(user, Role.HANDLER, organisation=ministry, titles=said(words.OFFICER))
    return actor_of(posting)


def _programme(ministry: Organisation, keeper: Actor, officer: Actor, today: date) -> None:
    begins = date(today.year - 1, 1, 1)
    with clock.travel(begins + timedelta(days=14)):
        made = writing.open_framework(
            actor=keeper,
            owner=ministry,
            plan=writing.Plan(
                words.TITLE[0], words.AIM[0], begins, date(today.year + 1, 12, 31), ministry.place, "tg", True
            ),
        )
        Framework.objects.filter(pk=made.pk).update(titles=said(words.TITLE), aims=said(words.AIM))
        written: list[tuple[words.Indicator, Indicator]] = []
        _results(made, keeper, words.RESULTS, None, written)
        writing.show_framework(actor=keeper, framework=made, shown=True)
    for wanted, indicator in written:
        _values(made, indicator, wanted, keeper, officer, today)


def _results(
    made: Framework, keeper: Actor, results: Iterable[words.Result], serves: Result | None,
    written: list[tuple[words.Indicator, Indicator]],
) -> None:  # fmt: skip
    for one in results:
        result = writing.write_result(
            actor=keeper, framework=made, statement=one.statement[0], assumption=one.assumption[0], language="tg",
            serves=serves, names_are_places=True,
        )  # fmt: skip
        Result.objects.filter(pk=result.pk).update(
            statements=said(one.statement), assumptions=said(one.assumption)
        )
        for wanted in one.indicators:
            written.append((wanted, _indicator(made, result, wanted, keeper)))
        _results(made, keeper, one.outputs, result, written)


def _indicator(made: Framework, result: Result, wanted: words.Indicator, keeper: Actor) -> Indicator:
    first = Decimal(wanted.baseline) if wanted.baseline else None
    plan = writing.Wanted(
        title=wanted.title[0], definition=wanted.definition[0], source=wanted.source[0], unit=wanted.unit,
        direction=wanted.direction, cumulative=wanted.cumulative, every=wanted.every, split=wanted.split,
        counted_by=wanted.counted_by, baseline=first, baseline_on=made.begins_on - timedelta(days=60) if first is not None else None,
        language="tg", names_are_places=True,
    )  # fmt: skip
    indicator = writing.write_indicator(actor=keeper, framework=made, result=result, wanted=plan)
    Indicator.objects.filter(pk=indicator.pk).update(
        titles=said(wanted.title), definitions=said(wanted.definition), sources=said(wanted.source)
    )
    for period, target in zip(indicator.periods.order_by("begins_on"), wanted.targets, strict=False):
        whole = Decimal(str(target))
        writing.set_target(
            actor=keeper, framework=made, period=period, target=whole, parts=_groups(indicator, whole, wanted)
        )  # fmt: skip
    return indicator


def _groups(indicator: Indicator, whole: Decimal, wanted: words.Indicator) -> dict[str, Decimal | None]:
    """Values of the groups; of a count they are a little less than the whole: not everybody was counted by group."""
    found: dict[str, Decimal | None] = {}
    for code, share in zip(indicator.groups, wanted.shares, strict=False):
        if wanted.unit == "percent":
            found[code] = whole + Decimal(str(share))
        else:
            found[code] = Decimal(int(whole * Decimal(str(share))))
    return found


def _values(
    made: Framework, indicator: Indicator, wanted: words.Indicator, keeper: Actor, officer: Actor, today: date
) -> None:
    """Ended periods: approved; the last one waits, or came back; one was never reported."""
    ended = [one for one in indicator.periods.order_by("begins_on") if one.ends_on < today]
    told = list(zip(ended, wanted.values, strict=False))
    for number, (period, value) in enumerate(told):
        last = number == len(told) - 1
        day = min(period.ends_on + timedelta(days=20), today)
        with clock.travel(day):
            actual = _told(period, indicator, wanted, value, officer, by_group=number != 0)
            if number == 0:
                Actual.objects.filter(pk=actual.pk).update(remarks=said(words.REMARK))
            reporting.send(actor=officer, period=period)
            if not last or wanted.unit == "percent":
                reporting.approve(actor=keeper, actual=actual)
            elif wanted.split:
                reporting.send_back(
                    actor=keeper, actual=actual, reason=words.REASON[0], language="tg", names_are_places=True
                )
                Actual.objects.filter(pk=actual.pk).update(reasons=said(words.REASON))
                actual.steps.filter(verb="send_back").update(reasons=said(words.REASON))


def _told(
    period: Period,
    indicator: Indicator,
    wanted: words.Indicator,
    value: float,
    officer: Actor,
    *,
    by_group: bool,
) -> Actual:
    whole = Decimal(str(value))
    parts = _groups(indicator, whole, wanted) if by_group else {}
    bases = dict.fromkeys(parts, wanted.base // 2) if wanted.base else {}
    reached = reporting.Reached(
        value=whole, base=wanted.base or None, parts=parts, bases=bases, language="tg", names_are_places=True
    )
    return reporting.enter(actor=officer, period=period, reached=reached)


# --- self-assessments


def _departments() -> list[Organisation]:
    """Those of districts; the one whose command somebody plays comes first."""
    played = set(
        Posting.objects.filter(role="commander", organisation__kind="district_police").values_list(
            "organisation_id", flat=True
        )
    )
    rows = Organisation.objects.filter(kind="district_police", until_on__isnull=True).select_related("place")
    return sorted(rows.order_by("pk"), key=lambda one: one.pk not in played)[:DEPARTMENTS]


def _self_checks(today: date, rng: random.Random) -> None:
    """Of the first department three years, the last not answered yet; of the others one or two."""
    for number, office in enumerate(_departments()):
        council = office_for(office.place.path, ["public_council"])
        years = (today.year - 2, today.year - 1, today.year) if number == 0 else (today.year - 1, today.year)
        level = {code: rng.choice((1, 1, 2, 2, 3)) for code in ELEMENTS}
        for year in years:
            _self_check(
                office, council, year, level, rng, today, leave=year == today.year and number % 3 != 1
            )
            for code in ELEMENTS:
                level[code] = min(4, max(0, level[code] + rng.choice((0, 0, 1, 1, -1))))


def _self_check(
    office: Organisation, council: Organisation | None, year: int, level: dict[str, int], rng: random.Random,
    today: date, *, leave: bool,
) -> None:  # fmt: skip
    day = min(date(year, 11, 10), today)
    with clock.travel(day):
        made = selfcheck.begin(actor=SYSTEM, office=office, year=year)
        SelfScore.objects.bulk_create(
            SelfScore(of=made, element=code, side="office", score=level[code], grounds=said(rng.choice(words.GROUNDS)))
            for code in ELEMENTS
        )  # fmt: skip
        selfcheck.send(actor=SYSTEM, check=made)
        if leave or council is None:
            return
        sees_otherwise = rng.sample(sorted(ELEMENTS), rng.choice((0, 2, 3)))
        SelfScore.objects.bulk_create(
            SelfScore(
                of=made, element=code, side="council", score=max(0, level[code] - 1), grounds=said(words.OTHERWISE)
            )
            for code in sees_otherwise
            if level[code]
        )  # fmt: skip
        own = SelfScore.objects.filter(of=made, side="council").exists()
        SelfCheck.objects.filter(pk=made.pk).update(
            state="answered" if own else "countersigned", council=council, ended_on=day
        )


def register() -> None:
    demo_parts.register("programmes", DemoPart(fill), order=65)
