"""The wall stands before reviews of a historic high risk too."""

from django.db import migrations

from cases.row_security import apply


class Migration(migrations.Migration):
    dependencies = [("cases", "0042_historic_risk_is_final")]
    operations = [migrations.RunPython(apply.put_up, apply.take_down)]
