"""The wall stands before e-mails to guests, and the service that chases minutes sees what it needs."""

from django.db import migrations

from cases.row_security import apply


class Migration(migrations.Migration):
    dependencies = [("cases", "0024_guest_mails")]
    operations = [migrations.RunPython(apply.put_up, apply.take_down)]
