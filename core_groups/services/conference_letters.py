"""The letter that tells what a conference decided: sent to all who were asked, to receipt."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.urls import reverse

from cases import access, access_meetings
from cases.access import Action
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.models import Invitation
from cases.services import assessment_telling, deadlines, distribution, events
from cases.states import EventKind
from core_groups import conference_access
from core_groups.conference_states import OUTSIDE, ConferenceDecision, ConferenceKind, LetterHow
from core_groups.models import ConferenceChild, DecisionLetter, LetterCopy
from core_groups.services.conference_holding import DECISION_CLOCK
from safeguarding.accounts.models import User
from safeguarding.notifications.services import notify
from safeguarding.rules import codes
from safeguarding.ui.filters import date_text


@transaction.atomic
def send(*, part: ConferenceChild, outside_how: LetterHow, by: User, at: datetime) -> DecisionLetter:
    """Send the letter about one child's decision to everybody who was asked and receives a copy; those
    outside the service get it by `outside_how`. The clock of the decision stops.

    Raises DomainError while nothing is decided, ChangedMeanwhileError when it was sent already,
    NotVisibleError, NotPermittedError.
    """
    meeting = part.conference.meeting
    access_meetings.require_run(by, meeting)
    access.require(by, Action.BOOK_CONFERENCE, part.child)
    part = _locked(part)
    if not part.decision:
        raise DomainError("Nothing is decided for this child yet")
    if outside_how not in OUTSIDE:
        raise DomainError("Select how those outside the service receive it", field="outside_how")
    if DecisionLetter.objects.filter(part=part).exists():
        raise ChangedMeanwhileError("The letter has been sent already")
    words = content(part)
    letter = DecisionLetter(part=part, content=words, sha256=fingerprint(words), sent_at=at, sent_by=by)
    letter.record(by=by, at=at, reason="Decision letter sent")
    copies = [_copy(letter, invitation, outside_how, by=by, at=at) for invitation in recipients(part)]
    _tell(letter, copies, by=by, at=at)
    deadlines.meet(rule_id=DECISION_CLOCK, child=part.child, by=by, at=at)
    events.write(
        child=part.child,
        kind=EventKind.CONFERENCE,
        what_happened=f"The letter about the conference’s decision went out in {len(copies)} copies",
        source_reference=meeting.reference,
        by=by,
        at=at,
    )
    return letter


@transaction.atomic
def opened(*, letter: DecisionLetter, by: User, at: datetime) -> None:
    """Note that a recipient opened their copy in the service; the first time counts, others' looks don't."""
    own = access_meetings.named_invitations(by).values("pk")
    copies = LetterCopy.objects.select_for_update(of=("self",)).filter(
        letter=letter, invitation__in=own, received_at=None
    )
    for copy in copies:
        copy.received_at, copy.received_by = at, by
        copy.record(by=by, at=at, reason="Opened")


@transaction.atomic
def note_received(*, copy: LetterCopy, by: User, at: datetime) -> LetterCopy:
    """Write down that somebody outside the service has their copy; noted once. Raises NotVisibleError,
    NotPermittedError; DomainError for a copy in the service, which its reader opens."""
    if not conference_access.visible_copies(by).filter(pk=copy.pk).exists():
        raise NotVisibleError
    access_meetings.require_run(by, copy.invitation.meeting)
    copy = LetterCopy.objects.select_for_update(of=("self",)).get(pk=copy.pk)
    if copy.how == LetterHow.SERVICE:
        raise DomainError("Whoever received it in the service opens it there")
    if copy.received_at is None:
        copy.received_at, copy.received_by = at, by
        copy.record(by=by, at=at, reason="Received")
    return copy


def recipients(part: ConferenceChild) -> list[Invitation]:
    """Who receives the letter: as the minutes, and of those outside whoever may read about this child."""
    rows = distribution.recipients(part.conference.meeting)
    return [row for row in rows if row.agency_id is not None or part.child_id in row.about]


def content(part: ConferenceChild) -> dict[str, Any]:
    """What the letter says, word for word: nothing that may not go to the parents.

    Of agencies that didn't agree it says that they didn't, not their words.
    """
    meeting = part.conference.meeting
    offered = {None: "", True: "offered", False: "not offered"}[part.advocate_offered]
    accepted = {None: "", True: ", accepted", False: ", not accepted"}[part.advocate_accepted]
    return {
        "meeting": meeting.reference,
        "kind": ConferenceKind(part.conference.kind).label,
        "held_on": date_text(meeting.held_at),
        "chair": meeting.chair.full_name if meeting.chair else "",
        "child": part.child.person.name,
        "reference": part.child.reference,
        "born": date_text(part.child.person.date_of_birth),
        "quorum": part.conference.get_quorum_standing_display(),
        "decision": ConferenceDecision(part.decision).label,
        "category": codes.label(codes.CATEGORY_OF_ABUSE, part.category) if part.category else "",
        "reasons": part.reasons,
        "outline_plan": part.outline_plan,
        "participation": codes.label(codes.PARTICIPATION, part.participation),
        "advocate": f"{offered}{accepted}".capitalize(),
        "core_group_on": date_text(part.core_group_on),
        "next_review_on": date_text(part.next_review_on),
        "members": part.members,
        "dissents": [row.agency.name for row in part.dissents.select_related("agency")],
    }


def fingerprint(words: dict[str, Any]) -> str:
    """The SHA-256 of a letter's words, in hexadecimal: the letter prints it, so that it can be checked."""
    written = json.dumps(words, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


def _locked(part: ConferenceChild) -> ConferenceChild:
    rows = ConferenceChild.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("child__person", "conference__meeting__chair").get(pk=part.pk)


def _copy(
    letter: DecisionLetter, invitation: Invitation, outside_how: LetterHow, *, by: User, at: datetime
) -> LetterCopy:
    how = LetterHow.SERVICE if invitation.agency_id is not None else outside_how
    copy = LetterCopy(letter=letter, invitation=invitation, how=how, sent_at=at)
    copy.record(by=by, at=at, reason="Sent")
    return copy


def _tell(letter: DecisionLetter, copies: list[LetterCopy], *, by: User, at: datetime) -> None:
    part = letter.part
    reference = part.conference.meeting.reference
    keys = [copy.invitation.user_id for copy in copies if copy.invitation.user_id is not None]
    asked = User.objects.filter(pk__in=keys).exclude(pk=by.pk).select_related("agency", "team")
    # Somebody asked about a brother or a sister may not hear of a child whose record is restricted.
    heard = assessment_telling.hearing(asked.order_by("pk"), [part.child_id])
    notify(
        recipients=heard[part.child_id],
        key=f"decision_letter:{letter.pk}",
        kind="decision_letter",
        text=f"The decision letter of the conference {reference} is there",
        path=reverse("conference_letter", args=[reference, part.child.reference]),
        at=at,
        reference=reference,
    )
