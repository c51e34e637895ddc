"""One meeting as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from cases import access, access_meetings
from cases.access import Action
from cases.exceptions import NotVisibleError
from cases.meeting_states import ActionState, Attendance, MeetingState, Reply
from cases.models import Child, Invitation, Meeting, MeetingAction, Minutes, SharedInformation
from cases.queries import guest_states, meeting_links, meeting_people, quorum
from cases.queries.guest_states import GuestState
from cases.queries.meeting_links import Link
from safeguarding.accounts.models import User
from safeguarding.ui.filters import datetime_text, time_text

OPEN_TO_ASK = frozenset({MeetingState.PLANNED, MeetingState.HELD, MeetingState.DRAFTED})
MINUTED = frozenset({MeetingState.HELD, MeetingState.DRAFTED})
REPLY_COLOURS = {Reply.ACCEPTED: "green", Reply.DECLINED: "red", Reply.DEPUTY: "blue", Reply.NONE: "grey"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of those who are asked, and what the reader may do about it."""

    invitation: Invitation
    who: str
    agency: str
    reply: str
    reply_colour: str
    attendance: str
    is_own: bool
    links: list[dict[str, str]]
    can_take_on: bool
    can_ask_for_report: bool
    guest: GuestState | None


@dataclass(frozen=True, slots=True)
class View:
    """All that somebody may read of one meeting. Without `is_whole` only that there is one, and when."""

    meeting: Meeting
    is_whole: bool
    can_run: bool
    facts: list[dict[str, str]]
    children: list[Child]
    asked: list[Asked]
    lacks: str
    will_lack: str
    has_quorum: bool
    information: list[SharedInformation]
    actions: list[tuple[MeetingAction, str]]
    minutes: list[Minutes]
    offers: list[dict[str, str]]
    results: list[Link]


def view(user: User, meeting: Meeting, *, now: datetime) -> View:
    """The page of a visible meeting for `user`.

    Somebody on duty who hasn't taken their agency's invitation on learns that there is a meeting, no more.
    """
    rows, about = invitations(user, meeting), children(user, meeting)
    can_run = access_meetings.runs(user, meeting)
    own = {row.pk for row in rows if _is_own(row, user)}
    is_whole = can_run or access_meetings.readable_meetings(user).filter(pk=meeting.pk).exists()
    guests = [row for row in rows if row.outside_name] if can_run else []
    links = guest_states.states(guests, now=now)
    missing, expected = quorum.missing(meeting, among=rows), quorum.expected(meeting, among=rows)
    return View(
        meeting=meeting,
        is_whole=is_whole,
        can_run=can_run,
        facts=_facts(meeting, is_whole=is_whole),
        children=about,
        asked=[
            _asked(row, user, meeting, links.get(row.pk), can_run=can_run, is_own=row.pk in own)
            for row in rows
        ],
        lacks=missing.text,
        will_lack=expected.text,
        has_quorum=quorum.has_one(meeting),
        information=_information(user, meeting) if is_whole else [],
        actions=_actions(user, meeting, can_run=can_run) if is_whole else [],
        minutes=list(access_meetings.visible_minutes(user).filter(meeting=meeting).order_by("-number")),
        offers=_offers(user, meeting, rows, can_run=can_run),
        results=meeting_links.results(user, meeting, about) if is_whole else [],
    )


def invitations(user: User, meeting: Meeting) -> list[Invitation]:
    """Who is asked to a visible meeting, those whose invitation stands."""
    rows = access_meetings.visible_invitations(user).filter(meeting=meeting, withdrawn_at=None)
    return list(rows.select_related("agency", "team", "user", "attendance_by").order_by("pk"))


def children(user: User, meeting: Meeting) -> list[Child]:
    """The children of a visible meeting whom `user` may see, by name."""
    found = access_meetings.children_of(user, meeting).select_related("person")
    return list(found.order_by("person__family_name", "person__given_name", "pk"))


def child_of(user: User, meeting: Meeting, reference: str) -> Child:
    """One of the meeting's children by reference, through the gate."""
    rows = access_meetings.children_of(user, meeting).select_related("person", "team", "allocated_to")
    found = rows.filter(reference=reference.upper()).first()
    if found is None:
        raise NotVisibleError
    return found


def _is_own(row: Invitation, user: User) -> bool:
    """As access_meetings.own_invitations, of a row that is read already."""
    if row.agency_id != user.agency_id:
        return False
    return row.user_id == user.pk if row.user_id is not None else row.team_id in {None, user.team_id}


def _facts(meeting: Meeting, *, is_whole: bool) -> list[dict[str, str]]:
    until = f"{datetime_text(meeting.starts_at)} to {time_text(meeting.ends_at)}"
    facts = [("When", until), ("How", meeting.get_format_display()), ("Where", meeting.place)]
    if is_whole:
        facts += [
            ("Why it is held", meeting.reason),
            ("Chair", meeting.chair.full_name if meeting.chair else "Nobody yet"),
            ("Minutes taken by", meeting.minute_taker.full_name if meeting.minute_taker else "Nobody yet"),
        ]
    facts.append(("Called by", f"{meeting.called_by.full_name}, {meeting.agency.name}"))
    if meeting.held_at:
        facts.append(("Held", datetime_text(meeting.held_at)))
    if meeting.cancelled_at:
        why = f": {meeting.cancelled_reason}" if is_whole else ""
        facts.append(("Cancelled", f"{datetime_text(meeting.cancelled_at)}{why}"))
    return [{"key": key, "value": value} for key, value in facts if value]


def _asked(
    row: Invitation, user: User, meeting: Meeting, guest: GuestState | None, *, can_run: bool, is_own: bool
) -> Asked:
    reply = row.get_reply_display()
    if row.reply == Reply.DEPUTY and row.deputy_name:
        reply = f"{reply}: {row.deputy_name}"
    is_planned, goes_on = meeting.state == MeetingState.PLANNED, meeting.state != MeetingState.CANCELLED
    ways = [
        ("Answer", "meeting_answer", is_planned and (can_run or (is_own and row.user_id is not None))),
        (
            "Replace the report" if row.report_text else "Give a report",
            "meeting_report",
            goes_on and (can_run or (is_own and row.user_id is not None)),
        ),
        ("Take back", "meeting_withdraw", can_run and meeting.state in OPEN_TO_ASK),
    ]
    return Asked(
        invitation=row,
        who=meeting_people.who(row),
        agency=meeting_people.agency(row),
        reply=reply,
        reply_colour=REPLY_COLOURS[Reply(row.reply)],
        attendance="" if row.attendance == Attendance.UNKNOWN else row.get_attendance_display(),
        is_own=is_own,
        links=[
            {"text": text, "href": reverse(name, args=[meeting.reference, row.pk])}
            for text, name, shown in ways
            if shown
        ],
        can_take_on=is_own and row.user_id is None and goes_on,
        can_ask_for_report=can_run and row.report_asked_at is None and not row.report_text and goes_on,
        guest=guest,
    )


def _information(user: User, meeting: Meeting) -> list[SharedInformation]:
    rows = access_meetings.visible_information(user).filter(meeting=meeting)
    return list(rows.select_related("agency", "child__person", "recorded_by").order_by("pk"))


def _actions(user: User, meeting: Meeting, *, can_run: bool) -> list[tuple[MeetingAction, str]]:
    """The actions, each with the address at which the reader may close it (or nothing)."""
    rows = access_meetings.visible_actions(user).filter(meeting=meeting)
    return [
        (
            row,
            reverse("meeting_action_close", args=[meeting.reference, row.pk])
            if row.state == ActionState.OPEN and (can_run or row.owner_id == user.pk)
            else "",
        )
        for row in rows.select_related("agency", "owner", "child__person", "closed_by")
    ]


def _offers(user: User, meeting: Meeting, rows: list[Invitation], *, can_run: bool) -> list[dict[str, str]]:
    """The buttons of the page, by what the reader may do and how the meeting stands."""
    is_planned, goes_on = meeting.state == MeetingState.PLANNED, meeting.state != MeetingState.CANCELLED
    asks = can_run and meeting.state in OPEN_TO_ASK and access_meetings.may_ask(user, meeting)
    calls = can_run and access.may(user, Action.CALL_MEETING)
    shares = can_run or any(row.user_id == user.pk for row in rows)
    ways = [
        ("Record that it was held", meeting_links.hold(meeting), can_run and is_planned),
        ("Write the minutes", _to("minutes_draft", meeting), can_run and meeting.state in MINUTED),
        ("Take attendance", _to("meeting_attendance", meeting), can_run and goes_on),
        ("Ask somebody", _to("meeting_invite", meeting), asks),
        ("Ask somebody outside", _to("meeting_invite_outside", meeting), asks),
        ("Record what an agency shares", _to("meeting_information_new", meeting), shares and goes_on),
        ("Add an action", _to("meeting_action_new", meeting), can_run and goes_on),
        ("Add a child", meeting_links.add_child(meeting), calls and is_planned),
        ("Change time or place", _to("meeting_change", meeting), can_run and is_planned),
        ("Cancel the meeting", _to("meeting_cancel", meeting), can_run and is_planned),
    ]
    return [{"text": text, "href": href} for text, href, shown in ways if shown and href]


def _to(name: str, meeting: Meeting) -> str:
    return reverse(name, args=[meeting.reference])


def invitation(user: User, meeting: Meeting, pk: int) -> Invitation:
    """One invitation of a visible meeting that stands; raises NotVisibleError (404)."""
    rows = access_meetings.visible_invitations(user).filter(meeting=meeting, withdrawn_at=None, pk=pk)
    found = rows.select_related("meeting", "agency", "team", "user").first()
    if found is None:
        raise NotVisibleError
    return found


def action(user: User, meeting: Meeting, pk: int) -> MeetingAction:
    """One action of a visible meeting; raises NotVisibleError (404)."""
    found = access_meetings.visible_actions(user).select_related("meeting").filter(meeting=meeting, pk=pk)
    row = found.first()
    if row is None:
        raise NotVisibleError
    return row
