"""Finding every page that a persona can reach, and looking at one page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import polib  # type: ignore[import-untyped]
from django.urls import Resolver404, get_resolver, resolve, reverse
from django.urls.resolvers import URLResolver
from django.utils import translation

from tests.journeys.person import Person
from tests.support import SOURCE

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

LINK = re.compile(r'(?:href|formaction)="(/[^"#]*)')
ELEMENT = re.compile(r'<[a-z0-9]+(?: [^>]*?class="[^"]*")?')
SAMPLES = 8
"""Pages of one kind whose links are followed for one persona."""
LEAVE = re.compile(r"\.pdf$|/photo/|/sign-out|table-template|template/?$|/static/")


def names(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, int]]:
    """(name, how many values its address needs) of every address of the house."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern, pattern.namespace or space)
        elif pattern.name:
            name = f"{space}:{pattern.name}" if space else str(pattern.name)
            yield name, len(pattern.pattern.converters)


def name_of(path: str) -> str:
    """The name of the address, "" when it is none of ours."""
    language = path.split("/")[1] if path.count("/") > 1 else "en"
    with translation.override(language if language in ("tg", "ru", "en") else "en"):
        try:
            return resolve(urlsplit(path).path).view_name
        except Resolver404:
            return ""


@dataclass(frozen=True)
class Found:
    """A page that answered: its address, and its build (the kinds of its elements, without the words)."""

    path: str
    build: frozenset[str]


def pages_of(
    person: Person, *, first: list[str], skip: frozenset[str] = frozenset()
) -> dict[str, list[Found]]:
    """{name: up to `SAMPLES` pages} that answer this person: by links, and by the resolver."""
    language = person.language
    with translation.override(language):
        waiting = [*first, *(reverse(name) for name, values in names() if not values)]
    found: dict[str, list[Found]] = {}
    tried: dict[str, int] = {}
    seen: set[str] = set()
    while waiting:
        path = waiting.pop(0).replace("&amp;", "&")
        name = name_of(path)
        if (
            path in seen
            or name in skip
            or not name
            or not path.startswith(f"/{language}/")
            or LEAVE.search(path.split("?")[0])
        ):
            continue
        seen.add(path)
        if len(found.get(name, [])) >= SAMPLES or tried.get(name, 0) >= 2 * SAMPLES:
            continue
        tried[name] = tried.get(name, 0) + 1
        answer = person.page.context.request.get(person.url + path, max_redirects=0)
        if answer.status in (301, 302):
            waiting.append(urlsplit(answer.headers["location"]).path)
        if answer.status == 200 and "text/html" in answer.headers.get("content-type", ""):
            page = answer.text()
            found.setdefault(name, []).append(Found(path, frozenset(ELEMENT.findall(page))))
            waiting += LINK.findall(page)
    return found


# --- one page

LOOK = """() => {
  const shown = element => element.checkVisibility ? element.checkVisibility() : true;
  const foreign = element => { const other = element.closest('[lang]'); return other && other !== document.documentElement
      && other.lang !== document.documentElement.lang; };
  const words = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || !parent || foreign(parent) || parent.closest('script,style,code')) continue;
    words.push(node.data.trim().replace(/\\s+/g, ' '));
  }
  for (const element of document.querySelectorAll('[aria-label],[alt],[placeholder],[title],[data-l]')) {
    if (foreign(element)) continue;
    for (const name of ['aria-label', 'alt', 'placeholder', 'title', 'data-l'])
      if (element.getAttribute(name)) words.push(element.getAttribute(name));
  }
  words.push(document.title);
  return {lang: document.documentElement.lang, h1: [...document.querySelectorAll('h1')].filter(shown).length,
          words, main: document.querySelectorAll('main').length, shape: [...new Set(
            [...document.querySelectorAll('body *')].map(one => [one.parentElement.tagName, one.tagName,
              ...['class', 'type', 'role', 'scope'].map(name => one.getAttribute(name) || ''),
              one.getAttributeNames().filter(name => name.startsWith('aria-')).join()].join(' ')))].sort().join('\\n')};
}"""
FITS = """() => { const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return '';
  const wide = [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > root.clientWidth + 1
      && !one.closest('.scroll,nav.bottom'));
  return root.scrollWidth + ' > ' + root.clientWidth + ' ' + wide.slice(-2).map(one => one.outerHTML.slice(0, 90)).join(' | '); }"""
WATCH_FOCUS = """() => { window.steps = [];
  document.addEventListener('focusin', event => {
    const visible = element => { for (let one = element, up = 0; one && up < 3; one = one.parentElement, up++) {
        const look = getComputedStyle(one);
        if (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0) return true; } return false; };
    const one = event.target;
    window.steps.push({what: one.outerHTML.slice(0, 80), skip: one.classList.contains('skip'), visible: visible(one),
                       main: one === window.goal});
  });
  const shown = one => one.checkVisibility() && !one.disabled;
  const main = document.querySelector('main');
  window.goal = [...main.querySelectorAll('form button, .btn, a.door, a[href], button, summary')].filter(shown)
      .sort((a, b) => ('BUTTON' === b.tagName || b.matches('.btn,.door')) - ('BUTTON' === a.tagName || a.matches('.btn,.door')))[0] || null;
  return window.goal ? window.goal.outerHTML.slice(0, 80) : ''; }"""


TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
"""A press without its release, which moves nothing."""


_sessions: "WeakKeyDictionary[Page, CDPSession]" = WeakKeyDictionary()


def _debugger(page: "Page") -> "CDPSession":
    """One for each page: to open and close it takes as long as what it is asked."""
    if page not in _sessions:
        _sessions[page] = page.context.new_cdp_session(page)
    return _sessions[page]


NARROW = 320
"""Points of the narrowest phone: pages are opened as wide as this."""


def wide(page: "Page") -> list[str]:
    """What does not fit: on a phone of 320 and of 360 points, and with letters set to twice the size in the browser."""
    wrong = []
    for width, letters in ((NARROW, 16), (360, 16), (360, 32)):
        if page.viewport_size is None or page.viewport_size["width"] != width:
            page.set_viewport_size({"width": width, "height": 740})
        if letters != 16:
            _letters(page, letters)
        if too_wide := page.evaluate(FITS):
            wrong.append(f"at {width} with letters of {letters}: {too_wide}")
    _letters(page, 16)
    return wrong


def _letters(page: "Page", size: int) -> None:
    _debugger(page).send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size - 3}})


def keyboard(page: "Page") -> list[str]:
    """The skip link first, a visible focus at every step, and the main action within reach of Tab."""
    goal = page.evaluate(WATCH_FOCUS)
    page.evaluate("document.activeElement && document.activeElement.blur()")
    browser = _debugger(page)
    for press in range(1, 141):
        browser.send("Input.dispatchKeyEvent", TAB)
        if not goal or (press % 7 == 0 and page.evaluate("window.steps.some(step => step.main)")):
            break  # to ask after every press takes longer than to press once more
    steps = page.evaluate("window.steps")
    wrong = (
        [] if steps and (steps[0]["skip"] or _calm(page) or _jumps(page)) else ["the skip link is not first"]
    )
    wrong += [f"no visible focus: {step['what']}" for step in steps if not step["visible"]]
    if goal and not any(step["main"] for step in steps):
        wrong.append(f"Tab does not reach {goal}")
    return wrong


def _calm(page: "Page") -> bool:
    return not page.locator("a.skip").count()


def _jumps(page: "Page") -> bool:
    """A page with errors puts the focus on them at once."""
    return bool(page.locator(".sum[tabindex]").count())


LATIN = re.compile(r"[A-Za-z][a-z]{2,}")
MAY_BE_LATIN = re.compile(
    r"https?://\S+|localhost\S*|\S+@\S+|\b[\w-]*\d[\w-]*\b|\bdemo-[\w-]+|\b\w+\.(?:json|csv|txt)\b|\b(Hamkori|JPEG|PNG|WEBP|PDF|SMS|OpenStreetMap"
    r"|Eng|English|Excel|xlsx|GeoJSON|CSV|JSON|QR|Ed25519|XLSX|Tab|Enter)\b"
)


@lru_cache
def english() -> frozenset[str]:
    """English sentences of the catalogues whose translation differs from them."""
    found = set()
    for source in SOURCE.glob("**/locale/*/LC_MESSAGES/*.po"):
        for entry in polib.pofile(str(source)):
            if LATIN.search(entry.msgid) and entry.msgstr.strip() not in ("", entry.msgid):
                found.add(" ".join(entry.msgid.split()))
    return frozenset(found)


def untranslated(words: list[str]) -> list[str]:
    """What stands in English on a page of another language."""
    return sorted(
        {one for one in words if one in english() or len(LATIN.findall(MAY_BE_LATIN.sub(" ", one))) > 1}
    )


def read(page: "Page") -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(LOOK)
    return found
