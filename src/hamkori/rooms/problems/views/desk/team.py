"""Priorities of groups and maps of a team."""

import io
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkori.ground.files import queries as file_queries
from hamkori.ground.files import store
from hamkori.ground.files.pages import shown_to
from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.kernel.errors import HamkoriError, NotFound
from hamkori.kernel.pages import never_kept
from hamkori.rooms.problems import counting_papers
from hamkori.rooms.problems.actions import seeing, voices
from hamkori.rooms.problems.catalogue import Group
from hamkori.rooms.problems.forms import team as forms
from hamkori.rooms.problems.models import Ranking
from hamkori.rooms.problems.queries import folders as folder_queries
from hamkori.rooms.problems.queries import scorecards as scorecard_queries
from hamkori.rooms.problems.queries import seeing as seeing_queries
from hamkori.rooms.problems.queries import voices as voice_queries
from hamkori.rooms.problems.queries import walking as walking_queries
from hamkori.rooms.problems.views import shown
from hamkori.rooms.problems.views.desk.common import Task, bound, go, language, own_team, page, run, tell
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of
from hamkori.society.places import queries as places

TEAM = (Role.SECRETARY, Role.MEMBER)
in_team = with_role(*TEAM)


def _year(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    return int(text) if text.isdecimal() and len(text) == 4 else clock.today().year


@require_GET
@in_team
def voices_page(request: HttpRequest) -> HttpResponse:
    """What can be chosen, the sessions, and the table of groups side by side."""
    team = own_team(actor_of(request))
    year = _year(request)
    return page(
        request,
        "voices",
        {
            "team": team,
            "year": year,
            "issues": voice_queries.issues_of(team, year),
            "sessions": voice_queries.sessions_of(team, year),
            "table": shown.lines_of(voice_queries.table_of(team, year)),
            "today": clock.today(),
        },
    )


@require_http_methods(["GET", "POST"])
@in_team
def issue(request: HttpRequest, number: int = 0) -> HttpResponse:
    actor = actor_of(request)
    team, year = own_team(actor), _year(request)
    found = next((one for one in voice_queries.issues_of(team, year) if one.pk == number), None)
    open_ones = list(folder_queries.visible_to(actor).order_by("number"))
    form = forms.IssueForm(
        folders=open_ones,
        initial={"title": found.title, "folder": found.folder.uid if found.folder else ""} if found else {},
        **bound(request),
    )

    def act(_form: Any) -> object:
        data = form.cleaned_data
        return voices.set_issue(
            actor=actor, team=team, year=year, title=data["title"], language=language(), issue=found,
            folder=next((one for one in open_ones if one.uid == data["folder"]), None),
            names_are_places=data["names_are_places"],
        )  # fmt: skip

    return run(
        request, Task(form, act, _("What can be chosen"), _("Write down"), reverse("problems_desk:voices"))
    )


@require_http_methods(["GET", "POST"])
@in_team
def session_new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    team = own_team(actor)
    form = forms.SessionForm(
        places=folder_queries.places_of(team), initial={"on": clock.today()}, **bound(request)
    )

    def act(_form: Any) -> object:
        data = form.cleaned_data
        return voices.open_session(
            actor=actor, team=team, place=places.get(data["place"]), session=data["session"], group=data["group"],
            on=data["on"], by_phone_until=data["by_phone_until"], peace_checked=data["peace_checked"],
            review_on=data["review_on"], ranking=data["ranking"],
        )  # fmt: skip

    lead = _("No list of people. Only how many took part, and how many voices each problem had.")
    return run(
        request,
        Task(
            form, act, _("Count voices"), _("Open the counting"), reverse("problems_desk:voices"), lead=lead
        ),
    )


@require_http_methods(["GET", "POST"])
@in_team
def session(request: HttpRequest, uid: str) -> HttpResponse:
    """Enter the counts of paper, hands or a box of slips; with the code for slips on a phone while it is open."""
    actor = actor_of(request)
    found = voice_queries.session_for(actor, uid)
    issues = voice_queries.issues_of(found.team, found.year)
    by_pairs = found.way == Ranking.PAIRS
    form: Any = (forms.PairsForm if by_pairs else forms.CountsForm)(issues=issues, **bound(request))
    address = settings.HAMKORI_ORIGIN + reverse("problems:slip", args=[found.uid])
    by_phone = (
        not found.counted and found.by_phone_until is not None and found.by_phone_until >= clock.today()
    )
    counts = voice_queries.counts_of(found)
    context = {
        "session": found,
        "address": address if by_phone else "",
        "qr": _qr(address) if by_phone else "",
        "counts": [(one.title, counts.get(one.pk, 0)) for one in issues]
        if found.counted and not by_pairs
        else [],
        "pairs": voice_queries.pairs_of(found),
        "by_dots": found.way == Ranking.DOTS,
        "by_pairs": by_pairs,
        "smaller": found.group == Group.SMALLER,
    }

    def act(_form: Any) -> object:
        people = form.cleaned_data["people"]
        if by_pairs:
            return voices.enter_pairs(
                actor=actor, team=found.team, session=found, people=people, won=form.won
            )
        return voices.enter_counts(
            actor=actor, team=found.team, session=found, people=people, voices=form.voices
        )

    task = Task(
        form,
        act,
        _("Counts of a session"),
        _("Write the counts down"),
        reverse("problems_desk:voices"),
        context=context,
        template="session",
    )
    return run(request, task)


@require_GET
@in_team
def session_sheet(request: HttpRequest, uid: str) -> HttpResponse:
    """The sheet on which a session is counted, and slips to cut."""
    found = voice_queries.session_for(actor_of(request), uid)
    issues = voice_queries.issues_of(found.team, found.year)
    response = HttpResponse(
        counting_papers.counting_pdf(found, issues, language()), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="counting-{found.uid}.pdf"'
    return never_kept(response)


def _qr(text: str) -> str:
    out = io.BytesIO()
    segno.make(text, error="m").save(
        out, kind="svg", border=0, xmldecl=False, svgclass="qr", lineclass=None, omitsize=True
    )
    return out.getvalue().decode()


@require_POST
@in_team
def session_end(request: HttpRequest, uid: str) -> HttpResponse:
    actor = actor_of(request)
    found = voice_queries.session_for(actor, uid)
    try:
        voices.end_by_phone(actor=actor, team=found.team, session=found)
    except HamkoriError as error:
        tell(request, str(error))
    return go(reverse("problems_desk:voices"))


# --- maps


@require_GET
@in_team
def maps(request: HttpRequest) -> HttpResponse:
    team = own_team(actor_of(request))
    return page(
        request,
        "maps",
        {
            "team": team,
            "sheets": seeing_queries.sheets_of(team),
            "walks": walking_queries.walks_of(team),
            "cards": scorecard_queries.cards_of(team),
        },
    )


@require_http_methods(["GET", "POST"])
@in_team
def map_new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    team = own_team(actor)
    form = forms.MapForm(
        places=folder_queries.places_of(team), initial={"on": clock.today()}, **bound(request)
    )
    made: list[str] = []

    def act(_form: Any) -> None:
        data = form.cleaned_data
        sheet = seeing.add_sheet(
            actor=actor, team=team, place=places.get(data["place"]), group=data["group"], people=data["people"],
            on=data["on"],
        )  # fmt: skip
        made.append(sheet.uid)

    response = run(request, Task(form, act, _("A new sheet"), _("Begin"), reverse("problems_desk:maps")))
    return go(reverse("problems_desk:map", args=made)) if made else response


@require_http_methods(["GET", "POST"])
@in_team
def map_sheet(request: HttpRequest, uid: str) -> HttpResponse:
    """The grid of a sheet, and a form to put marks on a tile. Comes back to itself: a sheet has many marks."""
    actor = actor_of(request)
    sheet = seeing_queries.sheet_for(actor, uid)
    form = forms.MarkForm(**bound(request))
    marks = seeing_queries.marks_of(sheet)

    def act(_form: Any) -> object:
        data = form.cleaned_data
        mark = seeing.Mark(
            int(data["column"]), int(data["row"]), data["worry"], data["part"], data["marks"], data["layer"]
        )
        return seeing.mark(
            actor=actor, team=sheet.team, sheet=sheet, mark=mark, landmark=data["landmark"], language=language(),
            names_are_places=data["names_are_places"],
        )  # fmt: skip

    context = {
        "sheet": sheet,
        "tiles": seeing_queries.tiles(marks, sheet.landmarks),
        "marks": marks,
        "may_read": sheet.photo
        and sheet.photo_read_on is None
        and sheet.photo_by_posting != actor.posting_id,
    }
    back = reverse("problems_desk:map", args=[sheet.uid])
    return run(
        request,
        Task(form, act, _("Sheet of a map"), _("Put the marks"), back, context=context, template="map"),
    )


@require_http_methods(["GET", "POST"])
@in_team
def map_sketch(request: HttpRequest, uid: str) -> HttpResponse:
    """A photo of the sketch on paper, taken in without its metadata; another of the team looks at it next."""
    actor = actor_of(request)
    sheet = seeing_queries.sheet_for(actor, uid)
    form = forms.SketchForm(**bound(request))

    def act(_form: Any) -> object:
        no_people = form.cleaned_data["no_people_on_photo"]
        photo = (
            store.take_in(form.cleaned_data["photo"], purpose="map", photos_only=True).token
            if no_people
            else ""
        )
        return seeing.add_sketch(actor=actor, team=sheet.team, sheet=sheet, photo=photo, no_people=no_people)

    lead = _("Only the sketch. Everybody sees it when another of the team has looked at it.")
    back = reverse("problems_desk:map", args=[sheet.uid])
    return run(request, Task(form, act, _("Photo of the sketch"), _("Add the photo"), back, lead=lead))


@require_http_methods(["GET", "POST"])
@in_team
def map_sketch_read(request: HttpRequest, uid: str) -> HttpResponse:
    """The second look at the photo of a sketch."""
    actor = actor_of(request)
    sheet = seeing_queries.sheet_for(actor, uid)
    if not sheet.photo or sheet.photo_read_on is not None:
        raise NotFound()
    form = forms.SketchReadForm(**bound(request))

    def act(_form: Any) -> object:
        return seeing.read_sketch(
            actor=actor, team=sheet.team, sheet=sheet, fits=form.cleaned_data["fits"] == "yes"
        )

    back = reverse("problems_desk:map", args=[sheet.uid])
    return run(request, Task(form, act, _("Look at the photo of the sketch"), _("Write down"), back))


@require_GET
@in_team
def map_photo(request: HttpRequest, uid: str) -> HttpResponse:
    """The sketch, for the team; who looked is recorded (K47)."""
    actor = actor_of(request)
    sheet = seeing_queries.sheet_for(actor, uid)
    file = file_queries.stored(sheet.photo) if sheet.photo else None
    if file is None:
        raise NotFound()
    return shown_to(actor, file, name=uid)
