"""The history of challenges never changes, nor does a version of the policy, and the wall stands before them."""

from django.db import migrations

from cases.row_security import apply
from safeguarding.audit.append_only import append_only

_RECORDED = (
    "challenge",
    "challengestage",
    "challengecontact",
    "challengeoffer",
    "challengeaction",
)


class Migration(migrations.Migration):
    dependencies = [
        ("escalation", "0001_challenges"),
        ("cases", "0040_wall_for_voice"),
        ("strategy_meetings", "0005_closed_episode_has_no_open_enquiry"),
    ]
    operations = [
        *append_only(
            *(f"escalation_historical{name}" for name in _RECORDED),
            "escalation_policytext",
            "escalation_policyread",
        ),
        migrations.RunPython(apply.put_up, apply.take_down),
    ]
