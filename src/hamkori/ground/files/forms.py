"""Forms that take files: a step is taken once, and photos survive a mistake elsewhere in the form."""

from secrets import token_hex
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkori.ground.files import store
from hamkori.kernel.crypto import Unreadable, seal_state, unseal_state
from hamkori.kernel.errors import BadInput
from hamkori.kernel.forms import Form

MOST_PHOTOS = 5


class StepForm(Form):
    """A step that is taken once, however often the button is pressed."""

    once = forms.CharField(widget=forms.HiddenInput, max_length=64, initial=lambda: token_hex(16))


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos, or none."""

    def __init__(self, **kwargs: Any) -> None:
        accept = kwargs.pop("accept", "image/jpeg,image/png,image/webp")
        kwargs.setdefault("widget", ManyFiles(attrs={"accept": accept}))
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(PhotosField, self).clean(one, initial) for one in given if one]


class WithFiles(StepForm):
    """A form whose files are kept, sealed in a hidden field, while something else is corrected.

    `files_field` with its `purpose` is the usual one; `more_files` names further fields with their purposes.
    """

    files_field = "photos"
    purpose = "answer"
    more_files: ClassVar[dict[str, str]] = {}
    kept = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (self.files_field, *self.more_files):
            self._tell(name, self._tokens(name))

    def _tell(self, name: str, taken: list[str]) -> None:
        """Say at the field how many files need not be chosen again."""
        if taken and name in self.fields:
            said = str(_("Files already taken: %(number)s")) % {"number": len(taken)}
            self.fields[name].help_text = self[name].help_text = said

    def _all_tokens(self) -> dict[str, list[str]]:
        sealed = self.data.get(self.add_prefix("kept")) if self.is_bound else ""
        try:
            return dict(unseal_state(str(sealed), purpose="files.kept")["files"]) if sealed else {}
        except (Unreadable, KeyError, TypeError, ValueError):
            return {}

    def _tokens(self, field: str = "") -> list[str]:
        return list(self._all_tokens().get(field or self.files_field, []))

    def take_files(self, field: str = "") -> tuple[str, ...] | None:
        """The tokens of all files of a field; None (and an error at the field) when one cannot be taken."""
        field = field or self.files_field
        purpose = self.more_files.get(field, self.purpose)
        tokens = self._tokens(field)
        for upload in self.cleaned_data.get(field) or []:
            try:
                if len(tokens) >= MOST_PHOTOS:
                    raise BadInput(_("Too many photos. At most: %(limit)s."), limit=MOST_PHOTOS)
                paper = purpose == store.PAPER
                tokens.append(store.take_in(upload, purpose=purpose, photos_only=not paper).token)
            except BadInput as error:
                self.add_error(field, str(error))
                break
        if tokens:
            kept = seal_state({"files": {**self._all_tokens(), field: tokens}}, purpose="files.kept")
            self.data[self.add_prefix("kept")] = kept  # type: ignore[index]
            self._tell(field, tokens)
        return None if self.errors else tuple(tokens)
