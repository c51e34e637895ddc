"""What strategy meetings and enquiries add to a child's history, as far as its reader may see them."""

from __future__ import annotations

from typing import Final

from django.db.models import Q

from cases.models import Child
from cases.queries.history_shape import Part
from safeguarding.accounts.models import User
from safeguarding.rules.themes import THEME_CHOICES
from strategy_meetings import access
from strategy_meetings.models import (
    Dissent,
    ImmediateProtection,
    LateralCheck,
    Medical,
    RecurrenceHit,
    Section47Enquiry,
    StrategyDecision,
    StrategyMeeting,
)
from strategy_meetings.states import StrategyOutcome

# What it hangs on stands elsewhere; the pack is read on the meeting's page.
_WHOSE: Final = frozenset({"meeting", "decision", "enquiry", "started_by"})
_OF_STRATEGY: Final = frozenset({"meeting", "follows", "recurrence", "pack", "history_made_at"})
_OUTCOMES: Final = {"outcomes": dict(StrategyOutcome.choices)}
_THEMES: Final = {"theme": dict(THEME_CHOICES)}


def _strategy(user: User, child: Child) -> Q:
    seen = access.visible_strategy_meetings(user).filter(meeting__children__child=child)
    return Q(meeting_id__in=seen.values("pk"))


def _decisions(user: User, child: Child) -> Q:
    return Q(id__in=access.visible_decisions(user).filter(child=child).values("pk"))


def _dissents(user: User, child: Child) -> Q:
    return Q(decision_id__in=access.visible_decisions(user).filter(child=child).values("pk"))


def _enquiries(user: User, child: Child) -> Q:
    return Q(id__in=access.visible_enquiries(user).filter(child=child).values("pk"))


def _checks(user: User, child: Child) -> Q:
    return Q(id__in=access.visible_checks(user).filter(child=child).values("pk"))


def _medicals(user: User, child: Child) -> Q:
    return Q(enquiry_id__in=access.visible_enquiries(user).filter(child=child).values("pk"))


def _protections(user: User, child: Child) -> Q:
    return Q(id__in=access.visible_protections(user).filter(child=child).values("pk"))


def _hits(user: User, child: Child) -> Q:
    return Q(id__in=access.visible_hits(user).filter(child=child).values("pk"))


PARTS: Final = (
    Part(StrategyMeeting, "Strategy meeting", _strategy, without=_OF_STRATEGY),
    Part(StrategyDecision, "Decision of a strategy meeting", _decisions, without=_WHOSE, words=_OUTCOMES),
    Part(Dissent, "Dissent", _dissents, without=_WHOSE),
    Part(Section47Enquiry, "Section 47 enquiry", _enquiries, without=_WHOSE),
    Part(LateralCheck, "Check with another agency", _checks, without=_WHOSE),
    Part(Medical, "Child protection medical", _medicals, without=_WHOSE),
    Part(ImmediateProtection, "Immediate protection", _protections, without=_WHOSE),
    Part(RecurrenceHit, "Concern that recurs", _hits, without=frozenset({"evidence"}), words=_THEMES),
)
