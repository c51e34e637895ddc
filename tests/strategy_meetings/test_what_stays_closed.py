"""Strategy meetings and enquiries hand nobody what the records themselves keep closed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cases import access
from cases.exceptions import NotPermittedError, NotVisibleError
from cases.models import Referral, ReferralChild
from cases.models.person import Sex
from cases.services import emergency, events, involvements, warnings
from cases.states import EventKind, RelationshipKind, Sensitivity, Significance
from safeguarding.accounts.identity import as_user
from safeguarding.audit.log import Origin
from strategy_meetings.models import Section47Enquiry, StrategyDecision
from strategy_meetings.queries import meeting as queries
from strategy_meetings.queries import origins
from strategy_meetings.services import calling, checks, deciding, enquiries
from strategy_meetings.services.enquiries import Seen
from tests.factories import front_door, records
from tests.strategy_meetings.steps import decide

pytestmark = pytest.mark.django_db


def open_in_emergency(child, user):
    emergency.open_record(
        reference=child.reference,
        reason="A child is at risk now, nobody answers",
        by=user,
        at=timezone.now(),
        origin=Origin(address=None, page="test"),
    )


@pytest.fixture
def enquiry(personas, called, child, at, go):
    decide(personas, called, child, at, go)
    return Section47Enquiry.objects.get()


def test_an_enquiry_seen_in_an_emergency_is_read_and_not_written_in(personas, child, at, enquiry, go):
    for involvement in child.involvements.filter(user=personas.police, until=None):
        involvements.finish(involvement=involvement, reason="Moved", by=personas.team_manager, at=at)
    police = personas.police
    with as_user(police), pytest.raises(NotVisibleError):
        enquiries.record_not_seen(enquiry=enquiry, reason="No answer", by=police, at=at)
    open_in_emergency(child, police)
    seen = Seen(at=at, where="Home", alone=True)
    with as_user(police):
        assert access.visible_children(police).filter(pk=child.pk).exists()
        for act in (
            lambda: enquiries.record_seen(enquiry=enquiry, seen=seen, by=police, at=at),
            lambda: enquiries.record_not_seen(enquiry=enquiry, reason="No answer", by=police, at=at),
            lambda: checks.ask(enquiry=enquiry, agency=personas.gp.agency, question="?", by=police, at=at),
        ):
            with pytest.raises(NotPermittedError):
                act()
    page = go("police", "enquiry", enquiry.reference)
    assert enquiry.reference in page
    assert f"/enquiries/{enquiry.reference}/seen/" not in page
    go("police", "enquiry_seen", enquiry.reference, status=403)
    go("police", "enquiry_write", enquiry.reference, status=403)


def test_a_check_and_a_dissent_are_not_written_in_an_emergency_either(personas, child, at, enquiry, go):
    surgery = personas.gp
    with as_user(personas.social_worker):
        check = checks.ask(
            enquiry=enquiry, agency=surgery.agency, question="Earlier?", by=personas.social_worker, at=at
        )
    decision = StrategyDecision.objects.get()
    for row in list(child.involvements.filter(agency=surgery.agency, until=None)):
        involvements.finish(involvement=row, reason="Moved", by=personas.team_manager, at=at)
    for act, error in (("unseen", NotVisibleError), ("emergency", NotPermittedError)):
        if act == "emergency":
            open_in_emergency(child, surgery)
        with as_user(surgery):
            with pytest.raises(error):
                checks.reply(check=check, words="Nothing known", by=surgery, at=at)
            with pytest.raises(error):
                deciding.dissent(decision=decision, agency=surgery.agency, words="No", by=surgery, at=at)
    go("gp", "lateral_check", check.pk, status=403)
    reference = decision.meeting.meeting.reference
    go("gp", "strategy_dissent", reference, child.reference, status=403)


@pytest.mark.parametrize("level", sorted(Sensitivity))
def test_a_line_that_is_not_for_all_is_not_copied_into_what_everybody_reads(personas, child, at, level):
    line = records.event(child, by=personas.team_manager, at=at, what_happened="Linewords", sensitivity=level)
    with as_user(personas.team_manager):
        words = origins.of_event(personas.team_manager, child, line.pk).words
    assert words == ("Linewords" if level in {Sensitivity.SHARED, Sensitivity.PROFESSIONALS} else "")


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_the_words_of_an_anonymous_referrer_are_not_copied_either(personas, child, at, is_anonymous):
    part = front_door.matched(child, author=personas.school, by=personas.front_door_manager, at=at)
    Referral.objects.filter(pk=part.referral_id).update(referrer_is_anonymous=is_anonymous)
    part = ReferralChild.objects.select_related("referral").get(pk=part.pk)
    manager = personas.front_door_manager
    with as_user(manager):
        found = origins.of_referral(manager, child, part.referral.reference, part.position)
    assert bool(found.words) is not is_anonymous
    if found.words:
        assert found.words == part.referral.what_happened


def _significant(child, by, at, words, level):
    events.write(
        child=child,
        kind=EventKind.NOTE,
        what_happened=words,
        significance=Significance.CRITICAL,
        sensitivity=level,
        by=by,
        at=at,
    )


def test_the_history_that_is_shown_to_all_who_run_it_holds_no_closed_relative_and_no_supervision(
    personas, called, child, at, go
):
    manager = personas.team_manager
    brother = records.child("Rex", "Hiddenname", by=manager, at=at, sex=Sex.MALE)
    records.relate(brother.person, child.person, RelationshipKind.SIBLING, by=manager, at=at)
    sister = records.child("Sue", "Openname", by=manager, at=at)
    records.relate(sister.person, child.person, RelationshipKind.SIBLING, by=manager, at=at)
    _significant(brother, manager, at, "Brotherwords", Sensitivity.PROFESSIONALS)
    _significant(sister, manager, at, "Sisterwords", Sensitivity.PROFESSIONALS)
    _significant(sister, manager, at, "Supervisionwords", Sensitivity.SUPERVISION)
    warnings.add_warning(child=brother, text="Brotherwarning", by=manager, at=at)
    with as_user(manager):
        calling.make_history(strategy=called, by=manager, at=at)
    reference = called.meeting.reference
    whole = go("team_manager", "strategy_history", reference)
    for shown in ("Hiddenname", "Brotherwords", "Sisterwords"):
        assert shown in whole, shown
    assert "Supervisionwords" not in whole
    records.involve(brother, manager, by=manager, at=at)
    brother.is_restricted, brother.restricted_reason = True, "Family of staff"
    brother.record(by=manager, at=at, reason="test data")
    page = go("business_support", "strategy_history", reference)
    assert "Sisterwords" in page
    hidden = ("Hiddenname", "Brotherwords", "Brotherwarning", brother.reference, "Supervisionwords")
    assert not [word for word in hidden if word in page]
    assert "Brotherwords" in go("team_manager", "strategy_history", reference)
    with as_user(personas.business_support):
        assert queries.reads_pack(personas.business_support)
