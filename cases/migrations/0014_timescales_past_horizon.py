"""Clocks counted past the calendar's end say so; finding the clocks of one rule is quick."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_cover'),
        ("cases", "0013_wall_for_clocks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='deadline',
            name='counted_past',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicaldeadline',
            name='counted_past',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(condition=models.Q(('cancelled_at', None), ('counted_past__isnull', False), ('met_at', None)), fields=['counted_past'], name='deadline_provisional'),
        ),
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(condition=models.Q(('cancelled_at', None), ('met_at', None)), fields=['rule_id', 'starts_at'], name='deadline_open_by_rule'),
        ),
    ]
