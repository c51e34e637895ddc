"""Pages of supervision, as people use them."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pypdf
import pytest
from django.urls import reverse

from cases.models import Draft, Supervision, SupervisionAction
from cases.queries import deadline_links
from cases.queries import supervision as queries
from cases.services import deadlines
from cases.supervision_states import SupervisionState
from safeguarding.audit.models import AccessLog
from safeguarding.audit.models import Action as Look
from tests.factories import plans, records, supervisions

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 10)


@pytest.fixture
def child(personas, at):
    return supervisions.child(personas, at - timedelta(days=90))


@pytest.fixture
def draft(personas, at, child):
    return supervisions.begun(personas, at, children=[child])


@pytest.fixture
def client(personas, sign_in, time_machine, at):
    time_machine.move_to(at)
    return sign_in(personas.team_manager)


@pytest.fixture
def worker(personas, sign_in, client):
    return sign_in(personas.social_worker)


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def text(answer):
    return " ".join(answer.content.decode().split())


def path(name, row, *more):
    return reverse(name, args=[row.pk, *more])


def test_a_manager_starts_one_puts_children_in_and_finds_the_facts(personas, child, client, at):
    new = reverse("supervision_new")
    answer = client.post(new, {"kind": "case", **day("held_on", TODAY)})
    assert "Choose who is supervised" in text(answer)
    answer = client.post(new, {"kind": "case", "worker": personas.social_worker.pk, **day("held_on", TODAY)})
    row = Supervision.objects.get()
    assert answer.url == path("supervision_children", row)
    page = text(client.get(answer.url))
    assert f"Nell Quarmby, {child.reference}" in page
    assert client.post(answer.url, {"children": [child.pk]}).status_code == 303
    page = text(client.get(path("supervision", row)))
    assert "Nobody has spoken to the child alone" in page
    assert "Supervision-sensitive" in page
    assert "The next supervision" not in page
    assert "Enter the day of the next supervision" in page
    assert "hold no other children" in text(client.get(path("supervision_children", row)))


def test_a_group_and_a_supervisors_own_are_started(personas, client, sign_in, at):
    new, manager = reverse("supervision_new"), personas.team_manager
    answer = client.post(
        new, {"kind": "group", "workers": [personas.social_worker.pk], **day("held_on", TODAY)}
    )
    assert "A group has at least two workers" in text(answer)
    head = sign_in(personas.head_of_service)
    answer = head.post(new, {"kind": "personal", "person": manager.pk, **day("held_on", TODAY)})
    row = Supervision.objects.get()
    assert answer.url == path("supervision", row)
    page = text(head.get(answer.url))
    assert "Workload and time limits" in page
    assert "Put children in" not in page
    assert client.get(path("supervision", row)).status_code == 200
    assert sign_in(personas.front_door_manager).get(path("supervision", row)).status_code == 404


def test_what_facts_raise_stands_below_the_question_and_nothing_typed_is_lost(
    personas, child, draft, client, worker
):
    where = path("supervision_of_child", draft, child.reference)
    page = text(client.get(where))
    assert "Professional curiosity: Nobody has spoken to the child alone" in page
    assert 'id="facts"' in page
    part = draft.parts.get()
    client.post(where, {"seen": "Not yet", "version": part.version}, headers={"X-Autosave": "1"})
    assert Draft.objects.filter(form="supervision_of_child").exists()
    assert "Not yet" in text(client.get(where))
    assert client.post(where, {"seen": "On Monday", "version": part.version}).status_code == 303
    assert not Draft.objects.filter(form="supervision_of_child").exists()
    answer = worker.post(where, {"seen": "Never", "version": part.version})
    assert answer.status_code == 200
    assert "Somebody else has changed this since you opened it" in text(answer)
    assert "On Monday" in text(answer)
    assert "Never" in text(answer)


def test_both_read_and_sign_then_words_are_added_beside(personas, child, draft, client, worker, at):
    supervisions.written(draft, at, by=personas.team_manager)
    sign = path("supervision_sign", draft)
    page = text(worker.get(sign))
    assert "Words on lived_experience" in page
    answer = worker.post(sign, {"seen": "x"})
    assert "Tick the box" in text(answer)
    answer = worker.post(sign, {"agreed": "yes", "seen": "stale"})
    assert "read it again" in text(answer)
    reader = personas.social_worker
    seen = queries.whole(reader, queries.get(reader, draft.pk)).fingerprint
    assert seen in text(answer)
    assert worker.post(sign, {"agreed": "yes", "seen": seen}).status_code == 303
    assert worker.post(sign, {"agreed": "yes", "seen": seen}).status_code == 200
    assert "Waiting for your signature" in text(client.get(reverse("supervisions")))
    assert client.post(sign, {"agreed": "yes", "seen": seen}).status_code == 303
    draft.refresh_from_db()
    assert draft.state == SupervisionState.SIGNED
    for gone in ("supervision_agenda", "supervision_sign", "supervision_call_off", "supervision_take_back"):
        assert client.get(path(gone, draft)).status_code == 403
    answer = client.post(path("supervision_addendum", draft), {"text": "On Tuesday", "child": child.pk})
    assert answer.status_code == 303
    page = text(worker.get(path("supervision", draft)))
    assert "On Tuesday" in page
    assert "Words on decision (decision)" in page
    action = SupervisionAction.objects.get()
    done = path("supervision_action_done", draft, action.pk)
    assert done in page
    assert worker.post(done, {"done": "Seen, he talked"}).status_code == 303
    assert worker.get(done).status_code == 403


def test_signatures_are_taken_back_and_it_is_called_off(personas, draft, client, worker, at):
    supervisions.written(draft, at, by=personas.team_manager)
    supervisions.signed_by(draft, personas.social_worker, at=at)
    assert "Take the signatures back" in text(client.get(path("supervision", draft)))
    answer = client.post(path("supervision_take_back", draft), {"reason": ""})
    assert "Enter why the signatures are taken back" in text(answer)
    assert client.post(path("supervision_take_back", draft), {"reason": "A day"}).status_code == 303
    assert "Call it off" not in text(worker.get(path("supervision", draft)))
    assert client.post(path("supervision_call_off", draft), {"reason": "Ill"}).status_code == 303
    assert "Called off: Ill" in text(client.get(path("supervision", draft)))


def test_agenda_and_actions_of_a_draft(personas, child, draft, client):
    agenda = path("supervision_agenda", draft)
    assert client.get(agenda).status_code == 200
    told = {"workload": "Twelve children", "version": draft.version}
    answer = client.post(agenda, {**told, **day("held_on", TODAY), **day("next_on", TODAY)})
    assert "comes after this one" in text(answer)
    told |= {**day("held_on", TODAY), **day("next_on", TODAY + timedelta(days=28))}
    assert client.post(agenda, told).status_code == 303
    assert "Somebody else" in text(client.post(agenda, told | {"workload": "x"}))
    new = path("supervision_action_new", draft)
    told = {"what": "See her", "owner": personas.social_worker.pk, "child": child.pk}
    assert "before the supervision" in text(
        client.post(new, {**told, **day("due_on", TODAY - timedelta(days=1))})
    )
    assert client.post(new, {**told, **day("due_on", TODAY)}).status_code == 303
    action = SupervisionAction.objects.get()
    assert action.child == child
    assert "See her" in text(client.get(path("supervision", draft)))
    assert client.post(path("supervision_action_leave_out", draft, action.pk)).status_code == 303
    assert "See her" not in text(client.get(path("supervision", draft)))


def test_a_child_is_left_out_unless_the_supervision_is_mandatory(personas, child, draft, client, at):
    out = path("supervision_leave_out", draft, child.reference)
    owed = deadlines.set(
        rule_id="supervision_was_not_brought",
        subject="was_not_brought",
        starts_at=at,
        child=child,
        by=personas.team_manager,
        at=at,
    )
    assert "Mandatory: persistently not brought" in text(client.get(reverse("supervisions")))
    page = text(client.post(out, follow=True))
    assert "supervision is mandatory" in page
    assert "supervision about this child is mandatory" in text(
        client.get(reverse("child_supervision", args=[child.reference]))
    )
    deadlines.meet(
        rule_id="supervision_was_not_brought",
        subject="was_not_brought",
        child=child,
        by=personas.team_manager,
        at=at,
    )
    assert owed.pk
    anew = path("supervision_facts", draft, child.reference)
    assert "The facts are those of now" in text(client.post(anew, follow=True))
    assert "The child is left out" in text(client.post(out, follow=True))
    assert client.post(out).status_code == 404


def test_the_childs_page_leads_social_care_there_and_no_partner(personas, child, client, sign_in, at):
    plans.plan(child, TODAY, by=personas.team_manager, at=at)
    supervisions.signed(personas, at, children=[child], decision="Hold the plan")
    where = reverse("child_supervision", args=[child.reference])
    assert where in text(client.get(reverse("child", args=[child.reference])))
    page = text(client.get(where))
    assert "Hold the plan" in page
    assert "To be discussed by 10 April 2026" in page
    other = text(sign_in(personas.front_door_worker).get(where))
    assert "Hold the plan" not in other
    assert "that you may read" in other
    records.involve(child, personas.school.agency, by=personas.team_manager, at=at)
    school = sign_in(personas.school)
    assert where not in text(school.get(reverse("child", args=[child.reference])))
    assert school.get(where).status_code == 403
    chronology = text(school.get(reverse("child_chronology", args=[child.reference])))
    assert "Discussed in supervision" not in chronology


def test_each_look_at_a_supervision_is_logged_for_each_of_its_children(personas, child, draft, client):
    other = supervisions.child(personas, draft.started_at, "Ivo")
    client.post(path("supervision_children", draft), {"children": [other.pk]})
    before = AccessLog.objects.count()
    client.get(path("supervision", draft), {"print": 1})
    new = list(AccessLog.objects.order_by("-pk")[: AccessLog.objects.count() - before])
    assert {(line.reference, line.action) for line in new} == {
        (child.reference, Look.PRINT),
        (other.reference, Look.PRINT),
    }


def test_the_pdf_says_that_it_is_sensitive_and_is_logged_as_handed_out(personas, child, client, at):
    row = supervisions.signed(personas, at, children=[child])
    answer = client.get(path("supervision_pdf", row))
    assert answer["Content-Disposition"] == f'attachment; filename="supervision-{row.pk}.pdf"'
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    words = " ".join(" ".join(page.extract_text().split()) for page in pages)
    for expected in ("Supervision-sensitive", "Nell Quarmby", "Words on decision", "Sam Brennan", "Signed"):
        assert expected in words
    assert AccessLog.objects.order_by("-pk").first().action == Look.EXPORT


def test_a_head_of_service_samples_and_sees_the_counts(personas, child, sign_in, client, at):
    row = supervisions.signed(personas, at, children=[child])
    head = sign_in(personas.head_of_service)
    assert path("supervision", row) in text(head.get(reverse("supervision_sampling")))
    sample = path("supervision_sample", row)
    assert sample in text(head.get(path("supervision", row)))
    assert "Select how good the record is" in text(head.post(sample, {"words": "Good"}))
    assert head.post(sample, {"grade": "2", "words": "Facts used well"}).status_code == 303
    page = text(head.get(reverse("supervision_sampling")))
    assert "Grade 2: Good enough" in page
    assert "Every signed record is sampled." in page
    assert "Facts used well" in text(client.get(path("supervision", row)))


def test_the_partnership_sees_counts_and_no_names(personas, child, sign_in, client, at):
    deadlines.set(
        rule_id="supervision_worker",
        starts_at=at - timedelta(days=60),
        about_worker=personas.social_worker,
        by=None,
        at=at,
    )
    for name in ("partnership_admin", "team_manager", "head_of_service"):
        page = text(sign_in(getattr(personas, name)).get(reverse("supervision_compliance")))
        assert "Below 90%" in page
        assert "Child Protection Team East" in page
        assert "Sam Brennan" not in page
        assert "Nothing was due" in page
    assert sign_in(personas.partnership_admin).get(reverse("supervisions")).status_code == 403


def test_the_clock_of_a_worker_leads_to_supervision(personas, client, at):
    clock = deadlines.set(
        rule_id="supervision_worker", starts_at=at, about_worker=personas.social_worker, by=None, at=at
    )
    assert deadline_links.act_path(clock, personas.team_manager) == reverse("supervisions")
    assert deadline_links.act_path(clock, personas.school) == reverse("home")
