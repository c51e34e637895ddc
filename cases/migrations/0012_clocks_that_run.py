"""Clocks that ran before say which limit they count, and their statutory day: nobody had moved one yet."""

from typing import Any

from django.db import migrations

from safeguarding.rules.timescales import TIMESCALES

_FILL = """
UPDATE {table} SET statutory_due_on = due_on, statutory_due_at = due_at, amount = %s, unit = %s, edition = %s
WHERE rule_id = %s
"""


def fill(apps: Any, schema_editor: Any) -> None:
    """Fill the new columns of clocks and of their history, whose old columns stay as they were sealed."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_historicaldeadline DISABLE TRIGGER append_only")
        for table in ("cases_deadline", "cases_historicaldeadline"):
            for rule in TIMESCALES.values():
                cursor.execute(_FILL.format(table=table), [rule.amount, rule.unit, rule.edition, rule.id])
        cursor.execute("ALTER TABLE cases_historicaldeadline ENABLE TRIGGER append_only")


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_clocks")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
