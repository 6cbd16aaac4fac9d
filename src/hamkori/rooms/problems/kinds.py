"""Kinds of steps against a problem: punishing is one of seven, and never the first (R239, R250, R260)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Any] = {
    "design": _("Change the place"),
    "service": _("Bring or repair a service"),
    "mediation": _("Talk and agree"),
    "advice": _("Explain and advise, without punishing"),
    "education": _("Teach and show"),
    "chance": _("Open a way for young people: work, sport, learning"),
    "enforcement": _("Check and punish"),
}
GENTLE = frozenset({"mediation", "advice", "education"})
"""One of these comes before a step that checks and punishes, or was tried before (R260)."""
