"""Row-level security: the role of the application, and who is shown which row (docs/adr/0007)."""

from django.db import migrations, models

from cases.row_security import apply


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_documents"),
        ("audit", "0003_seals"),
        ("notifications", "0001_initial"),
        # The libraries' tables, so that they get their rights here.
        ("account", "0009_emailaddress_unique_primary_email"),
        ("guardian", "0003_remove_groupobjectpermission_guardian_gr_content_ae6aec_idx_and_more"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]
    operations = [
        migrations.AddIndex(
            "child",
            models.Index(fields=["person"], condition=models.Q(is_restricted=True), name="child_restricted"),
        ),
        migrations.RunPython(apply.put_up, apply.take_down),
    ]
