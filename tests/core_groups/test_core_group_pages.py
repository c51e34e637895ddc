"""A health visitor chairs a core group by her browser alone, from the pack to the minutes' receipt."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from cases.models import Draft, Invitation, MaleEngaged, Meeting, Minutes, MinutesCopy, PlanVersion
from cases.services import invitations
from core_groups.models import AgendaNote, CoreGroup, CoreGroupMember, MissingAgency
from safeguarding.accounts.identity import as_user
from tests.factories import core_groups, plans, records


@pytest.fixture
def when(at):
    """The pages' clock stands after the core group was to begin."""
    with time_machine.travel(at + timedelta(hours=3), tick=False):
        yield at


@pytest.fixture
def chair(personas, sign_in):
    """The health visitor, signed in."""
    return sign_in(personas.health_visitor)


def page(client, address, *args, status=200):
    answer = client.get(reverse(address, args=args))
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def post(client, address, *args, status=303, **data):
    answer = client.post(reverse(address, args=args), data)
    words = answer.content.decode()
    assert answer.status_code == status, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words))[:3000]
    return words


def filled(html):
    """What a form would post as it stands."""
    values = {}
    for name, value in re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', html):
        values[name] = value
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', html):
        values[name] = value.strip()
    return {
        name: value
        for name, value in values.items()
        if name.startswith(("seen_", "words_", "impact_", "due_"))
    }


def agenda(client, group):
    return filled(page(client, "core_group_agenda", group.meeting.reference))


def everything(group, plan):
    """Words for each point that needs them and for each item."""
    said = {f"words_childs-day-{plan.child_id}": "He sleeps on the stairs no more"}
    said |= {"words_who-is-here": "All but the social worker", "words_next": "In six weeks, school chairs"}
    for item in plan.items.all():
        said |= {f"words_item-{item.pk}": f"Done in part: {item.number}", f"impact_item-{item.pk}": "Rested"}
    return said


def test_from_the_pack_to_the_receipt_without_the_social_worker(when, personas, plan, group, chair, sign_in):
    reference = group.meeting.reference
    father = records.person("Emmanuel", "Asante", by=personas.social_worker, at=when, sex="M")
    records.relate(father, plan.child.person, "father", by=personas.social_worker, at=when)
    pack = page(chair, "core_group_pack", reference)
    assert "A bedtime at eight, every evening" in pack
    assert "The child’s day" in pack
    assert chair.get(reverse("core_group_pack_pdf", args=[reference]))["Content-Type"] == "application/pdf"
    row = Invitation.objects.get(meeting=group.meeting, user=personas.social_worker)
    post(
        chair,
        "meeting_attendance",
        reference,
        **{f"seen-{row.pk}": "unknown", f"came-{row.pk}": "apologies"},
    )
    mine = Invitation.objects.get(meeting=group.meeting, user=personas.health_visitor)
    post(
        chair,
        "meeting_attendance",
        reference,
        **{f"seen-{mine.pk}": "unknown", f"came-{mine.pk}": "attended"},
    )
    post(chair, "meeting_report_ask", reference, row.pk)
    worker = sign_in(personas.social_worker)
    post(worker, "meeting_report", reference, row.pk, text="I visited twice; Isaac was seen alone.")
    assert "goes ahead" in page(chair, "core_group_hold", reference)
    held = (when + timedelta(hours=1)).astimezone()
    post(
        chair,
        "core_group_hold",
        reference,
        **{
            "held_at_day": str(held.day),
            "held_at_month": str(held.month),
            "held_at_year": str(held.year),
            "held_at_time": "11:00",
        },
    )
    assert "It went ahead without children’s social care" in page(chair, "core_group", reference)
    draft_page = page(chair, "minutes_draft", reference)
    assert "I visited twice" in draft_page
    blocks = minutes_form(draft_page)
    post(chair, "minutes_draft", reference, **blocks)
    lacking = page(chair, "minutes_approve", reference, 1)
    for words in (
        "The child’s day",
        "Who is here",
        "Next time",
        "1 plan item not addressed: A bedtime at eight, every evening",
        "Say whether Emmanuel Asante was invited",
    ):
        assert words in lacking
    item = plan.items.first()
    assert f'{reverse("core_group_agenda", args=[reference])}#item-{item.pk}"' in lacking
    refused = post(chair, "minutes_approve", reference, 1, status=200, number="1")
    assert "There is a problem" in refused
    assert Meeting.objects.get(pk=group.pk).state == "drafted"
    post(chair, "core_group_agenda", reference, **agenda(chair, group) | everything(group, plan))
    post(
        chair,
        "core_group_male",
        reference,
        who=f"{plan.child_id}-{father.pk}",
        views="",
        reason="Nobody had his address; school gives it to us",
    )
    assert MaleEngaged.objects.get(meeting=group.meeting).person == father
    post(
        chair,
        "core_group_missing",
        reference,
        agency=str(personas.gp.agency.pk),
        name="",
        said="The practice knows her medication",
    )
    again = page(chair, "minutes_draft", reference)
    assert "He sleeps on the stairs no more" in again
    assert "Missed: Millbrook Surgery" in again
    post(chair, "minutes_draft", reference, **minutes_form(again))
    assert "can’t be approved yet" not in page(chair, "minutes_approve", reference, 2)
    post(chair, "minutes_approve", reference, 2, number="2")
    assert PlanVersion.objects.get(plan=plan).meeting == group.meeting
    post(chair, "minutes_distribute", reference, 2, number="2")
    assert MinutesCopy.objects.filter(minutes__meeting=group.meeting).count() == 4
    school = sign_in(personas.school)
    assert "Rested" in page(school, "minutes_copy", reference, 2)
    page(chair, "core_group_agenda", reference, status=303)


def minutes_form(html):
    """The minutes' form as it stands."""
    found = dict(
        re.findall(r'<input[^>]*name="((?:heading_|version|form_token)[^"]*)"[^>]*value="([^"]*)"', html)
    )
    found |= {
        name: unescape(value).strip()
        for name, value in re.findall(r'<textarea[^>]*name="(text_[^"]+)"[^>]*>([^<]*)</textarea>', html)
    }
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: unescape(value) for name, value in found.items()}


def test_a_line_is_saved_by_itself_and_the_rest_stays_a_draft(when, plan, group, chair):
    start = agenda(chair, group)
    key = f"item-{plan.items.first().pk}"
    typed = start | {f"words_{key}": "Nine nights of ten", f"impact_{key}": "Awake at school"}
    answer = chair.post(
        reverse("core_group_agenda", args=[group.meeting.reference]),
        typed | {"row": key},
        HTTP_HX_REQUEST="true",
    )
    words = answer.content.decode()
    assert answer.status_code == 200
    assert "Saved by Hope Adeyemi" in words
    assert f'id="state-{key}"' in words
    assert "<textarea" not in words
    assert plan.items.first().progress.get().impact == "Awake at school"
    assert not Draft.objects.filter(form="core_group_agenda").exists()
    unknown = chair.post(
        reverse("core_group_agenda", args=[group.meeting.reference]),
        typed | {"row": "item-0"},
        HTTP_HX_REQUEST="true",
    )
    assert unknown.status_code == 404


def test_an_item_without_progress_says_so_beside_it(when, plan, group, chair):
    key = f"item-{plan.items.first().pk}"
    typed = agenda(chair, group) | {f"impact_{key}": "Awake at school"}
    words = post(chair, "core_group_agenda", group.meeting.reference, status=200, **typed)
    assert "Enter what was done" in words
    assert "Awake at school" in words
    answer = chair.post(
        reverse("core_group_agenda", args=[group.meeting.reference]),
        typed | {"row": key},
        HTTP_HX_REQUEST="true",
    )
    assert "Enter what was done" in answer.content.decode()


@pytest.mark.parametrize("javascript", [True, False])
def test_of_two_who_write_at_once_the_second_is_told_and_loses_nothing(
    when, personas, plan, group, chair, sign_in, javascript
):
    school, reference = sign_in(personas.school), group.meeting.reference
    first, second = agenda(chair, group), agenda(school, group)
    key, other = "since-last", "safety"
    post(chair, "core_group_agenda", reference, **first | {f"words_{key}": "Quieter at home"})
    typed = second | {f"words_{key}": "Louder at school", f"words_{other}": "Safe today"}
    if javascript:
        words = school.post(
            reverse("core_group_agenda", args=[reference]), typed | {"row": key}, HTTP_HX_REQUEST="true"
        ).content.decode()
        assert "Louder" not in words
    else:
        words = post(school, "core_group_agenda", reference, status=200, **typed)
        assert "Louder at school" in words
        assert AgendaNote.objects.get(point="safety").text == "Safe today"
    assert "Somebody else wrote here meanwhile. Now it says: “Quieter at home”" in words.replace("&#39;", "’")
    assert AgendaNote.objects.get(point="since_last").text == "Quieter at home"
    seen = re.search(rf'name="seen_{key}"[^>]*value="([^"]+)"', words)
    again = typed | {f"seen_{key}": seen[1]}
    if not javascript:
        again |= {name: value for name, value in filled(words).items() if name.startswith("seen_")}
    post(school, "core_group_agenda", reference, **again)
    assert AgendaNote.objects.get(point="since_last").text == "Louder at school"
    assert AgendaNote.objects.get(point="since_last").history.count() == 2


def test_who_did_not_touch_a_line_overwrites_nothing(when, personas, group, chair, sign_in):
    school, reference = sign_in(personas.school), group.meeting.reference
    before = agenda(school, group)
    post(chair, "core_group_agenda", reference, **agenda(chair, group) | {"words_since-last": "Quieter"})
    post(school, "core_group_agenda", reference, **before | {"words_safety": "Safe"})
    assert AgendaNote.objects.get(point="since_last").text == "Quieter"
    assert AgendaNote.objects.get(point="safety").text == "Safe"


def test_the_next_one_is_said_and_planned_from_there(when, personas, plan, held, chair, sign_in):
    reference = held.meeting.reference
    nothing = {"next_at_day": "", "next_at_month": "", "next_at_year": "", "next_at_time": ""}
    facts = {"next_at_day": "20", "next_at_month": "4", "next_at_year": "2026", "next_at_time": "10:00"}
    officers = {"chair": str(personas.school.pk), "minute_taker": str(personas.social_worker.pk)}
    post(chair, "core_group_next", reference, is_next="yes", no_next_reason="", **facts, **officers)
    assert "20 April 2026" in page(chair, "core_group", reference)
    worker = sign_in(personas.social_worker)
    child = plan.child.reference
    plan_page = page(worker, "core_group_new", child)
    assert 'value="20"' in plan_page
    assert re.search(rf'value="{personas.school.pk}"\s+selected', plan_page)
    starts = {name.replace("next_at", "starts_at"): value for name, value in facts.items()}
    post(
        worker,
        "core_group_new",
        child,
        plans=str(plan.pk),
        minutes="60",
        format="in_person",
        place="School",
        link="",
        **starts,
        **officers,
    )
    new = CoreGroup.objects.exclude(pk=held.pk).get()
    assert (new.meeting.chair, new.meeting.minute_taker) == (personas.school, personas.social_worker)
    assert Invitation.objects.filter(meeting=new.meeting).count() == 4
    post(
        chair,
        "core_group_next",
        reference,
        is_next="no",
        no_next_reason="The plan ends",
        **nothing,
        chair="",
        minute_taker="",
    )
    assert "No next one: The plan ends" in page(chair, "core_group", reference)


def test_members_join_and_leave_and_the_rota_is_shown(when, personas, plan, held, sign_in):
    worker, child = sign_in(personas.social_worker), plan.child.reference
    shown = page(worker, "child_core_group", child)
    assert "Hope Adeyemi" in shown
    assert "Nicola Fairbrother" in shown
    assert "Next: Sam Brennan" in shown
    facts = {"user": "", "agency": "", "name": "", "of_agency": "", "relative": "", "part": ""}
    post(worker, "core_group_member_new", child, **facts | {"who": "family", "relative": "Nan Fairbrother"})
    post(
        worker,
        "core_group_member_new",
        child,
        **facts | {"who": "agency", "agency": str(personas.gp.agency.pk)},
    )
    post(worker, "core_group_member_new", child, **facts | {"who": "outside", "name": "Ivy Moss"})
    again = facts | {"who": "user", "user": str(personas.school.pk)}
    assert "already" in post(worker, "core_group_member_new", child, status=200, **again)
    assert CoreGroupMember.objects.filter(plan=plan, until=None).count() == 7
    ivy = CoreGroupMember.objects.get(outside_name="Ivy Moss")
    assert "Ivy Moss leaves the core group" in page(worker, "core_group_member_end", child, ivy.pk)
    post(worker, "core_group_member_end", child, ivy.pk, reason="Another job")
    assert "Another job" in page(worker, "child_core_group", child)
    visitor = sign_in(personas.health_visitor)
    assert "Add a member" not in page(visitor, "child_core_group", child)


def test_a_social_worker_twice_running_is_flagged(when, personas, plan, at, sign_in):
    for days in (1, 2):
        group = core_groups.planned(
            plan,
            personas=personas,
            at=at,
            minute_taker=personas.social_worker,
            starts_at=at + timedelta(days=days),
        )
        core_groups.held(group, at)
    shown = page(sign_in(personas.social_worker), "child_core_group", plan.child.reference)
    assert "Twice running" in shown
    assert "Not shared" in shown


def test_a_male_whom_the_record_does_not_know_is_recorded_by_name(when, plan, group, chair):
    facts = {"was_invited": "yes", "views": "He will come", "reason": ""}
    post(
        chair,
        "core_group_male",
        group.meeting.reference,
        who="other",
        name="Dean Crossley",
        child=str(plan.child_id),
        **facts,
    )
    row = MaleEngaged.objects.get(meeting=group.meeting)
    assert (row.name, row.was_invited, row.views) == ("Dean Crossley", True, "He will come")
    silent = {"views": "", "reason": ""}
    words = post(
        chair,
        "core_group_male",
        group.meeting.reference,
        status=200,
        who="other",
        name="Dean Crossley",
        child=str(plan.child_id),
        **silent,
    )
    assert "was invited, his views, or why not" in words


def test_an_agency_that_the_system_does_not_know_is_missed_by_name(when, group, chair):
    reference = group.meeting.reference
    post(chair, "core_group_missing", reference, agency="other", name="Probation", said="He is on licence")
    row = MissingAgency.objects.get(meeting=group.meeting)
    assert (row.outside_agency, row.said) == ("Probation", "He is on licence")
    assert "or enter its name" in post(
        chair, "core_group_missing", reference, status=200, agency="other", name="", said="x"
    )


def test_a_child_in_need_meeting_asks_for_the_social_workers_oversight(when, personas, sign_in):
    plan = core_groups.plan(personas, when, kind="child_in_need", lead=personas.school)
    group = core_groups.planned(plan, personas=personas, at=when, chair=personas.school)
    lead, reference = sign_in(personas.school), group.meeting.reference
    facts = {"held_at_day": "10", "held_at_month": "3", "held_at_year": "2026", "held_at_time": "11:00"}
    assert "Which social worker oversees the plan?" in page(lead, "core_group_hold", reference)
    words = post(lead, "core_group_hold", reference, status=200, **facts, overseer="", oversight="")
    assert "Select which social worker oversees it" in words
    worker = str(personas.social_worker.pk)
    post(lead, "core_group_hold", reference, **facts, overseer=worker, oversight="The plan holds")
    assert "Overseen by Sam Brennan: The plan holds" in page(lead, "core_group", reference)
    assert "Child in need meeting" in page(lead, "core_group", reference)


def test_a_meeting_of_another_kind_has_no_such_pages(when, personas, plan, sign_in):
    by = personas.social_worker
    meeting = plans.conference(plan.child, when, by=by, at=when)
    page(sign_in(by), "core_group", meeting.reference, status=404)


def test_a_member_who_does_not_run_it_reads_and_writes_nothing(when, personas, held, sign_in):
    with as_user(personas.social_worker):
        invitations.invite_user(meeting=held.meeting, user=personas.gp, by=personas.social_worker, at=when)
    gp, reference = sign_in(personas.gp), held.meeting.reference
    assert "Write under the agenda" not in page(gp, "core_group", reference)
    for name in ("core_group_agenda", "core_group_hold", "core_group_next", "core_group_male"):
        page(gp, name, reference, status=403)
    assert not Minutes.objects.exists()
