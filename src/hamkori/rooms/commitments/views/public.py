"""The public board: what was promised, per place and per organisation, and one promise. Kept by the page cache."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from hamkori.kernel import clock
from hamkori.kernel.pages import cached_page
from hamkori.kernel.references import clean_reference
from hamkori.kernel.templatetags.look import date, day, icon
from hamkori.kernel.words import pick
from hamkori.rooms.commitments import board, queries
from hamkori.rooms.commitments.board import Whose
from hamkori.rooms.commitments.letters import resource_words
from hamkori.rooms.commitments.models import Commitment
from hamkori.rooms.commitments.reads import Line
from hamkori.rooms.commitments.sentences import mark_words, reason_words
from hamkori.rooms.commitments.states import Origin, State
from hamkori.rooms.commitments.subjects import subjects
from hamkori.rooms.commitments.views.common import options
from hamkori.society.places import queries as places


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def public_origin(promise: Commitment | Line) -> str:
    """Where a promise comes from, for everybody: never which concern."""
    if promise.subject_type in subjects:
        return str(subjects[promise.subject_type].name)
    return str(Origin(promise.origin).label)


def _address(name: str) -> str:
    """The beginning of the addresses that end with a number and a slash."""
    return reverse(name, args=["0"]).removesuffix("0/")


def ledger_rows(lines: list[Line], *, offices: bool = True) -> list[dict[str, Any]]:
    """Promises as lines of the public ledger, in words. `offices` leads to the board of whoever promised."""
    language = _language()
    promise, office = _address("commitments:one"), _address("commitments:office")
    return [
        {
            "line": line,
            "sign": icon(line.sign),
            "url": f"{promise}{line.shown_reference}/",
            "title": line.title,
            "language": line.language if line.text else "",
            "place": pick(line.place_names, language),
            "meta": f"{public_origin(line)}, {pick(line.place_names, language)}",
            "state": State(line.state).label,
            "notes": _notes(line),
            "owner": pick(line.owner_names, language),
            "owner_url": f"{office}{line.owner_uid}/" if offices else "",
            "post": line.post,
            "first": day(line.first_due_on) if line.moved else "",
            "due": date(line.due_on),
            "ago": _days_ago(line.days_after) if line.late_in_public else "",
            "shows": _shows(line),
        }
        for line in lines
    ]


def _notes(line: Line) -> list[str]:
    """What stands beside a delay and beside an end that is none."""
    notes = []
    if line.late_in_public:
        explained = f"{_('The office explains:')} {line.explanation}"
        notes.append(_("The office has not explained yet.") if line.explanation is None else explained)
    if why := reason_words(line.why_not, line.why_code):
        notes.append(f"{_('Reason:')} {why}")
    return notes


def _days_ago(days: int) -> str:
    return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}


def _shows(line: Line) -> str:
    photos = f" {_('Photos: %(number)s') % {'number': line.photos}}" if line.photos else ""
    return f"{line.evidence or ''}{photos}"


def cloth_row(month: board.Month) -> SafeString:
    """One sign for each promise of a month."""
    return SafeString("".join(icon(sign, shared=True) * number for sign, number in month.signs))


def _filters(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("origin", "owner")}


def _board(request: HttpRequest, whose: Whose, address: str) -> HttpResponse:
    filters = _filters(request)
    group, after = request.GET.get("state", ""), request.GET.get("after", "")
    words = board.group_words()
    context: dict[str, Any] = {
        "whose": whose,
        "name": whose.organisation.name_in(_language()) if whose.organisation else whose.place.name,
        "crumbs": [
            (above.name, reverse("commitments:place", args=[above.code]))
            for above in places.ancestors(whose.place)
        ],
        "address": address,
        "filters": filters,
        "filtered": any(filters.values()),
        "today": clock.today(),
    }
    if group:
        listed = board.listed(whose, group, after=after, origin=filters["origin"], owner=filters["owner"])
        context |= {
            "group": group,
            "words": words[group][0],
            "rows": ledger_rows(listed.rows, offices=whose.organisation is None),
            "after": listed.after,
            "first": not after,
        }
        return render(request, "commitments/public/group.html", context)
    figures = board.figures(whose, origin=filters["origin"], owner=filters["owner"])
    ledger = board.ledger(whose, figures, origin=filters["origin"], owner=filters["owner"])
    context |= {
        "figures": figures,
        "months": [
            (
                month,
                "; ".join(f"{words[sign][0]} {number}" for sign, number in month.counts.items()),
                cloth_row(month),
            )
            for month in figures.months
            if month.total
        ]
        if figures.draws_cloth
        else [],
        "tall": [
            (icon(board.SHAPES.get(sign, sign), shared=True), figures.counts[sign], *words[sign])
            for sign in board.SIGNS
            if figures.counts[sign] or sign not in ("not_kept", "withdrawn")
        ],
        "ledger": [
            (
                name,
                words[name][0],
                figures.counts[name],
                ledger_rows(lines, offices=whose.organisation is None),
            )
            for name, lines in ledger.items()
        ],
        "origins": options(Origin.choices, filters["origin"]),
        "offices": options(
            ((uid, pick(names, _language())) for uid, names in board.offices(whose)), filters["owner"]
        ),
        "inside": [
            (place.name, reverse("commitments:place", args=[place.code])) for place in board.inside(whose)
        ],
    }
    return render(request, "commitments/public/board.html", context)


@require_GET
@cached_page
def country(request: HttpRequest) -> HttpResponse:
    """The whole country; a number leads to its promise."""
    return _board(request, board.of_place(""), reverse("commitments:board"))


@require_GET
@cached_page
def of_place(request: HttpRequest, code: str) -> HttpResponse:
    """The board of a place with everything below it."""
    whose = board.of_place(code)
    return _board(request, whose, reverse("commitments:place", args=[whose.place.code]))


@require_GET
@cached_page
def of_office(request: HttpRequest, uid: str) -> HttpResponse:
    """The board of one organisation, whether or not anybody there signs in."""
    whose = board.of_office(clean_reference(uid) or uid)
    return _board(request, whose, reverse("commitments:office", args=[uid]))


@require_GET
@cached_page
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One promise with its life. What a resident did stands there with its month only (K34)."""
    commitment = board.one(reference)
    whole = queries.whole(commitment)
    return render(
        request,
        "commitments/public/one.html",
        {
            "commitment": commitment,
            "owner": commitment.owner.name_in(_language()),
            "owner_url": reverse("commitments:office", args=[commitment.owner.uid]),
            "place_url": reverse("commitments:place", args=[commitment.public_place.code]),
            "to": commitment.to_organisation.name_in(_language()) if commitment.to_organisation else "",
            "origin": public_origin(commitment),
            "marks": [
                (
                    mark,
                    mark_words(mark.kind),
                    mark.kind.startswith(("confirmed", "reopened")) and commitment.driven,
                )
                for mark in whole.marks
                if not mark.kind.startswith("late_") or mark.kind == "late_public"
            ],
            "evidence": whole.evidence,
            "moves": [(move, reason_words(move.reason, move.reason_code)) for move in whole.extensions],
            "resources": [resource_words(resource) for resource in whole.resources],
            "explanation": whole.explanations[0]
            if whole.explanations and commitment.late_in_public
            else None,
            "why": reason_words(commitment.why_not, commitment.why_code),
        },
    )


def _sheet(request: HttpRequest, whose: Whose) -> HttpResponse:
    return render(
        request,
        "commitments/public/sheet.html",
        {
            "name": whose.organisation.name_in(_language()) if whose.organisation else whose.place.name,
            "rows": ledger_rows(board.all_shown(whose)),
            "today": clock.today(),
            "back": reverse("commitments:office", args=[whose.organisation.uid])
            if whose.organisation
            else reverse("commitments:place", args=[whose.place.code]),
        },
    )


@require_GET
@cached_page
def sheet_of_place(request: HttpRequest, code: str) -> HttpResponse:
    """What hangs on the notice board of a place: a table for one or two sheets of paper."""
    return _sheet(request, board.of_place(code))


@require_GET
@cached_page
def sheet_of_office(request: HttpRequest, uid: str) -> HttpResponse:
    return _sheet(request, board.of_office(clean_reference(uid) or uid))


def _csv(whose: Whose, name: str) -> HttpResponse:
    response = HttpResponse(
        "\ufeff" + board.as_csv(whose, _language()), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="promises-{name}.csv"'
    return response


@require_GET
@cached_page
def csv_of_place(request: HttpRequest, code: str) -> HttpResponse:
    """The board as data: codes, offices and months, no free text."""
    whose = board.of_place(code)
    return _csv(whose, whose.place.code.replace("/", "-"))


@require_GET
@cached_page
def csv_of_office(request: HttpRequest, uid: str) -> HttpResponse:
    whose = board.of_office(clean_reference(uid) or uid)
    return _csv(whose, uid)
