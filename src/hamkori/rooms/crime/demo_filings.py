"""What residents of the demo filed on the portal, in every state that a filing can have."""

from dataclasses import dataclass
from datetime import date, timedelta

from hamkori.kernel import clock
from hamkori.kernel.actor import ANYONE, SYSTEM, Actor, Role, holder
from hamkori.rooms.crime import jobs
from hamkori.rooms.crime.models import Filing
from hamkori.rooms.crime.register import queries as register
from hamkori.rooms.crime.register.filing.actions import handling, holding
from hamkori.rooms.crime.register.filing.actions.intake import Statement, file_report
from hamkori.rooms.crime.register.filing.states import Named
from hamkori.society.accounts.demo import actor_of, new_person, posting_of
from hamkori.society.accounts.models import Organisation
from hamkori.society.accounts.queries import postings_of
from hamkori.society.places import queries as places
from hamkori.society.places.models import Place


@dataclass(frozen=True)
class Story:
    """`ago`: days since it was filed; `then`: what happened the day after; `here`: filed at our office."""

    ago: int
    kind: str
    language: str
    text: str
    then: str = ""
    reason: str = ""
    words: str = ""
    name: str = ""
    here: bool = True


STORIES = (
    Story(0, "theft", "tg", "Субҳ дар бозор ҳамёнам аз сумка гум шуд. Дар он 400 буд.", name="Шабнамзода Нигина"),
    Story(0, "online", "ru", "Позвонили будто из банка, попросили код. С карты ушли все деньги."),
    Story(1, "vehicle", "tg", "Шаб аз назди хона велосипеди кабуди писарам бурда шуд.", name="Чашмазода Сафар"),
    Story(6, "livestock", "tg", "Аз чарогоҳ се гӯсфанд гум шуд. Дар гӯшашон нишонаи сурх буд.", name="Саҳрозода Довуд"),
    Story(
        1, "burglary", "ru", "Ночью вскрыли склад у арыка, вынесли насос и кабель.",
        then="ask", words="Какой марки насос? Есть ли на нём номер?", name="Гелосзода Лола",
    ),
    Story(
        3, "fraud", "tg", "Барои семент пешпардохт кардам, фурӯшанда дигар ҷавоб намедиҳад.",
        then="reply", words="Пулро кай ва чӣ тавр додед?", reason="Рӯзи душанбе, бо корт.",
    ),
    Story(5, "damage", "ru", "В ночь на пятницу разбили стекло в аптеке.", then="take", name="Ниҳолзода Мадина"),
    Story(20, "theft", "tg", "Аз ҳавлии мактаб ду лавҳаи оҳанин бурда шуд.", then="take"),
    Story(
        8, "other", "ru", "Сосед не возвращает долг по расписке.",
        then="refuse", reason="other_body", words="Долг по расписке решает суд района: туда подают иск.",
    ),
    Story(
        3, "vehicle", "tg", "Велосипеди кабудро аз назди хона бурданд.",
        then="refuse", reason="known", words="Ин ҳодиса аллакай дар дафтар ҳаст, хабари дигарро нигоҳ кунед.",
    ),
    Story(
        2, "theft", "ru", "В автобусе вытащили телефон, это было уже в соседнем районе.",
        then="pass_on", reason="other_place",
    ),
    Story(
        2, "burglary", "tg", "Ба дӯконам аз тиреза даромада, орду равған бурданд.",
        then="pass_on", reason="other_place", name="Анорзода Зебо", here=False,
    ),
    Story(10, "damage", "tg", "Касе дарахтони боғамро бурид.", then="withdraw", name="Соҳилзода Ином"),
)  # fmt: skip


def fill_filings(*, today: date, office: Organisation, other: Organisation | None) -> None:
    """Filings of the last weeks at `office` and its neighbour, which gets a duty officer for them."""
    duty = _duty_officer(office, today)
    neighbour = _duty_officer(other, today) if other is not None else None
    if duty is None:
        return
    grounds = {True: _places(office), False: _places(other) if other is not None else []}
    for number, story in enumerate(STORIES):
        owner = duty if story.here else neighbour
        if owner is None or not grounds[story.here]:
            continue
        where = grounds[story.here][number % len(grounds[story.here])]
        _tell(story, number, today, where, owner, other if story.here else office)
    while jobs.climb_ladders():
        pass


def _duty_officer(office: Organisation, today: date) -> Actor | None:
    found = postings_of(office, [Role.DUTY])
    if found:
        return actor_of(found[0])
    since = today - timedelta(days=400)
    Organisation.objects.filter(pk=office.pk).update(signs_in=True)
    with clock.travel(since):
        user = new_person(username=f"duty-{office.uid.lower()}", on=since, language="tg")
        return actor_of(posting_of(user, Role.DUTY, organisation=office))


def _places(office: Organisation) -> list[Place]:
    if office.place is None:
        return []
    found = places.living().filter(places.below(office.place.path)).order_by("-depth", "path")
    return list(found[:5]) or [office.place]


def _tell(story: Story, number: int, today: date, where: Place, duty: Actor, to: Organisation | None) -> None:
    came = today - timedelta(days=story.ago)
    with clock.travel(came):
        filing = file_report(
            actor=ANYONE,
            submission_key=f"demo filing {number}",
            statement=Statement(
                place=where,
                kind=story.kind,
                text=story.text,
                happened_from=came - timedelta(days=1),
                named=Named.STATEMENT if story.name else Named.NOTICE,
                name=story.name,
                phone=f"+9920000{number:05d}" if story.name else "",
                show_name=bool(story.name),
                language=story.language,
            ),
        ).filing
    if story.then:
        with clock.travel(min(came + timedelta(days=1), today)):
            _step(story, filing, duty, to)


def _step(story: Story, filing: Filing, duty: Actor, to: Organisation | None) -> None:
    if story.then in ("ask", "reply"):
        handling.ask(actor=duty, filing=filing, text=story.words)
    if story.then == "reply":
        holding.reply(actor=holder(filing.pk), filing=filing, text=story.reason)
    elif story.then == "take":
        area = next(area for area in register.areas_of(filing.office) if filing.path.startswith(area.path))
        handling.take(actor=duty, filing=filing, area=area)
    elif story.then == "refuse":
        handling.refuse(actor=duty, filing=filing, reason=story.reason, text=story.words)
    elif story.then == "pass_on" and to is not None:
        handling.pass_on(actor=duty, filing=filing, to=to, reason=story.reason)
    elif story.then == "withdraw":
        holding.withdraw(actor=SYSTEM, filing=filing)
