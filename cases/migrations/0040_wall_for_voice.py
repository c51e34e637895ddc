"""The history of appointments and of the child's voice never changes, and the wall stands before them."""

from django.db import migrations

from cases.row_security import apply
from safeguarding.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("cases", "0039_appointments_and_voice")]
    operations = [
        *append_only(
            "cases_historicalappointment", "cases_historicalvoiceentry", "cases_missedappointmentlimits"
        ),
        migrations.RunPython(apply.put_up, apply.take_down),
    ]
