"""What residents type: what happens, who they are, number and code, a reply, an opinion."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.forms import BoxedRadios, Form, Option, PhoneField
from hamkori.kernel.words import pick
from hamkori.rooms.concerns.actions.answering import LONGEST_ANSWER
from hamkori.rooms.concerns.actions.intake import LONGEST_TEXT
from hamkori.rooms.concerns.models import Topic
from hamkori.rooms.concerns.states import Kind, Named, Track

MOST_PHOTOS = 3
PHOTO_SIDE = 1600
"""Pixels of the longer side to which a browser with scripts makes a photo smaller before it travels."""
Choice = tuple[str, Any]


class SeveralFiles(forms.ClearableFileInput):
    """Several photos at once; a browser without scripts sends them as they are."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class PhotosField(forms.FileField):
    """Up to `MOST_PHOTOS` files, unchecked: the store looks at them only after the words have passed the screens."""

    widget = SeveralFiles

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault(
            "widget",
            SeveralFiles(attrs={"accept": "image/jpeg,image/png,image/webp", "data-shrink": str(PHOTO_SIDE)}),
        )
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [file for file in (data if isinstance(data, list | tuple) else [data]) if file]


def kind_choices() -> list[Choice]:
    return [
        (Kind.CONCERN.value, Option(_("Concern"), _("Something is wrong or unsafe."))),
        (Kind.IDEA.value, Option(_("Idea"), _("How something could be better."))),
        (Kind.THANKS.value, Option(_("Thanks"), _("Something went well: let them know."))),
    ]


def grouped(topics: Iterable[Topic]) -> list[tuple[str, list[Choice]]]:
    """The topics under the names of their groups, in the order of the pack."""
    groups: dict[str, tuple[str, list[Choice]]] = {}
    for topic in topics:
        name, choices = groups.setdefault(topic.group, (pick(topic.group_names) or topic.group, []))
        choices.append((topic.code, Option(topic.name, topic.hint)))
    return list(groups.values())


class WhatForm(Form):
    """The second screen: what it is and what happens there."""

    kind = forms.ChoiceField(
        label=_("What would you like to say?"), widget=forms.RadioSelect, initial=Kind.CONCERN.value
    )
    topic = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about: this decides who answers.")},
    )
    text = forms.CharField(
        label=_("What happens there?"),
        help_text=_(
            "In your own words: about the place and what happens there. Please do not write the names of other people."
        ),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Tell us in a few words what happens there.")},
    )
    landmark = forms.CharField(
        label=_("Landmark"),
        help_text=_("For example: from the shop to the bridge. Only the office that answers sees it."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    photos = PhotosField(
        label=_("Photos"),
        help_text=_(
            "At most 3, JPEG, PNG or WEBP, up to 10 MB each. Better without people. "
            "We take out where and when they were made."
        ),
    )

    def __init__(self, *args: Any, topics: Sequence[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = {topic.code: topic for topic in topics}
        self.choose("kind", kind_choices())
        self.choose("topic", grouped(topics))

    def choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        topic = self.topics.get(cleaned.get("topic", ""))
        kind = cleaned.get("kind")
        if topic is not None and kind and topic.kinds and kind not in topic.kinds and not topic.screen:
            self.add_error("topic", _("This topic does not fit. Please choose another one."))
        return cleaned

    @property
    def topic_groups(self) -> list[dict[str, Any]]:
        """The groups for drawing: name, whether one of its topics is chosen, and the radio buttons."""
        chosen = str(self["topic"].value() or "")
        groups: list[dict[str, Any]] = []
        by_value = {str(radio.data["value"]): radio for radio in self["topic"].subwidgets}
        for name, choices in grouped(self.topics.values()):
            codes = [str(code) for code, _option in choices]
            groups.append(
                {
                    "name": name,
                    "open": chosen in codes,
                    "picks": [(by_value[code].data, option) for code, option in choices if code in by_value],
                }
            )
        return groups


def _clock_hint(days: int, unit: str) -> str:
    if unit == "working":
        return gettext("First answer within %(days)s working days.") % {"days": days}
    return gettext("First answer within %(days)s days.") % {"days": days}


def track_choices(clocks: dict[str, tuple[int, str]]) -> list[Choice]:
    """The two tracks with their own days; `clocks` is {track: (days, unit)}."""
    note, appeal = clocks[Track.NOTE.value], clocks[Track.APPEAL.value]
    return [
        (
            Track.NOTE.value,
            Option(Track.NOTE.label, _clock_hint(*note) + " " + gettext("You can stay without a name.")),
        ),
        (
            Track.APPEAL.value,
            Option(
                Track.APPEAL.label,
                _clock_hint(*appeal)
                + " "
                + gettext("The office must register it. The law asks for your name."),
            ),
        ),
    ]


def named_choices(office: str, *, police_answers: bool) -> list[Choice]:
    """The three choices of a name, each with the list of who will see it (K01, K07)."""
    nobody, not_police = gettext("nobody"), gettext("do not see it")
    one = gettext("one person: who works on it at %(office)s") % {"office": office}
    everyone = gettext("those who prepare the answer at %(office)s") % {"office": office}
    police = not_police
    if police_answers:
        one = everyone = gettext("nobody, unless you tick “Show my name to the police” below")
        police = gettext("only with your tick below")
    sees, police_row = gettext("Your name is seen by"), gettext("The police")
    team_row, team = gettext("Team and public site"), gettext("never see it")
    return [
        (
            Named.ANONYMOUS.value,
            Option(
                Named.ANONYMOUS.label,
                _("We keep no name, no number and nothing about your phone. Your code opens the answer."),
                ((sees, nobody), (police_row, not_police)),
            ),
        ),
        (
            Named.CONFIDENTIAL.value,
            Option(
                Named.CONFIDENTIAL.label,
                _("Somebody can contact you to ask."),
                ((sees, one), (police_row, police), (team_row, team)),
            ),
        ),
        (
            Named.NAMED.value,
            Option(
                Named.NAMED.label,
                _("You are ready to speak about it yourself."),
                ((sees, everyone), (police_row, police), (team_row, team)),
            ),
        ),
    ]


YES_NO: list[tuple[str, str | Promise]] = [
    ("no", _("No, only the topic, the place, the month and the state")),
    ("yes", _("Yes, my text too, after somebody has checked it")),
]


class WhoForm(Form):
    """The third screen: with a name or without, the track, and what everyone may read."""

    track = forms.ChoiceField(
        label=_("How shall it be handled?"), widget=forms.RadioSelect, initial=Track.NOTE.value
    )
    named = forms.ChoiceField(
        label=_("Would you like to give your name?"),
        widget=BoxedRadios,
        error_messages={"required": _("Choose one: with a name or without.")},
    )
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Only if you chose “confidential” or “with my name”."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "short"}),
    )
    phone = PhoneField(label=_("Your phone"), required=False)
    contact_note = forms.CharField(
        label=_("When and how is it safe to call you?"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    tell_by_sms = forms.BooleanField(
        label=_("Send me a text message when there is news"),
        help_text=_(
            "It only says that there is news on your number. It never says what about. "
            "A phone can be read by others in the house."
        ),
        required=False,
    )
    show_police = forms.BooleanField(
        label=_("Show my name to the police"),
        help_text=_(
            "Off. The police answer this topic here. Tick it only if you want it yourself. "
            "You can take it back at any time."
        ),
        required=False,
    )
    publish = forms.ChoiceField(
        label=_("May everyone read your text?"), widget=forms.RadioSelect, initial="no", choices=YES_NO
    )

    def __init__(
        self,
        *args: Any,
        office: str,
        police_answers: bool,
        clocks: dict[str, tuple[int, str]] | None,
        may_be_public: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choose("named", named_choices(office, police_answers=police_answers))
        phone = self.fields["phone"]
        assert isinstance(phone, PhoneField)
        phone.region = settings.HAMKORI_COUNTRY.upper()
        phone.widget.attrs["autocomplete"] = "off"
        if clocks is None:
            del self.fields["track"]
        else:
            self.choose("track", track_choices(clocks))
        if not police_answers:
            del self.fields["show_police"]
        if not may_be_public:
            del self.fields["publish"]

    def choose(self, name: str, choices: list[Choice]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class ReplyForm(Form):
    text = forms.CharField(
        label=_("Write to the office"),
        help_text=_("They see your words, not who you are. Kept with the date only."),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": "4", "autocomplete": "off"}),
        error_messages={"required": _("Write a few words first.")},
    )


class ReopenForm(Form):
    text = forms.CharField(
        label=_("What is still not right?"),
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": "3", "autocomplete": "off"}),
    )


FIVE: list[tuple[str, str | Promise]] = [
    ("5", _("Yes")),
    ("4", _("Rather yes")),
    ("3", _("Half and half")),
    ("2", _("Rather no")),
    ("1", _("No")),
]


class OpinionForm(Form):
    """Two questions after closing; each may be left out."""

    useful = forms.ChoiceField(
        label=_("Was the answer of use?"), widget=forms.RadioSelect, choices=FIVE, required=False
    )
    respectful = forms.ChoiceField(
        label=_("Were you treated with respect?"), widget=forms.RadioSelect, choices=FIVE, required=False
    )


class WithdrawForm(Form):
    sure = forms.BooleanField(label=_("Yes, delete my words, contacts and photos"))
