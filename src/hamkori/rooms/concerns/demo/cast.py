"""Who acts in the demo: the personas where they sit, everybody else when somebody is first needed."""

import random
from collections.abc import Sequence

from hamkori import demo_data
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.rooms.bodies.models import Jurisdiction
from hamkori.rooms.bodies.personas import CLERK, KIND_POST, ON_DUTY, SHOWCASE
from hamkori.rooms.bodies.queries import prefixes
from hamkori.rooms.concerns.models import Topic
from hamkori.rooms.concerns.routing import Route
from hamkori.society.accounts.demo import actor_of, new_person, posting_of, words
from hamkori.society.accounts.models import Organisation, Posting
from hamkori.society.places.models import Place

PAPER_SHARE = {
    "mahalla_committee": 0.9,
    "school": 0.9,
    "jamoat": 0.2,
    "precinct": 0.04,
    "district_police": 0.0,
}
"""Which share of the offices of a kind never signs in: they answer on paper, or not at all (K55)."""
OTHER_PAPER_SHARE = 0.12
PAPER_IN_SHOWCASE = ("water", "mahalla_committee")
OFFICE_ROLES = (Role.HANDLER, Role.HEAD)


class Cast:
    """Actors by office and role, and the routes of the country; both are asked once and remembered."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.actors: dict[tuple[int | None, Role, str], Actor] = {}
        self.routes: dict[tuple[str, str], Route] = {}
        self.found: dict[str, dict[str, Organisation]] = {}
        self.by_path: dict[str, dict[str, Organisation]] = {}
        rows = Jurisdiction.objects.filter(until_on__isnull=True).select_related("organisation__place")
        for row in rows.order_by("pk"):
            self.by_path.setdefault(row.path, {}).setdefault(row.kind, row.organisation)
        self.made = 0
        self.began: set[int] = set()
        for posting in Posting.objects.select_related("user", "organisation__place", "place").order_by("pk"):
            self._remember(posting)

    def _remember(self, posting: Posting) -> Actor:
        actor = actor_of(posting)
        self.actors.setdefault((posting.organisation_id, Role(posting.role), ""), actor)
        if posting.organisation_id is not None:
            self.began.add(posting.organisation_id)
        return actor

    def _post(
        self, role: Role, organisation: Organisation | None, *, place: Place | None = None, key: str = ""
    ) -> Actor:
        kept = self.actors.get((organisation.pk if organisation else None, role, key))
        if kept is not None:
            return kept
        self.made += 1
        kind = organisation.kind if organisation else ""
        post = demo_data.load().posts.get(KIND_POST.get(kind, ""))
        others = CLERK if role is Role.CLERK else ON_DUTY
        posting = posting_of(
            new_person(username=f"demo-{role.value}-{self.made:04d}", on=clock.today()),
            role,
            organisation=organisation,
            place=place,
            titles=words(post) if post and role is not Role.CLERK else dict(others),
        )
        actor = self._remember(posting)
        self.actors[organisation.pk if organisation else None, role, key] = actor
        return actor

    # --- offices

    def signs_in(self, organisation: Organisation) -> bool:
        """Whether anybody there uses the system: decided by a draw of its own, the same in every run."""
        if organisation.pk in self.began:
            return True
        if organisation.place.code.startswith(SHOWCASE):
            return organisation.kind not in PAPER_IN_SHOWCASE
        draw = random.Random(f"{self.seed} {organisation.kind} {organisation.place.code}").random()
        return draw >= PAPER_SHARE.get(organisation.kind, OTHER_PAPER_SHARE)

    def office(self, organisation: Organisation) -> Actor:
        """Who answers there."""
        if organisation.kind == "team":
            return self.secretary(organisation)
        for role in OFFICE_ROLES:
            if (organisation.pk, role, "") in self.actors:
                return self.actors[organisation.pk, role, ""]
        return self._post(
            Role.HEAD if organisation.kind in ("jamoat", "school") else Role.HANDLER, organisation
        )

    def clerk(self, organisation: Organisation) -> Actor:
        return self._post(Role.CLERK, organisation)

    def secretary(self, team: Organisation) -> Actor:
        return self._post(Role.SECRETARY, team)

    def operator(self) -> Actor:
        return self._post(Role.OPERATOR, None)

    def council(self, path: str) -> Actor | None:
        council = self.nearest(path, "public_council")
        return self._post(Role.COUNCIL, council) if council is not None else None

    def reviewer(self, path: str) -> Actor:
        """The reviewer of the district's women's committee office, else one for the whole country."""
        office = self.nearest(path, "women_committee")
        if office is not None and (office.pk, Role.REVIEWER, "") in self.actors:
            return self.actors[office.pk, Role.REVIEWER, ""]
        return self._post(Role.REVIEWER, None, key="country")

    # --- routes

    def route(self, topic: Topic, place: Place) -> Route:
        """The same as `routing.route_for`, from memory: two thousand concerns ask."""
        key = (topic.code, place.path)
        if key not in self.routes:
            here = self._responsible(place.path)
            office = next((here[kind] for kind in topic.route if kind in here), None)
            team = here.get("team") or here.get("mahalla_committee") if topic.handling == "open" else None
            self.routes[key] = Route(office=office, team=team)
        return self.routes[key]

    def nearest(self, path: str, *kinds: str) -> Organisation | None:
        """The first of `kinds` that is responsible for a place."""
        here = self._responsible(path)
        return next((here[kind] for kind in kinds if kind in here), None)

    def _responsible(self, path: str) -> dict[str, Organisation]:
        """The nearest organisation of every kind."""
        if path not in self.found:
            self.found[path] = {}
            for above in reversed(prefixes(path)):
                self.found[path].update(self.by_path.get(above, {}))
        return self.found[path]


def other_office(cast: Cast, path: str, than: int | None, kinds: Sequence[str]) -> Organisation | None:
    """An office of these kinds at a place that is not the one which answers now."""
    for kind in kinds:
        found = cast.nearest(path, kind)
        if found is not None and found.pk != than:
            return found
    return None
