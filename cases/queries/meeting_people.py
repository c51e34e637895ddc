"""The people around a meeting: who is asked, as words; who may chair it; who can be given something to do."""

from __future__ import annotations

from django.db.models import Q

from cases.meeting_states import PRESENT
from cases.models import Invitation, Meeting
from safeguarding.accounts.models import Agency, AgencyKind, Role, User


def who(invitation: Invitation) -> str:
    """Who is asked: a name, or the people on duty of a team or an agency."""
    if invitation.outside_name:
        return invitation.outside_name
    if invitation.user is not None:
        return invitation.user.full_name
    return f"On duty: {invitation.team.name}" if invitation.team is not None else "On duty"


def agency(invitation: Invitation) -> str:
    """From which agency they come; family and friends come from none."""
    if invitation.agency is not None:
        return invitation.agency.name
    return invitation.outside_agency or "Family or friend"


def may_chair() -> list[User]:
    """Who can chair a meeting or take its minutes: the lead authority's social care."""
    staff = User.objects.filter(
        is_active=True, agency__is_lead=True, agency__kind=AgencyKind.CHILDRENS_SOCIAL_CARE
    )
    return list(staff.exclude(role__in=[Role.SYSTEM_ADMIN, Role.PARTNERSHIP_ADMIN]).order_by("full_name"))


def taking_part(meeting: Meeting) -> list[User]:
    """Everybody with an account who has a part in the meeting, by name."""
    asked = Invitation.objects.filter(meeting=meeting, withdrawn_at=None, user__isnull=False)
    chosen = Q(pk__in=asked.values("user"))
    chosen |= Q(pk__in=[meeting.chair_id, meeting.minute_taker_id, meeting.called_by_id])
    people = User.objects.filter(chosen, is_active=True).select_related("agency")
    return list(people.order_by("full_name"))


def agencies_present(meeting: Meeting) -> list[Agency]:
    """The agencies that were there, by name."""
    rows = Agency.objects.filter(
        invitations__meeting=meeting,
        invitations__withdrawn_at=None,
        invitations__attendance__in=PRESENT,
    )
    return list(rows.distinct().order_by("name"))
