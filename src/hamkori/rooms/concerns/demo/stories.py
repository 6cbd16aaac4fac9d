"""What becomes of a concern: lists of (days to wait, step, details). What lies after today has not happened yet."""

import random
from typing import Any

from hamkori.rooms.concerns.states import Outcome

Step = tuple[int, str, dict[str, Any]]
Story = list[Step]

REFUSALS = (
    "not_enough_to_act",
    "in_court",
    "answered_before",
    "about_a_person",
    "not_public_matter",
    "other_country",
)
DECLINES = ("names_person", "not_about_place", "insult", "sensitive", "phone_number")
SILENCE = 27
"""Days after which the silence of a resident has surely been noticed (14 working days, with holidays)."""


def step(wait: int, name: str, /, **details: Any) -> Step:
    return wait, name, details


def _start(rng: random.Random, slow: int = 0) -> Story:
    days = rng.randint(6, 16)
    wait = slow or rng.choice((0, 1, 1, 2, 3))
    return [step(wait, "take_up"), step(rng.choice((0, 1, 2, 3, 4, 6, 8)), "answer", days=days)]


def _agree(rng: random.Random, *, good: bool = True) -> Story:
    story = [step(rng.randint(1, 9), "thank_and_confirm" if rng.random() < 0.3 else "confirm")]
    return story + ([step(0, "opinion", good=good)] if rng.random() < 0.6 else [])


def _silence(rng: random.Random) -> Story:
    agrees = rng.random() < 0.8
    story = [step(SILENCE + rng.randint(3, 14), "check", agrees=agrees, by_team=rng.random() < 0.4)]
    return story if agrees else story + [step(4, "answer", days=7), step(8, "propose"), *_agree(rng)]


def _work(rng: random.Random) -> int:
    return rng.choice((4, 6, 8, 10, 13, 16, 21, 28))


def swift(rng: random.Random) -> Story:
    return [*_start(rng), step(_work(rng), "propose", photo=rng.random() < 0.08), *_agree(rng)]


def silent(rng: random.Random) -> Story:
    outcome = rng.choice((Outcome.SOLVED, Outcome.SOLVED, Outcome.PARTLY))
    return [*_start(rng), step(_work(rng), "propose", outcome=outcome), *_silence(rng)]


def reopened(rng: random.Random) -> Story:
    again = [step(rng.randint(1, 4), "answer", days=8), step(rng.randint(4, 10), "propose"), *_agree(rng)]
    first = [*_start(rng), step(_work(rng), "propose")]
    if rng.random() < 0.3:
        first.append(step(2, "confirm"))
    return [*first, step(rng.randint(2, 9), "reopen", words=rng.random() < 0.8), *again]


def question(rng: random.Random) -> Story:
    ask = [step(1, "take_up"), step(rng.randint(0, 3), "ask"), step(rng.randint(1, 6), "reply")]
    return [*ask, step(rng.randint(1, 3), "answer", days=10), step(_work(rng), "propose"), *_agree(rng)]


def partly(rng: random.Random) -> Story:
    outcome = rng.choice((Outcome.PARTLY, Outcome.PARTLY, Outcome.NOT_SOLVED))
    end = _agree(rng, good=False) if rng.random() < 0.6 else _silence(rng)
    return [*_start(rng), step(_work(rng), "propose", outcome=outcome), *end]


def refused(rng: random.Random) -> Story:
    refusal = step(rng.randint(2, 9), "propose", outcome=Outcome.REFUSED, reason=rng.choice(REFUSALS))
    story = [step(1, "take_up"), refusal]
    turn = rng.random()
    if turn < 0.4:
        return [*story, *_agree(rng, good=False)]
    if turn < 0.7:
        check = step(rng.randint(4, 15), "check", agrees=rng.random() < 0.5)
        rest = [step(3, "answer", days=7), step(6, "propose"), *_agree(rng)] if not check[2]["agrees"] else []
        return [*story, step(rng.randint(1, 6), "reopen"), check, *rest]
    return [*story, *_silence(rng)]


def duplicate(rng: random.Random) -> Story:
    return [step(1, "take_up"), step(3, "propose", outcome=Outcome.DUPLICATE), *_agree(rng, good=False)]


def referred(rng: random.Random) -> Story:
    return [step(1, "take_up"), step(4, "propose", outcome=Outcome.REFERRED), *_agree(rng)]


def passed_on(rng: random.Random) -> Story:
    move = [step(1, "take_up"), step(2, rng.choice(("pass_on", "hand_on")))]
    name = [step(rng.randint(1, 4), "decide_name", allow=rng.random() < 0.6)] if rng.random() < 0.7 else []
    return [*move, *name, *_start(rng), step(_work(rng), "propose"), *_agree(rng)]


def late(rng: random.Random) -> Story:
    """Nobody opens it until a step of the ladder is felt."""
    wait = rng.choice((16, 19, 19, 27, 34, 48))
    story = [step(wait - 1, "hurry")] if wait > 20 and rng.random() < 0.5 else []
    explain = [step(0, "explain")] if rng.random() < 0.6 else []
    return [
        *story,
        step(1 if story else wait, "take_up"),
        *explain,
        step(1, "answer", days=9),
        step(12, "propose"),
        *_agree(rng),
    ]


def broken_promise(rng: random.Random) -> Story:
    """Answered in time; the promised day passes."""
    wait = rng.choice((20, 25, 34))
    return [
        step(2, "take_up"),
        step(2, "answer", days=8),
        step(wait, "explain"),
        step(5, "propose"),
        *_agree(rng),
    ]


def withdrawn(rng: random.Random) -> Story:
    return [step(2, "take_up"), step(rng.randint(2, 20), "withdraw")]


def sealed(rng: random.Random) -> Story:
    return [step(1, "take_up"), step(1, "seal")]


def ignored(_rng: random.Random) -> Story:
    return []


WEIGHTS = {
    swift: 34, silent: 13, reopened: 8, question: 9, partly: 9, refused: 6, duplicate: 3, referred: 3,
    passed_on: 6, late: 6, broken_promise: 3, withdrawn: 2, sealed: 1,
}  # fmt: skip


def draw(rng: random.Random, age: int) -> Story:
    """A story for a concern of this age in days. Only what is young may still be untouched."""
    if 16 < age < 70 and rng.random() < 0.03:
        return []
    return rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0](rng)


def thanks(rng: random.Random) -> Story:
    return [step(rng.randint(1, 4), "take_up"), step(0, "propose"), step(rng.randint(1, 6), "confirm")]


def on_paper(rng: random.Random, *, with_team: bool) -> Story:
    """The office never signs in: letters, a stamped answer, words before two witnesses, typed by a helper (K55)."""
    letters = [step(1, "letter"), step(2, "letter_in")] if with_team else []
    answer = step(
        rng.randint(2, 5), "paper_answer" if rng.random() < 0.4 else "spoken_answer", days=rng.randint(7, 20)
    )
    end = _agree(rng) if rng.random() < 0.7 else _silence(rng)
    return [*letters, answer, step(_work(rng), "spoken_done"), *end]


def moderation(rng: random.Random) -> Story:
    """What becomes of a text that its author wants to be public (D16)."""
    turn = rng.random()
    wait = rng.randint(1, 5)
    if turn < 0.85:
        voices = rng.choice((0, 0, 0, 1, 2, 3, 6, 9))
        story = [step(wait, "show_text"), *(step(rng.randint(0, 3), "voice") for _voice in range(voices))]
        return story + ([step(9, "decline_text", reason=rng.choice(DECLINES))] if turn > 0.82 else [])
    story = [step(wait, "decline_text", reason=rng.choice(DECLINES))]
    if turn > 0.92:
        story.append(step(rng.randint(1, 6), "appeal_text"))
    return story + ([step(rng.randint(5, 14), "decide_text", show=rng.random() < 0.5)] if turn > 0.95 else [])
