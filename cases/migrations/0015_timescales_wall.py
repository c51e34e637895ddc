"""The wall knows the partnership admin, who alone adds own amounts, and the service that moves clocks by them."""

from django.db import migrations

from cases.row_security import apply


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_timescales_past_horizon")]
    operations = [migrations.RunPython(apply.put_up, apply.take_down)]
