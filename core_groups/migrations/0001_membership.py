"""Who belongs to a core group; its history never changes, and the wall stands before both."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from cases.row_security import apply
from safeguarding.audit.append_only import append_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0006_cover_ended_early'),
        ('cases', '0035_wall_for_visits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalCoreGroupMember',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('history_change_reason', models.TextField(blank=True, null=True)),
                ('outside_name', models.CharField(blank=True, max_length=200, verbose_name='name of somebody outside the system')),
                ('part', models.CharField(blank=True, max_length=100, verbose_name='what they are to the child')),
                ('is_family', models.BooleanField(default=False)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('ended_reason', models.CharField(blank=True, max_length=300, verbose_name='why they left')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.agency')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.plan')),
                ('set_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.meeting')),
                ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical core group member',
                'verbose_name_plural': 'historical core group members',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='CoreGroupMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('outside_name', models.CharField(blank=True, max_length=200, verbose_name='name of somebody outside the system')),
                ('part', models.CharField(blank=True, max_length=100, verbose_name='what they are to the child')),
                ('is_family', models.BooleanField(default=False)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('ended_reason', models.CharField(blank=True, max_length=300, verbose_name='why they left')),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='core_group_members', to='cases.plan')),
                ('set_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.meeting')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['is_family', 'pk'],
                'indexes': [models.Index(condition=models.Q(('until', None)), fields=['plan'], name='core_group_member_current')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('agency', None), ('is_family', True), ('user', None), models.Q(('outside_name', ''), _negated=True)), models.Q(('is_family', False), models.Q(('agency__isnull', False), models.Q(('outside_name', ''), _negated=True), _connector='OR')), _connector='OR'), name='core_group_member_is_of_the_family_or_of_an_agency'), models.CheckConstraint(condition=models.Q(('user', None), models.Q(('agency__isnull', False), ('outside_name', '')), _connector='OR'), name='core_group_member_with_an_account_has_an_agency'), models.CheckConstraint(condition=models.Q(models.Q(('ended_reason', ''), ('until', None)), models.Q(('until__gte', models.F('since')), ('ended_reason__regex', '\\S')), _connector='OR'), name='core_group_member_who_left_says_why'), models.UniqueConstraint(condition=models.Q(('until', None)), fields=('plan', 'agency', 'user', 'outside_name'), name='core_group_member_once_at_a_time', nulls_distinct=False)],
            },
        ),
        *append_only('core_groups_historicalcoregroupmember'),
        migrations.RunPython(apply.put_up, apply.take_down),
    ]
