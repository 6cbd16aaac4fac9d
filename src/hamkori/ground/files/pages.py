"""A kept file as an answer to a browser."""

from django.http import HttpResponse

from hamkori.ground.files import actions, queries
from hamkori.ground.files.models import StoredFile
from hamkori.kernel.actor import Actor
from hamkori.kernel.pages import never_kept


def shown_to(actor: Actor, file: StoredFile, *, name: str) -> HttpResponse:
    """A photo on the screen or a paper to save as `name`, unlocked for this answer only; who looked is recorded (K47).

    The caller has checked that `actor` may see what the file belongs to.
    """
    data = queries.read(file.token)
    actions.record_view(actor=actor, file=file)
    response = HttpResponse(data, content_type=file.content_type)
    kind, ending = ("inline", "jpg") if file.content_type == "image/jpeg" else ("attachment", "pdf")
    response["Content-Disposition"] = f'{kind}; filename="{name}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return never_kept(response)
