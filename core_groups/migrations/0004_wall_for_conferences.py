"""The history of conferences never changes, and the wall stands before them."""

from django.db import migrations

from cases.row_security import apply
from safeguarding.audit.append_only import append_only

_RECORDED = (
    "conference",
    "conferencerequest",
    "conferencechild",
    "conferencereport",
    "conferencedissent",
    "decisionletter",
    "lettercopy",
)


class Migration(migrations.Migration):
    dependencies = [("core_groups", "0003_conferences")]
    operations = [
        *append_only(*(f"core_groups_historical{name}" for name in _RECORDED)),
        migrations.RunPython(apply.put_up, apply.take_down),
    ]
