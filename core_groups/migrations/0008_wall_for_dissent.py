"""The history of dissent at core groups never changes; the partnership's counts read dissent of every kind."""

from django.db import migrations

from cases.row_security import apply
from safeguarding.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("core_groups", "0007_core_group_dissent")]
    operations = [
        *append_only("core_groups_historicalcoregroupdissent"),
        migrations.RunPython(apply.put_up, apply.take_down),
    ]
