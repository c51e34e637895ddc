"""The history of plans and assessments never changes, nor does a version, and the wall stands before them."""

from django.db import migrations

from cases.row_security import apply
from safeguarding.audit.append_only import append_only

_RECORDED = (
    "planitem",
    "planitemprogress",
    "planscale",
    "planshare",
    "maleengaged",
    "assessment",
    "assessmentpart",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0030_census_triggers")]
    operations = [
        *append_only(*(f"cases_historical{name}" for name in _RECORDED), "cases_planversion"),
        migrations.RunPython(apply.put_up, apply.take_down),
    ]
