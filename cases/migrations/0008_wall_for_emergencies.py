"""Row-level security for records opened in an emergency (docs/adr/0007, 0008)."""

from django.db import migrations

from cases.row_security import apply


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_emergency_access")]
    operations = [migrations.RunPython(apply.put_up, migrations.RunPython.noop)]
