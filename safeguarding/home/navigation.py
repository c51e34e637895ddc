"""The links at the top of every page, by what the gate lets the person do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cases.access import Action, may
from safeguarding.home import signature_counts

LINKS: tuple[tuple[str, str, Action | None], ...] = (
    ("Home", "home", None),
    ("Search", "search", Action.SEARCH),
    ("Signatures", "signatures", Action.SIGN),
    ("Referrals", "referrals", Action.REFER),
    ("Meetings", "meetings", Action.REFER),
    ("Front door", "front_door", Action.WORK_FRONT_DOOR),
    ("Concerns that recur", "recurrences", Action.DECIDE_REFERRAL),
    ("Team", "team_work", Action.VIEW_TEAM_WORK),
    ("Children heard", "voice_by_team", Action.MANAGE_CASE),
    ("Audit", "audit", Action.AUDIT_LOOKS),
    ("Partnership", "partnership_work", Action.VIEW_PARTNERSHIP_WORK),
    ("Conferences", "conferences", Action.BOOK_CONFERENCE),
    ("Strategy reports", "strategy_reports", Action.VIEW_MEETING_REPORTS),
    ("Core group report", "core_group_reports", Action.VIEW_MEETING_REPORTS),
    ("Notifications", "notifications", None),
    ("Emergency openings", "emergency_reviews", Action.REVIEW_EMERGENCY),
    ("Who may read what", "access_table", Action.VIEW_ACCESS_TABLE),
    ("People and agencies", "directory", Action.MANAGE_DIRECTORY),
    ("Status", "status", Action.MANAGE_DIRECTORY),
    ("Challenges", "challenges", Action.CHALLENGE),
    ("Challenges", "challenge_desk", Action.VIEW_CHALLENGES),
    ("Supervision", "supervisions", Action.BE_SUPERVISED),
    ("Supervision in time", "supervision_compliance", Action.VIEW_PARTNERSHIP_WORK),
)


FOOTER: tuple[tuple[str, str], ...] = (
    ("Timescales", "timescales"),
    ("Assessment tools", "tools"),
    ("Escalation policy", "challenge_policy"),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `navigation`, a list of {text, href, active}, and `footer_links`."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    links = []
    for text, name, action in LINKS:
        if action is not None and not may(user, action):
            continue
        href = reverse(name)
        active = request.path == href or (href != "/" and request.path.startswith(href))
        number = signature_counts.known(user) if name == "signatures" else 0
        links.append({"text": f"{text} ({number})" if number else text, "href": href, "active": active})
    footer = [{"text": text, "href": reverse(name)} for text, name in FOOTER]
    return {"navigation": links, "footer_links": footer}
