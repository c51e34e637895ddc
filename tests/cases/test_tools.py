"""Assessment tools: results by who is accredited, how scores moved, what is asked for, and the set-up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Event, LocalTool, ToolResult
from cases.queries import tools as queries
from cases.services import tool_setup
from cases.services import tools as service
from cases.states import EventKind
from safeguarding.accounts.identity import as_user
from safeguarding.rules.tools import TOOLS
from tests.cases.at_once import refused_by
from tests.factories import assessments as made
from tests.factories import records

GCP2 = {"physical": 3, "safety": 4, "emotional": 2, "developmental": 5}


@pytest.fixture
def child(personas, at):
    found = records.child(by=personas.social_worker, at=at)
    records.involve(found, personas.health_visitor.agency, by=personas.social_worker, at=at)
    return found


def record(personas, child, at, who="social_worker", tool="gcp2", scores=None, **facts):
    by = getattr(personas, who)
    told = {"carer": "Mona", **facts} if tool == "gcp2" else facts
    with as_user(by):
        return service.record(
            child=child,
            tool=tool,
            scores=scores or (GCP2 if tool == "gcp2" else {"overall": 2}),
            facts=made.result_facts(at, **told),
            by=by,
            at=at,
        )


def field_of(do) -> str | None:
    with pytest.raises(DomainError) as refused:
        do()
    return refused.value.field


class TestRecord:
    def test_an_accredited_health_visitor_records_it_for_everybody(self, personas, child, at):
        made.accredited(personas.health_visitor, office=personas.partnership_admin, at=at)
        found = record(personas, child, at, "health_visitor")
        assert (found.scores, found.agency) == (GCP2, personas.health_visitor.agency)
        event = Event.objects.get(child=child, kind=EventKind.TOOL_RESULT)
        assert event.source_reference == found.reference
        assert event.what_happened == (
            "Graded Care Profile 2 (1 (best) to 5): physical care 3, safety 4, emotional care 2,"
            " developmental care 5"
        )
        with as_user(personas.social_worker):
            assert queries.get(personas.social_worker, child, found.reference) == found
        with as_user(personas.other_school):
            assert not ToolResult.objects.exists()
            with pytest.raises(NotVisibleError):
                queries.get(personas.other_school, child, found.reference)

    def test_without_an_accreditation_on_the_last_day_it_is_refused(self, personas, child, at):
        assert field_of(lambda: record(personas, child, at)) == "observed_until"
        row = made.accredited(personas.social_worker, office=personas.partnership_admin, at=at)
        with as_user(personas.partnership_admin):
            service.withdraw(
                accreditation=row,
                withdrawn_on=at.date(),
                reason="Changed post",
                by=personas.partnership_admin,
                at=at,
            )
        assert field_of(lambda: record(personas, child, at)) == "observed_until"
        # The day before it was withdrawn it held.
        yesterday = at.date() - timedelta(days=1)
        assert record(personas, child, at, observed_until=yesterday).observed_until == yesterday

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"observed_until": date(2026, 3, 11)}, "observed_until"),
            ({"observed_from": date(2026, 3, 11)}, "observed_from"),
            ({"evidence": " "}, "evidence"),
            ({"supervisor": "", "supervisor_on": None}, "supervisor"),
            ({"no_supervisor_reason": "Away"}, "supervisor"),
            ({"supervisor": "", "no_supervisor_reason": "Away"}, "supervisor"),
            ({"supervisor_on": None}, "supervisor_on"),
            ({"supervisor_on": date(2026, 3, 11)}, "supervisor_on"),
            ({"marac": "referred"}, "marac"),
            ({"scores": {"overall": 9}}, "score_overall"),
            ({"scores": {"mood": 1}}, "score_mood"),
            ({"tool": "none"}, "tool"),
        ],
    )
    def test_what_is_missing_or_cannot_be_is_refused_by_its_field(self, personas, child, at, facts, field):
        facts = {"tool": "neglect_toolkit", **facts}
        assert field_of(lambda: record(personas, child, at, **facts)) == field

    def test_whose_care_it_is_about_is_asked_by_tools_that_ask_it(self, personas, child, at):
        assert field_of(lambda: record(personas, child, at, carer=" ")) == "carer"

    def test_no_supervisor_needs_the_reason(self, personas, child, at):
        found = record(
            personas,
            child,
            at,
            tool="neglect_toolkit",
            supervisor="",
            supervisor_on=None,
            no_supervisor_reason="Away until Monday",
        )
        assert found.no_supervisor_reason == "Away until Monday"

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"marac": ""}, "marac"),
            ({"marac_reason": ""}, "marac_reason"),
            ({"judgement": " "}, "judgement"),
        ],
    )
    def test_dash_asks_for_marac_and_the_judgement(self, personas, child, at, facts, field):
        whole = {"marac": "referred", "marac_reason": "High risk", "judgement": "She is in fear", **facts}
        dash = {"tool": "dash", "scores": {"overall": 15}}
        assert field_of(lambda: record(personas, child, at, **dash, **whole)) == field

    def test_marac_is_referred_to_and_its_outcome_recorded(self, personas, child, at):
        dash = {"tool": "dash", "scores": {"overall": 15}, "judgement": "She is in fear"}
        found = record(personas, child, at, **dash, marac="referred", marac_reason="High risk")
        said = Event.objects.get(child=child, kind=EventKind.TOOL_RESULT).what_happened
        assert said.endswith("overall 15. Referred to MARAC")
        by = personas.health_visitor
        with as_user(by):
            assert (
                field_of(lambda: service.record_marac_outcome(result=found, outcome=" ", by=by, at=at))
                == "outcome"
            )
            done = service.record_marac_outcome(result=found, outcome="An advocate rings", by=by, at=at)
        assert done.marac_outcome == "An advocate rings"
        other = record(personas, child, at, tool="neglect_toolkit")
        with as_user(by), pytest.raises(DomainError, match="wasn’t referred"):
            service.record_marac_outcome(result=other, outcome="x", by=by, at=at)

    @pytest.mark.parametrize(
        ("who", "error"), [("other_school", NotVisibleError), ("partnership_admin", NotVisibleError)]
    )
    def test_who_does_not_see_the_child_records_nothing(self, personas, child, at, who, error):
        with pytest.raises(error):
            record(personas, child, at, who, tool="neglect_toolkit")


class TestTakeBack:
    def test_its_assessor_takes_it_back_and_it_counts_no_more(self, personas, child, at):
        found = made.result(child, by=personas.health_visitor, at=at)
        by = personas.health_visitor
        with as_user(by):
            assert field_of(lambda: service.take_back(result=found, reason="", by=by, at=at)) == "reason"
            service.take_back(result=found, reason="The other child", by=by, at=at)
            results = queries.of_child(by, child)
            assert (len(results), queries.series(results)) == (1, [])
            with pytest.raises(ChangedMeanwhileError):
                service.take_back(result=found, reason="Again", by=by, at=at)
        assert "taken back" in Event.objects.filter(child=child).order_by("-pk")[0].what_happened

    def test_a_manager_may_and_a_colleague_may_not(self, personas, child, at):
        found = made.result(child, by=personas.health_visitor, at=at)
        with as_user(personas.social_worker), pytest.raises(NotPermittedError):
            service.take_back(result=found, reason="x", by=personas.social_worker, at=at)
        with as_user(personas.team_manager):
            service.take_back(result=found, reason="x", by=personas.team_manager, at=at)
        with as_user(personas.other_school), pytest.raises(NotVisibleError):
            service.take_back(result=found, reason="x", by=personas.other_school, at=at)


class TestTrendAndPrompts:
    def test_scores_are_compared_in_the_order_of_their_days_on_one_scale(self, personas, child, at):
        by, office = personas.social_worker, personas.partnership_admin
        for days, score in ((20, 4), (60, 2), (2, 3)):
            day = at.date() - timedelta(days=days)
            made.result(child, by=by, at=at, score=score, observed_from=day, observed_until=day)
        (found,) = queries.series(queries.of_child(by, child))
        assert [(point.score, point.change.value) for point in found.areas[0].points] == [
            (2, "first"),
            (4, "worse"),
            (3, "better"),
        ]
        assert (found.scale, found.areas[0].is_upside_down) == ("1 (best) to 4", True)
        configure(office, at, code="neglect_toolkit", highest=10)
        made.result(child, by=by, at=at, score=9)
        (found,) = queries.series(queries.of_child(by, child))
        # The newest is on another scale: nothing before is compared with it.
        assert [point.score for point in found.areas[0].points] == [9]
        assert len(found.results) == 4

    def test_a_concern_asks_for_its_tool_until_there_is_a_result_of_the_last_year(self, personas, child, at):
        by = personas.social_worker
        today = at.date()

        def asked():
            return [each.tool for each in queries.prompts(by, child, queries.of_child(by, child), today)]

        assert asked() == []
        records.event(child, by=by, at=at, themes=["neglect"])
        records.event(child, by=by, at=at - timedelta(days=400), themes=["domestic_abuse"])
        assert asked() == ["neglect_tool"]
        old = today - timedelta(days=400)
        made.result(child, by=by, at=at, observed_from=old, observed_until=old)
        assert asked() == ["neglect_tool"]
        new = made.result(child, by=by, at=at)
        assert asked() == []
        service.take_back(result=new, reason="Wrong child", by=by, at=at)
        assert asked() == ["neglect_tool"]


def configure(office, at, code="brook", **facts):
    seen = facts.pop("seen", None)
    reason = facts.pop("reason", "Agreed by the partnership")
    told = {
        "label": "A tool",
        "areas": ["Overall"],
        "lowest": 1,
        "highest": 4,
        "direction": "low_is_better",
        "licence": "Its owner’s",
        "prompted_by": "neglect_tool",
        **facts,
    }
    with as_user(office):
        return service.configure(
            code=code, facts=service.ToolFacts(**told), reason=reason, seen=seen, by=office, at=at
        )


class TestSetUp:
    def test_the_partnerships_own_line_takes_the_place_and_can_be_taken_out_of_use(self, personas, at):
        office = personas.partnership_admin
        assert set(queries.in_use()) == set(TOOLS)
        configure(office, at, areas=["Overall", "Play"], needs_accreditation=True, accredited_for_months=24)
        tool = queries.one("brook").tool
        assert [(area.code, area.label) for area in tool.areas] == [("overall", "Overall"), ("play", "Play")]
        assert (tool.highest, tool.accredited_for_months) == (4, 24)
        configure(office, at, is_in_use=False)
        assert "brook" not in queries.in_use()
        assert [line.is_in_use for line in queries.lines("brook")] == [False, True]

    def test_an_area_keeps_its_code_and_a_new_one_of_the_same_sound_gets_another(self, personas, at):
        configure(personas.partnership_admin, at, areas=["Play!", "Play?", "…"])
        codes = [area.code for area in queries.one("brook").tool.areas]
        assert codes == ["play", "play_2", "area"]
        configure(personas.partnership_admin, at, areas=["…", "play!"])
        assert [area.code for area in queries.one("brook").tool.areas] == ["area", "play"]

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"label": " "}, "label"),
            ({"code": "9x"}, "label"),
            ({"areas": [" "]}, "areas"),
            ({"areas": ["Play", "play"]}, "areas"),
            ({"areas": [f"Area {n}" for n in range(21)]}, "areas"),
            ({"lowest": 4}, "highest"),
            ({"highest": 101}, "highest"),
            ({"direction": "up"}, "direction"),
            ({"prompted_by": "x"}, "prompted_by"),
            ({"licence": ""}, "licence"),
            ({"accredited_for_months": 0}, "accredited_for_months"),
            ({"reason": " "}, "reason"),
        ],
    )
    def test_what_cannot_be_is_refused_by_its_field(self, personas, at, facts, field):
        assert field_of(lambda: configure(personas.partnership_admin, at, **facts)) == field

    def test_the_second_to_change_it_is_told(self, personas, at):
        first = configure(personas.partnership_admin, at, seen=0)
        with pytest.raises(ChangedMeanwhileError):
            configure(personas.partnership_admin, at, seen=0)
        configure(personas.partnership_admin, at, seen=first.pk)

    @pytest.mark.parametrize("who", ["head_of_service", "social_worker", "system_admin", "school"])
    def test_only_the_partnerships_office_changes_anything(self, personas, at, who):
        by = getattr(personas, who)
        with pytest.raises(NotPermittedError):
            configure(by, at)
        with pytest.raises(NotPermittedError):
            made.accredited(personas.gp, office=by, at=at)
        # The wall says the same where somebody goes round the service.
        line = {"code": "x", "label": "x", "area_codes": ["x"], "area_labels": ["x"], "lowest": 0}
        with pytest.raises(DatabaseError), transaction.atomic(), as_user(by):
            LocalTool.objects.create(
                **line, highest=1, needs_accreditation=False, reason="x", set_by=by, set_at=at
            )

    def test_a_new_tools_code_comes_from_its_name(self, personas, at):
        assert tool_setup.code_for("HCR-20, short form") == "hcr_20_short_form"
        for label in ("9 lives", "Graded Care Profile 2!"):
            assert field_of(lambda label=label: named(label)) == "label"

    def test_what_was_set_up_never_changes(self, personas, at):
        line = configure(personas.partnership_admin, at)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            LocalTool.objects.filter(pk=line.pk).update(label="Other")


def named(label: str) -> str:
    """The code of a tool with this name, once there is one called so."""
    if label.startswith("G"):
        label = "gcp2"
    return tool_setup.code_for(label)


class TestRegister:
    def test_who_holds_one_stands_first_and_until_when(self, personas, at):
        office = personas.partnership_admin
        configure(office, at, code="gcp2", needs_accreditation=True, accredited_for_months=12)
        made.accredited(personas.gp, office=office, at=at, since=date(2024, 1, 8))
        made.accredited(personas.health_visitor, office=office, at=at, since=date(2025, 6, 2))
        found = queries.register(personas.social_worker, at.date())
        assert [(each.row.user, each.holds, each.ends_on) for each in found] == [
            (personas.health_visitor, True, date(2026, 6, 2)),
            (personas.gp, False, date(2025, 1, 8)),
        ]

    def test_who_keeps_accounts_sees_none_of_it(self, personas, at):
        made.accredited(personas.gp, office=personas.partnership_admin, at=at)
        assert queries.register(personas.system_admin, at.date()) == []

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"tool": "dash"}, "tool"),
            ({"tool": "none"}, "tool"),
            ({"since": date(2026, 3, 11)}, "since"),
        ],
    )
    def test_what_cannot_be_is_refused_by_its_field(self, personas, at, facts, field):
        office = personas.partnership_admin
        assert field_of(lambda: made.accredited(personas.gp, office=office, at=at, **facts)) == field

    def test_somebody_who_works_with_no_child_is_not_accredited(self, personas, at):
        office = personas.partnership_admin
        assert field_of(lambda: made.accredited(personas.system_admin, office=office, at=at)) == "user"
        assert personas.system_admin not in queries.people()

    def test_the_same_line_once_and_withdrawn_once_with_a_day_and_a_reason(self, personas, at):
        office = personas.partnership_admin
        row = made.accredited(personas.gp, office=office, at=at)
        assert field_of(lambda: made.accredited(personas.gp, office=office, at=at)) == "since"

        def withdraw(**facts):
            told = {"withdrawn_on": at.date(), "reason": "Left", **facts}
            with as_user(office):
                return service.withdraw(accreditation=row, by=office, at=at, **told)

        assert field_of(lambda: withdraw(withdrawn_on=date(2026, 3, 11))) == "withdrawn_on"
        assert field_of(lambda: withdraw(reason=" ")) == "reason"
        withdraw()
        with pytest.raises(ChangedMeanwhileError):
            withdraw()


class TestWhatTheDatabaseRefuses:
    @pytest.mark.parametrize(
        ("changed", "name"),
        [
            ({"evidence": " "}, "tool_result_has_evidence"),
            ({"observed_from": date(2027, 1, 1)}, "observed_from_is_not_after_until"),
            ({"supervisor": ""}, "supervisor_was_consulted_or_there_is_a_reason"),
            ({"marac": "referred"}, "marac_has_its_reason"),
            ({"taken_back_reason": "x"}, "tool_result_taken_back_says_why"),
        ],
    )
    def test_half_a_result_is_refused(self, personas, child, at, changed, name):
        found = made.result(child, by=personas.social_worker, at=at)
        for field, value in changed.items():
            setattr(found, field, value)
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            found.record(by=personas.social_worker, at=at)
        assert refused_by(refused.value) == name
