"""Alex: the front door sees four years of five agencies before it decides about one picture."""

from __future__ import annotations

from cases.queries import strategy
from safeguarding.demo.stories import alex
from tests.scenarios.conftest import Told

STORY = alex
KEY, CHILD = "picture", "jodie"


def test_the_front_door_sees_that_it_is_a_re_referral_and_how_long_it_has_been(told: Told) -> None:
    """In the review nobody knew why the child kept being referred.

    Given a girl whose last referral, seven months ago, was called a matter of attendance,
    when school reports the picture and the front door finds her record,
    then it is marked as a re-referral, with the interval and what was decided then.
    """
    told.match(KEY, CHILD)

    history = told.digest(KEY, CHILD)

    assert history.is_re_referral
    assert history.last_referral == "6 months and 27 days"
    assert history.earlier_referrals == 2
    assert [earlier.outcome for earlier in history.referrals] == [
        "No further action",
        "Assessment by children's social care",
    ]
    page = told.digest_page(KEY, CHILD)
    assert "Re-referral" in page
    assert "Attendance is for school and the education welfare officer." in page


def test_earlier_plans_and_domestic_abuse_stand_beside_todays_concern(told: Told) -> None:
    """The child had been on plans since birth, each ended on a promise that the man had gone.

    Given three child protection plans and incidents at home over fourteen years,
    when the manager opens the history,
    then all plans are named, the history is high risk, and domestic abuse recurs across agencies.
    """
    told.match(KEY, CHILD)

    history = told.digest(KEY, CHILD, "front_door_manager")

    assert len(history.plans) == 3
    assert "3 child protection plans before." in history.historic_risk
    recurring = {found.theme: found for found in history.recurrence}
    assert len(recurring["domestic_abuse"].agencies) >= 2
    assert {line.agency for line in recurring["older_associates"].evidence} == {
        "Millbrook Surgery",
        "Beacon High School",
    }
    assert recurring["older_associates"].is_recent


def test_an_alleged_crime_asks_for_a_strategy_meeting_today(told: Told) -> None:
    """In the review parents were told to ring police, and nobody met.

    Given what she describes is rape,
    when the front door has matched it,
    then a strategy meeting today is suggested, and the alleged crime is the reason.
    """
    part = told.match(KEY, CHILD)

    reasons = strategy.suggest(part, told.digest(KEY, CHILD))

    assert [reason.code for reason in reasons if reason.is_today][:2] == ["crime_alleged", "level_4"]
    page = told.page("front_door_manager", "front_door_decide", part.referral.reference, part.position)
    assert "A crime that affects the child is alleged." in page


def test_the_man_who_never_left_is_named_among_the_males(told: Told) -> None:
    """Plans ended because the partner was said to be gone.

    Given he is on record as living with the children,
    when the history is read, then he stands among the males of the household.
    """
    told.match(KEY, CHILD)

    males = {male.name: male for male in told.digest(KEY, CHILD).males}

    assert males["Shaun Doyle"].in_household
    assert not males["Lee Rigby"].in_household


def test_the_school_reads_its_own_referral_and_nothing_of_the_history(told: Told) -> None:
    """A partner learns nothing about what is known elsewhere.

    Given the high school sent it and works with the girl,
    when its safeguarding lead opens it, then neither the plans nor the front door's pages are there.
    """
    part = told.match(KEY, CHILD)

    page = told.page("other_school", "referral", part.referral.reference)

    assert "partly undressed" in page
    assert "re-referral" not in page.lower()
    assert "child protection plan" not in page.lower()
    assert part.child is not None
    assert part.child.reference not in page
    told.page("other_school", "front_door_digest", part.referral.reference, part.position, status=403)
    told.page("other_school", "front_door_digest", "R0000000", 1, status=403)


def test_another_school_cannot_tell_that_there_is_a_referral_at_all(told: Told) -> None:
    """Given Jodie isn't at the primary school, its safeguarding lead gets the answer for nothing there."""
    part = told.part(KEY, CHILD)

    told.page("school", "referral", part.referral.reference, status=404)
    told.page("school", "child", told.stage.children[CHILD].reference, status=404)
