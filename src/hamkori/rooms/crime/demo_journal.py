"""The present days of the demo's journal: reports that wait, are late, refused or handed over; a file with faults."""

from dataclasses import dataclass
from datetime import date, timedelta

from hamkori.kernel import clock
from hamkori.kernel.actor import SYSTEM, Actor
from hamkori.rooms.crime.demo_country.files import heads_of_codes
from hamkori.rooms.crime.demo_filings import fill_filings
from hamkori.rooms.crime.models import Report, SenderMapping
from hamkori.rooms.crime.register.actions import reports
from hamkori.rooms.crime.states import Way
from hamkori.society.accounts.models import Organisation


@dataclass(frozen=True)
class Story:
    """`ago`: days since it came in; `then`: the step that was taken the day after."""

    ago: int
    way: Way
    then: str = ""
    reason: str = ""
    told: bool = False


OWN = (
    Story(24, Way.IN_PERSON, "refuse", "no_signs", told=True),
    Story(18, Way.CALL, "refuse", "other_law"),
    Story(16, Way.IN_PERSON, "hand_over", "other_place", told=True),
    Story(9, Way.CALL),
    Story(3, Way.PAPER, "extend", "expert"),
    Story(2, Way.IN_PERSON),
    Story(1, Way.CALL),
    Story(0, Way.IN_PERSON),
)
HANDED = Story(5, Way.CALL, "hand_over", "other_place")
"""Came in at a neighbouring office and belongs to ours."""
FAULTY: tuple[dict[str, str], ...] = (
    {"number": "D-1/9001", "reported": "12.01.26"},
    {"number": "D-1/9002", "happened_from": "2025-12-20", "reported": "2025-12-10"},
    {"number": "D-1/9003", "area": "nowhere", "state": "closed", "article_1": "999/1"},
)
"""What is wrong in each row of a file: a day in another form, an event after its report, codes that nobody knows."""
RIGHT = {
    "area": "TJ-KT-vakhsh", "place": "street", "happened_from": "2025-12-12", "reported": "2025-12-12",
    "recorded": "2025-12-21", "state": "open", "article_1": "244/1", "attempted_1": "0",
}  # fmt: skip


def fill_journal(*, today: date, office: Organisation, registrar: Actor) -> None:
    """Reports of the last weeks in the journal of `office`, and one file that its registrar handed in."""
    other = Organisation.objects.filter(kind=office.kind).exclude(pk=office.pk).order_by("pk").first()
    for story in OWN:
        _tell(story, today, office, other)
    if other is not None:
        _tell(HANDED, today, other, office)
    fill_filings(today=today, office=office, other=other)
    _hand_in(today, registrar)


def _tell(story: Story, today: date, office: Organisation, other: Organisation | None) -> None:
    came = today - timedelta(days=story.ago)
    place = office.place
    assert place is not None
    with clock.travel(came):
        report = reports.register_report(
            actor=SYSTEM, office=office, area=place, way=story.way, reported_on=came
        )
    if not story.then or (story.then == "hand_over" and other is None):
        return
    with clock.travel(min(came + timedelta(days=1), today)):
        _step(story, report, other)
    if story.told:
        with clock.travel(came + timedelta(days=2)):
            reports.tell(actor=SYSTEM, report=report, on=came + timedelta(days=2))


def _step(story: Story, report: Report, other: Organisation | None) -> None:
    if story.then == "hand_over" and other is not None:
        reports.hand_over(actor=SYSTEM, report=report, to=other, reason=story.reason)
    elif story.then == "extend":
        reports.extend(actor=SYSTEM, report=report, reason=story.reason)
    else:
        reports.refuse(actor=SYSTEM, report=report, reason=story.reason)


def _hand_in(today: date, registrar: Actor) -> None:
    """A file in which no row can be taken, with the list of what is wrong."""
    from hamkori.rooms.crime.register.imports import actions
    from hamkori.rooms.crime.register.imports.running import take_waiting

    mapping = SenderMapping.objects.filter(name="generated_codes").first()
    if mapping is None:
        return
    heads = heads_of_codes()
    rows = [RIGHT | row for row in FAULTY]
    lines = [heads, *([row.get(head, "") for head in heads] for row in rows)]
    data = "".join(",".join(line) + "\n" for line in lines).encode()
    with clock.travel(today - timedelta(days=2)):
        actions.hand_in(actor=registrar, mapping=mapping, name="vakhsh.csv", data=data)
        take_waiting()
