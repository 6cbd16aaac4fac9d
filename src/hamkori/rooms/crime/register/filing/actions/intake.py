"""A resident files a report: through the same screens as every way in, once however often it is sent."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.deadlines import actions as deadlines
from hamkori.ground.deadlines import ladder
from hamkori.ground.receipts import actions as receipts
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput
from hamkori.kernel.references import new_reference
from hamkori.rooms.concerns import screening
from hamkori.rooms.crime.models import Filing, FilingIdentity
from hamkori.rooms.crime.register.filing import kinds, queries, screens
from hamkori.rooms.crime.register.filing.actions.common import CLOCK, say
from hamkori.rooms.crime.register.filing.states import Named
from hamkori.society.accounts.models import Organisation
from hamkori.society.countries import queries as countries
from hamkori.society.places.models import Place

DRAWS = 5
LONGEST_AGO = 366 * 10
"""Days: older events are told at an office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What the resident said, already turned into values by a form."""

    place: Place
    kind: str
    text: str
    happened_from: date
    happened_until: date | None = None
    landmark: str = ""
    damage: Decimal | None = None
    named: Named = Named.NOTICE
    name: str = ""
    phone: str = ""
    contact_note: str = ""
    show_name: bool = False
    language: str = "tg"


@dataclass(frozen=True, slots=True)
class Filed:
    """What the resident takes away. `repeated`: this submission had been received before."""

    filing: Filing
    code: str
    repeated: bool = False


def screen(statement: Statement) -> None:
    """Raise `screening.Screened` for what belongs on a calm page: nothing of it may be stored."""
    more = f"{statement.landmark} {statement.name} {statement.contact_note}"
    screens.refuse(statement.text, more, kind=statement.kind)


def _objections(said: Statement) -> None:
    """Raises `BadInput` for what the resident can mend."""
    if said.kind not in kinds.kinds():
        raise BadInput(_("Choose what happened."), field="kind")
    if not said.text.strip():
        raise BadInput(_("Tell us in a few words what happened."), field="text")
    if len(said.text) > kinds.LONGEST_TEXT:
        raise BadInput(
            _("The text is too long. At most: %(limit)s characters."), field="text", limit=kinds.LONGEST_TEXT
        )
    if screening.labels_people(said.text):
        raise BadInput(
            _("Write what happened, not what people believe, wear or come from."), field="text"
        )  # K18
    if said.happened_from > clock.today() or (said.happened_until or said.happened_from) > clock.today():
        raise BadInput(_("This day has not come yet."), field="happened_from")
    if said.happened_until is not None and said.happened_until < said.happened_from:
        raise BadInput(_("The last day cannot come before the first one."), field="happened_until")
    if said.named is Named.NOTICE:
        if said.name or said.phone or said.contact_note:
            raise BadInput(_("Without a name nothing about you is kept."), field="named")
        return
    if not said.name.strip():
        raise BadInput(_("A statement needs your name. You can also choose “without a name”."), field="name")
    if not said.phone and not said.contact_note.strip():
        raise BadInput(_("Write a telephone number, or how you can be reached."), field="phone")
    if not said.show_name:
        raise BadInput(
            _("The office that registers a statement sees the name. Tick this, or choose “without a name”."),
            field="show_name",
        )


def _again(filing: Filing, submission_key: str) -> Filed:
    return Filed(filing, receipts.code_of(submission_key), repeated=True)


def file_report(*, actor: Actor, submission_key: str, statement: Statement) -> Filed:
    """Store a filing once, however often it is sent with the same `submission_key`.

    Raises `screening.Screened` when it belongs on a calm page (then nothing is stored), `BadInput` for what the
    resident can mend, also where no office takes filings.
    """
    access.require(actor, "filing.file")
    known = queries.by_submission(submission_key)
    if known is not None:
        return _again(known, submission_key)
    screen(statement)
    _objections(statement)
    office = queries.office_for(statement.place.path)
    if office is None:
        raise BadInput(_("No office of this place takes reports on this page."), field="place")
    for draw in range(DRAWS):
        try:
            return _file(actor=actor, submission_key=submission_key, statement=statement, office=office)
        except IntegrityError:  # sent twice at once, or the number is taken: look, or draw again
            twin = queries.by_submission(submission_key)
            if twin is not None:
                return _again(twin, submission_key)
            if draw + 1 == DRAWS:
                raise
    raise AssertionError("unreachable")


@action("filing.filed")
def _file(*, actor: Actor, submission_key: str, statement: Statement, office: Organisation) -> Filed:
    today = clock.today()
    due = kinds.due_on(today)
    filing = Filing.objects.create(
        number=new_reference(),
        place=statement.place,
        path=statement.place.path,
        office=office,
        kind=statement.kind,
        happened_from=statement.happened_from,
        happened_until=statement.happened_until or statement.happened_from,
        text=statement.text.strip(),
        landmark=statement.landmark.strip(),
        damage=statement.damage,
        named=statement.named,
        language=statement.language,
        filed_on=today,
        due_on=due,
    )
    if statement.named is Named.STATEMENT:
        FilingIdentity.objects.create(
            filing=filing,
            name=statement.name.strip(),
            phone=statement.phone,
            contact_note=statement.contact_note.strip(),
            office=office,
        )
    deadlines.start_first(
        subject_type=queries.SUBJECT,
        subject_id=filing.pk,
        kind=CLOCK,
        due_on=due,
        owner=office.pk,
        next_step_on=ladder.next_step_on(due, 0, countries.calendar()),
    )
    receipts.issue(
        subject_type=queries.SUBJECT,
        subject_id=filing.pk,
        submission_key=submission_key,
        reference=filing.number,
    )
    say(filing, "filed", actor=actor)
    trail.note(
        subject=filing,
        facts={
            "kind": filing.kind,
            "named": str(filing.named),
            "place": filing.path,
            "office": office.pk,
            "due_on": due.isoformat(),
        },
        personal={"text": statement.text},
    )
    return Filed(filing, receipts.code_of(submission_key))
