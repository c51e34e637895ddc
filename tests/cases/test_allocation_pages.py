"""The pages of allocation as a browser gets them: candidates, notes, the board, skills, limits."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import AllocationRecord, HandoverNote, WorkerSkill
from cases.services import allocation, worker_skills
from safeguarding.rules.allocation import SPECIALIST_POST
from tests.factories import partnership, plans, records
from tests.factories.worklists import LATE, allocated, clock, leave


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def worker(personas):
    return personas.social_worker


@pytest.fixture
def taker(personas):
    return partnership.user("Nadia Price", personas.social_worker.agency, in_team=personas.social_worker.team)


@pytest.fixture
def child(personas, worker, now):
    made = allocated(personas, worker, at=now - timedelta(days=9), name="Robin")
    records.involve(made, personas.school.agency, by=worker, at=now)
    return made


@pytest.fixture
def client(personas, sign_in):
    return sign_in(personas.team_manager)


@pytest.fixture
def note(personas, child, taker, now):
    allocation.allocate(
        child=child, worker=taker, team=None, by=personas.team_manager, at=now, reason="Moved area"
    )
    return HandoverNote.objects.get(child=child)


def text(answer, status=200):
    assert answer.status_code == status
    page = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return re.sub(r"\s+", " ", page)


def path(name, *args):
    return reverse(name, args=args)


class TestAllocating:
    def test_shows_load_skills_and_who_knows_the_child(self, personas, client, child, taker, now):
        worker_skills.set_skills(
            worker=taker, skills=["neglect"], languages=["Polish"], version=0, reason="Course",
            by=personas.team_manager, at=now,
        )  # fmt: skip
        plans.plan(
            allocated(personas, taker, at=now),
            now.date() - timedelta(days=9),
            by=personas.team_manager,
            at=now,
        )
        page = text(client.get(path("child_allocate", child.reference)))
        assert "Sam Brennan holds the child now" in page
        assert "Nadia Price Child Protection Team East Children 1 On child protection plans 1" in page
        assert "Skills Neglect, Polish" in page

    def test_asks_for_the_reason_beside_the_field_and_keeps_what_was_typed(self, client, child, taker):
        answers = {"worker": taker.pk, "skills": ["neglect"], "reason": "Lives near"}
        answer = client.post(path("child_allocate", child.reference), answers)
        page = text(answer)
        assert "Say why all the same: Nadia Price is not skilled in Neglect" in page
        raw = answer.content.decode()
        assert 'id="id_mismatch_reason-error"' in raw
        assert 'value="Lives near"' in raw
        done = client.post(
            path("child_allocate", child.reference), {**answers, "mismatch_reason": "Her manager is"}
        )
        assert (done.status_code, done.url) == (303, path("child_allocations", child.reference))
        page = text(client.get(done.url))
        for words in (
            "Nadia Price is the child’s social worker", "What didn’t match", "Her manager is",
            "No worker’s skill that was asked for", "To be written",
        ):  # fmt: skip
            assert words in page

    def test_refuses_a_specialist_with_the_reason(self, personas, client, child, taker, now):
        worker_skills.set_skills(
            worker=taker, skills=[SPECIALIST_POST], languages=[], version=0, reason="New post",
            by=personas.team_manager, at=now,
        )  # fmt: skip
        answer = client.post(
            path("child_allocate", child.reference), {"worker": taker.pk, "reason": "Knows exploitation"}
        )
        assert "can’t be the only statutory case holder" in text(answer)
        assert 'id="id_worker-error"' in answer.content.decode()
        assert not AllocationRecord.objects.exists()

    def test_ticks_what_the_record_suggests(self, personas, client, worker, now):
        unborn = allocated(
            personas, worker, at=now, date_of_birth=None, expected_date=now.date() + timedelta(days=90)
        )
        page = client.get(path("child_allocate", unborn.reference)).content.decode()
        assert re.search(r'value="pre_birth"[^>]*checked', page)
        assert not re.search(r'value="neglect"[^>]*checked', page)


class TestNotes:
    def test_are_written_read_and_received(self, personas, sign_in, child, note, worker, taker):
        writing = path("handover_note_write", child.reference, note.pk)
        former = sign_in(worker)
        assert "1 for you to write, 0 for you to read" in text(former.get(reverse("home")))
        assert "Robin Dale" in text(former.get(reverse("handover_notes")))
        assert "Plans that run None on record" in text(former.get(writing))
        empty = former.post(writing, {"version": note.version, "what_matters": "She trusts Miss Linton"})
        assert "Say what comes next and when" in text(empty)
        assert "She trusts Miss Linton" in text(empty)
        answers = {
            "version": note.version, "what_matters": "She trusts Miss Linton", "next_dates": "Nothing",
            "promised": "A school bag",
        }  # fmt: skip
        done = former.post(writing, answers)
        assert done.url == path("handover_note", child.reference, note.pk)
        assert "Nadia Price is told" in text(former.get(done.url))
        assert "Somebody else wrote this note" in text(former.post(writing, answers))

        next_worker = sign_in(taker)
        page = text(next_worker.get(done.url))
        assert "A school bag" in page
        assert "Mark as received" in page
        assert "Change the note" not in page
        receiving = path("handover_note_received", child.reference, note.pk)
        assert "She trusts Miss Linton" in text(next_worker.get(receiving))
        assert next_worker.post(receiving).url == done.url
        assert "Received" in text(next_worker.get(done.url))
        note.refresh_from_db()
        assert note.received_at is not None
        assert "received already" in text(next_worker.post(receiving))
        assert "was received, or is no longer needed" in text(former.post(writing, answers))

    def test_are_social_cares_alone(self, personas, sign_in, child, note):
        school = sign_in(personas.school)
        for name, *args in (
            ("child_allocations",), ("handover_note", note.pk), ("handover_note_write", note.pk),
            ("handover_note_received", note.pk),
        ):  # fmt: skip
            assert school.get(path(name, child.reference, *args)).status_code == 403, name
        assert school.get(reverse("handover_notes")).status_code == 403
        assert "Allocation and handover" not in text(school.get(path("child", child.reference)))
        assert "Allocation and handover" in text(
            sign_in(personas.social_worker).get(path("child", child.reference))
        )

    def test_of_another_child_are_not_found_below_this_one(self, personas, client, note, now):
        other = allocated(personas, None, at=now)
        assert client.get(path("handover_note", other.reference, note.pk)).status_code == 404

    def test_that_are_open_are_the_managers_to_see(self, client, note):
        page = text(client.get(reverse("handover_notes")))
        assert "Open among those you manage" in page
        assert "Robin Dale" in page
        assert "Handover notes" in text(client.get(reverse("team_work")))


class TestTheBoard:
    @pytest.fixture
    def loaded(self, personas, worker, taker, child, now):
        for _ in range(2):
            one = allocated(personas, taker, at=now)
        plans.plan(one, now.date() - timedelta(days=9), by=personas.team_manager, at=now)
        clock(child, by=worker, at=now, started=now - LATE)

    def names(self, page):
        rows = page.split('class="govuk-table__body"')[1]
        return [name for name in re.findall(r">([^<>]+)</a>", rows) if name in ("Sam Brennan", "Nadia Price")]

    def test_is_sorted_as_asked_for(self, client, loaded):
        def order(sort):
            return self.names(client.get(reverse("workload_board"), {"sort": sort}).content.decode())

        assert order("children") == order("nonsense") == order("name") == ["Nadia Price", "Sam Brennan"]
        assert order("overdue") == order("room") == ["Sam Brennan", "Nadia Price"]

    def test_has_the_same_in_words_as_in_bars(self, client, loaded):
        page = text(client.get(reverse("workload_board")))
        assert "Nadia Price Children 2 On child protection plans 1 Children in need 0" in page
        assert "The table below has the same figures" in page
        assert "Limit 18" in page

    def test_says_who_is_over_the_limit(self, personas, client, loaded, sign_in):
        admin = sign_in(personas.partnership_admin)
        change = reverse("allocation_limits_change")
        refused = admin.post(change, {"children": 1, "protection": 2, "reason": "Agreed"})
        assert "more child protection plans than children" in text(refused)
        assert "Enter a number" in text(admin.post(change, {"children": "", "protection": 2, "reason": "x"}))
        done = admin.post(change, {"children": 1, "protection": 1, "reason": "Agreed by the board"})
        assert "Agreed by the board" in text(admin.get(done.url))
        assert "Nadia Price Over the limit" in text(client.get(reverse("workload_board")))

    def test_of_nobody_is_empty(self, personas, sign_in):
        for one in (personas.front_door_worker, personas.front_door_manager):
            one.team = None
            one.line_manager = None
            one.save()
        leave(personas.front_door_worker)
        page = text(sign_in(personas.front_door_manager).get(reverse("workload_board")))
        assert "Dana Okafor" in page


class TestSkills:
    def test_are_changed_on_the_workers_page(self, client, worker):
        here = path("worker_skills", worker.pk)
        version = re.search(r'name="version" value="(\d*)"', client.get(here).content.decode())[1]
        answers = {"skills": ["neglect", "pre_birth"], "languages": "Polish, Urdu", "reason": "Courses"}
        done = client.post(here, {**answers, "version": version})
        assert done.url == path("team_worker", worker.pk)
        assert "Skills: Neglect, Unborn children and babies, Polish, Urdu." in text(client.get(done.url))
        second = client.post(here, {**answers, "skills": [], "version": version})
        assert "Somebody else changed these skills" in text(second)
        assert WorkerSkill.objects.filter(user=worker, ended_at=None).count() == 4

    def test_of_partners_and_of_others_workers_are_not_there(self, personas, client, sign_in, worker):
        door = sign_in(personas.front_door_manager)
        assert door.get(path("worker_skills", worker.pk)).status_code == 404
        for key in ("team", "nobody", "x"):
            assert client.get(path("worker_skills", key)).status_code == 404
        assert sign_in(worker).get(path("worker_skills", worker.pk)).status_code == 403

    def test_that_would_make_a_specialist_of_a_case_holder_are_refused(self, client, worker, child):
        answer = client.post(
            path("worker_skills", worker.pk),
            {"skills": [SPECIALIST_POST], "languages": "", "reason": "New post", "version": 0},
        )
        assert "Hand those over first" in text(answer)
