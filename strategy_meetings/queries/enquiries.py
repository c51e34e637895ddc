"""One section 47 enquiry, a lateral check and immediate protection as their pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from cases import access
from cases.exceptions import NotVisibleError
from cases.models import Child, Deadline
from cases.queries import changed_since, deadline_words
from cases.queries.changed_since import Since
from safeguarding.accounts.models import Agency, AgencyKind, Role, User
from strategy_meetings.access import visible_checks, visible_enquiries, visible_protections
from strategy_meetings.models import ImmediateProtection, LateralCheck, Medical, Section47Enquiry
from strategy_meetings.services import conference, enquiries, protection


@dataclass(frozen=True, slots=True)
class Clock:
    """One time limit of an enquiry: what it is called, when it is due, when it was met, its page."""

    title: str
    due: date | datetime
    met_at: datetime | None
    href: str


def get(user: User, reference: str) -> Section47Enquiry:
    """The enquiry with this reference; raises NotVisibleError."""
    rows = visible_enquiries(user).filter(reference=reference.upper())
    found = rows.select_related(
        "child__person",
        "child__team",
        "child__allocated_to",
        "lead",
        "police_lead__agency",
        "submitted_by",
        "signed_by",
        "conference_requested_by",
    ).first()
    if found is None:
        raise NotVisibleError
    return found


def since_given_in(user: User, enquiry: Section47Enquiry) -> Since | None:
    """What was recorded about the child since the enquiry was given in to be signed."""
    if enquiry.submitted_at is None:
        return None
    return changed_since.of_child(user, enquiry.child, enquiry.submitted_at)


def checks(user: User, enquiry: Section47Enquiry) -> list[LateralCheck]:
    """What agencies were asked, with their answers, the oldest first."""
    rows = visible_checks(user).filter(enquiry=enquiry)
    return list(rows.select_related("agency", "asked_by", "replied_by"))


def check(user: User, key: int) -> LateralCheck:
    """One lateral check: for the agency that is asked, and for whoever sees the enquiry."""
    found = (
        visible_checks(user)
        .filter(pk=key)
        .select_related("agency", "asked_by__agency", "replied_by", "child__person")
        .first()
    )
    if found is None:
        raise NotVisibleError
    return found


def open_checks_of_agency(user: User, child: Child) -> list[LateralCheck]:
    """What the person's own agency is asked about the child and hasn't answered."""
    rows = visible_checks(user).filter(child=child, agency=user.agency_id, replied_at=None)
    return list(rows.select_related("asked_by"))


def medicals(enquiry: Section47Enquiry) -> list[Medical]:
    """The medicals of an enquiry that came through the gate."""
    return list(Medical.objects.filter(enquiry=enquiry))


def medical(enquiry: Section47Enquiry, key: int) -> Medical:
    """One of them; raises NotVisibleError."""
    found = Medical.objects.select_related("enquiry").filter(enquiry=enquiry, pk=key).first()
    if found is None:
        raise NotVisibleError
    return found


def clocks(user: User, enquiry: Section47Enquiry) -> list[Clock]:
    """The enquiry's time limits, the next due first."""
    return [_clock(row) for row in _clocks_of(user, enquiry)]


def conference_clocks(user: User, enquiry: Section47Enquiry) -> list[Clock]:
    """Those of the initial child protection conference: its request's, and its own."""
    rules = {conference.REQUEST, enquiries.CONFERENCE}
    return [_clock(row) for row in _clocks_of(user, enquiry) if row.rule_id in rules]


def protection_of(user: User, child: Child, key: int) -> ImmediateProtection:
    """One protection of the child; raises NotVisibleError."""
    found = visible_protections(user).filter(child=child, pk=key).first()
    if found is None:
        raise NotVisibleError
    return found


def running(user: User, child: Child) -> list[tuple[ImmediateProtection, Deadline | None]]:
    """The immediate protection that runs now, each with the clock that the law sets, where it sets one."""
    rows = list(visible_protections(user).filter(child=child, is_used=True, ended_at=None))
    if not rows:
        return []
    by_subject = {
        row.subject: row
        for row in _clocks(user, child, [protection.subject_of(one) for one in rows])
        if row.met_at is None
    }
    return [(row, by_subject.get(protection.subject_of(row))) for row in rows]


def agencies(enquiry: Section47Enquiry) -> list[Agency]:
    """Whom one may ask: the agencies of the child's network first, then all others but our own office."""
    everybody = Agency.objects.filter(is_active=True).exclude(
        kind__in=[AgencyKind.PARTNERSHIP, AgencyKind.CHILDRENS_SOCIAL_CARE]
    )
    network = set(enquiry.child.involvements.filter(until=None).values_list("agency", flat=True))
    return sorted(everybody, key=lambda agency: (agency.pk not in network, agency.name))


def leads() -> list[User]:
    """Who may lead an enquiry for children's social care."""
    rows = User.objects.filter(
        is_active=True, agency__is_lead=True, agency__kind=AgencyKind.CHILDRENS_SOCIAL_CARE
    )
    return list(rows.filter(role__in=[Role.PRACTITIONER, Role.MANAGER]).order_by("full_name"))


def police_leads() -> list[User]:
    """Who may lead it for the police."""
    rows = User.objects.filter(is_active=True, agency__kind=AgencyKind.POLICE)
    return list(rows.select_related("agency").order_by("full_name"))


def one_of(people: Iterable[User], key: str) -> User | None:
    """The person whose key was chosen."""
    return next((each for each in people if str(each.pk) == key), None)


def _clock(row: Deadline) -> Clock:
    return Clock(
        deadline_words.label(row), deadline_words.due(row), row.met_at, reverse("deadline", args=[row.pk])
    )


def _clocks_of(user: User, enquiry: Section47Enquiry) -> list[Deadline]:
    return _clocks(user, enquiry.child, [enquiries.subject_of(enquiry)], also=conference.REQUEST)


def _clocks(user: User, child: Child, subjects: list[str], *, also: str = "") -> list[Deadline]:
    """The clocks of these subjects, and those of the rule `also`, of which a child has one at a time."""
    rows = access.visible_deadlines(user).filter(child=child, cancelled_at=None)
    rows = rows.filter(Q(subject__in=subjects) | Q(rule_id=also, subject=""))
    return list(rows.order_by("due_at", "pk"))
