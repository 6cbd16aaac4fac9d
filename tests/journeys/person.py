"""Somebody with a browser who reads the page in a language, and presses what can be seen there."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Locator, Page, Request


@dataclass(frozen=True)
class Receipt:
    """What a resident keeps on a piece of paper."""

    number: str
    code: str


class Person:
    """Every word this person looks for is the translation of an English sentence of the catalogues."""

    def __init__(self, page: "Page", language: str, url: str) -> None:
        self.page, self.language, self.url = page, language, url
        self.part = ""
        self.problems: list[str] = []
        page.on("console", self._complained)
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("request", self._asked)

    def _complained(self, message: "ConsoleMessage") -> None:
        if message.type == "error":
            self.problems.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: "Request") -> None:
        if not request.url.startswith((self.url + "/", "data:", "blob:", "about:")):
            self.problems.append(f"another host was asked: {request.url}")

    def say(self, text: str, **values: Any) -> str:
        """The sentence as this person reads it."""
        with translation.override(self.language):
            words = gettext(text)
        return words % values if values else words

    # --- looking

    def go(self, path: str) -> None:
        """Type an address: `path` comes after the language."""
        self.page.goto(f"{self.url}/{self.language}/{path}")

    @property
    def text(self) -> str:
        return self.page.inner_text("main")

    def sees(self, text: str, **values: Any) -> "Locator":
        """Wait until a sentence of ours can be seen."""
        return self.reads(self.say(text, **values))

    def reads(self, words: str) -> "Locator":
        """Wait until these very words can be seen."""
        found = self.page.get_by_text(words).locator("visible=true").first
        found.wait_for()
        return found

    def arrives(self, heading: str, **values: Any) -> None:
        """Wait for the page with this heading."""
        self.page.get_by_role("heading", level=1, name=self.say(heading, **values)).wait_for()

    # --- acting

    def press(self, text: str, *, more: str = "", **values: Any) -> None:
        """Press the first button with these words (and `more` hidden words after them)."""
        self.page.get_by_role("button", name=self.say(text, **values) + more, exact=True).first.click()

    def follow(self, text: str, *, more: str = "", **values: Any) -> None:
        self.page.get_by_role("link", name=self.say(text, **values) + more, exact=True).first.click()

    def open(self, words: str) -> None:
        """Open a line that folds."""
        self.page.locator("summary").filter(has_text=words).first.click()

    def write(self, label: str, value: str) -> None:
        self.box(label).fill(value)

    def box(self, label: str) -> "Locator":
        return self.page.get_by_role("textbox", name=self._begins(label)).first

    def pick(self, words: str) -> None:
        """Choose one of several: `words` begin its label as this person reads it."""
        self.page.get_by_role("radio", name=re.compile("^" + re.escape(words))).first.check()

    def choose(self, text: str) -> None:
        self.pick(self.say(text))

    def tick(self, text: str) -> None:
        self.page.get_by_role("checkbox", name=self._begins(text)).first.check()

    def select(self, label: str, words: str) -> None:
        self.page.get_by_role("combobox", name=self._begins(label)).first.select_option(label=words)

    def add(self, label: str, name: str, kind: str, data: bytes) -> None:
        """Add a file."""
        file = {"name": name, "mimeType": kind, "buffer": data}
        self.page.get_by_label(self._begins(label)).first.set_input_files(file)  # type: ignore[arg-type]

    def _begins(self, text: str) -> re.Pattern[str]:
        return re.compile(r"^\s*" + re.escape(self.say(text)))

    # --- with the keyboard alone

    def tab_to(self, place: "Locator", *, most: int = 150) -> None:
        """Press Tab until the focus is there."""
        for _press in range(most):
            self.page.keyboard.press("Tab")
            if place.evaluate("one => one === document.activeElement"):
                return
        raise AssertionError(f"the keyboard does not reach {place}")

    def down_to(self, words: str) -> None:
        """In a list that has the focus: press Down until these words are chosen."""
        chosen = "document.activeElement.selectedOptions[0].label.trim()"
        for _press in range(120):
            if self.page.evaluate(chosen) == words:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{words} is not in this list")

    # --- who

    def play(self, part: str) -> None:
        """Take a part at /demo/."""
        self.part = part
        self.go("demo/")
        self.page.locator(f"form[action$='/demo/{part}/'] button").click()
        self.page.wait_for_url(lambda address: "/demo/" not in address)

    def today(self) -> None:
        self.go("desk/")

    def open_concern(self, number: str) -> None:
        """Find a concern by its number on the list of the desk."""
        self.go("desk/concerns/")
        self.write("Number", number)
        self.press("Open")
        self.reads(number)

    # --- residents

    def raise_(
        self,
        topic: dict[str, dict[str, str]],
        *,
        place: str,
        text: str,
        publish: bool = False,
        photo: bytes = b"",
    ) -> Receipt:
        """Three screens, from the first page on; returns the number and the code from the receipt."""
        self.begin(topic, place=place, text=text, photo=photo)
        self.arrives("With your name or without?")
        self.choose("Without a name")
        if publish:
            self.choose("Yes, my text too, after somebody has checked it")
        self.press("Send")
        self.arrives("We have received it")
        return self.receipt()

    def begin(self, topic: dict[str, dict[str, str]], *, place: str, text: str, photo: bytes = b"") -> None:
        """The first two screens; the second is sent."""
        self.go("")
        self.page.locator("a").filter(has_text=self.say("Tell about a concern")).first.click()
        self.search(place)
        self.take_place()
        self.describe(topic, text=text, photo=photo)

    def search(self, place: str) -> None:
        self.write("Village, neighbourhood or district", place)
        self.press("Search")
        self.page.wait_for_load_state()

    def take_place(self) -> None:
        """Go on with the place that was found, the first of several."""
        words = "Continue" if self.page.get_by_role("radio").count() else "Continue with this place"
        self.press(words)
        self.arrives("What happens there?")

    def describe(self, topic: dict[str, dict[str, str]], *, text: str, photo: bytes = b"") -> None:
        """The second screen."""
        self.open(topic["group"][self.language])
        self.pick(topic["name"][self.language])
        self.write("What happens there?", text)
        if photo:
            self.add("Photos", "photo.jpg", "image/jpeg", photo)
        self.press("Continue")

    def receipt(self) -> Receipt:
        number, code = (
            self.page.locator(".ref").first.inner_text(),
            self.page.locator(".code").first.inner_text(),
        )
        return Receipt(number.strip(), " ".join(code.split()))

    def read(self, receipt: Receipt) -> None:
        """Come back another day with number and code."""
        self.go("")
        self.page.locator("a").filter(has_text=self.say("I have a code")).first.click()
        self.write("Number", receipt.number.lower())
        self.write("Code", receipt.code)
        self.press("Open")
        self.page.locator("h1", has_text=receipt.number).wait_for()
