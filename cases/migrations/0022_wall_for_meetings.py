"""The history of meetings never changes, and the wall stands before them."""

from django.db import migrations

from cases.row_security import apply
from safeguarding.audit.append_only import append_only

_RECORDED = (
    "meeting",
    "meetingchild",
    "invitation",
    "guestlink",
    "sharedinformation",
    "meetingaction",
    "minutes",
    "minutescopy",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0021_meetings")]
    operations = [
        *append_only(*(f"cases_historical{name}" for name in _RECORDED)),
        migrations.RunPython(apply.put_up, apply.take_down),
    ]
