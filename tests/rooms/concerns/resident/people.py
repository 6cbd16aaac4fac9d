"""A resident at the site: `Resident` goes through the screens by HTTP, as a browser without scripts would."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.test import Client

from tests.rooms.concerns.builders import Land


def hidden(page: str, name: str) -> str:
    """The value of the first hidden field of this name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, f"no hidden field {name}"
    return unescape(found[1])


def text_of(page: str) -> str:
    """What a person reads: without tags, blanks made single."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@dataclass
class Resident:
    """Somebody without an account. `page` is the last page, `answer` the last response."""

    land: Land
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))
    answer: Any = None

    @property
    def page(self) -> str:
        return str(self.answer.content.decode())

    @property
    def words(self) -> str:
        return text_of(self.page)

    def get(self, path: str, **values: str) -> "Resident":
        self.answer = self.client.get(f"/en/{path}", values)
        self._leaves_no_trace()
        return self

    def post(self, path: str, **values: Any) -> "Resident":
        self.answer = self.client.post(f"/en/{path}", values)
        self._leaves_no_trace()
        return self

    def _leaves_no_trace(self) -> None:
        """Every page of these tests: no cookie, and never kept (K08, K57)."""
        assert not self.answer.cookies and not self.client.cookies
        if not self.answer.wsgi_request.path.startswith("/en/rules/"):
            assert self.answer["Cache-Control"] == "no-store"

    def at_what(self) -> "Resident":
        """On the second screen, with the mahalla chosen."""
        self.get("raise/", place=self.land.mahalla.code)
        return self.post(
            "raise/what/", state=hidden(self.page, "state"), screen="where", place=self.land.mahalla.code
        )

    def say(self, **changes: Any) -> "Resident":
        """Send the second screen."""
        values = {
            "screen": "what",
            "state": changes.get("state") or hidden(self.page, "state"),
            "kind": "concern",
            "topic": "street_lighting",
            "text": "The lamps on the lower street have been dark for two weeks.",
            "landmark": "from the shop to the bridge",
            **changes,
        }
        return self.post("raise/who/", **values)

    def send(self, **changes: Any) -> "Resident":
        """Send the third screen; "" leaves a field out."""
        values = {
            "screen": "who",
            "state": changes.get("state") or hidden(self.page, "state"),
            "track": "note",
            "named": "anonymous",
            "publish": "no",
            **changes,
        }
        return self.post("raise/who/", **{name: value for name, value in values.items() if value != ""})

    def open(self, reference: str, code: str, **values: str) -> "Resident":
        return self.post("mine/", reference=reference, code=code, **values)

    def step(self, name: str, **values: str) -> "Resident":
        """A step on the page behind the code, with its ticket."""
        return self.post(f"mine/{name}/", ticket=hidden(self.page, "ticket"), **values)
