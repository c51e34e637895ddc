"""The chronology and every history table can't be changed."""

from django.db import migrations

from safeguarding.audit.append_only import append_only

HISTORY = [
    "address", "child", "contactdetail", "deadline", "episodeofneed", "family", "familymember",
    "involvement", "person", "personname", "plan", "referral", "referraladult", "referralchild",
    "referraldecision", "relationship", "warning",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("accounts", "0003_append_only")]
    operations = append_only("cases_event", *(f"cases_historical{name}" for name in HISTORY))
