"""Writes: loading a pack; what only people here can know."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import access, clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.society.countries import rules as rules  # registers the verbs
from hamkori.society.countries import sections
from hamkori.society.countries.models import LOCAL, Country, HelpLine, Holiday
from hamkori.society.countries.packs import Fault, Pack, read_pack
from hamkori.society.countries.upsert import EVERYTHING, LoadReport

Progress = Callable[[str], None]
LAST = 900
"""Lines that were added here stand after those of the pack."""


class PackHasHoles(BadInput):
    """The pack was not loaded; `faults` says where the holes are."""

    message = _("The country pack “%(code)s” has %(count)s faults. The first: %(first)s")

    def __init__(self, code: str, faults: list[Fault]) -> None:
        super().__init__(code=code, count=len(faults), first=str(faults[0]))
        self.faults = faults


def check_pack(code: str, *, root: Path | None = None) -> list[Fault]:
    """Every hole of a pack, with the place where it is. Reads files only."""
    return sections.faults(read_pack(code, root))


def load_pack(
    code: str, *, actor: Actor, progress: Progress | None = None, root: Path | None = None
) -> LoadReport:
    """Check a pack and load it: dated rows, absent ones retired, local entries untouched.

    A second time changes nothing.     Raises `PackHasHoles` before anything is written.
    """
    pack = read_pack(code, root)
    if faults := sections.faults(pack):
        raise PackHasHoles(code, faults)
    return _load(actor=actor, pack=pack, progress=progress)


@action("country.loaded", verb="country.load")
def _load(*, actor: Actor, pack: Pack, progress: Progress | None) -> LoadReport:
    total = LoadReport()
    for name, section in sections.registry:
        if section.load is None:
            continue
        report = section.load(pack)
        total.add(report)
        if progress is not None:
            progress(f"{name}: +{report.created} ~{report.changed} -{report.retired}")
    if total.nothing_changed:
        trail.nothing_happened()
    else:
        trail.note(
            subject=Country.objects.get(code=pack.code),
            facts={
                "code": pack.code,
                "created": total.created,
                "changed": total.changed,
                "kept_local": total.kept_local,
                "retired": total.retired,
            },
        )
    return total


def _enter(row: HelpLine | Holiday, values: Mapping[str, Any]) -> list[str]:
    """Set values by hand and remember that the pack must leave them alone. Returns the changed fields."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if EVERYTHING not in row.local_fields:
        row.local_fields = sorted({*row.local_fields, *changed})
    return changed


@action("help_line.entered", verb="country.enter", on="line")
def enter_help_line(
    *,
    actor: Actor,
    line: HelpLine,
    number: str | None = None,
    names: Mapping[str, str] | None = None,
    what_for: Mapping[str, str] | None = None,
    hours: Mapping[str, str] | None = None,
    free: bool | None = None,
    languages: list[str] | None = None,
) -> HelpLine:
    """Enter what is true here. A new number is unverified until somebody has called it."""
    given: dict[str, Any] = {
        "number": number.strip() if number is not None else None,
        "names": dict(names) if names is not None else None,
        "what_for": dict(what_for) if what_for is not None else None,
        "hours": dict(hours) if hours is not None else None,
        "free": free,
        "languages": languages,
    }
    changed = _enter(line, {name: value for name, value in given.items() if value is not None})
    if not changed:
        trail.nothing_happened()
        return line
    if "number" in changed:
        line.verified_on = None
        line.verified_by_posting = None
    trail.note(changed=changed)
    line.save()
    return line


@action("help_line.added")
def add_help_line(
    *,
    actor: Actor,
    names: Mapping[str, str],
    what_for: Mapping[str, str],
    number: str = "",
    hours: Mapping[str, str] | None = None,
    free: bool | None = None,
    place_path: str = "",
    always: bool = False,
    shown_on: list[str] | None = None,
) -> HelpLine:
    """A help line that the pack does not have, for an area ("" = the whole country). Unverified until called (K52).

    Sent twice, it is one line. Only a line of the whole country can stand on every page of help.
    Raises `BadInput` without a name or a purpose.
    """
    access.require(actor, "country.enter", HelpLine(place_path=place_path))
    names = {language: text.strip() for language, text in names.items() if text.strip()}
    what_for = {language: text.strip() for language, text in what_for.items() if text.strip()}
    if not names or not what_for:
        raise BadInput(_("Give a name and a purpose in at least one language."))
    same = f"{place_path}|{sorted(names.items())}|{number.strip()}".encode()
    line, is_new = HelpLine.objects.get_or_create(
        code=LOCAL + hashlib.sha256(same).hexdigest()[:16],
        retired_on=None,
        defaults={
            "names": names,
            "what_for": what_for,
            "number": number.strip(),
            "hours": dict(hours or {}),
            "free": free,
            "place_path": place_path,
            "always": always and not place_path,
            "shown_on": shown_on or [],
            "position": LAST,
            "local_fields": [EVERYTHING],
        },
    )
    if is_new:
        trail.note(subject=line, facts={"place": place_path})
    else:
        trail.nothing_happened()
    return line


@action("help_line.withdrawn", verb="country.enter", on="line")
def withdraw_help_line(*, actor: Actor, line: HelpLine) -> HelpLine:
    """Nobody answers there any more. Only what was added here; of the pack's lines the number can be unset."""
    if not line.added_here:
        raise BadState()
    line.retired_on = clock.today()
    line.code = f"{line.code}-{line.pk}"
    line.save(update_fields=["retired_on", "code"])
    trail.note(changed=["retired_on"])
    return line


@action("help_line.verified", verb="help_line.verify", on="line")
def verify_help_line(*, actor: Actor, line: HelpLine) -> HelpLine:
    """Note that somebody called the number today and heard the right answer."""
    if not line.number:
        raise BadInput(_("Enter the number first."), field="number")
    line.verified_on = clock.today()
    line.verified_by_posting = actor.posting_id
    trail.note(changed=["verified_on"])
    line.save(update_fields=["verified_on", "verified_by_posting"])
    return line


@action("holiday.entered", verb="country.enter")
def enter_holiday(*, actor: Actor, day: date, names: Mapping[str, str], verified: str = "") -> Holiday:
    """A day off that was announced: a moved religious holiday, a day in exchange. The pack never changes it."""
    holiday, _created = Holiday.objects.update_or_create(
        code=f"local-{day.isoformat()}",
        defaults={
            "day": day,
            "names": dict(names),
            "verified": verified,
            "local_fields": [EVERYTHING],
            "retired_on": None,
        },
    )
    return holiday


@action("holiday.withdrawn", verb="country.enter", on="holiday")
def withdraw_holiday(*, actor: Actor, holiday: Holiday) -> Holiday:
    """This day is a working day after all. The pack does not bring it back."""
    holiday.retired_on = clock.today()
    holiday.local_fields = [EVERYTHING]
    holiday.save(update_fields=["retired_on", "local_fields"])
    return holiday


@action("country.setting_entered", verb="country.enter", on="country")
def enter_setting(*, actor: Actor, country: Country, name: str, value: Any) -> Country:
    """Set one setting of the country for this installation. None gives the pack's value back.

    Raises `BadInput` for a name that the pack does not have.
    """
    if name not in country.settings:
        raise BadInput(_("There is no setting “%(name)s”."), name=name, field="name")
    local = dict(country.local_settings)
    if value is None:
        local.pop(name, None)
    else:
        local[name] = value
    country.local_settings = local
    trail.note(changed=[name])
    country.save(update_fields=["local_settings"])
    return country
