"""Writing the classification: the data of the product, a new version of the correspondence, official names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput
from hamkori.rooms.crime.models import Article, Category, ClassificationVersion, MappingRow
from hamkori.rooms.crime.register.classification import (
    Line,
    articles_file,
    level_of,
    mapping_faults,
    parent_of,
    read_articles,
    read_categories,
)
from hamkori.rooms.crime.register.official import OfficialReport


@dataclass(slots=True)
class Loaded:
    """Rows that were added or changed. A second loading of the same data gives zeros."""

    categories: int = 0
    articles: int = 0
    mapping_rows: int = 0

    @property
    def nothing_changed(self) -> bool:
        return not (self.categories or self.articles or self.mapping_rows)


@action("classification.loaded", verb="crime.publish")
def load_classification(*, actor: Actor, articles: str = "articles_tj.toml") -> Loaded:
    """Bring categories, articles and the first correspondence to the data. Idempotent.

    Labels that were given locally under other keys ("official:ru") stay. A version that exists is never rewritten:
    what it counted must be countable again; a corrected correspondence is a new version (`adopt_mapping`).
    """
    loaded = Loaded(categories=_load_categories())
    words, lines = read_articles(articles)
    if faults := mapping_faults(lines):
        raise BadInput(_("The correspondence has mistakes: %(faults)s"), faults="; ".join(faults[:5]))
    known = {(row.number, row.part, row.valid_from): row for row in Article.objects.all()}
    for one in words:
        values = {"titles": dict(one.titles), "gravity": one.gravity}
        if (row := known.get((one.number, one.part, one.since))) is None:
            Article.objects.create(number=one.number, part=one.part, valid_from=one.since, **values)
        elif _differs(row, values):
            Article.objects.filter(pk=row.pk).update(**values)
        else:
            continue
        loaded.articles += 1
    body = articles_file(articles)
    if not ClassificationVersion.objects.filter(number=body["version"]).exists():
        version = ClassificationVersion.objects.create(
            number=body["version"], note=body["note"], made_on=body["made_on"]
        )
        loaded.mapping_rows = _write_lines(version, lines)
    if loaded.nothing_changed:
        trail.nothing_happened()
    else:
        trail.note(facts={"categories": loaded.categories, "articles": loaded.articles})
    return loaded


def _load_categories() -> int:
    known = {row.code: row for row in Category.objects.all()}
    new, changed = [], []
    for code, words in read_categories().items():
        if (row := known.get(code)) is None:
            new.append(
                Category(
                    code=code,
                    level=level_of(code),
                    parent_code=parent_of(code),
                    labels=dict(words.labels),
                    sensitive=words.sensitive,
                )  # fmt: skip
            )
            continue
        values = {"labels": {**row.labels, **words.labels}, "sensitive": words.sensitive}
        if _differs(row, values):
            row.labels, row.sensitive = {**row.labels, **words.labels}, words.sensitive
            changed.append(row)
    Category.objects.bulk_create(new)
    Category.objects.bulk_update(changed, ["labels", "sensitive"])
    return len(new) + len(changed)


def _differs(row: Any, values: Mapping[str, Any]) -> bool:
    return any(getattr(row, field) != value for field, value in values.items())


def _write_lines(version: ClassificationVersion, lines: Sequence[Line]) -> int:
    categories = {row.code: row for row in Category.objects.all()}
    articles: dict[str, list[Article]] = {}
    for row in Article.objects.order_by("valid_from"):
        articles.setdefault(row.code, []).append(row)
    if missing := sorted({line.article for line in lines} - articles.keys()):
        raise BadInput(_("These articles are not known: %(articles)s"), articles=", ".join(missing))
    made = [
        MappingRow(
            version=version,
            article=_article_on(articles[line.article], line.since),
            category=categories[line.code],
            attempted=line.attempted,
            weight=line.weight,
            valid_from=line.since,
            valid_until=line.until,
            evidence=line.why,
            legal_review=True,
        )  # fmt: skip
        for line in lines
    ]
    MappingRow.objects.bulk_create(made)
    return len(made)


def _article_on(versions: Sequence[Article], day: date) -> Article:
    """The state of an article that was in force on a day, else its oldest."""
    return next((row for row in reversed(versions) if row.valid_from <= day), versions[0])


@action("classification.adopted", verb="crime.publish")
def adopt_mapping(*, actor: Actor, lines: Sequence[Line], note: Mapping[str, str]) -> ClassificationVersion:
    """A new version of the correspondence. The versions before stay as they are (`restating.restate` compares)."""
    if faults := mapping_faults(lines, Category.objects.values_list("code", flat=True)):
        raise BadInput(_("The correspondence has mistakes: %(faults)s"), faults="; ".join(faults[:5]))
    last = ClassificationVersion.objects.aggregate(last=Max("number"))["last"] or 0
    version = ClassificationVersion.objects.create(number=last + 1, note=dict(note), made_on=clock.today())
    _write_lines(version, lines)
    return version


@action("classification.named", verb="crime.publish")
def keep_official_names(*, actor: Actor, report: OfficialReport, language: str) -> int:
    """Keep the official names beside our labels, as "official:ru". For the installation only; we ship none of them."""
    rows = list(Category.objects.filter(code__in=report.names))
    for row in rows:
        row.labels = {**row.labels, f"official:{language}": report.names[row.code]}
    Category.objects.bulk_update(rows, ["labels"])
    trail.note(facts={"language": language, "names": len(rows)})
    return len(rows)
