"""What a child's history is made of: which tables, rows and columns, and what of them is secret."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q

from cases import (
    access,
    access_allocation,
    access_documents,
    access_historic_risk,
    access_plans,
    access_sharing,
    access_tools,
    access_visits,
    access_voice,
)
from cases.models import (
    Address,
    Appointment,
    Assessment,
    AssessmentPart,
    Child,
    ContactDetail,
    Deadline,
    Document,
    EpisodeOfNeed,
    HandoverNote,
    HistoricRiskReview,
    Involvement,
    MaleEngaged,
    Person,
    PersonName,
    Plan,
    PlanItem,
    PlanItemProgress,
    PlanScale,
    PlanShare,
    Referral,
    ReferralChild,
    ReferralDecision,
    Relationship,
    Sharing,
    ToolResult,
    Visit,
    VoiceEntry,
    Warning,
)
from cases.queries.history_meetings import MEETING_PARTS
from cases.queries.history_shape import Part, Which
from safeguarding.accounts.models import User
from safeguarding.rules import codes

# A referral's own words are read on its page; here what is known of where it came from.
_OF_A_REFERRAL: Final = frozenset(
    {
        *("reference", "received_at", "agency", "source_code", "level", "parents_know", "sharing_basis"),
        *("referrer_name", "referrer_role", "referrer_phone", "referrer_email", "referrer_is_anonymous"),
        *("address_lines", "postcode", "address_is_confidential"),
    }
)
_OF_A_PART: Final = frozenset({"referral", "state", "contact_kind", "is_re_referral"})


def _secret_place(user: User, row: Any) -> frozenset[str]:
    hides = row.is_confidential and not access.sees_confidential_addresses(user)
    return frozenset({"lines", "postcode", "confidential_reason"} if hides else ())


def _secret_referrer(user: User, row: Any) -> frozenset[str]:
    secret = set()
    if row.address_is_confidential and not access.sees_confidential_addresses(user):
        secret |= {"address_lines", "postcode"}
    if row.is_for_someone_else and not access.may_see_referrer(user, row):
        secret |= {"referrer_name", "referrer_role", "referrer_phone", "referrer_email"}
    return frozenset(secret)


def _of_person(user: User, child: Child) -> Q:
    return Q(person_id=child.pk)


def _of_child(user: User, child: Child) -> Q:
    return Q(child_id=child.pk)


def _of_relatives(user: User, child: Child) -> Q:
    """Relationships with people the reader may see; the others are as if they weren't there."""
    visible = access.visible_people(user).values("pk")
    return Q(relative_of_id=child.pk, person_id__in=visible) | Q(
        person_id=child.pk, relative_of_id__in=visible
    )


def _of_referrals(user: User, child: Child) -> Q:
    """What hangs on the child's part of referrals that the reader may see."""
    referrals = access.visible_referrals(user).values("pk")
    return Q(referral_child__child_id=child.pk, referral_child__referral__in=referrals)


def _of_plan(path: str) -> Which:
    """What hangs on the child's plans, by the `path` to the plan."""
    return lambda user, child: Q(**{f"{path}__child_id": child.pk})


def _referrals(user: User, child: Child) -> Q:
    return Q(id__in=access.visible_referrals(user).filter(children__child=child).values("pk"))


def _parts_of_referrals(user: User, child: Child) -> Q:
    """While they were matched to this child, and while they were matched to nobody."""
    history: Any = ReferralChild.history.model.objects  # type: ignore[attr-defined]
    ever = history.filter(child_id=child.pk).values("id")
    return Q(referral_id__in=access.visible_referrals(user).values("pk"), id__in=ever) & (
        Q(child_id=child.pk) | Q(child_id=None)
    )


def _deadlines(user: User, child: Child) -> Q:
    return _of_child(user, child) | _of_referrals(user, child)


def _documents(user: User, child: Child) -> Q:
    here = Q(child=child) | Q(referral__children__child=child)
    return Q(id__in=access_documents.visible_documents(user).filter(here).values("pk"))


def _sharings(user: User, child: Child) -> Q:
    return Q(id__in=access_sharing.visible_sharings(user).filter(child=child).values("pk"))


def _males(user: User, child: Child) -> Q:
    return Q(id__in=access_plans.visible_males(user).filter(child=child).values("pk"))


def _warnings(user: User, child: Child) -> Q:
    return Q(id__in=access_voice.visible_warnings(user).filter(child=child).values("pk"))


def _voice(user: User, child: Child) -> Q:
    return Q(id__in=access_voice.visible_voice(user).filter(child=child).values("pk"))


def _historic_risk(user: User, child: Child) -> Q:
    return Q(id__in=access_historic_risk.visible_reviews(user).filter(child=child).values("pk"))


def _notes(user: User, child: Child) -> Q:
    return Q(id__in=access_allocation.visible_notes(user).filter(child=child).values("pk"))


def _assessments(user: User, child: Child) -> Q:
    return Q(id__in=access_plans.visible_assessments(user).filter(child=child).values("pk"))


def _assessment_parts(user: User, child: Child) -> Q:
    return Q(id__in=access_plans.visible_parts(user).filter(child=child).values("pk"))


def _visits(user: User, child: Child) -> Q:
    return Q(id__in=access_visits.visible_visits(user).filter(child=child).values("pk"))


def _tool_results(user: User, child: Child) -> Q:
    return Q(id__in=access_tools.visible_results(user).filter(child=child).values("pk"))


# As the tool was set up on that day: the scores say what they are of on their own page.
_SET_UP: Final = frozenset({"tool", "areas", "lowest", "highest", "direction", "scores"})
_PARTS: Final = (
    Part(Person, "Identity", lambda user, child: Q(id=child.pk)),
    Part(Child, "Record", _of_person),
    Part(PersonName, "Name", _of_person),
    Part(Address, "Address", _of_person, secret=_secret_place),
    Part(ContactDetail, "Contact detail", _of_person),
    Part(Relationship, "Relationship", _of_relatives),
    Part(Involvement, "Involvement", _of_child),
    Part(Warning, "Warning", _warnings),
    Part(EpisodeOfNeed, "Time open to social care", _of_child),
    Part(Plan, "Plan", _of_child),
    Part(PlanItem, "Item of a plan", _of_plan("plan")),
    Part(PlanItemProgress, "Progress on an item", _of_plan("item__plan")),
    Part(PlanScale, "Scale of a plan", _of_plan("plan")),
    Part(PlanShare, "Plan shared with the family", _of_plan("plan_version__plan")),
    Part(MaleEngaged, "Father or male", _males),
    Part(Assessment, "Assessment", _assessments, words={"factors": dict(codes.ASSESSMENT_FACTOR)}),
    Part(AssessmentPart, "Part of an assessment", _assessment_parts),
    Part(Referral, "Referral", _referrals, only=_OF_A_REFERRAL, secret=_secret_referrer),
    Part(ReferralChild, "Child of a referral", _parts_of_referrals, only=_OF_A_PART),
    Part(ReferralDecision, "Decision on a referral", _of_referrals, line="referral_child_id"),
    Part(Deadline, "Time limit", _deadlines),
    Part(Document, "Document", _documents),
    Part(Sharing, "Sharing", _sharings, follows="supersedes_id"),
    Part(Visit, "Visit", _visits),
    Part(ToolResult, "Tool result", _tool_results, without=_SET_UP),
    Part(Appointment, "Appointment", _of_child, without=frozenset({"followed_up_at", "followed_up_by"})),
    Part(VoiceEntry, "What the child said", _voice, follows="supersedes_id", without=frozenset({"document"})),
    Part(
        HistoricRiskReview,
        "Historic high risk",
        _historic_risk,
        without=frozenset({"referral_child", "findings", "event", "asked_at", "reviewed_at", "decided_at"}),
    ),
    Part(HandoverNote, "Handover note", _notes, without=frozenset({"facts"})),
)
_OF_OTHER_APPS: Final[list[Part]] = []


def register(*parts: Part) -> None:
    """What an upper app's tables add to the history, when it is loaded."""
    _OF_OTHER_APPS.extend(parts)


def parts() -> tuple[Part, ...]:
    """All parts of a child's history, in the order in which changes of one moment are told."""
    return (*_PARTS, *MEETING_PARTS, *_OF_OTHER_APPS)


def part_choices() -> list[tuple[str, str]]:
    """Each part's name in addresses, and the word for it."""
    return [(part.slug, part.word) for part in parts()]
