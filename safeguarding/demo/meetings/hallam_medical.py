"""The Hallam children's medicals, and what their enquiries say."""

from __future__ import annotations

from datetime import datetime

from safeguarding.demo.meetings import enquiring
from safeguarding.demo.meetings.calling import CALLER
from safeguarding.demo.meetings.hallam_family import DAY
from safeguarding.demo.stage import Stage
from strategy_meetings.models import Medical
from strategy_meetings.services import checks
from strategy_meetings.services.checks import MedicalPlan, MedicalResult

JONAH_SAYS = "I didn't pull her. I was at school. Can the dog come to nana's?"

WRITTEN = {
    "freya": {
        "video_interview": "She is a baby: none.",
        "safety_plan": "Freya stays with foster carers; her mother sees her there with a worker.",
    },
    "jonah": {
        "video_interview": "Offered for next week, after school has prepared him.",
        "safety_plan": "Jonah stays with his grandmother. Nobody asks him about the arm but his worker.",
    },
}


def freya(stage: Stage) -> None:
    """Held the day after the meeting."""
    held = stage.work(DAY + 1, 12)
    planned = _plan(
        stage,
        "freya",
        MedicalPlan(
            purpose="Cause and age of the fractures; bloods, eyes, a full skeletal survey",
            where="Northmoor General Hospital",
            consent="Jade Hallam, in writing, after she was told why",
            planned_for=held,
        ),
        at=stage.work(DAY, 16),
    )
    result = MedicalResult(
        held_at=held,
        offered_alone=False,
        not_alone_reason="She is a baby; a nurse stayed with her",
        childs_account="None: she is eight months old",
        outcome="Two fractures of different ages, both by force. Bones and blood are healthy.",
    )
    checks.hold_medical(medical=planned, result=result, by=stage.staff(CALLER), at=stage.work(DAY + 1, 17))


def jonah(stage: Stage) -> None:
    """One wasn't held, another is still to come."""
    dropped = _plan(
        stage,
        "jonah",
        MedicalPlan(purpose="Any injury", where="Northmoor General Hospital", consent="Jade Hallam"),
        at=stage.work(DAY + 1, 9),
    )
    checks.drop_medical(
        medical=dropped,
        reason="Jonah was afraid of the ward on which his sister lies; another place is found.",
        by=stage.staff(CALLER),
        at=stage.work(DAY + 2, 9),
    )
    _plan(
        stage,
        "jonah",
        MedicalPlan(
            purpose="Any injury, growth, and what he wants to tell a doctor",
            where="Millbrook Surgery",
            consent="Jade Hallam; Jonah was asked and wants his grandmother to wait outside",
            planned_for=stage.work(1, 15),
        ),
        at=stage.work(-2, 14),
    )


def _plan(stage: Stage, child: str, plan: MedicalPlan, *, at: datetime) -> Medical:
    return checks.plan_medical(enquiry=enquiring.of(stage, child), plan=plan, by=stage.staff(CALLER), at=at)
