"""An alert leads to the page of the act that it asks for, as things are when it is read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Deadline
from cases.queries import worklists
from cases.services import deadlines, hand_over, restrictions
from safeguarding.notifications.models import Notification
from safeguarding.rules.timescales import TIMESCALES
from tests.factories import clocks, partnership, records, referrals
from tests.factories.worklists import allocated

TOLD = sorted(rule.id for rule in TIMESCALES.values() if rule.told_on_breach)
YEAR = timedelta(days=400)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def follow(sign_in):
    """`follow(user, deadline)`: where the last thing that the user was told about it leads them now."""

    def _follow(user, deadline) -> str:
        told = Notification.objects.filter(recipient=user, subject=f"deadline:{deadline.pk}").latest("pk")
        client = sign_in(user)
        opened = client.get(reverse("notification_open", args=[told.pk]))
        assert opened.url == reverse("deadline_act", args=[deadline.pk])
        led = client.get(opened.url)
        return led.url if led.status_code == 302 else str(led.status_code)

    return _follow


def rows_of(user, at) -> dict[int, str]:
    page = worklists.page(worklists.mine(user), user=user, now=at, filters=worklists.Filters())
    return {row.key: row.href for row in page.rows}


@pytest.mark.parametrize("rule_id", TOLD)
def test_it_leads_where_the_row_of_the_worklist_does(personas, follow, now, rule_id):
    worker = personas.social_worker
    child = allocated(personas, worker, at=now)
    deadline = clocks.start(rule_id, child=child, worker=worker, at=now)
    deadlines.sweep(at=now + YEAR)
    row, own_page = rows_of(worker, now)[deadline.pk], reverse("deadline", args=[deadline.pk])
    assert follow(worker, deadline) == (own_page if row == reverse("home") else row)


def test_a_referrals_leads_to_the_part_that_is_decided_and_afterwards_to_what_became_of_it(
    personas, follow, now
):
    sent = referrals.referral(by=personas.school, at=now, children=(referrals.MAISIE,))
    deadline = Deadline.objects.get(referral_child__referral=sent)
    deadlines.sweep(at=deadline.due_at)
    manager = personas.front_door_manager
    assert (
        follow(manager, deadline) == f"/front-door/{sent.reference}/1/" == rows_of(manager, now)[deadline.pk]
    )
    deadlines.cancel(deadline=deadline, reason="Sent twice", by=manager, at=now)
    assert follow(manager, deadline) == reverse("deadline", args=[deadline.pk])


def test_a_managers_about_a_workers_supervision_leads_to_supervision(personas, follow, now):
    worker, manager = personas.social_worker, personas.team_manager
    worker.line_manager = manager
    worker.save()
    deadline = deadlines.set(
        rule_id="supervision_worker", starts_at=now, by=manager, at=now, about_worker=worker
    )
    deadlines.sweep(at=deadline.due_at)
    assert follow(manager, deadline) == reverse("supervisions")


def test_of_a_record_that_was_restricted_since_it_leads_nowhere(personas, follow, now):
    worker, head = personas.social_worker, personas.head_of_service
    child = allocated(personas, worker, at=now)
    deadline = clocks.start("assessment", child=child, worker=worker, at=now)
    deadlines.sweep(at=deadline.due_at)
    restrictions.restrict(child=child, named=[], reason="Family of staff", by=head, at=now)
    assert follow(worker, deadline) == "404"


def test_of_work_that_was_handed_over_it_still_leads_to_the_act(personas, follow, now):
    worker, manager = personas.social_worker, personas.team_manager
    taker = partnership.user("Nadia Price", worker.agency, in_team=worker.team)
    child = allocated(personas, worker, at=now)
    deadline = clocks.start("assessment", child=child, worker=worker, at=now)
    deadlines.sweep(at=deadline.due_at)
    facts = {"children": [], "deadlines": [deadline.pk], "to": taker, "reason": "Illness"}
    hand_over.hand_over(holder=str(worker.pk), by=manager, at=now, **facts)
    deadlines.sweep(at=now + YEAR)
    assert follow(taker, deadline) == reverse("child_assessments", args=[child.reference])


def test_nobody_else_learns_from_it_where_the_act_is_done(personas, sign_in, now):
    child = records.child(by=personas.social_worker, at=now)
    deadline = clocks.start("assessment", child=child, worker=personas.social_worker, at=now)
    for outsider in (personas.gp, personas.partnership_admin, personas.system_admin):
        assert sign_in(outsider).get(reverse("deadline_act", args=[deadline.pk])).status_code == 404
