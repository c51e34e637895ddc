"""A plan's pages in use: written, shared as a document, compared, its item done; what each reader finds."""

from __future__ import annotations

import io
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from cases.models import Plan, PlanItem, PlanItemProgress, PlanShare, Visit
from cases.services import plans as plan_service
from cases.states import PlanKind
from safeguarding.accounts.identity import as_user
from safeguarding.audit.models import AccessLog
from safeguarding.rules.london_time import london_date
from tests.cases.test_minutes_pages import posted
from tests.factories import plan_content, plans, records

CIN = PlanKind.CHILD_IN_NEED


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def child(personas, now):
    by = personas.social_worker
    made = records.child("Ada", "Example", by=by, at=now)
    made.allocated_to, made.team = by, by.team
    made.record(by=by, at=now, reason="test data")
    for partner in (personas.school, personas.health_visitor):
        records.involve(made, partner.agency, by=by, at=now)
    plans.episode(made, london_date(now) - timedelta(days=60), by=by, at=now)
    return made


@pytest.fixture
def plan(personas, child, now):
    return plan_content.running(child, by=personas.social_worker, at=now)


def href(name, child, *parts) -> str:
    return reverse(name, args=[child.reference, *parts])


def read(client, path) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def send(client, path, **answers) -> str:
    """Fill the form in as it stands and send it; the page that one comes to."""
    data = {**posted(client.get(path)), **answers}
    # The button that throws away what was typed before isn't pressed.
    data.pop("discard_draft", None)
    answer = client.post(path, data)
    assert answer.status_code == 303, answer.content.decode()[:4000]
    return answer["Location"].partition("#")[0]


def day(when) -> dict[str, str]:
    return {"day": str(when.day), "month": str(when.month), "year": str(when.year)}


def dated(name, when) -> dict[str, str]:
    return {f"{name}_{part}": value for part, value in day(when).items()}


def test_a_social_worker_writes_the_plan_and_its_items_and_finishes_one(personas, child, plan, sign_in, now):
    client, page = sign_in(personas.social_worker), href("plan", child, plan.pk)
    empty = read(client, page)
    assert "Not written yet" in empty
    assert "The plan has no items" in empty or "Nothing is open." in empty
    send(
        client,
        href("plan_words", child, plan.pk),
        danger_statement="He is alone at night",
        safety_goal="Somebody is with him",
        contingency="Legal advice",
        practice_model="signs_of_safety",
    )
    at = send(client, href("plan_item_new", child, plan.pk), need="Nobody is there", action="Find a sitter")
    shown = read(client, at)
    assert "Nobody owns it. It has no date. Nothing says how it will be measured." in shown
    assert "0 of 1 items have an owner, a date and a measure" in shown
    item = PlanItem.objects.get()
    send(
        client,
        href("plan_item_change", child, plan.pk, 1),
        owner=f"user-{personas.school.pk}",
        measure="Nights alone in a week",
        reason="Agreed with school",
        **dated("due_on", london_date(now) + timedelta(days=7)),
    )
    shown = read(client, at)
    assert "1 of 1 items have an owner, a date and a measure" in shown
    assert f"{personas.school.full_name}, {personas.school.agency.name}" in shown
    answer = client.post(href("plan_item_finish", child, plan.pk, 1), {"impact": ""})
    assert "Enter what it has changed for the child" in answer.content.decode()
    send(client, href("plan_item_finish", child, plan.pk, 1), impact="He sleeps through")
    shown = read(client, at)
    assert "Done, or no longer needed" in shown
    assert "He sleeps through" in shown
    send(client, href("plan_item_reopen", child, plan.pk, 1), reason="Alone again")
    send(client, href("plan_item_drop", child, plan.pk, 1), reason="Her shifts changed")
    assert PlanItem.objects.get(pk=item.pk).state == "dropped"


def test_the_owner_of_another_agency_records_progress_and_changes_nothing(
    personas, child, plan, sign_in, now
):
    by = personas.social_worker
    plan_content.item(plan, owner=personas.school, action="A place at breakfast club", by=by, at=now)
    plan_content.item(plan, action="Find a sitter", by=by, at=now)
    client = sign_in(personas.school)
    shown = read(client, href("plan", child, plan.pk))
    assert shown.count("Record progress") == 1
    assert "It is no longer needed" not in shown
    send(
        client,
        href("plan_item_progress", child, plan.pk, 1),
        progress="He comes on three days",
        impact="He is not hungry",
        **dated("due_on", london_date(now) + timedelta(days=9)),
    )
    row = PlanItemProgress.objects.get()
    assert (row.agency, row.progress, row.impact) == (
        personas.school.agency,
        "He comes on three days",
        "He is not hungry",
    )
    assert "He comes on three days" in read(client, href("plan", child, plan.pk))


def test_it_is_shared_with_the_family_as_a_document(personas, child, plan, sign_in, now):
    by, client = personas.social_worker, sign_in(personas.social_worker)
    plan_content.words(plan, by=by, at=now)
    plan_content.item(plan, owner_name="Mona", due_on=london_date(now), by=by, at=now)
    page = href("plan", child, plan.pk)
    assert "Nobody of the family has this plan yet" in read(client, page)
    send(
        client,
        href("plan_share", child, plan.pk),
        with_whom="Mona",
        relationship="Mother",
        is_shared="yes",
        how="in_person",
        **dated("shared_on", london_date(now)),
    )
    send(
        client,
        href("plan_share", child, plan.pk),
        with_whom="Frank",
        is_shared="no",
        not_shared_reason="The court forbids contact",
    )
    assert PlanShare.objects.count() == 2
    shown = read(client, page)
    assert "Nobody of the family" not in shown
    assert "Not shared: The court forbids contact" in shown
    assert "has changed since it was last shared" not in shown
    answer = client.get(href("plan_pdf", child, plan.pk, 1))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="plan-{child.reference}-version-1.pdf"'
    pages = PdfReader(io.BytesIO(answer.content)).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    for said in ("Ada Example", "alone and gets hurt", "A sitter on the nights", "Mona", "A legal planning"):
        assert said.replace("alone and gets hurt", "alone at night and gets hurt") in words
    assert "court" not in words
    assert AccessLog.objects.filter(action="export", page="plan_pdf", child_key=child.pk).exists()
    plan_content.item(plan, by=by, at=now)
    assert "The plan has changed since it was last shared" in read(client, page)
    assert client.get(href("plan_pdf", child, plan.pk, 9)).status_code == 404


def test_two_versions_stand_side_by_side(personas, child, plan, sign_in, now):
    by, client = personas.social_worker, sign_in(personas.school)
    compare = href("plan_compare", child, plan.pk)
    assert "No version is kept yet" in read(client, compare)
    plan_content.words(plan, by=by, at=now)
    plan_content.shared(plan, by=by, at=now)
    assert "say the same" in read(client, compare)
    plan_content.item(plan, action="A bed of his own", by=by, at=now)
    shown = read(client, f"{compare}?from=1&to=now")
    assert "Item 1 was not there before" in shown
    assert "<ins>A bed of his own</ins>" in shown
    assert "What is worded alike (1)" in shown
    assert "Compare versions side by side" in read(client, href("plan", child, plan.pk))


def test_a_child_in_need_plan_from_its_start_to_its_end(personas, child, sign_in, now):
    client, started = sign_in(personas.social_worker), london_date(now) - timedelta(days=3)
    start = href("plan_new", child)
    data = {**posted(client.get(start)), "kind": "child_in_need", "lead": str(personas.health_visitor.pk)}
    refused = client.post(start, {**data, **dated("started_on", started)})
    assert "Choose the social worker who oversees the plan" in refused.content.decode()
    page = send(
        client,
        start,
        kind="child_in_need",
        lead=str(personas.health_visitor.pk),
        oversight=str(personas.social_worker.pk),
        **dated("started_on", started),
    )
    shown = read(client, page)
    assert personas.health_visitor.full_name in shown
    assert "End this plan" in shown
    # Whoever leads it writes in it, of whatever agency, and doesn't end it.
    lead, plan = sign_in(personas.health_visitor), Plan.objects.get()
    send(lead, href("plan_item_new", child, plan.pk), need="Weight", action="Weigh her weekly")
    assert lead.get(href("plan_end", child, plan.pk)).status_code == 403
    send(
        client,
        href("plan_end", child, plan.pk),
        reason="Goals reached",
        **dated("ended_on", london_date(now)),
    )
    shown = read(client, page)
    assert "Goals reached" in shown
    assert "Add an item" not in shown
    assert "It is done" not in shown
    answer = client.post(href("plan_item_finish", child, plan.pk, 1), {"impact": "Well"})
    assert "This plan ended on" in answer.content.decode()
    assert "There has been no plan" not in read(client, href("child_plans", child))


def test_the_chair_changes_the_category_and_the_plan_moves_to_another_authority(
    personas, child, plan, sign_in, now
):
    client = sign_in(personas.conference_chair)
    page = href("plan", child, plan.pk)
    send(client, href("plan_category", child, plan.pk), category="PHY", reason="Injuries since")
    shown = read(client, page)
    assert "Physical abuse" in shown
    assert "First category" in shown
    assert client.get(href("plan_end", child, plan.pk)).status_code == 403
    send(
        client,
        href("plan_move", child, plan.pk),
        authority="Leeds",
        **dated("ended_on", london_date(now)),
    )
    assert "Leeds" in read(client, page)
    assert Plan.objects.get(pk=plan.pk).moved_to == "Leeds"
    with as_user(personas.social_worker):
        begun = plan_service.start(
            child=child, kind=CIN, started_on=london_date(now), by=personas.social_worker, at=now
        )
    # A child in need plan has no category, and no other way to be moved than social care's.
    assert client.get(href("plan_category", child, begun.pk)).status_code == 403


def test_the_second_to_save_sees_what_the_first_wrote(personas, child, plan, sign_in, now):
    path = href("plan_words", child, plan.pk)
    first, second = sign_in(personas.social_worker), sign_in(personas.team_manager)
    typed = posted(second.get(path))
    said = {"danger_statement": "He is alone", "safety_goal": "He is not", "practice_model": "none"}
    send(first, path, **said)
    answer = second.post(path, {**typed, **said, "danger_statement": "He may be hurt"})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "Somebody else has changed this plan since you opened it" in shown
    assert "He may be hurt" in shown
    assert "He is alone" in shown


def test_a_visit_is_recorded_and_shown_to_whom_it_belongs(personas, child, plan, sign_in, now):
    client, path = sign_in(personas.social_worker), href("visit_new", child)
    when = london_date(now) - timedelta(days=1)
    common = {**dated("visited_at", when), "visited_at_time": "16:00", "where": "At home", "words": "Drew me"}
    refused = client.post(path, {**common, "kind": "statutory", "seen": "yes", "seen_alone": "no"})
    assert "Enter why the child was not seen alone" in refused.content.decode()
    shown = read(
        client,
        send(
            client,
            path,
            kind="statutory",
            seen="yes",
            seen_alone="no",
            not_alone_reason="His mother would not leave",
            **common,
        ),
    )
    assert "His mother would not leave" in shown
    assert "Visit, child protection plan" in shown
    school = sign_in(personas.school)
    assert "His mother would not leave" not in read(school, href("child_visits", child))
    assert "Visit under the plan" not in read(school, path)
    send(school, path, kind="other", seen="no", not_seen_reason="Nobody opened", **common)
    assert Visit.objects.filter(agency=personas.school.agency, seen=False, plan=None).count() == 1
    assert "Nobody opened" in read(school, href("child_visits", child))
    assert "the child was seen, not alone" in read(school, href("child_chronology", child))


def test_how_often_the_child_is_visited_and_the_number_on_the_scale(personas, child, plan, sign_in, now):
    client, page = sign_in(personas.social_worker), href("plan", child, plan.pk)
    send(client, href("plan_visit_every", child, plan.pk), days="5")
    assert "At least every 5 working days" in read(client, page)
    refused = client.post(
        href("plan_visit_every", child, plan.pk),
        {**posted(client.get(href("plan_visit_every", child, plan.pk))), "days": "20"},
    )
    assert "Only a conference chair may agree visits less often" in refused.content.decode()
    for score in ("3", "6"):
        send(client, href("plan_scale", child, plan.pk), who="Mona", score=score, reason="A sitter")
    shown = read(client, page)
    assert "What each person said last" in shown
    assert "All numbers (2)" in shown


def test_drift_is_on_the_childs_pages_and_in_the_teams_view(personas, child, plan, sign_in, now):
    by = personas.social_worker
    plan_content.item(
        plan, action="Find a sitter", due_on=london_date(now) - timedelta(days=9), by=by, at=now
    )
    worker, manager = sign_in(personas.social_worker), sign_in(personas.team_manager)
    for name, parts in (("child", ()), ("child_plans", ()), ("plan", (plan.pk,))):
        assert "1 action rolled over" in read(worker, href(name, child, *parts)), name
    shown = read(manager, reverse("drift"))
    assert "Find a sitter: was due" in shown
    assert AccessLog.objects.filter(page="drift", child_key=child.pk, user=personas.team_manager).exists()
    assert reverse("drift") in read(manager, reverse("team_work"))
    assert "No plan of your team shows a sign" in read(sign_in(personas.front_door_manager), reverse("drift"))


def test_on_paper_nothing_is_folded_away_and_there_are_no_buttons(personas, child, plan, sign_in, now):
    by = personas.social_worker
    plan_content.full(plan, [personas.school], items=2, by=by, at=now)
    shown = read(sign_in(personas.social_worker), f"{href('plan', child, plan.pk)}?print=1")
    assert "Week 1" in shown
    assert "Week 2" in shown
    for button in ("Add an item", "It is done", "Record progress", "Change what the plan says"):
        assert button not in shown
    assert AccessLog.objects.filter(action="print", page="plan").exists()


def test_another_childs_plan_is_not_found_through_this_one(personas, child, plan, sign_in, now):
    by = personas.social_worker
    other = records.child(by=by, at=now)
    client = sign_in(personas.social_worker)
    for name, parts in (("plan", ()), ("plan_compare", ()), ("plan_words", ()), ("plan_pdf", (1,))):
        assert client.get(href(name, other, plan.pk, *parts)).status_code == 404, name
    assert client.get(href("plan_item_change", child, plan.pk, 9)).status_code == 404
