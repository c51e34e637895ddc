"""Only the sealer reads and moves the marks of what is sealed (docs/adr/0007)."""

from django.db import migrations

from cases.row_security import apply


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0021_own_documents_after_leaving"),
        ("audit", "0007_sealing_marks"),
    ]
    operations = [migrations.RunPython(apply.put_up, apply.take_down)]
