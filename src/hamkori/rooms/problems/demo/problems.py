"""Invented problems for the demo: words in three languages, codes, figures. Data only."""

from dataclasses import dataclass

Words = tuple[str, str, str]
"""Tajik, Russian, English."""


@dataclass(frozen=True)
class Step:
    """A possible solution. `lead` is a kind of office, "" the team itself."""

    titles: Words
    mechanisms: Words
    kind: str
    technique: str
    lead: str
    resource: str
    cost: int = 0
    work_days: int = 0


@dataclass(frozen=True)
class Problem:
    """`topic` is a code of the pack. `before` and `after` count in ten days here, `there` in the comparison place."""

    topic: str
    titles: Words
    whats: Words
    wheres: Words
    behaviour: str
    environment: str
    days: str
    part: str
    season: str
    harmed: tuple[str, ...]
    doing: tuple[str, ...]
    features: tuple[str, ...]
    keepers: tuple[str, ...]
    causes: tuple[str, ...]
    guesses: Words
    measures: Words
    steps: tuple[Step, ...]
    before: int
    after: int
    there: tuple[int, int]


PROBLEMS: tuple[Problem, ...] = (
    Problem(
        "street_lighting",
        ("Роҳи торик ба мактаб", "Тёмная дорога к школе", "Dark way to school"),
        ("кӯдакон дар торикӣ ба мактаб мераванд", "дети идут в школу в темноте", "children walk to school in the dark"),
        ("кӯчаи назди мактаб", "улица у школы", "the street beside the school"),
        "endangerment", "street", "work", "morning", "winter",
        ("pupils",), ("neglect",), ("dark", "no_path"), ("parents", "jamoat"), ("services", "owner"),
        (
            "чароғҳо сӯхтаанд, ва касе масъул нест",
            "лампы перегорели, и никто за них не отвечает",
            "the lamps burnt out and nobody is in charge of them",
        ),
        ("Ҳолатҳои афтидан ва тарс", "Случаи падений и испуга", "Falls and frights"),
        (
            Step(
                ("Шаш чароғ дар роҳи мактаб", "Шесть фонарей на пути к школе", "Six lamps on the way to school"),
                ("дар равшанӣ роҳ дида мешавад", "при свете видно дорогу", "with light the way can be seen"),
                "design", "7", "electricity", "budget", 7800, 0,
            ),
            Step(
                ("Волидон бо навбат ҳамроҳ мераванд", "Родители провожают по очереди", "Parents walk along in turn"),
                ("кӯдак танҳо намемонад", "ребёнок не остаётся один", "no child walks alone"),
                "service", "6", "", "labour", 0, 24,
            ),
        ),
        41, 17, (38, 35),
    ),
    Problem(
        "road_safety",
        ("Гузаргоҳ назди мактаб", "Переход у школы", "The crossing at the school"),
        ("мошинҳо аз гузаргоҳ тез мегузаранд", "машины быстро едут через переход", "cars drive fast over the crossing"),
        ("роҳи калон назди дарвозаи мактаб", "трасса у ворот школы", "the main road at the school gate"),
        "endangerment", "transport", "work", "morning", "school",
        ("pupils", "drivers"), ("speed", "parking"), ("no_sign",), ("parents", "owner", "service"), ("planning", "habit"),
        (
            "хатти нақлиёт барои дер мондан ҷарима мегирад",
            "хозяин линии штрафует за опоздание",
            "the owner of the line fines lateness",
        ),
        ("Лаҳзаҳои хатарнок", "Опасные моменты", "Dangerous moments"),
        (
            Step(
                ("Аломат ва ду нишебии паст", "Знак и две неровности", "A sign and two bumps"),
                ("мошин бояд суст кунад", "машине приходится тормозить", "a car has to slow down"),
                "design", "1", "roads", "budget", 4200, 0,
            ),
            Step(
                ("Истгоҳ аз дарвоза дур мешавад", "Остановка дальше от ворот", "The stop moves away from the gate"),
                ("кӯдак аз паси мошин намебарояд", "ребёнок не выходит из-за машины", "no child steps out behind a car"),
                "mediation", "4", "jamoat", "none", 0, 4,
            ),
        ),
        43, 18, (39, 36),
    ),
    Problem(
        "irrigation",
        ("Навбати об дар ҷӯйбор", "Очередь на воду в арыке", "Turns of water in the canal"),
        ("об бе навбат гирифта мешавад, ва одамон баҳс мекунанд", "воду берут без очереди, и люди спорят",
         "water is taken out of turn and people quarrel"),
        ("сари ҷӯйбори умумӣ", "у общего арыка", "at the shared canal"),
        "conflict", "fields", "every", "evening", "summer",
        ("farmers", "households"), ("water",), ("shared",), ("mahalla", "service"), ("rules",),
        ("ҷадвали навбат ба ҳама маълум нест", "график известен не всем", "the order of turns is not known to all"),
        ("Баҳсҳо сари об", "Споры у воды", "Quarrels about water"),
        (
            Step(
                ("Ҷадвали навбат дар тахта", "График очереди на доске", "The order of turns on a board"),
                ("ҳама медонанд, кай навбати кист", "все знают, чья очередь", "everybody knows whose turn it is"),
                "mediation", "21", "", "labour", 0, 6,
            ),
            Step(
                ("Дарғоти нав бо қуфл", "Новая задвижка с замком", "A new gate with a lock"),
                ("бе масъул об кушода намешавад", "без ответственного воду не открыть", "nobody opens the water alone"),
                "design", "2", "irrigation", "kind", 3000, 0,
            ),
        ),
        22, 12, (20, 19),
    ),
    Problem(
        "rubbish",
        ("Партов дар лаби рӯд", "Свалка у реки", "Rubbish at the river"),
        ("партов ба лаби рӯд партофта мешавад", "мусор бросают у реки", "rubbish is thrown at the river"),
        ("пули поён", "нижний мост", "the lower bridge"),
        "incivility", "open", "market", "evening", "year",
        ("households", "all"), ("rubbish",), ("empty", "hidden"), ("jamoat", "mahalla"), ("services", "habit"),
        ("қуттии партов дур аст", "контейнер далеко", "the container is far away"),
        ("Халтаҳои партов дар як ҳафта", "Мешки мусора за неделю", "Bags of rubbish in a week"),
        (
            Step(
                ("Ду қуттӣ дар назди бозор", "Два контейнера у базара", "Two containers at the bazaar"),
                ("роҳи дуруст осонтар мешавад", "правильный путь становится проще", "the right way becomes easier"),
                "service", "24", "jamoat", "budget", 5200, 0,
            ),
            Step(
                ("Ҳашари тозакунӣ", "Субботник", "A day of cleaning together"),
                ("ҷойи тоза камтар олуда мешавад", "в чистом месте мусорят меньше", "a clean place is littered less"),
                "service", "15", "", "labour", 0, 40,
            ),
        ),
        64, 60, (58, 57),
    ),
    Problem(
        "stray_dogs",
        ("Сагҳои бесоҳиб дар бозор", "Бездомные собаки у базара", "Stray dogs at the bazaar"),
        ("сагҳо ба одамон дарафтода метарсонанд", "собаки бросаются на прохожих", "dogs run at people and frighten them"),
        ("дарвозаи шарқии бозор", "восточный вход базара", "the east gate of the bazaar"),
        "endangerment", "market", "market", "morning", "year",
        ("girls", "pupils"), ("neglect",), ("crowded", "empty"), ("service", "owner"), ("owner", "services"),
        ("хӯрокаи партовшуда сагҳоро ҷалб мекунад", "объедки привлекают собак", "scraps of food attract the dogs"),
        ("Ҳолатҳои тарсондан", "Случаи испуга", "Frights"),
        (
            Step(
                ("Пӯшидани партовгоҳи бозор", "Закрыть мусорку базара", "Close off the waste of the bazaar"),
                ("сагҳо дигар хӯрок намеёбанд", "собаки больше не находят еды", "the dogs find no more food"),
                "design", "12", "jamoat", "kind", 1500, 3,
            ),
        ),
        26, 9, (24, 23),
    ),
    Problem(
        "noise",
        ("Садои баланд шабона", "Шум по ночам", "Noise at night"),
        ("мусиқии баланд то нисфи шаб садо медиҳад", "громкая музыка звучит до полуночи", "loud music goes on until midnight"),
        ("атрофи тӯйхона", "вокруг дома торжеств", "around the wedding hall"),
        "incivility", "leisure", "rest", "night", "summer",
        ("households", "old"), ("noise",), ("crowded",), ("owner", "mahalla"), ("rules", "habit"),
        ("вақти тамомшавӣ муайян нест", "время окончания не оговорено", "no hour of ending is agreed"),
        ("Шабҳои пурсадо", "Шумные ночи", "Noisy nights"),
        (
            Step(
                ("Созиш дар бораи вақт", "Договорённость о времени", "An agreement about the hour"),
                ("қоидаи возеҳ баҳонаро мегирад", "ясное правило не оставляет отговорок", "a clear rule leaves no excuse"),
                "mediation", "21", "", "none", 0, 3,
            ),
        ),
        8, 6, (7, 7),
    ),
    Problem(
        "youth_space",
        ("Ҷавонон бе ҷойи варзиш", "Молодёжи негде играть", "Young people have nowhere to play"),
        ("ҷавонон шабона дар истгоҳ ҷамъ омада баҳс мекунанд", "молодёжь собирается на остановке и ссорится",
         "young people gather at the stop and quarrel"),
        ("истгоҳи марказӣ", "центральная остановка", "the central stop"),
        "conflict", "transport", "rest", "evening", "year",
        ("young", "all"), ("fights",), ("empty", "far"), ("coach", "teachers"), ("work",),
        ("ҷойи дигар барои вақтгузаронӣ нест", "другого места нет", "there is no other place to spend the evening"),
        ("Ҷанҷолҳо дар як моҳ", "Ссоры за месяц", "Quarrels in a month"),
        (
            Step(
                ("Толори мактаб бегоҳ кушода аст", "Спортзал школы открыт вечером", "The school hall is open at night"),
                ("вақт бо бозӣ мегузарад", "вечер проходит в игре", "the evening is spent playing"),
                "service", "19", "education_department", "labour", 0, 30,
            ),
        ),
        15, 5, (14, 13),
    ),
    Problem(
        "road_safety",
        ("Чорво дар роҳ", "Скот на дороге", "Cattle on the road"),
        ("чорвои бечӯпон ба роҳ мебарояд", "скот без пастуха выходит на дорогу", "cattle without a herdsman walk on the road"),
        ("роҳи байни ду деҳа", "дорога между двумя сёлами", "the road between two villages"),
        "endangerment", "transport", "every", "evening", "summer",
        ("drivers",), ("cattle",), ("dark", "no_sign"), ("neighbours", "mahalla"), ("habit", "money"),
        ("подабон маош намегирад", "пастуху не платят", "the herdsman is not paid"),
        ("Чорво дар роҳ, дар даҳ бегоҳ", "Скот на дороге за десять вечеров", "Cattle on the road in ten evenings"),
        (
            Step(
                ("Подабони умумӣ аз се деҳа", "Общий пастух трёх сёл", "One herdsman for three villages"),
                ("чорво бе назорат намемонад", "скот не остаётся без присмотра", "the cattle are looked after"),
                "service", "9", "", "labour", 0, 60,
            ),
        ),
        30, 11, (28, 30),
    ),
)  # fmt: skip

MORE_ISSUES: tuple[Words, ...] = (
    ("Оби нӯшокӣ бо танаффус", "Перебои с питьевой водой", "Interrupted drinking water"),
    ("Бинои холӣ дар марказ", "Пустое здание в центре", "An empty building in the centre"),
)

TELLINGS: Words = (
    "Сокинон хабар доданд, гурӯҳ ду моҳ омӯхт, идораҳо ва сокинон якҷоя кор карданд. Мо пеш ва баъд як хел ҳисоб кардем.",
    "Жители сообщили, группа два месяца изучала, службы и жители работали вместе. Мы считали до и после одинаково.",
    "Residents raised it, the team looked for two months, offices and residents worked together. We counted in the same "
    "way before and after.",
)
LIMITS: Words = (
    "Мо танҳо даҳ рӯз ҳисоб кардем ва танҳо дар ду ҷой. Намедонем, ки дар тобистон чӣ мешавад.",
    "Мы считали только десять дней и только в двух местах. Мы не знаем, что будет летом.",
    "We counted for ten days only and in two places only. We do not know what summer will bring.",
)
SHARINGS: Words = (
    "Чӣ кор кардем ва чӣ шуд: бо рақамҳо ва бо он чизе, ки намедонем.",
    "Что мы сделали и что вышло: с цифрами и с тем, чего мы не знаем.",
    "What we did and what came of it: with figures, and with what we do not know.",
)
DIFFERENTLY: Words = (
    "барвақттар бо ронандагон ва соҳибони дӯконҳо гап мезадем",
    "раньше поговорили бы с водителями и хозяевами лавок",
    "we would talk earlier with drivers and shop owners",
)
HARM_WORDS: Words = (
    "падарон низ бо навбат меоянд, ҳеҷ кас танҳо масъул нест",
    "отцы тоже приходят по очереди, никто не отвечает один",
    "fathers come in turn too, nobody is in charge alone",
)
HOW: Words = (
    "чор ихтиёрӣ даҳ рӯз дар як соат ҳисоб мекунанд",
    "четыре добровольца считают десять дней в один и тот же час",
    "four volunteers count on ten days at the same hour",
)
LANDMARKS: tuple[Words, ...] = (
    ("мактаб", "школа", "school"),
    ("бозор", "базар", "bazaar"),
    ("пул", "мост", "bridge"),
    ("дармонгоҳ", "медпункт", "clinic"),
)
STOPS: tuple[Words, ...] = (
    ("дарвозаи мактаб", "ворота школы", "the school gate"),
    ("истгоҳ", "остановка", "the stop"),
    ("пули пиёдагард", "пешеходный мост", "the footbridge"),
)
PROPOSAL: Words = ("як чароғи нав лозим", "нужен новый фонарь", "a new lamp is needed")


HIGHER: tuple[Words, Words] = (
    (
        "дар ҷамоат барои ин кор маблағ нест; хоҳиш мекунем, ки он ба нақшаи ноҳия дароварда шавад",
        "в джамоате нет средств на эту работу; просим включить её в план района",
        "the jamoat has no money for this work; we ask to put it into the plan of the district",
    ),
    (
        "ин кор ба нақшаи соли оянда дароварда шуд",
        "работа включена в план следующего года",
        "the work is in the plan of next year",
    ),
)
"""A question to a higher office, and its answer."""

ADVICE: tuple[tuple[str, tuple[str, str, str], tuple[str, str, str] | None], ...] = (
    (
        "women",
        (
            "Кадом ҳуҷра ва кадом соат барои қабули занон беҳтар аст?",
            "Какая комната и какой час лучше для приёма женщин?",
            "Which room and which hour is better for receiving women?",
        ),
        (
            "Ҳуҷраи алоҳида дар ошёнаи якум, пеш аз нисфирӯзӣ, бо корманди зан.",
            "Отдельная комната на первом этаже, до обеда, с сотрудницей.",
            "A room of its own on the ground floor, before noon, with a woman officer.",
        ),
    ),
    (
        "early",
        (
            "Суҳбатро бо волидон дар мактаб кӣ бояд сар кунад?",
            "Кому лучше начать разговор с родителями в школе?",
            "Who should begin the talk with parents at the school?",
        ),
        None,
    ),
)
"""What police ask, the question, the advice; all in `LANGUAGES`."""

SOON = ("нисфи ҳодисаҳо кам мешавад", "случаев вдвое меньше", "half as many events")
LATER = ("касе ҳар моҳ месанҷад", "кто-то проверяет каждый месяц", "somebody looks every month")
WHY_THERE = ("ин ҷо роҳи ягона аст", "это единственная дорога", "it is the only way")
WHY_THEN = ("он вақт бисёриҳо мегузаранд", "в это время проходят многие", "many pass at that hour")
BEHIND = (
    "дар нақшаи ҷамоат барои ин кор банд нест",
    "в плане джамоата нет строки на эту работу",
    "there is no line for it in the plan of the jamoat",
)
"""What lies behind the guess."""
STAKES = (
    ("neighbours", "for", 2, True), ("jamoat", "for", 3, True), ("owner", "divided", 2, False),
    ("drivers", "against", 1, False),
)  # fmt: skip
QUOTE = (
    "Акнун кӯдакон шом танҳо ба хона мераванд.",
    "Теперь дети вечером сами идут домой.",
    "Now the children walk home on their own in the evening.",
)
"""What a resident said, in `LANGUAGES`; by consent."""
