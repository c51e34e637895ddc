"""The wall stands before supervision."""

from django.db import migrations

from cases.row_security import apply


class Migration(migrations.Migration):
    dependencies = [("cases", "0047_supervision_stands")]
    operations = [migrations.RunPython(apply.put_up, apply.take_down)]
