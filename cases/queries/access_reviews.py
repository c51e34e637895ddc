"""The queue of unusual looks to ask about; references and keys only."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator

from cases import access
from cases.exceptions import NotVisibleError
from safeguarding.accounts.models import User
from safeguarding.audit.models import AccessReview
from safeguarding.rules.unusual_access import WORDS, Reason

PAGE_SIZE = 50


def waiting(*, page: Any = 1) -> Page[AccessReview]:
    """A page of the items nobody has reviewed, the newest day first."""
    return _page(AccessReview.objects.filter(reviewed_at=None).order_by("-day", "-pk"), page)


def reviewed(*, page: Any = 1) -> Page[AccessReview]:
    """A page of the reviewed items, the last review first."""
    return _page(AccessReview.objects.exclude(reviewed_at=None).order_by("-reviewed_at", "-pk"), page)


def count_waiting(user: User) -> int:
    """How many items wait; none for whoever doesn't review them."""
    if not access.may(user, access.Action.REVIEW_LOOKS):
        return 0
    return AccessReview.objects.filter(reviewed_at=None).count()


def get(pk: int) -> AccessReview:
    """One item; raises NotVisibleError."""
    found = (
        AccessReview.objects.filter(pk=pk)
        .select_related("user__agency", "user__team", "user__line_manager", "reviewed_by")
        .first()
    )
    if found is None:
        raise NotVisibleError
    return found


def in_words(item: AccessReview) -> list[str]:
    """The reasons as sentences."""
    return [WORDS[Reason(reason)] for reason in item.reasons]


def _page(items: Any, page: Any) -> Page[AccessReview]:
    return Paginator(items.select_related("user__agency", "reviewed_by"), PAGE_SIZE).get_page(page)
