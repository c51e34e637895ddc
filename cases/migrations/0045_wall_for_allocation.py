"""Allocations and limits of load are only added to, the history of skills and notes stays, the wall stands."""

from django.db import migrations

from cases.row_security import apply
from safeguarding.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("cases", "0044_allocation")]
    operations = [
        *append_only(
            "cases_historicalworkerskill",
            "cases_historicalhandovernote",
            "cases_allocationrecord",
            "cases_allocationlimits",
        ),
        migrations.RunPython(apply.put_up, apply.take_down),
    ]
