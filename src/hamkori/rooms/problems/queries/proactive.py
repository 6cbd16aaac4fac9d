"""Planned work beside work that answers a concern (R261)."""

from hamkori.rooms.problems.queries.indicators import NOTHING_TOLD, Came, Part


def planned_share(came: Came) -> Part:
    """Of everything that was done in the year: what the team had planned itself.

    Planned: rows of the plan and steps of folders that are done. The others: concerns that were acted upon, rounded
    like everywhere; too few of them count as none.
    """
    if came.plan.n is None and came.steps.n is None and came.acted.n is None:
        return NOTHING_TOLD
    planned = (came.plan.n or 0) + (came.steps.n or 0)
    done = planned + (came.acted.n or 0)
    return Part(planned, done, max(came.plan.teams, came.steps.teams)) if done else NOTHING_TOLD
