"""The assessment that somebody works on: locked as it is now, and only while it may be written in."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from cases import access
from cases.exceptions import ChangedMeanwhileError
from cases.models import Assessment, Child
from cases.plan_states import AssessmentState
from cases.services import events
from cases.states import EventKind, Significance
from safeguarding.accounts.models import User

_NOT_A_DRAFT: Final = {
    AssessmentState.AWAITING: "It waits for a manager: it can be written in once it was given back",
    AssessmentState.AUTHORISED: "A manager has authorised this assessment: it stays as it is",
}


def locked(assessment: Assessment, by: User, action: access.Action) -> Assessment:
    """The assessment as it is now, held with its child until the transaction ends.

    Raises NotVisibleError (404) and NotPermittedError (403) for who may not do `action`.
    """
    # Who may write or authorise is social care's, and reads every assessment of a child whom they see.
    access.require(by, action, assessment.child)
    # The child first, as the triggers of closing do.
    Child.objects.select_for_update(no_key=True).get(pk=assessment.child_id)
    rows = Assessment.objects.select_for_update(of=("self",))
    return rows.select_related(
        "child__person", "child__team", "child__allocated_to", "author", "submitted_by"
    ).get(pk=assessment.pk)


def draft(assessment: Assessment, by: User) -> Assessment:
    """As `locked`, of one that is being written; raises ChangedMeanwhileError for any other."""
    found = locked(assessment, by, access.Action.WRITE_ASSESSMENT)
    if found.state != AssessmentState.DRAFT:
        raise ChangedMeanwhileError(_NOT_A_DRAFT[AssessmentState(found.state)])
    return found


def write(
    assessment: Assessment,
    words: str,
    *,
    by: User,
    at: datetime,
    significance: Significance = Significance.ROUTINE,
) -> None:
    """A line of the chronology."""
    events.write(
        child=assessment.child,
        kind=EventKind.ASSESSMENT,
        what_happened=f"{assessment.get_kind_display()} {words}",
        significance=significance,
        source_reference=assessment.reference,
        by=by,
        at=at,
    )
