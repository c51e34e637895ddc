"""The wall again: the sharing log, and who reads which looks (docs/adr/0007)."""

from django.db import migrations

from cases.row_security import apply


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_sharing"),
        ("audit", "0005_access_reviews"),
    ]
    operations = [migrations.RunPython(apply.put_up, apply.take_down)]
