"""The new columns of clocks always say something; own amounts and bank holidays never change; the wall."""

from django.db import migrations, models

from cases.row_security import apply
from safeguarding.audit.append_only import append_only

_FIELDS = {
    "amount": models.PositiveSmallIntegerField(),
    "edition": models.CharField(max_length=100),
    "statutory_due_at": models.DateTimeField(),
    "statutory_due_on": models.DateField(),
    "unit": models.CharField(max_length=15),
}


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_clocks_that_run"), ("accounts", "0005_cover")]
    operations = [
        *(
            migrations.AlterField(model, name, field)
            for model in ("deadline", "historicaldeadline")
            for name, field in _FIELDS.items()
        ),
        *append_only("cases_localtimescale", "cases_bankholidays", "accounts_historicalcover"),
        migrations.RunPython(apply.put_up, apply.take_down),
    ]
