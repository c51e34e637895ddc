"""An assessment being written, its part that the GP is asked for, tools: for the matrix's world."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cases.models import Child
from cases.plan_states import AssessmentKind
from cases.services import assessments, relationships, tools
from cases.states import RelationshipKind
from safeguarding.rules.london_time import london_date
from tests.factories import records
from tests.factories.assessments import result_facts
from tests.factories.partnership import Personas


def build(child: Child, personas: Personas, at: datetime) -> dict[str, Any]:
    """The social worker writes an assessment and has recorded a DASH; the health visitor is accredited."""
    by, office = personas.social_worker, personas.partnership_admin
    today = london_date(at)
    father = records.person("Dan", "Example", by=by, at=at)
    relationships.relate(person=father, relative_of=child.person, kind=RelationshipKind.FATHER, by=by, at=at)
    assessment = assessments.start(child=child, kind=AssessmentKind.SINGLE, by=by, at=at)
    dash = result_facts(at, marac="referred", marac_reason="High risk", judgement="She is in fear")
    return {
        "father": father,
        "assessment": assessment,
        "assessment_part": assessments.ask(
            assessment=assessment,
            agency=personas.gp.agency,
            question="What do you know?",
            due_on=today + timedelta(days=7),
            by=by,
            at=at,
        ),
        "tool_result": tools.record(
            child=child, tool="dash", scores={"overall": 15}, facts=dash, by=by, at=at
        ),
        "accreditation": tools.accredit(
            tool="gcp2", user=personas.health_visitor, since=today, by=office, at=at
        ),
    }
