"""What the rows of an import are held against: places, offices, articles in force; for whom rows may speak."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from hamkori.kernel.text import fold
from hamkori.rooms.crime.register.edits import load_context
from hamkori.rooms.crime.register.expressions import FAR, Context
from hamkori.rooms.crime.register.imports.columns import Places

if TYPE_CHECKING:
    from hamkori.rooms.crime.models import Import


@dataclass(slots=True)
class Held:
    """Loaded once for an import."""

    context: Context
    places: Places
    articles: dict[str, list[tuple[int, int, int]]]
    """{code: (first day, day after the last, key)}"""

    def article(self, code: str, day: int) -> int:
        """The key of the article that was in force; the rules have refused every other."""
        for since, until, key in self.articles.get(code, ()):
            if since <= day < until:
                return key
        raise KeyError(code)


def below(path: str, root: str) -> bool:
    return not root or path == root or path.startswith(root + ".")


def load_places(source: "Import") -> Places:
    """Areas and offices that rows of this import may name."""
    from hamkori.society.accounts.models import Organisation
    from hamkori.society.places.models import Place

    root = source.path
    areas = [
        row
        for row in Place.objects.filter(retired_on__isnull=True).values_list("pk", "code", "path", "names")
        if below(row[2], root) or below(root, row[2])
    ]
    offices = Organisation.objects.filter(is_police=True).select_related("place")
    if source.office_id is not None:
        offices = offices.filter(pk=source.office_id)
    chosen = [office for office in offices if below(office.place.path, root) or source.office_id is not None]
    by_place: dict[str, str] = {}
    for office in sorted(chosen, key=lambda one: (one.parent_id is not None, one.pk), reverse=True):
        by_place[office.place.path] = office.uid
    return Places(
        areas={code: key for key, code, path, _names in areas if below(path, root)},
        paths={code: path for _key, code, path, _names in areas},
        area_names=_names((code, names) for _key, code, path, names in areas if below(path, root)),
        offices={office.uid: office.pk for office in chosen},
        office_paths={office.uid: office.place.path for office in chosen},
        office_names=_names((office.uid, office.names) for office in chosen),
        office_of=by_place,
    )


def _names(rows: Any) -> dict[str, str]:
    """{folded name in any language: code}; a name that two have is nobody's."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for code, names in rows:
        for name in {fold(str(one)) for one in names.values()}:
            if found.setdefault(name, code) != code:
                twice.add(name)
    return {name: code for name, code in found.items() if name not in twice}


def load(source: "Import") -> Held:
    """Everything that rows are held against. A handful of queries, however long the file is."""
    from hamkori.rooms.crime.models import Article

    places = load_places(source)
    articles: dict[str, list[tuple[int, int, int]]] = {}
    for row in Article.objects.order_by("valid_from"):
        until = row.valid_until.toordinal() if row.valid_until else FAR
        articles.setdefault(row.code, []).append((row.valid_from.toordinal(), until, row.pk))
    context = load_context(areas=places.areas, offices=places.offices)
    return Held(context, places, articles)


def month_is_over(month: date, today: date) -> bool:
    return (month.year, month.month) < (today.year, today.month)
