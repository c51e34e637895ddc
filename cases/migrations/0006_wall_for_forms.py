"""The wall again: forms sent once, people who leave, and the library's table of signed-in sessions."""

from django.db import migrations

from cases.row_security import apply


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_drafts_of_forms"),
        ("usersessions", "0001_initial"),
    ]
    operations = [migrations.RunPython(apply.put_up, apply.take_down)]
