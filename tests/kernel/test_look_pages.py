"""The shells: the same for everybody, quiet where they must be, and whole on a narrow screen and in large text."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils import translation

import hamkori.kernel
from hamkori.kernel import catalogues
from tests.kernel.look_samples import sample_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

KERNEL = Path(hamkori.kernel.__file__).parent
SHELLS = ("kernel/public.html", "kernel/desk.html", "kernel/calm.html")
WRONG = {"text": "Салом", "day": "31.02.2026", "phone": "12", "name": "none"}


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    catalogues.compile_all(KERNEL)


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("language", ["tg", "ru"])
def test_shells_pass_a_strict_content_policy(shell: str, language: str) -> None:
    page = sample_page(language, shell, WRONG)
    assert f'<html lang="{language}">' in page
    assert not re.search(r"<[^>]+\sstyle=|<style|\son\w+=|javascript:", page)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", page))
    assert page.count("<h1") == 1 and 'href="#main"' in page and 'id="main"' in page


def test_public_shell_knows_nothing_about_who_looks() -> None:
    """A page that a cache may keep: no posting, no token, no notice meant for one person."""
    page = render_to_string(
        "kernel/public.html", {"actor": {"label": "POSTING"}, "messages": ["NOTICE"], "csrf_token": "TOKEN"}
    )
    assert not any(word in page for word in ("POSTING", "NOTICE", "TOKEN"))


def test_desk_shell_says_as_whom_one_acts() -> None:
    assert "Ҷамоати Чинорсоя" in sample_page("tg", "kernel/desk.html").split("<main")[0]


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_calm_page_looks_like_any_other(language: str) -> None:
    """K03: no name of the platform in the title, no mark, no menu; the exit stands first; search engines stay out."""
    with translation.override(language):
        page = render_to_string(
            "kernel/calm.html",
            {"site_name": "PLATFORM", "exit_link": {"url": "https://weather.example/", "label": "W"}},
        )
    assert "PLATFORM" not in page and "mark.svg" not in page and 'class="brand"' not in page
    assert "noindex" in page and 'content="no-referrer"' in page
    exit_link = re.search(
        r'<a class="btn" href="https://weather.example/" rel="noreferrer noopener" data-leave>', page
    )
    assert exit_link and exit_link.start() < page.index("<main")


@pytest.mark.parametrize("status", [400, 403, 404, 413, 429, 500])
@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_error_pages_stand_without_any_context_and_say_what_to_do(status: int, language: str) -> None:
    with translation.override(language):
        page = render_to_string(f"kernel/{status}.html", {})
    main = page.split("<main")[1]
    said = re.findall(r"<p[^>]*>([^<]+)</p>", main)
    assert len(said) >= 2 and str(status) not in main
    if language != "en":
        assert not re.search(r"[A-Za-z]{4,}", " ".join(said))


def test_unknown_drawing_is_refused() -> None:
    for wrong in ('{% icon "shield" %}', '{% sign "say" %}', '{% state "great" "x" %}'):
        with pytest.raises(TemplateSyntaxError):
            Template("{% load look %}" + wrong).render(Context())


def test_state_never_stands_without_words() -> None:
    drawn = Template('{% load look %}{% state "late" words %}').render(Context({"words": "<Late>"}))
    assert 'class="st late"' in drawn and "&lt;Late&gt;" in drawn and 'aria-hidden="true"' in drawn


def test_hidden_number_is_neither_empty_nor_zero() -> None:
    """K34: a protected count is shown as protected."""
    with translation.override("en"):
        drawn = Template('{% load look %}{% bar_table "C" rows "Place" "Number" %}').render(
            Context({"rows": [("A", 10), ("B", None), ("C", 0)]})
        )
    assert drawn.count("hidden: too few") == 1
    assert 'width="100.0%"' in drawn and 'width="0.0%"' in drawn


@pytest.fixture(scope="module")
def as_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    folder = tmp_path_factory.mktemp("look")

    def write(page: str) -> str:
        path = folder / f"page{len(list(folder.iterdir()))}.html"
        path.write_text(page.replace('"/static/', f'"{(KERNEL / "static").as_uri()}/'))
        return path.as_uri()

    return write


@pytest.mark.browser
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("language", ["tg", "ru"])
@pytest.mark.parametrize(("width", "text"), [(320, 100), (360, 200), (1280, 100), (1280, 200)])
def test_nothing_runs_out_of_the_screen(
    open_browser: "Callable[..., Page]",
    as_file: Callable[[str], str],
    shell: str,
    language: str,
    width: int,
    text: int,
) -> None:
    """K35: no sideways scrolling at 320 px, nor at 360 px with text twice as large."""
    page = open_browser(language=language, width=width)
    page.goto(as_file(sample_page(language, shell, WRONG)))
    assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px", "the stylesheet did not load"
    page.add_style_tag(content=f"html {{ font-size: {text}% }}")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.browser
def test_without_a_script_what_needs_one_stays_hidden(
    open_browser: "Callable[..., Page]", as_file: Callable[[str], str]
) -> None:
    address = as_file(sample_page("ru", data=WRONG))
    page = open_browser(javascript=False)
    page.goto(address)
    assert not page.get_by_role("button", name="Распечатать").is_visible()
    page = open_browser()
    page.goto(address)
    assert page.get_by_role("button", name="Распечатать").is_visible()
    assert page.evaluate("document.activeElement.id") == "summary"
    page.get_by_role("link", name="Когда это было?").click()
    assert page.evaluate("document.activeElement.id || location.hash") in ("id_day", "#id_day")
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
