"""The search for recurring concerns sees who is named on a record; oversight counts meetings."""

from django.db import migrations

from cases.row_security import apply


class Migration(migrations.Migration):
    dependencies = [("strategy_meetings", "0002_wall"), ("cases", "0023_event_kinds_of_meetings")]
    operations = [migrations.RunPython(apply.put_up, migrations.RunPython.noop)]
