"""The second wall: PostgreSQL's row-level security asks the gate's question once more (docs/adr/0007)."""
