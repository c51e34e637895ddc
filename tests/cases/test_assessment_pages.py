"""One assessment by the pages of those who have a part in it, from the list to the parents' copy."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Assessment, AssessmentPart, Draft, MaleEngaged, Person
from cases.plan_states import AssessmentState
from cases.states import RelationshipKind
from safeguarding.rules.london_time import london_date
from safeguarding.rules.single_assessment import SECTIONS
from tests.factories import assessments as made
from tests.factories import plans, records


@pytest.fixture
def now():
    return timezone.now() - timedelta(minutes=5)


@pytest.fixture
def child(personas, now):
    by = personas.social_worker
    found = records.child("Ada", "Example", by=by, at=now)
    plans.episode(found, date(2026, 1, 5), by=by, at=now)
    records.involve(found, personas.school.agency, by=by, at=now)
    father = records.person("Dan", "Example", by=by, at=now)
    records.relate(father, found.person, RelationshipKind.FATHER, by=by, at=now)
    return found


@pytest.fixture
def assessment(personas, child, now):
    return made.started(child, by=personas.social_worker, at=now)


def page(client, name, *args, data=None):
    path = reverse(name, args=args)
    answer = client.get(path) if data is None else client.post(path, data)
    assert answer.status_code in {200, 303}, answer.status_code
    return answer


def text(answer) -> str:
    return answer.content.decode()


def day(name, value) -> dict[str, str]:
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def version(assessment) -> str:
    return str(Assessment.objects.get(pk=assessment.pk).version)


def test_from_the_start_to_the_parents_copy(personas, child, sign_in):
    worker, school = sign_in(personas.social_worker), sign_in(personas.school)
    manager = sign_in(personas.team_manager)
    today = london_date(timezone.now())
    # The social worker starts it from the child's page.
    assert "Start an assessment" in text(page(worker, "child_assessments", child.reference))
    page(worker, "assessment_new", child.reference, data={"kind": "single", **day("started_on", today)})
    one = Assessment.objects.get()
    where = (child.reference, one.reference)
    tasks = text(page(worker, "assessment", *where))
    assert "A day in the child’s life" in tasks
    assert "Nothing is said yet of Dan Example" in tasks
    # The school is asked, finds it on its home page, and gives its part.
    asked = {"agency": personas.school.agency_id, "question": "How is she?", **day("due_on", today)}
    page(worker, "assessment_ask", *where, data=asked)
    part = AssessmentPart.objects.get()
    assert reverse("assessment_part", args=[part.pk]) in text(school.get("/"))
    assert "Ada Example" in text(page(school, "assessment_parts"))
    assert "How is she?" in text(page(school, "assessment_part", part.pk))
    page(school, "assessment_part", part.pk, data={"gives": "yes", "text": "Tired and hungry"})
    assert "Tired and hungry" in text(page(school, "assessment_part", part.pk))
    assert "Given" in text(page(school, "child_assessments", child.reference))
    assert "Tired and hungry" in text(page(worker, "assessment_section", *where, "other_agencies"))
    # It isn't sent while anything is missing.
    assert "Enter something under “Risks”" in text(page(worker, "assessment_send", *where, data={}))
    for section in SECTIONS:
        words = {"words": f"Words on {section.heading}", "version": version(one)}
        page(worker, "assessment_section", *where, section.key, data=words)
    seen = {"was_seen": "yes", **day("seen_on", today), "seen_alone": "yes", "bedroom_seen": "no"}
    page(worker, "assessment_seen", *where, data={**seen, "version": version(one)})
    factors = {"factors": ["3B"], "practice_model": "none", "version": version(one)}
    page(worker, "assessment_factors", *where, data=factors)
    page(
        worker,
        "assessment_recommendation",
        *where,
        data={"recommendation": "child_in_need", "recommendation_reason": "Help", "version": version(one)},
    )
    father = Person.objects.get(given_name="Dan").pk
    page(worker, "assessment_male", *where, father, data={"was_seen": "yes", "views": "He will help"})
    page(worker, "assessment_males", *where, data={"name": "Kev", "reason": "Nobody knows where he is"})
    assert MaleEngaged.objects.count() == 2
    page(worker, "assessment_send", *where, data={})
    assert Assessment.objects.get().state == AssessmentState.AWAITING
    # The manager finds it on the home page, gives it back, and authorises it the second time.
    assert reverse("assessment", args=where) in text(manager.get("/"))
    page(manager, "assessment_give_back", *where, data={"reason": "Say more of the father"})
    assert "Say more of the father" in text(page(worker, "assessment", *where))
    page(worker, "assessment_send", *where, data={})
    assert "Child in need plan" in text(page(manager, "assessment_authorise", *where))
    page(manager, "assessment_authorise", *where, data={})
    shown = text(page(worker, "assessment", *where))
    assert "Authorised by Tom Whitfield" in shown
    assert "Words on Risks" in shown
    # The parents' copy holds neither the school's words nor the males, the file's copy does.
    href = reverse("assessment_file", args=where)
    whole, copy = (_words(worker.get(href + query)) for query in ("", "?copy=parents"))
    for secret in ("Tired and hungry", "He will help", "Words on Domestic abuse", "Domestic abuse: parent"):
        assert secret in whole
        assert secret not in copy
    assert "Words on Risks" in copy
    page(worker, "assessment_parents_copy", *where, data={"has_copy": "yes", **day("given_on", today)})
    assert "Given on" in text(page(worker, "assessment", *where))


def _words(answer) -> str:
    assert answer["Cache-Control"] == "no-store, private"
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_second_in_one_section_sees_both_and_keeps_their_words(personas, assessment, sign_in):
    where = (assessment.child.reference, assessment.reference, "risks")
    first, second = sign_in(personas.social_worker), sign_in(personas.team_manager)
    page(first, "assessment_section", *where, data={"words": "Cold in winter", "version": "1"})
    answer = text(page(second, "assessment_section", *where, data={"words": "Nobody cooks", "version": "1"}))
    assert "Sam Brennan has written in “Risks” while you were writing" in answer
    assert "Cold in winter" in answer
    assert "Nobody cooks" in answer
    # Once seen, the second saves over it knowingly.
    page(second, "assessment_section", *where, data={"words": "Cold, nobody cooks", "version": "2"})
    assert Assessment.objects.get().risks == "Cold, nobody cooks"


def test_what_is_typed_in_a_section_is_kept_as_a_draft(personas, assessment, sign_in):
    worker = sign_in(personas.social_worker)
    path = reverse("assessment_section", args=[assessment.child.reference, assessment.reference, "analysis"])
    saved = worker.post(path, {"words": "Half a thou", "version": "1"}, headers={"X-Autosave": "1"})
    assert "saved_at" in saved.json()
    assert Draft.objects.filter(author=personas.social_worker).exists()
    assert Assessment.objects.get().analysis == ""
    assert "Half a thou" in text(worker.get(path))


@pytest.mark.parametrize("name", ["assessment", "assessment_file"])
def test_another_agency_does_not_learn_that_there_is_one(personas, assessment, sign_in, name):
    path = reverse(name, args=[assessment.child.reference, assessment.reference])
    assert sign_in(personas.school).get(path).status_code == 404


def test_a_section_that_there_is_not_and_a_stranger_are_not_found(personas, assessment, sign_in):
    worker = sign_in(personas.social_worker)
    where = [assessment.child.reference, assessment.reference]
    assert worker.get(reverse("assessment_section", args=[*where, "secrets"])).status_code == 404
    stranger = records.person(by=personas.social_worker, at=timezone.now())
    assert worker.get(reverse("assessment_male", args=[*where, stranger.pk])).status_code == 404
