"""A month of the demo partnership, hour by hour: every alert that the rules ask for, once, and no other.

What is expected is counted by the test (counted_alerts), from the rules and the directory of the day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from cases.models import Child, Deadline
from cases.services import deadlines
from safeguarding.accounts.models import Cover, User
from safeguarding.demo import loading
from safeguarding.demo.partnership import Cast
from safeguarding.notifications.models import Email, Notification
from safeguarding.rules.timescales import TIMESCALES
from tests.cases import counted_alerts
from tests.factories.fixtures import LONDON

# From a Monday until after Easter: 31 days, over the night in which the clocks go forward.
START = datetime(2026, 3, 9, 7, 30, tzinfo=LONDON)
DAYS = 31
HOUR = timedelta(hours=1)
RULES = (
    *("visit_cp", "visit_cin", "section_47_child_seen", "recording_visit", "cin_planning", "section_47"),
    *("police_protection", "recording_critical", "strategy_discussion", "core_group_next", "cin_review"),
    *("strategy_discussion_same_day", "emergency_protection_order", "recording_other", "icpc_request"),
)
# The worker who leaves on a day, and whoever is away between two days, and their deputy.
LEAVES = datetime(2026, 3, 23, 17, tzinfo=LONDON)
AWAY = (date(2026, 3, 16), date(2026, 3, 20))


def start_clocks(cast: Cast, day: int, at: datetime) -> list[Deadline]:
    """Two more clocks a day, of every kind in turn, each of another child and another worker in turn."""
    children = list(Child.objects.filter(is_restricted=False).order_by("pk"))
    workers = [cast["social_worker"], cast["leaver"]]
    made = []
    for number in (2 * day, 2 * day + 1):
        rule_id, child = RULES[number % len(RULES)], children[number % len(children)]
        worker = workers[number // 2 % 2]
        if Deadline.objects.filter(child=child, rule_id=rule_id, met_at=None, cancelled_at=None).exists():
            continue
        made.append(
            deadlines.set(
                rule_id=rule_id,
                starts_at=at,
                by=cast["team_manager"],
                at=at,
                child=child,
                responsible=worker if worker.is_active else cast["social_worker"],
            )
        )
    return made


def acts(cast: Cast, day: int, at: datetime) -> None:
    """What people do on a day: every third clock of four days ago is met, every seventh is stopped."""
    running = Deadline.objects.filter(met_at=None, cancelled_at=None, starts_at__lt=at - timedelta(days=4))
    for deadline in running.order_by("pk"):
        if (deadline.pk + day) % 11 == 0:
            deadline.met_at, deadline.met_by = at, cast["team_manager"]
            deadline.record(by=cast["team_manager"], at=at, reason="Met")
        elif (deadline.pk + day) % 29 == 0:
            deadlines.cancel(deadline=deadline, reason="Not needed", by=cast["team_manager"], at=at)


def expected(since: datetime, now: datetime, before: set[int]) -> Iterator[tuple[int, str, int]]:
    """The alerts that came due after `since` and until `now`, and to whom: of each clock the latest alone.

    Those of `before` ran when the month began; some count back from a day to come, and so start then.
    """
    running = Deadline.objects.filter(met_at=None, cancelled_at=None)
    for deadline in running.select_related("responsible__line_manager"):
        rule = TIMESCALES[deadline.rule_id]
        steps = counted_alerts.instants(rule, deadline, now) if rule.told_on_breach else ()
        # A clock that starts late is told at once of what was due before.
        is_new = deadline.pk not in before and deadline.starts_at > since
        came = [(step, at) for step, at in steps if at > since or is_new]
        if came:
            yield from ((deadline.pk, came[-1][0], user.pk) for user in hearers(deadline, came[-1][0], now))


def hearers(deadline: Deadline, step: str, now: datetime) -> set[User]:
    rule, day = TIMESCALES[deadline.rule_id], now.astimezone(LONDON).date()
    found = {
        user
        for role in counted_alerts.roles(rule, step)
        for user in counted_alerts.people(deadline, role, step)
    }
    covers = Cover.objects.filter(user__in=found, starts_on__lte=day, ends_on__gte=day)
    return found | {cover.deputy for cover in covers.select_related("deputy")}


def test_a_month_of_the_partnership(db):
    cast = loading.load(at=START - HOUR, small=True)
    leaver = User(
        email="leaver@northmoor.example",
        full_name="Lee Verr",
        agency=cast["social_worker"].agency,
        team=cast["social_worker"].team,
        line_manager=cast["team_manager"],
    )
    leaver.save()
    cast.staff["leaver"] = leaver
    Cover.objects.create(
        user=cast["social_worker"],
        deputy=cast["front_door_worker"],
        starts_on=AWAY[0],
        ends_on=AWAY[1],
        set_by=cast["team_manager"],
        set_at=START,
    )
    # What had run out before the month begins is told first, and no part of the comparison.
    deadlines.sweep(at=START)
    Email.objects.all().delete()
    Notification.objects.all().delete()

    before = set(Deadline.objects.values_list("pk", flat=True))
    wanted: Counter[tuple[int, str, int]] = Counter()
    now = since = START
    for day in range(DAYS):
        for hour in range(24):
            now = START + timedelta(days=day, hours=hour + 1)
            if hour == 2:
                start_clocks(cast, day, now - timedelta(minutes=20))
            if hour == 4:
                acts(cast, day, now - timedelta(minutes=20))
            if leaver.is_active and now > LEAVES:
                leaver.is_active = False
                leaver.save()
            wanted.update(expected(since, now, before))
            deadlines.sweep(at=now)
            since = now

    told = Counter(
        (int(subject.partition(":")[2]), key.split(":", 3)[3], recipient)
        for subject, key, recipient in Notification.objects.filter(kind__startswith="deadline_").values_list(
            "subject", "key", "recipient"
        )
    )
    assert told == wanted
    assert len(wanted) > 200
    steps = {step for _, step, _ in wanted}
    assert {"before:1", "before:2", "due_day:1", "breach:1", "after:1", "after:2", "after:4"} <= steps
    assert Email.objects.count() == Notification.objects.count()
