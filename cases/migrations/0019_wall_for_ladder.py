"""The sweep reads who chairs and who was granted what; looking back at closures is a service of its own."""

from django.db import migrations

from cases.row_security import apply


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_wall_for_delivery")]
    operations = [migrations.RunPython(apply.put_up, apply.take_down)]
