"""Priorities of groups, side by side, never averaged (K16); small counts hidden with their complements (K62)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hamkori.ground.measures.disclosure import MINIMUM, Protected, protect_table
from hamkori.kernel import clock
from hamkori.kernel.actor import Actor, Role
from hamkori.kernel.errors import NotFound
from hamkori.kernel.references import clean_reference
from hamkori.rooms.problems.catalogue import Group
from hamkori.rooms.problems.models import Count, Pair, Ranking, VoiceIssue, VoiceSession
from hamkori.rooms.problems.ranking import most_voices, people_behind, standings
from hamkori.society.accounts.models import Organisation

SHOWN = (Group.WOMEN, Group.MEN, Group.YOUTH, Group.ELDERS)
"""Groups with a column of their own. A smaller group never has one."""


@dataclass(frozen=True, slots=True)
class Row:
    """An issue with the voices of each group in the order of the columns; None is hidden."""

    issue: VoiceIssue
    cells: tuple[Protected, ...]
    shares: tuple[int | None, ...]
    """Per cent of the group's people; None where the count or the size of the group is hidden."""
    few: tuple[bool, ...]
    """Fewer than five voices, none included: nought and four look alike, so that "nobody" is not told either."""
    on_top_for: frozenset[str]
    """Groups for which it stands first or second, by shown counts only."""
    heard_from_few: bool
    """Stands first for a smaller group too: said without saying which (K62)."""


@dataclass(frozen=True, slots=True)
class Table:
    """The year's priorities. `people` are those who took part, per column, hidden where under five."""

    year: int
    groups: tuple[Group, ...]
    people: tuple[int | None, ...]
    rows: tuple[Row, ...]
    ranking: str
    divided: bool
    """Whether the groups put different things first: shown, not averaged."""

    @property
    def total(self) -> int | None:
        return (
            None
            if any(number is None for number in self.people)
            else sum(number or 0 for number in self.people)
        )


def issues_of(team: Organisation, year: int) -> list[VoiceIssue]:
    return list(
        VoiceIssue.objects.filter(team=team, year=year).select_related("folder").order_by("position", "pk")
    )


def sessions_of(team: Organisation, year: int) -> list[VoiceSession]:
    return list(
        VoiceSession.objects.filter(team=team, year=year).select_related("place").order_by("-on", "-pk")
    )


def session_for(actor: Actor, uid: str) -> VoiceSession:
    """A session of the actor's own team. Raises `NotFound`."""
    found = (
        VoiceSession.objects.filter(uid=clean_reference(uid) or "").select_related("team", "place").first()
    )
    if (
        found is None
        or not actor.has_role(Role.SECRETARY, Role.MEMBER)
        or actor.organisation_id != found.team_id
    ):
        raise NotFound()
    return found


def open_to_phones(uid: str) -> VoiceSession:
    """A session in which a slip can be given now. Raises `NotFound`."""
    found = (
        VoiceSession.objects.filter(
            uid=clean_reference(uid) or "", counted=False, by_phone_until__gte=clock.today()
        )
        .select_related("team", "place")
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def counts_of(session: VoiceSession) -> dict[int, int]:
    """{issue: voices}, only once the session is counted: before, a count would show a single slip."""
    if not session.counted:
        return {}
    return dict(Count.objects.filter(session=session).values_list("issue_id", "voices"))


def pairs_of(session: VoiceSession) -> list[Pair]:
    """What a group answered two by two, once it is counted and five people took part."""
    if not session.counted or session.people < MINIMUM:
        return []
    return list(Pair.objects.filter(session=session).select_related("first", "second").order_by("pk"))


def table_of(team: Organisation, year: int) -> Table | None:
    """The counted voices of a year by group, or None before anything was counted. Three queries, four for pairs."""
    issues = issues_of(team, year)
    people: Counter[str] = Counter()
    ranking: str = Ranking.THREE
    for group, number, way in VoiceSession.objects.filter(team=team, year=year, counted=True).values_list(
        "group", "people", "way"
    ):
        people[group] += number
        ranking = way
    voices: dict[tuple[int, str], int] = defaultdict(int)
    rows = Count.objects.filter(session__team=team, session__year=year, session__counted=True).values_list(
        "issue_id", "session__group", "voices"
    )
    for issue_id, group, number in rows:
        voices[issue_id, group] += number
    groups = tuple(group for group in SHOWN if people[group])
    if not issues or not people:
        return None
    if ranking == Ranking.PAIRS:
        return _pair_table(team, year, issues, groups, people)
    return _table(year, ranking, issues, groups, people, voices)


def _table(
    year: int,
    ranking: str,
    issues: list[VoiceIssue],
    groups: tuple[Group, ...],
    people: Counter[str],
    voices: dict[tuple[int, str], int],
) -> Table:
    """What is protected is the number of people that stands behind a count at least."""
    counts = {
        (issue.pk, group.value): people_behind(voices[issue.pk, group.value], ranking)
        for issue in issues
        for group in groups
    }
    protected = protect_table(
        counts, rows=[issue.pk for issue in issues], columns=[group.value for group in groups]
    )
    sizes = {group: people[group] if people[group] >= MINIMUM else None for group in groups}
    tops = {group.value: _top(issues, group.value, protected.cells, voices) for group in groups}
    few_first = _first_of_few(issues, people, voices, ranking)
    rows = []
    for issue in issues:
        cells = tuple(protected.cells[issue.pk, group.value] for group in groups)
        few = tuple(counts[issue.pk, group.value] < MINIMUM for group in groups)
        shares = tuple(
            None
            if low or cell.shown is None or not sizes[group]
            else round(100 * voices[issue.pk, group.value] / most_voices(sizes[group] or 1, ranking))
            for cell, group, low in zip(cells, groups, few, strict=True)
        )
        on_top = frozenset(group.value for group in groups if issue.pk in tops[group.value][:2])
        rows.append(Row(issue, cells, shares, few, on_top, issue.pk in few_first))
    return _sorted(year, ranking, groups, sizes, tops, rows)


def _sorted(
    year: int,
    ranking: str,
    groups: tuple[Group, ...],
    sizes: Mapping[Group, int | None],
    tops: Mapping[str, list[int]],
    rows: list[Row],
) -> Table:
    firsts = {tops[group.value][0] for group in groups if tops[group.value]}
    rows.sort(key=lambda row: (-len(row.on_top_for), row.issue.position, row.issue.pk))
    people = tuple(sizes[group] for group in groups)
    return Table(year, groups, people, tuple(rows), ranking, divided=len(firsts) > 1)


def _pair_table(
    team: Organisation, year: int, issues: list[VoiceIssue], groups: tuple[Group, ...], people: Counter[str]
) -> Table:
    """Shares of the comparisons that a problem won. Sessions of fewer than five people take no part at all (K62)."""
    answers: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    found = Pair.objects.filter(session__team=team, session__year=year, session__counted=True)
    for group, first, second, won in found.filter(session__people__gte=MINIMUM).values_list(
        "session__group", "first_id", "second_id", "won"
    ):
        answers[group].append((first, second, won))
    stand = {group: standings(given) for group, given in answers.items()}
    sizes = {
        group: people[group] if people[group] >= MINIMUM and stand.get(group) else None for group in groups
    }
    shares = {
        (issue.pk, group.value): stand[group][issue.pk].share
        if sizes[group] and issue.pk in stand[group]
        else None
        for issue in issues
        for group in groups
    }
    tops = {
        group.value: sorted(
            (issue.pk for issue in issues if shares[issue.pk, group.value] is not None),
            key=lambda pk, group=group: (-(shares[pk, group.value] or 0), pk),  # type: ignore[misc]
        )
        for group in groups
    }
    smaller = stand.get(Group.SMALLER, {})
    best = max((one.share for one in smaller.values()), default=0)
    rows = []
    for issue in issues:
        mine = tuple(shares[issue.pk, group.value] for group in groups)
        cells = tuple(Protected(share, share is None) for share in mine)
        on_top = frozenset(group.value for group in groups if issue.pk in tops[group.value][:2])
        few_first = issue.pk in smaller and smaller[issue.pk].share == best > 0
        rows.append(Row(issue, cells, mine, (False,) * len(mine), on_top, few_first))
    return _sorted(year, Ranking.PAIRS, groups, sizes, tops, rows)


def _top(
    issues: Iterable[VoiceIssue],
    group: str,
    cells: Mapping[tuple[int, str], Protected],
    voices: Mapping[tuple[int, str], int],
) -> list[int]:
    """The issues of a group by shown voices, most first; hidden ones take no part."""
    shown = [(voices[issue.pk, group], issue.pk) for issue in issues if cells[issue.pk, group].shown]
    return [pk for _voices, pk in sorted(shown, key=lambda pair: (-pair[0], pair[1]))]


def tops_of(table: Table) -> list[tuple[Group, str]]:
    """What each group put first, by the shares that are shown."""
    found: list[tuple[Group, str]] = []
    for column, group in enumerate(table.groups):
        shown = [(row.shares[column] or 0, row.issue.title) for row in table.rows if row.shares[column]]
        if shown:
            found.append((group, max(shown)[1]))
    return found


def _first_of_few(
    issues: list[VoiceIssue], people: Counter[str], voices: dict[tuple[int, str], int], ranking: str
) -> frozenset[int]:
    """What a smaller group puts first, if it is at least five people and five voices."""
    if people[Group.SMALLER] < MINIMUM:
        return frozenset()
    best = max((voices[issue.pk, Group.SMALLER] for issue in issues), default=0)
    if people_behind(best, ranking) < MINIMUM:
        return frozenset()
    return frozenset(issue.pk for issue in issues if voices[issue.pk, Group.SMALLER] == best)


def years_of(team: Organisation) -> list[int]:
    """Years in which something was counted, the latest first."""
    found = VoiceSession.objects.filter(team=team, counted=True).values_list("year", flat=True).distinct()
    return sorted(set(found), reverse=True)
