"""What was set up and its history never change, and the wall stands before results and accreditations."""

from django.db import migrations

from cases.row_security import apply
from safeguarding.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("cases", "0032_tools")]
    operations = [
        *append_only("cases_historicaltoolresult", "cases_historicaltoolaccreditation", "cases_localtool"),
        migrations.RunPython(apply.put_up, apply.take_down),
    ]
