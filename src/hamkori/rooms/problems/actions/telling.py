"""The story of a folder: written in every language, voted on, then public (K54)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.files.actions import attach, erase
from hamkori.ground.files.queries import stored
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.problems.actions.common import locked
from hamkori.rooms.problems.models import CaseStudy, Decision, Folder, StoryPiece
from hamkori.rooms.problems.states import LAST, State
from hamkori.rooms.problems.texts import checked, put

SHORTEST_LIMITS = 30
"""Characters: “none” is no limit."""
LONGEST_SHARING = 280
LONGEST_CONSENT = timedelta(days=3 * 365)


@action("story.written", verb="problem.work", on="folder")
def write_story(
    *,
    actor: Actor,
    folder: Folder,
    language: str,
    telling: str,
    limits: str,
    sharing: str,
    names_are_places: bool = False,
) -> CaseStudy:
    """The story in one language. What the team voted on before no longer counts, and the old text is not public."""
    folder = locked(folder, open_only=False)
    if State(folder.state) not in LAST | {State.CLOSED}:
        raise BadState(_("First look whether it helped."))
    if language not in dict(settings.LANGUAGES):
        raise BadInput(_("Please choose from the list."), field="language")
    known = names_are_places
    texts = {
        name: checked(text, field=name, place=folder.place, names_are_places=known)
        for name, text in (("telling", telling), ("limits", limits), ("sharing", sharing))
    }
    if len(texts["limits"]) < SHORTEST_LIMITS:
        raise BadInput(_("Say what you cannot say: at least one whole sentence."), field="limits")
    if len(texts["sharing"]) > LONGEST_SHARING:
        raise BadInput(
            _("The text is too long. At most: %(most)s characters."), field="sharing", most=LONGEST_SHARING
        )
    story, _created = CaseStudy.objects.get_or_create(folder=folder)
    story.tellings = put(story.tellings, language, texts["telling"])
    story.limits = put(story.limits, language, texts["limits"])
    story.sharings = put(story.sharings, language, texts["sharing"])
    story.decision = story.published_on = story.withdrawn_on = None
    story.save()
    Decision.objects.filter(folder=folder, kind=Decision.Kind.STORY, void_on__isnull=True).update(
        void_on=clock.today()
    )
    trail.note(subject=folder, changed=["story"], facts={"language": language})
    return story


def untold(story: CaseStudy | None) -> list[str]:
    """The languages in which text, limits or share text are still missing."""
    codes = [code for code, _name in settings.LANGUAGES]
    if story is None:
        return codes
    return [
        code
        for code in codes
        if not (story.tellings.get(code) and story.limits.get(code) and story.sharings.get(code))
    ]


@action("story.published", verb="problem.lead", on="folder")
def publish_story(*, actor: Actor, folder: Folder) -> CaseStudy:
    """Make the story public: every language, its limits, the team's vote, a closed folder that is shown."""
    folder = locked(folder, open_only=False)
    story = CaseStudy.objects.select_for_update().filter(folder=folder).first()
    if story is None or untold(story):
        raise BadState(_("The story, its limits and the text to share are needed in every language."))
    if folder.state != State.CLOSED:
        raise BadState(_("Close the folder first."))
    if not folder.shown:
        raise BadState(_("First show the folder to everybody."))
    decision = (
        Decision.objects.filter(folder=folder, kind=Decision.Kind.STORY, void_on__isnull=True)
        .order_by("-pk")
        .first()
    )
    if decision is None:
        raise BadState(_("The team has to vote on the story first."))
    story.decision, story.published_on, story.withdrawn_on = decision, clock.today(), None
    story.save()
    trail.note(subject=folder, changed=["story"], facts={"decision": decision.pk})
    return story


@action("story.withdrawn", verb="problem.lead", on="folder")
def withdraw_story(*, actor: Actor, folder: Folder) -> CaseStudy:
    """Take the story off the public pages."""
    story = CaseStudy.objects.select_for_update().filter(folder=folder).first()
    if story is None or not story.is_public:
        raise BadState()
    story.withdrawn_on = clock.today()
    story.save(update_fields=["withdrawn_on"])
    trail.note(subject=folder, changed=["story"])
    return story


@dataclass(frozen=True, slots=True)
class Piece:
    """A quote, or a photo of a place (`file` is the token of an uploaded one), with the consent on which it stands."""

    kind: str
    words: str
    agreed_on: date
    until_on: date
    file: str = ""
    no_people_on_photo: bool = False
    names_are_places: bool = False


@action("story.piece_added", verb="problem.work", on="folder")
def add_piece(*, actor: Actor, folder: Folder, piece: Piece, language: str) -> StoryPiece:
    """A quote or a photo for the story; shown only until its consent ends (K48). Who agreed is kept on paper."""
    folder = locked(folder, open_only=False)
    story = CaseStudy.objects.filter(folder=folder).first()
    if story is None:
        raise BadState(_("First write the story."))
    if piece.kind not in StoryPiece.Kind.values:
        raise BadInput(_("Please choose from the list."), field="kind")
    if piece.agreed_on > clock.today():
        raise BadInput(_("This day has not come yet."), field="agreed_on")
    if not clock.today() < piece.until_on <= clock.today() + LONGEST_CONSENT:
        raise BadInput(_("A consent ends: choose a day within the next three years."), field="until_on")
    is_photo = piece.kind == StoryPiece.Kind.PHOTO
    if is_photo and not piece.file:
        raise BadInput(_("Choose the photo."), field="photo")
    if is_photo and not piece.no_people_on_photo:
        raise BadInput(
            _("Only photos on which nobody can be recognised. Tick the box, or leave the photo out."),
            field="photo",
        )
    words = checked(piece.words, field="words", place=folder.place, names_are_places=piece.names_are_places)
    row = StoryPiece.objects.create(
        story=story, kind=piece.kind, words={language: words}, file=piece.file if is_photo else "",
        agreed_on=piece.agreed_on, until_on=piece.until_on, on=clock.today(),
    )  # fmt: skip
    if is_photo:
        attach(actor=actor, tokens=[piece.file], subject=row)
    if story.published_on is not None and story.withdrawn_on is None:
        story.withdrawn_on = clock.today()  # the team voted on a story without it
        story.save(update_fields=["withdrawn_on"])
    Decision.objects.filter(folder=folder, kind=Decision.Kind.STORY, void_on__isnull=True).update(
        void_on=clock.today()
    )
    trail.note(subject=folder, changed=["story"], facts={"piece": row.pk, "kind": row.kind})
    return row


@action("story.piece_withdrawn", verb="problem.work", on="folder")
def withdraw_piece(*, actor: Actor, folder: Folder, piece: StoryPiece) -> StoryPiece:
    """The consent was taken back: from now on nobody sees the piece. The story itself stays."""
    if piece.story.folder_id != folder.pk or piece.withdrawn_on is not None:
        raise BadState()
    piece.withdrawn_on = clock.today()
    _empty(actor, piece, "consent_withdrawn")
    trail.note(subject=folder, changed=["story"], facts={"piece": piece.pk})
    return piece


@action("story.piece_forgotten")
def forget_piece(*, actor: Actor, piece: StoryPiece) -> StoryPiece:
    """The consent has ended: words and photo go, that there was one stays (K48). The clock calls this."""
    if not actor.is_system or piece.until_on >= clock.today():
        raise BadState()
    _empty(actor, piece, "consent_ended")
    trail.note(subject=piece, changed=["words"])
    return piece


def _empty(actor: Actor, piece: StoryPiece, reason: str) -> None:
    piece.words = {}
    piece.save(update_fields=["withdrawn_on", "words"])
    file = stored(piece.file) if piece.file else None
    if file is not None:
        erase(actor=actor, file=file, reason=reason)
