"""Up to where each table is sealed for good."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_job_runs")]
    operations = [
        migrations.CreateModel(
            name="SealingMark",
            fields=[
                ("table", models.CharField(max_length=63, primary_key=True, serialize=False)),
                ("settled", models.BigIntegerField(default=0)),
                ("given", models.BigIntegerField(default=0)),
                (
                    "writers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
            ],
        ),
    ]
