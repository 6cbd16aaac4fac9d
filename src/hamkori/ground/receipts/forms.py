"""Number and code of a receipt, read as people type them."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hamkori.kernel import references
from hamkori.kernel.forms import CodeField, Form, ReferenceField


class CodeForm(Form):
    """Number and code of the receipt."""

    reference = ReferenceField(
        label=_("Number"), help_text=_("Eight letters and digits, for example 7KM4-T9XA.")
    )
    code = CodeField(label=_("Code"), help_text=_("Sixteen digits. It is on your receipt, and nowhere else."))

    def clean_reference(self) -> str:
        found = references.clean_reference(self.cleaned_data["reference"])
        if found is None:
            raise ValidationError(_("This cannot be one of our numbers. Check every letter and digit."))
        return found

    def clean_code(self) -> str:
        found = references.clean_code(self.cleaned_data["code"])
        if found is None:
            raise ValidationError(_("A code has sixteen digits. Check them against your receipt."))
        return found
