"""What happens to a person's involvements when their account is closed, or they move to another agency.

The accounts app knows nothing of children: the page of the system admin (safeguarding.home) calls both in one
transaction. What the person wrote stays; the agency's and the team's involvements go on without them.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cases import access
from cases.models import Involvement
from cases.services import involvements
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User


@transaction.atomic
def end_involvements(*, user: User, reason: str, by: User, at: datetime) -> int:
    """End what `user` is involved in by name for an agency they no longer act for; answers how much that was.

    For somebody whose account is closed that is everything. Raises NotPermittedError unless `by` keeps the
    directory: nobody else moves people.
    """
    access.require(by, access.Action.MANAGE_DIRECTORY)
    # The system admin sees no child: the database is asked as the service that ends involvements.
    with as_service(Service.LEAVING):
        return _end(user=user, reason=reason, by=by, at=at)


def _end(*, user: User, reason: str, by: User, at: datetime) -> int:
    running = Involvement.objects.filter(user=user, until=None)
    if user.is_active:
        running = running.exclude(agency=user.agency_id)
    # Locked in one order, so that two people who end the same ones don't wait for each other.
    ended = list(running.select_for_update(of=("self",)).select_related("child", "agency").order_by("pk"))
    for involvement in ended:
        involvements.finish(involvement=involvement, reason=reason, by=by, at=at)
    return len(ended)
