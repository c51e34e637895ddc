"""The escalation policy: a new version takes the place of the old one; people say that they have read it."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError
from escalation.models import PolicyRead, PolicyText
from safeguarding.accounts.models import User


@transaction.atomic
def publish(*, title: str, text: str, changes: str, number: int, by: User, at: datetime) -> PolicyText:
    """Publish version `number`, the next one; everybody is asked to read it anew.

    Raises ChangedMeanwhileError when somebody else published it first.
    """
    access.require(by, access.Action.KEEP_POLICY)
    for field, words, message in (
        ("title", title, "Enter the title"),
        ("text", text, "Enter the text of the policy"),
    ):
        if not words.strip():
            raise DomainError(message, field=field)
    try:
        with transaction.atomic():
            return PolicyText.objects.create(
                number=number, title=title, text=text, changes=changes, published_at=at, published_by=by
            )
    except IntegrityError as taken:
        raise ChangedMeanwhileError("Somebody else has published a version in the meantime") from taken


@transaction.atomic
def confirm(*, policy: PolicyText, by: User, at: datetime) -> PolicyRead:
    """Somebody says that they have read a version; the first time counts."""
    read, _ = PolicyRead.objects.get_or_create(policy=policy, user=by, defaults={"read_at": at})
    return read
