"""The mail that says an account was made, with the link behind which the person chooses a password."""

from __future__ import annotations

import logging

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from safeguarding.accounts.exceptions import DirectoryError
from safeguarding.accounts.models import User
from safeguarding.accounts.permissions import require_directory

logger = logging.getLogger(__name__)


def password_link(user: User) -> str:
    """The address behind which `user` chooses a password: once, within PASSWORD_RESET_TIMEOUT seconds."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    link: str = get_adapter().get_reset_password_from_key_url(key)
    return link


def send_on_commit(user: User) -> None:
    """Send the invitation once the account is really there; a mail server that fails loses nothing else."""
    transaction.on_commit(lambda: _send(user))


def invite_again(*, user: User, by: User) -> None:
    """Send the link again to somebody who has not chosen a password yet.

    Raises DirectoryNotPermittedError, DirectoryError (the account is closed, or a password is set).
    """
    require_directory(by)
    if not user.is_active:
        raise DirectoryError("This account is closed. Open it again first")
    if user.has_usable_password():
        raise DirectoryError("They already have a password, and can ask for a new one on the sign-in page")
    send_on_commit(user)


def _send(user: User) -> None:
    subject = render_to_string("account/email/invitation_subject.txt").strip()
    body = render_to_string("account/email/invitation_message.txt", {"link": password_link(user)}).strip()
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email])
    except OSError:  # smtplib's errors too; the account's page offers to send it again
        logger.exception("The invitation of user %s was not sent", user.pk)
