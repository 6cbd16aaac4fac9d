"""What the generated year says in the sealed record."""

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel.actor import Actor
from hamkori.rooms.crime.models import Crime, Import
from hamkori.rooms.crime.register.imports.steps import runs


@action("crime.rows_generated", on="source")
def say_generated(*, actor: Actor, source: Import) -> Import:
    """The sealed record tells which records were made up, so that no other can pass for one of them."""
    keys = Crime.objects.filter(source_import=source.pk).order_by("pk").values_list("pk", flat=True)
    trail.note(facts={"crimes": runs(list(keys))})
    return source
