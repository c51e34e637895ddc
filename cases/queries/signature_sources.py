"""What is signed in this app: referral decisions, assessments, historic high risk, minutes,
supervision."""

from __future__ import annotations

from datetime import datetime
from typing import Final, cast

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse

from cases import access, access_historic_risk, access_meetings, access_plans
from cases.access import Action
from cases.historic_risk_states import ReviewState
from cases.meeting_states import MeetingState
from cases.models import Assessment, HistoricRiskReview, Minutes, ReferralChild, ReferralDecision, Supervision
from cases.plan_states import AssessmentState
from cases.queries import supervision
from cases.queries.signatures import Signer, Source, Waiting
from cases.states import ReferralChildState
from safeguarding.accounts.models import TeamFunction, User
from safeguarding.ui.filters import date_text

REFERRAL: Final = "referral"
ASSESSMENT: Final = "assessment"
SENIOR: Final = "senior"
HEAD: Final = "head"
MINUTES: Final = "minutes"
SUPERVISION: Final = "supervision"


def _is_front_door(user: User) -> bool:
    return user.team is not None and user.team.function == TeamFunction.FRONT_DOOR


def _referrals(by: Signer) -> QuerySet[ReferralChild]:
    """Matched referrals to decide: all for the front door's managers, for others those of their children."""
    if not access.may(by.user, Action.DECIDE_REFERRAL):
        return ReferralChild.objects.none()
    rows = access.visible_referral_children(by.user).filter(
        by.of_settled_child(), state=ReferralChildState.MATCHED
    )
    if not _is_front_door(by.user):
        rows = rows.filter(by.own_people("child__allocated_to"), child__allocated_to__isnull=False)
    taken_back = ReferralDecision.objects.exclude(superseded_at=None).defer("digest", "suggestion")
    return (
        rows.exclude(referral__author=by.user)
        .select_related("referral__agency", "child__person")
        .prefetch_related(
            Prefetch("decisions", queryset=taken_back.order_by("-superseded_at"), to_attr="taken_back")
        )
    )


def _referral(row: ReferralChild, since: datetime) -> Waiting:
    earlier = vars(row)["taken_back"]
    changed = (
        f"The decision of {date_text(earlier[0].decided_at)} was taken back: {earlier[0].superseded_reason}"
        if earlier
        else ""
    )
    return Waiting(
        kind=REFERRAL,
        reference=row.referral.reference,
        child=row.child,
        asked_by=row.referral.agency.name,
        since=since,
        href=reverse("front_door_decide", args=[row.referral.reference, row.position]),
        what_changed=changed,
    )


def _assessments(by: Signer) -> QuerySet[Assessment]:
    """Assessments that one's people sent, or about their children; never what one wrote or sent."""
    if not access.may(by.user, Action.AUTHORISE_ASSESSMENT):
        return Assessment.objects.none()
    return (
        access_plans.visible_assessments(by.user)
        .filter(
            by.of_settled_child(),
            by.own_people("submitted_by", "author", "child__allocated_to"),
            state=AssessmentState.AWAITING,
        )
        .exclude(Q(author=by.user) | Q(submitted_by=by.user))
        .select_related("child__person", "submitted_by", "returned_by")
    )


def _assessment(row: Assessment, since: datetime) -> Waiting:
    changed = ""
    if row.returned_at is not None:
        changed = f"Given back on {date_text(row.returned_at)}: {row.returned_reason}"
    return Waiting(
        kind=ASSESSMENT,
        reference=row.reference,
        child=row.child,
        asked_by=cast(User, row.submitted_by).full_name,
        since=since,
        href=reverse("assessment_authorise", args=[row.child.reference, row.reference]),
        what_changed=changed,
    )


def _senior_views(by: Signer) -> QuerySet[HistoricRiskReview]:
    """Senior views for the front door's managers and those of the child's worker, but for who sent or decided
    the referral. Not for heads of service: their part is the decision, and nobody does both."""
    if not access.may(by.user, Action.REVIEW_HISTORIC_RISK) or _is_head(by.user):
        return HistoricRiskReview.objects.none()
    decided = ReferralDecision.objects.filter(
        referral_child=OuterRef("referral_child"), superseded_at=None, decided_by=by.user
    )
    wrote = ReferralChild.objects.filter(pk=OuterRef("referral_child"), referral__author=by.user)
    own = Q() if _is_front_door(by.user) else by.own_people("child__allocated_to")
    return _of_state(by, ReviewState.SENIOR).filter(own, ~Exists(decided), ~Exists(wrote))


def _heads_decisions(by: Signer) -> QuerySet[HistoricRiskReview]:
    """Decisions for heads of service, but for who gave the senior view."""
    if not _is_head(by.user):
        return HistoricRiskReview.objects.none()
    return _of_state(by, ReviewState.HEAD).exclude(reviewed_by=by.user)


def _is_head(user: User) -> bool:
    return access.may(user, Action.DECIDE_HISTORIC_RISK)


def _of_state(by: Signer, state: ReviewState) -> QuerySet[HistoricRiskReview]:
    rows = access_historic_risk.visible_reviews(by.user).filter(by.of_settled_child(), state=state)
    return rows.select_related("child__person", "asked_by", "reviewed_by")


def _senior_view(row: HistoricRiskReview, since: datetime) -> Waiting:
    return Waiting(
        kind=SENIOR,
        reference=row.child.reference,
        child=row.child,
        asked_by=row.asked_by.full_name,
        since=since,
        href=reverse("historic_risk_review", args=[row.child.reference, row.pk]),
        what_changed=_further(row),
    )


def _heads_decision(row: HistoricRiskReview, since: datetime) -> Waiting:
    return Waiting(
        kind=HEAD,
        reference=row.child.reference,
        child=row.child,
        asked_by=cast(User, row.reviewed_by).full_name,
        since=since,
        href=reverse("historic_risk_decide", args=[row.child.reference, row.pk]),
        what_changed=_further(row),
    )


def _further(row: HistoricRiskReview) -> str:
    later = [each["reference"] for each in row.findings[1:] if not each["is_taken_back"]]
    return f"Further referrals came in: {', '.join(later)}." if later else ""


def _minutes(by: Signer) -> QuerySet[Minutes]:
    """Drafted minutes of meetings that one chairs; where the chair has no account, of one's people's."""
    chairs = Q(meeting__chair=by.user)
    if access.may(by.user, Action.DECIDE_REFERRAL):
        chairs |= Q(by.own_people("meeting__called_by"), meeting__chair=None)
    newer = Minutes.objects.filter(meeting=OuterRef("meeting"), number__gt=OuterRef("number"))
    workable = access_meetings.workable_meetings(by.user)
    rows = access_meetings.visible_minutes(by.user).filter(
        chairs,
        ~Exists(newer),
        meeting__in=workable.values("pk"),
        meeting__state=MeetingState.DRAFTED,
        approved_at=None,
    )
    return rows.select_related("meeting", "author")


def _draft(row: Minutes, since: datetime) -> Waiting:
    changed = f"Version {row.number}."
    if row.correction_reason:
        changed = f"{changed} A correction: {row.correction_reason}"
    return Waiting(
        kind=MINUTES,
        reference=row.meeting.reference,
        child=None,
        asked_by=row.author.full_name,
        since=since,
        href=reverse("minutes_approve", args=[row.meeting.reference, row.number]),
        what_changed=changed,
    )


def _supervisions(by: Signer) -> QuerySet[Supervision]:
    """Those that somebody else has signed: each who took part signs for themselves, nobody by cover."""
    rows = supervision.waiting_for(by.user)
    # A social worker has this one thing to sign, on the page of their supervisions.
    return rows if access.may(by.user, Action.SIGN) else rows.none()


def _supervision(row: Supervision, since: datetime) -> Waiting:
    return Waiting(
        kind=SUPERVISION,
        reference=date_text(row.held_on),
        child=None,
        asked_by=vars(row)["first_signed_by"],
        since=since,
        href=reverse("supervision_sign", args=[row.pk]),
    )


SOURCES: Final = (
    Source(REFERRAL, "Referral to decide", _referrals, "matched_at", _referral),
    Source(ASSESSMENT, "Assessment to authorise", _assessments, "submitted_at", _assessment),
    Source(SENIOR, "Historic high risk: senior view", _senior_views, "asked_at", _senior_view),
    Source(HEAD, "Historic high risk: decision", _heads_decisions, "reviewed_at", _heads_decision),
    Source(MINUTES, "Minutes to approve", _minutes, "written_at", _draft),
    Source(SUPERVISION, "Supervision to sign", _supervisions, "first_signed_at", _supervision),
)
