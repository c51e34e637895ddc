"""An agency leaves only when the others were heard and somebody has each of its open actions."""

from __future__ import annotations

import pytest

from cases import access, access_meetings
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Child, Event, Invitation
from cases.services import invitations, involvements, meeting_actions
from cases.states import InvolvementRole
from core_groups.models import CoreGroupMember, Withdrawal
from core_groups.queries import withdrawals as queries
from core_groups.services import membership, withdrawals
from core_groups.services.membership import Member
from core_groups.step_down_states import ViewAnswer, WithdrawalOutcome
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from tests.core_groups import endings
from tests.factories.meetings import planned

pytestmark = pytest.mark.django_db
LEAVES, STAYS, TAKEN_BACK = WithdrawalOutcome


@pytest.fixture
def child(personas, at):
    return endings.child(personas, at, "school", "gp", "health_visitor")


@pytest.fixture
def plan(personas, child, at):
    return endings.need_plan(child, personas, at)


@pytest.fixture
def asked(personas, child, plan, at):
    with as_user(personas.school):
        return withdrawals.ask(
            child=child,
            agency=personas.school.agency,
            reason="She has changed schools",
            by=personas.school,
            at=at,
        )


def test_the_last_part_of_an_agency_in_an_open_case_ends_by_leaving_alone(personas, child, at):
    by, agency = personas.social_worker, personas.school.agency
    part = child.involvements.get(agency=agency, until=None)
    with as_user(by), pytest.raises(DomainError, match="Leaving"):
        involvements.end(involvement=part, reason="Moved", by=by, at=at)
    with as_user(by):
        named = involvements.add(
            child=child,
            agency=agency,
            user=personas.school,
            role=InvolvementRole.OTHER,
            reason="Form tutor",
            by=by,
            at=at,
        )
        involvements.end(involvement=named, reason="Another tutor", by=by, at=at)
    assert child.involvements.filter(agency=agency, until=None).get() == part


def hear(asked, personas, at, gp=ViewAnswer.AGREES):
    for user, answer in ((personas.gp, gp), (personas.health_visitor, ViewAnswer.AGREES)):
        with as_user(user):
            withdrawals.view(
                withdrawal=asked, agency=user.agency, answer=answer, words="In our words", by=user, at=at
            )


def decide(asked, personas, at, outcome=LEAVES, by=None):
    by = by or personas.social_worker
    with as_user(by):
        return withdrawals.decide(withdrawal=asked, outcome=outcome, reason="Agreed by all", by=by, at=at)


def test_the_others_are_asked_and_told_by_reference(personas, child, asked):
    told = Notification.objects.filter(kind="leaving_asked")
    assert {each.recipient for each in told} == {personas.social_worker, personas.gp}
    assert all(child.reference in each.text and "Rosalind" not in each.text for each in told)
    line = Event.objects.get(child=child, what_happened__contains="asks to leave")
    assert line.agency == personas.school.agency


def test_what_stands_in_the_way_is_named_until_nothing_does(personas, child, plan, asked, at):
    item = endings.item(plan, 1, by=personas.social_worker, at=at, agency=personas.school.agency)
    with pytest.raises(DomainError, match="Record the view of Millbrook Surgery"):
        decide(asked, personas, at)
    hear(asked, personas, at)
    with pytest.raises(DomainError, match="1 open action without a new owner elsewhere: Bedtime at eight"):
        decide(asked, personas, at)
    with as_user(personas.social_worker):
        withdrawals.hand_on(
            withdrawal=asked,
            row=item,
            to_agency=personas.health_visitor.agency,
            by=personas.social_worker,
            at=at,
        )
    item.refresh_from_db()
    assert item.agency == personas.school.agency, "it changes hands with the decision"
    done = decide(asked, personas, at)
    item.refresh_from_db()
    assert item.agency == personas.health_visitor.agency
    assert done.decision_event.kind == "involvement_ended"
    assert not child.involvements.filter(agency=personas.school.agency, until=None).exists()
    assert not access.visible_children(personas.school).filter(pk=child.pk).exists()


def test_it_is_asked_to_no_core_group_to_come_unless_it_stays_with_a_brother(personas, child, asked, at):
    brother = endings.child(personas, at, "school")
    by = personas.social_worker
    own, common = (
        planned(*about, personas=personas, at=at, kind="core_group", chair=None)
        for about in ([child], [child, brother])
    )
    with as_user(by):
        for meeting in (own, common):
            invitations.invite_user(meeting=meeting, user=personas.school, by=by, at=at)
    hear(asked, personas, at)
    decide(asked, personas, at)
    with as_user(personas.school):
        readable = access_meetings.readable_meetings(personas.school)
        assert list(readable.filter(pk__in=[own.pk, common.pk])) == [common]
    row = Invitation.objects.get(meeting=own, user=personas.school)
    assert row.withdrawn_reason == "The agency leaves: Agreed by all"


def test_what_was_to_be_done_after_a_meeting_goes_to_the_agency_or_to_somebody_there(
    personas, child, asked, at
):
    by = personas.social_worker
    meeting = planned(child, personas=personas, at=at)

    for user in (personas.school, personas.health_visitor):
        invitations.invite_user(meeting=meeting, user=user, by=by, at=at)
    rows = [
        meeting_actions.add(meeting=meeting, what=what, owner=personas.school, due_on=at.date(), by=by, at=at)
        for what in ("Ring", "Write")
    ]
    hear(asked, personas, at)
    for row, user in zip(rows, (personas.health_visitor, None), strict=True):
        withdrawals.hand_on(
            withdrawal=asked,
            row=row,
            to_agency=personas.health_visitor.agency,
            to_user=user,
            by=by,
            at=at,
        )
    decide(asked, personas, at)
    for row in rows:
        row.refresh_from_db()
    assert (rows[0].owner, rows[0].agency) == (personas.health_visitor, personas.health_visitor.agency)
    assert (rows[1].owner, rows[1].owner_name) == (None, personas.health_visitor.agency.name)


def test_done_meanwhile_isnt_handed_on(personas, plan, asked, at):
    item = endings.item(plan, 1, by=personas.social_worker, at=at, agency=personas.school.agency)
    hear(asked, personas, at)
    withdrawals.hand_on(
        withdrawal=asked, row=item, to_agency=personas.gp.agency, by=personas.social_worker, at=at
    )
    item.state, item.impact, item.closed_at, item.closed_by = "done", "She sleeps", at, personas.school
    item.record(by=personas.school, at=at)
    decide(asked, personas, at)
    item.refresh_from_db()
    assert item.agency == personas.school.agency
    with pytest.raises(ChangedMeanwhileError):
        withdrawals.hand_on(
            withdrawal=asked, row=item, to_agency=personas.gp.agency, by=personas.social_worker, at=at
        )


def test_whoever_leaves_leaves_the_core_group_too(personas, plan, asked, at):
    with as_user(personas.social_worker):
        membership.fix(
            plan=plan,
            members=[Member(user=personas.school), Member(user=personas.social_worker)],
            by=personas.social_worker,
            at=at,
        )
    hear(asked, personas, at)
    decide(asked, personas, at)
    left = CoreGroupMember.objects.get(user=personas.school)
    assert (left.until, left.ended_reason) == (at.date(), "Agreed by all")
    assert CoreGroupMember.objects.filter(until=None).count() == 1


def test_dissent_keeps_nobody_and_is_kept_for_a_challenge(personas, child, asked, at):
    hear(asked, personas, at, gp=ViewAnswer.DISSENTS)
    done = decide(asked, personas, at)
    assert "Millbrook Surgery doesn’t agree: In our words" in done.decision_event.what_happened
    assert done.views.get(answer="dissents").words == "In our words"


def test_a_refusal_is_kept_for_a_challenge_and_the_agency_stays(personas, child, asked, at):
    done = decide(asked, personas, at, STAYS)
    assert "asked to leave the child’s network and stays: Agreed by all" in done.decision_event.what_happened
    assert child.involvements.filter(agency=personas.school.agency, until=None).exists()


def test_an_agency_takes_its_request_back_itself_and_decides_nothing_else(personas, asked, at):
    for outcome in (LEAVES, STAYS):
        with pytest.raises(NotPermittedError):
            decide(asked, personas, at, outcome, by=personas.school)
    with pytest.raises(NotPermittedError):
        decide(asked, personas, at, TAKEN_BACK, by=personas.gp)
    assert decide(asked, personas, at, TAKEN_BACK, by=personas.school).outcome == TAKEN_BACK
    assert not Notification.objects.filter(kind="leaving_asked", withdrawn_at=None).exists()


def test_no_answer_is_no_view_where_nobody_answered(personas, asked, at):
    by = personas.social_worker
    for user in (personas.gp, personas.health_visitor):
        withdrawals.view(
            withdrawal=asked,
            agency=user.agency,
            answer=ViewAnswer.NO_ANSWER,
            words="Rung twice",
            by=by,
            at=at,
        )
    with pytest.raises(DomainError, match="No other agency has answered"):
        decide(asked, personas, at)
    with pytest.raises(DomainError, match="Say whether your agency agrees"):
        withdrawals.view(
            withdrawal=asked,
            agency=personas.gp.agency,
            answer=ViewAnswer.NO_ANSWER,
            words="None",
            by=personas.gp,
            at=at,
        )


def test_a_later_word_replaces_the_first_which_stays_in_the_history(personas, asked, at):
    hear(asked, personas, at)
    hear(asked, personas, at, gp=ViewAnswer.DISSENTS)
    row = asked.views.get(agency=personas.gp.agency)
    assert (row.answer, row.history.count()) == ("dissents", 2)


@pytest.mark.parametrize(
    ("who", "agency", "error", "match"),
    [
        ("other_school", "other_school", NotVisibleError, None),
        ("gp", "school", NotPermittedError, None),
        ("business_support", "gp", NotPermittedError, None),
        ("social_worker", "social_worker", DomainError, "leaves by closing"),
        ("social_worker", "police", DomainError, "isn’t involved"),
        ("school", "school", ChangedMeanwhileError, "asked to leave already"),
    ],
)
def test_who_may_not_ask(personas, child, asked, at, who, agency, error, match):
    user = getattr(personas, who)
    with as_user(user), pytest.raises(error, match=match):
        withdrawals.ask(
            child=child, agency=getattr(personas, agency).agency, reason="It ends", by=user, at=at
        )


def test_what_is_said_is_asked_for(personas, child, asked, at):
    by = personas.social_worker
    with pytest.raises(DomainError, match="why the agency leaves"):
        withdrawals.ask(child=child, agency=personas.gp.agency, reason=" ", by=by, at=at)
    view = {"withdrawal": asked, "answer": ViewAnswer.AGREES, "by": by, "at": at}
    for agency, said, match in (
        (personas.gp.agency, " ", "what the agency says"),
        (personas.school.agency, "Yes", "choose another"),
        (personas.police.agency, "Yes", "isn’t involved"),
    ):
        with pytest.raises(DomainError, match=match):
            withdrawals.view(agency=agency, words=said, **view)
    with pytest.raises(DomainError, match="reason for the decision"):
        withdrawals.decide(withdrawal=asked, outcome=STAYS, reason=" ", by=by, at=at)
    with pytest.raises(NotVisibleError):
        withdrawals.decide(withdrawal=asked, outcome=STAYS, reason="x", by=personas.other_school, at=at)


def test_an_action_goes_to_an_agency_that_stays_and_to_somebody_there(personas, plan, asked, at):
    by = personas.social_worker
    item = endings.item(plan, 1, by=by, at=at, owner=personas.school)
    common = {"withdrawal": asked, "row": item, "by": by, "at": at}
    for agency, user, match in (
        (personas.school.agency, None, "stays with the child"),
        (personas.police.agency, None, "stays with the child"),
        (personas.gp.agency, personas.health_visitor, "somebody of that agency"),
    ):
        with pytest.raises(DomainError, match=match):
            withdrawals.hand_on(to_agency=agency, to_user=user, **common)


def test_it_is_decided_once(personas, asked, at):
    decide(asked, personas, at, STAYS)
    with pytest.raises(ChangedMeanwhileError, match="the agency stays"):
        decide(asked, personas, at, STAYS)
    assert queries.one_of(personas.other_school, asked.child, asked.pk) is None
    again = withdrawals.ask(
        child=Child.objects.get(pk=asked.child_id),
        agency=personas.school.agency,
        reason="Now she has moved",
        by=personas.school,
        at=at,
    )
    assert Withdrawal.objects.filter(decided_at=None).get() == again
