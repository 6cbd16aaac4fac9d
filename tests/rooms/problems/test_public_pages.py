"""What everybody reads of a folder and a team: light, without cookies, without people (K01)."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.rooms.problems.actions import folders, voices
from hamkori.rooms.problems.catalogue import Group, Session
from hamkori.rooms.problems.models import Agreement, Count, VoiceSession
from tests.rooms.concerns.desk.people import browser_of
from tests.rooms.problems import builders
from tests.rooms.problems.addresses import at, open_to_all
from tests.rooms.problems.builders import Land, staff

pytestmark = pytest.mark.django_db


LIMIT = 30 * 1024


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_public_pages_are_light_and_say_nothing_of_anybody(land: Land, language: str) -> None:
    folder, actor = builders.told(land)
    builders.heard(land, folder, actor)
    for address in (
        open_to_all("folder", folder.uid, language=language),
        open_to_all("story", folder.uid, language=language),
        open_to_all("team", folder.team.uid, language=language),
        open_to_all("agree", folder.uid, language=language),
    ):
        answer = Client().get(address)
        assert answer.status_code == 200, address
        assert len(answer.content) < LIMIT, address
        assert "csrf" not in answer.content.decode() and not answer.cookies, "no token, no cookie"


def test_what_is_not_shown_is_not_found(land: Land) -> None:
    folder, actor = builders.closed(land, shown=False)
    assert Client().get(open_to_all("folder", folder.uid)).status_code == 404
    folders.show(actor=actor, folder=folder, shown=True)
    assert Client().get(open_to_all("folder", folder.uid)).status_code == 200
    assert Client().get(open_to_all("story", folder.uid)).status_code == 404
    folders.show(actor=actor, folder=folder, shown=False)
    cache.clear()  # pages are kept for a minute
    assert Client().get(open_to_all("folder", folder.uid)).status_code == 404


def test_the_public_folder_shows_the_figures_with_interval_and_limits(land: Land) -> None:
    folder, _actor = builders.told(land)
    page = Client().get(open_to_all("folder", folder.uid)).content.decode()
    assert "43 <small>(31–58)</small>" in page and "18 <small>(10–29)</small>" in page
    assert "about 58 % fewer; with its accuracy between 26 and 77 %" in page
    assert "a guess, not proved" in page and "What else could explain it:" in page
    story = Client().get(open_to_all("story", folder.uid)).content.decode()
    assert "What we cannot say" in story and "We counted in one place only" in story


def test_a_slip_by_http_counts_once_and_leaves_no_cookie(land: Land) -> None:
    """P2: a young man gives his three voices on a phone."""
    actor = builders.secretary(land)
    team = land.office("team")
    rows = [voices.set_issue(actor=actor, team=team, year=clock.today().year, title=title, language="en")
            for title in ("a crossing", "a dark street")]  # fmt: skip
    session = voices.open_session(actor=actor, team=team, place=land.jamoat, session=Session.YOUTH_ONLY, group=Group.YOUTH,
                                  on=clock.today(), by_phone_until=clock.today())  # fmt: skip
    address = open_to_all("slip", session.uid)
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(address)
    sealed = page.content.decode().split('name="state" value="')[1].split('"')[0]
    for _press in range(2):
        answer = browser.post(address, {"state": sealed, "issues": [str(rows[0].pk)]})
        assert answer.status_code == 200 and "Your slip is counted" in answer.content.decode()
        assert not answer.cookies and answer["Cache-Control"] == "no-store"
    assert Count.objects.get(issue=rows[0]).voices == 1 and VoiceSession.objects.get().people == 1
    assert browser.post(address, {"state": "nonsense", "issues": [str(rows[0].pk)]}).status_code == 422


def test_saying_that_it_is_better_by_http(land: Land) -> None:
    folder, _actor = builders.closed(land)
    address = open_to_all("agree", folder.uid)
    browser = Client(enforce_csrf_checks=True)
    sealed = browser.get(address).content.decode().split('name="state" value="')[1].split('"')[0]
    assert browser.post(address, {"state": sealed, "answer": "better"}).status_code == 200
    assert browser.post(address, {"state": sealed, "answer": "better"}).status_code == 200
    assert browser.post(address, {"state": "x", "answer": "better"}).status_code == 409
    assert Agreement.objects.get().better == 1


def test_k01_the_team_page_names_members_only_by_consent(land: Land) -> None:
    from hamkori.rooms.bodies.models import Seat

    builders.seats(land)
    Seat.objects.filter(number=1).update(shown_name="Zulfiya Anorzoda", shown_agreed_on=clock.today())
    page = Client().get(open_to_all("team", land.office("team").uid)).content.decode()
    assert "Zulfiya Anorzoda" in page and page.count("name not shown") == 4
    assert "Only 5 members: 7 are needed" in page


def test_the_place_page_and_my_work_have_their_panels(land: Land) -> None:
    folder, actor = builders.closed(land)
    with translation.override("en"):
        place = reverse("portal:place", args=[land.jamoat.code])
        today = reverse("desk:today")
    assert folder.title in Client().get(place).content.decode()
    page = browser_of(actor).get(today).content.decode()
    assert "Problems and plan" in page and "Open folders: 0" in page


def test_p6_the_digest_shows_what_ones_own_offices_lead(land: Land) -> None:
    from hamkori.rooms.problems.models import Option

    folder, _measure, actor = builders.acting(land)
    folders.show(actor=actor, folder=folder, shown=True)
    commander = browser_of(staff(Role.COMMANDER, land.office("district_police")))
    page = commander.get(at("digest")).content.decode()
    ours, others = page.split("What others lead")
    assert "Six lamps" not in ours and "Six lamps" in others
    Option.objects.update(lead=land.office("precinct"))
    page = commander.get(at("digest")).content.decode()
    assert "Six lamps" in page.split("What others lead")[0]
