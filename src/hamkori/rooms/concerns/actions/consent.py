"""The resident's word about who sees the name, and the contact from a tear-off strip."""

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import access, clock, references
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.concerns import screening
from hamkori.rooms.concerns.actions.common import locked, say
from hamkori.rooms.concerns.models import Concern, Consent, Identity, Strip
from hamkori.rooms.concerns.states import Named
from hamkori.society.accounts.models import Organisation


@action("consent.decided", verb="concern.hold", on="concern")
def decide(*, actor: Actor, concern: Concern, organisation: Organisation, allow: bool) -> Consent:
    """Allow an office to see the name, refuse it, or take an earlier word back (R024)."""
    concern = locked(concern)
    if concern.named == Named.ANONYMOUS:
        raise BadState()
    consent = Consent.objects.select_for_update().filter(concern=concern, organisation=organisation).first()
    if consent is None:
        raise BadState()
    before = consent.state
    if allow:
        consent.state = Consent.State.GIVEN
    else:
        consent.state = Consent.State.WITHDRAWN if before == Consent.State.GIVEN else Consent.State.REFUSED
    if consent.state == before:
        trail.nothing_happened()
        return consent
    consent.on = clock.today()
    consent.save()
    say(
        concern,
        "name_allowed" if allow else "name_refused",
        actor=actor,
        facts={"organisation": organisation.pk},
    )
    trail.note(
        subject=concern, changed=["consent"], facts={"organisation": organisation.pk, "state": consent.state}
    )
    return consent


@action("strip.typed")
def type_strip(
    *,
    actor: Actor,
    number: str,
    name: str,
    phone: str,
    contact_note: str = "",
    tell_by_sms: bool = False,
) -> Concern:
    """The responsible office types the contact from a tear-off strip: the concern becomes confidential.

    No message goes to the telephone unless the strip wishes it: it may be another's (K56). Raises `BadInput` for a
    number that is not one of this office's open strips (it says no more than that), `Screened` for a note that
    belongs on a calm page.
    """
    access.require(actor, "concern.type_strip", None)
    cleaned = references.clean_reference(number)
    strip = (
        Strip.objects.select_for_update(of=("self",))
        .select_related("concern")
        .filter(number=cleaned or "", used_on__isnull=True, concern__organisation_id=actor.office)
        .first()
    )
    if strip is None:
        raise BadInput(
            _("No open strip of your office has this number. Check every letter and number."), field="number"
        )
    if not name.strip() and not phone:
        raise BadInput(_("Type the name or the telephone number from the strip."), field="name")
    screening.refuse(contact_note)
    concern = locked(strip.concern)
    Identity.objects.create(
        concern=concern,
        name=name.strip(),
        phone=phone,
        contact_note=contact_note.strip(),
        tell_by_sms=tell_by_sms and bool(phone),
    )
    Consent.objects.create(
        concern=concern, organisation_id=actor.office, state=Consent.State.GIVEN, on=clock.today()
    )
    concern.named = Named.CONFIDENTIAL
    if actor.has_role(Role.HANDLER, Role.HEAD):
        concern.handler_posting = concern.handler_posting or actor.posting_id
    concern.save(update_fields=["named", "handler_posting"])
    strip.used_on = clock.today()
    strip.save(update_fields=["used_on"])
    say(concern, "strip_typed", actor=actor)
    trail.note(subject=concern, changed=["identity"], personal={"name": name, "phone": phone})
    return concern
