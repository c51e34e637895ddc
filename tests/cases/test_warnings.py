"""Warnings: for whom they are meant, when they are looked at again, and until when they hold."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Deadline, Warning
from cases.queries import warnings as queries
from cases.services import warnings
from cases.states import Sensitivity
from safeguarding.accounts.identity import as_user
from safeguarding.rules.calendar_months import add_months
from safeguarding.rules.london_time import london_date
from tests.factories import records

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts(personas, at):
    """Who writes in these tests, and when."""
    return {"by": personas.social_worker, "at": at}


@pytest.fixture
def child(personas, facts):
    """Known to the school."""
    made = records.child(**facts)
    records.involve(made, personas.school.agency, **facts)
    return made


def clock() -> Deadline:
    return Deadline.objects.get(rule_id="warning_review", met_at=None)


def test_a_warning_is_looked_at_again_when_the_rule_asks_or_sooner(child, facts, at):
    today = london_date(at)
    by_rule = warnings.add_warning(child=child, text="Dogs", **facts)
    assert by_rule.review_on == clock().due_on == add_months(today, 3)
    warnings.end_warning(warning=by_rule, ended_on=today, reason="Gone", **facts)
    assert not Deadline.objects.filter(met_at=None).exists()
    soon = warnings.add_warning(child=child, text="Knives", review_on=today + timedelta(days=9), **facts)
    assert clock().due_on == soon.review_on == today + timedelta(days=9)
    with pytest.raises(DomainError) as refused:
        warnings.add_warning(child=child, text="Late", review_on=today + timedelta(days=200), **facts)
    assert refused.value.field == "review_on"


def test_a_warning_that_still_holds_gets_another_day(child, facts, at):
    row = warnings.add_warning(child=child, text="Dogs", **facts)
    later = at + timedelta(days=30)
    common = {"warning": row, "reason": "Seen them", "by": facts["by"], "at": later}
    assert not queries.is_to_review(row, london_date(later))
    with pytest.raises(DomainError):
        warnings.review_warning(review_on=london_date(later), version=row.version, **common)
    seen = warnings.review_warning(review_on=None, version=row.version, **common)
    assert seen.reviewed_on == london_date(later)
    assert clock().due_on == add_months(london_date(later), 3)
    assert queries.is_to_review(seen, clock().due_on)
    with pytest.raises(ChangedMeanwhileError):
        warnings.review_warning(review_on=None, version=row.version, **common)
    warnings.end_warning(warning=row, ended_on=london_date(later), reason="Gone", by=facts["by"], at=later)
    with pytest.raises(ChangedMeanwhileError):
        warnings.end_warning(
            warning=row, ended_on=london_date(later), reason="Gone", by=facts["by"], at=later
        )


def test_a_warning_is_shown_to_those_whom_it_is_meant_for(personas, child, facts):
    internal = warnings.add_warning(child=child, text="X", sensitivity=Sensitivity.SOCIAL_CARE, **facts)
    shared = warnings.add_warning(child=child, text="Y", sensitivity=Sensitivity.SHARED, **facts)
    for who, expected in (("school", [shared]), ("team_manager", [internal, shared])):
        reader = getattr(personas, who)
        with as_user(reader):
            assert queries.current(reader, child) == expected
            assert queries.warnings(reader, child).ended == []
    with as_user(personas.school), pytest.raises(NotVisibleError):
        queries.get_warning(personas.school, child, internal.pk)
    with pytest.raises(DomainError):
        warnings.add_warning(child=child, text="Z", sensitivity=Sensitivity.POLICE, **facts)


def test_who_does_not_know_of_a_warning_does_not_change_it(personas, child, facts, at):
    hidden = Warning(child=child, text="X", since=at.date(), sensitivity=Sensitivity.POLICE)
    hidden.record(**facts, reason="test data")
    with pytest.raises(NotVisibleError):
        warnings.end_warning(warning=hidden, ended_on=at.date(), reason="Gone", **facts)
    with as_user(personas.school), pytest.raises(NotPermittedError):
        warnings.add_warning(child=child, text="Mine", by=personas.school, at=at)
