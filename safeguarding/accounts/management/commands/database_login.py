"""`manage.py database_login`: the database login of the web server and the workers, which owns nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg2 import sql

from safeguarding.settings import env

_LOGIN = sql.SQL(
    "{verb} ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD {password}"
)


class Command(BaseCommand):
    """Run as the owner after `migrate`; running it again renews the password."""

    help = "Makes the login of APP_DATABASE_URL a member of the application's role, and nothing more."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make or renew the login that APP_DATABASE_URL names."""
        wanted = env.database("APP_DATABASE_URL")
        name, password = wanted["USER"], wanted["PASSWORD"]
        if not name or not password:
            raise CommandError("APP_DATABASE_URL must hold a user and a password.")
        if name == connection.settings_dict["USER"]:
            raise CommandError("APP_DATABASE_URL names the owner of the tables: the login must be another.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
            verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
            cursor.execute(
                _LOGIN.format(verb=verb, name=sql.Identifier(name), password=sql.Literal(password))
            )
            role = sql.Identifier(settings.DATABASE_APP_ROLE)
            cursor.execute(sql.SQL("GRANT {} TO {}").format(role, sql.Identifier(name)))
        self.stdout.write(f"The web server and the workers sign in to the database as {name}.")
