"""Contacts of an office: enter, correct, "checked today", remove. Also for the head of that office."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from hamkori.kernel.desk import acting, explain, go, leave_notice
from hamkori.kernel.errors import HamkoriError, NotFound
from hamkori.rooms.bodies import actions, actions_offices, office_queries
from hamkori.rooms.bodies.forms import ContactForm
from hamkori.rooms.bodies.models import Contact
from hamkori.rooms.bodies.views.common import keepers, language, office_or_404, page
from hamkori.society.accounts.models import Organisation


def _contact(office: Organisation, mark: str) -> Contact:
    found = office_queries.contact_with(office, mark)
    if found is None:
        raise NotFound
    return found


@keepers
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, uid: str, mark: str = "") -> HttpResponse:
    """A new contact, or (with `mark`) one that is there."""
    office = office_or_404(request, uid)
    actor = acting(request)
    there = _contact(office, mark) if mark else None
    form = (
        ContactForm(request.POST, contact=there) if request.method == "POST" else ContactForm(contact=there)
    )
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            if there is None:
                actions_offices.add_contact(actor=actor, organisation=office, new=form.as_contact())
            else:
                actions_offices.change_contact(
                    actor=actor, organisation=office, contact=there, new=form.as_contact()
                )
        except HamkoriError as error:
            status = explain(form, error)
        else:
            leave_notice(request, "contact_saved")
            return go("bodies:office", uid)
    context = {"form": form, "office": office, "name": office.name_in(language()), "mark": mark}
    return page(request, "contact_form", context, status)


@keepers
@require_POST
def checked(request: HttpRequest, uid: str, mark: str) -> HttpResponse:
    """Somebody called the number today and reached the right desk (K52)."""
    office = office_or_404(request, uid)
    actions.verify_contact(actor=acting(request), contact=_contact(office, mark))
    leave_notice(request, "contact_checked")
    return go("bodies:office", uid)


@keepers
@require_POST
def remove(request: HttpRequest, uid: str, mark: str) -> HttpResponse:
    office = office_or_404(request, uid)
    actions_offices.remove_contact(actor=acting(request), organisation=office, contact=_contact(office, mark))
    leave_notice(request, "contact_removed")
    return go("bodies:office", uid)
