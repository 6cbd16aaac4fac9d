"""What kinds of crime a year has, how many of each, and how each kind behaves.

Numbers marked PRESS are those given for 2025 (press on the Ministry, 12 February 2026; 23,448 in all); shares of parts
of an article and everything marked INVENTED are made up so that the sum is right. None of it describes a place.
"""

from dataclasses import dataclass

PRESS, INVENTED = "press", "invented"
NATIONAL = 23_448
DEFAULT = 23_500


@dataclass(frozen=True, slots=True)
class Kind:
    """One article in the year. Shares lie between 0 and 1; `damage` is the median, in somoni."""

    article: str
    number: int
    origin: str
    cleared: float
    attempted: float = 0.0
    victims: str = ""
    """"" nobody, "person", "woman", "child", "any"."""
    damage: int = 0
    at_home: float = 0.0
    by_relatives: float = 0.0
    places: tuple[str, ...] = ("street", "home", "other")
    weapon: float = 0.0
    lighter: str = ""
    """What a downgrade turns it into."""
    heavier: str = ""


MIX = (
    # murder with attempts 74
    Kind(
        "104/1",
        52,
        PRESS,
        0.94,
        attempted=0.15,
        victims="person",
        by_relatives=0.4,
        weapon=0.6,
        lighter="110/3",
    ),
    Kind(
        "104/2",
        22,
        PRESS,
        0.94,
        attempted=0.15,
        victims="person",
        by_relatives=0.2,
        weapon=0.7,
        lighter="104/1",
    ),
    # grave bodily harm 119
    Kind(
        "110/1",
        80,
        PRESS,
        0.9,
        victims="person",
        by_relatives=0.3,
        weapon=0.5,
        lighter="111/1",
        heavier="110/2",
    ),
    Kind("110/2", 28, PRESS, 0.9, victims="person", weapon=0.6, lighter="110/1"),
    Kind("110/3", 11, PRESS, 0.92, victims="person", by_relatives=0.4, lighter="108/1"),
    # rape 49
    Kind(
        "138/1",
        26,
        PRESS,
        0.88,
        attempted=0.1,
        victims="woman",
        by_relatives=0.2,
        places=("home", "other"),
        lighter="139/1",
    ),
    Kind(
        "138/2", 13, PRESS, 0.88, attempted=0.05, victims="woman", places=("home", "other"), lighter="138/1"
    ),
    Kind(
        "138/3", 10, PRESS, 0.9, victims="child", by_relatives=0.3, places=("home", "other"), lighter="138/2"
    ),
    # robbery 32
    Kind(
        "249/1",
        18,
        PRESS,
        0.7,
        attempted=0.1,
        victims="any",
        damage=2500,
        places=("street", "market"),
        weapon=0.5,
        lighter="248/2",
    ),
    Kind(
        "249/2",
        12,
        PRESS,
        0.7,
        attempted=0.1,
        victims="any",
        damage=4000,
        places=("street", "home"),
        weapon=0.8,
        lighter="249/1",
    ),
    Kind(
        "249/3",
        2,
        PRESS,
        0.75,
        victims="any",
        damage=60000,
        places=("market", "home"),
        weapon=0.8,
        lighter="249/2",
    ),
    # open theft 107
    Kind(
        "248/1",
        62,
        PRESS,
        0.6,
        victims="any",
        damage=900,
        places=("street", "market", "transport"),
        lighter="244/1",
        heavier="248/2",
    ),
    Kind(
        "248/2",
        45,
        PRESS,
        0.62,
        attempted=0.06,
        victims="any",
        damage=1400,
        places=("street", "market"),
        lighter="248/1",
        heavier="249/1",
    ),
    # hooliganism 1,559
    Kind("237/1", 900, PRESS, 0.9, victims="person", places=("street", "market", "other"), heavier="237/2"),
    Kind(
        "237/2",
        520,
        PRESS,
        0.9,
        victims="person",
        places=("street", "market", "other"),
        lighter="237/1",
        heavier="237/3",
    ),
    Kind(
        "237/3", 139, PRESS, 0.92, victims="person", places=("street", "market"), weapon=1.0, lighter="237/2"
    ),
    Kind(
        "130/1",
        9,
        PRESS,
        0.9,
        victims="person",
        by_relatives=0.2,
        places=("street", "other"),
        lighter="131/1",
    ),
    Kind("195/1", 26, PRESS, 0.95, places=("home", "street", "other"), weapon=1.0),
    # corruption 56
    Kind("319/1", 30, PRESS, 0.97, places=("office",)),
    Kind("314/1", 16, PRESS, 0.95, places=("office",)),
    Kind("320/1", 10, PRESS, 0.97, places=("office",)),
    # drugs 905
    Kind("200/1", 500, PRESS, 0.96, places=("street", "home", "other"), lighter="201/1", heavier="200/4"),
    Kind("200/4", 105, PRESS, 0.96, places=("street", "transport", "other"), lighter="200/1"),
    Kind("201/1", 300, PRESS, 0.97, places=("street", "home"), heavier="200/1"),
    # fraud 3,857
    Kind(
        "247/1",
        1500,
        PRESS,
        0.72,
        victims="any",
        damage=1800,
        places=("online", "market", "office", "home"),
        heavier="247/2",
    ),
    Kind(
        "247/2",
        1500,
        PRESS,
        0.74,
        victims="any",
        damage=6000,
        places=("online", "market", "office"),
        lighter="247/1",
        heavier="247/3",
    ),
    Kind(
        "247/3",
        600,
        PRESS,
        0.76,
        victims="any",
        damage=30000,
        places=("online", "office", "home"),
        lighter="247/2",
    ),
    Kind(
        "247/4", 257, PRESS, 0.78, victims="any", damage=120000, places=("online", "office"), lighter="247/3"
    ),
    # theft 3,902
    Kind(
        "244/1",
        1700,
        PRESS,
        0.52,
        attempted=0.02,
        victims="any",
        damage=700,
        places=("market", "street", "home", "transport"),
        heavier="244/2",
    ),
    Kind(
        "244/2",
        1700,
        PRESS,
        0.56,
        attempted=0.03,
        victims="any",
        damage=2500,
        places=("home", "market", "other"),
        lighter="244/1",
        heavier="244/3",
    ),
    Kind(
        "244/3",
        400,
        PRESS,
        0.58,
        victims="any",
        damage=15000,
        places=("home", "office", "other"),
        lighter="244/2",
    ),
    Kind("244/4", 102, PRESS, 0.6, victims="any", damage=80000, places=("home", "office"), lighter="244/3"),
    # the rest: invented numbers, 12,753 in all
    Kind(
        "116/1", 2300, INVENTED, 0.92, victims="person", by_relatives=0.55, places=("home", "home", "street")
    ),
    Kind("112/1", 1250, INVENTED, 0.9, victims="person", by_relatives=0.35, lighter="116/1", heavier="111/1"),
    Kind(
        "111/1",
        780,
        INVENTED,
        0.88,
        victims="person",
        by_relatives=0.25,
        weapon=0.2,
        lighter="112/1",
        heavier="110/1",
    ),
    Kind("117/1", 330, INVENTED, 0.93, victims="woman", by_relatives=0.8, places=("home",), lighter="116/1"),
    Kind(
        "120/1", 560, INVENTED, 0.9, victims="person", by_relatives=0.35, places=("home", "street", "online")
    ),
    Kind("108/1", 160, INVENTED, 0.85, victims="person", places=("other", "office", "home")),
    Kind("131/1", 70, INVENTED, 0.85, victims="person", by_relatives=0.4, places=("home", "other")),
    Kind("130^1/1", 40, INVENTED, 0.85, victims="woman", places=("other", "transport")),
    Kind("139/1", 40, INVENTED, 0.87, victims="person", places=("home", "other"), by_relatives=0.2),
    Kind("141/1", 60, INVENTED, 0.92, victims="child", places=("home", "other")),
    Kind("165/1", 90, INVENTED, 0.9, victims="child", places=("street", "school")),
    Kind("212/1", 1150, INVENTED, 0.9, victims="person", places=("street",)),
    Kind("212/2", 330, INVENTED, 0.93, victims="person", places=("street",), lighter="212/1"),
    Kind("245/1", 1150, INVENTED, 0.85, damage=9000, places=("office",)),
    Kind("250/1", 330, INVENTED, 0.8, victims="any", damage=3000, places=("online", "office", "street")),
    Kind("252/1", 360, INVENTED, 0.75, victims="any", places=("street",)),
    Kind("255/1", 760, INVENTED, 0.6, victims="any", damage=1500, places=("home", "street", "other")),
    Kind("262/1", 55, INVENTED, 0.85, places=("office",)),
    Kind("281/1", 170, INVENTED, 0.6, damage=300, places=("market",)),
    Kind("289/1", 260, INVENTED, 0.95, places=("transport", "other")),
    Kind("335/1", 610, INVENTED, 0.97, places=("other", "transport")),
    Kind("340/1", 1898, INVENTED, 0.85, places=("office", "transport")),
)

assert sum(kind.number for kind in MIX) == NATIONAL
BY_ARTICLE = {kind.article: kind for kind in MIX}
EXTRA = ("195/1", "116/1", "120/1", "255/1", "244/1")
"""Second offences of an event."""
PLANTED = ("last_days", "last_days", "removals", "downgrades", "refusals", "batches", "delay")
"""How seven areas bend their books. What each does is written in `living.Habits`."""
MONTHS = (0.92, 0.9, 1.0, 1.02, 1.05, 1.03, 1.04, 1.03, 1.02, 1.03, 0.99, 0.97)
