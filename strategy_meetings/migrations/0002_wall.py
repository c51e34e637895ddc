"""The history of strategy meetings and enquiries never changes, and the wall stands before them."""

from django.db import migrations

from cases.row_security import apply
from safeguarding.audit.append_only import append_only

_RECORDED = (
    "strategymeeting",
    "strategydecision",
    "dissent",
    "section47enquiry",
    "lateralcheck",
    "medical",
    "immediateprotection",
    "recurrencehit",
)


class Migration(migrations.Migration):
    dependencies = [("strategy_meetings", "0001_initial"), ("cases", "0022_wall_for_meetings")]
    operations = [
        *append_only(*(f"strategy_meetings_historical{name}" for name in _RECORDED)),
        migrations.RunPython(apply.put_up, apply.take_down),
    ]
