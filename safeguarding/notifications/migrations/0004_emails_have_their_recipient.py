"""Each e-mail says whom it goes to: those of before to whom their notification is for."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FILL = """
UPDATE notifications_email e SET recipient_id = n.recipient_id
  FROM notifications_notification n WHERE n.id = e.notification_id AND e.recipient_id IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_choices_digests_feeds")]
    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            "email",
            "recipient",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="emails",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
