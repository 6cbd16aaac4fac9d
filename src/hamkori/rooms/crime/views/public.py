"""What everybody may ask: where a report with this number stands, the published key, where to go with a report.

These pages know no session and no cookie and keep nothing; a number is no secret, and what it opens names no offence.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from hamkori.kernel import clock
from hamkori.kernel.pages import cached_page
from hamkori.rooms.concerns import screening
from hamkori.rooms.concerns.views.resident.common import resident_page
from hamkori.rooms.crime.register import queries, receipts
from hamkori.rooms.crime.register.catalogue import clock_on
from hamkori.rooms.crime.register.public_forms import NumberForm, WordsForm
from hamkori.rooms.crime.register.receipts import Verdict


@require_http_methods(["GET", "POST"])
@resident_page
def receipt(request: HttpRequest) -> HttpResponse:
    """Type the number, or come by the square code: registered, opened, refused and why, handed to whom, by when."""
    scanned = request.GET.get("r", "")[: receipts.LONGEST]
    posted = request.method == "POST"
    form = NumberForm(request.POST if posted else None)
    typed = form.cleaned_data["number"] if posted and form.is_valid() else scanned
    if not typed:
        return render(request, "crime/public/receipt.html", {"form": form}, status=422 if posted else 200)
    line = receipts.line_in(typed)
    checked = receipts.check(line, receipts.read_key(receipts.public_key())) if line else None
    if checked is not None and checked.verdict is not Verdict.GENUINE:
        return render(
            request, "crime/public/receipt.html", {"form": NumberForm(), "forged": True}, status=422
        )
    number = checked.receipt.number if checked and checked.receipt else receipts.number_in(typed)
    way = queries.way_of_receipt(number) if number else []
    if not way:
        form = NumberForm({"number": typed})
        form.add_error("number", _("There is no receipt with this number. Please look at it again."))
        return render(request, "crime/public/receipt.html", {"form": form}, status=422)
    context = {"number": number, "way": way, "genuine": checked is not None, "last": way[-1]}
    return render(request, "crime/public/standing.html", context)


@require_GET
@cached_page
def key(request: HttpRequest) -> HttpResponse:
    """The published key, and how to check a receipt without us."""
    known = receipts.public_key()
    return render(request, "crime/public/key.html", {"key": known, "groups": receipts.key_in_groups(known)})


@require_GET
@cached_page
def key_text(request: HttpRequest) -> HttpResponse:
    """The key alone, for machines."""
    return HttpResponse(receipts.public_key() + "\n", content_type="text/plain; charset=utf-8")


@require_http_methods(["GET", "POST"])
@resident_page
def where(request: HttpRequest) -> HttpResponse:
    """Where to go with a report. Nothing can be filed here: words of danger or violence lead to calm pages."""
    posted = request.method == "POST"
    form = WordsForm(request.POST if posted else None)
    if posted and form.is_valid():
        screening.refuse(form.cleaned_data["words"])
        return render(
            request,
            "crime/public/where.html",
            {"form": WordsForm(), "looked": True, "clock": clock_on(clock.today())},
        )
    return render(request, "crime/public/where.html", {"form": form}, status=422 if posted else 200)
