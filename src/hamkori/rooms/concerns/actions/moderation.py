"""Before anything is public: review, hiding, appeals (D16); sealing away what should never have come here."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.ground.files import actions as files
from hamkori.ground.files.models import StoredFile
from hamkori.kernel import clock, guard
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.kernel.text import fold
from hamkori.rooms.concerns import notices
from hamkori.rooms.concerns.actions import promises, summaries
from hamkori.rooms.concerns.actions.common import locked, move, say, stop_clocks
from hamkori.rooms.concerns.models import Concern, Moderation, Reason
from hamkori.rooms.concerns.states import Public, State

COLUMNS, ROWS = 6, 4
"""How a photo is divided for hiding parts of it."""
GONE = (State.SEALED, State.WITHDRAWN)


def _listed(reason: str) -> None:
    if not Reason.objects.filter(kind="hide", code=reason, retired_on__isnull=True).exists():
        raise BadInput(_("Choose one of the listed reasons. The author reads it."), field="reason")


def _names_nobody(text: str, *, confirmed: bool) -> None:
    """Raise `BadInput` for what the guard finds and nobody confirmed; what is certain cannot be confirmed away."""
    found = guard.findings(text)
    certain = [finding for finding in found if finding.kind in guard.CERTAIN]
    if certain or (found and not confirmed):
        raise BadInput(str((certain or found)[0].sentence), field="text")


def _only_shortened(text: str, original: str) -> None:
    """Raise `BadInput` where the public text says what its author did not: its words stand in the original, in order.

    Covering a word with dots or blocks is shortening; spelling variants of one word count as the word.
    """
    rest = iter(fold(original).split())
    for word in text.split():
        for part in fold(word).split():
            if part not in rest:  # goes on from where the word before was found
                message = _(
                    "The text may be shortened or covered, but not changed. Not in the original here: %(word)s"
                )
                raise BadInput(message, field="text", word=word)


@action("concern.text_shown", verb="concern.review", on="concern")
def show_text(*, actor: Actor, concern: Concern, text: str, confirmed: bool = False) -> Concern:
    """Make the text public, only where the author said yes. The reviewer may shorten, never add.

    The guard looks first: what it finds must be taken out, or the reviewer confirms that it names nobody.
    A telephone number, an address or a document number can never be confirmed away (K34, K42).
    """
    concern = locked(concern)
    if concern.public_state not in (Public.ASKED, Public.DECLINED, Public.HIDDEN) or concern.state in GONE:
        raise BadState()
    text = text.strip()
    if not text:
        raise BadInput(_("Write the text that everyone will see."), field="text")
    _names_nobody(text, confirmed=confirmed)
    _only_shortened(text, concern.text)
    concern.public_text, concern.public_state, concern.public_reason = text, Public.SHOWN, ""
    concern.save(update_fields=["public_text", "public_state", "public_reason"])
    Moderation.objects.create(
        concern=concern,
        decision=Moderation.Decision.SHOWN,
        by_posting=actor.posting_id or 0,
        on=clock.today(),
    )
    say(concern, "text_shown", actor=actor)
    trail.note(changed=["public_text"], facts={"confirmed": confirmed})
    return concern


@action("concern.text_declined", verb="concern.review", on="concern")
def decline_text(*, actor: Actor, concern: Concern, reason: str) -> Concern:
    """Do not make the text public, or hide it again: a listed reason, which the author reads; nothing is erased."""
    concern = locked(concern)
    if concern.public_state not in (Public.ASKED, Public.SHOWN):
        raise BadState()
    _listed(reason)
    hidden = concern.public_state == Public.SHOWN
    Moderation.objects.create(
        concern=concern,
        decision=Moderation.Decision.HIDDEN if hidden else Moderation.Decision.DECLINED,
        reason=reason,
        sealed_text=concern.public_text,
        by_posting=actor.posting_id or 0,
        on=clock.today(),
    )
    concern.public_text = ""
    concern.public_state = Public.HIDDEN if hidden else Public.DECLINED
    concern.public_reason = reason
    concern.save(update_fields=["public_text", "public_state", "public_reason"])
    say(concern, "text_hidden" if hidden else "text_declined", actor=actor, facts={"reason": reason})
    trail.note(changed=["public_text"], reason=reason)
    return concern


@action("concern.text_taken_back", verb="concern.hold", on="concern")
def take_back_publication(*, actor: Actor, concern: Concern) -> Concern:
    """The author takes back the yes to a public text, before or after review (R024). Nobody has to agree."""
    concern = locked(concern)
    if concern.public_state not in (Public.ASKED, Public.SHOWN):
        trail.nothing_happened()
        return concern
    concern.public_state, concern.public_text, concern.public_reason = Public.PRIVATE, "", ""
    concern.save(update_fields=["public_state", "public_text", "public_reason"])
    summaries.mark_stale(concern.path)
    say(concern, "text_taken_back", actor=actor)
    trail.note(changed=["public_text"])
    return concern


@action("moderation.appealed", verb="concern.hold", on="concern")
def appeal_moderation(*, actor: Actor, concern: Concern) -> Concern:
    """The author does not agree: the council decides."""
    concern = locked(concern)
    last = Moderation.objects.filter(concern=concern).order_by("-pk").first()
    if last is None or concern.public_state not in (Public.DECLINED, Public.HIDDEN):
        raise BadState()
    if last.appealed_on is not None or last.decision == Moderation.Decision.UPHELD:
        trail.nothing_happened()
        return concern
    last.appealed_on = clock.today()
    last.save(update_fields=["appealed_on"])
    say(concern, "moderation_appealed", actor=actor)
    return concern


@action("moderation.appeal_decided", verb="concern.decide_moderation_appeal", on="concern")
def decide_appeal(
    *, actor: Actor, concern: Concern, show: bool, text: str = "", confirmed: bool = False
) -> Concern:
    """The council decides an appeal: the text is shown after all, or the decision stands.

    The guard looks at the text as it does for a reviewer (K42).
    """
    concern = locked(concern)
    appealed = Moderation.objects.filter(concern=concern, appealed_on__isnull=False).order_by("-pk").first()
    if appealed is None or concern.public_state not in (Public.DECLINED, Public.HIDDEN):
        raise BadState()
    if appealed.by_posting == actor.posting_id:
        raise BadState(_("Who decided first cannot decide the appeal."))
    if show:
        text = text.strip() or appealed.sealed_text or concern.text
        _names_nobody(text, confirmed=confirmed)
        _only_shortened(text, concern.text)
        concern.public_text, concern.public_state, concern.public_reason = text, Public.SHOWN, ""
    Moderation.objects.create(
        concern=concern,
        decision=Moderation.Decision.RESTORED if show else Moderation.Decision.UPHELD,
        reason="" if show else appealed.reason,
        by_posting=actor.posting_id or 0,
        on=clock.today(),
    )
    concern.save(update_fields=["public_text", "public_state", "public_reason"])
    say(concern, "appeal_restored" if show else "appeal_upheld", actor=actor)
    trail.note(changed=["public_text"] if show else [], facts={"confirmed": confirmed} if show else {})
    return concern


@action("concern.photo_part_hidden", verb="concern.hide_part", on="concern")
def hide_tiles(
    *, actor: Actor, concern: Concern, file: StoredFile, tiles: Sequence[tuple[int, int]]
) -> StoredFile:
    """Make tiles (column, row of a grid of `COLUMNS` by `ROWS`) of a photo unrecognisable, for good (K47).

    Raises `BadInput` when nothing is chosen or the file is no photo of this concern.
    """
    belongs = file.subject_type == concern._meta.label_lower and file.subject_id == str(concern.pk)
    if not belongs or file.content_type != "image/jpeg" or not file.width or not file.height:
        raise BadInput(_("This is not a photo of this concern."))
    if not tiles:
        raise BadInput(_("Choose at least one part of the photo."), field="tiles")
    width, height = file.width, file.height
    boxes = [
        (
            column * width // COLUMNS,
            row * height // ROWS,
            (column + 1) * width // COLUMNS,
            (row + 1) * height // ROWS,
        )
        for column, row in tiles
    ]
    hidden = files.hide_region(actor=actor, file=file, boxes=boxes)
    trail.note(subject=concern, changed=["photo"], facts={"parts": len(boxes)})
    return hidden


@action("concern.sealed_away", verb="concern.seal", on="concern")
def seal_away(*, actor: Actor, concern: Concern) -> Concern:
    """One step: a sensitive matter that came through leaves every list at once. Nothing is erased.

    Nobody of the house can open it; the resident who has the code sees the calm page with help.
    """
    concern = locked(concern)
    if concern.state == State.SEALED:
        trail.nothing_happened()
        return concern
    move(concern, "seal")
    concern.public_state, concern.public_text, concern.due_on, concern.late_step = Public.PRIVATE, "", None, 0
    concern.team = None
    stop_clocks(concern, lifted=True)
    concern.save()
    promises.gone(concern, actor=actor)
    notices.take_back(concern)
    say(concern, "sealed", actor=actor)
    trail.note(changed=["state"])
    return concern


@action("concern.cleared", verb="concern.clear", on="concern")
def clear(*, actor: Actor, concern: Concern) -> Concern:
    """A trained, non-police reviewer has read a dispute or a label: it may go to its office (K18, R152)."""
    concern = locked(concern)
    if concern.state != State.SCREENING:
        trail.nothing_happened()
        return concern
    move(concern, "clear")
    concern.needs_guidance = False
    concern.save(update_fields=["state", "needs_guidance"])
    say(concern, "cleared", actor=actor)
    return concern
