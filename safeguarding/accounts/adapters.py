"""How allauth behaves here: nobody signs up by themselves; accounts are made by the system admin."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closed to sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: the system admin makes accounts."""
        return False


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Single sign-on only for people who already have an account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Never: the system admin makes accounts."""
        return False
