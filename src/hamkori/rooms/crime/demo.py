"""The crime room's part of the demo country: invented years, their releases, and four parts to play."""

from datetime import date, timedelta
from typing import Any

from hamkori.kernel import clock
from hamkori.kernel.actor import Role
from hamkori.kernel.registries import DemoPart, demo_parts
from hamkori.society.accounts.demo import actor_of, add_persona, new_person, posting_of
from hamkori.society.accounts.models import Organisation
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place

RECORDS = 3000
FEWEST = 400
SMALL = 0.1
"""Below it the demo has one year."""
SHOWCASE = "TJ-KT-vakhsh"
"""The district of the demo, where every persona works."""
FIRST_ORDER = 200

Names = dict[str, str]
PARTS: tuple[tuple[str, Role, Names, Names], ...] = (
    (
        "duty", Role.DUTY,
        {"tg": "Навбатдори шуъба", "ru": "Дежурный отдела", "en": "Duty officer"},
        {
            "tg": "Хабарро ба дафтар нависед ва квитансия диҳед.",
            "ru": "Внесите сообщение в журнал и отдайте квитанцию.",
            "en": "Write a report into the journal and hand out its receipt.",
        },
    ),
    (
        "registrar", Role.REGISTRAR,
        {"tg": "Бақайдгирандаи ҷиноятҳо", "ru": "Регистратор преступлений", "en": "Crime registrar"},
        {
            "tg": "Оид ба хабарҳо дар муҳлат қарор қабул кунед, ҷиноятро ба қайд гиред.",
            "ru": "Примите решения по сообщениям в срок, запишите преступление.",
            "en": "Decide on reports in time, record a crime.",
        },
    ),
    (
        "statistician", Role.STATISTICIAN,
        {"tg": "Оморшинос", "ru": "Статистик", "en": "Statistician"},
        {
            "tg": "Файлҳои ноҳияҳоро ворид кунед, нашрро созед, санҷед ва нашр кунед.",
            "ru": "Загрузите файлы районов, соберите выпуск, проверьте и опубликуйте его.",
            "en": "Take in the files of the districts; build, audit and publish a release.",
        },
    ),
    (
        "integrity", Role.INTEGRITY,
        {
            "tg": "Масъули санҷиши ростии маълумот", "ru": "Ответственный за честность учёта", "en": "Integrity officer",
        },
        {
            "tg": "Бинед, ки дар қайди маълумот чӣ ба назар мерасад.",
            "ru": "Посмотрите, что бросается в глаза в ведении учёта.",
            "en": "Look at what stands out in the keeping of records.",
        },
    ),
)  # fmt: skip


def fill(*, today: date, seed: int, scale: float = 1.0, progress: Any = None, **_rest: Any) -> None:
    """Two invented years with their releases at `scale` 1.0, some three thousand recorded crimes in the last one.

    A small demo, as tests fill it, has the last year only.
    """
    from hamkori.rooms.crime.analysis.demo import fill_analysis
    from hamkori.rooms.crime.demo_history import fill_years

    if not Place.objects.filter(code=SHOWCASE).exists():
        return
    tell = progress or (lambda done, total, words: None)
    records = max(FEWEST, int(RECORDS * scale))
    fill_years(today=today, seed=seed, records=records, history=scale >= SMALL, tell=tell)
    fill_analysis(today=today, area=places.get(SHOWCASE))
    _play(today)


def _play(today: date) -> None:
    office = (
        Organisation.objects.filter(kind="district_police", jurisdictions__place__code=SHOWCASE)
        .order_by("pk")
        .first()
    )
    since = today - timedelta(days=400)
    for number, (code, role, names, to_try) in enumerate(PARTS):
        seated = office if role in (Role.DUTY, Role.REGISTRAR) else None
        with clock.travel(since):
            user = new_person(username=code, on=since, language="ru")
            posting = posting_of(
                user, role, organisation=seated, place=None if seated else places.root(), titles=names
            )
        add_persona(code=code, order=FIRST_ORDER + number, names=names, what_to_try=to_try, user=user)
        if role is Role.REGISTRAR and office is not None:
            from hamkori.rooms.crime.demo_journal import fill_journal

            fill_journal(today=today, office=office, registrar=actor_of(posting))
        if role is Role.STATISTICIAN:
            from hamkori.rooms.crime.demo_tables import fill_tables

            fill_tables(today=today, statistician=actor_of(posting))


def register() -> None:
    demo_parts.register("crime", DemoPart(fill), order=70)
