"""The ladder of a challenge: raised, moved up by hand, by time, or past a stage with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from cases import access as gate
from cases.exceptions import DomainError
from cases.models import Child, Event
from cases.services import deadlines, events, references
from cases.states import EventKind, LatenessReason, Significance
from escalation import access
from escalation.models import Challenge, ChallengeStage
from escalation.services import counterparts, locking, telling
from escalation.states import AFTER_DANGER, GROUNDS, HowMoved, Move, NoSuchMoveError, next_position, upward
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Agency, User
from safeguarding.rules import challenge_ladder
from safeguarding.rules.challenge_ladder import StageRefused

_MISSING: Final = (
    ("concern", "Enter what worries you about the child"),
    ("outcome_sought", "Enter what you want to happen"),
    ("interim_safety", "Enter how the child is kept safe meanwhile"),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody says who raises a challenge. `danger_done` is what was done in immediate danger."""

    against: Agency
    ground: str
    concern: str
    outcome_sought: str
    interim_safety: str
    evidence: str = ""
    is_danger: bool = False
    danger_done: str = ""


@transaction.atomic
def raise_challenge(
    *, child: Child, facts: Facts, by: User, at: datetime, event: Event | None = None
) -> Challenge:
    """Raise a challenge on the decision that `event` records, or on none; its first stage begins.

    In immediate danger it goes straight to senior managers (stage 0, rules section 9), once it says that the
    police were called or what else was done. Raises NotVisibleError, NotPermittedError, DomainError.
    """
    gate.require(by, gate.Action.CHALLENGE, child)
    if event is not None and not gate.visible_events(by).filter(pk=event.pk, child=child).exists():
        raise DomainError("The decision isn’t in this child’s chronology")
    _require_facts(facts, by)
    child = Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    first = AFTER_DANGER if facts.is_danger else 1
    challenge = Challenge(
        reference=references.new("C"),
        child=child,
        event=event,
        raised_by=by,
        raised_at=at,
        raising_agency=by.agency,
        against_agency=facts.against,
        ground=facts.ground,
        concern=facts.concern,
        outcome_sought=facts.outcome_sought,
        evidence=facts.evidence,
        interim_safety=facts.interim_safety,
        is_danger=facts.is_danger,
        stage=first,
    )
    challenge.record(by=by, at=at, reason="Challenge raised")
    if facts.is_danger:
        zero = ChallengeStage(
            challenge=challenge, stage=0, entered_at=at, entered_by=by, how=HowMoved.RAISED, left_at=at
        )
        zero.reason = facts.danger_done
        zero.record(by=by, at=at, reason="Immediate danger")
        _enter(challenge, HowMoved.SKIP, "Immediate danger", by=by, at=at)
    else:
        _enter(challenge, HowMoved.RAISED, "", by=by, at=at)
    ground = dict(GROUNDS)[facts.ground]
    write(challenge, f"Professional challenge raised with {facts.against}: {ground}", by=by, at=at)
    telling.of_challenge(
        challenge, "raised", "A decision is challenged", by=by, at=at, urgent=facts.is_danger
    )
    return challenge


@transaction.atomic
def move_up(*, challenge: Challenge, to: int, reason: str, by: User, at: datetime) -> Challenge:
    """Move a challenge up by hand: either agency may; past a stage only with a reason.

    Raises DomainError for a move that the ladder doesn't have.
    """
    challenge = locking.open_challenge(challenge)
    access.require_party(by, challenge)
    try:
        challenge_ladder.move(challenge.stage, to, reason=reason)
        move = upward(challenge.stage, to)
    except StageRefused as refused:
        field = "to" if reason.strip() else "reason"
        raise DomainError(f"{str(refused)[0].upper()}{str(refused)[1:]}", field=field) from refused
    how = HowMoved.HAND if move == Move.UP else HowMoved.SKIP
    _move(challenge, move, to, how, reason, by=by, at=at)
    return challenge


def move_up_by_time(*, at: datetime) -> int:
    """Move up every challenge whose stage has run out of time at `at`; returns how many moved.

    Each in a transaction of its own: a worker killed half way leaves nothing half done, two at once move
    nothing twice. One that was missed for long moves one stage a run, each stage with its own clock. At the
    top nothing moves: the breach is told by its clock, and the desk shows it.
    """
    return sum(_move_by_time(key, at) for key in _out_of_time(at))


@as_service(Service.CHALLENGE)
def _out_of_time(at: datetime) -> list[int]:
    # A provisional day, past the horizon of the bank holidays, is never too late.
    late = ChallengeStage.objects.filter(
        left_at=None,
        challenge__state="open",
        challenge__stage__lt=challenge_ladder.LAST,
        deadline__due_at__lte=at,
        deadline__met_at=None,
        deadline__cancelled_at=None,
        deadline__paused_at=None,
        deadline__counted_past=None,
    )
    return list(late.order_by("deadline__due_at", "pk").values_list("pk", flat=True))


@as_service(Service.CHALLENGE)
@transaction.atomic
def _move_by_time(key: int, at: datetime) -> bool:
    stage = ChallengeStage.objects.select_related("challenge").get(pk=key)
    challenge = locking.locked(stage.challenge)
    stage.refresh_from_db()
    if not challenge.is_open or stage.left_at is not None:
        return False
    _move(challenge, Move.TIME, challenge.stage + 1, HowMoved.TIME, "", by=None, at=at)
    return True


def _move(
    challenge: Challenge, move: Move, to: int, how: HowMoved, reason: str, *, by: User | None, at: datetime
) -> None:
    before = challenge.stage
    try:
        next_position(challenge.position, move)
    except NoSuchMoveError as refused:
        raise DomainError(str(refused)) from refused
    leave(challenge, by=by, at=at)
    challenge.stage = to
    challenge.record(by=by, at=at, reason=reason or how.label)
    _enter(challenge, how, reason, by=by, at=at)
    passed = "The time ran out at" if how == HowMoved.TIME else "Moved up from"
    words = f"{passed} stage {before} of a professional challenge: now stage {to}"
    write(challenge, words, by=by, at=at)
    what = "A challenge moved up because its time ran out" if by is None else "A challenge moved up"
    telling.of_challenge(challenge, "moved", f"{what}, now stage {to}", by=by, at=at)


def leave(challenge: Challenge, *, by: User | None, at: datetime) -> None:
    """End the running stage and its clock, as part of a move or of the challenge's end."""
    running = challenge.stages.select_for_update(no_key=True).get(left_at=None)
    running.left_at = at
    running.record(by=by, at=at, reason="Stage left")
    deadlines.meet(
        rule_id=_clock(running.stage),
        child=challenge.child,
        subject=challenge.subject,
        by=by,
        at=at,
        lateness_code=LatenessReason.OTHER,
        lateness_reason=f"The challenge went past its time at stage {running.stage}",
    )


def write(challenge: Challenge, words: str, *, by: User | None, at: datetime) -> None:
    """A line of the chronology: that there is a challenge and where it stands, not its words."""
    events.write(
        child=challenge.child,
        kind=EventKind.CHALLENGE,
        what_happened=words,
        by=by,
        at=at,
        significance=Significance.NOTABLE,
        source_reference=challenge.reference,
        agency=by.agency if by is not None else challenge.raising_agency,
    )


def _enter(challenge: Challenge, how: HowMoved, reason: str, *, by: User | None, at: datetime) -> None:
    asked = counterparts.candidates(
        agency=challenge.against_agency, stage=challenge.stage, child=challenge.child
    )
    counterpart = asked[0] if asked else None
    clock = deadlines.set(
        rule_id=_clock(challenge.stage),
        starts_at=at,
        child=challenge.child,
        subject=challenge.subject,
        responsible=counterpart,
        by=by,
        at=at,
    )
    stage = ChallengeStage(
        challenge=challenge,
        stage=challenge.stage,
        entered_at=at,
        entered_by=by,
        how=how,
        reason=reason,
        counterpart=counterpart,
        deadline=clock,
    )
    stage.record(by=by, at=at, reason=how.label)


def _clock(stage: int) -> str:
    rule_id = challenge_ladder.stage(stage).timescale_id
    assert rule_id is not None  # noqa: S101 (stage 0 is left the moment it is entered)
    return rule_id


def _require_facts(facts: Facts, by: User) -> None:
    for field, message in _MISSING:
        if not getattr(facts, field).strip():
            raise DomainError(message, field=field)
    if facts.ground not in dict(GROUNDS):
        raise DomainError("Select what you challenge", field="ground")
    if facts.against.pk == by.agency_id:
        raise DomainError(
            "A challenge is between two agencies: speak with your manager about your own", field="against"
        )
    if facts.is_danger and not facts.danger_done.strip():
        raise DomainError("Enter what was done about the danger", field="danger_done")
