"""Forms that speak plainly: one base class, one renderer, and the fields that people type by hand.

A form cleans what arrives (blanks, control characters, letters that could not be read), says in one sentence
what to correct, and names every wrong field on top with a link to it.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, cast

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.forms.utils import ErrorList
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise, lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamkori.kernel import clock

LONGEST_TEXT = 20_000  # characters, for a field that names no limit of its own
DATE_EXAMPLE = "15.03.2026"
_UNREADABLE = "\ufffd"
_KEPT = "\n\t\u200c\u200d"  # line end, tab, the two joiners of words
_DROPPED = {"Cc", "Cf", "Cs", "Co"}
_CYRILLIC_TWINS = str.maketrans("АВСЕНІКМОРТХУ", "ABCEHIKMOPTXY")


def tidy(text: str) -> str:
    """`text` composed, with plain line ends, without control, direction and surrogate characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if text.isprintable():
        return text
    return "".join(ch for ch in text if ch in _KEPT or unicodedata.category(ch) not in _DROPPED)


def _tidy_value(value: Any) -> Any:
    return tidy(value) if isinstance(value, str) else value


def _tidy_data(data: Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(data, MultiValueDict):
        return MultiValueDict(
            {name: [_tidy_value(value) for value in values] for name, values in data.lists()}
        )
    return {
        name: [_tidy_value(one) for one in value] if isinstance(value, list) else _tidy_value(value)
        for name, value in data.items()
    }


@dataclass(frozen=True)
class Option:
    """A choice that explains itself: what it is called, a hint, and rows of (who, what they see)."""

    title: str | Promise
    hint: str | Promise = ""
    rows: tuple[tuple[str | Promise, str | Promise], ...] = ()

    def __str__(self) -> str:
        return str(self.title)


# ---------------------------------------------------------------------- drawing


@cache
def _django_drawings() -> DjangoTemplates:
    return DjangoTemplates()


class HamkoriRenderer(TemplatesSetting):
    """Draws forms with the templates of `kernel/form/`; what we do not draw ourselves, Django draws."""

    form_template_name = "kernel/form/form.html"
    field_template_name = "kernel/form/field.html"
    our_widgets = {
        "django/forms/widgets/radio.html": "kernel/form/picks.html",
        "django/forms/widgets/checkbox_select.html": "kernel/form/picks.html",
    }

    def get_template(self, template_name: str) -> Any:
        ours = self.our_widgets.get(template_name, template_name)
        if ours.startswith("django/"):
            return _django_drawings().get_template(ours)
        return super().get_template(ours)


class PlainErrors(ErrorList):
    """The errors of one field as one paragraph that the field points to."""

    template_name = "kernel/form/errors.html"


class PlainField(BoundField):
    """A field on a page: knows its kind, its first control, and whether it may be left out."""

    @property
    def kind(self) -> str:
        """How it is drawn: `checkbox`, `group` or `line`."""
        if isinstance(self.field.widget, forms.CheckboxInput):
            return "checkbox"
        return "group" if self.use_fieldset else "line"

    @property
    def label_and_colon(self) -> str:
        """The label as the start of a line of the summary."""
        label = str(self.label)
        return label if label.endswith(("?", ":", ".", "!")) else label + ":"

    @property
    def boxed(self) -> bool:
        """True for the choice whose options list who sees what."""
        return isinstance(self.field.widget, BoxedRadios)

    @property
    def first_id(self) -> str:
        """The id of the control a link from the error summary leads to."""
        is_group = isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
        return f"{self.auto_id}_0" if is_group else self.id_for_label or self.auto_id

    @property
    def aria_describedby(self) -> str | None:
        described = super().aria_describedby
        if described and self.kind == "checkbox":  # its hint is inside the label: not to be read twice
            described = " ".join(one for one in described.split() if not one.endswith("_helptext"))
        return described or None


# ---------------------------------------------------------------------- the form


def _sentences(field: forms.Field) -> dict[str, str | Promise]:
    """Our sentences for what Django says in its own words, by error code."""
    if isinstance(field, forms.FileField):
        return {
            "required": _("Please choose a file."),
            "missing": _("Please choose a file."),
            "invalid": _("The file did not arrive. Please choose it again."),
            "empty": _("This file is empty. Please choose another one."),
            "invalid_image": _("This photo cannot be opened. Please choose another one."),
        }
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        choose = _("Please choose one.")
        return {
            "required": choose,
            "invalid_choice": choose,
            "invalid_list": choose,
            "invalid_pk_value": choose,
        }
    if isinstance(field, forms.BooleanField):
        return {"required": _("Please tick this box to go on.")}
    sentences: dict[str, str | Promise] = {
        "required": _("Please fill in this field."),
        "max_length": _("The text is too long. At most: %(limit_value)s characters."),
        "min_length": _("The text is too short. At least: %(limit_value)s characters."),
        "max_value": _("This number is too big. At most: %(limit_value)s."),
        "min_value": _("This number is too small. At least: %(limit_value)s."),
    }
    if isinstance(field, forms.IntegerField):
        sentences["invalid"] = _("Please write a number, for example 12.")
    return sentences


def _speak_plainly(field: forms.Field) -> None:
    """Put our sentences where Django's own stand; what the form's author wrote stays."""
    theirs: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        if kind.__module__.startswith("django."):
            theirs.update(getattr(kind, "default_error_messages", {}))
    for code, sentence in _sentences(field).items():
        if code not in field.error_messages or field.error_messages[code] is theirs.get(code):
            field.error_messages[code] = cast(str, sentence)


def _draw_plainly(field: forms.Field) -> None:
    """No silent cutting at a limit, no spinning numbers, no forty columns."""
    widget = field.widget
    limit = widget.attrs.pop("maxlength", None)
    if isinstance(widget, forms.Textarea):
        widget.attrs.pop("cols", None)
        if widget.attrs.get("rows") == "10":
            widget.attrs["rows"] = "5"
        if limit:
            widget.attrs["data-limit"] = limit
    if isinstance(widget, forms.NumberInput):
        widget.input_type = "text"
        widget.attrs.pop("step", None)
        widget.attrs.pop("min", None)
        widget.attrs.pop("max", None)
        widget.attrs.setdefault("inputmode", "numeric")


_PAGE_TOO_OLD = _("This page has become too old. Please open it again and repeat the step.")


class PlainFormMixin(forms.BaseForm):
    """What every form of ours shares. Use `Form`; mix this in only where Django wants another base."""

    bound_field_class = PlainField
    summary_template = "kernel/form/summary.html"

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("error_class", PlainErrors)
        kwargs.setdefault("label_suffix", "")
        super().__init__(_tidy_data(data) if data is not None else None, *args, **kwargs)
        for name, field in self.fields.items():
            self.add_field(name, field)

    def add_field(self, name: str, field: forms.Field) -> None:
        """Give the form a further field, drawn and speaking like the others."""
        self.fields[name] = field
        _speak_plainly(field)
        _draw_plainly(field)
        if isinstance(field, forms.CharField) and field.max_length is None:
            field.validators.append(MaxLengthValidator(LONGEST_TEXT))

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name in self.fields:
            raw = self[name].data
            pieces = raw if isinstance(raw, list) else [raw]
            if any(isinstance(piece, str) and _UNREADABLE in piece for piece in pieces):
                self.errors.pop(name, None)
                self.add_error(name, _("Some letters could not be read. Please write this again."))

    @property
    def summary(self) -> SafeString:
        """What has to be corrected, with a link to each field; empty when nothing has."""
        if not self.is_bound or not self.errors:
            return SafeString("")
        wrong = [self[name] for name in self.fields if name in self.errors]
        return self.render(
            self.summary_template,
            {
                "form": self,
                "fields": [field for field in wrong if not field.is_hidden],
                "general": [
                    *self.non_field_errors(),
                    *([_PAGE_TOO_OLD] if any(field.is_hidden for field in wrong) else []),
                ],
            },
        )


class Form(PlainFormMixin, forms.Form):
    """The base of every form. Put `novalidate` on the `<form>`: our sentences, not the browser's."""


# ---------------------------------------------------------------------- widgets and fields


class BoxedRadios(forms.RadioSelect):
    """Radio buttons whose choices are `Option`s: each lists who will see what."""


class DateText(forms.TextInput):
    """A date typed as text: a calendar is slow for a day of birth and unusable by keyboard on some phones."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", "class": "short", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return value.strftime("%d.%m.%Y") if isinstance(value, date) else super().format_value(value)


_date_hint = lazy(lambda: gettext("For example: %(example)s") % {"example": DATE_EXAMPLE}, str)


class DateField(forms.Field):
    """A day, as 15.03.2026, 15/3/2026 or 2026-03-15.

    `earliest` and `latest` are dates, or functions that give one (`clock.today`).
    """

    widget = DateText
    default_error_messages = {
        "invalid": _("Write the date like this: %(example)s"),
        "too_early": _("This date is too early. The first possible day: %(day)s"),
        "past": _("This date has already passed."),
        "future": _("This day has not come yet."),
        "too_late": _("This date is too late. The last possible day: %(day)s"),
    }

    def __init__(
        self,
        *,
        earliest: date | Callable[[], date] | None = None,
        latest: date | Callable[[], date] | None = None,
        **kwargs: Any,
    ) -> None:
        self.earliest, self.latest = earliest, latest
        kwargs.setdefault("help_text", _date_hint())  # type: ignore[no-untyped-call]
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        numbers = re.findall(r"\d+", str(value))
        if len(numbers) == 3 and not re.search(r"[^\d\s.,/\-–]", str(value)):
            year_first = len(numbers[0]) == 4
            year, month, day = numbers if year_first else reversed(numbers)
            if len(year) == 4 and len(month) <= 2 and len(day) <= 2:
                try:
                    return date(int(year), int(month), int(day))
                except ValueError:
                    pass
        raise ValidationError(
            self.error_messages["invalid"], code="invalid", params={"example": DATE_EXAMPLE}
        )

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        earliest = self.earliest() if callable(self.earliest) else self.earliest
        latest = self.latest() if callable(self.latest) else self.latest
        if earliest is not None and value < earliest:
            self._refuse("past" if earliest == clock.today() else "too_early", earliest)
        if latest is not None and value > latest:
            self._refuse("future" if latest == clock.today() else "too_late", latest)

    def _refuse(self, code: str, day: date) -> None:
        raise ValidationError(self.error_messages[code], code=code, params={"day": day.strftime("%d.%m.%Y")})

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class Phone(str):
    """A number in international form, "+992000000001". `typed` keeps what the person wrote."""

    typed: str = ""

    @property
    def shown(self) -> str:
        """For people: "+992 00 000 0001"."""
        return phonenumbers.format_number(
            phonenumbers.parse(self), phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )


def phone_example(region: str) -> str:
    """How a mobile number of `region` (ISO code) looks, in zeros: an example that can ring at nobody's."""
    number = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    if number is None:
        return "+000 00 000 00 01"
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    prefix = f"+{number.country_code}"
    return prefix + re.sub(r"\d", "0", shown.removeprefix(prefix))[:-1] + "1"


def _possible_number(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    for attempt in (text, "+" + text[2:]) if text.startswith("00") else (text,):
        try:
            number = phonenumbers.parse(attempt, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return number
    return None


class PhoneField(forms.CharField):
    """A telephone number. `region` is the ISO code of the country whose numbers need no prefix.

    Checked for a possible length only: numbering plans change faster than software. Gives a `Phone`, or "".
    """

    default_error_messages = {"invalid": _("Check the phone number. Example: %(example)s")}

    def __init__(self, *, region: str = "TJ", **kwargs: Any) -> None:
        self.region = region
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "short"})
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if typed in self.empty_values:
            return ""
        bare = "".join(str(int(ch)) if ch.isdecimal() else ch for ch in typed)
        number = None if re.search(r"[^\d\s()+.\-–]", bare) else _possible_number(bare, self.region)
        if number is None:
            example = phone_example(self.region)
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"example": example})
        phone = Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
        phone.typed = typed
        return phone


def latin(text: str) -> str:
    """Capitals without blanks and dashes, Cyrillic look-alikes as Latin letters, any digits as 0 to 9."""
    capitals = text.upper().translate(_CYRILLIC_TWINS)
    return "".join(str(int(ch)) if ch.isdecimal() else ch for ch in capitals if ch.isalnum())


class ReferenceField(forms.CharField):
    """A reference as people type it; gives it bare ("7KM4T9XA"). `references` decides whether it can be one."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "class": "short ref",
        }
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return latin(super().to_python(value) or "")


class CodeField(ReferenceField):
    """The secret code as people type it, in groups or not; gives it bare. The page never shows it again."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false", "class": "short ref"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)
