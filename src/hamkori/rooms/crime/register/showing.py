"""Steps of a crime in words: what stood there, what stands there now."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hamkori.kernel.templatetags.look import day, figure
from hamkori.kernel.words import pick
from hamkori.rooms.crime.models import Crime, Step
from hamkori.rooms.crime.register import catalogue
from hamkori.rooms.crime.register.actions.common import local_day
from hamkori.rooms.crime.states import AgeBand, Clearance, CrimeState, PlaceType, Sex, Verb, Weapon, Who
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place

LABELS: dict[str, str | Promise] = {
    "state": gettext_lazy("State"),
    "clearance": gettext_lazy("How it was cleared up"),
    "cleared_on": gettext_lazy("Cleared up on"),
    "removed_on": gettext_lazy("Removed on"),
    "offences": gettext_lazy("Articles"),
    "persons": gettext_lazy("People, as numbers"),
    "area": gettext_lazy("Place"),
    "place_type": gettext_lazy("Kind of place"),
    "occurred_from": gettext_lazy("Began"),
    "occurred_until": gettext_lazy("Ended"),
    "time_known": gettext_lazy("Hour known"),
    "damage": gettext_lazy("Damage"),
    "weapon": gettext_lazy("Weapon"),
    "to_office": gettext_lazy("Handed to"),
}
REASONS: dict[str, str] = {
    Verb.RECLASSIFIED: "reclassify",
    Verb.REMOVED: "remove",
    Verb.RESTORED: "restore",
    Verb.TRANSFERRED: "transfer",
    Verb.SUSPENDED: "suspend",
    Verb.REOPENED: "reopen",
    Verb.CORRECTED: "correct",
}


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownStep:
    verb: str
    on: date
    typed_on: date
    why: str
    changes: list[Change]
    told: bool | None


def shown_steps(steps: list[Step]) -> list[ShownStep]:
    """Every step in words. Two queries at most, for the names of places and offices."""
    values = [side for step in steps for side in (step.before, step.after)]
    paths = {side["area"] for side in values if side.get("area")}
    uids = {side["to_office"] for side in values if side.get("to_office")}
    names = {place.path: place.name for place in Place.objects.filter(path__in=paths)} if paths else {}
    if uids:
        names |= {one.uid: pick(one.names) for one in Organisation.objects.filter(uid__in=uids)}
    return [_shown(step, names) for step in steps]


def _shown(step: Step, known: dict[str, str]) -> ShownStep:
    first = step.verb == Verb.RECORDED
    names = [name for name in LABELS if name in step.after and (not first or step.after[name])]
    changes = [
        Change(
            str(LABELS[name]),
            "" if first else _words(name, step.before.get(name), known),
            _words(name, step.after[name], known),
        )
        for name in names
    ]
    if step.verb == Verb.CLEARED:
        why = Clearance(step.reason).label if step.reason in Clearance.values else ""
    else:
        why = catalogue.reason_words(REASONS[step.verb], step.reason) if step.verb in REASONS else ""
    return ShownStep(
        verb=step.get_verb_display(),
        on=step.on,
        typed_on=local_day(step.at),
        why=str(why),
        changes=[one for one in changes if one.before != one.after],
        told=step.holder_told,
    )


_CHOICES: dict[str, Any] = {
    "state": CrimeState,
    "clearance": Clearance,
    "place_type": PlaceType,
    "weapon": Weapon,
}


def _words(name: str, value: Any, known: dict[str, str]) -> str:
    if value in (None, "", []):
        return "–"
    if name in ("area", "to_office"):
        return known.get(str(value), str(value))
    if name in _CHOICES:
        return str(dict(_CHOICES[name].choices).get(value, value))
    if name == "offences":
        return ", ".join(f"{code} ({_('attempted')})" if attempted else code for code, attempted in value)
    if name == "persons":
        return "; ".join(
            f"{dict(Who.choices)[who]}: {figure(number)} ({dict(Sex.choices)[sex]}, {dict(AgeBand.choices)[age]})"
            for who, sex, age, _relation, number in value
        )
    if name in ("occurred_from", "occurred_until"):
        return day(datetime.fromisoformat(value))
    if name in ("cleared_on", "removed_on"):
        return day(date.fromisoformat(value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value)


def same_day(crime: Crime) -> bool:
    """Whether the event began and ended on one day: it is printed once."""
    began, ended = crime.occurred_from, crime.occurred_until
    return began is not None and ended is not None and local_day(began) == local_day(ended)
