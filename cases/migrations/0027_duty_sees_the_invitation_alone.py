"""Somebody who is merely on duty sees the invitation to a meeting, and the rest once they have taken it on."""

from django.db import migrations

from cases.row_security import apply


class Migration(migrations.Migration):
    dependencies = [("cases", "0026_event_news_index")]
    operations = [migrations.RunPython(apply.put_up, apply.take_down)]
