"""What pages and commands read of the analysis wing. Light: nothing is counted here."""

from hamkori.kernel import access
from hamkori.kernel.actor import Actor
from hamkori.kernel.errors import NotFound
from hamkori.rooms.crime import rules as rules  # registers the verbs
from hamkori.rooms.crime.analysis.events import sensitive_categories
from hamkori.rooms.crime.models import AuditSample, Category, HotSpots, ResponsePlan, Signal, SignalRun
from hamkori.rooms.crime.models.analysis import DONE
from hamkori.rooms.crime.register.classification import ancestors_of
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place

MOST = 60


def sections() -> list[Category]:
    """Sections whose places may be shown, by code."""
    return list(Category.objects.filter(level=1, sensitive=False).order_by("code"))


def categories() -> list[Category]:
    """Sections and divisions, for the choice of a plan; sexual and domestic offences are left out (K34)."""
    shy = sensitive_categories()
    return [
        one
        for one in Category.objects.filter(level__lte=2).order_by("code")
        if shy.isdisjoint(ancestors_of(one.code))
    ]


def areas_for(actor: Actor) -> list[Place]:
    """The country, regions and districts in somebody's scope, as the tree goes."""
    found = places.living().filter(depth__lte=2).filter(places.below(actor.place_path)).order_by("path")
    return list(found) or list(places.living().filter(path=actor.place_path))


def districts() -> list[Place]:
    """Regions and districts of the whole country, as the tree goes."""
    return list(places.living().filter(depth__in=(1, 2)).order_by("path"))


def names_of(codes: list[str]) -> dict[str, str]:
    """{code: name} in the language of the page."""
    return {place.code: place.name for place in Place.objects.filter(code__in=codes)}


def places_at(paths: list[str]) -> dict[str, Place]:
    return {place.path: place for place in Place.objects.filter(path__in=paths)}


# --- pictures


def pictures(actor: Actor) -> list[HotSpots]:
    """The newest first, in somebody's scope."""
    access.require(actor, "crime.analyse")
    found = HotSpots.objects.filter(places.below(actor.place_path)).select_related("area")
    return list(found.order_by("-ends_on", "-begins_on", "path", "section")[:MOST])


def picture_for(actor: Actor, uid: str, *, verb: str = "crime.analyse") -> HotSpots:
    """Raises `NotFound` for whoever may not do `verb` to it."""
    found = HotSpots.objects.filter(uid=uid).select_related("area").first()
    if found is None or not access.may(actor, verb, found):
        raise NotFound
    return found


def shown_pictures() -> list[HotSpots]:
    """What everybody may see, the newest period first, then by the alphabet."""
    found = (
        HotSpots.objects.filter(shown_on__isnull=False, state=DONE)
        .select_related("area")
        .order_by("-ends_on")
    )
    return sorted(found[:MOST], key=lambda one: (-one.ends_on.toordinal(), one.area.path))


def shown_picture(uid: str) -> HotSpots:
    found = (
        HotSpots.objects.filter(uid=uid, shown_on__isnull=False, state=DONE).select_related("area").first()
    )
    if found is None:
        raise NotFound
    return found


# --- responses


def plans(actor: Actor) -> list[ResponsePlan]:
    access.require(actor, "crime.analyse")
    return list(
        ResponsePlan.objects.filter(places.below(actor.place_path)).order_by("-registered_on", "-pk")[:MOST]
    )


def plan_for(actor: Actor, uid: str) -> ResponsePlan:
    found = ResponsePlan.objects.filter(uid=uid).first()
    if found is None or not access.may(actor, "crime.analyse", found):
        raise NotFound
    return found


# --- integrity


def runs() -> list[SignalRun]:
    return list(SignalRun.objects.order_by("-ends_on", "-begins_on")[:MOST])


def run_of(uid: str) -> SignalRun:
    found = SignalRun.objects.filter(uid=uid).first()
    if found is None:
        raise NotFound
    return found


def signals_of(actor: Actor, run: SignalRun) -> list[Signal]:
    """In somebody's scope, by the alphabet of the areas: never a ranking (K21)."""
    found = [
        one
        for one in run.signals.select_related("area").prefetch_related("samples")
        if actor.covers(one.path)
    ]
    order = {place.pk: at for at, place in enumerate(places.in_order({one.area for one in found}))}
    return sorted(found, key=lambda one: (order[one.area_id], one.kind))


def signal_for(actor: Actor, uid: str) -> Signal:
    found = Signal.objects.filter(uid=uid).select_related("area", "run").first()
    if found is None or not access.may(actor, "crime.integrity", found):
        raise NotFound
    return found


def sample_for(actor: Actor, uid: str) -> AuditSample:
    found = AuditSample.objects.filter(uid=uid).select_related("signal__area", "signal__run").first()
    if found is None or not access.may(actor, "crime.integrity", found.signal):
        raise NotFound
    return found
