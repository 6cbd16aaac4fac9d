"""A response is judged by the plan that was registered before it began."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock, crypto
from hamkori.kernel.access import require
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import BadInput, BadState
from hamkori.kernel.words import pick
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.analysis import evidence
from hamkori.rooms.crime.analysis.events import sensitive_categories
from hamkori.rooms.crime.models import Category, ResponsePlan
from hamkori.rooms.crime.register.classification import ancestors_of
from hamkori.society.places.models import Place

SIGNS = "crime.assessment"
"""The purpose of the key that signs verdicts; its public half is published with the evidence."""
LEAST_DAYS, MOST_DAYS = 28, 3 * 365
PARTS = ("treated", "control", "displacement", "displacement_control")


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as it is typed. Areas are codes of places; `category_codes` none: every category."""

    titles: Mapping[str, str]
    starts_on: date
    ends_on: date
    treated: Sequence[str]
    control: Sequence[str]
    displacement: Sequence[str] = ()
    displacement_control: Sequence[str] = ()
    category_codes: Sequence[str] = ()
    before_days: int = 365
    worthwhile: int = 20
    folder_uid: str = field(default="")


@action("crime.response_registered")
def register_plan(*, actor: Actor, plan: Plan) -> ResponsePlan:
    """Write down how a response will be judged. Afterwards nothing of it can be changed.

    Raises `BadInput`: a start that is not still to come, areas that overlap, no area with a response or without,
    another response there at the same time.
    """
    areas = _areas(plan)
    treated = areas["treated"]
    path = _common([place.path for place in treated])
    if any(not actor.is_system and not actor.covers(place.path) for place in treated):
        raise BadInput(_("Choose a place of your own area."), field="treated")
    require(actor, "crime.analyse", treated[0])
    if plan.starts_on <= clock.today():
        raise BadInput(
            _("Write the plan down before the response starts: a plan made afterwards can be made to fit."),
            field="starts_on",
        )
    if not LEAST_DAYS <= (plan.ends_on - plan.starts_on).days + 1 <= MOST_DAYS:
        raise BadInput(_("Count at least four weeks and at most three years."), field="ends_on")
    if not LEAST_DAYS <= plan.before_days <= MOST_DAYS:
        raise BadInput(_("Count at least four weeks and at most three years."), field="before_days")
    if not 5 <= plan.worthwhile <= 90:
        raise BadInput(_("Between 5 and 90 per cent."), field="worthwhile")
    if not any(words.strip() for words in plan.titles.values()):
        raise BadInput(_("Please fill in this field."), field="title")
    known = set(Category.objects.filter(code__in=plan.category_codes).values_list("code", flat=True))
    if set(plan.category_codes) - known:
        raise BadInput(_("Please choose from the list."), field="category_codes")
    shy = sensitive_categories()
    if any(not shy.isdisjoint(ancestors_of(code)) for code in plan.category_codes):
        raise BadInput(_("Sexual and domestic offences are never shown by places."), field="category_codes")
    _nothing_beside(plan, areas)
    row = ResponsePlan(
        titles={language: words.strip() for language, words in plan.titles.items() if words.strip()},
        path=path, registered_on=clock.today(), starts_on=plan.starts_on, ends_on=plan.ends_on,
        category_codes=sorted(set(plan.category_codes)), before_days=plan.before_days, worthwhile=plan.worthwhile,
        folder_uid=plan.folder_uid, posting=actor.posting_id,
        **{part: sorted(place.code for place in areas[part]) for part in PARTS},
    )  # fmt: skip
    row.digest = plan_digest(row)
    row.save()
    trail.note(facts={"plan": row.digest, "starts": row.starts_on.isoformat()})
    return row


def _areas(plan: Plan) -> dict[str, list[Place]]:
    wanted = {code for part in PARTS for code in getattr(plan, part)}
    known = {place.code: place for place in Place.objects.filter(code__in=wanted, retired_on__isnull=True)}
    found: dict[str, list[Place]] = {}
    seen: list[Place] = []
    for part in PARTS:
        found[part] = []
        for code in dict.fromkeys(getattr(plan, part)):
            if code not in known:
                raise BadInput(_("Please choose from the list."), field=part)
            place = known[code]
            if any(place.contains(other.path) or other.contains(place.path) for other in seen):
                raise BadInput(
                    _("One area lies in another, or stands there twice. Each event counts once."), field=part
                )
            seen.append(place)
            found[part].append(place)
    if not found["treated"]:
        raise BadInput(_("Name at least one area with the response."), field="treated")
    if not found["control"]:
        raise BadInput(_("Name at least one area like it, without the response."), field="control")
    if found["displacement_control"] and not found["displacement"]:
        raise BadInput(_("Areas like the neighbours need the neighbours."), field="displacement")
    return found


def _nothing_beside(plan: Plan, areas: Mapping[str, Sequence[Place]]) -> None:
    """No other plan has a response in these areas in these days, for crimes that both count. Raises `BadInput`."""
    beside = [
        other
        for other in ResponsePlan.objects.filter(starts_on__lte=plan.ends_on, ends_on__gte=plan.starts_on)
        if _share_a_category(plan.category_codes, other.category_codes)
    ]
    codes = {code for other in beside for part in PARTS for code in getattr(other, part)}
    paths = dict(Place.objects.filter(code__in=codes).values_list("code", "path"))

    def meets(places: Sequence[Place], others: Sequence[str]) -> bool:
        return any(
            place.contains(paths[code]) or f"{place.path}.".startswith(f"{paths[code]}.")
            for place in places
            for code in others
            if code in paths
        )

    for other in beside:
        if meets(areas["treated"], other.treated):
            raise BadInput(
                _(
                    "A plan for one of these areas, days and offences is registered already: %(title)s. Two responses"
                    " at once cannot be told apart. Choose other areas or days, or wait for its verdict."
                ),
                field="treated",
                title=pick(other.titles),
            )
        for part in PARTS[1:]:
            if meets(areas[part], other.treated):
                raise BadInput(
                    _(
                        "One of these areas has a response of its own in these days: it shows nothing without one."
                    ),
                    field=part,
                )
            if meets(areas["treated"], getattr(other, part)):
                raise BadInput(
                    _(
                        "In these days one of these areas stands for an area without a response, in a plan that is"
                        " registered already: %(title)s. Choose other areas or days."
                    ),
                    field="treated",
                    title=pick(other.titles),
                )


def _share_a_category(one: Sequence[str], other: Sequence[str]) -> bool:
    """No codes: all offences. A code holds all below it."""
    return not one or not other or any(a.startswith(b) or b.startswith(a) for a in one for b in other)


def _common(paths: Sequence[str]) -> str:
    """The path of the smallest place that holds all of them."""
    pieces = [path.split(".") for path in paths]
    shared = []
    for level in zip(*pieces, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return ".".join(shared)


def plan_digest(plan: ResponsePlan) -> str:
    """SHA-256 of everything that was laid down before the start."""
    fields = (
        "uid", "registered_on", "starts_on", "ends_on", "category_codes", *PARTS, "before_days", "worthwhile",
    )  # fmt: skip
    body = {name: getattr(plan, name) for name in fields}
    return hashlib.sha256(evidence.canonical(body)).hexdigest()


def ready_on(plan: ResponsePlan) -> date:
    """The first day on which it may be judged: late records of its last days must have had time to come in."""
    return plan.ends_on + timedelta(days=evidence.LAG + 1)


def _may_be_judged(plan: ResponsePlan) -> None:
    if plan.judged_on is not None:
        raise BadState(_("The verdict stands already and is frozen."))
    if clock.today() < ready_on(plan):
        raise BadState(
            _("Too early: looking before the end, and stopping when it looks good, would decide the verdict.")
        )
    if plan.digest != plan_digest(plan):
        raise BadState(_("The plan is not as it was registered. It cannot be judged."))


def may_judge(plan: ResponsePlan) -> bool:
    """Whether its day has come and no verdict stands."""
    return plan.judged_on is None and clock.today() >= ready_on(plan)


@action("crime.response_judgement_asked", verb="crime.analyse", on="plan")
def ask_judgement(*, actor: Actor, plan: ResponsePlan) -> ResponsePlan:
    """Let the worker judge it. Raises `BadState` before its day, and when a verdict stands."""
    plan = ResponsePlan.objects.select_for_update().get(pk=plan.pk)
    _may_be_judged(plan)
    plan.judge_asked_on = clock.today()
    plan.save(update_fields=["judge_asked_on"])
    return plan


def judge_plan(*, actor: Actor, plan: ResponsePlan) -> ResponsePlan:
    """Count and judge; the verdict is signed and frozen. Loads the engines: for jobs and commands."""
    from hamkori.rooms.crime.analysis import assessment

    require(actor, "crime.analyse", plan)
    _may_be_judged(plan)
    return _keep_verdict(actor=actor, plan=plan, result=assessment.judge(plan))


@action("crime.response_judged", verb="crime.analyse", on="plan")
def _keep_verdict(*, actor: Actor, plan: ResponsePlan, result: dict[str, Any]) -> ResponsePlan:
    plan = ResponsePlan.objects.select_for_update().get(pk=plan.pk)
    _may_be_judged(plan)
    plan.judged_on = clock.today()
    plan.result = result | {"evidence": evidence.frozen(plan, result)}
    digest = hashlib.sha256(evidence.canonical(plan.result["evidence"])).hexdigest()
    plan.result_digest, plan.signature = digest, crypto.sign(digest.encode(), purpose=SIGNS).hex()
    plan.save()
    trail.note(reason=result["verdict"], facts={"result": digest})
    return plan


def public_key() -> str:
    """What checks the signature of a verdict, hexadecimal."""
    return crypto.public_key(SIGNS).hex()


def can_tell_folder() -> bool:
    """Only where police statistics and community rooms stand in one house: in the demo (K58)."""
    return bool(settings.HAMKORI_PROFILE == "all")


@action("crime.response_told", verb="crime.analyse", on="plan")
def tell_folder(*, actor: Actor, plan: ResponsePlan) -> ResponsePlan:
    """Put the verdict into its problem folder, as an answered question: words only, no figures.

    Elsewhere the team gets the frozen file. Raises `BadState` without verdict, folder or that profile.
    """
    from hamkori.rooms.problems.actions import evidence_files
    from hamkori.rooms.problems.models import Folder

    plan = ResponsePlan.objects.select_for_update().get(pk=plan.pk)
    folder = Folder.objects.filter(uid=plan.folder_uid).first() if plan.folder_uid else None
    if not can_tell_folder() or plan.judged_on is None or plan.told_on is not None or folder is None:
        raise BadState(_("There is no folder that could take this verdict. Hand the file to the team."))
    evidence_files.put_verdict(folder=folder, words=plan.result["evidence"]["in_words"])
    plan.told_on = clock.today()
    plan.save(update_fields=["told_on"])
    return plan
