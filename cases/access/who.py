"""Who may do what, as far as it depends on the person alone: tables, and the predicates in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

from django.conf import settings

from safeguarding.accounts.models import Role, TeamFunction, User
from safeguarding.accounts.permissions import may_manage_directory


class Action(Enum):
    """What somebody wants to do."""

    VIEW = "view"
    REFER = "refer"
    SEARCH = "search"
    WORK_FRONT_DOOR = "work_front_door"
    DECIDE_REFERRAL = "decide_referral"
    CREATE_PERSON = "create_person"
    EDIT_PERSON = "edit_person"
    RECORD_EVENT = "record_event"
    CURATE_CHRONOLOGY = "curate_chronology"
    ADD_DOCUMENT = "add_document"
    MANAGE_INVOLVEMENT = "manage_involvement"
    MANAGE_CASE = "manage_case"
    VIEW_HISTORY = "view_history"
    VIEW_LOOKS = "view_looks"
    AUDIT_LOOKS = "audit_looks"
    REVIEW_LOOKS = "review_looks"
    READ_SEARCH_TERMS = "read_search_terms"
    VIEW_TEAM_WORK = "view_team_work"
    CALL_MEETING = "call_meeting"
    WRITE_ASSESSMENT = "write_assessment"
    AUTHORISE_ASSESSMENT = "authorise_assessment"
    MANAGE_PLAN = "manage_plan"
    RUN_CONFERENCE = "run_conference"
    BOOK_CONFERENCE = "book_conference"
    CLOSE_EPISODE = "close_episode"
    VIEW_PARTNERSHIP_WORK = "view_partnership_work"
    VIEW_MEETING_REPORTS = "view_meeting_reports"
    MANAGE_DIRECTORY = "manage_directory"
    MANAGE_TIMESCALES = "manage_timescales"
    BREAK_GLASS = "break_glass"
    REVIEW_EMERGENCY = "review_emergency"
    RESTRICT = "restrict"
    VIEW_ACCESS_TABLE = "view_access_table"
    MANAGE_TOOLS = "manage_tools"
    CHALLENGE = "challenge"
    DECIDE_CHALLENGE = "decide_challenge"
    VIEW_CHALLENGES = "view_challenges"
    KEEP_POLICY = "keep_policy"
    REVIEW_HISTORIC_RISK = "review_historic_risk"
    DECIDE_HISTORIC_RISK = "decide_historic_risk"
    SIGN = "sign"
    VIEW_ALLOCATION = "view_allocation"
    SUPERVISE = "supervise"
    BE_SUPERVISED = "be_supervised"
    SAMPLE_SUPERVISION = "sample_supervision"
    VIEW_SUPERVISION_COUNTS = "view_supervision_counts"


Who = Callable[[User], bool]
_MANAGERS: Final = frozenset({Role.MANAGER, Role.SENIOR_MANAGER})
_CASE_ROLES: Final = frozenset({Role.PRACTITIONER, Role.MANAGER, Role.SENIOR_MANAGER, Role.CONFERENCE_CHAIR})


def sees_children(user: User) -> bool:
    """Everyone but the system admin, who keeps accounts and sees no child."""
    return user.role != Role.SYSTEM_ADMIN


def professional(user: User) -> bool:
    """Whoever works with children and families: not the administrators."""
    return user.role not in {Role.SYSTEM_ADMIN, Role.PARTNERSHIP_ADMIN}


def front_door(user: User) -> bool:
    """Whoever works the front door: its team, and social care's managers."""
    in_team = user.team is not None and user.team.function == TeamFunction.FRONT_DOOR
    return user.is_social_care and user.role in _CASE_ROLES and (in_team or user.role in _MANAGERS)


def social_care_manager(user: User) -> bool:
    """Managers of the lead authority's social care."""
    return user.is_social_care and user.role in _MANAGERS


def social_care_staff(user: User) -> bool:
    """Everyone in the lead authority's social care."""
    return user.is_social_care and user.role != Role.SYSTEM_ADMIN


def social_care_case_staff(user: User) -> bool:
    """Those of social care who work cases."""
    return user.is_social_care and user.role in _CASE_ROLES


def case_role(user: User) -> bool:
    """Whoever works cases, in any agency: not business support, not the administrators."""
    return user.role in _CASE_ROLES


def head_of_service(user: User) -> bool:
    """Senior managers of the lead authority's social care."""
    return user.is_social_care and user.role == Role.SENIOR_MANAGER


def conference_chair(user: User) -> bool:
    """Chairs of conferences, and heads of service, who stand in for them."""
    return user.is_social_care and user.role in {Role.CONFERENCE_CHAIR, Role.SENIOR_MANAGER}


def conference_unit(user: User) -> bool:
    """Who books conferences and sends their letters: the authority's business support, and the chairs."""
    return conference_chair(user) or (user.is_social_care and user.role == Role.BUSINESS_SUPPORT)


def partnership_admin(user: User) -> bool:
    """The partnership's own office."""
    return user.role == Role.PARTNERSHIP_ADMIN


def reviews_emergencies(user: User) -> bool:
    """Who looks afterwards at records opened in an emergency: heads of service, the partnership admin."""
    return head_of_service(user) or partnership_admin(user)


def administrator(user: User) -> bool:
    """The system admin and the partnership admin, who answer for who sees what."""
    return user.role in {Role.SYSTEM_ADMIN, Role.PARTNERSHIP_ADMIN}


def manager(user: User) -> bool:
    """Managers of any agency."""
    return user.role in _MANAGERS


def signs(user: User) -> bool:
    """Who has something to sign: social care's managers, and conference chairs."""
    return social_care_manager(user) or conference_chair(user)


# Who may do what, as far as it depends on the person alone. What it may be done to is decided by
# visibility, when it may be done by the state tables.
WHO_MAY: Final[Mapping[Action, Who]] = {
    Action.VIEW: sees_children,
    Action.REFER: professional,
    Action.SEARCH: sees_children,
    Action.WORK_FRONT_DOOR: front_door,
    Action.DECIDE_REFERRAL: social_care_manager,
    Action.CREATE_PERSON: social_care_case_staff,
    Action.EDIT_PERSON: social_care_case_staff,
    Action.RECORD_EVENT: professional,
    Action.CURATE_CHRONOLOGY: social_care_case_staff,
    Action.ADD_DOCUMENT: professional,
    Action.MANAGE_INVOLVEMENT: social_care_case_staff,
    Action.MANAGE_CASE: social_care_manager,
    Action.VIEW_HISTORY: social_care_staff,
    Action.VIEW_LOOKS: social_care_manager,
    Action.AUDIT_LOOKS: lambda user: partnership_admin(user) or head_of_service(user),
    Action.REVIEW_LOOKS: partnership_admin,
    Action.READ_SEARCH_TERMS: head_of_service,
    Action.VIEW_TEAM_WORK: manager,
    Action.CALL_MEETING: social_care_case_staff,
    Action.WRITE_ASSESSMENT: social_care_case_staff,
    Action.AUTHORISE_ASSESSMENT: social_care_manager,
    Action.MANAGE_PLAN: social_care_case_staff,
    Action.RUN_CONFERENCE: conference_chair,
    Action.CLOSE_EPISODE: social_care_manager,
    Action.BOOK_CONFERENCE: conference_unit,
    Action.VIEW_PARTNERSHIP_WORK: partnership_admin,
    Action.VIEW_MEETING_REPORTS: lambda user: social_care_manager(user) or partnership_admin(user),
    Action.MANAGE_DIRECTORY: may_manage_directory,
    Action.MANAGE_TIMESCALES: partnership_admin,
    Action.BREAK_GLASS: case_role,
    Action.REVIEW_EMERGENCY: reviews_emergencies,
    Action.RESTRICT: social_care_manager,
    Action.VIEW_ACCESS_TABLE: administrator,
    Action.MANAGE_TOOLS: partnership_admin,
    Action.CHALLENGE: case_role,
    Action.DECIDE_CHALLENGE: partnership_admin,
    Action.VIEW_CHALLENGES: partnership_admin,
    Action.KEEP_POLICY: partnership_admin,
    Action.REVIEW_HISTORIC_RISK: social_care_manager,
    Action.DECIDE_HISTORIC_RISK: head_of_service,
    Action.SIGN: signs,
    Action.VIEW_ALLOCATION: social_care_staff,
    Action.SUPERVISE: social_care_manager,
    Action.BE_SUPERVISED: social_care_case_staff,
    Action.SAMPLE_SUPERVISION: head_of_service,
    Action.VIEW_SUPERVISION_COUNTS: lambda user: social_care_manager(user) or partnership_admin(user),
}
# What an emergency access lets somebody do: read, and no more.
READING: Final = frozenset({Action.VIEW, Action.VIEW_HISTORY, Action.VIEW_ALLOCATION})


def has_open_access(user: User) -> bool:
    """Whether the person may open every unrestricted record (lead authority's social care)."""
    return social_care_staff(user) and bool(settings.SOCIAL_CARE_OPEN_ACCESS)


def sees_confidential_addresses(user: User) -> bool:
    """Whether the person may see addresses that are marked confidential."""
    return user.is_active and social_care_staff(user)


def reads_as_front_door(user: User) -> bool:
    """Whether the person reads referrals as social care does (with record, digest and decision)."""
    return social_care_staff(user)
