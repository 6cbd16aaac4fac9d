"""Pages of the house itself."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hamkori.kernel.forms import LONGEST_TEXT


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the application answers."""
    return HttpResponse("ok", content_type="text/plain")


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token has gone stale: what was typed is still in the browser's form."""
    message = _("This page was open for too long. Go back, reload it and send again: nothing was sent twice.")
    return render(request, "kernel/problem.html", {"message": message}, status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "kernel/404.html", status=404)


def our_error(request: HttpRequest) -> HttpResponse:
    return render(request, "kernel/500.html", status=500)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What arrived could not be read, or is more than we take; what was typed is still in the browser's form."""
    if isinstance(exception, RequestDataTooBig):
        message = _("The text is too long. At most: %(limit)s characters.") % {"limit": LONGEST_TEXT}
        return render(request, "kernel/413.html", {"message": message}, status=413)
    if isinstance(exception, TooManyFilesSent):
        message = _("Too many photos. At most: %(limit)s.") % {"limit": settings.DATA_UPLOAD_MAX_NUMBER_FILES}
        return render(request, "kernel/413.html", {"message": message}, status=413)
    message = _("We could not read what was sent. Please check it and send it again.")
    return render(request, "kernel/400.html", {"message": message}, status=400)
