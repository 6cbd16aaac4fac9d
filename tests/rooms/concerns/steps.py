"""Steps that several tests of concerns take."""

from hamkori.rooms.concerns.models import Concern


def fresh(concern: Concern) -> Concern:
    return Concern.objects.select_related("place", "topic", "organisation", "team").get(pk=concern.pk)
