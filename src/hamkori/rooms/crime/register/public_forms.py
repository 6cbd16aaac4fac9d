"""Forms for everybody: a number to look up, a few words to be told where to go. Nothing typed here is kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.forms import Form


class NumberForm(Form):
    number = forms.CharField(
        label=_("Number of the receipt, or what the square code says"),
        max_length=400,
        widget=forms.TextInput(
            {"class": "ref", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class WordsForm(Form):
    """In a few words what it is about, to say where to go. Looked at once, kept nowhere."""

    words = forms.CharField(
        label=_("What is it about, in a few words?"),
        max_length=600,
        widget=forms.Textarea({"rows": "3", "autocomplete": "off"}),
        help_text=_("No names. We only say where to go; nothing is kept and nothing is sent."),
    )
