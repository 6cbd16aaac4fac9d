"""Edit rules: what is wrong with a record, and what to do about it, in the language of who typed it.

The rules are data (`data/edits.toml`). Here they are read and asked about one record (the desk form); `batches` asks
the same rules about columns of many records (imports). Models are imported where tables are asked, here and in what
this uses: the process that prepares an import has none, and starts in half the time.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from hamkori.kernel import clock
from hamkori.kernel.words import pick
from hamkori.rooms.crime.register.classification import DATA, Correspondence, sensitive_codes
from hamkori.rooms.crime.register.expressions import FAR, Context, Node, holds, read
from hamkori.rooms.crime.register.records import PARTS, Record

CONTEXT_LISTS = ("areas", "offices", "articles")
ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """One edit rule. `test` is None for rules that are found while a file is read."""

    code: str
    severity: str
    level: str
    column: str
    say: Mapping[str, str]
    when: str
    test: Node | None

    @property
    def family(self) -> str:
        return self.code.partition(".")[0]

    @property
    def sentence(self) -> str:
        """What to do, in the language of the page."""
        return pick(self.say)


@dataclass(frozen=True, slots=True)
class Found:
    """A rule that speaks. `position` is the offence or the group of persons, from 1; 0 is the record."""

    code: str
    severity: str
    column: str
    position: int = 0

    @property
    def sentence(self) -> str:
        return rule(self.code).sentence


@cache
def _body() -> dict[str, Any]:
    return tomllib.loads((DATA / "edits.toml").read_text(encoding="utf-8"))


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the data. Raises `RuleError` for one that cannot be read."""
    body = _body()
    lists = (*body["lists"], *body["articles"], *CONTEXT_LISTS)
    return tuple(
        Rule(
            row["code"],
            row["severity"],
            row["level"],
            row.get("column", ""),
            row["say"],
            row.get("when", ""),
            read(row["when"], row["level"], lists) if "when" in row else None,
        )  # fmt: skip
        for row in body["rule"]
    )


@cache
def _by_code() -> Mapping[str, Rule]:
    return {one.code: one for one in rules()}


def rule(code: str) -> Rule:
    """One rule, for its sentence. Raises `KeyError`."""
    return _by_code()[code]


def rules_version() -> int:
    """To be kept with every release that was checked by them."""
    return int(_body()["version"])


def asked_rules() -> tuple[Rule, ...]:
    """Rules that are asked of typed values, that is all except those of reading."""
    return tuple(one for one in rules() if one.test is not None)


# --- what records are held against


def article_lists(correspondence: Correspondence) -> dict[str, frozenset[str]]:
    """The lists of articles that rules name, made from where each article belongs."""
    sensitive = sensitive_codes()
    found: dict[str, frozenset[str]] = {}
    for name, wanted in _body()["articles"].items():
        chosen = set(wanted.get("and", ()))
        for article in correspondence.articles:
            codes = correspondence.categories_of(article)
            if "all" in wanted and all(code.startswith(tuple(wanted["all"])) for code in codes):
                chosen.add(article)
            if "any" in wanted and any(code.startswith(tuple(wanted["any"])) for code in codes):
                chosen.add(article)
            if wanted.get("any_sensitive") and codes & sensitive:
                chosen.add(article)
        found[name] = frozenset(chosen)
    return found


def make_context(
    *,
    today: date,
    areas: Iterable[str],
    offices: Iterable[str],
    articles: Mapping[str, Iterable[tuple[date, date | None]]],
    correspondence: Correspondence,
    taken: Iterable[tuple[str, str]] = (),
) -> Context:
    """A context from plain values. `articles` gives the days between which each article held."""
    lists = {name: frozenset(words) for name, words in _body()["lists"].items()}
    lists |= article_lists(correspondence)
    lists |= {"areas": frozenset(areas), "offices": frozenset(offices), "articles": frozenset(articles)}
    in_force = {
        article: tuple((since.toordinal(), until.toordinal() if until else FAR) for since, until in spans)
        for article, spans in articles.items()
    }
    return Context(today, lists, in_force, frozenset(taken))


def load_context(
    *, areas: Iterable[str], offices: Iterable[str], taken: Iterable[tuple[str, str]] = ()
) -> Context:
    """A context with the articles and the newest correspondence of the tables. Three queries."""
    from hamkori.rooms.crime.models import Article

    spans: dict[str, list[tuple[date, date | None]]] = {}
    for row in Article.objects.all():
        spans.setdefault(row.code, []).append((row.valid_from, row.valid_until))
    return make_context(
        today=clock.today(), areas=areas, offices=offices, articles=spans,
        correspondence=Correspondence.load(), taken=taken,
    )  # fmt: skip


def taken_numbers(office_codes: Mapping[int, str]) -> frozenset[tuple[str, str]]:
    """(office, record number) of the register, for the offices of a file: {key of the office: its code there}."""
    from hamkori.rooms.crime.models import Crime

    rows = Crime.objects.filter(office_id__in=office_codes).values_list("office_id", "record_number")
    return frozenset((office_codes[office], number) for office, number in rows)


# --- one record


def check_record(record: Record, context: Context) -> list[Found]:
    """Every rule that speaks about one record, errors and warnings, in the order of the rules."""
    found: list[Found] = []
    for one in asked_rules():
        assert one.test is not None
        if one.level == "record":
            if holds(one.test, record, context):
                found.append(Found(one.code, one.severity, one.column))
            continue
        parts = record.get(PARTS[one.level][0]) or ()
        found += [
            Found(one.code, one.severity, one.column, position)
            for position, part in enumerate(parts, 1)
            if holds(one.test, record, context, part)
        ]
    return found


def check_records(records: Iterable[Record], context: Context) -> list[list[Found]]:
    """`check_record` one after the other; a number that came before in the same list is taken."""
    answers = []
    taken = set(context.taken)
    context = replace(context, taken=taken)
    for record in records:
        answers.append(check_record(record, context))
        office, number = record.get("office"), record.get("record_number")
        if office and number:
            taken.add((office, number))
    return answers


def errors(found: Iterable[Found]) -> list[Found]:
    return [one for one in found if one.severity == ERROR]


def warnings(found: Iterable[Found]) -> list[Found]:
    return [one for one in found if one.severity == WARNING]
