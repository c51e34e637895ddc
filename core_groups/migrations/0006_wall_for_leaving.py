"""The history of leaving, step-down, closure and legal milestones never changes; the wall stands before them."""

from django.db import migrations

from cases.row_security import apply
from safeguarding.audit.append_only import append_only

_RECORDED = (
    "withdrawal",
    "withdrawalview",
    "handedonaction",
    "stepdown",
    "closing",
    "legalmilestone",
    "legaltold",
)


class Migration(migrations.Migration):
    dependencies = [("core_groups", "0005_leaving_and_closing")]
    operations = [
        *append_only(*(f"core_groups_historical{name}" for name in _RECORDED)),
        migrations.RunPython(apply.put_up, apply.take_down),
    ]
