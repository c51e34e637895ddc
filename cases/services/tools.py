"""Assessment tools: results recorded by who may use a tool, and taken back when they were wrong.

The tools belong to their owners: results and evidence in own words are kept, never a tool's text. How tools
are set up and who is accredited: `tool_setup`. Source: local procedure, from published reviews.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError
from cases.models import Child, ToolResult
from cases.models.tool import Marac
from cases.queries import tools as queries
from cases.services import events, references
from cases.services.tool_setup import ToolFacts, accredit, configure, withdraw
from cases.states import EventKind, Significance
from safeguarding.accounts.models import User
from safeguarding.rules import tools as rules
from safeguarding.rules.london_time import at_hour, london_date

__all__ = [
    "ResultFacts",
    "ToolFacts",
    "accredit",
    "configure",
    "may_record",
    "record",
    "record_marac_outcome",
    "take_back",
    "withdraw",
]


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """What stands beside the scores: when the child was observed, the evidence, who was asked for advice.

    Either a `supervisor` with the day and their advice, or the reason why none was consulted. `marac` and
    `judgement` for tools that ask for them.
    """

    observed_from: date
    observed_until: date
    evidence: str
    analysis: str = ""
    carer: str = ""
    supervisor: str = ""
    supervisor_on: date | None = None
    supervisor_advice: str = ""
    no_supervisor_reason: str = ""
    judgement: str = ""
    marac: str = ""
    marac_reason: str = ""


@transaction.atomic
def record(
    *, child: Child, tool: str, scores: Mapping[str, int], facts: ResultFacts, by: User, at: datetime
) -> ToolResult:
    """Record a tool's result for a child, with a line in the chronology.

    `scores` by the code of each area, in the field `score_<area>` of an error. Who uses a tool that needs it
    was accredited on the last day of the observation. Raises NotVisibleError, NotPermittedError, DomainError.
    """
    access.require(by, access.Action.RECORD_EVENT, child)
    rule = queries.in_use().get(tool)
    if rule is None:
        raise DomainError("This tool isn’t in use", field="tool")
    wrong = rules.score_refusals(rule, scores)
    for area, message in wrong.items():
        raise DomainError(message, field=f"score_{area}")
    _check(rule, facts, today=london_date(at))
    if not rules.may_use(rule, queries.accreditations(by), facts.observed_until):
        raise DomainError(
            f"You weren’t accredited for {rule.label} on the last day of the observation",
            field="observed_until",
        )
    result = ToolResult(
        reference=references.new("T"),
        child=child,
        tool=rule.code,
        label=rule.label,
        areas=[{"code": area.code, "label": area.label} for area in rule.areas],
        lowest=rule.lowest,
        highest=rule.highest,
        direction=rule.direction.value,
        scores=dict(scores),
        observed_from=facts.observed_from,
        observed_until=facts.observed_until,
        carer=facts.carer.strip(),
        evidence=facts.evidence,
        analysis=facts.analysis,
        supervisor=facts.supervisor.strip(),
        supervisor_on=facts.supervisor_on,
        supervisor_advice=facts.supervisor_advice,
        no_supervisor_reason=facts.no_supervisor_reason,
        judgement=facts.judgement,
        marac=facts.marac,
        marac_reason=facts.marac_reason,
        assessor=by,
        agency=by.agency,
        recorded_at=at,
    )
    result.record(by=by, at=at, reason="Tool result recorded")
    _write(result, by=by, at=at)
    return result


def may_record(user: User, tool: rules.Tool, on: date) -> bool:
    """Whether `user` may use the tool on a day; for links, `record` asks again."""
    return rules.may_use(tool, queries.accreditations(user), on)


@transaction.atomic
def record_marac_outcome(*, result: ToolResult, outcome: str, by: User, at: datetime) -> ToolResult:
    """Note what the MARAC decided, of a result that was referred to one. Raises as `record`."""
    result = _locked(result, by)
    if result.marac != Marac.REFERRED:
        raise DomainError("This result wasn’t referred to MARAC")
    if not outcome.strip():
        raise DomainError("Enter what MARAC decided", field="outcome")
    result.marac_outcome = outcome
    result.record(by=by, at=at, reason="Outcome of MARAC recorded")
    return result


@transaction.atomic
def take_back(*, result: ToolResult, reason: str, by: User, at: datetime) -> ToolResult:
    """Take back a result that was wrong, by its assessor or a manager of social care: it stays readable and
    counts no more. Raises as `record`, ChangedMeanwhileError when it was taken back already."""
    result = _locked(result, by)
    if not may_take_back(by, result):
        raise NotPermittedError("take_back")
    if not reason.strip():
        raise DomainError("Say what was wrong with it", field="reason")
    result.taken_back_at, result.taken_back_by, result.taken_back_reason = at, by, reason
    result.record(by=by, at=at, reason=reason)
    events.write(
        child=result.child,
        kind=EventKind.TOOL_RESULT,
        what_happened=f"{result.label}: the result of {result.reference} was taken back as wrong",
        source_reference=result.reference,
        by=by,
        at=at,
    )
    return result


def may_take_back(user: User, result: ToolResult) -> bool:
    """Whether `user` may take the result back, as far as it depends on them: its assessor, or a manager."""
    return result.assessor_id == user.pk or access.may(user, access.Action.AUTHORISE_ASSESSMENT)


def _check(rule: rules.Tool, facts: ResultFacts, *, today: date) -> None:
    if facts.observed_until > today:
        raise DomainError("The observation can’t end in the future", field="observed_until")
    if facts.observed_from > facts.observed_until:
        raise DomainError("The observation begins before it ends", field="observed_from")
    if not facts.evidence.strip():
        raise DomainError("Enter the evidence in your own words", field="evidence")
    if rule.asks_carer and not facts.carer.strip():
        raise DomainError("Enter whose care it is about", field="carer")
    _check_supervisor(facts, today)
    if rule.asks_marac:
        _check_marac(facts)
    elif facts.marac:
        raise DomainError("This tool doesn’t ask about MARAC", field="marac")


def _check_supervisor(facts: ResultFacts, today: date) -> None:
    named, reason = facts.supervisor.strip(), facts.no_supervisor_reason.strip()
    if bool(named) == bool(reason):
        raise DomainError("Enter the supervisor you consulted, or why none", field="supervisor")
    if named and (facts.supervisor_on is None or facts.supervisor_on > today):
        raise DomainError("Enter when you consulted them, today or before", field="supervisor_on")
    if not named and facts.supervisor_on is not None:
        raise DomainError("Enter the supervisor you consulted, or why none", field="supervisor")


def _check_marac(facts: ResultFacts) -> None:
    if facts.marac not in {Marac.REFERRED, Marac.NOT_REFERRED}:
        raise DomainError("Select if it is referred to MARAC", field="marac")
    if not facts.marac_reason.strip():
        raise DomainError("Enter why it is referred to MARAC, or why not", field="marac_reason")
    if not facts.judgement.strip():
        raise DomainError("Enter your professional judgement", field="judgement")


def _locked(result: ToolResult, by: User) -> ToolResult:
    # Who sees the child sees every result.
    access.require(by, access.Action.RECORD_EVENT, result.child)
    rows = ToolResult.objects.select_for_update(of=("self",)).select_related("child")
    result = rows.get(pk=result.pk)
    if result.taken_back_at is not None:
        raise ChangedMeanwhileError("This result was taken back")
    return result


def _write(result: ToolResult, *, by: User, at: datetime) -> None:
    said = ", ".join(f"{label.lower()} {score}" for label, score in queries.scores(result))
    marac = f". {result.get_marac_display()}" if result.marac else ""
    events.write(
        child=result.child,
        kind=EventKind.TOOL_RESULT,
        what_happened=f"{result.label} ({queries.scale(result)}): {said}{marac}",
        significance=Significance.NOTABLE,
        occurred_at=min(at_hour(result.observed_until, 9), at),
        source_reference=result.reference,
        by=by,
        at=at,
    )
