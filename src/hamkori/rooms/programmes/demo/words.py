"""Words of the demo's programmes in Tajik, Russian and English. All of it is invented."""

from dataclasses import dataclass, field

Words = tuple[str, str, str]
"""Tajik, Russian, English."""


@dataclass(frozen=True)
class Indicator:
    title: Words
    definition: Words
    source: Words
    unit: str
    direction: str = "up"
    every: str = "half"
    split: str = ""
    cumulative: bool = False
    counted_by: str = ""
    baseline: str = ""
    targets: tuple[float, ...] = ()
    values: tuple[float, ...] = ()
    base: int = 0
    shares: tuple[float, ...] = ()
    """Parts of the groups: of the whole for counts, to be added for shares."""


@dataclass(frozen=True)
class Result:
    statement: Words
    assumption: Words
    indicators: tuple[Indicator, ...] = ()
    outputs: tuple["Result", ...] = field(default=())


TITLE: Words = (
    "Барномаи ҳамкории милитсия ва аҳолӣ",
    "Программа партнёрства милиции и населения",
    "Programme of partnership between police and residents",
)
AIM: Words = (
    "Сокинон медонанд, ба кӣ муроҷиат кунанд, ҷавоб мегиранд ва худро бехатар ҳис мекунанд.",
    "Жители знают, к кому обратиться, получают ответ и чувствуют себя в безопасности.",
    "Residents know whom to turn to, get an answer and feel safe.",
)

RESULTS: tuple[Result, ...] = (
    Result(
        (
            "Сокинон дар маҳаллаи худ худро бехатар ҳис мекунанд.",
            "Жители чувствуют себя в безопасности в своей махалле.",
            "Residents feel safe in their neighbourhood.",
        ),
        (
            "Ҷамоатҳо барои рӯшноӣ ва роҳҳо маблағ доранд.",
            "У джамоатов есть средства на освещение и дороги.",
            "Jamoats have means for light and roads.",
        ),
        (
            Indicator(
                ("Сокиноне, ки шом худро бехатар ҳис мекунанд", "Жители, которым вечером не страшно на улице",
                 "Residents who feel safe in the street after dark"),
                ("Ҳиссаи ҷавобдодагон, ки «бехатар» ё «бештар бехатар» гуфтанд.",
                 "Доля опрошенных, ответивших «безопасно» или «скорее безопасно».",
                 "The share of those asked who answer “safe” or “rather safe”."),
                ("Пурсиши солонаи хонаводаҳо", "Ежегодный опрос домохозяйств", "Yearly survey of households"),
                "percent", every="year", split="sex", baseline="54", targets=(57, 62, 66), values=(58.4, 61.2), base=1210,
                shares=(-6.5, 6.1),
            ),
        ),
        (
            Result(
                ("Ба муроҷиатҳои сокинон саривақт ҷавоб дода мешавад.", "На обращения жителей отвечают вовремя.",
                 "Concerns of residents are answered in time."),
                ("Идораҳо ҳар рӯз рӯйхатро мекушоянд.", "Службы каждый день открывают список.",
                 "Offices open their list every day."),
                (
                    Indicator(
                        ("Муроҷиатҳое, ки дар 30 рӯз ҷавоб гирифтанд", "Обращения, на которые ответили за 30 дней",
                         "Concerns answered within 30 days"),
                        ("Низом аз муроҷиатҳо мешуморад.", "Система считает по обращениям.", "The system counts it from concerns."),
                        ("", "", ""), "percent", every="quarter", counted_by="answered_in_time",
                        targets=(60, 60, 65, 65, 70, 70, 75, 75, 80, 80, 85, 85),
                    ),
                    Indicator(
                        ("Ваъдаҳои иҷрошуда", "Выполненные обещания", "Promises kept"),
                        ("Низом аз дафтари ваъдаҳо мешуморад.", "Система считает по журналу обещаний.",
                         "The system counts it from the ledger of promises."),
                        ("", "", ""), "percent", every="half", counted_by="promises_kept", targets=(50, 55, 60, 65, 70, 75),
                    ),
                ),
            ),
            Result(
                ("Нозирон бо сокинон гуфтугӯ карда метавонанд.", "Участковые умеют говорить с жителями.",
                 "Inspectors know how to talk with residents."),
                ("Пас аз омӯзиш кормандонро зуд иваз намекунанд.", "После учёбы людей не сразу переводят.",
                 "People are not moved soon after they learnt."),
                (
                    Indicator(
                        ("Нозироне, ки омӯзиши гуфтугӯро гузаштанд", "Участковые, прошедшие обучение общению",
                         "Inspectors who finished the training in talking with residents"),
                        ("Ҳамаи онҳое, ки то охири омӯзиш буданд ва санҷишро гузаштанд.",
                         "Все, кто был до конца и прошёл проверку.", "Everybody who stayed to the end and passed the check."),
                        ("Рӯйхати омӯзишгоҳ", "Журнал учебного центра", "Register of the training centre"),
                        "people", every="half", split="sex", cumulative=True, baseline="0",
                        targets=(60, 120, 180, 240, 300, 360), values=(48, 131, 174), shares=(0.16, 0.78),
                    ),
                    Indicator(
                        ("Занҳое, ки нозири минтақавӣ таъин шуданд", "Женщины, назначенные участковыми",
                         "Women appointed as precinct inspectors"),
                        ("Таъинотҳо дар нимсола.", "Назначения за полугодие.", "Appointments in the half-year."),
                        ("Шуъбаи кадрҳои вазорат", "Кадровая служба министерства", "Staff department of the Ministry"),
                        "people", every="half", baseline="3", targets=(6, 8, 10, 10, 12, 12), values=(4, 9, 11),
                    ),
                ),
            ),
        ),
    ),
    Result(
        (
            "Гурӯҳҳои ҳамкорӣ мушкилиҳои маҳалро якҷоя ҳал мекунанд.",
            "Группы партнёрства вместе решают местные проблемы.",
            "Partnership teams solve local problems together.",
        ),
        (
            "Мақомоти маҳаллӣ ба маҷлисҳо меоянд.",
            "Местные власти приходят на встречи.",
            "Local authorities come to the meetings.",
        ),
        (
            Indicator(
                ("Мушкилиҳое, ки гурӯҳҳо баъди арзёбӣ пӯшиданд", "Проблемы, закрытые группами после оценки",
                 "Problems that teams closed after an assessment"),
                ("Низом аз ҷузвдонҳои кушод мешуморад.", "Система считает по открытым папкам.",
                 "The system counts it from the folders that are shown."),
                ("", "", ""), "number", every="year", counted_by="folders_closed", cumulative=True, targets=(4, 15, 40),
            ),
            Indicator(
                ("Чорабиниҳои гурӯҳҳо бо сокинон", "Мероприятия групп с жителями", "Events of teams with residents"),
                ("Низом аз рӯйхати чорабиниҳо мешуморад.", "Система считает по записям о мероприятиях.",
                 "The system counts it from what teams wrote down."),
                ("", "", ""), "number", every="half", counted_by="events_held", targets=(10, 20, 30, 30, 40, 40),
            ),
            Indicator(
                ("Рӯзҳо то ҷавоби якуми ҷамоат ба дархости гурӯҳ", "Дни до первого ответа джамоата на просьбу группы",
                 "Days until a jamoat first answers a team"),
                ("Миёнаи рӯзҳо аз рӯйи мактубҳои рақамдор.", "Медиана дней по пронумерованным письмам.",
                 "The median of days, from numbered letters."),
                ("Дафтари мактубҳои ҷамоатҳо", "Журналы писем джамоатов", "Registers of letters of jamoats"),
                "days", direction="down", every="half", baseline="34", targets=(30, 25, 20, 18, 15, 15), values=(31, 24.5),
            ),
        ),
    ),
)  # fmt: skip

REMARK: Words = (
    "Ду ҷамоати куҳӣ дар зимистон ҳисобот надоданд.",
    "Два горных джамоата зимой не отчитались.",
    "Two jamoats in the mountains did not report in winter.",
)
REASON: Words = (
    "Рақами занон аз рақами пешина кам аст: санҷед.",
    "Число женщин меньше прошлого: проверьте.",
    "The number of women is smaller than before: please check.",
)
OFFICER: Words = ("мутахассиси барномаҳо", "специалист по программам", "programme officer")

GROUNDS: tuple[Words, ...] = (
    ("Дар се ҷамоат аз чор ҷамоат чунин аст.", "Так делается в трёх джамоатах из четырёх.", "It is done in three jamoats of four."),
    ("Нав оғоз шуд, рӯйхат дорем.", "Только начали, записи есть.", "We have just begun; there are records."),
    ("Ҳар моҳ як бор, қарорҳо навишта мешаванд.", "Раз в месяц, решения записываются.", "Once a month; decisions are written down."),
    ("Барои ин одам ва вақт намерасад.", "На это не хватает людей и времени.", "There are too few people and too little time for it."),
)  # fmt: skip
OTHERWISE: Words = (
    "Сокинон дар маҷлис гуфтанд, ки ин дар деҳаҳои дур ҳис намешавад.",
    "На встрече жители сказали, что в дальних сёлах этого не чувствуют.",
    "At the meeting residents said that the far villages do not notice it.",
)
