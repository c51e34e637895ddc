"""`manage.py check_census` finds what the census would find inconsistent, and says it by references alone."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import plans
from tests.scenarios.test_census_rules import CP, HELD, MARCH, story_of


@pytest.mark.django_db
class TestCheckCensus:
    """`manage.py check_census` finds what was imported, by references alone."""

    def run(self, *args: str) -> str:
        """What it says, and that it fails."""
        told = StringIO()
        with pytest.raises(CommandError):
            call_command("check_census", *args, stdout=told)
        return told.getvalue()

    def test_nothing_where_nothing_is_wrong(self, at):
        story = story_of(at)
        story.need_plan()
        told = StringIO()
        call_command("check_census", stdout=told)
        assert told.getvalue() == "Nothing is inconsistent.\n"

    def test_what_the_database_lets_through_is_found(self, at):
        """A plan that was imported without its episode."""
        story = story_of(at)
        plans.plan(story.child, MARCH, category="NEG", **story.facts)
        story.close()
        said = self.run()
        who = story.child.reference
        assert f"{who}: rule 8565: The closed episode has an open child protection plan" in said
        assert "Rosalind" not in said
        assert story.child.reference in self.run("--child", story.child.reference)
        told = StringIO()
        call_command("check_census", "--child", "C9999999", stdout=told)
        assert told.getvalue() == "Nothing is inconsistent.\n"

    def test_an_enquiry_that_led_to_a_conference_has_its_day(self, at):
        story = story_of(at)
        enquiry = story.enquiry()
        made_by = plans.conference(story.child, HELD, **story.facts)
        story.plan(CP, HELD.date(), made_by=made_by, category="NEG")
        enquiry.state, enquiry.ended_at, enquiry.signed_by = "ended", HELD, story.people.team_manager
        enquiry.findings, enquiry.outcome = "continuing_risk", "conference"
        enquiry.record(**story.facts)
        told = StringIO()
        call_command("check_census", stdout=told)
        assert told.getvalue() == "Nothing is inconsistent.\n"
