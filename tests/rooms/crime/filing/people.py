"""A resident who files by HTTP, as a browser without scripts would; filings made directly; the words to look for."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client

from hamkori.ground.receipts.actions import new_submission_key
from hamkori.kernel import clock
from hamkori.kernel.actor import ANYONE
from hamkori.rooms.crime.register.filing.actions.intake import Filed, Statement, file_report
from hamkori.rooms.crime.register.filing.states import Named
from tests.rooms.concerns.resident.people import hidden, text_of
from tests.rooms.crime.register.cast import Town

TEXT = "The green bicycle was taken from the yard behind the mill."
NAME = "Zarnigor Lolazoda"
PHONE = "+992000000001"


@dataclass
class Resident:
    """Somebody without an account. `page` is the last page, `answer` the last response."""

    town: Town
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))
    answer: Any = None

    @property
    def page(self) -> str:
        return str(self.answer.content.decode())

    @property
    def words(self) -> str:
        return text_of(self.page)

    @property
    def state(self) -> str:
        return hidden(self.page, "state")

    def get(self, path: str, **values: str) -> "Resident":
        self.answer = self.client.get(f"/en/crime/{path}", values)
        self._leaves_no_trace()
        return self

    def post(self, path: str, **values: Any) -> "Resident":
        self.answer = self.client.post(f"/en/crime/{path}", values)
        self._leaves_no_trace()
        return self

    def _leaves_no_trace(self) -> None:
        """Every page of these tests: no cookie, and never kept (K08, K57)."""
        assert not self.answer.cookies and not self.client.cookies
        assert self.answer["Cache-Control"] == "no-store"

    def at_what(self, place: str = "") -> "Resident":
        """On the second screen."""
        code = place or self.town.land.mahalla.code
        self.get("file/", place=code)
        return self.post("file/what/", state=self.state, screen="where", place=code)

    def say(self, **changes: Any) -> "Resident":
        """Send the second screen."""
        values = {
            "screen": "what",
            "state": changes.get("state") or self.state,
            "kind": "theft",
            "text": TEXT,
            "happened_from": (clock.today() - timedelta(days=1)).strftime("%d.%m.%Y"),
            "happened_until": "",
            "landmark": "Mill lane",
            "damage": "1500",
            **changes,
        }
        return self.post("file/who/", **values)

    def send(self, **changes: Any) -> "Resident":
        """Send the third screen as a statement; "" leaves a field out."""
        values = {
            "screen": "who",
            "state": changes.get("state") or self.state,
            "named": "statement",
            "name": NAME,
            "phone": PHONE,
            "show_name": "on",
            **changes,
        }
        return self.post("file/who/", **{name: value for name, value in values.items() if value != ""})

    def open(self, number: str, code: str) -> "Resident":
        return self.post("filed/mine/", reference=number, code=code)

    def step(self, name: str, **values: str) -> "Resident":
        """A step on the page behind the code, with its ticket."""
        return self.post(f"filed/mine/{name}/", ticket=hidden(self.page, "ticket"), **values)


def statement(town: Town, **changes: Any) -> Statement:
    values: dict[str, Any] = {
        "place": town.land.mahalla,
        "kind": "theft",
        "text": TEXT,
        "happened_from": clock.today() - timedelta(days=1),
        "named": Named.STATEMENT,
        "name": NAME,
        "phone": PHONE,
        "show_name": True,
        "language": "en",
        **changes,
    }
    return Statement(**values)


def notice(town: Town, **changes: Any) -> Statement:
    return statement(town, named=Named.NOTICE, name="", phone="", show_name=False, **changes)


def filed(town: Town, *, key: str = "", named: bool = True, **changes: Any) -> Filed:
    """A filing, stored directly."""
    said = (statement if named else notice)(town, **changes)
    return file_report(actor=ANYONE, submission_key=key or new_submission_key(), statement=said)
