"""Somebody who is merely on duty sees the invitation to a meeting, and the rest once they have taken it on."""

from django.db import migrations

from cases.row_security import apply


class Migration(migrations.Migration):
    dependencies = [("cases", "0027_guest_mail_of_cancelling")]
    operations = [migrations.RunPython(apply.put_up, apply.take_down)]
