"""From an article of the criminal code to the International Classification of Crime: dated, weighted, many-to-many.

The files in `data/` are facts (codes, nesting) and our own words; the tables hold what the installation uses. A
`Correspondence` is one version of the mapping in memory: looking up costs a dictionary, so that imports can use it.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).resolve().parent.parent / "data"
LEVEL_OF_LENGTH = {2: 1, 4: 2, 5: 3, 6: 4}
"""Section, division, group, class. Each code begins with the code of its parent."""
_PARENT_LENGTH = {2: 0, 4: 2, 5: 4, 6: 5}
CLOSE_RELATIONS = frozenset({"partner", "family"})
SHARES_MAY_MISS = 1e-9


class Share(NamedTuple):
    """A category and the part of one offence that belongs there; the shares of an offence make 1."""

    code: str
    weight: float


@dataclass(frozen=True, slots=True)
class CategoryWords:
    """One category of the data file."""

    code: str
    labels: Mapping[str, str]
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a correspondence. Days: `since` belongs to it, `until` no longer does."""

    article: str
    code: str
    weight: float
    attempted: bool | None
    since: date
    until: date | None
    why: str = ""

    def holds(self, day: date, attempted: bool) -> bool:
        return (
            self.since <= day
            and (self.until is None or day < self.until)
            and (self.attempted is None or self.attempted == attempted)
        )


@dataclass(frozen=True, slots=True)
class ArticleWords:
    """An article and part of the data file."""

    number: str
    part: str
    titles: Mapping[str, str]
    gravity: str
    since: date

    @property
    def code(self) -> str:
        return f"{self.number}/{self.part}" if self.part else self.number


# --- codes


def level_of(code: str) -> int:
    """1 to 4. Raises `ValueError` for what cannot be a code."""
    if not code.isascii() or not code.isdigit() or len(code) not in LEVEL_OF_LENGTH:
        raise ValueError(f"{code!r} is not a code of the classification")
    return LEVEL_OF_LENGTH[len(code)]


def parent_of(code: str) -> str:
    """The code above; "" above a section."""
    level_of(code)
    return code[: _PARENT_LENGTH[len(code)]]


def at_level(code: str, level: int) -> str:
    """The category of `code` at a level, or the code itself when it is not that deep."""
    length = {1: 2, 2: 4, 3: 5, 4: 6}[level]
    return code[:length]


def ancestors_of(code: str) -> tuple[str, ...]:
    """From the section down to the code itself."""
    return tuple(code[:length] for length in LEVEL_OF_LENGTH if length <= len(code))


@cache
def read_categories() -> Mapping[str, CategoryWords]:
    """All 320 categories of the data, in the order of their codes."""
    rows = tomllib.loads((DATA / "iccs.toml").read_text(encoding="utf-8"))["category"]
    return {
        code: CategoryWords(
            code,
            {language: words for language, words in row.items() if language != "sensitive"},
            bool(row.get("sensitive", False)),
        )
        for code, row in sorted(rows.items())
    }


def is_sensitive(code: str, relations: Iterable[str] = ()) -> bool:
    """Whether an offence may never be a point or a fine cell: by its category, or because it happened at home.

    `relations` are what suspects are to the victims: between partners and relatives everything is sensitive.
    """
    known = read_categories()
    return any(known[one].sensitive for one in ancestors_of(code) if one in known) or not CLOSE_RELATIONS.isdisjoint(
        relations
    )  # fmt: skip


def sensitive_codes() -> frozenset[str]:
    """Every category that is sensitive by itself or through one above it."""
    return frozenset(code for code in read_categories() if is_sensitive(code))


# --- the worked correspondence


@cache
def articles_file(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def read_articles(name: str = "articles_tj.toml") -> tuple[list[ArticleWords], list[Line]]:
    """The articles of a country and the first version of where they belong."""
    body = articles_file(name)
    articles: list[ArticleWords] = []
    lines: list[Line] = []
    for row in body["article"]:
        since = row.get("valid_from", body["valid_from"])
        number, _slash, part = row["code"].partition("/")
        articles.append(ArticleWords(number, part, row["titles"], row["gravity"], since))
        lines += [
            Line(
                row["code"],
                target["iccs"],
                float(target.get("weight", 1.0)),
                target.get("attempted"),
                target.get("valid_from", since),
                target.get("valid_until"),
                row["why"],
            )
            for target in row["to"]
        ]
    return articles, lines


def mapping_faults(lines: Sequence[Line], known: Iterable[str] | None = None) -> list[str]:
    """What is wrong with a correspondence: unknown categories, shares that do not make 1 on some day."""
    categories = frozenset(known if known is not None else read_categories())
    faults = [f"{line.article}: no category {line.code}" for line in lines if line.code not in categories]
    for article in dict.fromkeys(line.article for line in lines):
        own = [line for line in lines if line.article == article]
        days = {line.since for line in own} | {line.until for line in own if line.until}
        for day in sorted(days):
            for attempted in (False, True):
                shares = [line.weight for line in own if line.holds(day, attempted)]
                if shares and abs(sum(shares) - 1) > SHARES_MAY_MISS:
                    act = "attempted" if attempted else "completed"
                    faults.append(f"{article}: shares of {act} acts make {sum(shares):g} on {day}")
    return faults


class Correspondence:
    """One version of the mapping, ready for many questions."""

    def __init__(self, number: int, lines: Iterable[Line]) -> None:
        self.number = number
        self.lines = tuple(lines)
        self._of: dict[str, list[Line]] = {}
        for line in self.lines:
            self._of.setdefault(line.article, []).append(line)
        self._steps = {
            article: sorted({day for line in own for day in (line.since, line.until) if day})
            for article, own in self._of.items()
        }
        self._found: dict[tuple[str, bool, int], tuple[Share, ...]] = {}

    @classmethod
    def from_data(cls, name: str = "articles_tj.toml") -> "Correspondence":
        """The worked mapping of the data, without a database."""
        return cls(int(articles_file(name)["version"]), read_articles(name)[1])

    @classmethod
    def load(cls, version: int | None = None) -> "Correspondence":
        """A version of the tables, the newest by default. An empty one (number 0) when nothing was loaded."""
        from hamkori.rooms.crime.models import ClassificationVersion, MappingRow

        found = ClassificationVersion.objects.order_by("-number")
        if version is not None:
            found = found.filter(number=version)
        chosen = found.first()
        if chosen is None:
            if version is not None:
                raise ClassificationVersion.DoesNotExist(f"correspondence {version}")
            return cls(0, ())
        rows = (
            MappingRow.objects.filter(version=chosen)
            .select_related("article", "category")
            .order_by("article__number", "article__part", "category__code", "valid_from")
        )
        return cls(
            chosen.number,
            [
                Line(
                    row.article.code,
                    row.category.code,
                    row.weight,
                    row.attempted,
                    row.valid_from,
                    row.valid_until,
                    row.evidence,
                )  # fmt: skip
                for row in rows
            ],
        )

    @property
    def articles(self) -> tuple[str, ...]:
        return tuple(self._of)

    def classify(self, article: str, day: date, attempted: bool = False) -> tuple[Share, ...]:
        """Where an offence belongs by the mapping in force on `day`; () when nothing says so."""
        steps = self._steps.get(article)
        if steps is None:
            return ()
        epoch = sum(1 for step in steps if step <= day)
        key = (article, attempted, epoch)
        if (shares := self._found.get(key)) is None:
            shares = self._found[key] = tuple(
                sorted(
                    (
                        Share(line.code, line.weight)
                        for line in self._of[article]
                        if line.holds(day, attempted)
                    ),
                    key=lambda share: (-share.weight, share.code),
                )
            )
        return shares

    def classify_many(self, offences: Iterable[tuple[str, date, bool]]) -> list[tuple[Share, ...]]:
        """`classify` for many (article, day, attempted): one look into a dictionary each."""
        classify = self.classify
        return [classify(article, day, attempted) for article, day, attempted in offences]

    def principal(self, article: str, day: date, attempted: bool = False) -> str:
        """The category with the largest share; "" when the article is not mapped."""
        shares = self.classify(article, day, attempted)
        return shares[0].code if shares else ""

    def categories_of(self, article: str) -> frozenset[str]:
        """Every category the article has ever belonged to in this version."""
        return frozenset(line.code for line in self._of.get(article, ()))


def classify(
    article: str, day: date, attempted: bool = False, version: int | None = None
) -> tuple[Share, ...]:
    """One question to the tables. For many questions load a `Correspondence` once."""
    return Correspondence.load(version).classify(article, day, attempted)


def gravity_on(day: date) -> dict[str, str]:
    """{article: minor | medium | serious | grave} of the articles in force on a day."""
    from hamkori.rooms.crime.models import Article

    return {
        row.code: row.gravity
        for row in Article.objects.filter(valid_from__lte=day).exclude(valid_until__lte=day)
    }


def labels() -> dict[str, Mapping[str, str]]:
    """{code: labels by language} of the tables."""
    from hamkori.rooms.crime.models import Category

    return dict(Category.objects.order_by("code").values_list("code", "labels"))
