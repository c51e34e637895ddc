"""Who has looked at what: lines of the access log, by child and by person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases import access
from cases.exceptions import NotVisibleError
from cases.models import Child, Referral
from cases.queries import keyset
from safeguarding.accounts.models import User
from safeguarding.audit.models import AccessLog, Action
from safeguarding.rules.london_time import at_hour

# What the log calls a page, in the words of the page's own heading.
PAGE_WORDS: Final = {
    "child": "Overview",
    "child_network": "Network",
    "child_family": "Family",
    "child_chronology": "Chronology",
    "child_documents": "Documents",
    "child_history": "History of changes",
    "child_looks": "Who has looked",
    "child_sharing": "Sharing",
    "child_allocate": "Allocating the record",
    "child_restriction": "Restricting the record",
    "child_restriction_lift": "Lifting the restriction",
    "emergency_open": "Opening a record in an emergency",
    "own_records": "What my agency recorded",
    "own_documents": "Documents my agency added",
    "person": "A person’s details",
    "person_new": "Making a new record",
    "person_edit": "Changing identity",
    "person_needs": "Changing needs",
    "alias_new": "Adding a name",
    "alias_end": "Ending a name",
    "address_new": "Adding an address",
    "address_end": "Ending an address",
    "contact_new": "Adding a contact detail",
    "contact_end": "Ending a contact detail",
    "death_new": "Recording a death",
    "relative_new": "Adding a relative",
    "relationship_edit": "Changing a relationship",
    "relationship_end": "Ending a relationship",
    "event_new": "Recording an event",
    "event_correct": "Correcting an event",
    "involvement_new": "Involving an agency",
    "involvement_end": "Ending an involvement",
    "warning_new": "Adding a warning",
    "warning_end": "Ending a warning",
    "warning_review": "Looking at a warning again",
    "child_warnings": "Warnings",
    "child_appointments": "Appointments",
    "appointment_new": "Recording an appointment",
    "appointment_outcome": "Outcome of an appointment",
    "appointment_follow_up": "Following up a missed appointment",
    "child_voice": "The child’s voice",
    "voice_day": "Writing down a day in the child’s life",
    "voice_words": "Writing down the child’s words",
    "voice_drawing": "Adding a drawing",
    "voice_observation": "Writing down an observation",
    "voice_correct": "Correcting what the child said",
    "child_genogram": "Genogram",
    "child_genogram_pdf": "Genogram (PDF)",
    "sharing_new": "Recording a sharing",
    "sharing_correct": "Correcting a sharing",
    "document": "File of a document",
    "document_new": "Adding a document",
    "document_withdraw": "Withdrawing a document",
    "deadline_lateness": "Saying why a time limit was missed",
    "referral": "Referral",
    "referral_sent": "Confirmation of a referral",
    "referral_receipt": "Receipt of a referral (PDF)",
    "referral_document_new": "Adding a document to a referral",
    "referral_document_withdraw": "Withdrawing a document of a referral",
    "front_door_child": "Referral at the front door",
    "front_door_match": "Finding the record of a referral",
    "front_door_unmatch": "Undoing the match of a referral",
    "front_door_relatives": "Relatives named in a referral",
    "front_door_digest": "Digest of the history",
    "front_door_digest_seen": "Digest as the decider saw it",
    "front_door_decide": "Deciding a referral",
    "front_door_tell": "Telling the referrer",
    "front_door_reconsider": "Reconsidering a decision",
    "child_core_group": "Core group",
    "core_group_new": "Planning a core group",
    "core_group_member_new": "Adding a member of a core group",
    "core_group_member_end": "Recording that a member left a core group",
    "core_group": "Core group meeting",
    "core_group_pack": "Plan pack of a core group",
    "core_group_pack_pdf": "Plan pack of a core group (PDF)",
    "core_group_agenda": "Writing under the agenda of a core group",
    "core_group_hold": "Recording that a core group was held",
    "core_group_next": "Saying when the next core group is",
    "core_group_male": "Recording what was done about a father or male",
    "core_group_missing": "Saying that an agency is missing",
    "child_strategy": "Strategy meetings and enquiries",
    "child_challenges": "Professional challenges",
    "challenge_new": "Raising a challenge",
    "challenge_event": "Challenging a decision",
    "challenge": "Professional challenge",
    "challenge_contact": "Recording a contact in a challenge",
    "challenge_counterpart": "Naming who answers a challenge",
    "challenge_up": "Moving a challenge up",
    "challenge_offer": "Making an offer in a challenge",
    "challenge_answer": "Answering an offer in a challenge",
    "challenge_withdraw": "Withdrawing a challenge",
    "challenge_decide": "Deciding a challenge",
    "challenge_dissent": "Recording dissent after a challenge",
    "challenge_learning": "Recording what a challenge teaches",
    "challenge_action_done": "Recording an action after a challenge",
    "challenge_meeting": "Planning a resolution meeting",
    "resolution_hold": "Recording that a resolution meeting was held",
    "challenge_desk_export": "Export of the challenges (CSV)",
    "strategy_call": "Calling a strategy meeting",
    "strategy_call_event": "Calling a strategy meeting for an event",
    "strategy_call_recurrence": "Calling a strategy meeting for concerns that recur",
    "strategy_call_referral": "Calling a strategy meeting for a referral",
    "strategy_follow_up": "Calling a follow-up strategy meeting",
    "strategy_meeting": "Strategy meeting",
    "strategy_invite": "Asking people to a strategy meeting",
    "strategy_child_new": "Adding a child to a strategy meeting",
    "enquiry_conference": "Requesting an initial child protection conference",
    "strategy_history": "History before a strategy meeting",
    "strategy_history_read": "Reading the history for a strategy meeting",
    "strategy_agenda": "Agenda of a strategy meeting",
    "strategy_hold": "Recording that a strategy meeting was held",
    "strategy_sign": "Signing a meeting without its quorum",
    "strategy_decide": "Deciding at a strategy meeting",
    "strategy_dissent": "Recording that an agency does not agree",
    "strategy_report_meetings": "Meetings behind a report",
    "recurrence_hit": "Concerns that recur",
    "recurrence_decline": "Declining a strategy meeting",
    "child_conferences": "Conferences about a child",
    "conference_request": "Asking for a conference",
    "conference_book": "Booking a conference",
    "conference": "Child protection conference",
    "conference_invite": "Asking people to a conference",
    "conference_pack": "What a review conference looks at",
    "conference_hold": "Recording that a conference was held",
    "conference_advocate": "Offering a parent advocate",
    "conference_report": "Report to a conference",
    "conference_decide": "Deciding at a conference",
    "conference_dissent": "Recording that an agency does not agree with a conference",
    "conference_letter_send": "Sending a decision letter",
    "conference_letter": "Decision letter",
    "conference_letter_file": "Decision letter (PDF)",
    "conference_letter_received": "Recording that a decision letter was received",
    "enquiry": "Section 47 enquiry",
    "enquiry_seen": "Recording that a child was seen",
    "enquiry_not_seen": "Recording that a child was not seen",
    "enquiry_write": "Writing a section 47 enquiry",
    "enquiry_ask": "Asking an agency what it knows",
    "enquiry_submit": "Giving an enquiry to a manager",
    "enquiry_send_back": "Sending an enquiry back",
    "enquiry_sign": "Signing an enquiry",
    "medical_new": "Planning a medical",
    "medical_held": "Recording a medical",
    "medical_not_held": "Recording that a medical was not held",
    "lateral_check": "Answering a lateral check",
    "meeting": "Meeting",
    "meeting_file": "Meeting as a calendar file",
    "meeting_change": "Changing a meeting",
    "meeting_cancel": "Cancelling a meeting",
    "meeting_attendance": "Attendance at a meeting",
    "meeting_invite": "Asking somebody to a meeting",
    "meeting_invite_outside": "Asking somebody outside the service to a meeting",
    "meeting_take_on": "Taking an invitation on",
    "meeting_answer": "Answering an invitation",
    "meeting_withdraw": "Taking an invitation back",
    "meeting_report": "Report to a meeting",
    "meeting_report_ask": "Asking for a report to a meeting",
    "meeting_information_new": "Information shared at a meeting",
    "meeting_action_new": "Adding an action of a meeting",
    "meeting_action_close": "Closing an action of a meeting",
    "meeting_guests": "Private links to a meeting",
    "guest_link_send": "Sending a private link",
    "guest_link_revoke": "Ending a private link",
    "minutes": "Minutes of a meeting",
    "minutes_draft": "Writing minutes",
    "minutes_correct": "Correcting minutes",
    "minutes_copy": "Copy of minutes",
    "minutes_pdf": "Copy of minutes (PDF)",
    "minutes_acknowledge": "Confirming that minutes were read",
    "minutes_changes": "Changes between versions of minutes",
    "minutes_approve": "Approving minutes",
    "minutes_distribute": "Sending minutes out",
    "minutes_receipt": "Receipt for minutes",
    "minutes_receipt_pdf": "Receipt for minutes (PDF)",
    "minutes_chase": "Reminding of minutes",
    "protection_new": "Recording immediate protection",
    "protection_extend": "Extending an emergency protection order",
    "protection_end": "Ending immediate protection",
    "protection_review": "Reviewing immediate protection",
    "child_assessments": "Assessments",
    "assessment": "Assessment",
    "assessment_new": "Starting an assessment",
    "assessment_section": "Writing an assessment",
    "assessment_males": "Fathers and males in an assessment",
    "assessment_male": "Writing of a father or male",
    "assessment_seen": "Seeing the child, in an assessment",
    "assessment_factors": "Factors of an assessment",
    "assessment_recommendation": "Recommendation of an assessment",
    "assessment_ask": "Asking an agency for its part",
    "assessment_send": "Sending an assessment to a manager",
    "assessment_give_back": "Giving an assessment back",
    "assessment_authorise": "Authorising an assessment",
    "assessment_parents_copy": "Parents’ copy of an assessment",
    "assessment_file": "Assessment (PDF)",
    "child_tools": "Results of tools",
    "tool_result": "Result of a tool",
    "tool_result_new": "Recording the result of a tool",
    "tool_result_marac": "Outcome of a multi-agency risk assessment conference",
    "tool_result_take_back": "Taking back the result of a tool",
    "child_plans": "Plans",
    "plan": "Plan",
    "plan_new": "Starting a plan",
    "plan_words": "Writing a plan",
    "plan_compare": "Versions of a plan",
    "plan_pdf": "Plan (PDF)",
    "plan_share": "Sharing a plan",
    "plan_scale": "Scale of a plan",
    "plan_category": "Category of a plan",
    "plan_visit_every": "How often a child is visited",
    "plan_move": "Moving a plan to another authority",
    "plan_end": "Ending a plan",
    "plan_item_new": "Adding an item to a plan",
    "plan_item_change": "Changing an item of a plan",
    "plan_item_progress": "Progress on an item of a plan",
    "plan_item_finish": "Finishing an item of a plan",
    "plan_item_drop": "Dropping an item of a plan",
    "plan_item_reopen": "Reopening an item of a plan",
    "child_visits": "Visits",
    "visit_new": "Recording a visit",
    "leaving": "Agencies that leave",
    "leaving_new": "Asking to leave",
    "leaving_one": "An agency’s request to leave",
    "leaving_view": "View on an agency’s leaving",
    "leaving_hand_on": "Handing an action on",
    "leaving_decide": "Deciding on an agency’s leaving",
    "step_down": "Step-down",
    "step_down_one": "A step-down",
    "step_down_summary": "Transfer summary",
    "step_down_answer": "Answering a step-down",
    "step_down_drop": "Dropping a step-down",
    "closing": "Closing",
    "closing_write": "Writing a closure",
    "closing_send_back": "Sending a closure back",
    "legal": "Legal milestones",
    "legal_new": "Recording a legal milestone",
    "legal_told": "Telling an agency of a legal milestone",
    "search": "Search",
    "looks_of": "What a person looked at",
    "access_review": "Looks to ask about",
    "account_login": "Signing in",
}


def page_words(page: str) -> str:
    """A logged page's name as people read it."""
    return PAGE_WORDS.get(page) or page.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader narrows the list to; nothing of each means all. Both days are included."""

    person: int | None = None
    agency: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def in_force(self) -> bool:
        """Whether anything is left out by them."""
        return bool(self.person or self.agency or self.action or self.since or self.until)


def of_child(
    user: User,
    child: Child,
    *,
    filters: Filters,
    before: int | None = None,
    after: int | None = None,
) -> keyset.Slice[AccessLog]:
    """The looks at a child's record and at the referrals matched to it, newest first; the caller has asked
    the gate for VIEW_LOOKS."""
    looks = _at_child(user, child)
    return _page(looks, filters, before=before, after=after)


def lookers(user: User, child: Child) -> tuple[list[User], list[str]]:
    """The people who have looked at the child, by name, and the agencies, as they were called then: for the
    filters."""
    pairs = set(_at_child(user, child).order_by().values_list("user", "agency_name").distinct())
    people = User.objects.filter(pk__in={key for key, _ in pairs}).order_by("full_name", "pk")
    return list(people), sorted({name for _, name in pairs})


def of_user(
    reader: User,
    person: User,
    *,
    filters: Filters,
    before: int | None = None,
    after: int | None = None,
) -> keyset.Slice[AccessLog]:
    """What one person looked at, newest first; the caller has asked the gate for AUDIT_LOOKS.

    The partnership admin audits everything, by reference alone. Anybody else doesn't learn here of a
    restricted record that they aren't named on.
    """
    looks = AccessLog.objects.filter(user=person)
    if not access.may(reader, access.Action.REVIEW_LOOKS):
        looks = looks.exclude(at_hidden_records(reader))
    return _page(looks, filters, before=before, after=after)


def lines(keys: list[int], *, page: Any = 1) -> Page[AccessLog]:
    """A page of these lines of the log, oldest first: what a review rests on."""
    return Paginator(AccessLog.objects.filter(pk__in=keys).order_by("at", "pk"), keyset.PAGE_SIZE).get_page(
        page
    )


def person(pk: int) -> User:
    """Whoever's looks are asked for; raises NotVisibleError."""
    found = User.objects.filter(pk=pk).first()
    if found is None:
        raise NotVisibleError
    return found


def _page(
    looks: QuerySet[AccessLog], filters: Filters, *, before: int | None, after: int | None
) -> keyset.Slice[AccessLog]:
    narrowed = _filtered(looks, filters).select_related("user__agency", "user__team")
    return keyset.read(narrowed, readable=looks, instant="at", before=before, after=after)


def _at_child(user: User, child: Child) -> QuerySet[AccessLog]:
    # Asked first and for itself: with the references at hand each side of the OR reads its own index.
    referrals = list(
        access.visible_referrals(user).filter(children__child=child).values_list("reference", flat=True)
    )
    return AccessLog.objects.filter(
        Q(child_key=child.pk) | Q(child_key=None, reference__in=referrals)
    ).exclude(action=Action.SEARCH)


def at_hidden_records(reader: User) -> Q:
    """Looks at records, and at referrals of records, that `reader` may not open."""
    hidden = Child.objects.filter(is_restricted=True).exclude(
        pk__in=access.visible_children(reader).values("pk")
    )
    of_hidden = Exists(hidden.filter(pk=OuterRef("child_key")))
    referral_of_hidden = Exists(
        Referral.objects.filter(reference=OuterRef("reference"), children__child__in=hidden.values("pk"))
    )
    return Q(of_hidden) | Q(referral_of_hidden)


def _filtered(looks: QuerySet[AccessLog], filters: Filters) -> QuerySet[AccessLog]:
    if filters.person is not None:
        looks = looks.filter(user=filters.person)
    if filters.agency:
        looks = looks.filter(agency_name=filters.agency)
    if filters.action:
        looks = looks.filter(action=filters.action)
    if filters.since is not None:
        looks = looks.filter(at__gte=midnight(filters.since))
    if filters.until is not None:
        looks = looks.filter(at__lt=midnight(filters.until + timedelta(days=1)))
    return looks


def midnight(day: date) -> datetime:
    """The instant at which a day begins in London."""
    return at_hour(day, 0)
