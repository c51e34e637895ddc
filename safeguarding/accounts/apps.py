"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Agencies, teams and users of the partnership."""

    name = "safeguarding.accounts"
    label = "accounts"
    verbose_name = "People of the partnership"
