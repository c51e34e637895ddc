"""docs/timescales.md says what the program does: every rule, who meets it today, and what waits."""

from __future__ import annotations

import ast
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cases import timescale_acts
from cases.management.commands import draw_timescales
from cases.models import Deadline
from safeguarding.rules.timescales import TIMESCALES, Group
from tests.factories import front_door, records

# Those that some act of the service names, by starting or by meeting their clocks.
SERVICES = [
    path
    for app in ("cases/services", "strategy_meetings", "core_groups", "escalation")
    for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py"))
]


def _named_in(path: Path) -> set[str]:
    literals = {
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return literals & TIMESCALES.keys()


def test_the_page_is_what_the_rules_say():
    said = StringIO()
    call_command("draw_timescales", check=True, stdout=said)
    assert said.getvalue() == "docs/timescales.md is up to date\n"


def test_a_page_that_is_out_of_date_is_refused(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match=r"run manage\.py draw_timescales"):
        call_command("draw_timescales", check=True)
    call_command("draw_timescales", stdout=StringIO())
    (tmp_path / draw_timescales.PAGE).write_text("something else")
    with pytest.raises(CommandError, match="out of date"):
        call_command("draw_timescales", check=True)


def test_every_rule_is_on_the_page_and_either_met_today_or_waiting():
    page = draw_timescales.Command().draw()
    waiting = page.partition("## Waiting for later work")[2]
    for rule in TIMESCALES.values():
        assert page.count(f"| `{rule.id}`<br>") == 1
        assert rule.sentence in page
        assert (f"`{rule.id}`" in waiting) is (rule.id not in timescale_acts.MET_BY)
    assert timescale_acts.WAITS_FOR.keys() == set(Group)


def test_no_act_names_a_rule_that_the_page_says_is_waiting():
    known = timescale_acts.STARTED_BY.keys() | timescale_acts.MET_BY.keys()
    unlisted = {path.name: names - known for path in SERVICES if (names := _named_in(path))}
    assert {name: rules for name, rules in unlisted.items() if rules} == {}
    assert known <= TIMESCALES.keys()


@pytest.mark.parametrize(
    ("outcome", "referral", "rule_id"),
    [
        ("assessment", {}, "assessment"),
        ("strategy_meeting", {}, "strategy_discussion"),
        ("strategy_meeting", {"crime_alleged": True}, "strategy_discussion_same_day"),
    ],
)
def test_the_acts_that_are_listed_start_and_meet_their_clocks(personas, at, outcome, referral, rule_id):
    manager, before = personas.front_door_manager, at - timedelta(days=30)
    child = records.child(by=personas.social_worker, at=before)
    part = front_door.matched(child, author=personas.school, by=manager, at=at, **referral)
    clocks = Deadline.objects.filter(referral_child=part)
    assert [(row.rule_id, row.met_at) for row in clocks] == [("referral_decision", None)]
    front_door.decided(part, by=manager, at=at, outcome=outcome)
    met = {row.rule_id: row.met_at for row in clocks.all()}
    assert met == {"referral_decision": at, rule_id: None}
    assert {"referral_decision", rule_id} <= timescale_acts.STARTED_BY.keys()
