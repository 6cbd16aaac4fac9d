"""What the crime room puts on the desk: lines of the menu, and what waits."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamkori.kernel import access
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.registries import MenuItem, Panel, desk_menu, work_panels
from hamkori.rooms.crime import work_queries
from hamkori.rooms.crime.register import queries
from hamkori.rooms.crime.register.filing import queries as filings

KEEPERS = (Role.DUTY, Role.REGISTRAR)
MOST = 8


def my_work(actor: Actor) -> dict[str, Any] | None:
    """Reports that wait for a decision, the most urgent first; what other offices handed over."""
    if not actor.has_role(*KEEPERS) or actor.organisation_id is None:
        return None
    return {
        "counts": queries.counts(actor),
        "waiting": list(queries.waiting(actor)[:MOST]),
        "handed": list(queries.handed_to(actor)[:MOST]),
        "silent": work_queries.silent_month(actor),
    }


def filed(actor: Actor) -> dict[str, Any] | None:
    """What residents filed and nobody has registered yet: for the duty officer; numbers for those above."""
    if actor.has_role(Role.DUTY) and actor.organisation_id is not None:
        return {"counts": filings.counts(actor), "reads": True}
    if not actor.has_role(Role.COMMANDER, Role.INTEGRITY):
        return None
    rows = filings.by_office(actor)
    waiting, late = sum(row.waiting for row in rows), sum(row.late for row in rows)
    return {"counts": filings.Counts(waiting, late), "reads": False} if waiting else None


def releases(actor: Actor) -> dict[str, Any] | None:
    """For the statistician: what is on its way to the public."""
    return work_queries.of_statistician(actor) if actor.has_role(Role.STATISTICIAN) else None


def published(actor: Actor) -> dict[str, Any] | None:
    """For the commander: the figures that everybody reads."""
    return work_queries.of_commander() if actor.has_role(Role.COMMANDER) else None


def record_keeping(actor: Actor) -> dict[str, Any] | None:
    """For the integrity officer: what stands out and which samples are open."""
    return work_queries.of_integrity(actor) if actor.has_role(Role.INTEGRITY) else None


def _keeps(actor: Actor) -> bool:
    return actor.has_role(*KEEPERS)


def _analyses(actor: Actor) -> bool:
    return actor.has_role(Role.STATISTICIAN, Role.COMMANDER)


def register() -> None:
    work_panels.register("crime.register", Panel("crime/panels/work.html", my_work), order=10)
    work_panels.register("crime.filings", Panel("crime/panels/filings.html", filed), order=9)
    work_panels.register("crime.releases", Panel("crime/panels/releases.html", releases), order=11)
    work_panels.register("crime.published", Panel("crime/panels/published.html", published), order=12)
    work_panels.register("crime.integrity", Panel("crime/panels/integrity.html", record_keeping), order=12)
    desk_menu.register("crime.journal", MenuItem(_("Journal"), "crime_desk:journal", _keeps), order=60)
    desk_menu.register(
        "crime.filings",
        MenuItem(
            pgettext_lazy("menu", "Filed by residents"),
            "crime_desk:filings",
            lambda actor: actor.has_role(Role.DUTY),
        ),
        order=60,
    )
    desk_menu.register(
        "crime.filings_counts",
        MenuItem(
            pgettext_lazy("menu", "Waiting filings"),
            "crime_desk:filings_counts",
            lambda actor: access.may(actor, "filing.oversee"),
        ),
        order=62,
    )
    desk_menu.register("crime.crimes", MenuItem(_("Crimes"), "crime_desk:crimes", _keeps), order=61)
    desk_menu.register(
        "crime.late",
        MenuItem(
            _("Late decisions"),
            "crime_desk:late",
            lambda actor: _keeps(actor) or actor.has_role(Role.STATISTICIAN, Role.INTEGRITY),
        ),
        order=62,
    )
    desk_menu.register("crime.zero", MenuItem(_("Month without"), "crime_desk:zero", _keeps), order=63)
    desk_menu.register(
        "crime.imports",
        MenuItem(
            _("Imports"),
            "crime_desk:imports",
            lambda actor: actor.has_role(Role.STATISTICIAN, Role.REGISTRAR),
        ),
        order=64,
    )
    desk_menu.register(
        "crime.reported",
        MenuItem(
            _("Who reported"), "crime_desk:reported", lambda actor: access.may(actor, "crime.reporting")
        ),
        order=64,
    )
    desk_menu.register(
        "crime.releases",
        MenuItem(_("Releases"), "crime_desk:releases", lambda actor: actor.has_role(Role.STATISTICIAN)),
        order=64,
    )
    desk_menu.register(
        "crime.figures",
        MenuItem(
            _("Behind the figures"),
            "crime_desk:figures",
            lambda actor: actor.has_role(Role.STATISTICIAN, Role.INTEGRITY),
        ),
        order=64,
    )
    desk_menu.register(
        "crime.populations",
        MenuItem(_("Populations"), "crime_desk:populations", lambda actor: actor.has_role(Role.STATISTICIAN)),
        order=64,
    )
    desk_menu.register("crime.pictures", MenuItem(_("Hot spots"), "crime_desk:pictures", _analyses), order=65)
    desk_menu.register(
        "crime.responses", MenuItem(_("Responses"), "crime_desk:responses", _analyses), order=66
    )
    desk_menu.register(
        "crime.signals",
        MenuItem(_("Record keeping"), "crime_desk:signals", lambda actor: actor.has_role(Role.INTEGRITY)),
        order=67,
    )
