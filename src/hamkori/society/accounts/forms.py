"""Forms of this room: they turn text into checked values; the actions decide."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.actor import IDENTITY_ROLES, Role
from hamkori.kernel.forms import CodeField, Form, PhoneField
from hamkori.society.accounts.models import Organisation, Posting
from hamkori.society.accounts.words import ROLE_WORDS

MOST_OFFICES_SHOWN = 120
"""A longer list is searched: the one of a whole country would be thousands of lines on a phone."""


def password_field(label: Any, *, new: bool = False, help_text: Any = "") -> forms.CharField:
    """A password: blanks at its ends count, and no page shows it again."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password" if new else "current-password"}),
    )


def language_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)


class SignInForm(Form):
    username = forms.CharField(
        label=_("Phone number or user name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "username webauthn", "autocapitalize": "none"}),
    )
    password = password_field(_("Password"))


class SecondStepForm(Form):
    code = CodeField(
        label=_("Code"),
        help_text=_("Six digits from the app on your phone, or one of your recovery codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short ref"}
        ),
    )


class InvitationCodeForm(Form):
    code = CodeField(label=_("Code of the invitation"), help_text=_("Sixteen digits."))


class AccountForm(Form):
    """What an invited person chooses."""

    username = forms.CharField(
        label=_("User name"),
        help_text=_("For signing in. Letters, digits, dots and dashes."),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "class": "short"}
        ),
    )
    password = password_field(
        _("Password"),
        new=True,
        help_text=_("At least 10 characters. Three or four words are easy to remember."),
    )
    phone = PhoneField(
        label=_("Phone number"),
        required=False,
        help_text=_("To sign in with it. Nobody else sees it."),
    )
    display_name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Administrators see it."),
    )
    show_name = forms.BooleanField(
        label=_("Show my name in answers"),
        required=False,
        help_text=_("If you do not tick this, people see your post only."),
    )
    language = language_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["phone"]
        if isinstance(field, PhoneField):
            field.region = str(settings.HAMKORI_COUNTRY).upper()


class DetailsForm(AccountForm):
    """What people change about themselves."""

    field_order = ("language", "phone", "display_name", "show_name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["username"], self.fields["password"]


class PasswordForm(Form):
    old_password = password_field(_("Present password"))
    new_password = password_field(
        _("New password"),
        new=True,
        help_text=_("At least 10 characters. Three or four words are easy to remember."),
    )


class PostingForm(Form):
    """Role, office and post, for an invitation or for another posting."""

    role = forms.ChoiceField(label=_("What the person will do"))
    named = forms.CharField(
        label=_("Office: a part of its name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Any spelling. Empty for a role that has the whole area of yours."),
    )
    organisation = forms.ModelChoiceField(
        label=_("Office"),
        queryset=Organisation.objects.none(),
        to_field_name="uid",
        required=False,
        empty_label=_("No office: the whole area of yours"),
    )
    title = forms.CharField(
        label=_("Post"),
        required=False,
        max_length=120,
        help_text=_("As it stands on the door of the office."),
    )

    field_order = ("for_whom", "role", "named", "organisation", "title")

    def __init__(
        self,
        *args: Any,
        organisations: QuerySet[Organisation],
        search: Callable[[str], list[Organisation]],
        language: str,
        **kwargs: Any,
    ) -> None:
        """`organisations` are those of the area; a long list is searched by name instead of shown."""
        super().__init__(*args, **kwargs)
        self.found: list[Organisation] | None = None
        if organisations.count() > MOST_OFFICES_SHOWN:
            self.found = search(str(self.data.get("named", ""))) if self.is_bound else []
            organisations = organisations.filter(pk__in=[one.pk for one in self.found])
        else:
            del self.fields["named"]
        roles = self.fields["role"]
        assert isinstance(roles, forms.ChoiceField)
        roles.choices = [(role.value, words) for role, words in ROLE_WORDS.items()]
        offices = self.fields["organisation"]
        assert isinstance(offices, forms.ModelChoiceField)
        offices.queryset = organisations
        setattr(offices, "label_from_instance", lambda office: office.name_in(language))  # noqa: B010
        if self.found is not None:
            offices.empty_label = str(_("Please choose"))
            offices.required = len(self.found) > 1
            offices.error_messages["required"] = _(
                "Several offices are called so. Choose the right one, or write more of the name."
            )
            if not self.found:
                offices.widget = forms.HiddenInput()

    def _found(self, cleaned: dict[str, Any]) -> None:
        """The office that was searched for, when it is the only one."""
        if not cleaned.get("named") or cleaned.get("organisation") or "organisation" in self.errors:
            return
        if not self.found:
            self.add_error("named", _("No office of your area has this name. Try a shorter word."))
        else:
            cleaned["organisation"] = self.found[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.found is not None:
            self._found(cleaned)
            if self.errors:
                return cleaned
        role = cleaned.get("role")
        if role and Role(role) in IDENTITY_ROLES and not cleaned.get("organisation"):
            field = "named" if "named" in self.fields else "organisation"
            self.add_error(field, _("Choose the office this person works for."))
        return cleaned


class InviteForm(PostingForm):
    for_whom = forms.CharField(
        label=_("Whom do you invite"),
        required=False,
        max_length=100,
        help_text=_("Only administrators see this, until the invitation is used."),
    )


class EndPostingForm(Form):
    successor = forms.ModelChoiceField(
        label=_("Who takes over the open work"),
        queryset=Posting.objects.none(),
        to_field_name="uid",
        required=False,
        empty_label=_("The office: the others there see it as new"),
    )

    def __init__(self, *args: Any, successors: QuerySet[Posting], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not successors:
            del self.fields["successor"]
            return
        field = self.fields["successor"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = successors
        setattr(  # noqa: B010
            field,
            "label_from_instance",
            lambda one: one.user.display_name or one.title_in(language) or one.user.username,
        )
