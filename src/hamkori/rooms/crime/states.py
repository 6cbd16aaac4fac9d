"""States of a report and of a recorded crime, and the words of their attributes. Codes are stored, labels are ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamkori.kernel.transitions import Transition, TransitionTable


class ReportState(models.TextChoices):
    """A report in the journal."""

    REGISTERED = "registered", pgettext_lazy("report", "Registered, not decided yet")
    INITIATED = "initiated", pgettext_lazy("report", "A case was opened")
    REFUSED = "refused", pgettext_lazy("report", "No case was opened")
    TRANSFERRED = "transferred", pgettext_lazy("report", "Handed to another office")


class ReportVerb(models.TextChoices):
    """Steps in the history of a report. Each is a row that is only ever added."""

    REGISTERED = "register", pgettext_lazy("step of a report", "Registered")
    EXTENDED = "extend", pgettext_lazy("step of a report", "More time was taken")
    INITIATED = "initiate", pgettext_lazy("step of a report", "A case was opened")
    REFUSED = "refuse", pgettext_lazy("step of a report", "No case was opened")
    TRANSFERRED = "transfer", pgettext_lazy("step of a report", "Handed to another office")
    RECONSIDERED = "reconsider", pgettext_lazy("step of a report", "The refusal was taken back")
    TOLD = "tell", pgettext_lazy("step of a report", "The person who reported was told")


class CrimeState(models.TextChoices):
    """A recorded crime."""

    OPEN = "open", pgettext_lazy("crime", "Under investigation")
    SUSPENDED = "suspended", pgettext_lazy("crime", "Suspended")
    CLEARED = "cleared", pgettext_lazy("crime", "Cleared up")
    REMOVED = "removed", pgettext_lazy("crime", "Removed: no crime")
    TRANSFERRED = "transferred", pgettext_lazy("crime", "Handed to another office")


class Verb(models.TextChoices):
    """Steps in the history of a recorded crime. Each is a row that is only ever added."""

    RECORDED = "recorded", pgettext_lazy("step of a crime", "Recorded")
    RECLASSIFIED = "reclassified", pgettext_lazy("step of a crime", "Classified anew")
    REMOVED = "removed", pgettext_lazy("step of a crime", "Removed")
    RESTORED = "restored", pgettext_lazy("step of a crime", "Restored")
    TRANSFERRED = "transferred", pgettext_lazy("step of a crime", "Handed over")
    SUSPENDED = "suspended", pgettext_lazy("step of a crime", "Suspended")
    CLEARED = "cleared", pgettext_lazy("step of a crime", "Cleared up")
    REOPENED = "reopened", pgettext_lazy("step of a crime", "Opened again")
    CORRECTED = "corrected", pgettext_lazy("step of a crime", "A mistake in typing was mended")


class Way(models.TextChoices):
    """How the police heard of it."""

    CALL = "call", _("By telephone")
    IN_PERSON = "in_person", _("In person")
    PAPER = "paper", _("On paper")
    FOUND = "found", _("Found by the police")
    OFFICE = "office", _("From another office")
    PORTAL = "portal", _("On the website")


class Clearance(models.TextChoices):
    """How a crime was cleared up."""

    SUSPECT_CHARGED = "charged", _("Sent to the prosecutor or the court")
    RECONCILED = "reconciled", _("Ended by reconciliation")
    AMNESTY = "amnesty", _("Ended by amnesty or limitation")
    DEATH = "death", _("Ended by the death of the suspect")
    CONFESSION = "confession", _("Added by confession to another case")


class Who(models.TextChoices):
    VICTIM = "victim", _("Victims")
    SUSPECT = "suspect", _("Suspects")


class Sex(models.TextChoices):
    FEMALE = "f", _("Female")
    MALE = "m", _("Male")
    UNKNOWN = "u", _("Not known")
    NOT_APPLICABLE = "n", _("Does not apply")


class AgeBand(models.TextChoices):
    """Bands of the international classification."""

    CHILD = "0-14", _("0 to 14")
    YOUNG = "15-29", _("15 to 29")
    ADULT = "30-44", _("30 to 44")
    MIDDLE = "45-59", _("45 to 59")
    OLDER = "60+", _("60 and older")
    UNKNOWN = "u", _("Not known")


class Relation(models.TextChoices):
    """What a suspect is to the victim."""

    PARTNER = "partner", _("Present or former partner")
    FAMILY = "family", _("Another relative")
    KNOWN = "known", _("Known")
    STRANGER = "stranger", _("Stranger")
    AUTHORITY = "authority", _("A person in authority or care")
    UNKNOWN = "u", _("Not known")
    NOT_APPLICABLE = "n", _("Does not apply")


class PlaceType(models.TextChoices):
    HOME = "home", _("A home")
    STREET = "street", _("A street or another open place")
    MARKET = "market", _("A market or a shop")
    SCHOOL = "school", _("A school or another place of learning")
    TRANSPORT = "transport", _("Transport or a stop")
    OFFICE = "office", _("A work place or an office")
    CUSTODY = "custody", _("A place of detention")
    ONLINE = "online", _("The internet or a telephone")
    OTHER = "other", _("Another place")
    UNKNOWN = "u", _("Not known")


class Weapon(models.TextChoices):
    NONE = "none", _("No weapon")
    FIREARM = "firearm", _("Firearm")
    BLADE = "blade", _("Knife or another blade")
    OTHER = "other", _("Another weapon")
    UNKNOWN = "u", _("Not known")


_DECIDED = frozenset({ReportState.INITIATED, ReportState.REFUSED, ReportState.TRANSFERRED})
REPORTS: TransitionTable[ReportState] = TransitionTable(
    [
        Transition(
            "extend",
            frozenset({ReportState.REGISTERED}),
            ReportState.REGISTERED,
            _("More time was taken; the reason is written."),
        ),
        Transition(
            "initiate", frozenset({ReportState.REGISTERED}), ReportState.INITIATED, _("A case was opened.")
        ),
        Transition(
            "refuse",
            frozenset({ReportState.REGISTERED}),
            ReportState.REFUSED,
            _("No case was opened; the reason is written."),
        ),
        Transition(
            "transfer",
            frozenset({ReportState.REGISTERED}),
            ReportState.TRANSFERRED,
            _("The report was handed to another office."),
        ),
        Transition(
            "reconsider",
            frozenset({ReportState.REFUSED}),
            ReportState.REGISTERED,
            _("The refusal was taken back."),
        ),
    ]
)

TELLING = _DECIDED
"""The person who reported can be told only of a decision; telling leaves the state as it is."""

_LIVING = frozenset({CrimeState.OPEN, CrimeState.SUSPENDED, CrimeState.CLEARED})
CRIMES: TransitionTable[CrimeState] = TransitionTable(
    [
        Transition(
            "clear",
            frozenset({CrimeState.OPEN, CrimeState.SUSPENDED}),
            CrimeState.CLEARED,
            _("The crime was cleared up."),
        ),
        Transition(
            "suspend",
            frozenset({CrimeState.OPEN}),
            CrimeState.SUSPENDED,
            _("The investigation was suspended."),
        ),
        Transition(
            "reopen",
            frozenset({CrimeState.SUSPENDED, CrimeState.CLEARED}),
            CrimeState.OPEN,
            _("The case was opened again."),
        ),
        Transition("remove", _LIVING, CrimeState.REMOVED, _("Removed from the register: no crime.")),
        Transition(
            "restore", frozenset({CrimeState.REMOVED}), CrimeState.OPEN, _("Taken into the register again.")
        ),
        Transition("transfer", _LIVING, CrimeState.TRANSFERRED, _("The crime was handed to another office.")),
    ]
)
"""Classifying anew and mending a mistake leave the state as it is."""
