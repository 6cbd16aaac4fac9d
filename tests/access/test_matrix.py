"""The access matrix: every address x every persona, for looking (GET) and for sending an empty form (POST).

Deny by default: an address that is not in `matrix.txt` fails, and so does a line without an address. Strangers who
are signed in get 404, not 403; the signed-out are asked to sign in (302, and 403 with the sign-in page for a form, which is kept).
There is no switch that writes the table anew: a changed line is a decision, made by hand.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.template import Template
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver
from django.utils import translation

from tests.access.people import World, make_world

TABLE = Path(__file__).with_name("matrix.txt")
pytestmark = pytest.mark.django_db


def addresses(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, list[str]]]:
    """(name, names of the values in the address) of every address of the house."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, pattern.namespace or space)
        else:
            yield (
                (f"{space}:{pattern.name}" if space else str(pattern.name)),
                list(pattern.pattern.converters),
            )


def values_for(name: str, wanted: list[str], world: World) -> dict[str, Any]:
    own = world.special.get(name, world.special.get(name.split(":")[0], {}))
    return {key: own.get(key, world.sample.get(key, "x")) for key in wanted}


def expected() -> dict[str, tuple[list[str], list[str]]]:
    """{address: (GET statuses, POST statuses)} in the order of the personas in the first line."""
    rows = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        name, looking, sending = line.split("|")
        rows[name.strip()] = (looking.split(), sending.split())
    return rows


def people() -> list[str]:
    return TABLE.read_text(encoding="utf-8").splitlines()[0].split()[1:]


def status(client: Client, method: str, url: str) -> str:
    answer = client.get(url) if method == "GET" else client.post(url, {})
    return str(answer.status_code)


def observed(world: World, names: list[str]) -> dict[str, tuple[list[str], list[str]]]:
    seen = {}
    with translation.override("en"):
        for name, wanted in addresses():
            url = reverse(name, kwargs=values_for(name, wanted, world))
            looking = [status(world.clients[who], "GET", url) for who in names]
            sending = ["-" if leaves(name) else status(world.clients[who], "POST", url) for who in names]
            seen[name] = (looking, sending)
    return seen


def leaves(name: str) -> bool:
    """Sending these would sign the persona out or end what the others stand on."""
    return name in {
        "accounts:sign_out", "accounts:sign_out_elsewhere", "accounts:end", "accounts:close", "accounts:reset_password",
        "accounts:remove_second_steps", "concerns_desk:seal", "bodies:end", "places:retire",
    }  # fmt: skip


@pytest.fixture
def nothing_needless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand answers of which the status is read: no page says "not found" at length, no template is recorded."""
    from django.test.utils import _TestState

    monkeypatch.setattr("hamkori.config.urls.handler404", lambda request, exception: HttpResponse(status=404))
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)  # type: ignore[attr-defined]


@pytest.mark.once
def test_every_address_answers_every_persona_as_written_down(nothing_needless: None) -> None:
    wanted = expected()
    names = people()
    seen = observed(make_world(), names)
    assert sorted(seen) == sorted(wanted), (
        "an address is missing in matrix.txt, or a line there has no address"
    )
    wrong = [
        f"{name} {method} {who}: {got} instead of {want}"
        for name, (looking, sending) in seen.items()
        for method, gots, wants in (("GET", looking, wanted[name][0]), ("POST", sending, wanted[name][1]))
        for who, got, want in zip(names, gots, wants, strict=True)
        if got != want
    ]
    assert wrong == []


def test_the_matrix_itself_keeps_the_rules() -> None:
    """K01, K07: no name for a team, a reviewer, the council or the police; nobody but staff at the desk."""
    rows = expected()
    names = people()
    column = {who: names.index(who) for who in names}
    for name, (looking, sending) in rows.items():
        if name.startswith(
            (
                "concerns_desk:",
                "commitments_desk:",
                "problems_desk:",
                "programmes_desk:",
                "insight:",
                "crime_desk:",
                "desk:",
                "bodies:",
                "places:",
                "countries:",
            )
        ):
            assert looking[column["anyone"]] in ("302", "405"), name
            assert sending[column["anyone"]] in ("403", "405", "302", "-"), name
    for name in ("concerns_desk:name", "concerns_desk:answer", "concerns_desk:done", "concerns_desk:take_up"):
        allowed = {who for who in names if rows[name][0][column[who]] == "200"}
        assert allowed == {"handler", "head"}, name
    single = {name for name in rows if name in ("crime_desk:report", "crime_desk:crime")}
    for name in single:  # K21: a single record is no figure; a commander of the registrar does not read it
        allowed = {who for who in names if rows[name][0][column[who]] == "200"}
        assert allowed == {"duty", "registrar", "statistician", "integrity"}, name
    for name in (
        "crime_desk:filings",
        "crime_desk:filing",
        "crime_desk:filing_name",
        "crime_desk:filing_step",
    ):
        allowed = {who for who in names if rows[name][0][column[who]] == "200"}
        assert allowed == {"duty"}, name  # K07: what a resident filed is read by nobody else
    for name in (name for name in rows if name.startswith(("crime_desk:signal", "crime_desk:sample"))):
        allowed = {who for who in names if rows[name][0][column[who]] == "200"}
        assert allowed == {"integrity"}, name  # K21: never those whose figures they are
    assert not {row for row, (looking, _sending) in rows.items() if "500" in looking or "403" in looking}
