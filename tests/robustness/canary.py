"""Marked words, numbers and devices, and every way by which they go in: by web, by helpers, by answers."""

import http.client
import io
import re

from tests.robustness.residents import Visit
from tests.support import REPOSITORY, House

AGENT = "CanaryBrowser/7.7319"
ADDRESS = "203.0.113.77"
REFERER = "canary-referer-7319.example"
LOUD = {"User-Agent": AGENT, "X-Forwarded-For": ADDRESS, "X-Real-IP": ADDRESS, "Forwarded": f"for={ADDRESS}",
        "Referer": f"https://{REFERER}/"}  # fmt: skip
NEVER_STORED = (AGENT, ADDRESS, REFERER, "127.0.0.1")

NAMED, CONFIDENTIAL, SAFE_TIME = "Qumrinavo Zarlola", "Сабзиноз Гулафшон", "Afterduskonly"
PHONES = ("900117319", "900227319", "900337319", "900447319")
TEXTS = {
    "named": "lampcanaryone",
    "confidential": "чароғиканарӣ",
    "anonymous": "lampcanarythree",
    "landmark": "bridgecanary",
    "paper": "lampcanaryfour",
    "phone": "lampcanaryfive",
    "hall": "lampcanarysix",
    "reply": "replycanaryseven",
    "withdrawn": "lampcanaryeight",
    "screened": "lampcanarynine",
    "screened topic": "lampcanaryten",
    "photo": "exifcanaryeleven",
    "answer": "answercanarytwelve",
    "guess": "guesscanary",
}
STRIP_NAME, PAPER_NAME, PHONE_NAME = "Nigorcanary Lolazor", "Parvincanary Nilufar", "Zebocanary Sitora"
MARKED = (*TEXTS.values(), *PHONES, NAMED, CONFIDENTIAL, SAFE_TIME, STRIP_NAME, PAPER_NAME, PHONE_NAME)

LAND = f"""
sys.path.insert(0, {str(REPOSITORY)!r})
from tests.rooms.concerns import builders
land = builders.build()
"""

ASSISTED = (
    LAND
    + """
from hamkori.kernel.actor import Role
from hamkori.rooms.concerns.actions.consent import type_strip
from hamkori.rooms.concerns.states import Channel, Named
t = given
clerk = builders.staff(Role.CLERK, land.office("jamoat"))
operator = builders.staff(Role.OPERATOR)
secretary = builders.staff(Role.SECRETARY, land.office("team"))
paper = builders.raised(land, channel=Channel.PAPER, actor=clerk, text=t["paper"], named=Named.NAMED,
    name=t["paper_name"], phone="+992" + t["phones"][1])
phone = builders.raised(land, channel=Channel.PHONE, actor=operator, text=t["phone"], named=Named.CONFIDENTIAL,
    name=t["phone_name"], phone="+992" + t["phones"][2])
hall = builders.raised(land, channel=Channel.HALL, actor=secretary, text=t["hall"])
of_office = builders.staff(Role.CLERK, hall.concern.organisation)
type_strip(actor=of_office, number=hall.strip_number, name=t["strip_name"], phone="+992" + t["phones"][3])
found = True
"""
)

ANSWERED = (
    LAND
    + """
from datetime import timedelta
from hamkori.ground.schedule.jobs import tick
from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.rooms.concerns.actions import answering
from hamkori.rooms.concerns.models import Concern
noon = clock.now().replace(hour=7, minute=0)
for concern in Concern.objects.exclude(state="withdrawn").select_related("place", "topic", "organisation"):
    handler = builders.staff(Role.HANDLER, concern.organisation)
    answering.take_up(actor=handler, concern=concern)
    answering.answer(actor=handler, concern=concern, text=given)
for day in range(1, 3):
    with clock.travel(noon + timedelta(days=day)):
        tick()
from hamkori.ground.outbox.models import Letter
found = {"letters": Letter.objects.count(), "sent": Letter.objects.filter(state="sent").count()}
"""
)

READABLE = """
from hamkori.rooms.concerns.models import Concern, Identity
from hamkori.ground.threads.models import Message
texts = list(Concern.objects.values_list("text", flat=True)) + list(Concern.objects.values_list("landmark", flat=True))
texts += list(Message.objects.values_list("text", flat=True))
for one in Identity.objects.all():
    texts += [one.name, one.phone, one.contact_note]
found = texts
"""

MOMENTS = """
import re, time
from django.apps import apps
from django.db import connection, models
columns = sorted(
    f"{model._meta.label}.{field.name}"
    for model in apps.get_models(include_auto_created=True)
    for field in model._meta.local_fields
    if isinstance(field, (models.DateTimeField, models.TimeField, models.DurationField))
)
staff = {name.rsplit(".", 1)[0] for name in columns}
now = time.time()
clock_times = re.compile(r"(?<!\\d)\\d{1,2}:\\d{2}(:\\d{2})?(?!\\d)")
numbers = re.compile(r"(?<!\\d)\\d{10}(\\.\\d+|\\d{3}|\\d{6})?(?!\\d)")
seen = []
for model in apps.get_models(include_auto_created=True):
    if model._meta.label in staff:
        continue
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
        names = [column[0] for column in cursor.description]
        for row in cursor.fetchall():
            for name, value in zip(names, row):
                if isinstance(value, (bytes, memoryview)) or value is None:
                    continue
                text = str(value)
                if clock_times.search(text) and model._meta.label not in given:
                    seen.append(f"{model._meta.label}.{name}: {text[:80]}")
                for number in numbers.finditer(text):
                    if abs(float(number.group()[:10]) - now) < 2 * 86400:
                        seen.append(f"{model._meta.label}.{name}: {text[:80]}")
in_database = []
with connection.cursor() as cursor:
    for table in connection.introspection.table_names(cursor):
        for column in connection.introspection.get_table_description(cursor, table):
            kind = connection.introspection.get_field_type(column.type_code, column)
            if "Time" in kind:
                in_database.append(f"{table}.{column.name}")
found = {"columns": columns, "seen": seen[:20], "in_database": sorted(in_database)}
"""
OF_STAFF_AND_MACHINES = [
    "accounts.SignInPause.until",
    "accounts.StaffSession.second_factor_at",
    # The register of crimes must say when an officer wrote what. Residents write nothing there.
    "crime.Aggregate.handed_in_at",
    "crime.AggregateChange.at",
    "crime.Crime.changed_at",
    "crime.Crime.keyed_at",
    "crime.Crime.occurred_from",
    "crime.Crime.occurred_until",
    "crime.Crime.reported_at",
    "crime.Import.began_at",
    "crime.Import.ended_at",
    "crime.Release.built_at",
    "crime.Report.changed_at",
    "crime.Report.keyed_at",
    "crime.Report.reported_at",
    "crime.ReportStep.at",
    "crime.Step.at",
    "crime.ZeroReport.said_at",
    "schedule.JobState.last_finished_at",
    "schedule.JobState.leased_until",
    "schedule.JobState.next_at",
    "sessions.Session.expire_date",
]
"""The only moments that are kept: of staff's sessions, of jobs, of the register of crimes. A resident's act touches none of these tables."""
WITH_OPENING_HOURS = ["bodies.Contact", "countries.HelpLine", "concerns.Screen", "concerns.AnswerTemplate"]
"""Tables of the pack and of offices whose texts say when somebody answers a telephone."""


def photo_with_a_story() -> bytes:
    """A JPEG whose metadata tells where, when, and something in words."""
    from PIL import Image

    image = Image.new("RGB", (320, 240), (90, 120, 90))
    exif = image.getexif()
    exif[0x010E] = TEXTS["photo"]
    exif[0x0132] = "2026:03:11 21:47:13"
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif)
    assert TEXTS["photo"].encode() in file.getvalue()
    return file.getvalue()


def post_with_photo(visit: Visit, path: str, fields: dict[str, str], photo: bytes) -> str:
    edge = "canaryedge"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    name = f"{TEXTS['photo']}.jpg"
    parts.append(
        f'--{edge}\r\nContent-Disposition: form-data; name="photos"; filename="{name}"\r\n'
        "Content-Type: image/jpeg\r\n\r\n".encode()
    )
    body = b"".join([*parts, photo, f"\r\n--{edge}--\r\n".encode()])
    connection = http.client.HTTPConnection("127.0.0.1", visit.house.port, timeout=30)
    headers = {**visit.headers, "Content-Type": f"multipart/form-data; boundary={edge}"}
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    found = re.search(r'name="state" value="([^"]+)"><input type="hidden" name="screen"', text)
    assert answer.status == 200 and found, text[:1500]
    return found.group(1)


def by_web(house: House, place: str) -> None:
    """Named with a photo, confidential, anonymous; one replies, one takes back; guesses and calm pages between."""
    visit = Visit(house, LOUD)
    state = visit.state("GET", "/en/raise/")
    state = visit.state("POST", "/en/raise/what/", {"state": state, "screen": "where", "place": place})
    what = {
        "kind": "concern",
        "topic": "street_lighting",
        "text": TEXTS["named"],
        "landmark": TEXTS["landmark"],
    }
    state = post_with_photo(
        visit, "/en/raise/who/", {"state": state, "screen": "what", **what}, photo_with_a_story()
    )
    contact = {"phone": "+992" + PHONES[0], "contact_note": SAFE_TIME, "tell_by_sms": "on"}
    last = {
        "state": state,
        "screen": "who",
        "track": "note",
        "named": "named",
        "name": NAMED,
        "publish": "yes",
    }
    assert visit.send({**last, **contact}, "named") is not None
    form = visit.last_form(place, TEXTS["confidential"], named="confidential", name=CONFIDENTIAL, **contact)
    assert visit.send(form, "confidential") is not None
    told = visit.send(visit.last_form(place, TEXTS["anonymous"]), "anonymous")
    assert told is not None
    opened = {"reference": told.reference, "code": told.code}
    step_behind_code(visit, opened, "reply", {"text": TEXTS["reply"]})
    for number in range(3):
        status, _page = visit.page("POST", "/en/mine/", {**opened, "code": f"{TEXTS['guess']} {number:016d}"})
        assert status == 422
    for fields in (
        {"topic": "street_lighting", "text": f"{TEXTS['screened']} муж бьёт меня, помогите"},
        {"topic": "family_violence", "text": TEXTS["screened topic"]},
    ):
        state = visit.state("GET", "/en/raise/")
        state = visit.state("POST", "/en/raise/what/", {"state": state, "screen": "where", "place": place})
        status, _page = visit.page(
            "POST", "/en/raise/who/", {"state": state, "screen": "what", "kind": "concern", **fields}
        )
        assert status == 303, "this was to lead to a calm page"
    taken_back = visit.send(visit.last_form(place, TEXTS["withdrawn"]), "withdrawn")
    assert taken_back is not None
    step_behind_code(
        visit, {"reference": taken_back.reference, "code": taken_back.code}, "withdraw", {"sure": "on"}
    )


def step_behind_code(visit: Visit, opened: dict[str, str], step: str, fields: dict[str, str]) -> None:
    status, page = visit.page("POST", "/en/mine/", opened)
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)
    assert status == 200 and ticket, page[:1500]
    status, page = visit.page("POST", f"/en/mine/{step}/", {"ticket": ticket.group(1), **fields})
    assert status == 200, page[:1500]
