"""Forms of goal, of the three whys and of whom it concerns."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkori.rooms.problems.aims import GOALS, STAKEHOLDERS, STANCES
from hamkori.rooms.problems.catalogue import STRENGTH
from hamkori.rooms.problems.forms.common import SheetForm, TextSheet, radios, text, tick


class GoalForm(TextSheet):
    goal = radios(GOALS, _("What kind of goal?"))
    soon = text(_("What should be different in three months?"))
    later = text(_("What should be different in two years?"), required=False)
    about_bribes = tick(_("The plan is also against bribes and favours"))


class WhysForm(TextSheet):
    there = text(_("Why there, and not elsewhere?"), required=False)
    then = text(_("Why then, and not at other times?"), required=False)
    so = text(_("Why in this way, and what goes before?"), required=False)


class StakeForm(SheetForm):
    """Kinds only: no person, no people, no faith."""

    who = forms.ChoiceField(label=_("Whom does it concern?"), choices=list(STAKEHOLDERS.items()))
    stance = radios(STANCES, _("Where do they stand?"))
    weight = radios(STRENGTH, _("How much can they change?"))
    at_table = tick(_("They sit at the table already"))
