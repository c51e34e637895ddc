"""The wall lets the partnership's counts be made: a service that reads clocks and records, and writes nothing.

And what was met late and never explained is found by an index.
"""

from django.db import migrations, models

from cases.row_security import apply


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_life_of_clocks")]
    operations = [
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                fields=["-met_at"],
                condition=models.Q(("lateness_code", ""), ("met_at__gte", models.F("statutory_due_at"))),
                name="deadline_late_unexplained",
            ),
        ),
        migrations.RunPython(apply.put_up, apply.take_down),
    ]
