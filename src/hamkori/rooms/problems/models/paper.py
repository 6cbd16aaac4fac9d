"""The worksheet that was filled in by hand, as a photo (R234)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamkori.rooms.problems.models.folder import Folder
from hamkori.rooms.problems.states import State


class PaperSheet(models.Model):
    """A photo of one page of the worksheet, with the step it belongs to. Only the team sees it.

    Taken out again, the row stays as a tombstone with its reason and the photo is erased.
    """

    class Why(models.TextChoices):
        TYPED = "typed", _("Everything on it is typed in")
        NAMES = "names", _("A person or a name is on it")
        UNREADABLE = "unreadable", _("It cannot be read")
        ELSEWHERE = "elsewhere", _("It belongs to another folder")
        ENDED = "ended", pgettext_lazy("why a photo of a worksheet went", "The folder has ended")

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="papers")
    stage = models.CharField(max_length=14, choices=State.choices)
    photo = models.CharField(max_length=32)
    """The token of the kept file, without its metadata."""
    no_names_on_it = models.BooleanField(default=False)
    by_posting = models.BigIntegerField(null=True)
    on = models.DateField()
    once = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - null says: no form was sent
    taken_out_on = models.DateField(null=True)
    taken_out_by_posting = models.BigIntegerField(null=True)
    taken_out_for = models.CharField(max_length=10, choices=Why.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(no_names_on_it=True), name="paper_sheet_has_no_names"),
            models.CheckConstraint(
                condition=Q(taken_out_on__isnull=True, taken_out_for="")
                | (Q(taken_out_on__isnull=False) & ~Q(taken_out_for="")),
                name="paper_sheet_out_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["folder"], name="paper_live", condition=Q(taken_out_on__isnull=True))]

    def __str__(self) -> str:
        return f"paper of {self.folder_id}"
