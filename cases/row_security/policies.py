"""Which rows of which table whom are shown, as data: SQL conditions over the functions in functions.sql.

`sees` is what the gate answers for the person who asks; `reads` and `writes` name the services
(safeguarding.accounts.identity) that see, and may add and change, every row of the table.
"""

from __future__ import annotations

from typing import Final

from cases.row_security.allocation_policies import APPEND_ONLY_OF_ALLOCATION, OF_ALLOCATION
from cases.row_security.challenge_policies import APPEND_ONLY_OF_CHALLENGES, OF_CHALLENGES
from cases.row_security.chronology_policies import APPEND_ONLY_OF_CHRONOLOGIES, OF_CHRONOLOGIES
from cases.row_security.conference_policies import OF_CONFERENCES
from cases.row_security.core_group_policies import OF_CORE_GROUPS
from cases.row_security.historic_risk_policies import OF_HISTORIC_RISK
from cases.row_security.plan_policies import APPEND_ONLY_OF_PLANS, OF_PLANS
from cases.row_security.policy import CHILD as _CHILD
from cases.row_security.policy import MEETING as _MEETING
from cases.row_security.policy import OPEN_LINE as _OPEN_LINE
from cases.row_security.policy import OVERSIGHT, Policy, Services
from cases.row_security.policy import PROFESSIONAL as _PROFESSIONAL
from cases.row_security.step_down_policies import OF_STEP_DOWN
from cases.row_security.supervision_policies import APPEND_ONLY_OF_SUPERVISION, OF_SUPERVISION
from cases.row_security.tool_policies import APPEND_ONLY_OF_TOOLS, OF_TOOLS
from cases.row_security.visit_policies import OF_VISITS
from cases.row_security.voice_policies import APPEND_ONLY_OF_VOICE, OF_VOICE, WARNING_LINE
from safeguarding.accounts.identity import Service

__all__ = ["BESIDE", "HISTORY", "LIVE", "POLICIES", "Policy", "Services"]

SWEEP: Final = frozenset({Service.DEADLINE_SWEEP})
RECORD: Final = frozenset({Service.RECORD_KEEPING})
INTAKE: Final = frozenset({Service.REFERRAL_INTAKE})
OUTCOME: Final = frozenset({Service.REFERRAL_OUTCOME})
DIGEST: Final = frozenset({Service.HISTORY_DIGEST})
TELLING: Final = frozenset({Service.TELLING})
DELIVERY: Final = frozenset({Service.EMAIL_DELIVERY})
LEAVING: Final = frozenset({Service.LEAVING})
LOOK_BACK: Final = frozenset({Service.LOOK_BACK})
EXPIRY: Final = frozenset({Service.DRAFT_EXPIRY})
SCAN: Final = frozenset({Service.DOCUMENT_SCAN})
ENTRY: Final = frozenset({Service.EMERGENCY_ENTRY})
REVIEW: Final = frozenset({Service.EMERGENCY_REVIEW})
OWN_WORDS: Final = frozenset({Service.OWN_WORDS})
SEALING: Final = frozenset({Service.AUDIT_SEALING})
RECURRENCE: Final = frozenset({Service.RECURRENCE_SEARCH})
GUEST: Final = frozenset({Service.MEETING_GUEST})
CHASING: Final = frozenset({Service.MINUTES_CHASING})
ASKING: Final = frozenset({Service.ACCESS_REVIEW})
MOVING: Final = frozenset({Service.TIMESCALES})
CALENDAR: Final = frozenset({Service.CALENDAR_FEED})
CHALLENGE: Final = frozenset({Service.CHALLENGE})
SUPERVISION: Final = frozenset({Service.SUPERVISION})
EVERY: Final = frozenset(Service)

_ANYBODY: Final = "(SELECT rls_is('active'))"
_ASKS: Final = "(SELECT rls_is('partnership_admin'))"
_PERSON: Final = "rls_sees_person(person_id)"
# Inline: a row that is being taken on isn't yet as a function would find it.
_OWN_INVITATION: Final = (
    "(withdrawn_at IS NULL AND agency_id = (SELECT rls_agency()) AND (SELECT rls_is('professional'))"
    " AND (user_id = (SELECT rls_user())"
    " OR (user_id IS NULL AND (team_id IS NULL OR team_id = (SELECT rls_team())))))"
)


def _referral(key: str) -> str:
    """Whether the referral is seen. The front door counts and sorts them by the ten thousand: its few hidden
    ones are asked for once."""
    return (
        "CASE WHEN (SELECT rls_is('front_door'))"
        f" THEN {key} NOT IN (SELECT rls_hidden_referrals()) OR rls_sees_referral({key})"
        f" ELSE rls_sees_referral({key}) END"
    )


LIVE: Final = (
    Policy(
        "cases_child",
        # Who opens all others is asked once for the restricted ones: pages leave out what tells of them.
        "CASE WHEN (SELECT rls_is('opens_all'))"
        " THEN NOT is_restricted OR person_id NOT IN (SELECT rls_hidden_children())"
        " ELSE rls_granted(person_id, is_restricted) END",
        reads=SWEEP
        | RECORD
        | SCAN
        | LEAVING
        | ENTRY
        | REVIEW
        | OWN_WORDS
        | MOVING
        | LOOK_BACK
        | OVERSIGHT
        | RECURRENCE
        | CHALLENGE
        | SUPERVISION,
        writes=RECORD,
    ),
    Policy("cases_episodeofneed", _CHILD, reads=LOOK_BACK),
    Policy("cases_warning", f"{WARNING_LINE} AND {_CHILD}", needs=("sensitivity",)),
    Policy("cases_plan", _CHILD, reads=SUPERVISION),
    Policy("cases_involvement", _CHILD, reads=RECORD | LEAVING | OWN_WORDS | SWEEP, writes=RECORD | LEAVING),
    Policy(
        "cases_event",
        f"({_OPEN_LINE}) AND {_CHILD}",
        reads=SWEEP | RECORD | SEALING | LEAVING | OWN_WORDS | RECURRENCE,
        writes=SWEEP | RECORD | LEAVING | ENTRY | CHALLENGE,
        append_only=True,
    ),
    Policy(
        "cases_deadline",
        "CASE WHEN about_worker_id IS NOT NULL"
        " THEN (about_worker_id = (SELECT rls_user()) AND (SELECT rls_is('active')))"
        " OR (SELECT rls_is('social_care_manager'))"
        # Worklists read them by the thousand.
        " WHEN child_id IS NOT NULL AND (SELECT rls_is('opens_all'))"
        " THEN child_id NOT IN (SELECT rls_hidden_children())"
        " ELSE rls_sees_time_limit(child_id, referral_child_id) END",
        reads=SWEEP | INTAKE | OUTCOME | OVERSIGHT,
        writes=SWEEP | INTAKE | MOVING | CHALLENGE | SUPERVISION,
        needs=("about_worker_id",),
    ),
    Policy("cases_person", "rls_sees_person(id)", reads=ASKING),
    Policy("cases_personname", _PERSON, reads=ASKING),
    Policy(
        "cases_address",
        "(NOT is_confidential OR (SELECT rls_is('social_care'))) AND rls_sees_person_fully(person_id)",
        reads=ASKING,
    ),
    Policy("cases_contactdetail", "rls_sees_person_fully(person_id)"),
    Policy(
        "cases_relationship",
        "rls_sees_person(person_id) AND rls_sees_person(relative_of_id)",
        reads=RECURRENCE,
    ),
    Policy("cases_family", "rls_sees_family(id)"),
    Policy("cases_familymember", _PERSON),
    Policy(
        "cases_referral",
        f"(author_id = (SELECT rls_user()) AND (SELECT rls_is('professional'))) OR {_referral('id')}",
        reads=SWEEP | DIGEST | SCAN | MOVING | LOOK_BACK,
    ),
    Policy(
        "cases_referralchild",
        _referral("referral_id"),
        reads=SWEEP | INTAKE | OUTCOME | DIGEST | RECORD | MOVING | LOOK_BACK,
        writes=INTAKE,
    ),
    Policy(
        "cases_document",
        "CASE WHEN child_id IS NULL THEN rls_sees_referral(referral_id)"
        f" ELSE ({_OPEN_LINE.replace('recorded_by_id', 'uploaded_by_id')}) AND rls_sees_child(child_id) END",
        # access_documents.own_documents
        only_reads="agency_id = (SELECT rls_agency()) AND withdrawn_at IS NULL"
        " AND (sensitivity <> 'supervision' OR uploaded_by_id = (SELECT rls_user()))"
        " AND rls_has_left(child_id)",
        reads=OWN_WORDS,
        writes=SCAN,
    ),
    Policy("cases_referraladult", "rls_sees_referral(referral_id)"),
    Policy(
        "cases_referraldecision", "rls_sees_decision(referral_child_id)", reads=OUTCOME | DIGEST | LOOK_BACK
    ),
    # Social care reads the whole log, every other agency what it wrote itself.
    Policy(
        "cases_sharing",
        f"(agency_id = (SELECT rls_agency()) OR (SELECT rls_is('social_care'))) AND {_CHILD}",
        append_only=True,
    ),
    Policy(
        "cases_draft",
        "author_id = (SELECT rls_user())",
        reads=EXPIRY,
        writes=EXPIRY,
        adds="author_id = (SELECT rls_user())",
        deletes=True,
    ),
    Policy(
        "cases_sentform",
        "author_id = (SELECT rls_user())",
        reads=EXPIRY,
        writes=EXPIRY,
        adds="author_id = (SELECT rls_user())",
        deletes=True,
    ),
    # Meetings: see rls_reads_meeting; whom they are about is asked line by line.
    Policy(
        "cases_meeting",
        # A row that is being added isn't there yet for a function.
        "((SELECT rls_user()) IN (chair_id, minute_taker_id, called_by_id)"
        " AND agency_id = (SELECT rls_agency()) AND (SELECT rls_is('professional')))"
        " OR rls_sees_meeting(id)",
        reads=GUEST | RECORD | CHASING | OVERSIGHT | SWEEP,
    ),
    Policy("cases_meetingchild", f"{_CHILD} AND {_MEETING}", reads=RECORD),
    Policy(
        "cases_invitation",
        f"{_OWN_INVITATION} OR {_MEETING}",
        reads=RECORD | CHASING | OVERSIGHT,
        writes=GUEST,
    ),
    Policy("cases_guestlink", "rls_sees_invitation(invitation_id)", reads=GUEST, writes=GUEST),
    # Holds a sealed link until it is sent: nobody reads it.
    Policy("cases_guestmail", "false", reads=GUEST, writes=GUEST, adds="false"),
    Policy(
        "cases_sharedinformation",
        f"({_OPEN_LINE}) AND (child_id IS NULL OR {_CHILD}) AND {_MEETING}",
    ),
    Policy("cases_meetingaction", f"(child_id IS NULL OR {_CHILD}) AND {_MEETING}"),
    Policy("cases_minutes", "rls_sees_minutes(id, meeting_id)", reads=GUEST | CHASING | OVERSIGHT),
    Policy(
        "cases_minutescopy",
        "rls_sees_invitation(invitation_id)",
        reads=OVERSIGHT,
        writes=GUEST | CHASING,
    ),
    Policy("strategy_meetings_strategymeeting", _MEETING, reads=OVERSIGHT),
    Policy("strategy_meetings_strategydecision", f"{_CHILD} AND {_MEETING}", reads=OVERSIGHT),
    Policy("strategy_meetings_dissent", "rls_sees_strategy_decision(decision_id)", reads=OVERSIGHT),
    Policy(
        "strategy_meetings_section47enquiry",
        f"((SELECT rls_is('social_care')) OR (SELECT rls_is('police'))) AND {_CHILD}",
    ),
    Policy(
        "strategy_meetings_lateralcheck",
        "(agency_id = (SELECT rls_agency()) OR (SELECT rls_is('social_care'))"
        " OR (SELECT rls_is('police'))) AND " + _CHILD,
    ),
    Policy(
        "strategy_meetings_medical",
        f"((SELECT rls_is('social_care')) OR (SELECT rls_is('police'))) AND {_CHILD}",
    ),
    Policy("strategy_meetings_immediateprotection", _CHILD),
    Policy(
        "strategy_meetings_recurrencehit",
        f"(SELECT rls_is('social_care')) AND {_CHILD}",
        writes=RECURRENCE,
    ),
    *OF_PLANS,
    *OF_CONFERENCES,
    *OF_CORE_GROUPS,
    *OF_STEP_DOWN,
    *OF_VISITS,
    *OF_TOOLS,
    *OF_CHRONOLOGIES,
    *OF_VOICE,
    # How long clocks are, and which days are no working days: nothing about a child.
    Policy(
        "cases_localtimescale",
        _ANYBODY,
        reads=EVERY,
        adds="set_by_id = (SELECT rls_user()) AND (SELECT rls_is('partnership_admin'))",
        append_only=True,
    ),
    # Loaded on the command line, with the login of maintenance.
    Policy("cases_bankholidays", _ANYBODY, reads=EVERY, adds="false", append_only=True),
    # The policies read grants inside their functions; here their writer does, and the gate for the person.
    Policy(
        "cases_childusergrant",
        "user_id = (SELECT rls_user())",
        reads=RECORD | SWEEP | ENTRY | REVIEW | OWN_WORDS | LOOK_BACK | RECURRENCE,
        writes=RECORD,
        adds="false",
        deletes=True,
    ),
    Policy(
        "cases_childgroupgrant",
        "group_id = ANY ((SELECT rls_groups())::int[])",
        reads=RECORD | OWN_WORDS | SWEEP | LOOK_BACK,
        writes=RECORD,
        adds="false",
        deletes=True,
    ),
    # The opener reads their own, the reviewers others'; a reviewer changes them, and never their own.
    Policy(
        "cases_emergencyaccess",
        f"(user_id = (SELECT rls_user()) AND {_PROFESSIONAL})"
        " OR (user_id <> (SELECT rls_user()) AND rls_reviews_emergency(child_id))",
        reads=REVIEW | OWN_WORDS,
        writes=ENTRY,
        adds="user_id <> (SELECT rls_user())",
    ),
    *OF_CHALLENGES,
    *OF_HISTORIC_RISK,
    *OF_ALLOCATION,
    *OF_SUPERVISION,
)

# Tables of lower floors whose rows tell of a child.
BESIDE: Final = (
    Policy(
        "audit_accesslog",
        "user_id = (SELECT rls_user()) OR (SELECT rls_is('partnership_admin'))"
        # Everything but what was looked at on records that the head isn't named on.
        " OR ((SELECT rls_is('head_of_service')) AND CASE"
        " WHEN child_key IS NULL THEN NOT rls_hides_reference(reference)"
        " ELSE child_key NOT IN (SELECT rls_hidden_children()) END)"
        # A child's looks are read by the thousand.
        " OR ((SELECT rls_is('social_care_manager')) AND CASE"
        " WHEN child_key IS NULL THEN rls_sees_reference(reference)"
        " WHEN (SELECT rls_is('opens_all')) THEN child_key NOT IN (SELECT rls_hidden_children())"
        " ELSE rls_sees_child(child_key) END)",
        reads=SEALING | ASKING,
        adds="user_id = (SELECT rls_user())",
        append_only=True,
    ),
    Policy("audit_accessreview", _ASKS, reads=ASKING, writes=ASKING, adds=_ASKS),
    Policy(
        "audit_historicalaccessreview",
        _ASKS,
        reads=SEALING,
        writes=ASKING,
        adds=_ASKS,
        append_only=True,
    ),
    Policy("audit_sealedshape", "false", reads=SEALING, writes=SEALING, adds="false", append_only=True),
    Policy("audit_seal", "false", reads=SEALING, writes=SEALING, adds="false", append_only=True),
    Policy("audit_sealingmark", "false", reads=SEALING, writes=SEALING, adds="false"),
    Policy(
        "notifications_notification",
        "recipient_id = (SELECT rls_user())",
        reads=TELLING | DELIVERY,
        writes=TELLING,
        adds="recipient_id = (SELECT rls_user())",
    ),
    Policy(
        "notifications_email",
        "false",
        reads=TELLING | DELIVERY,
        writes=TELLING | DELIVERY,
        adds="false",
    ),
    Policy(
        "notifications_deliverychoice",
        "user_id = (SELECT rls_user())",
        reads=TELLING,
        adds="user_id = (SELECT rls_user())",
    ),
    Policy(
        "notifications_calendarfeed",
        "user_id = (SELECT rls_user())",
        reads=CALENDAR,
        writes=CALENDAR,
        adds="user_id = (SELECT rls_user())",
    ),
    Policy("notifications_bounce", "false", reads=DELIVERY, writes=DELIVERY, adds="false"),
)

# The history is read with the record by social care (access.Action.VIEW_HISTORY). A person's own change is
# shown to them while they are making it, as long as they see what they changed.
_MAKES_HISTORY: Final = "((SELECT rls_is('social_care')) OR history_user_id = (SELECT rls_user()))"
_NO_HISTORY: Final = frozenset(
    {"cases_event", "cases_draft", "cases_sentform", "cases_childusergrant", "cases_childgroupgrant"}
    | {"cases_localtimescale", "cases_bankholidays", "cases_guestmail"}
    | APPEND_ONLY_OF_PLANS
    | APPEND_ONLY_OF_TOOLS
    | APPEND_ONLY_OF_CHRONOLOGIES
    | APPEND_ONLY_OF_VOICE
    | APPEND_ONLY_OF_CHALLENGES
    | APPEND_ONLY_OF_ALLOCATION
    | APPEND_ONLY_OF_SUPERVISION
)
_APPS: Final = ("cases", "strategy_meetings", "core_groups", "escalation")
_KEYS: Final = {
    "cases_child": "person_id",
    "strategy_meetings_strategymeeting": "meeting_id",
    "core_groups_conference": "meeting_id",
    "core_groups_coregroup": "meeting_id",
}
_ALSO: Final = {"cases_address": " AND (NOT is_confidential OR (SELECT rls_is('social_care')))"}


def _history(of: Policy) -> Policy:
    key = _KEYS.get(of.table, "id")
    app = next(app for app in _APPS if of.table.startswith(f"{app}_"))
    name = of.table.replace(f"{app}_", f"{app}_historical", 1)
    return Policy(
        name,
        f"{_MAKES_HISTORY}{_ALSO.get(of.table, '')}"
        f" AND EXISTS (SELECT FROM {of.table} live WHERE live.{key} = {name}.{key})",
        reads=of.writes | SEALING,
        writes=of.writes,
        adds=of.adds,
        append_only=True,
        live=of.table,
    )


HISTORY: Final = tuple(_history(policy) for policy in LIVE if policy.table not in _NO_HISTORY)
POLICIES: Final = (*LIVE, *BESIDE, *HISTORY)
