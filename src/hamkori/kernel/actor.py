"""Who acts: a value that everything below `accounts` can use."""

from dataclasses import dataclass, field, replace
from enum import StrEnum


class Kind(StrEnum):
    """How somebody came in."""

    ANYONE = "anyone"  # a visitor without account
    HOLDER = "holder"  # a resident who holds the code of a case
    STAFF = "staff"  # somebody signed in, acting through a posting
    SYSTEM = "system"  # the clock, an import, the command line


class Role(StrEnum):
    """What a posting lets a person do. The words are those of the glossary."""

    HANDLER = "handler"  # answers concerns for an organisation
    HEAD = "head"  # head of an office: handler, reminded of what is late, gives explanations
    CLERK = "clerk"  # types paper forms and tear-off strips of an office
    OPERATOR = "operator"  # telephone operator
    SECRETARY = "secretary"  # secretary of a partnership team
    MEMBER = "member"  # member of a partnership team
    REVIEWER = "reviewer"  # non-police reviewer: publication, moderation, screening of disputes
    COUNCIL = "council"  # public council
    COMMANDER = "commander"  # command of a district, a region, the ministry: sees what is late
    DUTY = "duty"  # duty officer: keeps the journal of reports, prints receipts
    REGISTRAR = "registrar"  # decides on reports, records and classifies crimes; independent of performance
    STATISTICIAN = "statistician"  # builds, audits and publishes releases
    INTEGRITY = "integrity"  # looks at signals about record keeping; stands outside the ranks
    ADMINISTRATOR = "administrator"  # people, postings, packs; sees no concern


IDENTITY_ROLES = frozenset({Role.HANDLER, Role.HEAD, Role.CLERK, Role.OPERATOR, Role.DUTY})
"""Roles that can meet a resident's identity: they need a second factor (R022)."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a machine at the moment of acting. Ids only: audit keeps them without foreign keys.

    `place_path` is the dotted path of the posting's scope ("" is the whole country);
    `case_id` is set for a holder: the one concern that the code opened.
    """

    kind: Kind
    user_id: int | None = None
    posting_id: int | None = None
    role: Role | None = None
    organisation_id: int | None = None
    organisation_kind: str = ""
    organisation_is_police: bool = False
    place_path: str = ""
    second_factor: bool = False
    case_id: int | None = None
    language: str = ""
    name: str = field(default="", compare=False)

    @property
    def signed_in(self) -> bool:
        return self.kind is Kind.STAFF

    @property
    def is_system(self) -> bool:
        return self.kind is Kind.SYSTEM

    def has_role(self, *roles: Role) -> bool:
        return self.kind is Kind.STAFF and self.role in roles

    @property
    def label(self) -> str:
        """The post in words, as the desk shows whom one acts for."""
        return self.name

    @property
    def office(self) -> int:
        """The organisation this actor acts for; 0 (no organisation has it) without one."""
        return self.organisation_id or 0

    def covers(self, path: str) -> bool:
        """Whether `path` lies in the scope of this actor's posting."""
        return self.place_path == "" or path == self.place_path or path.startswith(self.place_path + ".")

    def as_holder(self, case_id: int) -> "Actor":
        return replace(self, kind=Kind.HOLDER, case_id=case_id)


ANYONE = Actor(Kind.ANYONE)
SYSTEM = Actor(Kind.SYSTEM)


def holder(case_id: int) -> Actor:
    """A resident who proved to hold the code of case `case_id`."""
    return Actor(Kind.HOLDER, case_id=case_id)
