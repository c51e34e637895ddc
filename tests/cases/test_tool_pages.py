"""A tool set up and accredited by the office, used by a health visitor, its trend read by social care."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import ToolResult
from cases.queries import tools as queries
from safeguarding.rules.london_time import london_date
from tests.cases.test_assessment_pages import day, page, text
from tests.factories import assessments as made
from tests.factories import records


@pytest.fixture
def now():
    return timezone.now() - timedelta(minutes=5)


@pytest.fixture
def child(personas, now):
    found = records.child("Ada", "Example", by=personas.social_worker, at=now)
    records.involve(found, personas.health_visitor.agency, by=personas.social_worker, at=now)
    return found


SET_UP = {
    "label": "Home check",
    "licence": "Northmoor’s own",
    "areas": "Heating\nFood",
    "lowest": "1",
    "highest": "5",
    "direction": "high_is_better",
    "needs_accreditation": "yes",
    "accredited_for_months": "24",
    "asks_carer": "no",
    "asks_marac": "no",
    "is_in_use": "yes",
    "reason": "Agreed in January",
    "seen": "0",
}


def test_from_the_set_up_to_the_trend(personas, child, sign_in):
    office, visitor = sign_in(personas.partnership_admin), sign_in(personas.health_visitor)
    worker, today = sign_in(personas.social_worker), london_date(timezone.now())
    # The office sets a tool up and accredits the health visitor.
    page(office, "tool_new", data=SET_UP)
    assert "Heating, Food" in text(page(worker, "tools"))
    assert "1 to 5 (best)" in text(page(worker, "tool", "home_check"))
    shown = text(page(visitor, "child_tools", child.reference))
    assert "Home check: for those who are accredited for it" in shown
    person = {"user": personas.health_visitor.pk, "tool": "home_check", **day("since", today)}
    page(office, "tool_accredit", data=person)
    assert "Hope Adeyemi" in text(page(worker, "tool_register"))
    # She uses it twice; without the supervisor's day it comes back with everything typed.
    result = {
        **day("observed_from", today),
        **day("observed_until", today),
        "score_heating": "2",
        "score_food": "4",
        "evidence": "A heater stood there",
        "consulted": "yes",
        "supervisor": "Rita",
    }
    answer = text(page(visitor, "tool_result_new", child.reference, "home_check", data=result))
    assert "Enter when you consulted them" in answer
    assert "A heater stood there" in answer
    for heating in ("2", "4"):
        typed = {**result, **day("supervisor_on", today), "score_heating": heating}
        page(visitor, "tool_result_new", child.reference, "home_check", data=typed)
    # Social care sees how it moved, as a drawing with a table, and the evidence.
    shown = text(page(worker, "child_tools", child.reference))
    assert "how the score moved. The table below has the same figures." in shown
    assert "Better" in shown
    one = ToolResult.objects.order_by("pk")[0]
    assert "A heater stood there" in text(page(worker, "tool_result", child.reference, one.reference))
    # She takes the first back: it counts no more, and stays readable.
    where = (child.reference, one.reference)
    page(visitor, "tool_result_take_back", *where, data={"reason": "The other child"})
    assert "The other child" in text(page(worker, "tool_result", *where))
    assert len(queries.series(queries.of_child(personas.social_worker, child))[0].results) == 1
    # The office changes the scale, and ends her accreditation.
    change = {**SET_UP, "highest": "10", "seen": str(queries.one("home_check").own.pk)}
    page(office, "tool_change", "home_check", data=change)
    assert queries.one("home_check").tool.highest == 10
    again = text(page(office, "tool_change", "home_check", data=change))
    assert "Somebody has changed this tool" in again
    row = personas.health_visitor.tool_accreditations.get()
    page(office, "tool_withdraw", row.pk, data={**day("withdrawn_on", today), "reason": "Left"})
    assert "Withdrawn: Left" in text(page(worker, "tool_register"))


def test_dash_leads_to_marac_and_its_outcome(personas, child, sign_in):
    visitor, today = sign_in(personas.health_visitor), london_date(timezone.now())
    told = {
        **day("observed_from", today),
        **day("observed_until", today),
        "score_overall": "30",
        "evidence": "She whispered",
        "judgement": "In fear",
        "marac": "referred",
        "marac_reason": "High risk",
        "consulted": "no",
        "no_supervisor_reason": "Away",
    }
    answer = text(page(visitor, "tool_result_new", child.reference, "dash", data=told))
    assert "must be 24 or fewer" in answer
    page(visitor, "tool_result_new", child.reference, "dash", data={**told, "score_overall": "20"})
    one = ToolResult.objects.get()
    where = (child.reference, one.reference)
    page(visitor, "tool_result_marac", *where, data={"outcome": "An advocate rings daily"})
    assert "An advocate rings daily" in text(page(visitor, "tool_result", *where))


def test_a_refusal_of_the_service_stands_beside_its_question(personas, child, now, sign_in):
    """Not accredited on the last day of the observation."""
    today = london_date(timezone.now())
    told = {
        **day("observed_from", today),
        **day("observed_until", today),
        "carer": "Mona",
        **{f"score_{area}": "2" for area in ("physical", "safety", "emotional", "developmental")},
        "evidence": "Seen",
        "consulted": "no",
        "no_supervisor_reason": "Away",
    }
    visitor = sign_in(personas.health_visitor)
    answer = text(page(visitor, "tool_result_new", child.reference, "gcp2", data=told))
    assert "You weren’t accredited for Graded Care Profile 2" in answer
    assert 'href="#observed_until_day"' in answer or "observed_until" in answer
    assert not ToolResult.objects.exists()
    made.accredited(personas.health_visitor, office=personas.partnership_admin, at=now)
    page(visitor, "tool_result_new", child.reference, "gcp2", data=told)
    assert ToolResult.objects.exists()


def test_a_concern_asks_for_a_tool_on_the_assessment_and_the_childs_page(personas, child, now, sign_in):
    records.event(child, by=personas.health_visitor, at=now, themes=["neglect"])
    shown = text(page(sign_in(personas.social_worker), "child_tools", child.reference))
    assert "Neglect is a concern and no neglect tool result is recorded" in shown


@pytest.mark.parametrize(
    ("name", "args"),
    [("tool", ["nothing"]), ("tool_result_new", ["C", "nothing"]), ("tool_result", ["C", "T0000000"])],
)
def test_what_there_is_not_is_not_found(personas, child, sign_in, name, args):
    args = [child.reference if arg == "C" else arg for arg in args]
    assert sign_in(personas.social_worker).get(reverse(name, args=args)).status_code == 404
