"""Who belongs to a core group: fixed by a conference, added, left; and what that opens to whom."""

from __future__ import annotations

from datetime import date

import pytest

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Event, Involvement
from core_groups.services import membership
from core_groups.services.membership import Member
from safeguarding.accounts.identity import as_user
from tests.factories import plans, records

MARCH = date(2026, 3, 2)


@pytest.fixture
def facts(personas, at):
    """Who writes in these tests, and when."""
    return {"by": personas.social_worker, "at": at}


@pytest.fixture
def plan(facts):
    """An open child protection plan of a child whom nobody outside social care knows yet."""
    return plans.plan(records.child(**facts), MARCH, **facts)


def fix(plan, *members, facts, **more):
    with as_user(facts["by"]):
        return membership.fix(plan=plan, members=members, **{**facts, **more})


def test_a_conference_fixes_the_core_group_and_its_agencies_see_the_child(personas, plan, facts):
    conference = plans.conference(plan.child, facts["at"], **facts)
    mother = Member(outside_name=" Nora Example ", is_family=True, part="Mother")
    school = Member(agency=personas.school.agency)
    now = fix(
        plan,
        mother,
        Member(user=personas.social_worker, part="Social worker"),
        Member(user=personas.health_visitor),
        school,
        facts=facts,
        meeting=conference,
    )
    assert [str(row.user or row.agency or row.outside_name) for row in now] == [
        str(personas.social_worker),
        str(personas.health_visitor),
        str(personas.school.agency),
        "Nora Example",
    ]
    assert {row.set_by for row in now} == {conference}
    roles = {row.agency: row.role for row in Involvement.objects.filter(child=plan.child, until=None)}
    assert roles == {personas.health_visitor.agency: "health", personas.school.agency: "school"}
    for who in (personas.health_visitor, personas.school):
        assert access.visible_children(who).filter(pk=plan.child_id).exists()
    line = Event.objects.get(child=plan.child, what_happened="Core group fixed: 4 members")
    assert line.source_reference == conference.reference


def test_fixing_it_again_lets_go_of_those_who_are_not_in_it_and_keeps_the_network(personas, plan, facts):
    health, school = Member(user=personas.health_visitor), Member(user=personas.school)
    before = fix(plan, health, school, facts=facts)
    after = fix(plan, school, Member(user=personas.gp), facts=facts)
    assert [row.user for row in after] == [personas.school, personas.gp]
    assert after[0].pk == before[1].pk
    before[0].refresh_from_db()
    assert before[0].until == facts["at"].date()
    assert access.visible_children(personas.health_visitor).filter(pk=plan.child_id).exists()


def test_somebody_leaves_with_a_reason_once_and_may_join_again(personas, plan, facts):
    with as_user(facts["by"]):
        row = membership.add(plan=plan, member=Member(user=personas.gp), **facts)
        with pytest.raises(DomainError, match="already"):
            membership.add(plan=plan, member=Member(user=personas.gp), **facts)
        with pytest.raises(DomainError, match="why they leave"):
            membership.end(member=row, reason=" ", **facts)
        left = membership.end(member=row, reason="Moved to another practice", **facts)
        assert (left.until, left.ended_reason) == (facts["at"].date(), "Moved to another practice")
        with pytest.raises(ChangedMeanwhileError, match="left the core group on 10 March 2026"):
            membership.end(member=row, reason="Again", **facts)
        membership.add(plan=plan, member=Member(user=personas.gp), **facts)
    assert len(membership.current(plan)) == 1


def test_what_is_no_core_group_is_refused(personas, plan, facts):
    gp = Member(user=personas.gp)
    refused = [
        ((), "Choose who belongs"),
        ((gp, gp), "twice"),
        ((Member(part="Mother", is_family=True),), "enter a name"),
        ((Member(agency=personas.gp.agency, outside_name="Nan", is_family=True),), "no agency"),
        ((Member(user=personas.system_admin),), "works with children"),
        ((Member(user=personas.gp, outside_name="Gareth"),), "works with children"),
    ]
    for members, why in refused:
        with pytest.raises(DomainError, match=why):
            fix(plan, *members, facts=facts)
    plans.plan(plan.child, MARCH, kind="early_help", **facts)
    plan.ended_on, plan.end_reason = date(2026, 3, 9), "Over"
    plan.record(**facts)
    with pytest.raises(ChangedMeanwhileError, match="ended on 9 March 2026"):
        fix(plan, gp, facts=facts)


def test_a_professional_without_an_account_belongs_by_name(plan, facts):
    (row,) = fix(plan, Member(outside_name="Ivy Moss", part="Drug and alcohol worker"), facts=facts)
    assert (row.agency, row.outside_name, row.is_family) == (None, "Ivy Moss", False)
    assert not Involvement.objects.filter(child=plan.child).exists()


def test_a_restricted_record_is_opened_to_members_by_name_alone(personas, facts, at):
    secret = records.child(**{**facts, "is_restricted": True})
    records.involve(secret, facts["by"], **facts)
    plan = plans.plan(secret, MARCH, **facts)
    fix(plan, Member(user=personas.gp), Member(agency=personas.school.agency), facts=facts)
    assert access.visible_children(personas.gp).filter(pk=secret.pk).exists()
    assert not access.visible_children(personas.school).filter(pk=secret.pk).exists()


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("gp", NotPermittedError),
        ("business_support", NotPermittedError),
        ("other_school", NotVisibleError),
        ("partnership_admin", NotVisibleError),
    ],
)
def test_who_belongs_to_it_is_said_by_social_care(personas, plan, facts, who, refusal):
    fix(plan, Member(user=personas.gp), facts=facts)
    with pytest.raises(refusal):
        fix(plan, Member(user=personas.school), facts={**facts, "by": getattr(personas, who)})


def test_a_lead_practitioner_of_another_agency_does_not_say_either(personas, facts):
    child = records.child(**facts)
    records.involve(child, personas.school.agency, **facts)
    led = plans.plan(child, MARCH, kind="child_in_need", lead=personas.school, **facts)
    with pytest.raises(NotPermittedError):
        fix(led, Member(user=personas.school), facts={**facts, "by": personas.school})
