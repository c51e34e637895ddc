"""Family Y: after eight quiet years the history goes to the head of service, whose decision is locked."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from cases.exceptions import ChangedMeanwhileError
from cases.historic_risk_states import ReviewState, RiskDecision
from cases.models import HistoricRiskReview
from cases.queries import signatures
from cases.services import decisions, historic_risk
from safeguarding.demo.stories import family_y
from safeguarding.notifications.models import Notification
from safeguarding.rules.london_time import london_date
from tests.factories.front_door import facts
from tests.scenarios.conftest import Told

STORY = family_y
KEY = "sore"
WHY = "The plan ended on two announced visits. Nobody has seen the house from inside since."


def _review(told: Told) -> HistoricRiskReview:
    return HistoricRiskReview.objects.get(child=told.stage.children["callum"])


def _queue(told: Told, who: str) -> list[str]:
    signer = signatures.signer(told.stage.staff(who), today=london_date(told.stage.at))
    callum = told.stage.children["callum"].pk
    lines = signatures.read(signer).lines
    return [line.kind for line in lines if line.child is not None and line.child.pk == callum]


def _signed_by_the_senior(told: Told) -> HistoricRiskReview:
    row = _review(told)
    return historic_risk.review(
        review=row,
        view="The same warmth, the same cancelled visits, as before the plan ended.",
        version=row.version,
        by=told.stage.staff("team_manager"),
        at=told.stage.at,
    )


def _decided(told: Told) -> HistoricRiskReview:
    row = _signed_by_the_senior(told)
    return historic_risk.decide(
        review=row,
        decision=RiskDecision.STRATEGY,
        rationale=WHY,
        version=row.version,
        by=told.stage.staff("head_of_service"),
        at=told.stage.at,
    )


def test_eight_quiet_years_do_not_keep_the_history_from_senior_management(told: Told) -> None:
    """History older than a year was nobody's to look at.

    Given the plan and the enquiry ended eight years ago, when the GP's referral is matched, then a senior
    view is asked for, a manager is told by reference alone, and it stands in the queue of signatures.
    """
    row = _review(told)

    assert row.state == ReviewState.SENIOR
    reasons = row.findings[0]["reasons"]
    assert "1 child protection plan before." in reasons
    assert "1 section 47 enquiry before." in reasons
    message = Notification.objects.filter(kind="historic_risk_asked", reference=row.child.reference).first()
    assert message is not None
    assert "Stannard" not in message.text
    assert "senior" in _queue(told, "front_door_manager")


def test_protecting_the_children_does_not_wait_for_it(told: Told) -> None:
    """Given the review waits, when the manager decides on a strategy meeting, then it is decided today."""
    decision = decisions.decide(
        referral_child=told.part(KEY, "callum"),
        facts=facts(outcome="strategy_meeting", level=4, strategy_declined_reason=""),
        by=told.stage.staff("front_door_manager"),
        at=told.stage.at,
    )

    assert decision.outcome == "strategy_meeting"
    assert _review(told).state == ReviewState.SENIOR


def test_the_head_of_service_decides_and_everybody_with_the_child_reads_it(told: Told) -> None:
    """Given the senior view, when the head decides, then record, chronology and later digests say so."""
    _signed_by_the_senior(told)
    assert _queue(told, "head_of_service") == ["head"]

    row = historic_risk.decide(
        review=_review(told),
        decision=RiskDecision.STRATEGY,
        rationale=WHY,
        version=_review(told).version,
        by=told.stage.staff("head_of_service"),
        at=told.stage.at,
    )

    reference = row.child.reference
    assert WHY in told.page("social_worker", "child", reference)
    assert WHY in told.page("school", "child", reference)
    assert "Challenge this decision" in told.page("school", "child_chronology", reference)
    assert WHY in told.digest_page(KEY, "callum")
    told.page("school", "child_historic_risk", reference, status=403)
    assert "head" not in _queue(told, "head_of_service")


def test_the_decision_is_locked_against_service_and_raw_sql(told: Told) -> None:
    """Decisions used to be overwritten by the next manager.

    Given the head decided, when somebody tries it again by service or by hand, then both are refused.
    """
    row = _decided(told)

    with pytest.raises(ChangedMeanwhileError):
        historic_risk.decide(
            review=row,
            decision=RiskDecision.NOT_NOW,
            rationale="Calm since",
            version=row.version,
            by=told.stage.staff("head_of_service"),
            at=told.stage.at,
        )
    for statement in (
        "UPDATE cases_historicriskreview SET decision = 'not_now' WHERE id = %s",
        "UPDATE cases_historicriskreview SET state = 'head', decision = '', rationale = '' WHERE id = %s",
        "DELETE FROM cases_historicriskreview WHERE id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [row.pk])
    row.refresh_from_db()
    assert (row.decision, row.rationale) == (RiskDecision.STRATEGY, WHY)


def test_a_sister_without_a_history_of_her_own_has_no_review_for_his(told: Told) -> None:
    """Given Poppy had no plan and no enquiry, when the referral is matched to her, then none is asked."""
    poppy = told.stage.children["poppy"]

    assert told.digest(KEY, "poppy").historic_risk == ()
    assert not HistoricRiskReview.objects.filter(child=poppy).exists()
