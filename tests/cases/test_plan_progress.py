"""Progress on a plan's items, by whom and at which meeting; and the versions that a plan leaves."""

from __future__ import annotations

from datetime import date

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Invitation, PlanItem, PlanItemProgress
from cases.queries import plan_pages
from cases.services import plan_progress, plan_versions
from safeguarding.accounts.identity import as_user
from tests.factories import plans, records

MARCH, JUNE = date(2026, 3, 2), date(2026, 6, 1)


@pytest.fixture
def facts(personas, at):
    """Who writes in these tests, and when."""
    return {"by": personas.social_worker, "at": at}


@pytest.fixture
def item(personas, facts):
    """An item of the GP's practice in an open plan; the school and the health visitor know the child too."""
    child = records.child(**facts)
    for who in (personas.gp, personas.school, personas.health_visitor):
        records.involve(child, who.agency, **facts)
    plan = plans.plan(child, MARCH, **facts)
    made = PlanItem(
        plan=plan, number=1, need="Sleep", action="Bedtime", agency=personas.gp.agency, due_on=JUNE
    )
    made.record(**facts)
    return made


@pytest.fixture
def core_group(personas, item, facts):
    """Chaired by the health visitor."""
    chair = personas.health_visitor
    meeting = plans.conference(item.plan.child, facts["at"], kind="core_group", chair=chair, **facts)
    Invitation(meeting=meeting, user=chair, agency=chair.agency, invited_at=facts["at"]).record(**facts)
    return meeting


def write(personas, who, item, at, **more) -> PlanItemProgress:
    by = getattr(personas, who)
    with as_user(by):
        return plan_progress.record(item=item, by=by, at=at, **{"progress": "Three good nights", **more})


@pytest.mark.parametrize("who", ["social_worker", "team_manager", "gp"])
def test_who_works_on_the_plan_or_is_of_the_items_agency_records_progress(personas, item, at, who):
    row = write(personas, who, item, at, impact="She is rested")
    assert (row.agency, row.impact) == (getattr(personas, who).agency, "She is rested")
    assert (row.due_was, row.due_now) == (JUNE, JUNE)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("school", NotPermittedError),
        ("health_visitor", NotPermittedError),
        ("business_support", NotPermittedError),
        ("other_school", NotVisibleError),
        ("partnership_admin", NotVisibleError),
    ],
)
def test_others_do_not(personas, item, at, who, refusal):
    with pytest.raises(refusal):
        write(personas, who, item, at)


def test_business_support_writes_no_plan_content_though_the_item_is_social_cares(personas, item, facts, at):
    item.owner, item.agency = personas.social_worker, personas.social_worker.agency
    item.record(**facts)
    with pytest.raises(NotPermittedError):
        write(personas, "business_support", item, at, due_on=date(2026, 12, 1))
    row = plan_pages.page(personas.business_support, item.plan, works=False, may_record=True).open_items[0]
    assert not row.can_record


def test_whoever_owns_an_item_records_progress_on_it(personas, item, facts, at):
    item.owner = personas.school
    item.record(**facts)
    assert write(personas, "school", item, at).recorded_by == personas.school


def test_a_health_visitor_who_chairs_a_core_group_addresses_every_item_at_it(personas, item, core_group, at):
    first = write(personas, "health_visitor", item, at, meeting=core_group, due_on=date(2026, 9, 1))
    assert (first.due_was, first.due_now) == (JUNE, date(2026, 9, 1))
    again = write(personas, "health_visitor", item, at, meeting=core_group, progress="Four good nights")
    assert (again.pk, again.progress, again.due_was) == (first.pk, "Four good nights", JUNE)
    assert [row.progress for row in again.history.order_by("history_id")] == [
        "Three good nights",
        "Four good nights",
    ]
    item.refresh_from_db()
    assert item.due_on == date(2026, 9, 1)


def test_a_chair_who_is_not_asked_any_more_and_one_of_a_conference_go_through_nothing(
    personas, item, core_group, facts, at
):
    chair = personas.health_visitor
    conference = plans.conference(item.plan.child, at, chair=chair, **facts)
    Invitation(meeting=conference, user=chair, agency=chair.agency, invited_at=at).record(**facts)
    with pytest.raises(NotPermittedError):
        write(personas, "health_visitor", item, at, meeting=conference)
    asked = Invitation.objects.get(meeting=core_group)
    asked.withdrawn_at, asked.withdrawn_reason = at, "Left"
    asked.record(**facts)
    with pytest.raises(NotVisibleError):
        write(personas, "health_visitor", item, at, meeting=core_group)


def test_a_member_who_only_takes_part_addresses_their_own_agencys_items_alone(
    personas, item, core_group, facts, at
):
    for who in (personas.gp, personas.school):
        Invitation(meeting=core_group, user=who, agency=who.agency, invited_at=at).record(**facts)
    write(personas, "gp", item, at, meeting=core_group)
    with pytest.raises(NotPermittedError):
        write(personas, "school", item, at, meeting=core_group)


def test_a_meeting_that_is_not_seen_not_about_the_plan_or_cancelled_addresses_nothing(
    personas, item, core_group, facts, at
):
    with pytest.raises(NotVisibleError):
        write(personas, "gp", item, at, meeting=core_group)
    elsewhere = plans.conference(records.child(**facts), at, kind="core_group", **facts)
    strategy = plans.conference(item.plan.child, at, kind="strategy_meeting", **facts)
    for meeting in (elsewhere, strategy):
        with pytest.raises(DomainError, match="isn’t about this plan"):
            write(personas, "social_worker", item, at, meeting=meeting)
    core_group.state, core_group.cancelled_at, core_group.cancelled_reason = "cancelled", at, "Illness"
    core_group.record(**facts)
    with pytest.raises(ChangedMeanwhileError, match="cancelled"):
        write(personas, "social_worker", item, at, meeting=core_group)


@pytest.mark.parametrize(
    ("words", "field"), [({"progress": " "}, "progress"), ({"due_on": date(2026, 3, 9)}, "due_on")]
)
def test_what_is_missing_or_past_is_said_at_its_field(personas, item, at, words, field):
    with pytest.raises(DomainError) as refused:
        write(personas, "social_worker", item, at, **words)
    assert refused.value.field == field


def test_nothing_is_recorded_on_what_is_closed(personas, item, facts, at):
    item.state, item.impact, item.closed_at, item.closed_by = "done", "Rested", at, personas.social_worker
    item.record(**facts)
    with pytest.raises(ChangedMeanwhileError):
        write(personas, "social_worker", item, at)
    item.state, item.closed_at, item.closed_by = "open", None, None
    item.record(**facts)
    item.plan.ended_on = date(2026, 3, 9)
    item.plan.record(**facts)
    with pytest.raises(ChangedMeanwhileError):
        write(personas, "social_worker", item, at)


class TestVersions:
    def keep(self, personas, who, plan, at, **more):
        by = getattr(personas, who)
        with as_user(by):
            return plan_versions.make(plan=plan, by=by, at=at, **more)

    def test_a_version_keeps_the_words_and_the_next_one_only_what_changed(self, personas, item, facts, at):
        first = self.keep(personas, "social_worker", item.plan, at)
        assert (first.number, first.content["items"][0]["due_on"]) == (1, "2026-06-01")
        assert first.content["items"][0]["agency"] == personas.gp.agency.name
        assert self.keep(personas, "social_worker", item.plan, at) == first
        item.owner, item.agency, item.due_on = personas.school, None, None
        item.record(**facts)
        second = self.keep(personas, "social_worker", item.plan, at)
        changed = second.content["items"][0]
        assert (second.number, changed["owner"], changed["agency"], changed["due_on"]) == (
            2,
            "Sarah Linton",
            "",
            None,
        )

    def test_each_meeting_leaves_one_also_when_nothing_changed(self, personas, item, core_group, at):
        self.keep(personas, "social_worker", item.plan, at)
        version = self.keep(personas, "health_visitor", item.plan, at, meeting=core_group)
        assert (version.number, version.meeting, version.made_by) == (2, core_group, personas.health_visitor)

    @pytest.mark.parametrize(
        ("who", "refusal"), [("gp", NotPermittedError), ("other_school", NotVisibleError)]
    )
    def test_others_keep_none(self, personas, item, core_group, at, who, refusal):
        for meeting in (None, core_group):
            with pytest.raises(refusal):
                self.keep(personas, who, item.plan, at, meeting=meeting)
