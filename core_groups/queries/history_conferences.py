"""What conferences add to a child's history, as far as its reader may see them."""

from __future__ import annotations

from typing import Final

from django.db.models import Q

from cases.models import Child
from cases.queries.history_shape import Part
from core_groups import conference_access as access
from core_groups.models import (
    Conference,
    ConferenceChild,
    ConferenceDissent,
    ConferenceReport,
    ConferenceRequest,
    DecisionLetter,
    LetterCopy,
)
from safeguarding.accounts.models import User
from safeguarding.rules import codes

# What it hangs on stands elsewhere; the members are told by the core group's own rows.
_WHOSE: Final = frozenset({"meeting", "conference", "part", "letter", "invitation", "members"})
_CODES: Final = {
    "participation": dict(codes.PARTICIPATION),
    "category": dict(codes.CATEGORY_OF_ABUSE),
}


def _conferences(user: User, child: Child) -> Q:
    seen = access.visible_conferences(user).filter(meeting__children__child=child)
    return Q(meeting_id__in=seen.values("pk"))


def _requests(user: User, child: Child) -> Q:
    return Q(id__in=access.visible_requests(user).filter(child=child).values("pk"))


def _parts(user: User, child: Child) -> Q:
    return Q(id__in=access.visible_parts(user).filter(child=child).values("pk"))


def _reports(user: User, child: Child) -> Q:
    return Q(id__in=access.visible_reports(user).filter(child=child).values("pk"))


def _dissents(user: User, child: Child) -> Q:
    return Q(id__in=access.visible_dissents(user).filter(part__child=child).values("pk"))


def _letters(user: User, child: Child) -> Q:
    return Q(id__in=access.visible_letters(user).filter(part__child=child).values("pk"))


def _copies(user: User, child: Child) -> Q:
    return Q(id__in=access.visible_copies(user).filter(letter__part__child=child).values("pk"))


PARTS: Final = (
    Part(Conference, "Child protection conference", _conferences, without=_WHOSE),
    Part(ConferenceRequest, "Conference asked for", _requests, without=_WHOSE),
    Part(ConferenceChild, "Decision of a conference", _parts, without=_WHOSE, words=_CODES),
    Part(ConferenceReport, "Report to a conference", _reports, without=_WHOSE),
    Part(ConferenceDissent, "Dissent at a conference", _dissents, without=_WHOSE),
    Part(DecisionLetter, "Decision letter", _letters, without=_WHOSE | {"content"}),
    Part(LetterCopy, "Copy of a decision letter", _copies, without=_WHOSE),
)
