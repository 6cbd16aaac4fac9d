"""Counting the voices of groups: counts only, each group on its own (K16, K17, K62)."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from hamkori.ground.audit import trail
from hamkori.ground.audit.trail import action
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor
from hamkori.kernel.crypto import keyed_hash
from hamkori.kernel.errors import BadInput, BadState
from hamkori.rooms.problems.catalogue import Group, Session
from hamkori.rooms.problems.models import Count, Folder, Pair, Ranking, Slip, VoiceIssue, VoiceSession
from hamkori.rooms.problems.ranking import (
    FEWEST_OF_PAIRS,
    MOST_CHOICES,
    MOST_OF_PAIRS,
    couples,
    most_voices,
)
from hamkori.rooms.problems.texts import checked, put
from hamkori.society.accounts.models import Organisation
from hamkori.society.places.models import Place

ONLY: dict[str, str] = {Session.WOMEN_ONLY: Group.WOMEN, Session.YOUTH_ONLY: Group.YOUTH}


@action("voices.issue_set", verb="team.work", on="team")
def set_issue(
    *,
    actor: Actor,
    team: Organisation,
    year: int,
    title: str,
    language: str,
    folder: Folder | None = None,
    issue: VoiceIssue | None = None,
    names_are_places: bool = False,
) -> VoiceIssue:
    """Something that can be chosen in the year's counting. The team writes the list, nobody else (K43)."""
    if (folder is not None and folder.team_id != team.pk) or (issue is not None and issue.team_id != team.pk):
        raise BadState()
    text = checked(title, field="title", place=team.place, names_are_places=names_are_places)
    row = issue or VoiceIssue(team=team, year=year)
    row.titles = put(row.titles, language, text)
    row.folder = folder or row.folder
    row.save()
    trail.note(subject=row, changed=["titles"])
    return row


@action("voices.session_opened", verb="team.work", on="team")
def open_session(
    *,
    actor: Actor,
    team: Organisation,
    place: Place,
    session: str,
    group: str,
    on: date,
    by_phone_until: date | None = None,
    peace_checked: bool = False,
    review_on: date | None = None,
    ranking: str = Ranking.THREE,
) -> VoiceSession:
    """One counting of one group. A smaller group needs a look at the peace of neighbours, and a day to look again."""
    if not team.place.contains(place.path):
        raise BadInput(_("Choose a place of your own area."), field="place")
    if session not in Session.values or group not in Group.values:
        raise BadInput(_("Please choose from the list."), field="group")
    if ONLY.get(session, group) != group:
        raise BadInput(_("This kind of session belongs to another group."), field="group")
    smaller = group == Group.SMALLER
    if smaller and not (peace_checked and review_on is not None and review_on > clock.today()):
        raise BadInput(
            _(
                "For a smaller group: look first whether counting it apart could divide neighbours, and set a day to "
                "look again."
            ),
            field="review_on",
        )
    if by_phone_until is not None and by_phone_until < clock.today():
        raise BadInput(_("This date has already passed."), field="by_phone_until")
    if ranking not in Ranking.values:
        raise BadInput(_("Please choose from the list."), field="ranking")
    if by_phone_until is not None and ranking != Ranking.THREE:
        raise BadInput(
            _("On a phone everybody names up to three. Dots and pairs are for a meeting."), field="ranking"
        )
    _asked_alike(team, on.year, ranking)
    if ranking == Ranking.PAIRS:
        _fits_pairs(team, on.year)
    row = VoiceSession.objects.create(
        team=team,
        place=place,
        year=on.year,
        session=session,
        group=group,
        on=on,
        by_phone_until=by_phone_until,
        way=ranking,
        peace_checked_on=clock.today() if smaller else None,
        review_on=review_on if smaller else None,
    )
    issues = VoiceIssue.objects.filter(team=team, year=on.year)
    Count.objects.bulk_create([Count(session=row, issue=issue) for issue in issues])
    trail.note(subject=row, facts={"session": session})
    return row


@action("voices.counted", verb="team.work", on="team")
def enter_counts(
    *, actor: Actor, team: Organisation, session: VoiceSession, people: int, voices: Mapping[int, int]
) -> VoiceSession:
    """The counts of a session: `people` who took part, `voices` {issue: how many}. Adds to what came by phone."""
    session = VoiceSession.objects.select_for_update().get(pk=session.pk)
    if session.team_id != team.pk or session.counted:
        raise BadState(_("This session is counted already."))
    _has_come(session)
    if session.way == Ranking.PAIRS:
        raise BadState()
    _asked_alike(team, session.year, session.way)
    if people < 1:
        raise BadInput(_("Write how many people took part."), field="people")
    known = set(VoiceIssue.objects.filter(team=team, year=session.year).values_list("pk", flat=True))
    if set(voices) - known or any(number < 0 for number in voices.values()):
        raise BadInput(_("Please check the counts."))
    most = most_voices(people, session.way)
    if any(number > most for number in voices.values()) or sum(voices.values()) > MOST_CHOICES * people:
        if session.way == Ranking.DOTS:
            raise BadInput(_("More dots than people have: three for everybody."))
        raise BadInput(_("More voices than people: everybody has three at most, and one for each problem."))
    _add(session, voices)
    session.people += people
    session.counted, session.by_phone_until = True, None
    session.save(update_fields=["people", "counted", "by_phone_until"])
    trail.note(subject=session, changed=["counts"], facts={"issues": len(voices)})
    return session


@action("voices.paired", verb="team.work", on="team")
def enter_pairs(
    *,
    actor: Actor,
    team: Organisation,
    session: VoiceSession,
    people: int,
    won: Mapping[tuple[int, int], str],
) -> VoiceSession:
    """Two by two: for every pair which of them mattered more to the group. Only the answers are kept, no hands."""
    session = VoiceSession.objects.select_for_update().get(pk=session.pk)
    if session.team_id != team.pk or session.counted or session.way != Ranking.PAIRS:
        raise BadState(_("This session is counted already."))
    _has_come(session)
    _asked_alike(team, session.year, session.way)
    if people < 1:
        raise BadInput(_("Write how many people took part."), field="people")
    wanted = set(couples(_fits_pairs(team, session.year)))
    if set(won) != wanted or any(answer not in Pair.Won.values for answer in won.values()):
        raise BadInput(_("Answer every question."))
    Pair.objects.bulk_create(
        [
            Pair(session=session, first_id=first, second_id=second, won=answer)
            for (first, second), answer in sorted(won.items())
        ]
    )
    session.people, session.counted = people, True
    session.save(update_fields=["people", "counted"])
    trail.note(subject=session, changed=["counts"], facts={"pairs": len(won)})
    return session


def _fits_pairs(team: Organisation, year: int) -> list[int]:
    """The problems of the year. Raises `BadInput` if they are too few or too many to compare two by two."""
    found = list(VoiceIssue.objects.filter(team=team, year=year).values_list("pk", flat=True))
    if not FEWEST_OF_PAIRS <= len(found) <= MOST_OF_PAIRS:
        raise BadInput(_("Two by two is for three to seven problems."), field="ranking")
    return found


def _asked_alike(team: Organisation, year: int, ranking: str) -> None:
    """Raises `BadInput` when groups were counted in another way this year: they could not stand side by side."""
    others = VoiceSession.objects.filter(team=team, year=year, counted=True).exclude(way=ranking).first()
    if others is not None:
        raise BadInput(
            _(
                "This year the team counts in another way: “%(way)s”. Only then groups can stand side by side."
            ),
            field="ranking",
            way=others.get_way_display(),
        )


def _has_come(session: VoiceSession) -> None:
    """Nothing is counted before it was held."""
    if session.on > clock.today():
        raise BadState(
            _("This session is on %(day)s: its counts can be written down from that day on."),
            day=f"{session.on:%d.%m.%Y}",
        )


def _add(session: VoiceSession, voices: Mapping[int, int]) -> None:
    for issue, number in voices.items():
        Count.objects.get_or_create(session=session, issue_id=issue)
        Count.objects.filter(session=session, issue_id=issue).update(voices=F("voices") + number)


@action("voices.session_ended", verb="team.work", on="team")
def end_by_phone(*, actor: Actor, team: Organisation, session: VoiceSession) -> VoiceSession:
    """Nobody else gives a voice on a phone; what came is counted."""
    session = VoiceSession.objects.select_for_update().get(pk=session.pk)
    if session.team_id != team.pk or session.counted or not session.people:
        raise BadState()
    _has_come(session)
    _asked_alike(team, session.year, session.way)
    session.counted, session.by_phone_until = True, None
    session.save(update_fields=["counted", "by_phone_until"])
    trail.note(subject=session, changed=["counted"])
    return session


@action("voices.given", verb="voice.give")
def give_voice(
    *, actor: Actor, session: VoiceSession, issues: Iterable[int], submission_key: str
) -> VoiceSession:
    """One slip on a phone: up to three problems. No name, no time; a second press counts once. Raises `BadState`."""
    session = VoiceSession.objects.select_for_update().get(pk=session.pk)
    if session.counted or session.by_phone_until is None or session.by_phone_until < clock.today():
        raise BadState(_("This counting is over."))
    chosen = set(issues)
    known = set(
        VoiceIssue.objects.filter(team=session.team_id, year=session.year).values_list("pk", flat=True)
    )
    if not chosen or len(chosen) > MOST_CHOICES or chosen - known:
        raise BadInput(_("Choose one, two or three."), field="issues")
    _slip, first = Slip.objects.get_or_create(
        key=keyed_hash(f"voice:{submission_key}", purpose="problems.slip"), defaults={"on": clock.today()}
    )
    trail.nothing_happened()  # no entry either way: the record would say how many and in which order
    if not first:
        return session
    _add(session, dict.fromkeys(chosen, 1))
    VoiceSession.objects.filter(pk=session.pk).update(people=F("people") + 1)
    session.refresh_from_db()
    return session
