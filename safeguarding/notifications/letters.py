"""What stands in the e-mails: references and links, never a name or a fact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from safeguarding.notifications.models import Email, Notification, Urgency

# A digest of more than these ends with a link to the whole list.
MOST_LINES: Final = 100
_MESSAGE_ID: Final = re.compile(r"<safeguarding-mail-(\d{1,18})@")


def single(email: Email, told: Notification) -> EmailMessage:
    """The e-mail about one notification."""
    facts = {
        "reference": told.reference,
        "is_urgent": told.urgency == Urgency.URGENT,
        "link": _link(told),
    }
    return _message(email, "emails/notification", facts)


def digest(email: Email, told: Sequence[Notification]) -> EmailMessage:
    """The e-mail of one day about everything that isn't urgent."""
    facts = {
        "lines": [{"reference": each.reference, "link": _link(each)} for each in told[:MOST_LINES]],
        "count": len(told),
        "more": max(0, len(told) - MOST_LINES),
        "list_link": settings.SITE_URL + reverse("notifications"),
        "choice_link": settings.SITE_URL + reverse("how_you_are_told"),
    }
    return _message(email, "emails/digest", facts)


def message_id(email: Email) -> str:
    """The same at every attempt, so that a mail server that took it before can tell."""
    return f"<safeguarding-mail-{email.pk}@{urlsplit(settings.SITE_URL).hostname}>"


def key_in(text: str) -> int | None:
    """The key of our e-mail whose Message-ID stands in `text`, as in one that came back."""
    found = _MESSAGE_ID.search(text)
    return int(found[1]) if found else None


def _message(email: Email, template: str, facts: dict[str, Any]) -> EmailMessage:
    context = {**facts, "partnership_name": settings.PARTNERSHIP_NAME}
    subject = render_to_string(f"{template}_subject.txt", context).strip()
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string(f"{template}.txt", context),
        to=[email.recipient.email],
        # No out-of-office answers, please.
        headers={"Message-ID": message_id(email), "Auto-Submitted": "auto-generated"},
    )


def _link(told: Notification) -> str:
    return settings.SITE_URL + reverse("notification_open", args=[told.pk])
