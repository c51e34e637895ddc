"""What a person may do to a time limit now: the gate says who, the rule and the state say when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse

from cases import access_deadlines
from cases.access_deadlines import Act
from cases.models import Deadline
from cases.queries.deadline_links import act_path
from cases.services.deadline_status import is_late, is_stopped
from safeguarding.accounts.models import User
from safeguarding.rules.timescales import TIMESCALES, Authority

_PAGES: Final = {
    Act.EXPLAIN: ("deadline_lateness", "Say why it is late"),
    Act.BRING_FORWARD: ("deadline_reschedule", "Agree another date"),
    Act.PAUSE: ("deadline_pause", "Pause it"),
    Act.RESUME: ("deadline_resume", "Let it run again"),
    Act.CANCEL: ("deadline_cancel", "Stop it: it no longer applies"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: its text and where it leads."""

    text: str
    href: str


def possible(deadline: Deadline, now: datetime) -> frozenset[Act]:
    """What the rule and the state allow at `now`, whoever asks."""
    acts = {Act.EXPLAIN} if is_late(deadline, now) else set()
    if is_stopped(deadline):
        return frozenset(acts)
    rule = TIMESCALES[deadline.rule_id]
    acts.add(Act.CANCEL)
    if deadline.paused_at is not None:
        acts.add(Act.RESUME)
        return frozenset(acts)
    if rule.authority is not Authority.LAW:
        acts.add(Act.BRING_FORWARD)
    if rule.may_pause and deadline.due_at > now and deadline.statutory_due_at > now:
        acts.add(Act.PAUSE)
    return frozenset(acts)


def offers(user: User, deadline: Deadline, now: datetime) -> list[Offer]:
    """The buttons for `user`, in their order."""
    acts = possible(deadline, now)
    return [
        Offer(text, reverse(name, args=[deadline.pk]))
        for act, (name, text) in _PAGES.items()
        if act in acts and access_deadlines.may(user, act, deadline)
    ]


def where_it_is_met(user: User, deadline: Deadline) -> Offer | None:
    """The page on which `user` can do what a running time limit asks for, where there is one."""
    path = act_path(deadline, user)
    if is_stopped(deadline) or path == reverse("home"):
        return None
    place = "the child’s record" if path.startswith("/children/") else "the referral"
    return Offer(f"Go to {place} to meet it", path)
