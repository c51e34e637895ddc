"""What a person's agency recorded about children whose record it may no longer open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator

from cases import access
from cases.models import Event
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis

LINES_ON_A_PAGE = 50


def own_words(user: User, *, at: datetime, origin: log.Origin, page: Any = 1) -> Page[Event]:
    """A page of those lines, newest first, each with its child's reference and nothing else of it.

    Logged as a look at each record that the page has lines of.
    """
    shown = _page(user, page)
    log.write_each(
        by=user,
        at=at,
        action=Look.READ,
        basis=Basis.OWN_WORK,
        origin=origin,
        records=sorted({(line.child_id, line.child.reference) for line in shown}),
    )
    return shown


@as_service(Service.OWN_WORDS)
def _page(user: User, page: Any) -> Page[Event]:
    """The lines themselves: the gate has said which; the child itself is not theirs to see."""
    lines = access.own_events(user).select_related("child", "recorded_by").order_by("-occurred_at", "-pk")
    shown = Paginator(lines, LINES_ON_A_PAGE).get_page(page)
    shown.object_list = list(shown.object_list)
    return shown
