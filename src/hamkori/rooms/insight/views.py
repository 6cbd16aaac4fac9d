"""What stands out among concerns: one page of the desk."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from hamkori.kernel.actor import Role
from hamkori.kernel.desk import desk_page
from hamkori.rooms.insight import queries, shown
from hamkori.society.accounts.gate import with_role
from hamkori.society.accounts.sessions import actor_of


@require_GET
@with_role(Role.SECRETARY, Role.MEMBER, Role.COUNCIL, Role.COMMANDER)
def early(request: HttpRequest) -> HttpResponse:
    """Counts of the last whole month against the past of the same place."""
    watch = queries.of_actor(actor_of(request))
    context = {
        "watch": watch,
        "month": shown.month_words(watch.month),
        "categories": [names for _code, names in shown.categories(watch)],
        "table": shown.table(watch),
        "smalls": shown.smalls(watch),
    }
    return desk_page(request, "insight/early.html", context)
