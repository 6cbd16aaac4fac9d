"""The composed page of the desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from hamkori.kernel import clock
from hamkori.kernel.registries import work_panels
from hamkori.society.accounts.gate import staff_only


@staff_only
def today(request: HttpRequest) -> HttpResponse:
    """My work today, for the posting that acts: each room adds its panel."""
    actor = request.actor  # type: ignore[attr-defined]
    shown = []
    for name, panel in work_panels:
        context = panel.build(actor)
        if context is not None:
            shown.append({"name": name, "template": panel.template, "panel": context})
    language = translation.get_language()
    return render(request, "desk/today.html", {"panels": shown, "day": clock.today(), "language": language})
