"""What a file of offices and their contacts would do: new ones, lines that are here already, faults. Reads only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.words import pick
from hamkori.rooms.bodies import office_queries, queries
from hamkori.rooms.bodies.actions import NewContact
from hamkori.rooms.bodies.actions_offices import OfficeRow
from hamkori.rooms.bodies.forms import OfficePhoneField
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place
from hamkori.society.places.naming import name_key
from hamkori.society.places.queries import below
from hamkori.society.places.tables import Column, RowFault, Table, fault

LANGUAGES = ("tg", "ru", "en")
COLUMNS = (
    Column("kind", _("Kind of office"), _("One of the words below."), required=True),
    Column("place", _("Place (code or name)"), _("Where it sits and is responsible."), required=True),
    Column("name_tg", _("Name in Tajik"), _("At least one of the three names.")),
    Column("name_ru", _("Name in Russian"), _("At least one of the three names.")),
    Column("name_en", _("Name in English"), _("At least one of the three names.")),
    Column("above", _("Office above"), _("The name of an office that is here or in this file. Empty: the usual one.")),
    Column("post", _("Post or desk"), _("Who answers there: reception, inspector. No names of persons.")),
    Column("phone", _("Telephone number"), _("The number of the office.")),
    Column("hours", _("When somebody is there"), _("For example: Monday to Friday, 8 to 17.")),
)  # fmt: skip
_BY_CODE = {column.code: column for column in COLUMNS}


@dataclass
class Plan:
    """What would happen. Nothing happens while there is one fault."""

    rows: list[OfficeRow] = field(default_factory=list)
    changes: int = 0
    same: int = 0
    faults: list[RowFault] = field(default_factory=list)
    shown: list[tuple[str, ...]] = field(default_factory=list)


class _Known:
    """Kinds, places and offices by what people write. Four queries."""

    def __init__(self, area: Place) -> None:
        self.kinds = queries.kinds()
        self.kind_words: dict[str, str] = {}
        for code, kind in self.kinds.items():
            for word in (code, *kind.names.values()):
                self.kind_words.setdefault(name_key(word), code)
        self.places: dict[str, Place] = {}
        self.named: dict[str, set[str]] = {}
        for place in Place.objects.filter(below(area.path), retired_on__isnull=True):
            self.places[place.code] = place
            for name in place.names.values():
                self.named.setdefault(name_key(name), set()).add(place.code)
        upward = queries.prefixes(area.path)[1:]
        seated = Organisation.objects.filter(below(area.path, "place__path") | Q(place__path__in=upward))
        self.offices: list[Organisation] = [
            one
            for one in seated.select_related("place").order_by("-place__depth", "pk")
            if one.until_on is None
        ]
        self.by_name: dict[str, list[Organisation]] = {}
        for one in self.offices:
            for name in set(map(name_key, one.names.values())):
                self.by_name.setdefault(name, []).append(one)
        self.by_place: dict[tuple[str, str], Organisation] = {}
        for one in self.offices:
            self.by_place.setdefault((one.place.path, one.kind), one)

    def place(self, text: str) -> Place | None:
        if text in self.places:
            return self.places[text]
        codes = self.named.get(name_key(text), set())
        return self.places[next(iter(codes))] if len(codes) == 1 else None


def plan(table: Table, area: Place) -> Plan:
    """Look at every line of the file against what is here. `area` is the place of whoever sends it."""
    made = Plan(faults=list(table.faults))
    if made.faults and not table.rows:
        return made
    known = _Known(area)
    language = translation.get_language() or settings.LANGUAGE_CODE
    twins = {
        office_queries.twin_key(one.place_id, one.kind, one.names): one for one in reversed(known.offices)
    }
    contacts = office_queries.open_contacts_of({one.pk for one in known.offices})
    in_file: dict[str, list[int]] = {}
    lines: dict[tuple[object, ...], int] = {}
    kept: list[tuple[int, Mapping[str, str], Place, str, dict[str, str]]] = []
    for number, row in table.rows:
        found = _who_and_where(number, row, known, made)
        if found is not None:
            for name in found[2].values():
                in_file.setdefault(name_key(name), []).append(len(kept))
            kept.append((number, row, *found))
    usual = {(place.path, kind): at for at, (_n, _r, place, kind, _names) in reversed(list(enumerate(kept)))}
    for at, (number, line, place, kind, names) in enumerate(kept):
        contact = _contact(number, line, language, made)
        key = office_queries.twin_key(place.pk, kind, names)
        mark = office_queries.contact_key(contact.post, contact.phone) if contact is not None else None
        if (key, mark) in lines:
            made.faults.append(
                fault(number, _BY_CODE["name_tg"], _("Line %(line)s says the same."), line=lines[key, mark])
            )
            continue
        lines[key, mark] = number
        parent = _parent(number, line, at, (place, kind), known, in_file, usual, made)
        made.rows.append(OfficeRow(place, kind, names, parent, contact))
        twin = twins.get(key)
        if twin is not None and (mark is None or mark in contacts.get(twin.pk, ())):
            made.same += 1
            continue
        made.changes += 1
        post = pick(contact.post) if contact is not None else ""
        made.shown.append(
            (
                pick(names),
                known.kinds[kind].name,
                place.name,
                " ".join((post, contact.phone if contact else "")).strip() or "–",
            )
        )
    if made.faults:
        made.rows, made.shown, made.changes = [], [], 0
    return made


def _who_and_where(
    number: int, row: Mapping[str, str], known: _Known, made: Plan
) -> tuple[Place, str, dict[str, str]] | None:
    kind = known.kind_words.get(name_key(row["kind"]))
    place = known.place(row["place"])
    names = {language: row[f"name_{language}"] for language in LANGUAGES if row[f"name_{language}"]}
    if kind is None and row["kind"]:
        made.faults.append(
            fault(
                number,
                _BY_CODE["kind"],
                _("There is no such kind of office: %(text)s"),
                text=row["kind"][:60],
            )
        )
    if place is None and row["place"]:
        several = sorted(known.named.get(name_key(row["place"]), set()))
        if several:
            sentence = _("There are several places with this name. Write the code: %(codes)s")
            made.faults.append(fault(number, _BY_CODE["place"], sentence, codes=", ".join(several[:4])))
        else:
            sentence = _("There is no such place in your area: %(text)s")
            made.faults.append(fault(number, _BY_CODE["place"], sentence, text=row["place"][:60]))
    if not names:
        made.faults.append(fault(number, _BY_CODE["name_tg"], _("Give a name in at least one language.")))
    return (place, kind, names) if place is not None and kind is not None and names else None


def _contact(number: int, row: Mapping[str, str], language: str, made: Plan) -> NewContact | None:
    if not (row["post"] or row["phone"] or row["hours"]):
        return None
    phone = ""
    try:
        phone = str(
            OfficePhoneField(required=False, region=str(settings.HAMKORI_COUNTRY).upper()).clean(row["phone"])
        )
    except ValidationError as error:
        made.faults.append(fault(number, _BY_CODE["phone"], " ".join(error.messages)))
    if not row["post"]:
        made.faults.append(fault(number, _BY_CODE["post"], _("Please fill in this field.")))
    hours = {language: row["hours"]} if row["hours"] else {}
    return NewContact(post={language: row["post"]}, phone=phone, hours=hours)


def _parent(
    number: int,
    row: Mapping[str, str],
    at: int,
    office: tuple[Place, str],
    known: _Known,
    in_file: Mapping[str, list[int]],
    usual: Mapping[tuple[str, str], int],
    made: Plan,
) -> Organisation | int | None:
    place, kind = office
    if not row["above"]:
        above = known.kinds[kind].parent_kind
        for path in queries.prefixes(place.path):
            if (path, above) in known.by_place:
                return known.by_place[path, above]
            if usual.get((path, above), at) != at:
                return usual[path, above]
        return None
    here = known.by_name.get(name_key(row["above"]), [])
    file_lines = [line for line in in_file.get(name_key(row["above"]), []) if line != at]
    if len(here) == 1:
        return here[0]
    if not here and file_lines:
        return file_lines[0]
    sentence = (
        _("Several offices have this name. Leave the cell empty and choose on the page of the office.")
        if here
        else _("There is no such office: %(text)s")
    )
    made.faults.append(fault(number, _BY_CODE["above"], sentence, text=row["above"][:60]))
    return None


def examples() -> Iterable[tuple[str, ...]]:
    """Lines of the file to fill in, invented."""
    yield (
        "jamoat",
        "TJ-SU-asht",
        "Ҷамоати Чашмаи Нав",
        "Джамоат Чашмаи Нав",
        "Jamoat Chashmai Nav",
        "",
        "Қабулгоҳ",
        "+992 00 000 00 01",
        "8–17",
    )
