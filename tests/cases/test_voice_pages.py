"""Pages of appointments, the child's voice and warnings, as people use them."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from cases.models import Appointment, VoiceEntry, Warning
from safeguarding.rules.london_time import london_date
from tests.factories import files, records

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(personas, at):
    """Known to the health visitor, the school and the police."""
    made = records.child("Unity", "Quill", by=personas.social_worker, at=at)
    for who in (personas.health_visitor, personas.school, personas.police):
        records.involve(made, who.agency, by=personas.social_worker, at=at)
    return made


def day(name: str, value: date) -> dict[str, int]:
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def text(answer) -> str:
    return answer.content.decode()


def test_dna_is_refused_beside_the_field_and_what_was_typed_stays(personas, child, sign_in, time_machine, at):
    time_machine.move_to(at)
    client, path = sign_in(personas.health_visitor), reverse("appointment_new", args=[child.reference])
    typed = {
        "service": "Hearing test",
        **day("on", london_date(at)),
        "outcome": "was_not_brought",
        "impact": "Child DNA",
        "told": "The GP",
    }
    answer = client.post(path, typed)
    assert answer.status_code == 200
    assert 'id="id_impact-error"' in text(answer)
    assert "adults don’t bring them" in text(answer)
    assert "Child DNA" in text(answer)
    assert not Appointment.objects.exists()
    assert client.post(path, {**typed, "impact": "Still can’t hear"}).status_code == 303
    row = Appointment.objects.get()
    page = text(client.get(reverse("child_appointments", args=[child.reference])))
    assert "Still can’t hear" in page
    assert reverse("appointment_outcome", args=[child.reference, row.pk]) in page
    put_right = {"outcome": "attended", "version": row.version, **{"impact": "", "told": ""}}
    changed = reverse("appointment_outcome", args=[child.reference, row.pk])
    assert client.get(changed).status_code == 200
    assert client.post(changed, put_right).status_code == 303
    answer = client.post(changed, {**put_right, "outcome": "no_access", "impact": "x", "told": "y"})
    assert "Somebody else changed this appointment" in text(answer)


@pytest.mark.parametrize(("kind", "is_refused"), [("was_not_brought", True), ("note", False)])
def test_the_chronology_refuses_it_of_appointments_and_not_of_others(
    child, personas, sign_in, time_machine, at, kind, is_refused
):
    time_machine.move_to(at)
    answer = sign_in(personas.school).post(
        reverse("event_new", args=[child.reference]),
        {
            **day("occurred_at", date(2026, 3, 9)),
            "occurred_at_time": "10:00",
            "kind": kind,
            "what_happened": "Did not attend",
            "significance": "routine",
            "sensitivity": "professionals",
        },
    )
    assert (answer.status_code == 200) is is_refused


def test_an_appointment_that_is_still_to_come_waits_for_its_outcome(
    personas, child, sign_in, time_machine, at
):
    time_machine.move_to(at)
    client = sign_in(personas.school)
    path = reverse("appointment_new", args=[child.reference])
    typed = {"service": "School nurse", **day("on", date(2026, 4, 1)), "outcome": "later"}
    assert client.post(path, typed).status_code == 303
    assert Appointment.objects.get().outcome == ""
    page = client.get(reverse("child_appointments", args=[child.reference]), {"print": "1"})
    assert "Still to come" in text(page)
    assert "Record the outcome" not in text(page)


def test_the_partnership_changes_its_numbers_and_everybody_reads_them(personas, sign_in):
    admin = sign_in(personas.partnership_admin)
    numbers = {"in_a_row": 1, "in_a_year": 2, "persistent_in_a_row": 2, "persistent_in_a_year": 4}
    path = reverse("appointment_limits_change")
    assert "It can’t be persistent before" in text(
        admin.post(path, {**numbers, "persistent_in_a_year": 1, "reason": "An audit"})
    )
    assert admin.post(path, {**numbers, "reason": "An audit"}).status_code == 303
    assert "An audit" in text(sign_in(personas.school).get(reverse("appointment_limits")))


def test_a_school_hears_a_child_and_another_agency_reads_it(personas, child, sign_in, time_machine, at):
    time_machine.move_to(at)
    school = sign_in(personas.school)
    common = {**day("heard_on", london_date(at)), "place": "Book corner", "sensitivity": "professionals"}
    for name, typed in (
        ("voice_day", {"night": "It is cold"}),
        ("voice_words", {"words": "I look after the baby"}),
        ("voice_observation", {"words": "She turned to the wall"}),
        ("voice_drawing", {"words": "That is me", "file": files.upload(files.picture(), "me.png")}),
    ):
        path = reverse(name, args=[child.reference])
        assert school.get(path).status_code == 200
        assert school.post(path, {**common, **typed}).status_code == 303, name
    page = text(sign_in(personas.police).get(reverse("child_voice", args=[child.reference])))
    for said in ("It is cold", "I look after the baby", "She turned to the wall", "That is me", "today"):
        assert said in page
    assert "Put this right" not in page
    entry = VoiceEntry.objects.get(kind="words")
    path = reverse("voice_correct", args=[child.reference, entry.pk])
    assert "I look after the baby" in text(school.get(path))
    right = {**common, "words": "I look after the babies", "reason": "Misheard"}
    assert school.post(path, right).status_code == 303
    assert "Misheard" in text(school.get(reverse("child_voice", args=[child.reference])))


def test_the_record_says_when_a_child_was_never_heard(personas, child, sign_in):
    page = text(sign_in(personas.police).get(reverse("child", args=[child.reference])))
    assert "Nobody has written down yet what Unity says and lives" in page


def test_a_warning_is_added_for_some_looked_at_again_and_ended(personas, child, sign_in, time_machine, at):
    time_machine.move_to(at)
    client = sign_in(personas.social_worker)
    new = reverse("warning_new", args=[child.reference])
    assert client.post(new, {"text": "Two dogs", "sensitivity": "social_care"}).status_code == 303
    row = Warning.objects.get()
    listed = reverse("child_warnings", args=[child.reference])
    assert "Two dogs" in text(client.get(listed))
    assert "Two dogs" not in text(sign_in(personas.school).get(listed))
    assert "Two dogs" not in text(sign_in(personas.school).get(reverse("child", args=[child.reference])))
    review = reverse("warning_review", args=[child.reference, row.pk])
    assert client.post(review, {"reason": "Seen", "version": row.version}).status_code == 303
    assert "Somebody else looked" in text(client.post(review, {"reason": "Seen", "version": row.version}))
    end = reverse("warning_end", args=[child.reference, row.pk])
    assert client.post(end, {"reason": "Dogs gone"}).status_code == 303
    assert "They have ended" in text(client.get(listed))
