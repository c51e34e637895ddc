"""The codes of professional challenge, and what moves one, as data. docs/states.md is drawn from here.

The ladder itself (stages, who speaks to whom, limits) is safeguarding.rules.challenge_ladder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from django.db.models import TextChoices

from safeguarding.rules import challenge_ladder

GROUNDS: Final = challenge_ladder.GROUNDS
# In immediate danger the ladder is not climbed: senior managers at once (stage 0).
AFTER_DANGER: Final = 3


class ChallengeState(TextChoices):
    """Whether a challenge goes on, or how it ended."""

    OPEN = "open", "Open"
    AGREED = "agreed", "Agreed"
    DECIDED = "decided", "Decided"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Position(TextChoices):
    """Where a challenge stands: on a stage of the ladder, or ended."""

    STAGE_0 = "stage_0", "Stage 0: immediate danger"
    STAGE_1 = "stage_1", "Stage 1: practitioners"
    STAGE_2 = "stage_2", "Stage 2: managers"
    STAGE_3 = "stage_3", "Stage 3: senior managers"
    STAGE_4 = "stage_4", "Stage 4: executives"
    STAGE_5 = "stage_5", "Stage 5: partnership"
    AGREED = "agreed", "Agreed"
    DECIDED = "decided", "Decided"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Move(TextChoices):
    """What moves a challenge on."""

    UP = "up", "move up"
    TIME = "time", "time runs out"
    SKIP_3 = "skip_3", "skip to stage 3, with a reason"
    SKIP_4 = "skip_4", "skip to stage 4, with a reason"
    SKIP_5 = "skip_5", "skip to stage 5, with a reason"
    AGREE = "agree", "the raising agency accepts"
    DECIDE = "decide", "the partnership decides"
    WITHDRAW = "withdraw", "withdraw, with a reason"


class HowMoved(TextChoices):
    """How a challenge came to a stage."""

    RAISED = "raised", "Raised"
    HAND = "hand", "Moved up by hand"
    TIME = "time", "Moved up because the time ran out"
    SKIP = "skip", "Moved up past a stage"


def at_stage(number: int) -> Position:
    """The position on this stage of the ladder; raises ValueError."""
    return Position(f"stage_{number}")


def _skips(number: int) -> Iterator[tuple[Move, Position]]:
    for target in range(number + 2, challenge_ladder.LAST + 1):
        if target > 2:
            yield Move(f"skip_{target}"), at_stage(target)


def _moves() -> Iterator[tuple[tuple[Position, Move], Position]]:
    yield (Position.STAGE_0, Move.SKIP_3), Position.STAGE_3
    for stage in challenge_ladder.STAGES[1:]:
        here, above = at_stage(stage.number), challenge_ladder.next_stage(stage.number)
        if above is not None:
            yield (here, Move.UP), at_stage(above.number)
            yield (here, Move.TIME), at_stage(above.number)
            for move, there in _skips(stage.number):
                yield (here, move), there
        else:
            yield (here, Move.DECIDE), Position.DECIDED
        yield (here, Move.AGREE), Position.AGREED
        yield (here, Move.WITHDRAW), Position.WITHDRAWN


CHALLENGE_MOVES: Final[Mapping[tuple[Position, Move], Position]] = dict(_moves())
ENDS: Final = frozenset({Position.AGREED, Position.DECIDED, Position.WITHDRAWN})


class NoSuchMoveError(Exception):
    """The move isn't possible from where the challenge stands."""

    def __init__(self, position: Position, move: Move) -> None:
        super().__init__(f"Can't {move.label}: it stands at “{position.label}”.")
        self.position, self.move = position, move


def next_position(position: Position, move: Move) -> Position:
    """Where `move` leads; raises NoSuchMoveError when it leads nowhere."""
    try:
        return CHALLENGE_MOVES[position, move]
    except KeyError:
        raise NoSuchMoveError(position, move) from None


def upward(current: int, to: int) -> Move:
    """The move by hand from one stage to another above it; raises NoSuchMoveError, KeyError."""
    if to == current + 1:
        return Move.UP
    skips = {there: move for move, there in _skips(current)}
    target = at_stage(to)
    if target not in skips:
        raise NoSuchMoveError(at_stage(current), Move.UP)
    return skips[target]


class ContactHow(TextChoices):
    """How people of two agencies spoke."""

    PHONE = "phone", "By phone"
    IN_PERSON = "in_person", "In person"
    ONLINE = "online", "Online"
    EMAIL = "email", "By secure e-mail or letter"
    NO_ANSWER = "no_answer", "Tried, and nobody answered"


class OfferAnswer(TextChoices):
    """What the raising agency said to an offer."""

    WAITING = "waiting", "Waiting for an answer"
    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Not accepted"


class LearningTheme(TextChoices):
    """What a challenge teaches the partnership."""

    THRESHOLD = "threshold", "How thresholds are understood"
    INFORMATION = "information", "Sharing information"
    HISTORY = "history", "History and patterns were not weighed"
    VOICE = "voice", "The child’s voice was not heard"
    CLOSED_TOO_EARLY = "closed_too_early", "Work ended without a view of all agencies"
    DRIFT = "drift", "Drift and delay"
    COMMUNICATION = "communication", "How agencies speak with each other"
    CAPACITY = "capacity", "Staff or time were missing"
    PROCEDURE = "procedure", "Procedure not known or not followed"
    NONE = "none", "Nothing to learn"
