"""How people are told stands behind the wall too."""

from django.db import migrations

from cases.row_security import apply


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0017_worklists_oversight"),
        ("notifications", "0004_emails_have_their_recipient"),
    ]
    operations = [migrations.RunPython(apply.put_up, apply.take_down)]
