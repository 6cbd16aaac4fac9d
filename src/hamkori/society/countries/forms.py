"""Forms for help lines, days off and settings."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.forms import DateField, Form, PlainFormMixin
from hamkori.society.countries.models import HelpLine

SMALLEST_COUNT = 5  # K34: no installation may show smaller counts


def add_words(
    form: PlainFormMixin,
    name: str,
    label: Any,
    *,
    most: int = 200,
    required: bool = False,
    help_text: Any = "",
) -> None:
    """A field for each language of the installation, `name_tg`, `name_ru`…; the hint stands at the first one."""
    for number, (code, language) in enumerate(settings.LANGUAGES):
        form.add_field(
            f"{name}_{code}",
            forms.CharField(
                label=f"{label} ({language})",
                required=required,
                max_length=most,
                help_text=help_text if number == 0 else "",
                widget=forms.TextInput(attrs={"lang": code, "autocomplete": "off"}),
            ),
        )


class HelpLineForm(Form):
    number = forms.CharField(
        label=_("Telephone number"),
        required=False,
        max_length=40,
        help_text=_("As people dial it. Leave it empty if it is not known: then the page says so."),
        validators=[RegexValidator(r"^\+?[0-9][0-9 ()\-]*$", _("Write digits only, for example 112."))],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "class": "short"}),
    )
    free = forms.ChoiceField(
        label=_("Does the call cost anything"),
        choices=[("", _("not known")), ("yes", _("free of charge")), ("no", _("costs money"))],
        required=False,
    )

    def __init__(self, *args: Any, line: HelpLine, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "number": line.number,
            "free": {True: "yes", False: "no"}.get(line.free, "") if line.free is not None else "",
            **{f"hours_{code}": line.hours.get(code, "") for code, _name in settings.LANGUAGES},
        }
        super().__init__(*args, **kwargs)
        add_words(self, "hours", _("When somebody answers"), help_text=_("For example: day and night."))
        self.order_fields(["number", *(f"hours_{code}" for code, _name in settings.LANGUAGES), "free"])


class NewHelpLineForm(HelpLineForm):
    """A help line that the pack does not have. `whole_country`: it may stand on every page of help."""

    def __init__(self, *args: Any, whole_country: bool, **kwargs: Any) -> None:
        super().__init__(*args, line=HelpLine(), **kwargs)
        add_words(self, "name", _("What it is called"), most=80, help_text=_("At least one language."))
        add_words(
            self,
            "what_for",
            _("When people call it"),
            help_text=_("One plain sentence. Never the address of a shelter."),
        )
        if whole_country:
            self.add_field(
                "always", forms.BooleanField(label=_("Show it on every page of help"), required=False)
            )
        languages = [code for code, _name in settings.LANGUAGES]
        order = [f"{name}_{code}" for name in ("name", "what_for") for code in languages]
        self.order_fields([*order, "number", *(f"hours_{code}" for code in languages), "free", "always"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, problem in (
            ("name", _("Give a name in at least one language.")),
            ("what_for", _("Say what it is for in at least one language.")),
        ):
            if not any(cleaned.get(f"{name}_{code}") for code, _name in settings.LANGUAGES):
                self.add_error(f"{name}_{settings.LANGUAGES[0][0]}", problem)
        return cleaned


class HolidayForm(Form):
    day = DateField(label=_("Day off"))
    verified = forms.CharField(
        label=_("Where it was announced"),
        required=False,
        max_length=120,
        help_text=_("The decision and its date."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        add_words(self, "name", _("Name"), help_text=_("At least one of the names."))
        self.order_fields(["day", *(f"name_{code}" for code, _name in settings.LANGUAGES), "verified"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"name_{code}") for code, _name in settings.LANGUAGES):
            self.add_error(f"name_{settings.LANGUAGES[0][0]}", _("Give a name in at least one language."))
        return cleaned


def setting_form(name: str, title: str, hint: str, from_pack: Any, *args: Any, **kwargs: Any) -> Form:
    """A form with the one field `value`, of the kind that the pack's value has. Empty gives the pack's value back."""
    form = Form(*args, **kwargs)
    if isinstance(from_pack, int) and not isinstance(from_pack, bool):
        least = SMALLEST_COUNT if name == "small_count_threshold" else 1
        form.add_field(
            "value",
            forms.IntegerField(
                label=title,
                help_text=hint,
                required=False,
                min_value=least,
                max_value=1200,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
            ),
        )
    else:
        form.add_field("value", forms.CharField(label=title, help_text=hint, required=False, max_length=300))
        if name.endswith("_address"):
            web = URLValidator(schemes=["https"], message=_("Write an address that begins with https://."))
            form.fields["value"].validators.append(web)
    return form
