"""What tests share: loud skips, a real running house, and measuring a page in the browser."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
SOURCE = REPOSITORY / "src" / "hamkori"
NOT_RUN = "NOT RUN: "
ON_BUILD_MACHINE = os.environ.get("HAMKORI_CI", os.environ.get("CI", "")).lower() in ("1", "true", "yes")


def not_run(reason: str) -> NoReturn:
    """Skip, and have it printed at the end of the run: nobody shall take it for a pass."""
    pytest.skip(NOT_RUN + reason)


def missing_tool(what: str) -> NoReturn:
    """A tool that a test needs is not here: a failure on the build machine, a loud skip elsewhere."""
    if ON_BUILD_MACHINE:
        pytest.fail(f"{what} is missing on the build machine (scripts/install-system-packages)")
    not_run(f"{what} is missing on this machine")


def need_program(*names: str) -> str:
    """The path of the first of these programs that is installed."""
    for name in names:
        if path := shutil.which(name):
            return path
    missing_tool(names[0])


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class House:
    """An installation of its own in a folder of its own, served by real processes.

    `data` holds database, files and letters of the file gateway; the key lies beside it, never in it.
    """

    def __init__(self, folder: Path, *, database: str = "", kind: str = "test", **extra: str) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = folder / "serve.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HAMKORI_")},
            "HAMKORI_ENV": kind,
            "HAMKORI_DATA": str(self.data),
            "HAMKORI_KEY_FILE": str(folder / "key" / "hamkori.key"),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "hamkori.config.settings",
            **extra,
        }
        if database:
            self.environment["HAMKORI_DATABASE"] = database

    def run(self, *words: str, check: bool = True, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """`hamkori WORDS` in this house; its output is captured."""
        return self._run(["-m", "hamkori.config.command", *words], check=check, timeout=timeout)

    def manage(
        self, *words: str, check: bool = True, timeout: float = 300
    ) -> subprocess.CompletedProcess[str]:
        """`python -m hamkori.manage WORDS` in this house."""
        return self._run(["-m", "hamkori.manage", *words], check=check, timeout=timeout)

    def _run(self, words: list[str], *, check: bool, timeout: float) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, *words],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(
                f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
            )
        return done

    def start(self, *words: str, timeout: float = 60) -> "House":
        """Start `hamkori serve` (or other words) and wait until /healthz answers 200."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hamkori.config.command", *(words or ("serve",))],
                env=self.environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_until_ready(timeout)
        return self

    def wait_until_ready(self, timeout: float = 60) -> None:
        assert self.process is not None
        until = time.monotonic() + timeout
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            if self.status("/healthz") == 200:
                return
            time.sleep(0.1)
        raise AssertionError(f"the house at {self.url} did not get ready:\n{self.log_text()[-4000:]}")

    def status(self, path: str) -> int:
        """The HTTP status of a GET, 0 when nobody answers."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def log_text(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def kill(self) -> None:
        """Kill -9 everything that `start` started, as a power cut would."""
        self._end(signal.SIGKILL, timeout=10)

    def stop(self, timeout: float = 20) -> None:
        """Ask it to stop, as a person with Ctrl-C would; kill what is left."""
        self._end(signal.SIGTERM, timeout=timeout)

    def _end(self, how: signal.Signals, *, timeout: float) -> None:
        if self.process is None:
            return
        group = self.process.pid
        self._signal(group, how)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout)
        self._signal(group, signal.SIGKILL)
        self.process.wait(10)
        self.process = None

    @staticmethod
    def _signal(group: int, how: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(group, how)


def wash(context: Any) -> None:
    """A browser context is as a new one: no page, cookie, permission, stored word or copy of a page is left."""
    if context.pages:
        browser = context.new_cdp_session(context.pages[0])
        browser.send("Network.clearBrowserCache")
        for origin in {"/".join(page.url.split("/")[:3]) for page in context.pages}:
            if origin.startswith("http"):
                browser.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    context.clear_cookies()
    context.clear_permissions()
    for page in context.pages:
        page.close()


INKS = """() => {
  const words = new Set(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (walker.currentNode.data.trim()) words.add(walker.currentNode.parentElement);
  for (const field of document.querySelectorAll('input,select,textarea')) words.add(field);
  const seen = window.inksOfThisPage = {};
  for (const element of words) {
    const own = getComputedStyle(element), under = [];
    let placed = '';
    for (let one = element; one; one = one.parentElement) {
      const look = one === element ? own : getComputedStyle(one);
      if (look.position !== 'static') placed ||= look.position;
      if (look.opacity !== '1') under.push(look.opacity);
      if (look.backgroundImage !== 'none') under.push(look.backgroundImage);
      if (look.backgroundColor !== 'rgba(0, 0, 0, 0)') {
        under.push(look.backgroundColor);
        if (!look.backgroundColor.startsWith('rgba')) break;
      }
    }
    const ink = [own.color, own.fontSize, own.fontWeight, own.textShadow, own.visibility, placed, ...under].join(' ');
    (seen[ink] ||= []).push(element);
  }
  return Object.keys(seen);
}"""
"""Every ink of a page on its ground: colour, size and weight of the letters, what lies under them, and how they lie."""
AXE = """async newInks => {
  const found = (await axe.run(document, {resultTypes: ['violations'],
    rules: {'color-contrast': {enabled: false}}})).violations;
  const pale = newInks.flatMap(ink => window.inksOfThisPage[ink].slice(0, 3)).filter(one => one.checkVisibility());
  if (pale.length)
    found.push(...(await axe.run({include: pale}, {resultTypes: ['violations'], runOnly: ['color-contrast']})).violations);
  return found;
}"""
legible: set[str] = set()
"""Inks that axe has found legible in this process. To measure contrast is four fifths of its work."""


@lru_cache
def axe_script() -> str:
    """The source of axe-core. `context.add_init_script(axe_script())` saves sending it to each page anew."""
    import axe_playwright_python

    return Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")


def axe_findings(page: Any, *, impacts: tuple[str, ...] = ("serious", "critical")) -> list[str]:
    """What axe-core finds on the page as it stands, one readable line each.

    Contrast is measured where an ink stands on a ground that was not found legible before, in three places.
    """
    page.wait_for_load_state()
    new_inks = set(page.evaluate(INKS)) - legible
    if not page.evaluate("'axe' in window"):
        # through the debugger: the page's own strict policy stays in force
        page.evaluate(axe_script() + "\n;undefined")
    violations: list[Mapping[str, Any]] = page.evaluate(AXE, sorted(new_inks))
    if all(violation["id"] != "color-contrast" for violation in violations):
        legible.update(new_inks)
    return [
        f"{violation['impact']} {violation['id']}: {violation['help']} -> {node['target']} {node['html'][:120]}"
        for violation in violations
        if violation["impact"] in impacts
        for node in violation["nodes"]
    ]


class Wire:
    """Counts the bytes of a page's first load as they travel: compressed, with headers, pictures aside."""

    def __init__(self, page: Any) -> None:
        self._session = page.context.new_cdp_session(page)
        self._kinds: dict[str, tuple[str, str]] = {}
        self.parts: list[tuple[str, str, int]] = []
        self._session.send("Network.enable")
        self._session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self._session.on("Network.responseReceived", self._received)
        self._session.on("Network.loadingFinished", self._finished)

    def _received(self, event: dict[str, Any]) -> None:
        self._kinds[event["requestId"]] = (event["type"], event["response"]["url"])

    def _finished(self, event: dict[str, Any]) -> None:
        kind, url = self._kinds.get(event["requestId"], ("Other", ""))
        self.parts.append((kind, url, int(event["encodedDataLength"])))

    @property
    def total(self) -> int:
        return sum(size for kind, _url, size in self.parts if kind not in ("Image", "Media"))
