"""The sealer's marks are read and moved by it alone; an agency reads the documents that it added itself also after
it left a child's network; the few hidden records are asked for once (docs/adr/0007)."""

from django.db import migrations

from cases.row_security import apply


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0027_duty_sees_the_invitation_alone"),
        ("audit", "0007_sealing_marks"),
    ]
    operations = [migrations.RunPython(apply.put_up, apply.take_down)]
