"""The page behind a code: opened by number and code, or by the ticket of the day.

There is no session: the page carries the ticket in its forms, and every step answers with the page itself.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, Generic, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hamkori.ground.receipts import tickets
from hamkori.ground.receipts.actions import open_with_code
from hamkori.ground.receipts.forms import CodeForm
from hamkori.ground.receipts.tickets import Expired, Ticket
from hamkori.kernel.actor import Actor, holder
from hamkori.kernel.errors import BadState, NotFound
from hamkori.kernel.forms import tidy

Case = TypeVar("Case")
Step = Callable[[HttpRequest, Actor, Case, Ticket], HttpResponse]


class BehindCode(ABC, Generic[Case]):
    """A room's page behind the code. The room says what its cases are and how its two pages look."""

    subject: ClassVar[str]
    """The `subject_type` of its receipts: the code of another room opens nothing here."""
    purpose: ClassVar[str]
    """The purpose of its tickets."""
    closed: ClassVar[str]
    """The name of the address where number and code are asked."""

    @abstractmethod
    def held(self, actor: Actor) -> Case:
        """The case of this holder. Raises `NotFound`."""

    @abstractmethod
    def ask(
        self,
        request: HttpRequest,
        form: CodeForm,
        *,
        typed: str = "",
        expired: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        """Number and code. `typed` is what was being written when the page became too old: it travels on."""

    @abstractmethod
    def page(self, request: HttpRequest, case: Case, **shown: Any) -> HttpResponse:
        """The page itself; `shown` may hold `typed`, or `error` and `status`."""

    def ticket(self, case_id: int) -> str:
        """For the forms of the page: one case, today only, sealed."""
        return Ticket(case_id, self.purpose).sealed()

    def show(self, request: HttpRequest) -> HttpResponse:
        """Opened by number and code, or by a ticket that is still good."""
        if request.method != "POST":
            return redirect(self.closed)
        typed = tidy(request.POST.get("typed", ""))
        if "ticket" in request.POST:
            return self._by_ticket(request, lambda request, actor, case, _ticket: self.page(request, case))
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.ask(request, form, typed=typed)
        receipt = open_with_code(reference=form.cleaned_data["reference"], code=form.cleaned_data["code"])
        if receipt is None or receipt.subject_type != self.subject:
            # The same sentence whether there is such a number or not.
            form.add_error(
                None, _("Number and code do not fit together. Please check both against your receipt.")
            )
            return self.ask(request, form, typed=typed)
        return self.page(request, self.held(holder(receipt.subject_id)), typed=typed)

    def step(self, view: Step[Case]) -> Callable[[HttpRequest], HttpResponse]:
        """A step of the holder: POST only, with a ticket of today; one that came too late shows the page as it is."""

        @wraps(view)
        def wrapper(request: HttpRequest) -> HttpResponse:
            if request.method != "POST":
                return redirect(self.closed)
            return self._by_ticket(request, view)

        return wrapper

    def _by_ticket(self, request: HttpRequest, view: Step[Case]) -> HttpResponse:
        try:
            ticket = tickets.opened(request.POST.get("ticket", ""), purpose=self.purpose)
            actor = holder(ticket.case)
            case = self.held(actor)
        except (Expired, NotFound):
            typed = tidy(request.POST.get("text", ""))
            return self.ask(request, CodeForm(), typed=typed, expired=True, status=409)
        try:
            return view(request, actor, case, ticket)
        except BadState as error:
            return self.page(request, self.held(actor), error=str(error), status=error.status)
