"""Who is told of what happens in an enquiry: only people who see the child, by its reference."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from cases import access
from cases.access_telling import hearing
from safeguarding.accounts.models import User
from safeguarding.notifications.services import notify
from strategy_meetings.models import Section47Enquiry

__all__ = ["hearing", "managers_of", "of_enquiry"]


def managers_of(enquiry: Section47Enquiry, by: User) -> list[User]:
    """Who signs what `by` gave in: the managers of `by`, of the lead and of the child's worker."""
    workers = [by, enquiry.lead, enquiry.child.allocated_to]
    keys = {each.line_manager_id for each in workers if each is not None and each.line_manager_id is not None}
    found = User.objects.filter(pk__in=keys - {by.pk}).select_related("agency", "team").order_by("pk")
    return [each for each in found if access.may(each, access.Action.DECIDE_REFERRAL)]


def of_enquiry(
    enquiry: Section47Enquiry, people: Iterable[User], what: str, text: str, *, by: User, at: datetime
) -> None:
    """Tell these people, but `by`, of the enquiry; each `what` at this version of it once."""
    notify(
        recipients=[each for each in hearing(people, enquiry.child) if each != by],
        key=f"enquiry:{enquiry.pk}:{what}:{enquiry.version}",
        kind=f"enquiry_{what}",
        text=f"{text}: {enquiry.reference}",
        path=reverse("enquiry", args=[enquiry.reference]),
        at=at,
        reference=enquiry.reference,
    )
