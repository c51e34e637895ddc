"""The history of visits never changes, and the wall stands before them."""

from django.db import migrations

from cases.row_security import apply
from safeguarding.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("cases", "0034_visits")]
    operations = [
        *append_only("cases_historicalvisit"),
        migrations.RunPython(apply.put_up, apply.take_down),
    ]
