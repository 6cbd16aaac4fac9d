"""Releases at the desk: order one, see how far it is, look at its tables before anybody else, publish."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkori.ground.files.forms import StepForm
from hamkori.kernel.actor import Role
from hamkori.kernel.words import pick
from hamkori.rooms.crime.models import Release, ReleaseOrder
from hamkori.rooms.crime.statistics import actions_orders as orders
from hamkori.rooms.crime.statistics.outputs import sentences
from hamkori.rooms.crime.statistics.outputs.published import Book, coverage_of
from hamkori.rooms.crime.statistics.outputs.words import digest_lines, period_name, why_sentences
from hamkori.rooms.crime.views import pivot
from hamkori.rooms.crime.views.analysis import pressed
from hamkori.rooms.crime.views.common import Task, bound, page, run
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of

WHO = (Role.STATISTICIAN,)
WIDE = 8
STATES: dict[str, tuple[str, str | Promise]] = {
    # state: (sign, words)
    "built": ("due", pgettext_lazy("release", "Built, not audited")),
    "audited": ("due", pgettext_lazy("release", "Audited, not published")),
    "published": ("done", pgettext_lazy("release", "Published")),
    "withdrawn": ("again", pgettext_lazy("release", "Replaced by a newer vintage")),
}
ORDERS: dict[tuple[str, str], str | Promise] = {
    ("build", "waiting"): _("Waits for the worker"),
    ("build", "running"): _("Is being built and audited"),
    ("build", "failed"): _("It could not be built"),
    ("publish", "waiting"): _("Waits for publication"),
    ("publish", "running"): _("Is being published"),
    ("publish", "failed"): _("It could not be published"),
}


class OrderForm(StepForm):
    """A period that is over, and for a revision why."""

    period = forms.ChoiceField(label=_("Year or month"))
    note = forms.CharField(
        label=_("Why it is revised"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only for a period that was published already. Everybody reads it."),
    )

    def __init__(self, *args: Any, periods: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(label, period_name(label)) for label in periods]


def _of_release(release: Release) -> dict[str, Any]:
    sign, state = STATES[release.state]
    return {"release": release, "heading": sentences.heading(release), "sign": sign, "state": state}


def _of_order(order: ReleaseOrder) -> dict[str, Any]:
    return {
        "order": order,
        "name": period_name(order.period),
        "sign": "late" if order.state == "failed" else "due",
        "state": ORDERS[order.kind, order.state],
        "why": pick(order.why),
        "note": pick(order.note),
    }


@require_GET
@with_role(*WHO)
def listing(request: HttpRequest) -> HttpResponse:
    """What is being made, and every vintage."""
    return page(
        request,
        "releases",
        {
            "orders": [_of_order(one) for one in orders.orders()],
            "rows": [_of_release(one) for one in orders.releases()],
        },
    )


@require_http_methods(["GET", "POST"])
@with_role(*WHO)
def new(request: HttpRequest) -> HttpResponse:
    """Order a release; the worker builds and audits it."""
    actor = actor_of(request)
    form = OrderForm(periods=orders.periods(), **bound(request))

    def act(data: dict[str, Any]) -> None:
        language = translation.get_language() or settings.LANGUAGE_CODE
        orders.order_release(actor=actor, period=data["period"], note={language: data["note"].strip()})

    task = Task(
        form=form,
        act=act,
        title=_("Build a release"),
        button=_("Build and audit"),
        back=reverse("crime_desk:releases"),
        lead=_(
            "The worker counts all tables, hides small numbers and attacks the result. Nobody sees it before you "
            "publish it."
        ),
        done=_("Ordered. It can take some minutes."),
    )
    return run(request, task)


@require_GET
@with_role(*WHO)
def one(request: HttpRequest, uid: str) -> HttpResponse:
    """One vintage: who reported, what the audit found, its tables; the button to publish."""
    found = orders.release_of(uid)
    book = Book.of(found, translation.get_language() or settings.LANGUAGE_CODE)
    titles = {sheet.name: sheet.title for sheet in book.sheets}
    running = found.orders.filter(state__in=orders.OPEN).exists()
    context = {
        **_of_release(found),
        "coverage": sentences.coverage_sentence(coverage_of(found.manifest.get("coverage") or {})),
        "note": pick(found.note),
        "protection": found.manifest.get("protection"),
        "tables": [
            {**row, "title": titles[row["row"].name]}
            for row in orders.tables_of(found)
            if row["row"].name in titles
        ],
        "digest": digest_lines(found.digest),
        "publishes": found.state == "audited" and not running,
        "running": running,
        "is_public": found.state in ("published", "withdrawn"),
    }
    return page(request, "release", context)


@require_GET
@with_role(*WHO)
def table(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """A table as everybody will read it."""
    found = orders.release_of(uid)
    book = Book.of(found, translation.get_language() or settings.LANGUAGE_CODE, names=[name])
    sheet = book.sheet(name)
    shape = pivot.pivot(sheet, request.GET.get("part", ""))
    used = {why for _codes, (_number, why) in sheet.cells.items()}
    context = {
        **_of_release(found),
        "title": sheet.title,
        "shape": shape,
        "is_wide": len(shape.columns) > WIDE,
        "is_query": sheet.is_query,
        "breaks": sheet.breaks,
        "coverage": sentences.coverage_sentence(sheet.coverage),
        "reasons": [row for row in why_sentences() if row[0] in used],
    }
    return page(request, "release_table", context)


@require_POST
@with_role(*WHO)
def publish(request: HttpRequest, uid: str) -> HttpResponse:
    """Order the publication; the worker signs and freezes it."""
    actor, found = actor_of(request), orders.release_of(uid)
    return pressed(
        request,
        lambda: orders.order_publication(actor=actor, release=found),
        _("It is signed and published in a moment."),
        reverse("crime_desk:release", args=[found.uid]),
    )
