"""Conferences, plan items, core groups, their rota, and who may leave: the rules as tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.rules import conference, core_group_agenda, plan_items, rota, step_down, withdrawal
from safeguarding.rules.codes import PARTICIPATION
from safeguarding.rules.conference import Standing
from safeguarding.rules.core_group_agenda import OpenItem
from safeguarding.rules.fathers_and_males import Male, is_accounted_for, unaccounted
from safeguarding.rules.london_time import NaiveInstant
from safeguarding.rules.plan_items import Item, ItemMove, ItemState, Lack
from safeguarding.rules.quorum import Attending
from safeguarding.rules.rota import Held, Member, Part
from safeguarding.rules.step_down import CHILD_IN_NEED, CHILD_PROTECTION, EARLY_HELP, StepDown
from safeguarding.rules.withdrawal import Answer, HandedOn, View, Withdrawal

CARE = Attending("childrens_social_care", "Northmoor")
GP = Attending("gp_practice", "Mill Lane")
SCHOOL = Attending("school", "Hill School")


class TestConference:
    @pytest.mark.parametrize(
        ("attending", "facts", "standing"),
        [
            ([CARE, GP, SCHOOL], {}, Standing.QUORATE),
            ([CARE, GP, SCHOOL], {"override_reason": "not needed"}, Standing.QUORATE),
            ([CARE, GP], {}, Standing.RECONVENE),
            ([CARE, GP], {"override_reason": "  "}, Standing.RECONVENE),
            ([CARE, GP], {"override_reason": "school has sent a full report"}, Standing.OVERRIDDEN),
            ([CARE, GP], {"was_inquorate_before": True}, Standing.CHAIR_MUST_SAY),
            ([CARE, GP], {"was_inquorate_before": True, "exemption_reason": "flood"}, Standing.RECONVENE),
            ([CARE, GP], {"was_inquorate_before": True, "override_reason": "report"}, Standing.OVERRIDDEN),
            ([GP, SCHOOL], {}, Standing.RECONVENE),
        ],
    )
    def test_quorum_and_what_the_chair_says(self, attending, facts, standing):
        found = conference.assess(attending, **facts)
        assert found.standing is standing
        assert found.may_decide is (standing in {Standing.QUORATE, Standing.OVERRIDDEN})
        assert found.needs_interim_plan is (standing is Standing.RECONVENE)
        assert found.missing.quorate is (standing is Standing.QUORATE)

    @pytest.mark.parametrize(
        ("when", "may"),
        [
            (date(2026, 11, 20), True),
            (date(2026, 11, 21), False),
            (date(2026, 11, 22), False),
            (date(2026, 11, 23), True),
            # In summer half past eleven in Greenwich is the next day in London.
            (datetime(2026, 7, 3, 22, 30, tzinfo=UTC), True),
            (datetime(2026, 7, 3, 23, 30, tzinfo=UTC), False),
            (datetime(2026, 7, 5, 23, 30, tzinfo=UTC), True),
        ],
    )
    def test_never_on_a_weekend(self, when, may):
        assert conference.may_be_on(when) is may

    def test_an_instant_needs_a_zone(self):
        with pytest.raises(NaiveInstant):
            conference.may_be_on(datetime(2026, 11, 20))  # noqa: DTZ001

    @pytest.mark.parametrize(
        ("born", "codes"),
        [
            (None, ["PN0"]),
            (date(2026, 12, 1), ["PN0"]),
            (date(2026, 1, 1), ["PN0"]),
            (date(2022, 11, 21), ["PN0"]),
            (date(2022, 11, 20), ["PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7"]),
            (date(2010, 1, 1), ["PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7"]),
        ],
    )
    def test_the_childs_part_is_coded_by_age(self, born, codes):
        on = date(2026, 11, 20)
        assert [code for code, _ in conference.participation_codes(born, on)] == codes
        for code, _ in PARTICIPATION:
            assert conference.participation_fits(code, born, on) is (code in codes)
        assert not conference.participation_fits("PN8", born, on)

    def test_codes_that_mean_something_are_in_the_list(self):
        known = {code for code, _ in PARTICIPATION}
        assert conference.ATTENDED | conference.VIEWS_CONVEYED | {conference.UNDER_FOUR} <= known


SMART = Item("Sam Osei", date(2026, 12, 1), "school attendance above 90 %")


class TestPlanItems:
    @pytest.mark.parametrize(
        ("item", "lacks"),
        [
            (SMART, ()),
            (Item(), (Lack.OWNER, Lack.DUE_ON, Lack.MEASURE)),
            (Item("  ", date(2026, 12, 1), "x"), (Lack.OWNER,)),
            (Item("Sam", None, "x"), (Lack.DUE_ON,)),
            (Item("Sam", date(2026, 12, 1), " "), (Lack.MEASURE,)),
        ],
    )
    def test_smart_is_owner_date_and_measure(self, item, lacks):
        assert plan_items.lacks(item) == lacks
        assert set(lacks) <= set(plan_items.LACK_TEXTS)

    def test_how_much_of_a_plan_is_smart(self):
        assert plan_items.smartness(()).text == "The plan has no items"
        found = plan_items.smartness((SMART, Item(), SMART))
        assert found.text == "2 of 3 items have an owner, a date and a measure"

    @pytest.mark.parametrize(
        ("state", "move", "words", "refusal"),
        [
            ("open", ItemMove.FINISH, {"impact": "she sleeps through"}, ""),
            ("open", ItemMove.FINISH, {}, "Enter what it has changed for the child"),
            (
                "open",
                ItemMove.FINISH,
                {"impact": " ", "reason": "done"},
                "Enter what it has changed for the child",
            ),
            ("open", ItemMove.DROP, {"reason": "moved house"}, ""),
            ("open", ItemMove.DROP, {"impact": "none"}, "Enter why"),
            ("done", ItemMove.REOPEN, {"reason": "it came back"}, ""),
            ("done", ItemMove.REOPEN, {}, "Enter why"),
            ("done", ItemMove.FINISH, {"impact": "x"}, "Somebody has changed this item meanwhile"),
            ("dropped", ItemMove.DROP, {"reason": "x"}, "Somebody has changed this item meanwhile"),
        ],
    )
    def test_what_a_move_needs(self, state, move, words, refusal):
        assert plan_items.refusal(state, move, **words) == refusal

    def test_every_state_can_be_left(self):
        assert {state for state, _ in plan_items.ITEM_MOVES} == set(ItemState)
        with pytest.raises(ValueError, match="lost"):
            plan_items.next_state("lost", ItemMove.FINISH)


class TestMales:
    @pytest.mark.parametrize(
        ("male", "accounted"),
        [
            (Male("Ade"), False),
            (Male("Ade", views=" ", reason=" "), False),
            (Male("Ade", was_invited=True), True),
            (Male("Ade", was_seen=True), True),
            (Male("Ade", views="wants to help"), True),
            (Male("Ade", reason="abroad, no contact possible"), True),
        ],
    )
    def test_each_is_asked_or_a_reason_stands(self, male, accounted):
        assert is_accounted_for(male) is accounted
        assert unaccounted([male]) == (() if accounted else ("Ade",))


ITEMS = (OpenItem("1", "Sleep", "Bedtime at eight"), OpenItem("2", "Food", "A hot meal a day"))
SAID = {"childs_day", "who_is_here", "next"}


class TestCoreGroup:
    def test_the_agenda_opens_with_the_childs_day_and_has_every_item(self):
        agenda = core_group_agenda.build(ITEMS)
        assert agenda[0] is core_group_agenda.CHILDS_DAY
        keys = [point.key for point in agenda]
        assert keys[keys.index("item:1") : keys.index("item:1") + 2] == ["item:1", "item:2"]
        assert keys[-1] == "next"
        assert len(set(keys)) == len(keys)

    def test_a_need_in_a_sentence_is_a_heading_without_its_full_stop(self):
        (point,) = [
            each
            for each in core_group_agenda.build([OpenItem("1", "Nobody wakes him.", "Ring at seven. ")])
            if each.key == "item:1"
        ]
        assert point.heading == "Nobody wakes him"
        assert point.question == "Ring at seven: what was done, and what changed for the child?"

    @given(st.lists(st.integers(), unique=True))
    def test_whatever_the_plan_the_childs_day_is_first_and_nothing_is_left_out(self, numbers):
        items = [OpenItem(str(number), "need", "action") for number in numbers]
        agenda = core_group_agenda.build(items)
        assert agenda[0].key == "childs_day"
        assert [point.key for point in agenda if point.key.startswith("item:")] == [
            f"item:{number}" for number in numbers
        ]

    @pytest.mark.parametrize(
        ("facts", "refusals"),
        [
            ({}, ()),
            ({"addressed": {"1"}}, ("1 plan item not addressed: A hot meal a day",)),
            (
                {"addressed": set()},
                ("2 plan items not addressed: Bedtime at eight; A hot meal a day",),
            ),
            ({"addressed": {"1", "2", "9"}}, ()),
            ({"said": {"who_is_here", "next"}}, ("Nothing is written under “The child’s day”",)),
            ({"males": [Male("Ade")]}, ("Say whether Ade was invited, his views, or why not",)),
            ({"males": [Male("Ade", was_invited=True)]}, ()),
            ({"items": (), "addressed": set()}, ()),
        ],
    )
    def test_minutes_wait_for_every_item(self, facts, refusals):
        whole = {"items": ITEMS, "addressed": {"1", "2"}, "said": SAID, **facts}
        assert core_group_agenda.refusals(**whole) == refusals

    @given(st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)))
    def test_they_can_be_approved_exactly_when_nothing_open_is_left(self, open_items, addressed):
        items = [OpenItem(str(number), "need", "action") for number in sorted(open_items)]
        found = core_group_agenda.refusals(
            items=items, addressed={str(number) for number in addressed}, said=SAID
        )
        assert (found == ()) is (open_items <= addressed)


WORKER = Member("w", "Social care", is_social_worker=True)
VISITOR = Member("v", "Health visiting")
TEACHER = Member("t", "Hill School")
GROUP = (WORKER, VISITOR, TEACHER)


def held(*turns: tuple[str | None, str | None]) -> list[Held]:
    """Core groups week by week: who chaired, who took the minutes."""
    return [
        Held(date(2026, 1, 5) + timedelta(weeks=6 * number), f"M{number}", chair, minutes)
        for number, (chair, minutes) in enumerate(turns)
    ]


class TestRota:
    @pytest.mark.parametrize(
        ("turns", "members", "following"),
        [
            ([], GROUP, WORKER),
            ([("w", "w")], GROUP, VISITOR),
            ([("w", "w"), ("v", "w")], GROUP, TEACHER),
            ([("w", "w"), ("v", "w"), ("t", "w")], GROUP, WORKER),
            ([("v", None), ("t", None)], (WORKER, VISITOR, TEACHER), WORKER),
            # The social worker had it last, and fewer turns than anybody: not twice running.
            ([("v", None), ("v", None), ("w", None)], (WORKER, VISITOR), VISITOR),
            ([("w", "w")], (WORKER,), WORKER),
            ([(None, None)], GROUP, WORKER),
            ([("w", "w")], (), None),
        ],
    )
    def test_who_is_next(self, turns, members, following):
        assert rota.next_for(Part.CHAIR, members, held(*turns)) == following

    def test_both_parts_are_counted_apart(self):
        meetings = held(("w", "v"), ("v", "v"))
        assert rota.next_for(Part.CHAIR, GROUP, meetings) == TEACHER
        assert rota.next_for(Part.MINUTE_TAKER, GROUP, meetings) == WORKER

    @given(st.integers(2, 6), st.integers(1, 40))
    def test_kept_for_long_it_is_even_and_the_social_worker_never_has_it_twice_running(self, size, meetings):
        members = [WORKER, *(Member(str(number), f"A{number}") for number in range(size - 1))]
        so_far: list[Held] = []
        for number in range(meetings):
            who = rota.next_for(Part.CHAIR, members, so_far)
            assert who is not None
            so_far.append(Held(date(2026, 1, 1) + timedelta(weeks=number), f"M{number}", who.key, None))
        assert rota.twice_running(Part.CHAIR, members, so_far) == ()
        counts = [share.turns for share in rota.shares(Part.CHAIR, members, so_far)]
        assert max(counts) - min(counts) <= 1
        assert rota.is_shared(rota.shares(Part.CHAIR, members, so_far))

    def test_twice_running_is_flagged_with_both_meetings_the_latest_first(self):
        meetings = held(("w", "v"), ("w", "w"), ("v", "w"), ("v", "w"))
        assert [each.references for each in rota.twice_running(Part.CHAIR, GROUP, meetings)] == [("M0", "M1")]
        minutes = rota.twice_running(Part.MINUTE_TAKER, GROUP, reversed(meetings))
        assert [each.references for each in minutes] == [("M2", "M3"), ("M1", "M2")]
        assert minutes[0].on == meetings[3].on

    def test_the_report_shows_who_minutes_and_who_does_not(self):
        meetings = held(("v", "w"), ("t", "w"), ("v", "w"), ("v", None), ("v", "gone"))
        found = rota.shares(Part.MINUTE_TAKER, GROUP, meetings)
        assert [(share.agency, share.turns, share.of) for share in found] == [
            ("Social care", 3, 3),
            ("Health visiting", 0, 3),
            ("Hill School", 0, 3),
        ]
        assert not rota.is_shared(found)
        assert rota.is_shared(rota.shares(Part.CHAIR, GROUP[1:], meetings)) is False
        assert rota.is_shared(())


class TestStepDown:
    READY = StepDown(
        CHILD_PROTECTION,
        CHILD_IN_NEED,
        date(2026, 11, 20),
        lead_professional="Sam Osei",
        first_meeting_on=date(2026, 11, 30),
        accepted_by="Ruth Bell",
        accepted_on=date(2026, 11, 20),
        decided_by_conference=True,
        summary_received=True,
    )

    @pytest.mark.parametrize(
        ("facts", "refusals"),
        [
            ({}, ()),
            (
                {"decided_by_conference": False},
                ("A child protection plan ends by the decision of a conference",),
            ),
            ({"lead_professional": " "}, ("Name the lead professional",)),
            ({"first_meeting_on": None}, ("Enter the date of the first meeting",)),
            ({"first_meeting_on": date(2026, 11, 19)}, ("The first meeting comes after the decision",)),
            ({"first_meeting_on": date(2026, 11, 20)}, ()),
            ({"accepted_by": ""}, ("The receiving agency hasn’t accepted yet",)),
            ({"accepted_on": None}, ("The receiving agency hasn’t accepted yet",)),
            ({"refused_reason": "no capacity "}, ("The receiving agency refused: no capacity",)),
            (
                {"summary_received": False},
                ("The receiving agency hasn’t confirmed the transfer summary yet",),
            ),
            ({"to": EARLY_HELP}, ("This plan doesn’t step down to that",)),
            ({"start": EARLY_HELP}, ("This plan doesn’t step down to that",)),
            ({"start": CHILD_IN_NEED, "to": EARLY_HELP, "decided_by_conference": False}, ()),
        ],
    )
    def test_what_stands_before_a_plan_steps_down(self, facts, refusals):
        whole = {field: getattr(self.READY, field) for field in StepDown.__dataclass_fields__} | facts
        assert step_down.refusals(StepDown(**whole)) == refusals


NETWORK = ("GP", "Police", "School")


def leaving(*views: View, actions: tuple[HandedOn, ...] = (), reason: str = "Work is done") -> Withdrawal:
    return Withdrawal("GP", reason, views, actions)


class TestWithdrawal:
    AGREED = (View("Police", Answer.AGREES, "yes"), View("School", Answer.NO_ANSWER, "asked by phone twice"))

    @pytest.mark.parametrize(
        ("asked", "refusals"),
        [
            (leaving(*AGREED), ()),
            (leaving(*AGREED, reason=" "), ("Enter why the agency leaves",)),
            (leaving(AGREED[0]), ("Record the view of School, or how it was asked",)),
            (
                leaving(AGREED[0], View("School", Answer.AGREES)),
                ("Record the view of School, or how it was asked",),
            ),
            (
                leaving(View("Police", Answer.NO_ANSWER, "e-mail"), AGREED[1]),
                ("No other agency has answered: at least one view is needed",),
            ),
            # Dissent is kept and may become a challenge; it keeps nobody.
            (leaving(View("Police", Answer.DISSENTS, "too early"), AGREED[1]), ()),
            (
                leaving(*AGREED, actions=(HandedOn("1", "weigh her"), HandedOn("2", "call", "School"))),
                ("1 open action without a new owner elsewhere: weigh her",),
            ),
            (
                leaving(*AGREED, actions=(HandedOn("1", "weigh her", "GP"),)),
                ("1 open action without a new owner elsewhere: weigh her",),
            ),
        ],
    )
    def test_an_agency_leaves_after_a_view_with_its_actions_handed_on(self, asked, refusals):
        assert withdrawal.refusals(asked, NETWORK) == refusals

    def test_an_agency_alone_has_nobody_to_ask(self):
        assert withdrawal.refusals(leaving(), ("GP",)) == ()

    def test_dissent_can_become_a_challenge(self):
        against = View("Police", Answer.DISSENTS, "too early")
        assert withdrawal.dissents([against, *self.AGREED]) == (against,)
