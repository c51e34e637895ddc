"""A high-risk history goes to a senior manager and the head of service, whose decision is final."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.historic_risk_states import REVIEW_MOVES, ReviewMove, ReviewState
from cases.models import Event, HistoricRiskReview
from cases.queries import digest
from cases.services import children, decisions, front_door, historic_risk
from safeguarding.accounts.identity import as_user
from safeguarding.accounts.models import Role
from safeguarding.notifications.models import Notification
from tests.factories import front_door as door
from tests.factories import historic_risk as made
from tests.factories import partnership, records

pytestmark = pytest.mark.django_db

WHY = "Nobody looked for eight years."


@pytest.fixture
def child(personas, at):
    """A plan of many years ago, and nothing since."""
    return made.child_with_history(by=personas.social_worker, at=at - timedelta(days=400))


def view(row, by, at, text="The same as then.", version=None):
    told = row.version if version is None else version
    return historic_risk.review(review=row, view=text, version=told, by=by, at=at)


def decide(row, by, at, why=WHY, version=None):
    told = row.version if version is None else version
    return historic_risk.decide(review=row, decision="assess", rationale=why, version=told, by=by, at=at)


def told(kind: str) -> set[str]:
    rows = Notification.objects.filter(kind=kind, withdrawn_at=None)
    return set(rows.values_list("recipient__full_name", flat=True))


class TestAsking:
    """What queues a child."""

    def test_a_match_queues_the_child_tells_managers_by_reference_and_writes_a_line(
        self, personas, child, at
    ):
        row = made.waiting(child, personas, at)
        assert [each["reasons"] for each in row.findings] == [["1 child protection plan before."]]
        assert told("historic_risk_asked") == {"Dana Okafor"}
        message = Notification.objects.get(kind="historic_risk_asked")
        assert child.reference in message.text
        assert "Stannard" not in message.text + message.path
        line = Event.objects.get(child=child, kind="historic_risk_review")
        assert line.sensitivity == "social_care"

    def test_a_history_without_risk_and_a_contact_of_an_open_child_queue_nobody(self, personas, child, at):
        plain = records.child("Ann", "Other", by=personas.social_worker, at=at)
        door.matched(plain, author=personas.gp, by=personas.front_door_worker, at=at)
        children.open_episode(child=child, opened_on=at.date(), by=personas.team_manager, at=at)
        contact = made.referred(child, personas, at + timedelta(hours=1))
        assert contact.contact_kind == "contact"
        assert not HistoricRiskReview.objects.exists()

    def test_matching_again_and_deciding_ask_once(self, personas, child, at):
        part = made.referred(child, personas, at)
        front_door.match(referral_child=part, child=child, by=personas.front_door_worker, at=at)
        door.decided(part, by=personas.front_door_manager, at=at)
        assert HistoricRiskReview.objects.count() == 1
        assert Event.objects.filter(kind="historic_risk_review").count() == 1

    def test_a_history_that_came_to_light_before_the_decision_is_asked_for_then(self, personas, at):
        late = records.child("Late", "Known", by=personas.social_worker, at=at)
        part = made.referred(late, personas, at)
        assert not HistoricRiskReview.objects.exists()
        long_ago = at - timedelta(days=3000)
        records.event(late, by=personas.social_worker, at=at, kind="section_47_enquiry", occurred_at=long_ago)
        door.decided(part, by=personas.front_door_manager, at=at)
        assert "section 47" in HistoricRiskReview.objects.get().findings[0]["reasons"][0]

    def test_the_referral_is_decided_while_the_review_waits(self, personas, child, at):
        part = made.referred(child, personas, at)
        decision = door.decided(part, by=personas.front_door_manager, at=at)
        assert decision.outcome == "assessment"
        assert HistoricRiskReview.objects.get().state == ReviewState.SENIOR

    def test_a_referral_that_comes_meanwhile_joins_and_has_to_be_read(self, personas, child, at):
        row = made.waiting(child, personas, at)
        seen = row.version
        made.referred(child, personas, at + timedelta(hours=1))
        row = HistoricRiskReview.objects.get()
        assert len(row.findings) == 2
        with pytest.raises(ChangedMeanwhileError):
            view(row, personas.team_manager, at, version=seen)
        row = view(row, personas.team_manager, at + timedelta(hours=2))
        made.referred(child, personas, at + timedelta(hours=3))
        assert "Helen Marsh" in told("historic_risk_asked")
        with pytest.raises(ChangedMeanwhileError):
            decide(row, personas.head_of_service, at)

    def test_where_no_manager_is_close_all_are_asked(self, personas, child, at):
        personas.front_door_manager.team = None
        personas.front_door_manager.save()
        made.referred(child, personas, at)
        assert told("historic_risk_asked") == {"Dana Okafor", "Tom Whitfield"}

    def test_the_manager_of_the_childs_worker_is_asked_too(self, personas, child, at):
        children.allocate(
            child=child, worker=personas.social_worker, team=None, by=personas.team_manager, at=at, reason="x"
        )
        child.refresh_from_db()
        made.referred(child, personas, at)
        assert told("historic_risk_asked") == {"Dana Okafor", "Tom Whitfield"}


class TestTakingBack:
    """A referral that was another child's."""

    def test_the_only_referral_ends_the_review(self, personas, child, at):
        part = made.referred(child, personas, at)
        front_door.unmatch(referral_child=part, reason="A cousin", by=personas.front_door_worker, at=at)
        row = HistoricRiskReview.objects.get()
        assert row.state == ReviewState.ENDED
        assert told("historic_risk_asked") == set()
        front_door.match(referral_child=part, child=child, by=personas.front_door_worker, at=at)
        assert HistoricRiskReview.objects.filter(state=ReviewState.SENIOR).count() == 1

    def test_one_of_two_leaves_the_other(self, personas, child, at):
        made.referred(child, personas, at)
        second = made.referred(child, personas, at + timedelta(hours=1))
        front_door.unmatch(referral_child=second, reason="A cousin", by=personas.front_door_worker, at=at)
        row = HistoricRiskReview.objects.get()
        assert [each["is_taken_back"] for each in row.findings] == [False, True]
        assert row.state == ReviewState.SENIOR

    def test_what_was_decided_stays_decided(self, personas, child, at):
        row = made.decided(child, personas, at)
        part = row.referral_child
        front_door.unmatch(referral_child=part, reason="A cousin", by=personas.front_door_worker, at=at)
        row.refresh_from_db()
        assert row.state == ReviewState.DECIDED
        front_door.match(referral_child=part, child=child, by=personas.front_door_worker, at=at)
        assert HistoricRiskReview.objects.count() == 1


class TestSigning:
    """Who says what, and in which order."""

    def test_from_the_senior_view_to_the_head_and_into_the_chronology(self, personas, child, at):
        row = view(made.waiting(child, personas, at), personas.team_manager, at)
        assert row.state == ReviewState.HEAD
        assert told("historic_risk_asked") == set()
        assert told("historic_risk_reviewed") == {"Helen Marsh"}
        row = decide(row, personas.head_of_service, at)
        assert (row.state, row.decided_by) == (ReviewState.DECIDED, personas.head_of_service)
        assert row.event.sensitivity == "professionals"
        assert WHY in row.event.what_happened
        assert told("historic_risk_decided") == {"Tom Whitfield", "Farah Siddiqui"}

    def test_the_worker_and_their_manager_hear_of_the_decision(self, personas, child, at):
        row = made.reviewed(child, personas, at)
        children.allocate(
            child=child, worker=personas.social_worker, team=None, by=personas.team_manager, at=at, reason="x"
        )
        decide(row, personas.head_of_service, at)
        assert {"Sam Brennan", "Tom Whitfield"} <= told("historic_risk_decided")

    @pytest.mark.parametrize("text", ["", "  \n "])
    def test_neither_signs_without_words(self, personas, child, at, text):
        row = made.waiting(child, personas, at)
        with pytest.raises(DomainError) as refused:
            view(row, personas.team_manager, at, text=text)
        assert refused.value.field == "view"
        row = view(row, personas.team_manager, at)
        with pytest.raises(DomainError) as refused:
            decide(row, personas.head_of_service, at, why=text)
        assert refused.value.field == "rationale"

    def test_the_senior_is_neither_sender_nor_decider(self, personas, child, at):
        own = door.matched(child, author=personas.team_manager, by=personas.front_door_worker, at=at)
        row = HistoricRiskReview.objects.get(referral_child=own)
        with pytest.raises(DomainError, match="wrote the referral"):
            view(row, personas.team_manager, at)
        door.decided(own, by=personas.front_door_manager, at=at)
        with pytest.raises(DomainError, match="decided on the referral"):
            view(row, personas.front_door_manager, at)
        decisions.reconsider(referral_child=own, reason="Think again", by=personas.front_door_manager, at=at)
        assert view(row, personas.front_door_manager, at).state == ReviewState.HEAD

    def test_the_head_who_gave_the_senior_view_does_not_decide(self, personas, child, at):
        row = view(made.waiting(child, personas, at), personas.head_of_service, at)
        with pytest.raises(DomainError, match="another head of service"):
            decide(row, personas.head_of_service, at)
        care = personas.head_of_service.agency
        second = partnership.user("Ada Second", care, Role.SENIOR_MANAGER)
        assert decide(row, second, at).decided_by == second

    @pytest.mark.parametrize(
        "who", ["social_worker", "conference_chair", "business_support", "front_door_worker"]
    )
    def test_only_managers_give_the_senior_view_and_only_heads_decide(self, personas, child, at, who):
        row = made.waiting(child, personas, at)
        with pytest.raises(NotPermittedError):
            view(row, getattr(personas, who), at)
        row = view(row, personas.team_manager, at)
        for each in (getattr(personas, who), personas.front_door_manager):
            with pytest.raises(NotPermittedError):
                decide(row, each, at)

    @pytest.mark.parametrize("who", ["gp", "police", "partnership_admin", "system_admin"])
    def test_for_others_there_is_none(self, personas, child, at, who):
        records.involve(child, personas.gp.agency, by=personas.social_worker, at=at)
        row = made.waiting(child, personas, at)
        with pytest.raises(NotVisibleError):
            view(row, getattr(personas, who), at)

    def test_every_other_move_is_refused_by_name(self, personas, child, at):
        acts = {
            ReviewMove.REVIEW: lambda row: view(row, personas.front_door_manager, at),
            ReviewMove.DECIDE: lambda row: decide(row, personas.head_of_service, at),
        }
        stands = {ReviewState.SENIOR: made.waiting(child, personas, at)}
        others = {
            ReviewState.HEAD: made.reviewed,
            ReviewState.DECIDED: made.decided,
        }
        for state, build in others.items():
            another = made.child_with_history(by=personas.social_worker, at=at, given_name=state.value)
            stands[state] = build(another, personas, at)
        for (state, row), (move, act) in ((a, b) for a in stands.items() for b in acts.items()):
            if (state, move) not in REVIEW_MOVES:
                with pytest.raises(ChangedMeanwhileError, match="It stands otherwise now"):
                    act(row)


class TestFinal:
    """Nothing changes what was decided, in the database either."""

    def test_the_head_does_not_decide_twice(self, personas, child, at):
        row = made.decided(child, personas, at)
        with pytest.raises(ChangedMeanwhileError):
            decide(row, personas.head_of_service, at)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE cases_historicriskreview SET rationale = 'Another', version = version + 1",
            "UPDATE cases_historicriskreview SET state = 'senior'",
            "UPDATE cases_historicriskreview SET findings = '[]'",
            "DELETE FROM cases_historicriskreview",
            "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE cases_historicriskreview CASCADE",
        ],
    )
    def test_the_database_refuses_a_change_of_a_decision(self, personas, child, at, change):
        made.decided(child, personas, at)
        with (
            pytest.raises(DatabaseError, match=r"final|never deleted|append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)

    @pytest.mark.parametrize(
        "change",
        [
            "senior_view = 'Another view'",
            "reviewed_at = now()",
            "asked_at = now()",
            "state = 'senior', reviewed_at = NULL, reviewed_by_id = NULL, senior_view = ''",
        ],
    )
    def test_nor_of_what_was_asked_and_what_the_senior_said(self, personas, child, at, change):
        made.reviewed(child, personas, at)
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE cases_historicriskreview SET {change}")

    def test_a_new_referral_has_a_review_of_its_own(self, personas, child, at):
        made.decided(child, personas, at)
        made.referred(child, personas, at + timedelta(days=90))
        states = HistoricRiskReview.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == [ReviewState.DECIDED, ReviewState.SENIOR]

    def test_later_digests_say_what_was_decided(self, personas, child, at):
        row = made.decided(child, personas, at)
        known = digest.build(user=personas.front_door_manager, child=child, at=at)
        assert [(one.decision, one.by) for one in known.heads_decisions] == [
            (row.get_decision_display(), "Helen Marsh")
        ]

    def test_behind_the_wall_the_whole_way_works(self, personas, child, at):
        with as_user(personas.front_door_worker):
            row = made.waiting(child, personas, at)
        with as_user(personas.team_manager):
            row = view(row, personas.team_manager, at)
        with as_user(personas.head_of_service):
            assert decide(row, personas.head_of_service, at).state == ReviewState.DECIDED
        with as_user(personas.gp):
            assert not HistoricRiskReview.objects.exists()
