"""Family Y: history counts at any interval, eight quiet years included."""

from __future__ import annotations

from cases.queries import strategy
from safeguarding.demo.stories import family_y
from tests.scenarios.conftest import Told

STORY = family_y
KEY = "sore"


def test_eight_years_on_the_history_is_still_high_risk(told: Told) -> None:
    """High risk was judged by what was recent.

    Given a plan and a section 47 enquiry that ended eight years ago and no referral since,
    when the GP refers, then the history is high risk for both reasons, and it isn't called a re-referral.
    """

    history = told.digest(KEY, "callum", "front_door_manager")

    assert not history.is_re_referral
    assert "1 child protection plan before." in history.historic_risk
    assert "1 section 47 enquiry before." in history.historic_risk
    assert history.plans[0].since.startswith("8 years")
    assert "Historic high risk, whatever the interval" in told.digest_page(KEY, "callum")


def test_not_being_brought_is_counted_over_the_quiet_years(told: Told) -> None:
    """Each missed appointment was one clinic's matter, and was called a parent's busy week.

    Given the continence clinic waited in vain, when the history is read, then the count is there.
    """

    history = told.digest(KEY, "callum")

    assert history.was_not_brought.count == 3
    assert history.exploitation == ()
    assert "was_not_brought" in {found.theme for found in history.recurrence}


def test_squalor_that_police_saw_stands_beside_what_school_and_doctor_saw(told: Told) -> None:
    """Police found the home unfit twice and sent no form.

    Given their lines are in the chronology, when the GP refers, then neglect recurs across agencies.
    """

    history = told.digest(KEY, "poppy")
    neglect = next(found for found in history.recurrence if found.theme == "neglect")

    assert {"Northmoor Police", "Millbrook Surgery"} <= set(neglect.agencies)
    about = {row.agency: row.themes for row in history.contacts}
    assert "Neglect" in about["Ashfield Primary School"]
    assert "Home conditions" in about["Northmoor Police"]


def test_signs_of_sexual_abuse_ask_for_a_meeting_today(told: Told) -> None:
    """Given soreness and bruising and an alleged crime, then a meeting the same day is suggested."""
    part = told.part(KEY, "poppy")

    reasons = strategy.suggest(part, told.digest(KEY, "poppy"))

    assert strategy.is_same_day(part, reasons)


def test_the_uncle_on_the_landing_is_among_the_males(told: Told) -> None:
    """Given Barry lives there, when the history is read, then father and lodger are both named."""

    males = {male.name: male.in_household for male in told.digest(KEY, "poppy").males}

    assert males["Barry Ventris"]
    assert males["Craig Stannard"]


def test_the_doctor_sees_the_outcome_line_and_not_what_is_known(told: Told) -> None:
    """Given the practice sent it, when the GP opens it, then the plan of long ago isn't told there."""
    part = told.part(KEY, "poppy")

    page = told.page("gp", "referral", part.referral.reference)

    assert "the landing" in page
    assert "high risk" not in page.lower()
    assert "child protection plan" not in page.lower()


def test_supervision_notes_stay_with_managers(told: Told) -> None:
    """Given the old supervision note, when a social worker reads the chronology, then it isn't there."""
    reference = told.stage.children["callum"].reference

    assert "reassured by the parents" not in told.page("social_worker", "child_chronology", reference)
