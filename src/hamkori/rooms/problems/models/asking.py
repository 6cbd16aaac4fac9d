"""What a team cannot solve alone: its question to a higher office, and the answer (R259)."""

from django.db import models
from django.db.models import Q

from hamkori.kernel import clock
from hamkori.rooms.problems.asking import Asked
from hamkori.rooms.problems.models.answerable import Answerable
from hamkori.rooms.problems.models.folder import Folder
from hamkori.society.accounts.models import Organisation


class HigherQuestion(Answerable):
    """What a team cannot solve alone, before one office. Passed higher, another row follows it: the chain stays."""

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE, related_name="higher_questions")
    to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=Asked.choices, default=Asked.ASKED)
    asked_on = models.DateField()
    due_on = models.DateField()
    came_from = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="passed_to")
    ended_on = models.DateField(null=True)
    on_paper = models.BooleanField(default=False)
    """Typed by the team's secretary from a stamped paper (K55)."""
    number = models.CharField(max_length=60, blank=True)
    file = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked") | Q(ended_on__isnull=False), name="higher_ended_on"
            ),
            models.CheckConstraint(
                condition=Q(on_paper=False) | (~Q(number="") & ~Q(file="")),
                name="higher_paper_number_and_photo",
            ),
            models.UniqueConstraint(
                fields=["folder", "to"], condition=Q(state="asked"), name="one_open_question_an_office"
            ),
        ]
        indexes = [models.Index(fields=["to", "state"], name="higher_to_state")]

    def __str__(self) -> str:
        return f"question {self.pk} to {self.to_id}"

    @property
    def days_late(self) -> int:
        """Calendar days after the day that was asked for, until the answer or until today; 0 in time."""
        if self.state == Asked.WITHDRAWN:
            return 0
        return max(0, ((self.ended_on or clock.today()) - self.due_on).days)
