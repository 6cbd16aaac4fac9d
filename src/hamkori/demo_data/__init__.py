"""The words of the invented demo country: places, people, concerns, conversations, offices.

Everything is fictional except the districts and cities, which carry the codes of the country pack (`tj`). Data only:
this package imports nothing of ours, so that every room's `demo.py` may read it. Start with `load()`.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("tg", "ru")
"""The languages in which residents of the demo country write."""

_SLOT = re.compile(r"\{([a-z_]+)\}")
_BEFORE_A_SENTENCE = re.compile(r"(?:^|[.!?] )$")
_OBJECT_ENDING = re.compile(r"(?<=[^\W\d_])-ро\b")


@dataclass(frozen=True)
class Text:
    """One sentence in each language; `en` is empty where only residents' languages are needed."""

    tg: str
    ru: str
    en: str = ""

    def in_language(self, language: str) -> str:
        """The text in `language`; Tajik where there is none."""
        return {"ru": self.ru, "en": self.en}.get(language) or self.tg


@dataclass(frozen=True)
class Mahalla:
    """A mahalla of a town or a village of a jamoat. `code` is unique within its jamoat."""

    code: str
    kind: str
    names: Text
    population: int


@dataclass(frozen=True)
class Jamoat:
    """`district` is a code of the country pack; `code` is unique in the country; `kind` is jamoat or town."""

    code: str
    district: str
    kind: str
    names: Text
    population: int
    mahallas: tuple[Mahalla, ...]


@dataclass(frozen=True)
class Person:
    """Somebody invented who holds a public post. `phone` is written as +992 00 000 00 01."""

    names: Text
    woman: bool
    post: str
    phone: str


@dataclass(frozen=True)
class Topic:
    """What residents write about one topic, and how an office answers. `code` is the country pack's."""

    code: str
    templates: Mapping[str, tuple[str, ...]]
    promise: Text
    done: Text
    not_done: Text
    reopens: Text
    said: Text
    did: Text


@dataclass(frozen=True)
class Note:
    """An idea or thanks about a topic."""

    topic: str
    text: Text


@dataclass(frozen=True)
class OrganisationPattern:
    """How an organisation of a kind is called ({name}, {n}), when it is open and where; for `kind` see the pack."""

    kind: str
    names: Text
    hours: Text
    room: Text
    languages: tuple[str, ...]


@dataclass(frozen=True)
class DemoData:
    """All of it. `replies` is keyed by the step of a conversation, `refusals` by the pack's refusal reason."""

    jamoats: tuple[Jamoat, ...]
    risk_levels: Mapping[str, str]
    people: tuple[Person, ...]
    posts: Mapping[str, Text]
    topics: tuple[Topic, ...]
    ideas: tuple[Note, ...]
    thanks: tuple[Note, ...]
    replies: Mapping[str, tuple[Text, ...]]
    refusals: Mapping[str, Text]
    organisations: tuple[OrganisationPattern, ...]
    slots: Mapping[str, Mapping[str, tuple[str, ...]]]

    def topic(self, code: str) -> Topic:
        """The topic with this code; KeyError where there is none."""
        for topic in self.topics:
            if topic.code == code:
                return topic
        raise KeyError(code)

    def people_of(self, post: str) -> tuple[Person, ...]:
        """Everybody who holds this post, in the order of their phones."""
        return tuple(person for person in self.people if person.post == post)

    def fill(self, template: str, language: str, rng: random.Random, **given: str) -> str:
        """`template` with every slot filled: from `given` first, else drawn from the values of the language.

        A slot that opens a sentence gets a capital; the Tajik ending -ро joins a word (after » its hyphen stays);
        a full stop after an abbreviation is not doubled. Raises KeyError for a slot that has neither.
        """

        def value(match: re.Match[str]) -> str:
            slot = match.group(1)
            word = given[slot] if slot in given else rng.choice(self.slots[language][slot])
            opens = _BEFORE_A_SENTENCE.search(template[: match.start()])
            return word[:1].upper() + word[1:] if opens else word

        text = _SLOT.sub(value, template).replace("ӣ-ро", "иро").replace("г..", "г.")
        return _OBJECT_ENDING.sub("ро", text)

    def write(self, topic: str, language: str, rng: random.Random) -> str:
        """A resident's text about a topic."""
        return self.fill(rng.choice(self.topic(topic).templates[language]), language, rng)


def slots_of(template: str) -> frozenset[str]:
    """Names of the slots of a template."""
    return frozenset(_SLOT.findall(template))


def read_toml(name: str) -> dict[str, Any]:
    """One file of this folder, for example `places.toml`."""
    return tomllib.loads(resources.files(__name__).joinpath(*name.split("/")).read_text(encoding="utf-8"))


@cache
def load() -> DemoData:
    """The whole demo country; read once, then remembered. Order is the order of the files, so runs repeat."""
    places, people, talk = read_toml("places.toml"), read_toml("people.toml"), read_toml("conversations.toml")
    return DemoData(
        jamoats=tuple(_jamoat(row) for row in places["jamoat"]),
        risk_levels={row["code"]: row["risk_level"] for row in places["district"]},
        people=tuple(_person(row) for row in people["person"]),
        posts={code: Text(**row) for code, row in people["post"].items()},
        topics=_topics(),
        ideas=tuple(_note(row) for row in talk["idea"]),
        thanks=tuple(_note(row) for row in talk["thanks"]),
        replies={step: tuple(Text(**row) for row in rows) for step, rows in talk["reply"].items()},
        refusals={reason: Text(**row) for reason, row in talk["refusal"].items()},
        organisations=_organisations(),
        slots={
            language: {slot: tuple(values) for slot, values in rows.items()}
            for language, rows in read_toml("slots.toml").items()
        },
    )


def _jamoat(row: dict[str, Any]) -> Jamoat:
    mahallas = tuple(Mahalla(**{**inner, "names": Text(**inner["names"])}) for inner in row["mahallas"])
    return Jamoat(**{**row, "names": Text(**row["names"]), "mahallas": mahallas})


def _person(row: dict[str, Any]) -> Person:
    return Person(**{**row, "names": Text(**row["names"])})


def _note(row: dict[str, str]) -> Note:
    return Note(topic=row["topic"], text=Text(tg=row["tg"], ru=row["ru"]))


def _topics() -> tuple[Topic, ...]:
    found = []
    folder = resources.files(__name__).joinpath("concerns")
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml")):
        for code, row in read_toml(f"concerns/{name}")["topic"].items():
            found.append(
                Topic(
                    code=code,
                    templates={language: tuple(row[language]) for language in LANGUAGES},
                    promise=Text(**row["promise"]),
                    done=Text(**row["done"]),
                    not_done=Text(**row["not_done"]),
                    reopens=Text(**row["reopens"]),
                    said=Text(**row["said"]),
                    did=Text(**row["did"]),
                )
            )
    return tuple(found)


def _organisations() -> tuple[OrganisationPattern, ...]:
    data = read_toml("organisations.toml")
    return tuple(
        OrganisationPattern(
            kind=row["kind"],
            names=Text(tg=row["tg"], ru=row["ru"], en=row["en"]),
            hours=Text(**data["hours"][row["hours"]]),
            room=Text(**row["room"]),
            languages=tuple(row["languages"]),
        )
        for row in data["pattern"]
    )
