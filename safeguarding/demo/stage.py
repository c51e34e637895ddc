"""Where a story is told: the staff, the moment, and who and what has appeared so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cases.models import Child, Person, ReferralChild
from safeguarding.accounts.models import User
from safeguarding.demo.partnership import Cast
from safeguarding.demo.when import Ago, working_day
from safeguarding.rules.london_time import london_date
from strategy_meetings.models import StrategyMeeting


@dataclass
class Stage:
    """The state of one telling; people, records and referrals are found by the story's own keys."""

    cast: Cast
    at: datetime
    people: dict[str, Person] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)
    # By the referral's key and the child's.
    referred: dict[tuple[str, str], ReferralChild] = field(default_factory=dict)
    meetings: dict[str, StrategyMeeting] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The London day on which the story is told."""
        return london_date(self.at)

    def moment(self, when: Ago | datetime) -> datetime:
        """An instant in the story's past."""
        return when.moment(self.at) if isinstance(when, Ago) else when

    def work(self, days: int, hour: int, minute: int = 0) -> datetime:
        """So many working days before today (below zero) or after it; of today never later than now."""
        moment = working_day(self.today, days, hour) + timedelta(minutes=minute)
        return moment if days > 0 else min(moment, self.at)

    def day(self, when: Ago) -> date:
        """A day in the story's past."""
        return when.day(self.today)

    def staff(self, key: str) -> User:
        """A member of staff."""
        return self.cast[key]

    def child(self, key: str) -> Child:
        """A child's record as it is now."""
        return Child.objects.select_related("person", "allocated_to", "team").get(pk=self.people[key].pk)
