"""The access log can't be changed."""

from django.db import migrations

from safeguarding.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("accounts", "0003_append_only")]
    operations = append_only("audit_accesslog")
