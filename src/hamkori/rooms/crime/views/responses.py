"""Assessments of responses at the desk: a plan before the start, its verdict, its frozen file.

Pages draw what a job has counted; nothing is counted here, and no engine is loaded.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkori.ground.measures.intervals import exact_poisson_interval
from hamkori.kernel.errors import HamkoriError
from hamkori.kernel.pages import never_kept
from hamkori.kernel.references import clean_reference
from hamkori.kernel.words import pick
from hamkori.rooms.crime.analysis import drawing, evidence, queries, words
from hamkori.rooms.crime.analysis.actions import responses
from hamkori.rooms.crime.analysis.forms import PlanForm
from hamkori.rooms.crime.models import ResponsePlan
from hamkori.rooms.crime.views.analysis import WHO, pressed
from hamkori.rooms.crime.views.common import Task, bound, page, run
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of


@require_GET
@with_role(*WHO)
def plans(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    rows = [
        {
            "plan": plan,
            "verdict": words.VERDICTS.get(plan.result.get("verdict", ""), ""),
            "ready": responses.ready_on(plan),
        }
        for plan in queries.plans(actor)
    ]
    return page(request, "analysis/responses", {"rows": rows})


@require_http_methods(["GET", "POST"])
@with_role(*WHO)
def response_new(request: HttpRequest) -> HttpResponse:
    """Write the plan down before the response starts."""
    actor = actor_of(request)
    form = PlanForm(
        **bound(request),
        areas=queries.areas_for(actor),
        everywhere=queries.districts(),
        categories=queries.categories(),
    )

    def act(data: dict[str, Any]) -> str:
        folder = clean_reference(data["folder_uid"]) or ""
        plan = responses.Plan(
            titles={get_language() or "tg": data["title"]},
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            category_codes=data["category_codes"],
            before_days=data["before_days"],
            worthwhile=data["worthwhile"],
            folder_uid=folder,
            **form.areas(),
        )
        try:
            made = responses.register_plan(actor=actor, plan=plan)
        except HamkoriError as error:
            error.field = form.field_of(error.field)
            raise
        return reverse("crime_desk:response", args=[made.uid])

    task = Task(
        form=form,
        act=act,
        title=gettext_lazy("A plan of how to judge a response"),
        button=gettext_lazy("Register the plan"),
        back=reverse("crime_desk:responses"),
        template="rows",
        lead=gettext_lazy(
            "Written down and sealed before it starts. So nobody can choose places and days afterwards that fit."
        ),
        done=gettext_lazy("Registered. Nothing of it can be changed any more."),
    )
    return run(request, task)


@require_GET
@with_role(*WHO)
def response(request: HttpRequest, uid: str) -> HttpResponse:
    """The plan as it was registered; once judged, the verdict in words, its figures and the frozen file."""
    actor = actor_of(request)
    plan = queries.plan_for(actor, uid)
    parts = {part: getattr(plan, part) for part in responses.PARTS if getattr(plan, part)}
    names = queries.names_of([code for codes in parts.values() for code in codes])
    labels = {one.code: one.label for one in queries.categories()}
    values: dict[str, Any] = {
        "plan": plan,
        "title": pick(plan.titles),
        "parts": [
            (words.PARTS[part], [names.get(code, code) for code in codes]) for part, codes in parts.items()
        ],
        "categories": [labels.get(code, code) for code in plan.category_codes],
        "ready": responses.ready_on(plan),
        "is_ready": plan.judged_on is None and responses.may_judge(plan),
        "can_tell": plan.judged_on is not None
        and plan.told_on is None
        and bool(plan.folder_uid)
        and responses.can_tell_folder(),
    }
    if plan.judged_on:
        values |= _verdict(plan)
    return page(request, "analysis/response", values)


def _verdict(plan: ResponsePlan) -> dict[str, Any]:
    result = plan.result
    counts, hidden = evidence.shown(result)
    differences = [
        (words.DIFFERENCES[name], result[name]) for name in words.DIFFERENCES if result[name] and not hidden
    ]
    series = result["series"] | {"periods": evidence.periods(result)}
    if hidden:
        result = result | dict.fromkeys(evidence.FIGURES)
        series = series | {"effect": None}
    return {
        "result": result,
        "hidden": hidden,
        "periods_hidden": not series["periods"] and bool(plan.result["series"]["periods"]),
        "verdict": words.VERDICTS[result["verdict"]],
        "sentence": words.SENTENCES[result["verdict"]],
        "reasons": [words.REASONS[code] for code in result["reasons"]],
        "net_words": words.net_in_words(result),
        "counts": [
            {
                "label": words.PARTS[part],
                "before": pair["before"],
                "after": pair["after"],
                "bounds": None if pair["after"] is None else exact_poisson_interval(pair["after"]),
            }
            for part, pair in counts.items()
        ],
        "differences": differences,
        "forest": drawing.forest([(str(label), row) for label, row in differences]),
        "series": series
        | {
            "words": words.VERDICTS[series["verdict"]],
            "why": [words.REASONS[one] for one in series["reasons"]],
        },
        "key": responses.public_key(),
    }


@require_POST
@with_role(*WHO)
def response_judge(request: HttpRequest, uid: str) -> HttpResponse:
    actor = actor_of(request)
    plan = queries.plan_for(actor, uid)
    return pressed(
        request,
        lambda: responses.ask_judgement(actor=actor, plan=plan),
        _("The worker counts it now. Reload the page in a minute."),
        reverse("crime_desk:response", args=[uid]),
    )


@require_POST
@with_role(*WHO)
def response_tell(request: HttpRequest, uid: str) -> HttpResponse:
    """Put the verdict into the folder as a text; only where both rooms stand in one house."""
    actor = actor_of(request)
    plan = queries.plan_for(actor, uid)
    return pressed(
        request,
        lambda: responses.tell_folder(actor=actor, plan=plan),
        _("The team finds it in its folder."),
        reverse("crime_desk:response", args=[uid]),
    )


@require_GET
@with_role(*WHO)
def response_file(request: HttpRequest, uid: str, kind: str) -> HttpResponse:
    """The frozen evidence for the folder of a team in another installation."""
    plan = queries.plan_for(actor_of(request), uid)
    if plan.judged_on is None or kind not in ("json", "csv"):
        raise Http404
    write, form = (evidence.as_csv, "text/csv") if kind == "csv" else (evidence.as_json, "application/json")
    answer = HttpResponse(write(plan, responses.public_key()), content_type=f"{form}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="response-{plan.uid}.{kind}"'
    return never_kept(answer)
