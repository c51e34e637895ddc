"""History of agencies, teams and users can't be changed."""

from django.db import migrations

from safeguarding.audit.append_only import CREATE_FUNCTION, append_only


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_extensions")]
    operations = [
        CREATE_FUNCTION,
        *append_only("accounts_historicalagency", "accounts_historicalteam", "accounts_historicaluser"),
    ]
