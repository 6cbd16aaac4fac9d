"""Offices, services, teams and councils: list, page, founding, names, where they are responsible, their end."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkori.kernel import access, clock
from hamkori.kernel.actor import Role
from hamkori.kernel.desk import acting, explain, go, leave_notice
from hamkori.kernel.errors import HamkoriError, NotFound
from hamkori.rooms.bodies import actions, actions_offices, office_queries, queries, seats
from hamkori.rooms.bodies.forms import USUAL, AreaForm, OfficeForm, WhereForm
from hamkori.rooms.bodies.models import Contact
from hamkori.rooms.bodies.views.common import administrators, keepers, language, office_or_404, page
from hamkori.society.accounts.models import Organisation
from hamkori.society.places import admin_queries
from hamkori.society.places.models import Place

PAGE_SIZE = 50


@administrators
@require_GET
def offices(request: HttpRequest) -> HttpResponse:
    """Offices of the area, by place."""
    actor = acting(request)
    search, kind, ended = (
        request.GET.get("q", "")[:100],
        request.GET.get("kind", "")[:40],
        "ended" in request.GET,
    )
    place = None
    if code := request.GET.get("place", "")[:80]:
        place = admin_queries.place_for(actor, code)
    kinds = queries.kinds()
    found = office_queries.offices_of(actor, place=place, kind=kind, search=search, ended=ended)
    shown = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    counted = office_queries.unchecked_numbers(list(shown))
    rows = [
        {
            "office": one,
            "name": one.name_in(language()),
            "kind": kinds[one.kind].name if one.kind in kinds else one.kind,
            "contacts": counted.get(one.pk, (0, 0))[0],
            "late": counted.get(one.pk, (0, 0))[1],
        }
        for one in shown
    ]
    context = {
        "page": shown,
        "rows": rows,
        "search": search,
        "place": place,
        "kind": kind,
        "kinds": sorted(((code, one.name) for code, one in kinds.items()), key=lambda pair: pair[1]),
        "ended": ended,
    }
    return page(request, "offices", context)


@keepers
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """The head's own office."""
    office = office_queries.own_office(acting(request))
    if office is None:
        raise NotFound
    return go("bodies:office", office.uid)


@keepers
@require_GET
def office(request: HttpRequest, uid: str) -> HttpResponse:
    return show(request, office_or_404(request, uid))


def show(
    request: HttpRequest, found: Organisation, *, area_form: AreaForm | None = None, status: int = 200
) -> HttpResponse:
    """One organisation: names, areas, contacts, seats; what this actor may do with them."""
    actor = acting(request)
    kinds = queries.kinds()
    may_manage = access.may(actor, "body.manage", found)
    holds = found.holds_on(clock.today())
    context = {
        "office": found,
        "name": found.name_in(language()),
        "kind": kinds[found.kind].name if found.kind in kinds else found.kind,
        "holds": holds,
        "may_manage": may_manage and holds,
        "may_change": access.may(actor, "contact.change", found) and holds,
        "areas": office_queries.areas_of(found),
        "contacts": [_contact(one) for one in office_queries.contacts_of(found)],
        "body": seats.body_card(found),
        "may_seat": access.may(actor, "seat.manage", found) and holds,
        "area_form": area_form or (AreaForm(actor=actor) if may_manage else None),
        "is_administrator": actor.has_role(Role.ADMINISTRATOR),
    }
    return page(request, "office", context, status)


def _contact(one: Contact) -> dict[str, Any]:
    return {"contact": one, "mark": office_queries.mark_of(one), "checked": office_queries.is_checked(one)}


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """First where, then what: the offices above depend on the place."""
    actor = acting(request)
    code = request.GET.get("place", "")[:100]
    if not code or request.GET.get("ask"):
        form = WhereForm(request.GET if code else None, actor=actor)
        if form.is_bound and form.is_valid():
            return go("bodies:new", query=f"?place={form.cleaned_data['place'].code}")
        return page(request, "where", {"form": form}, 422 if form.is_bound else 200)
    place = admin_queries.place_for(actor, code)
    kinds = queries.kinds()
    choices: dict[str, Any] = {
        "parents": office_queries.possible_parents(place),
        "language": language(),
        "kinds": kinds,
    }
    form_ = (
        OfficeForm(request.POST, **choices)
        if request.method == "POST"
        else OfficeForm(initial={"parent": USUAL}, **choices)
    )
    status = 422 if form_.is_bound else 200
    if form_.is_bound and form_.is_valid():
        cleaned = form_.cleaned_data
        try:
            made = actions_offices.open_office(
                actor=actor,
                place=place,
                kind=cleaned["kind"],
                names=form_.names,
                parent=_parent(form_, kinds[cleaned["kind"]].parent_kind),
                from_on=cleaned["from_on"],
                signs_in=cleaned["signs_in"],
                source_note=cleaned["source_note"],
            )
        except HamkoriError as error:
            status = _explain(form_, error)
        else:
            leave_notice(request, "office_saved")
            return go("bodies:office", made.uid)
    return page(request, "office_form", {"form": form_, "place": place}, status)


def _explain(form: OfficeForm, error: HamkoriError) -> int:
    if error.field == "names":
        error.field = next(name for name in form.fields if name.startswith("name_"))
    return explain(form, error)


def _parent(form: OfficeForm, usual_kind: str) -> Organisation | None:
    wanted = form.cleaned_data["parent"]
    if wanted == USUAL:
        return next((one for one in form.parents.values() if one.kind == usual_kind), None)
    return form.parents.get(wanted)


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    found = office_or_404(request, uid)
    parents = [one for one in office_queries.possible_parents(found.place) if one.pk != found.pk]
    if found.parent is not None and found.parent not in parents:
        parents.append(found.parent)
    choices: dict[str, Any] = {"parents": parents, "language": language(), "office": found}
    form = OfficeForm(request.POST, **choices) if request.method == "POST" else OfficeForm(**choices)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        try:
            actions_offices.change_organisation(
                actor=acting(request),
                organisation=found,
                names=form.names,
                parent=form.parents.get(cleaned["parent"]),
                signs_in=cleaned["signs_in"],
                source_note=cleaned["source_note"],
            )
        except HamkoriError as error:
            status = _explain(form, error)
        else:
            leave_notice(request, "office_saved")
            return go("bodies:office", uid)
    return page(
        request, "office_form", {"form": form, "office": found, "name": found.name_in(language())}, status
    )


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, uid: str) -> HttpResponse:
    found = office_or_404(request, uid)
    problem, status = "", 200
    if request.method == "POST":
        try:
            actions_offices.close_organisation(actor=acting(request), organisation=found)
        except HamkoriError as error:
            problem, status = str(error), error.status
        else:
            leave_notice(request, "office_ended")
            return go("bodies:offices")
    context = {"office": found, "name": found.name_in(language()), "problem": problem}
    return page(request, "office_end", context, status)


@administrators
@require_POST
def add_area(request: HttpRequest, uid: str) -> HttpResponse:
    found = office_or_404(request, uid)
    actor = acting(request)
    form = AreaForm(request.POST, actor=actor)
    if not form.is_valid():
        return show(request, found, area_form=form, status=422)
    actions_offices.add_area(
        actor=actor,
        organisation=found,
        place=form.cleaned_data["place"],
        from_on=form.cleaned_data["from_on"],
    )
    leave_notice(request, "area_saved")
    return go("bodies:office", uid)


@administrators
@require_POST
def end_area(request: HttpRequest, uid: str) -> HttpResponse:
    """The office is no longer responsible for one of its places from today on."""
    found = office_or_404(request, uid)
    place: Place = admin_queries.place_for(acting(request), request.POST.get("place", "")[:100])
    actions.end_jurisdiction(actor=acting(request), organisation=found, place=place)
    leave_notice(request, "area_saved")
    return go("bodies:office", uid)
