"""An agency reads the documents that it added itself also after it left a child's network (docs/adr/0007)."""

from django.db import migrations

from cases.row_security import apply


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_event_kinds")]
    operations = [migrations.RunPython(apply.put_up, apply.take_down)]
