"""A question and its answer, each by language."""

from django.db import models

from hamkori.kernel.words import pick


class Answerable(models.Model):
    """What one side asks in words (`texts`), and what the other answers (`answers`); {"tg": …}."""

    texts = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)

    class Meta:
        abstract = True

    @property
    def text(self) -> str:
        return pick(self.texts)

    @property
    def answer(self) -> str:
        return pick(self.answers)
