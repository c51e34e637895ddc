"""Days and instants as the text that COPY takes, worked out once for each day that can occur."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final

from safeguarding.rules import ladder, timescales
from safeguarding.rules.ladder import Stage
from safeguarding.rules.london_time import at_hour
from safeguarding.rules.working_days import england_and_wales
from safeguarding.ui.filters import date_text

NULL: Final = r"\N"
# As long ago as a grandparent's birth.
_LONGEST: Final = 90 * 365
_MINUTES: Final = 9 * 60


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit's columns as text, and how many days ago its due day was (negative: still to come).

    `stage` and `number` are the ladder's step that the sweep told last, None and 0 before the first.
    """

    due_on: str
    due_at: str
    next_alert_at: str
    stage: Stage | None
    number: int
    due_ago: int
    due_words: str


class Days:
    """The days before and around `today`, counted backwards: 0 is today, 1 yesterday, -1 tomorrow."""

    def __init__(self, today: date) -> None:
        self.today = today
        # As early on `today` as any office is: nothing written down happened after it.
        self.now = at_hour(today, 7)
        self._texts = [(today - timedelta(days=ago)).isoformat() for ago in range(_LONGEST)]
        self._times = [f" {8 + at // 60:02}:{at % 60:02}:00+00" for at in range(_MINUTES)]
        self.limit = cache(self._limit)

    def day(self, ago: int) -> str:
        """The day so many days ago."""
        return self._texts[ago] if ago >= 0 else (self.today - timedelta(days=ago)).isoformat()

    def instant(self, ago: int, draw: float) -> str:
        """An instant in office hours of the day so many days ago; `draw` (0 to 1) says when."""
        return self._texts[max(ago, 1)] + self._times[int(draw * _MINUTES)]

    def _limit(self, rule_id: str, started_ago: int) -> Limit:
        """The limit `rule_id` for a clock that started so many days ago, as the sweep left it last night."""
        calendar = england_and_wales()
        rule = timescales.TIMESCALES[rule_id]
        due = timescales.due(rule_id, self.today - timedelta(days=started_ago), calendar)
        step = ladder.step_at(rule, due, calendar, self.now)
        return Limit(
            due_on=due.on.isoformat(),
            due_at=_text(due.at),
            next_alert_at=_text(ladder.next_at(rule, due, calendar, self.now)),
            stage=step.stage if step else None,
            number=step.number if step else 0,
            due_ago=(self.today - due.on).days,
            due_words=date_text(due.on),
        )


def _text(moment: datetime | None) -> str:
    return NULL if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S+00")
