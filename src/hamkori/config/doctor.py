"""`hamkori doctor`: what is unsafe, missing or unfinished in this installation."""

from dataclasses import dataclass

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hamkori.config import environment
from hamkori.config.demo import is_filled_demo
from hamkori.config.environment import Environment
from hamkori.config.refusals import DEMO_DATA
from hamkori.kernel import clock


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. `serious` ones make the command fail."""

    message: str
    serious: bool = False


def examine(env: Environment) -> list[Finding]:
    """Everything there is to say; empty when all is well."""
    findings = [Finding(reason, serious=True) for reason in environment.reasons_not_to_start(env)]
    findings += _profile(env) + _disk(env)
    if _waiting_migrations():
        return [
            *findings,
            Finding("The database is not up to date. hamkori serve brings it up to date.", serious=True),
        ]
    if env.is_production and is_filled_demo():
        findings.append(Finding(DEMO_DATA, serious=True))
    return findings + _country(env.exit_url) + _people() + _jobs() + _letters()


def _profile(env: Environment) -> list[Finding]:
    if env.profile == "all" and env.kind != "demo":
        return [
            Finding(
                "HAMKORI_PROFILE=all keeps police statistics and community rooms together: for the demo only."
            )
        ]
    return []


def _disk(env: Environment) -> list[Finding]:
    if env.key_file.exists() and env.data.exists() and env.key_file.stat().st_dev == env.data.stat().st_dev:
        return [
            Finding(
                "The key file lies on the same disk as the data: whoever takes the disk takes both (K64).",
                serious=env.is_production,
            )
        ]
    return []


def _waiting_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _country(exit_url: str) -> list[Finding]:
    from hamkori.kernel.errors import NotFound
    from hamkori.society.countries import queries

    try:
        queries.country()
    except NotFound:
        return [Finding("No country is loaded. Run: hamkori country load", serious=True)]
    findings = []
    unset = [name for name in queries.unset_settings() if not (name == "quick_exit_address" and exit_url)]
    if unset:
        findings.append(Finding("Settings of the country that nobody has decided: " + ", ".join(unset)))
    lines = queries.all_help_lines()
    if unknown := [line.code for line in lines if not line.is_known]:
        findings.append(Finding("Help lines without a number: " + ", ".join(unknown)))
    old = [line.code for line in lines if line.is_known and not line.verified_on]
    if old:
        findings.append(Finding("Help lines whose number nobody has checked: " + ", ".join(old)))
    if not queries.holidays(clock.today().year):
        findings.append(
            Finding(f"No holidays are known for {clock.today().year}: deadlines would be wrong.", True)
        )
    return findings


def _people() -> list[Finding]:
    from hamkori.kernel.actor import Role
    from hamkori.society.accounts.models import Posting

    open_postings = Posting.objects.filter(until_on__isnull=True)
    findings = []
    if not open_postings.filter(role=Role.ADMINISTRATOR.value).exists():
        findings.append(Finding("There is no administrator. Run: hamkori administrator NAME", serious=True))
    if not open_postings.filter(role=Role.REVIEWER.value).exists():
        findings.append(Finding("There is no reviewer: no text can become public, no dispute is screened."))
    if not open_postings.filter(role=Role.COUNCIL.value).exists():
        findings.append(
            Finding("There is nobody of a public council: nobody can check when residents stay silent.")
        )
    return findings


def _jobs() -> list[Finding]:
    from hamkori.ground.schedule.models import JobState

    return [
        Finding(
            f"The job {state.name} failed {state.failures} times: {state.last_error}",
            serious=state.failures > 3,
        )
        for state in JobState.objects.filter(failures__gt=0)
    ]


def _letters() -> list[Finding]:
    from hamkori.ground.outbox.models import Letter

    unknown = Letter.objects.filter(state=Letter.State.UNKNOWN).count()
    failed = Letter.objects.filter(state=Letter.State.FAILED).count()
    findings = []
    if unknown:
        findings.append(
            Finding(f"Letters of which nobody knows whether they went out (not sent again): {unknown}")
        )
    if failed:
        findings.append(Finding(f"Letters that could not be sent: {failed}"))
    return findings
