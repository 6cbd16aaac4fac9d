"""Photos for everybody: the sketch of a mapping session and the photos of a story. Places, never people."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from hamkori.ground.files import queries as file_queries
from hamkori.ground.files.pages import shown_to
from hamkori.kernel.actor import ANYONE
from hamkori.kernel.errors import NotFound
from hamkori.rooms.problems.queries import folders, seeing


def _photo(token: str, name: str) -> HttpResponse:
    file = file_queries.stored(token) if token else None
    if file is None:
        raise NotFound()
    return shown_to(ANYONE, file, name=name)


@require_GET
def sketch(request: HttpRequest, uid: str) -> HttpResponse:
    """The sketch of a session, after a second look of the team; in a place that needs care nobody sees it (K32)."""
    return _photo(seeing.sketch_shown(uid).photo, uid)


@require_GET
def story_photo(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """A photo of a published story, as long as its consent holds (K48)."""
    story = folders.public_story(uid)
    piece = folders.piece_of(story.folder, number)
    if not folders.pieces_shown([piece]):
        raise NotFound()
    return _photo(piece.file, uid)
