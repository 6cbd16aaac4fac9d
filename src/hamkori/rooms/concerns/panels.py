"""What concerns put on the composed pages of the desk: my work today, and the lines of the menu."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.registries import MenuItem, Panel, desk_menu, work_panels
from hamkori.rooms.concerns import desk_lists, desk_queues, queries

WORKS = (Role.HANDLER, Role.HEAD, Role.SECRETARY)


def my_work(actor: Actor) -> dict[str, Any] | None:
    """The office's work of today, the council's and the reviewer's queues; None for everybody else."""
    context: dict[str, Any] = {}
    if actor.has_role(*WORKS):
        context["work"] = desk_lists.work_of(actor)
    if actor.has_role(Role.REVIEWER) and not actor.organisation_is_police:
        context["screening"] = desk_queues.screening_queue(actor).count()
        context["publication"] = desk_queues.publication_queue(actor).count()
    if actor.has_role(Role.COUNCIL) and not actor.organisation_is_police:
        context["publication"] = desk_queues.publication_queue(actor).count()
        context["appeals"] = desk_queues.appeal_queue(actor).count()
    if actor.has_role(Role.COUNCIL, Role.SECRETARY) and not actor.organisation_is_police:
        context["checks"] = desk_queues.check_queue(actor).count()
    if actor.has_role(Role.OPERATOR, Role.CLERK, Role.SECRETARY):
        context["enters"] = True
    if actor.has_role(Role.CLERK, Role.HANDLER, Role.HEAD):
        context["strips"] = True
    if actor.has_role(Role.COMMANDER, Role.HEAD, Role.COUNCIL):
        context["oversees"] = True
    if actor.has_role(Role.COMMANDER, Role.COUNCIL):
        context["late_below"] = queries.all_late_below(actor).count()
    return {**context, "actor": actor} if context else None


def _only(*roles: Role, not_police: bool = False) -> Any:
    def shown(actor: Actor) -> bool:
        return actor.has_role(*roles) and not (not_police and actor.organisation_is_police)

    return shown


def register() -> None:
    """Called once, when the app is ready."""
    work_panels.register("concerns", Panel("concerns/desk/work.html", my_work), order=10)
    lines: tuple[tuple[str, Any, str, Any], ...] = (
        ("list", _("Concerns"), "list", _only(*WORKS, Role.MEMBER)),
        ("enter", _("Enter for somebody"), "enter", _only(Role.OPERATOR, Role.CLERK, Role.SECRETARY)),
        ("review", _("Review"), "review_queue", _only(Role.REVIEWER, not_police=True)),
        ("checks", _("Checks"), "checks", _only(Role.COUNCIL, Role.SECRETARY, not_police=True)),
        ("late", _("Late"), "late", _only(Role.COMMANDER, Role.HEAD, Role.COUNCIL)),
        ("paper", _("Paper"), "came_in", _only(Role.CLERK)),
        ("strip", _("Strips"), "strip", _only(Role.CLERK)),
        ("demands", _("Demands for data"), "demands", _only(Role.COUNCIL, Role.ADMINISTRATOR)),
    )
    for number, (name, label, url_name, shown) in enumerate(lines):
        desk_menu.register(
            f"concerns.{name}", MenuItem(label, f"concerns_desk:{url_name}", shown), order=20 + number
        )
