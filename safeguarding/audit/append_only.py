"""Migration operations that make a table append-only in the database, not just by convention."""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

CREATE_FUNCTION = RunSQL(
    """
    CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END $$;
    """,
    "DROP FUNCTION IF EXISTS refuse_change()",
)


def append_only(*tables: str) -> list[RunSQL]:
    """Operations that refuse UPDATE, DELETE and TRUNCATE on each of `tables`."""
    return [
        RunSQL(
            f"""
            CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION refuse_change();
            CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
            """,
            f"DROP TRIGGER append_only ON {table}; DROP TRIGGER append_only_truncate ON {table}",
        )
        for table in tables
    ]
