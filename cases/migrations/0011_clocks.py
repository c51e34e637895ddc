"""Clocks that are rescheduled, paused and superseded; own amounts; bank holidays from a file."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_cover'),
        ("cases", "0010_wall_for_audit"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BankHolidays',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), size=None)),
                ('horizon', models.DateField()),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256 of the file')),
                ('loaded_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'bank holidays',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='LocalTimescale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule_id', models.CharField(max_length=40)),
                ('amount', models.PositiveSmallIntegerField()),
                ('effective_from', models.DateField()),
                ('reason', models.CharField(max_length=300)),
                ('set_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['effective_from', 'pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='deadline',
            name='deadline_is_about_a_child',
        ),
        migrations.AddField(
            model_name='deadline',
            name='about_worker',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='deadline',
            name='alert_number',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='deadline',
            name='amount',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='deadline',
            name='edition',
            field=models.CharField(default='', max_length=100),
        ),
        migrations.AddField(
            model_name='deadline',
            name='paused_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='deadline',
            name='paused_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='deadline',
            name='paused_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='deadline',
            name='rescheduled_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='deadline',
            name='rescheduled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='deadline',
            name='rescheduled_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='deadline',
            name='revision',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='deadline',
            name='statutory_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='deadline',
            name='statutory_due_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='deadline',
            name='subject',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='deadline',
            name='superseded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='cases.deadline'),
        ),
        migrations.AddField(
            model_name='deadline',
            name='unit',
            field=models.CharField(default='', max_length=15),
        ),
        migrations.AddField(
            model_name='historicaldeadline',
            name='about_worker',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaldeadline',
            name='alert_number',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='historicaldeadline',
            name='amount',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='historicaldeadline',
            name='edition',
            field=models.CharField(default='', max_length=100),
        ),
        migrations.AddField(
            model_name='historicaldeadline',
            name='paused_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicaldeadline',
            name='paused_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaldeadline',
            name='paused_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='historicaldeadline',
            name='rescheduled_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicaldeadline',
            name='rescheduled_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaldeadline',
            name='rescheduled_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='historicaldeadline',
            name='revision',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='historicaldeadline',
            name='statutory_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='historicaldeadline',
            name='statutory_due_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='historicaldeadline',
            name='subject',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='historicaldeadline',
            name='superseded_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.deadline'),
        ),
        migrations.AddField(
            model_name='historicaldeadline',
            name='unit',
            field=models.CharField(default='', max_length=15),
        ),
        migrations.AlterField(
            model_name='deadline',
            name='alert_stage',
            field=models.PositiveSmallIntegerField(choices=[(0, 'Nobody told yet'), (1, 'Reminded before'), (3, 'Reminded on the due day'), (2, 'Told of the breach'), (4, 'Told again after the breach')], default=0),
        ),
        migrations.AlterField(
            model_name='historicaldeadline',
            name='alert_stage',
            field=models.PositiveSmallIntegerField(choices=[(0, 'Nobody told yet'), (1, 'Reminded before'), (3, 'Reminded on the due day'), (2, 'Told of the breach'), (4, 'Told again after the breach')], default=0),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('child__isnull', False), ('referral_child__isnull', False), ('about_worker__isnull', False), _connector='OR'), name='deadline_is_about_somebody'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rescheduled_at', None), ('rescheduled_reason', '')), models.Q(('rescheduled_at__isnull', False), models.Q(('rescheduled_reason', ''), _negated=True)), _connector='OR'), name='rescheduled_deadline_has_its_reason'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('paused_at', None), ('paused_reason', '')), models.Q(('paused_at__isnull', False), models.Q(('paused_reason', ''), _negated=True)), _connector='OR'), name='paused_deadline_has_its_reason'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_by', None), ('cancelled_at__isnull', False), _connector='OR'), name='superseded_deadline_is_stopped'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at', None), ('child__isnull', False), ('met_at', None), ('referral_child', None)), fields=('child', 'rule_id', 'subject'), name='one_running_deadline_of_a_rule_for_a_child'),
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.UniqueConstraint(condition=models.Q(('about_worker__isnull', False), ('cancelled_at', None), ('met_at', None)), fields=('about_worker', 'rule_id'), name='one_running_deadline_of_a_rule_for_a_worker'),
        ),
        migrations.AddField(
            model_name='localtimescale',
            name='set_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='localtimescale',
            index=models.Index(fields=['rule_id', 'effective_from'], name='cases_local_rule_id_37b37c_idx'),
        ),
        migrations.AddConstraint(
            model_name='localtimescale',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='local_timescale_has_its_reason'),
        ),
    ]
