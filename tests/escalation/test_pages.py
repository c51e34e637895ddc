"""The police challenge by HTTP; the partnership's desk; the policy; a resolution meeting."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError
from cases.meeting_states import MeetingKind, MeetingState
from cases.models import Meeting
from escalation.models import Challenge, PolicyRead, PolicyText
from escalation.queries import desk
from escalation.services import ending, ladder, meeting, policy, talking
from escalation.services.meeting import Plan
from safeguarding.audit.models import AccessLog
from tests.factories import records


@pytest.fixture
def now(scene, time_machine_at):
    """The clocks stand at the scene's morning."""
    time_machine_at(scene.at)
    return scene.at


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return unescape(response.content.decode())


def the_words(**changed: str) -> dict[str, str]:
    return {
        "is_danger": "no",
        "interim_safety": "A response officer visits tonight",
        "against": "",
        "ground": "closure_or_step_down",
        "concern": "Found at night for the third time",
        "outcome_sought": "A strategy meeting",
        "evidence": "Two missing episodes since Sunday",
        **changed,
    }


def test_a_police_officer_challenges_the_closure_from_the_chronology(scene, now, sign_in):
    client = sign_in(scene.personas.police)
    page = text(client.get(reverse("child_chronology", args=[scene.child.reference])))
    address = reverse("challenge_event", args=[scene.child.reference, scene.closure.pk])
    assert address in page
    assert "Call 999 first" in text(client.get(address))
    empty = text(client.post(address, {}))
    assert "Select if the child is in immediate danger now" in empty
    answer = client.post(address, the_words(against=str(scene.social_care.pk)))
    challenge = Challenge.objects.get()
    assert answer.url == reverse("challenge", args=[challenge.reference])
    shown = text(client.get(answer.url))
    assert shown.index("A response officer visits tonight") < shown.index("Found at night for the third time")
    assert "Sam Brennan" in shown
    assert challenge.reference in text(client.get(reverse("challenges")))
    other = sign_in(scene.personas.social_worker)
    assert challenge.reference in text(other.get(reverse("challenges")))
    home = text(other.get(reverse("home")))
    assert "Professional challenge, stage 1" in home


def test_what_was_typed_is_kept_when_something_is_missing(scene, now, sign_in):
    client = sign_in(scene.personas.police)
    address = reverse("challenge_new", args=[scene.child.reference])
    page = text(client.post(address, the_words(against=str(scene.social_care.pk), concern="")))
    assert "Enter what worries you about the child" in page
    assert "Two missing episodes since Sunday" in page


def test_in_immediate_danger_the_form_asks_what_was_done(scene, now, sign_in):
    client = sign_in(scene.personas.police)
    address = reverse("challenge_new", args=[scene.child.reference])
    words = the_words(against=str(scene.social_care.pk), is_danger="yes")
    assert "Enter what you have done about the danger" in text(client.post(address, words))
    client.post(address, {**words, "danger_done": "999 at 23:10"})
    assert Challenge.objects.get().stage == 3


def test_the_two_agencies_work_it_out_on_screen(scene, now, sign_in):
    challenge = scene.raised()
    care, school = sign_in(scene.personas.team_manager), sign_in(scene.personas.school)
    at = lambda name: reverse(name, args=[challenge.reference])  # noqa: E731

    day = {"happened_at_day": "10", "happened_at_month": "3", "happened_at_year": "2026"}
    spoke = {**day, "happened_at_time": "9:30", "how": "phone", "with_whom": "Sam", "words": "He disagrees"}
    assert care.post(at("challenge_contact"), spoke).status_code == 303
    half = text(care.post(at("challenge_offer"), {"words": "We read it again", "who_1": "Tom"}))
    assert "Enter what is done (action 1)" in half
    plan = {"words": "We read it again", "what_1": "Read the referral", "who_1": "Tom Whitfield"}
    plan |= {"agency_1": str(scene.social_care.pk), "due_on_1_day": "12", "due_on_1_month": "3"}
    assert care.post(at("challenge_offer"), {**plan, "due_on_1_year": "2026"}).status_code == 303
    assert care.get(at("challenge_answer")).status_code == 403
    assert "Read the referral" in text(school.get(at("challenge_answer")))
    assert school.post(at("challenge_answer"), {"is_accepted": "no", "words": "More"}).status_code == 303
    assert school.get(at("challenge_answer")).status_code == 404
    assert care.post(at("challenge_offer"), {"words": "We open it"}).status_code == 303
    assert school.post(at("challenge_answer"), {"is_accepted": "yes"}).status_code == 303
    challenge.refresh_from_db()
    assert (challenge.state, challenge.resolution) == ("agreed", "We open it")
    assert (
        school.post(at("challenge_learning"), {"theme": "history", "words": "Read it all"}).status_code == 303
    )
    assert school.post(at("challenge_dissent"), {"words": "It took too long"}).status_code == 303
    shown = text(school.get(at("challenge")))
    assert "History and patterns were not weighed" in shown
    assert school.get(at("challenge_up")).status_code == 403
    assert challenge.reference in text(school.get(reverse("challenges"), {"show": "ended"}))


def test_moved_up_and_named_on_screen(scene, now, sign_in):
    challenge = scene.raised()
    school = sign_in(scene.personas.school)
    up = reverse("challenge_up", args=[challenge.reference])
    refused = text(school.post(up, {"to": "4", "reason": ""}))
    assert "Passing over a stage needs a reason" in refused
    assert school.post(up, {"to": "2", "reason": ""}).status_code == 303
    named = reverse("challenge_counterpart", args=[challenge.reference])
    other = scene.personas.front_door_manager
    assert school.post(named, {"counterpart": str(other.pk)}).status_code == 303
    assert "Dana Okafor" in text(school.get(reverse("challenge", args=[challenge.reference])))


def test_an_action_is_recorded_as_done_on_screen(scene, now, sign_in):
    challenge = scene.raised()
    step = talking.Step("Visit", scene.social_care, "Sam", scene.at.date())
    offer = talking.offer(
        challenge=challenge, words="A visit", steps=[step], by=scene.personas.team_manager, at=scene.at
    )
    talking.accept(offer=offer, words="", by=scene.personas.school, at=scene.at)
    client = sign_in(scene.personas.social_worker)
    address = reverse("challenge_action_done", args=[challenge.reference, offer.actions.get().pk])
    assert "Visit" in text(client.get(address))
    assert client.post(address, {"words": "Seen on Tuesday"}).status_code == 303
    assert "Seen on Tuesday" in text(client.get(reverse("challenge", args=[challenge.reference])))
    assert client.get(address).status_code == 404


def test_withdrawn_on_screen(scene, now, sign_in):
    challenge = scene.raised()
    client = sign_in(scene.personas.school)
    address = reverse("challenge_withdraw", args=[challenge.reference])
    assert client.post(address, {"reason": "Opened again"}).status_code == 303
    assert "Opened again" in text(client.get(reverse("challenge", args=[challenge.reference])))


def test_the_office_records_the_decision_of_the_top(scene, now, sign_in):
    challenge = scene.raised()
    ladder.move_up(challenge=challenge, to=5, reason="Silence", by=scene.personas.school, at=scene.at)
    client = sign_in(scene.personas.partnership_admin)
    address = reverse("challenge_decide", args=[challenge.reference])
    assert client.get(address).status_code == 404
    records.involve(
        scene.child, scene.personas.partnership_admin, by=scene.personas.social_worker, at=scene.at
    )
    said = {"decided_by": "Dr Ines Vale, independent scrutineer", "words": "It is opened again"}
    assert client.post(address, said).status_code == 303
    shown = text(sign_in(scene.personas.school).get(reverse("challenge", args=[challenge.reference])))
    assert "Dr Ines Vale, independent scrutineer" in shown
    assert "The decision is final." in shown
    assert client.get(address).status_code == 403


def test_the_desk_counts_without_naming_anybody(scene, now, sign_in):
    first = scene.raised()
    second = scene.raised(ground="information_sharing")
    ending.withdraw(challenge=second, reason="Mistake", by=scene.personas.school, at=scene.at)
    client = sign_in(scene.personas.partnership_admin)
    page = text(client.get(reverse("challenge_desk")))
    assert first.reference in page
    assert reverse("challenge", args=[first.reference]) not in page
    assert "Ada" not in page
    assert "flinches" not in page
    found = desk.desk(scene.personas.partnership_admin, now=scene.at)
    assert found.by_stage[0] == ("Stage 1: practitioners", 1, 0, 0)
    assert ("Ashfield Primary School", 1, 0, 2) in found.by_agency
    assert dict(found.outcomes) == {"Agreed": 0, "Decided": 0, "Withdrawn": 1}
    assert found.themes == [("Not recorded yet", 1)]
    assert (found.quarters[-1].name, found.quarters[-1].raised, found.quarters[-1].withdrawn) == (
        "2026 Q1",
        2,
        1,
    )
    assert found.quarters[0].name == "2024 Q2"


def test_the_desk_shows_what_is_overdue_and_what_stands_still(scene):
    scene.raised()
    admin = scene.personas.partnership_admin
    assert desk.desk(admin, now=scene.at + timedelta(days=3)).overdue == 1
    later = scene.at + timedelta(days=9)
    assert desk.desk(admin, now=later).stalled == 1
    assert desk.desk(admin, now=scene.at).stalled == 0


def test_nobody_but_the_office_sees_the_desk(scene):
    with pytest.raises(NotPermittedError):
        desk.desk(scene.personas.head_of_service, now=scene.at)


def test_the_export_is_logged_and_holds_no_name(scene, now, sign_in):
    challenge = scene.raised()
    client = sign_in(scene.personas.partnership_admin)
    answer = client.get(reverse("challenge_desk_export"))
    if answer.status_code == 302:
        pytest.fail(f"asked to sign in again: {answer.url}")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][0] == challenge.reference
    assert "Ada" not in answer.content.decode()
    assert AccessLog.objects.filter(action="export", page="challenge_desk_export").exists()


def test_a_version_of_the_policy_is_published_and_read(scene, now, sign_in):
    admin = sign_in(scene.personas.partnership_admin)
    assert "has not published" in text(admin.get(reverse("challenge_policy")))
    new = reverse("challenge_policy_new")
    words = {"title": "Resolving disagreement", "text": "Speak first.", "changes": "", "number": "1"}
    assert admin.post(new, words).status_code == 303
    assert "Somebody else has published" in text(admin.post(new, {**words, "text": "Again"}))
    school = sign_in(scene.personas.school)
    assert "I have read this version" in text(school.get(reverse("challenge_policy")))
    school.post(reverse("challenge_policy_read"))
    school.post(reverse("challenge_policy_read"))
    assert PolicyRead.objects.count() == 1
    assert "You confirmed on 10 March 2026" in text(school.get(reverse("challenge_policy")))
    assert admin.post(new, {**words, "number": "2", "changes": "Shorter"}).status_code == 303
    page = text(school.get(reverse("challenge_policy")))
    assert "New in this version: Shorter" in page
    assert "I have read this version" in page
    assert "no longer in force" in text(school.get(reverse("challenge_policy"), {"version": "1"}))
    assert school.get(reverse("challenge_policy"), {"version": "7"}).status_code == 404
    assert school.get(new).status_code == 403


@pytest.mark.parametrize("field", ["title", "text"])
def test_a_policy_has_title_and_text(scene, field):
    said = {"title": "T", "text": "X", "changes": "", "number": 1, field: " "}
    with pytest.raises(DomainError) as refused:
        policy.publish(**said, by=scene.personas.partnership_admin, at=scene.at)
    assert refused.value.field == field
    assert not PolicyText.objects.exists()


def test_a_resolution_meeting_asks_both_sides_and_is_held(scene, now, sign_in):
    challenge = scene.raised()
    client = sign_in(scene.personas.team_manager)
    address = reverse("challenge_meeting", args=[challenge.reference])
    when = {"starts_at_day": "11", "starts_at_month": "3", "starts_at_year": "2026", "starts_at_time": "9:00"}
    chair = str(scene.personas.head_of_service.pk)
    answer = client.post(address, {**when, "minutes": "60", "format": "online", "chair": chair})
    planned = Meeting.objects.get(kind=MeetingKind.RESOLUTION_MEETING)
    assert answer.url == reverse("meeting", args=[planned.reference])
    assert {row.user for row in planned.invitations.all()} == {
        scene.personas.school,
        scene.personas.social_worker,
    }
    shown = text(sign_in(scene.personas.school).get(reverse("challenge", args=[challenge.reference])))
    assert reverse("meeting", args=[planned.reference]) in shown
    assert challenge.reference in text(client.get(answer.url))
    held = reverse("resolution_hold", args=[planned.reference])
    assert client.get(held).status_code == 200
    past = {"held_at_day": "10", "held_at_month": "3", "held_at_year": "2026", "held_at_time": "9:00"}
    assert client.post(held, past).status_code == 303
    planned.refresh_from_db()
    assert planned.state == MeetingState.HELD


def test_one_resolution_meeting_stands_and_who_raised_it_does_not_chair(scene):
    challenge = scene.raised()
    facts = Plan(scene.at, scene.at + timedelta(hours=1), "online")
    care = {"by": scene.personas.team_manager, "at": scene.at}
    chaired = Plan(facts.starts_at, facts.ends_at, "online", chair=scene.personas.school)
    with pytest.raises(DomainError) as refused:
        meeting.plan(challenge=challenge, facts=chaired, **care)
    assert refused.value.field == "chair"
    meeting.plan(challenge=challenge, facts=facts, **care)
    with pytest.raises(ChangedMeanwhileError):
        meeting.plan(challenge=challenge, facts=facts, **care)


def test_another_kind_of_meeting_is_not_held_here(scene, now, sign_in):
    from tests.factories import meetings

    other = meetings.planned(scene.child, personas=scene.personas, at=scene.at)
    client = sign_in(scene.personas.social_worker)
    assert client.get(reverse("resolution_hold", args=[other.reference])).status_code == 404
