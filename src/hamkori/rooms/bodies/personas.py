"""Whose part a visitor of the demo can play, and where: data only."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hamkori.kernel.actor import Role

SHOWCASE = "TJ-KT-vakhsh"
SHOWCASE_JAMOAT = "TJ-KT-vakhsh-pistasoya"
REGION = "TJ-KT"

ON_DUTY = {"tg": "мутахассиси навбатдор", "ru": "дежурный специалист", "en": "specialist on duty"}

CLERK = {"tg": "корманди дафтар", "ru": "сотрудник канцелярии", "en": "office clerk"}

KIND_POST = {
    "jamoat": "jamoat_chair",
    "mahalla_committee": "mahalla_chair",
    "precinct": "precinct_inspector",
    "district_police": "district_police_chief",
    "district_government": "district_government_specialist",
    "region_police": "region_police_officer",
    "ministry": "ministry_officer",
    "electricity": "electricity_foreman",
    "water": "water_engineer",
    "roads": "road_foreman",
    "communal": "communal_foreman",
    "irrigation": "irrigation_specialist",
    "education_department": "education_specialist",
    "health": "health_head",
    "social_services": "social_worker",
    "women_committee": "women_committee_specialist",
    "team": "team_secretary",
    "public_council": "public_council_chair",
}
"""Who stands first among the contacts of an office: a post of the demo's people."""

COUNCILS: tuple[tuple[dict[str, str], str, tuple[str, ...]], ...] = (
    ({"tg": "Душанбе, шимол", "ru": "Душанбе, север", "en": "Dushanbe, north"}, "TJ-DU",
     ("TJ-DU-ismoili-somoni", "TJ-DU-firdavsi")),
    ({"tg": "Душанбе, ҷануб", "ru": "Душанбе, юг", "en": "Dushanbe, south"}, "TJ-DU",
     ("TJ-DU-shohmansur", "TJ-DU-abuali-ibni-sino")),
    ({"tg": "Суғд", "ru": "Согд", "en": "Sughd"}, "TJ-SU", ("TJ-SU",)),
    ({"tg": "Хатлон", "ru": "Хатлон", "en": "Khatlon"}, "TJ-KT", ("TJ-KT",)),
    ({"tg": "Бадахшон", "ru": "Бадахшан", "en": "Badakhshan"}, "TJ-GB", ("TJ-GB",)),
    ({"tg": "Ҳисору Рӯдакӣ", "ru": "Гиссар и Рудаки", "en": "Hisor and Rudaki"}, "TJ-RA",
     ("TJ-RA-hisor", "TJ-RA-rudaki", "TJ-RA-shahrinav", "TJ-RA-tursunzoda", "TJ-RA-varzob", "TJ-RA-vahdat")),
    ({"tg": "Водии Рашт", "ru": "Раштская долина", "en": "Rasht valley"}, "TJ-RA",
     ("TJ-RA-rasht", "TJ-RA-tojikobod", "TJ-RA-lakhsh", "TJ-RA-nurobod", "TJ-RA-sangvor")),
)  # fmt: skip
"""Name, seat, area."""


@dataclass(frozen=True)
class Part:
    """One persona. Without a role it is a resident: no account, a public page instead (`link`).

    `kind` and `at` say in which office: the kind, and a place of its jurisdiction.
    """

    code: str
    names: Mapping[str, str]
    to_try: Mapping[str, str]
    role: Role | None = None
    kind: str = ""
    at: str = ""
    post: str = ""
    language: str = "tg"
    link: str = ""
    whole_country: bool = False
    titles: Mapping[str, str] = field(default_factory=dict)


PERSONAS: tuple[Part, ...] = (
    Part(
        "resident",
        {"tg": "Сокини деҳа", "ru": "Жительница села", "en": "A woman from the village"},
        {
            "tg": "Ҷавоби идораро бо рақаму рамз хонед, розӣ шавед ё аз нав кушоед.\nРақам: {reference}\nРамз: {code}",
            "ru": "Прочитайте ответ по номеру и коду, согласитесь или откройте снова.\nНомер: {reference}\nКод: {code}",
            "en": "Read the answer with number and code, agree or open it again.\nNumber: {reference}\nCode: {code}",
        },
        link="code/",
    ),
    Part(
        "young-man",
        {"tg": "Ҷавони бозор", "ru": "Парень с рынка", "en": "A young man from the market"},
        {
            "tg": "Нависед, ки аз шумо пул пурсиданд: саҳифаи ором мебарояд, ҳеҷ чиз нигоҳ дошта намешавад.",
            "ru": "Напишите, что у вас просили деньги: откроется спокойная страница, ничего не сохранится.",
            "en": "Write that you were asked to pay: a calm page opens, and nothing is stored.",
        },
        link="raise/",
    ),
    Part(
        "secretary",
        {"tg": "Котиби гурӯҳи ҳамкорӣ", "ru": "Секретарь группы партнёрства", "en": "Secretary of the team"},
        {
            "tg": "Гуфтаи вохӯриро нависед, ҷавоби коғазиро ворид кунед, мактуб чоп кунед.",
            "ru": "Запишите сказанное на встрече, внесите ответ на бумаге, напечатайте письмо.",
            "en": "Enter what was said in the hall, type an answer on paper, print a letter.",
        },
        Role.SECRETARY, "team", SHOWCASE_JAMOAT, "team_secretary",
    ),
    Part(
        "member",
        {"tg": "Узви гурӯҳи ҳамкорӣ", "ru": "Участник группы партнёрства", "en": "Member of the partnership team"},
        {
            "tg": "Бинед, ки узви гурӯҳ чиро мебинад ва чиро ҳеҷ гоҳ намебинад.",
            "ru": "Посмотрите, что видит участник и чего он не видит никогда.",
            "en": "See what a member sees, and what a member never sees.",
        },
        Role.MEMBER, "team", SHOWCASE_JAMOAT,
        titles={"tg": "узви гурӯҳ", "ru": "участник группы", "en": "member of the team"},
    ),
    Part(
        "council",
        {"tg": "Раиси шурои ҷамъиятӣ", "ru": "Председатель общественного совета", "en": "Chair of the public council"},
        {
            "tg": "Санҷиши мустақил гузаронед, дар бораи матни пинҳоншуда қарор кунед.",
            "ru": "Проведите независимую проверку, решите спор о скрытом тексте.",
            "en": "Finish an independent check, decide about a text that was hidden.",
        },
        Role.COUNCIL, "public_council", REGION, "public_council_chair", "ru",
    ),
    Part(
        "inspector",
        {"tg": "Нозири минтақавӣ", "ru": "Участковый инспектор", "en": "Precinct inspector"},
        {
            "tg": "Рӯйхати имрӯзро кушоед, бо матни тайёр ҷавоб диҳед.",
            "ru": "Откройте список на сегодня, ответьте готовым текстом.",
            "en": "Open today’s list, answer with a ready text.",
        },
        Role.HANDLER, "precinct", SHOWCASE_JAMOAT, "precinct_inspector",
    ),
    Part(
        "commander",
        {"tg": "Сардори шуъбаи ноҳия", "ru": "Начальник отдела района", "en": "District commander"},
        {
            "tg": "Бинед, дар кадом минтақа ҷавоб дер монд.",
            "ru": "Посмотрите, на каком участке опаздывает ответ.",
            "en": "See in which area an answer is late.",
        },
        Role.COMMANDER, "district_police", SHOWCASE, "district_police_chief", "ru",
    ),
    Part(
        "ministry",
        {"tg": "Вазорат", "ru": "Министерство", "en": "The Ministry"},
        {
            "tg": "Тамоми кишварро бинед: чӣ дер мондааст ва чаро.",
            "ru": "Посмотрите на всю страну: что опаздывает и почему.",
            "en": "Look at the whole country: what is late, and why.",
        },
        Role.COMMANDER, "ministry", "", "ministry_officer", "ru",
    ),
    Part(
        "jamoat",
        {"tg": "Раиси ҷамоат", "ru": "Председатель джамоата", "en": "Head of the jamoat"},
        {
            "tg": "Бо сана ҷавоб диҳед, фаҳмонед, ки чаро дер монд.",
            "ru": "Ответьте с датой, объясните опоздание.",
            "en": "Answer with a date, explain what is late.",
        },
        Role.HEAD, "jamoat", SHOWCASE_JAMOAT, "jamoat_chair",
    ),
    Part(
        "clerk",
        {"tg": "Котиби ҷамоат", "ru": "Секретарь джамоата", "en": "Clerk of the jamoat"},
        {
            "tg": "Варақаи коғазӣ ва варақчаи тамосро ворид кунед.",
            "ru": "Внесите бумажную форму и отрывной листок с контактом.",
            "en": "Type in a paper form and a tear-off strip.",
        },
        Role.CLERK, "jamoat", SHOWCASE_JAMOAT, "jamoat_secretary",
    ),
    Part(
        "operator",
        {"tg": "Оператори телефон", "ru": "Телефонный оператор", "en": "Telephone operator"},
        {
            "tg": "Гуфтаи зангзанандаро нависед ва рамзро хонда диҳед.",
            "ru": "Запишите за звонящего и продиктуйте код.",
            "en": "Write for somebody who calls, and read out the code.",
        },
        Role.OPERATOR, "", "", "operator", whole_country=True,
    ),
    Part(
        "reviewer",
        {"tg": "Санҷанда берун аз милитсия", "ru": "Проверяющий вне милиции", "en": "Reviewer outside the police"},
        {
            "tg": "Матнро пеш аз нашр хонед, ҷанҷолро ба идораи лозимӣ фиристед.",
            "ru": "Прочитайте текст до публикации, направьте спор в нужную службу.",
            "en": "Read a text before it is public, send a dispute to the right service.",
        },
        Role.REVIEWER, "women_committee", SHOWCASE, "women_committee_specialist",
    ),
    Part(
        "administrator",
        {"tg": "Администратор", "ru": "Администратор", "en": "Administrator"},
        {
            "tg": "Касеро даъват кунед, вазифаро ба дигаре супоред.",
            "ru": "Пригласите человека, передайте работу другому.",
            "en": "Invite somebody, hand work over to another.",
        },
        Role.ADMINISTRATOR,
        titles={"tg": "администратор", "ru": "администратор", "en": "administrator"},
        language="ru",
    ),
)  # fmt: skip
