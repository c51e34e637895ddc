"""What a worklist holds: by when it is due, by child, rule and holder; and what nobody holds any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.queries import worklists, workloads
from cases.queries.deadline_links import ACTS, act_path
from cases.queries.worklist_rows import holder_of, joined
from cases.queries.worklist_scope import HELD, HOLDER, mine, of_team
from cases.queries.worklist_summary import Counts, summary
from cases.queries.worklists import Filters
from cases.services import deadlines
from safeguarding.accounts.identity import as_user
from safeguarding.rules.timescales import TIMESCALES
from tests.factories import clocks, partnership, records, referrals
from tests.factories.worklists import LATE, allocated, clock, leave, paused, rescheduled

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def worker(personas):
    return personas.social_worker


@pytest.fixture
def second(personas):
    return partnership.user(
        "Nadia Price",
        personas.social_worker.agency,
        in_team=personas.social_worker.team,
        line_manager=personas.team_manager,
    )


def shown(personas, at, user="social_worker", rows=None, **filters):
    asker = getattr(personas, user)
    rows = mine(asker) if rows is None else rows
    return worklists.page(rows, user=asker, now=at, filters=Filters.of(filters))


def titles(found):
    return [row.title.split(":")[1].strip() for row in found.rows]


class TestWhatIsDueWhen:
    @pytest.fixture
    def children(self, personas, worker, at):
        names = ("Ada", "Ben", "Cai", "Dot", "Eve")
        made = {name: allocated(personas, worker, at=at, name=name) for name in names}
        clock(made["Ada"], by=worker, at=at, started=at - LATE)
        today = clock(made["Ben"], by=worker, at=at, rule="recording_other")
        rescheduled(today, to=at.replace(hour=0) + timedelta(days=1) - timedelta(minutes=1), by=worker, at=at)
        clock(made["Cai"], by=worker, at=at, rule="visit_cp", started=at - timedelta(days=10))
        clock(made["Dot"], by=worker, at=at)
        paused(clock(made["Eve"], by=worker, at=at, started=at - LATE), by=personas.team_manager, at=at)
        return made

    def test_each_tile_leads_to_the_lines_that_it_counts(self, personas, worker, children, at):
        counts = summary(mine(worker), now=at).counts()
        assert counts == Counts(overdue=1, today=1, soon=2, running=4, paused=1)
        lists = {show: titles(shown(personas, at, show=show)) for show in (*worklists.SHOW, "")}
        assert lists == {
            "overdue": ["Ada Dale"],
            "today": ["Ben Dale"],
            "soon": ["Ben Dale", "Cai Dale"],
            "paused": ["Eve Dale"],
            "": ["Ada Dale", "Ben Dale", "Cai Dale", "Dot Dale"],
        }
        assert {show: len(found) for show, found in lists.items()} == {
            show: counts.of(show) for show in lists
        }

    def test_what_is_paused_is_not_overdue_and_says_since_when_and_why(self, personas, children, at):
        (row,) = shown(personas, at, show="paused").rows
        assert (row.tag, row.due, row.urgent, row.needs_reason) == ("Paused", None, False, False)
        assert "Paused since 10 March 2026 because: The police asked for it" in row.facts

    def test_another_date_stands_beside_the_statutory_one(self, personas, worker, at):
        child = allocated(personas, worker, at=at)
        late = clock(child, by=worker, at=at, started=at - LATE)
        rescheduled(late, to=at + timedelta(days=3), by=worker, at=at)
        (row,) = shown(personas, at).rows
        assert f"Rescheduled; statutory date {late.statutory_due_on:%-d %B %Y}" in row.facts
        assert (row.tag, row.urgent) == ("Past its statutory date", False)

    def test_hours_are_shown_with_their_time(self, personas, worker, at):
        clock(allocated(personas, worker, at=at), by=worker, at=at, rule="police_protection")
        (row,) = shown(personas, at).rows
        assert isinstance(row.due, datetime)
        assert "Due 13 March 2026 at 10am" in row.facts

    def test_due_today_is_london_s_day(self, personas, worker, at):
        due = clock(allocated(personas, worker, at=at), by=worker, at=at)
        # In summer time midnight in London is 23:00 UTC of the day before.
        before_midnight = datetime(due.due_on.year, due.due_on.month, due.due_on.day, 23, 30, tzinfo=LONDON)
        after = before_midnight + timedelta(hours=1)
        assert summary(mine(worker), now=before_midnight).counts().today == 1
        assert summary(mine(worker), now=after).counts() == Counts(overdue=1, running=1)


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "read"),
        [
            ({"show": "everything", "rule": "none", "worker": "x", "group": "colour"}, Filters()),
            ({"worker": "9" * 19}, Filters()),
            ({"worker": "²"}, Filters()),
            ({"child": " c0000001\x00 "}, Filters(child="C0000001")),
            ({"worker": "nobody", "group": "rule"}, Filters(worker="nobody", group="rule")),
            (
                {"show": "paused", "rule": "visit_cp", "worker": "12", "child": "x" * 40},
                Filters(show="paused", rule="visit_cp", worker="12", child="X" * 20),
            ),
        ],
    )
    def test_an_address_says_no_more_than_it_can(self, query, read):
        assert Filters.of(query) == read

    def test_the_list_is_narrowed_by_child_rule_and_worker(self, personas, worker, second, at):
        ada, ben = (allocated(personas, worker, at=at, name=name) for name in ("Ada", "Ben"))
        clock(ada, by=worker, at=at)
        clock(ada, by=worker, at=at, rule="visit_cp", responsible=second)
        clock(ben, by=worker, at=at)
        rows, user = of_team(personas.team_manager), "team_manager"
        assert titles(shown(personas, at, user, rows, child=ada.reference.lower())) == [
            "Ada Dale",
            "Ada Dale",
        ]
        assert titles(shown(personas, at, user, rows, rule="visit_cp")) == ["Ada Dale"]
        assert titles(shown(personas, at, user, rows, worker=str(worker.pk))) == ["Ada Dale", "Ben Dale"]
        assert titles(shown(personas, at, user, rows, worker=str(second.pk))) == ["Ada Dale"]
        assert titles(shown(personas, at, user, rows, worker=str(second.pk), rule="assessment")) == []

    def test_a_referral_is_found_by_its_reference(self, personas, at):
        sent = referrals.referral(by=personas.school, at=at)
        referrals.referral(by=personas.school, at=at)
        rows = mine(personas.front_door_worker)
        found = shown(personas, at, "front_door_worker", rows, child=sent.reference)
        assert titles(found) == ["Maisie Thornbury", "Alfie Thornbury"]


class TestGroups:
    @pytest.fixture
    def rows(self, personas, worker, second, at):
        ada, ben = (allocated(personas, worker, at=at, name=name) for name in ("Ada", "Ben"))
        clock(ada, by=worker, at=at)
        clock(ben, by=worker, at=at, rule="visit_cp", started=at - LATE, responsible=second)
        clock(ben, by=worker, at=at)
        return of_team(personas.team_manager)

    @pytest.mark.parametrize(
        ("group", "headings"),
        [
            ("rule", [("Visit, child protection plan", 1, 1), ("Assessment", 2, 0)]),
            ("worker", [("Nadia Price", 1, 1), ("Sam Brennan", 2, 0)]),
            ("child", [("Ben Dale", 2, 1), ("Ada Dale", 1, 0)]),
            ("", [("", 0, 0)]),
        ],
    )
    def test_the_most_urgent_heading_comes_first(self, personas, rows, at, group, headings):
        found = shown(personas, at, "team_manager", rows, group=group)
        said = [(each.heading.split(", C")[0], each.running, each.overdue) for each in found.groups]
        assert said == headings
        assert len(found.rows) == 3

    def test_children_of_one_referral_stand_apart(self, personas, at):
        referrals.referral(by=personas.school, at=at)
        found = shown(personas, at, "front_door_worker", mine(personas.front_door_worker), group="child")
        assert [len(group.rows) for group in found.groups] == [1, 1]

    def test_a_heading_goes_on_over_the_page(self, personas, worker, at):
        for _ in range(27):
            clock(allocated(personas, worker, at=at), by=worker, at=at)
        pages = [
            worklists.page(mine(worker), user=worker, now=at, filters=Filters(group="rule"), number=number)
            for number in (1, 2, 99)
        ]
        assert [(len(each.rows), each.groups[0].running) for each in pages] == [(25, 27), (2, 27), (2, 27)]


class TestWhoHoldsIt:
    """As the database says it, and as the line says it."""

    def held(self, user, at):
        rows = of_team(user)
        facts = rows.annotate(held=HELD, holder=HOLDER).values_list("pk", "held", "holder")
        said = {each.pk: holder_of(each) for each in joined(rows)}
        found = []
        for key, held, holder in facts:
            kind, who = said[key]
            assert held == kind
            if held == "worker":
                assert holder == who.pk
            found.append(held)
        return sorted(found)

    def test_every_kind_of_holder(self, personas, worker, second, at):
        gone = partnership.user("Gil Gone", worker.agency, in_team=worker.team)
        closed = partnership.team(worker.agency, "Closed team")
        child = allocated(personas, worker, at=at)
        unallocated, left = (allocated(personas, who, at=at) for who in (None, gone))
        clock(child, by=worker, at=at)
        clock(child, by=worker, at=at, rule="visit_cp", responsible=second)
        clock(child, by=worker, at=at, rule="cin_review", responsible=gone)
        clock(child, by=worker, at=at, rule="visit_cin", team=worker.team)
        clock(child, by=worker, at=at, rule="section_47", team=closed)
        clock(unallocated, by=worker, at=at)
        clock(left, by=worker, at=at)
        for about in (worker, personas.head_of_service):
            deadlines.set(rule_id="supervision_worker", starts_at=at, by=worker, at=at, about_worker=about)
        referrals.referral(by=personas.school, at=at, children=(referrals.MAISIE,))
        leave(gone)
        closed.is_active = False
        closed.save()
        everything = ["nobody"] * 5 + ["team"] * 2 + ["worker"] * 3
        assert self.held(personas.head_of_service, at) == everything
        assert self.held(personas.team_manager, at) == ["nobody"] * 4 + ["team"] + ["worker"] * 3
        (supervised,) = mine(personas.team_manager).exclude(about_worker=None)
        assert supervised.about_worker == worker
        # A worker who has left loses nothing of what they held: the team's manager sees whose it was.
        nobodys = shown(personas, at, "team_manager", of_team(personas.team_manager), worker="nobody")
        assert sum("Nobody holds this: Gil Gone has left" in row.facts for row in nobodys.rows) == 2
        assert sum("Nobody holds this: Closed team is closed" in row.facts for row in nobodys.rows) == 1
        assert sum("Nobody holds this" in row.facts for row in nobodys.rows) == 1

    def test_the_front_door_holds_what_is_not_matched_and_names_nobody(self, personas, at):
        sent = referrals.referral(by=personas.school, at=at, children=(referrals.MAISIE,))
        deadline = sent.children.get().deadlines.get()
        deadline.team = None
        deadline.record(by=personas.front_door_worker, at=at)
        assert mine(personas.front_door_worker).get() == deadline
        assert of_team(personas.front_door_manager).get() == deadline
        assert holder_of(deadline) == ("team", None)
        assert not mine(personas.social_worker).exists()

    def test_the_loads_end_with_teams_and_with_nobody(self, personas, worker, at):
        gone = partnership.user("Gil Gone", worker.agency, in_team=worker.team)
        clock(allocated(personas, gone, at=at), by=worker, at=at, started=at - LATE)
        clock(allocated(personas, worker, at=at), by=worker, at=at, team=worker.team)
        leave(gone)
        loads = workloads.loads(personas.team_manager, now=at)
        assert [(each.name, each.children, each.running, each.overdue) for each in loads] == [
            ("Sam Brennan", 1, 0, 0),
            ("Tom Whitfield", 0, 0, 0),
            ("Held by a team, not by one worker", 0, 1, 0),
            ("Nobody holds this", 1, 1, 1),
        ]


class TestBehindTheWall:
    def test_worklists_are_the_same_behind_it_and_hide_what_is_restricted(self, personas, worker, at):
        open_child, hidden = (
            allocated(personas, worker, at=at, is_restricted=flag) for flag in (False, True)
        )
        for child in (open_child, hidden):
            clock(child, by=worker, at=at)
            clock(child, by=worker, at=at, rule="visit_cp", responsible=worker)
        records.involve(hidden, personas.head_of_service, by=worker, at=at)
        seen = {}
        for name in ("social_worker", "team_manager", "head_of_service", "front_door_manager"):
            user = getattr(personas, name)
            counts = [summary(rows(user), now=at).counts().running for rows in (mine, of_team)]
            with as_user(user):
                assert counts == [summary(rows(user), now=at).counts().running for rows in (mine, of_team)]
                assert len(worklists.page(of_team(user), user=user, now=at).rows) == counts[1]
            seen[name] = counts
        assert seen == {
            "social_worker": [2, 2],
            "team_manager": [0, 2],
            "head_of_service": [0, 4],
            "front_door_manager": [0, 0],
        }


class TestWhereALineLeads:
    def test_every_rule_has_its_page(self):
        assert ACTS.keys() == TIMESCALES.keys()

    @pytest.mark.parametrize("rule", sorted(ACTS))
    def test_a_line_leads_to_a_page_that_its_holder_can_open(self, personas, worker, sign_in, at, rule):
        child = allocated(personas, worker, at=at)
        deadline = clocks.start(rule, child=child, worker=worker, at=at)
        user = personas.team_manager if rule in clocks.ABOUT_A_WORKER else worker
        path = act_path(deadline, user)
        assert path != "/"
        assert sign_in(user).get(path).status_code == 200

    def test_what_records_something_leads_to_the_form(self, personas, worker, at):
        child = allocated(personas, worker, at=at)
        deadline = clock(child, by=worker, at=at, rule="recording_critical")
        assert act_path(deadline, worker) == f"/children/{child.reference}/chronology/new/"
        assert act_path(deadline, personas.partnership_admin) == f"/children/{child.reference}/"

    def test_supervision_leads_the_worker_and_their_manager_to_supervision(self, personas, worker, at):
        deadline = deadlines.set(
            rule_id="supervision_worker", starts_at=at, by=worker, at=at, about_worker=worker
        )
        assert act_path(deadline, worker) == "/supervision/"
        assert act_path(deadline, personas.team_manager) == "/supervision/"
