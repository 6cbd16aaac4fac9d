"""The lists a folder is filled from. Choices instead of free text: a choice cannot name a person (K18, K19).

The 25 techniques follow Cornish & Clarke (2003), the classes of problems Eck & Clarke (2003); the words are ours.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamkori.rooms.problems.kinds import KINDS as KINDS

Words = dict[str, Any]
"""{code: what people read}"""


def said(words: Mapping[str, Any], codes: Iterable[str]) -> list[str]:
    """The words of `codes`, in the order of the list; unknown codes are left out."""
    wanted = set(codes)
    return [str(word) for code, word in words.items() if code in wanted]


# --- finding the problem

CHEERS: dict[str, tuple[Any, Any]] = {
    "community": (_("Does it touch many people here?"), _("Not one family, not one person.")),
    "harm": (_("Does it harm somebody or something?"), _("Health, things, fear, lost time.")),
    "expected": (
        _("Do people expect the police or the office to help?"),
        _("They said so, or they have asked before."),
    ),
    "events": (_("Are these separate events?"), _("Something that happens, not a feeling in general.")),
    "recurring": (_("Does it happen again and again?"), _("Two similar events at least.")),
    "similar": (_("Are the events alike?"), _("The same kind of place, time or behaviour.")),
}
"""Six questions. One “no” means that it is passed to somebody, not worked on in a folder."""

BEHAVIOURS: Words = {
    "predatory": _("Somebody takes or damages what belongs to others"),
    "conflict": _("People quarrel or fight"),
    "consensual": _("Something forbidden by agreement, for example gambling"),
    "incivility": _("Noise, rubbish, rudeness"),
    "endangerment": _("Somebody puts others in danger, for example by speeding"),
    "misuse": _("The emergency number is called for nothing"),
}
ENVIRONMENTS: Words = {
    "homes": _("Homes and yards"),
    "leisure": _("Clubs, cafés, sport"),
    "offices": _("Offices"),
    "market": _("Shops and bazaar"),
    "industry": _("Workshops and factories"),
    "fields": _("Fields and canals"),
    "school": _("Schools and nurseries"),
    "health": _("Clinics and services for people"),
    "street": _("Streets, squares, parks"),
    "transport": _("Roads, stops, transport"),
    "open": _("Empty ground and building sites"),
}
DAYS: Words = {
    "every": _("every day"),
    "work": _("on working days"),
    "rest": _("on days of rest"),
    "market": _("on market days"),
}
PARTS: Words = {
    "morning": _("in the morning"),
    "noon": _("by day"),
    "evening": _("in the evening"),
    "night": _("at night"),
}
SEASONS: Words = {
    "year": _("all year"),
    "school": _("in the school term"),
    "harvest": _("at harvest time"),
    "winter": _("in winter"),
    "summer": _("in summer"),
}

# --- the three sides

SIDES: Words = {
    "harmed": _("Who suffers"),
    "behaviour": _("What behaviour does harm"),
    "place": _("The place"),
}
HARMED: Words = {
    "pupils": _("children on their way to school"),
    "girls": _("girls and women on their way"),
    "old": _("old people"),
    "drivers": _("drivers and passengers"),
    "sellers": _("sellers and buyers"),
    "farmers": _("farmers"),
    "households": _("households of the street"),
    "young": _("young people"),
    "disabled": _("people with disabilities"),
    "all": _("everybody who passes"),
}
DOING: Words = {
    "speed": _("driving too fast"),
    "parking": _("stopping or parking in the way"),
    "fights": _("fights"),
    "pestering": _("pestering people on the street"),
    "drinking": _("drinking in public"),
    "selling": _("selling to children what is not for them"),
    "noise": _("noise at night"),
    "rubbish": _("throwing rubbish away"),
    "cattle": _("letting cattle loose"),
    "water": _("taking water out of turn"),
    "damage": _("breaking what belongs to all"),
    "theft": _("taking things from yards, fields or cars"),
    "bullying": _("bullying among pupils"),
    "neglect": _("leaving something dangerous unrepaired"),
}
FEATURES: Words = {
    "dark": _("it is dark"),
    "hidden": _("nobody can see it"),
    "no_path": _("there is no footpath"),
    "no_sign": _("there is no sign and no crossing"),
    "crowded": _("it is crowded at certain hours"),
    "empty": _("it is empty and without an owner"),
    "broken": _("something is broken"),
    "shared": _("many use it and nobody has set a rule"),
    "far": _("help is far away"),
}
KEEPERS: Words = {
    "parents": _("parents"),
    "teachers": _("teachers"),
    "neighbours": _("neighbours"),
    "coach": _("coaches and youth leaders"),
    "owner": _("the owner of the shop, café or line"),
    "employer": _("employers"),
    "mahalla": _("the mahalla committee"),
    "jamoat": _("the jamoat"),
    "service": _("the service in charge"),
    "inspector": _("the inspector"),
    "nobody": _("nobody so far"),
}
"""Who can protect, calm or look after: guardians, handlers and place managers, as kinds and never as persons."""
STRENGTH: Words = {
    "0": _("no influence now"),
    "1": _("a little"),
    "2": _("some"),
    "3": _("strong"),
}
SIDE_CHOICES: dict[str, Words] = {"harmed": HARMED, "behaviour": DOING, "place": FEATURES}

CAUSES: Words = {
    "planning": _("the place was built or left so"),
    "work": _("young people have no work or nothing to do"),
    "services": _("a service does not reach the place"),
    "rules": _("the rule is not known or not clear"),
    "owner": _("nobody feels responsible"),
    "money": _("there was no money for it"),
    "habit": _("everybody does it, so it seems normal"),
    "trust": _("people do not believe that asking helps"),
}
CONNECTORS: Words = {
    "school": _("the school"),
    "water": _("the canal or well that all use"),
    "bazaar": _("the bazaar"),
    "feasts": _("feasts and help at weddings"),
    "sport": _("sport and games"),
    "work": _("work that is done together"),
}
"""What brings people together here."""
GROUPS_ABSENT: Words = {
    "women": _("women"),
    "girls": _("girls"),
    "young_men": _("young men"),
    "old": _("old people"),
    "disabled": _("people with disabilities"),
    "poor": _("people who cannot take time off"),
    "away": _("families of those who work abroad"),
    "newcomers": _("people who moved here lately"),
    "drivers": _("drivers and sellers"),
    "none": _("nobody is missing"),
}
"""Who is not at the table. No list names a people or a faith."""


class Origin(models.TextChoices):
    """Who put it on the agenda (K44)."""

    RESIDENTS = "residents", _("residents")
    TEAM = "team", _("the team itself")
    AUTHORITY = "authority", _("an authority")
    PARTNER = "partner", _("a donor or partner")


class Shelved(models.TextChoices):
    """Why a folder rests."""

    SEASON = "season", _("We wait for the right season")
    MONEY = "money", _("There is no money for it now")
    OTHER_FIRST = "other_first", _("Another problem comes first")
    NOT_OURS = "not_ours", _("Nobody here can change it now")


# --- acting

FAMILIES: Words = {
    "effort": _("Make it harder"),
    "risk": _("Make it seen"),
    "reward": _("Make it not worth it"),
    "calm": _("Calm things down"),
    "excuse": _("Leave no excuse"),
}
TECHNIQUES: dict[str, tuple[str, Any]] = {
    "1": ("effort", _("Make things stronger: locks, fences, speed bumps")),
    "2": ("effort", _("Decide who comes in: gates, keys")),
    "3": ("effort", _("Look at what leaves: tickets, receipts")),
    "4": ("effort", _("Keep apart: another way, another time, another stop")),
    "5": ("effort", _("Keep dangerous things away")),
    "6": ("risk", _("Go together, keep an eye on each other")),
    "7": ("risk", _("Light and free view")),
    "8": ("risk", _("Make people known: badges, line numbers")),
    "9": ("risk", _("Somebody who looks after the place")),
    "10": ("risk", _("Regular rounds of those on duty")),
    "11": ("reward", _("Put things out of sight")),
    "12": ("reward", _("Take away what attracts")),
    "13": ("reward", _("Mark things and animals")),
    "14": ("reward", _("Look at where such things are sold")),
    "15": ("reward", _("Clean and repair at once")),
    "16": ("calm", _("Less waiting, less crowding")),
    "17": ("calm", _("Keep quarrelling sides apart, agree turns")),
    "18": ("calm", _("Do not stir up feelings")),
    "19": ("calm", _("Help the young to say no to the others")),
    "20": ("calm", _("Do not let it be copied")),
    "21": ("excuse", _("Set a clear rule")),
    "22": ("excuse", _("Put up a sign")),
    "23": ("excuse", _("Remind people when it matters")),
    "24": ("excuse", _("Make the right way easy: bins, crossings")),
    "25": ("excuse", _("Less drink where it does harm")),
}
FEASIBLE: Words = {
    "time": _("Time"),
    "money": _("Money"),
    "law": _("Law"),
    "accepted": _("Do people accept it?"),
}
EASE: Words = {
    "0": _("not possible"),
    "1": _("hard"),
    "2": _("possible"),
    "3": _("easy"),
}
RESULTS: Words = {
    "helped": _("it helped"),
    "for_a_while": _("it helped for a while"),
    "nothing": _("nothing changed"),
    "worse": _("it became worse"),
    "unknown": _("nobody knows"),
}
RESOURCES: Words = {
    "none": _("no money needed"),
    "labour": _("own labour"),
    "budget": _("local budget"),
    "kind": _("support in kind"),
}
"""No cash and no grant here: what a team has are hands, the local budget, and things (K39)."""


class Carried(models.TextChoices):
    PLANNED = "planned", _("not yet")
    DONE = "done", _("done as planned")
    PARTLY = "partly", _("partly done")
    NOT = "not", _("not done")


HARM: Words = {
    "label": _("Could it give a group of people or a street a bad name?"),
    "freedom": _("Could women or girls lose freedom because of it?"),
    "weak": _("Could the trouble move to those who are weaker?"),
    "raised": _("Could somebody find out who raised it?"),
    "harsh": _("Could it end in rough treatment, or in young people being stopped for how they look?"),
    "reconcile": _("Could somebody be pressed to make peace?"),
    "divide": _("Could it set neighbours against each other?"),
    "men": _("Could men and boys feel left out and turn against it?"),
}
"""Could this harm anybody? (K03, K04, K17, K18, K20, K33, K50)"""


class Harm(models.TextChoices):
    NO = "no", _("No")
    HANDLED = "handled", _("Yes, and we know what we do about it")
    YES = "yes", _("Yes, and we do not know yet")


# --- what police ask a team

ADVICE: Words = {
    "home": _("How we talk with people when there is trouble at home"),
    "early": _("How we talk with families about early marriage"),
    "women": _("How women are received at our office"),
    "young": _("How we talk with young people"),
    "visits": _("How we come to a street, a school or a feast"),
    "words": _("Which words we use in notices and talks"),
}
"""How things are done; no entry is about a case (R137)."""

# --- showing whether it helped

EXPLANATIONS: Words = {
    "weather": _("the weather or the season"),
    "holiday": _("holidays, harvest, school times"),
    "reporting": _("people speak about it more, or less, than before"),
    "counting": _("somebody else counted, or in another way"),
    "other_work": _("something else was done at the same time"),
    "movement": _("people moved away or came"),
    "chance": _("chance: the numbers are small"),
}
DISPLACED: Words = {
    "place": _("to another place"),
    "time": _("to another time"),
    "target": _("to other people or things"),
    "method": _("to another way of doing it"),
    "kind": _("into another kind of trouble"),
    "others": _("others do it now"),
}


class Seen(models.TextChoices):
    """Did it move? Each of the six ways is looked at."""

    NO = "no", _("We looked: no")
    YES = "yes", _("We looked: yes")
    UNKNOWN = "unknown", _("We could not find out")


class Spread(models.TextChoices):
    NONE = "none", _("We saw no further good")
    NEAR = "near", _("It also became better nearby")
    UNKNOWN = "unknown", _("We could not find out")


class Verdict(models.TextChoices):
    HELPED = "helped", _("It helped")
    PARTLY = "partly", _("It helped a little")
    NO_CHANGE = "no_change", _("Nothing changed")
    WORSE = "worse", _("It became worse")
    NOT_ENOUGH = "not_enough", _("Not enough to tell")


# --- voices, maps, walks


class Group(models.TextChoices):
    """Whose voices were counted. A smaller group is never named, neither here nor in public (K62)."""

    WOMEN = "women", _("Women")
    MEN = "men", _("Men")
    YOUTH = "youth", pgettext_lazy("a group of residents", "Young people")
    ELDERS = "elders", pgettext_lazy("a group of residents", "Older people")
    SMALLER = "smaller", _("A smaller group")


class Session(models.TextChoices):
    """How the voices came in."""

    MEETING = "meeting", _("At a meeting")
    WOMEN_ONLY = "women_only", _("Women only")
    YOUTH_ONLY = "youth_only", _("Young people only")
    SLIPS = "slips", _("Paper slips")
    SMS = "sms", _("Text messages")


WORRIES: Words = {
    "traffic": _("traffic"),
    "dark": _("darkness"),
    "dogs": _("stray dogs"),
    "fights": _("fights"),
    "pestering": _("pestering on the street"),
    "water": _("water and canal"),
    "rubbish": _("rubbish"),
    "bazaar": _("crowding at the bazaar"),
    "building": _("empty buildings"),
    "school_way": _("the way to school"),
}
"""Kinds of worry on a map: about things and behaviour, never about who lives there (K33)."""
SENSITIVE = frozenset({"fights", "pestering", "building"})
"""In public their place is said only roughly: a part of the sheet, not a tile (R240)."""
RATINGS: Words = {
    "light": _("Light"),
    "open": _("Open view"),
    "eyes": _("Eyes on the street"),
    "people": _("People about"),
    "guard": _("Somebody who can help"),
    "path": _("Footpath"),
    "transport": _("Stop or transport"),
    "mixed": _("Women and men use it alike"),
    "feeling": _("Feeling"),
}
LEVELS: Words = {"0": _("bad"), "1": _("poor"), "2": _("fair"), "3": _("good")}
