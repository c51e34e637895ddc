"""How the sign-in library behaves here: nobody signs up by themselves; the system admin makes accounts."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from safeguarding.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Closed to sign-up; plain words; a new password is no change of the person's record."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "Enter the email address and password of an account you can use",
        "enter_current_password": "The current password is not right",
        "incorrect_password": "The password is not right",
        "too_many_login_attempts": "Too many tries. Wait 5 minutes, then try again",
        "rate_limited": "Too many tries. Wait a few minutes, then try again",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: the system admin makes accounts."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Store the hash alone, so that nothing else of the person is written over."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def format_email_subject(self, subject: str) -> str:
        """The subject as it stands: no host name in brackets before it."""
        return str(subject)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link's address, at the service's own public address whatever host was asked."""
        uid, token = key.split("-", 1)
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return f"{settings.SITE_URL}{path}"

    def get_client_ip(self, request: HttpRequest) -> str:
        """The network address, as ClientAddressMiddleware found it; rate limits count by it."""
        return request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 (a name for "unknown", nothing listens)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps are encrypted at rest; messages in plain words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "The code is not right. Enter the newest code",
    }

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return _secrets().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret as it was; raises InvalidToken when no key of ours fits."""
        return _secrets().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a passkey is called until the person names it."""
        return "Passkey"

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)


def _secrets() -> MultiFernet:
    """Keys derived from DRAFT_KEYS, newest first: the two uses never share a key."""
    derived = (hashlib.sha256(b"second factor:" + key.encode()).digest() for key in settings.DRAFT_KEYS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Single sign-on only for people who already have an account, found by their verified e-mail address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never: the system admin makes accounts."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Take the active user with the verified address; anybody else gets a page that says whom to ask.

        The account is looked up anew at every sign-in and no link is stored: when the address changes
        hands, or the person leaves, nothing of the old link survives.
        """
        user = _user_of(sociallogin)
        if user is None or sociallogin.state.get("process", "login") != "login":
            raise ImmediateHttpResponse(render(request, "account/signup_closed.html", status=403))
        sociallogin.user = user


def _user_of(sociallogin: SocialLogin) -> User | None:
    verified = [a.email for a in sociallogin.email_addresses if a.verified is True]
    for address in verified:
        user = User.objects.filter(email__iexact=address, is_active=True).first()
        if user is not None:
            return user
    return None
