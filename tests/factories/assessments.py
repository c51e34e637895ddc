"""Assessments that are written, and tool results, for what comes after."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from cases.models import Assessment, Child, ToolResult
from cases.plan_states import AssessmentKind
from cases.services import assessments, tools
from safeguarding.accounts.identity import as_user
from safeguarding.accounts.models import User
from safeguarding.rules.closure import CONSIDERED
from safeguarding.rules.london_time import london_date
from safeguarding.rules.single_assessment import SECTIONS

GATE = dict.fromkeys(CONSIDERED, "Looked into, and nothing found")


def started(child: Child, *, by: User, at: datetime, **facts: Any) -> Assessment:
    """An assessment that `by` began, behind the wall."""
    facts = {"kind": AssessmentKind.SINGLE, **facts}
    with as_user(by):
        return assessments.start(child=child, by=by, at=at, **facts)


def written(assessment: Assessment, *, by: User, at: datetime, **facts: Any) -> Assessment:
    """Every section, the child seen alone, a factor and a recommendation."""
    told = {
        "factors": ["16A"],
        "seen_on": assessment.started_on,
        "seen_alone": True,
        "recommendation": "child_in_need",
        **facts,
    }
    texts = {section.key: f"Words on {section.heading.lower()}" for section in SECTIONS}
    with as_user(by):
        now = Assessment.objects.get(pk=assessment.pk)
        return assessments.save(assessment=now, version=now.version, texts=texts, facts=told, by=by, at=at)


def result_facts(at: datetime, **facts: Any) -> tools.ResultFacts:
    """What stands beside the scores, observed until today, a supervisor consulted."""
    today = london_date(at)
    told: dict[str, Any] = {
        "observed_from": today - timedelta(days=7),
        "observed_until": today,
        "evidence": "The beds had no sheets on three visits",
        "supervisor": "Tom Whitfield",
        "supervisor_on": today,
        **facts,
    }
    return tools.ResultFacts(**told)


def result(
    child: Child, *, by: User, at: datetime, tool: str = "neglect_toolkit", score: int = 3, **facts: Any
) -> ToolResult:
    """A result of a tool with one area that anybody may use."""
    with as_user(by):
        return tools.record(
            child=child, tool=tool, scores={"overall": score}, facts=result_facts(at, **facts), by=by, at=at
        )


def accredited(
    user: User, *, office: User, at: datetime, tool: str = "gcp2", since: date | None = None
) -> Any:
    """The office enters `user` in the register."""
    with as_user(office):
        return tools.accredit(
            tool=tool, user=user, since=since or london_date(at) - timedelta(days=30), by=office, at=at
        )
