"""Forms for offices, contacts, areas and seats."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.desk import in_languages
from hamkori.kernel.forms import DateField, Form, PhoneField
from hamkori.rooms.bodies.actions import NewContact
from hamkori.rooms.bodies.models import Contact, OrganisationKind, Seat
from hamkori.society.accounts.models import Organisation
from hamkori.society.countries.forms import add_words
from hamkori.society.places.forms import OnePlaceField

USUAL = "usual"
"""The office above is the nearest one of the kind that the country pack names."""
SHORT_NUMBER = 6  # digits: 102, 1146 and the like


class OfficePhoneField(PhoneField):
    """A telephone number of an office; short numbers stay as they are."""

    def clean(self, value: Any) -> Any:
        bare = "".join(str(value or "").split())
        if bare.isdecimal() and 3 <= len(bare) <= SHORT_NUMBER:
            return bare
        return super().clean(value)


class WhereForm(Form):
    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_field("place", OnePlaceField(actor=actor, label=_("Where does it sit")))


def _named(names: Mapping[str, str], field: str) -> dict[str, str]:
    return {f"{field}_{code}": names.get(code, "") for code, _name in settings.LANGUAGES}


class OfficeForm(Form):
    """A new office (with `kinds`), or the names of one that is there (with `office`)."""

    def __init__(
        self,
        *args: Any,
        parents: Sequence[Organisation],
        language: str,
        kinds: Mapping[str, OrganisationKind] | None = None,
        office: Organisation | None = None,
        **kwargs: Any,
    ) -> None:
        if office is not None:
            kwargs["initial"] = {
                **_named(office.names, "name"),
                "parent": office.parent.uid if office.parent is not None else "",
                "signs_in": office.signs_in,
                "source_note": office.source_note,
            }
        super().__init__(*args, **kwargs)
        if kinds is not None:
            choices = sorted(((code, kind.name) for code, kind in kinds.items()), key=lambda pair: pair[1])
            self.add_field("kind", forms.ChoiceField(label=_("Kind of office"), choices=choices))
        add_words(
            self, "name", _("Name"), help_text=_("As it stands on the door. At least one of the names.")
        )
        above = [(one.uid, f"{one.name_in(language)} ({one.place.name})") for one in parents]
        first = [(USUAL, _("The usual one for this kind"))] if kinds is not None else []
        self.add_field(
            "parent",
            forms.ChoiceField(
                label=_("Office above"),
                choices=[*first, ("", _("None")), *above],
                required=False,
                help_text=_("What is late goes there."),
            ),
        )
        self.parents = {one.uid: one for one in parents}
        if kinds is not None:
            self.add_field(
                "from_on",
                DateField(label=_("Since when"), required=False, latest=clock.today, initial=clock.today()),
            )
        self.add_field(
            "signs_in",
            forms.BooleanField(
                label=_("Somebody there will sign in"),
                required=False,
                help_text=_("If not, letters and telephone do the same work."),
            ),
        )
        self.add_field(
            "source_note",
            forms.CharField(label=_("Where we know this from"), required=False, max_length=300),
        )

    @property
    def names(self) -> dict[str, str]:
        return in_languages(self.cleaned_data, "name")


class AreaForm(Form):
    """A further place that the office is responsible for (H1: any set of places)."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_field("place", OnePlaceField(actor=actor, label=_("Place")))
        self.add_field(
            "from_on",
            DateField(
                label=pgettext_lazy("first day", "From"),
                required=False,
                latest=clock.today,
                initial=clock.today(),
            ),
        )


class ContactForm(Form):
    """A desk or a telephone of an office. A person's name only with a tick and the day of consent (K48)."""

    def __init__(self, *args: Any, contact: Contact | None = None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"agreed_on": clock.today(), "languages": []}
        if contact is not None:
            initial |= {
                **_named(contact.post, "post"),
                **_named(contact.hours, "hours"),
                **_named(contact.where, "where"),
                "phone": contact.phone,
                "languages": contact.languages,
                "woman_officer": contact.woman_officer,
                "person": contact.person,
                "agreed": bool(contact.person),
                "agreed_on": contact.person_agreed_on or clock.today(),
            }
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        add_words(
            self,
            "post",
            _("Post or desk"),
            most=120,
            help_text=_("For example: reception. At least one language."),
        )
        self.add_field(
            "phone",
            OfficePhoneField(
                label=_("Telephone number"), required=False, region=str(settings.HAMKORI_COUNTRY).upper()
            ),
        )
        add_words(
            self,
            "hours",
            _("When somebody is there"),
            most=120,
            help_text=_("For example: Monday to Friday, 8 to 17."),
        )
        add_words(self, "where", _("Where it is"), help_text=_("Street, house, floor."))
        self.add_field(
            "languages",
            forms.MultipleChoiceField(
                label=_("Languages spoken there"),
                required=False,
                choices=settings.LANGUAGES,
                widget=forms.CheckboxSelectMultiple,
            ),
        )
        self.add_field(
            "woman_officer", forms.BooleanField(label=_("A woman officer can be asked for"), required=False)
        )
        self.add_field(
            "person",
            forms.CharField(
                label=_("Name of the person"),
                required=False,
                max_length=120,
                help_text=_("Leave it empty: the post is enough."),
            ),
        )
        self.add_field(
            "agreed",
            forms.BooleanField(
                label=_("This person agreed that the name is shown to everybody"), required=False
            ),
        )
        self.add_field("agreed_on", DateField(label=_("Agreed on"), required=False, latest=clock.today))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(in_languages(cleaned, "post").values()):
            self.add_error(
                f"post_{settings.LANGUAGES[0][0]}",
                _("Say which post or desk this is, in at least one language."),
            )
        _check_consent(self, cleaned, "person")
        return cleaned

    def as_contact(self) -> NewContact:
        cleaned = self.cleaned_data
        return NewContact(
            post=in_languages(cleaned, "post"),
            phone=str(cleaned["phone"]),
            hours=in_languages(cleaned, "hours"),
            where=in_languages(cleaned, "where"),
            languages=tuple(cleaned["languages"]),
            person=cleaned["person"],
            person_agreed_on=cleaned["agreed_on"] if cleaned["agreed"] else None,
            woman_officer=cleaned["woman_officer"],
        )


def _check_consent(form: Form, cleaned: Mapping[str, Any], name: str) -> None:
    if not cleaned.get(name):
        return
    if not cleaned.get("agreed"):
        form.add_error(
            "agreed", _("A name is shown only if this person agreed. Tick this, or leave the name empty.")
        )
    elif not cleaned.get("agreed_on") and "agreed_on" not in form.errors:
        form.add_error("agreed_on", _("On which day did this person agree?"))


class SeatForm(Form):
    """A seat of a team or council, with the term and the name by consent."""

    number = forms.IntegerField(
        label=_("Seat number"),
        min_value=1,
        max_value=200,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    category = forms.ChoiceField(label=_("Whom this member stands for"), required=False)
    term_from = DateField(label=_("Term begins"), latest=clock.today)
    term_until = DateField(label=_("Term ends"), required=False)
    shown_name = forms.CharField(
        label=_("Name of the member"),
        required=False,
        max_length=120,
        help_text=_("Leave it empty: then only the seat is shown."),
    )
    agreed = forms.BooleanField(
        label=_("This person agreed that the name is shown to everybody"), required=False
    )
    agreed_on = DateField(label=_("Agreed on"), required=False, latest=clock.today)

    def __init__(
        self,
        *args: Any,
        categories: Sequence[tuple[str, str]],
        seat: Seat | None = None,
        years: int | None,
        **kwargs: Any,
    ) -> None:
        initial = {"agreed_on": clock.today(), **kwargs.pop("initial", {})}
        if seat is not None:
            initial |= {
                "number": seat.number,
                "category": seat.category,
                "term_from": seat.term_from,
                "term_until": seat.term_until,
                "shown_name": seat.shown_name,
                "agreed": bool(seat.shown_name),
                "agreed_on": seat.shown_agreed_on or clock.today(),
            }
        super().__init__(*args, initial=initial, **kwargs)
        category = self.fields["category"]
        assert isinstance(category, forms.ChoiceField)
        category.choices = [("", _("not said")), *categories]
        if years:
            self.fields["term_until"].help_text = _("Empty: %(years)s years, as the charter says.") % {
                "years": years
            }
        if seat is not None:
            del self.fields["number"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        _check_consent(self, cleaned, "shown_name")
        return cleaned
