"""What is laid over the chronology never changes either, and the wall stands before it."""

from django.db import migrations

from cases.row_security import apply
from safeguarding.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("cases", "0037_chronology")]
    operations = [
        *append_only("cases_curation", "cases_chronologyimport"),
        migrations.RunPython(apply.put_up, apply.take_down),
    ]
