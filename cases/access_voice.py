"""THE GATE's part for appointments, the child's voice and warnings; built on cases.access alone."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases import access
from cases.access import Action
from cases.exceptions import NotPermittedError
from cases.models import Appointment, Child, VoiceEntry, Warning
from cases.states import Sensitivity
from cases.voice_states import WARNING_LEVELS
from safeguarding.accounts.models import AgencyKind, User

# Health and education: who gives appointments to children.
APPOINTING: Final = frozenset(
    {
        AgencyKind.GP_PRACTICE,
        AgencyKind.HOSPITAL,
        AgencyKind.HEALTH_VISITING,
        AgencyKind.SCHOOL_NURSING,
        AgencyKind.MENTAL_HEALTH,
        AgencyKind.SCHOOL,
        AgencyKind.EARLY_YEARS,
    }
)


def visible_appointments(user: User) -> QuerySet[Appointment]:
    """The appointments of the children whom `user` may see, with whatever service."""
    return Appointment.objects.filter(_of(access.visible_children(user)))


def gives_appointments(user: User) -> bool:
    """Whether the person may record children's appointments: whoever works for health or education."""
    return user.agency.kind in APPOINTING and access.may(user, Action.RECORD_EVENT)


def require_appointing(user: User, child: Child) -> None:
    """Raise NotVisibleError (404) for a child that may not be seen, NotPermittedError (403) for one whose
    appointments `user` may not record."""
    access.require(user, Action.RECORD_EVENT, child)
    if not gives_appointments(user):
        raise NotPermittedError("record_appointment")


def may_change(user: User, appointment: Appointment) -> bool:
    """Whether `user` may record what became of an appointment that they see: their own agency's."""
    return appointment.agency_id == user.agency_id and gives_appointments(user)


def may_follow_up(user: User, child: Child) -> bool:
    """Whether `user` may say what was done about missed appointments: social care's case staff, the lead of
    a plan that runs, and the safeguarding leads of agencies who see the child."""
    if not access.may(user, Action.RECORD_EVENT):
        return False
    leads_a_plan = child.plans.filter(lead=user, ended_on=None).exists()
    return access.may(user, Action.MANAGE_PLAN) or user.is_safeguarding_lead or leads_a_plan


def visible_voice(user: User) -> QuerySet[VoiceEntry]:
    """What visible children said, by the rule of chronology lines (access.visible_events)."""
    own = Q(agency=user.agency_id, sensitivity__in=access.levels_of(access.Reader.OWN_AGENCY))
    written = Q(recorded_by=user, sensitivity__in=access.levels_of(access.Reader.AUTHOR))
    readable = Q(sensitivity__in=access.readable_sensitivities(user)) | own | written
    return VoiceEntry.objects.filter(readable, _of(access.visible_children(user)))


def visible_warnings(user: User) -> QuerySet[Warning]:
    """The warnings about visible children that are meant for `user`."""
    levels = access.readable_sensitivities(user)
    return Warning.objects.filter(_of(access.visible_children(user)), sensitivity__in=levels)


def warning_levels(user: User) -> list[Sensitivity]:
    """Who may be meant by a warning that `user` writes: readers of whom they are one."""
    return [level for level in WARNING_LEVELS if level in access.writable_sensitivities(user)]


def _of(children: QuerySet[Child]) -> Exists:
    """Of one of these children: asked of each row's own child, so that one row never reads all of them."""
    return Exists(children.filter(pk=OuterRef("child")))
