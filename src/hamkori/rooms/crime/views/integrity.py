"""Signals about record keeping: pages of the integrity role only. Areas stand in the order of the alphabet (K21)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from hamkori.ground.measures.intervals import wilson
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.rooms.crime.analysis import bookkeeping, drawing, queries, words
from hamkori.rooms.crime.analysis.actions import integrity
from hamkori.rooms.crime.analysis.forms import FindingsForm, PeriodForm, SampleForm
from hamkori.rooms.crime.models import SignalRun
from hamkori.rooms.crime.views.common import Task, bound, page, run
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of
from hamkori.society.places import queries as places


@require_GET
@with_role(Role.INTEGRITY)
def listing(request: HttpRequest) -> HttpResponse:
    """Looks at record keeping, the newest first."""
    return page(request, "analysis/signals", {"runs": queries.runs()})


@require_http_methods(["GET", "POST"])
@with_role(Role.INTEGRITY)
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)

    def act(data: dict[str, Any]) -> str:
        row = integrity.ask_signals(actor=actor, begins=data["begins"], ends=data["ends"])
        return reverse("crime_desk:signals_run", args=[row.uid])

    task = Task(
        form=PeriodForm(**bound(request)), act=act, title=gettext_lazy("A look at record keeping"),
        button=gettext_lazy("Look"), back=reverse("crime_desk:signals"),
        lead=gettext_lazy("All areas together, so that each is compared with the others."),
        done=gettext_lazy("The worker counts it now. Reload the page in a minute."),
    )  # fmt: skip
    return run(request, task)


@require_GET
@with_role(Role.INTEGRITY)
def one(request: HttpRequest, uid: str) -> HttpResponse:
    """What stands out, and for one kind at a time the funnel with its table."""
    actor = actor_of(request)
    found = queries.run_of(uid)
    kind = request.GET.get("kind", "")
    values: dict[str, Any] = {"run": found, "kinds": words.SIGNALS}
    if found.result:
        signals = queries.signals_of(actor, found)
        if kind not in found.result["kinds"]:
            kind = next((signal.kind for signal in signals), bookkeeping.PERIOD_END)
        values |= {
            "signals": [
                {
                    "row": signal, "name": words.SIGNALS[signal.kind], "innocent": words.INNOCENT[signal.kind],
                    "samples": list(signal.samples.all()),
                }
                for signal in signals
            ],
            "areas": len(found.result["areas"]),
            "kind": kind, "kind_name": words.SIGNALS[kind], "kind_words": words.SIGNAL_WORDS[kind],
            **_of_kind(actor, found, kind),
        }  # fmt: skip
    return page(request, "analysis/signals_run", values)


def _of_kind(actor: Actor, found: SignalRun, kind: str) -> dict[str, Any]:
    """The funnel and the table of one kind, for the areas in scope."""
    data = found.result["kinds"].get(kind)
    if data is None:
        return {}
    known = queries.places_at(found.result["areas"])
    at = {path: number for number, path in enumerate(found.result["areas"])}
    order = [at[place.path] for place in places.in_order(known.values()) if actor.covers(place.path)]
    names = [known[found.result["areas"][number]].name for number in order]
    counts = [data["counts"][number] for number in order]
    wholes = [data["wholes"][number] for number in order]
    alarms = [data["alarms"][number] for number in order]
    funnel = (
        drawing.funnel(counts, wholes, names, alarms, data["funnel"]) if data["funnel"] and order else None
    )
    rows = [
        {
            "name": name, "count": count, "whole": whole, "alarm": alarm,
            "percent": 100 * count / whole if whole else None,
        }
        for name, count, whole, alarm in zip(names, counts, wholes, alarms, strict=True)
    ]  # fmt: skip
    return {"funnel": funnel, "rows": rows}


@require_http_methods(["GET", "POST"])
@with_role(Role.INTEGRITY)
def signal(request: HttpRequest, uid: str) -> HttpResponse:
    """Open a sample behind a signal: its size is computed, its seed recorded."""
    actor = actor_of(request)
    found = queries.signal_for(actor, uid)
    book = bookkeeping.read(found.begins_on, found.ends_on, found.path).get(found.path)
    population = book.part(found.kind) if book else 0
    sizes = {margin: integrity.size_of_sample(population, margin) for margin in integrity.MARGINS}

    def act(data: dict[str, Any]) -> str:
        sample = integrity.draw_sample(actor=actor, signal=found, margin=data["margin"])
        return reverse("crime_desk:sample", args=[sample.uid])

    task = Task(
        form=SampleForm(**bound(request), sizes=sizes), act=act, title=words.SIGNALS[found.kind],
        button=gettext_lazy("Draw the sample"), back=reverse("crime_desk:signals_run", args=[found.run.uid]),
        lead=words.INNOCENT[found.kind], done=gettext_lazy("Drawn. Look at each record in its file."),
        template="analysis/signal",
        context={
            "signal": found, "words": words.SIGNAL_WORDS[found.kind], "samples": list(found.samples.order_by("-pk")),
        },
    )  # fmt: skip
    return run(request, task)


@require_http_methods(["GET", "POST"])
@with_role(Role.INTEGRITY)
def sample(request: HttpRequest, uid: str) -> HttpResponse:
    """The drawn records, and the form for what was found."""
    actor = actor_of(request)
    found = queries.sample_for(actor, uid)
    form = FindingsForm(**bound(request), sample=found)
    if found.closed_on is not None and request.method == "POST":
        raise NotFound
    context: dict[str, Any] = {
        "sample": found,
        "signal": found.signal,
        "name": words.SIGNALS[found.signal.kind],
    }
    if found.closed_on is not None:
        share = wilson(found.found_wrong or 0, found.size)
        context |= {
            "findings": [(words.FINDINGS[code], number) for code, number in found.findings.items()],
            "low": 100 * share.low, "high": 100 * share.high,
        }  # fmt: skip
    task = Task(
        form=form,
        act=lambda _data: _close(actor, found, form),
        title=context["name"],
        button=gettext_lazy("Write down what was found"),
        back=reverse("crime_desk:sample", args=[found.uid]),
        done=gettext_lazy("Written down."),
        template="analysis/sample",
        context=context,
    )
    return run(request, task)


def _close(actor: Actor, found: Any, form: FindingsForm) -> None:
    integrity.close_sample(actor=actor, sample=found, findings=form.findings())
